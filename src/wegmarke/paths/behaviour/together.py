"""How often something happened in a time, for many questions in one pass.

Most questions of segments are of this kind: a name, a source, a channel or a touchpoint, and a time. Each touch then
concerns only those that its code belongs to, so a hundred of them cost little more than one.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

import numpy as np

from wegmarke.paths.behaviour.meaning import Meaning
from wegmarke.paths.index.columns import Int64s, Truths
from wegmarke.paths.spread import spread
from wegmarke.rules import Behaviour, Moment, Quantity, Question, Selection


def counted_together(questions: Iterable[Question], meaning: Meaning, moment: Moment) -> dict[Behaviour, Int64s]:
    """Return counts per unit of the columns, of those behaviours that one code and a time decide."""
    groups: dict[str, dict[Behaviour, Truths]] = defaultdict(dict)
    for question in questions:
        behaviour = question.behaviour
        if question.quantity is Quantity.COUNT and _is_plain(behaviour):
            found = meaning.by_code(behaviour.selection)
            if found is not None:
                groups[found[0]][behaviour] = found[1]
    return {
        behaviour: counts
        for column, tables in groups.items()
        for behaviour, counts in zip(tables, _counted(column, tables, meaning, moment), strict=True)
    }


def _is_plain(behaviour: Behaviour) -> bool:
    marks = (behaviour.since, behaviour.before)
    return not behaviour.then and not behaviour.roles and not any(isinstance(one, Selection) for one in marks)


def _counted(column: str, tables: dict[Behaviour, Truths], meaning: Meaning, moment: Moment) -> list[Int64s]:
    from wegmarke.paths.compiled import behaviours

    columns = meaning.columns
    periods = np.array([moment.period(behaviour) for behaviour in tables], np.int64)
    since, until = periods[:, 0].copy(), np.minimum(periods[:, 1], moment.last)
    codes: Int64s = np.array([table.size for table in tables.values()])
    concerned = np.zeros((int(codes.max(initial=0)), len(tables)), np.bool_)
    for number, table in enumerate(tables.values()):
        concerned[: table.size, number] = table
    # of each code the questions it concerns, those that look back furthest first: the first that does not ends the row
    order = np.argsort(since, kind="stable")
    code, place = np.nonzero(concerned[:, order])
    ends = np.cumsum(np.bincount(code, minlength=concerned.shape[0]))
    begins = np.concatenate(([0], ends)).astype(np.int64)
    out = np.zeros((len(tables), columns.units.size), np.int64)
    given = (columns.starts, columns.occurred_at, getattr(columns, column), begins, order[place], since, until, out)
    spread(columns.starts, lambda first, last: behaviours.counts_together(first, last, *given))
    return list(out)
