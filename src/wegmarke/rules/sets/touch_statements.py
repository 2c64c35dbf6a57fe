"""Writes the statements that answer questions over rows of touches: one pass, however many questions it answers.

Texts of a rule reach a statement only through `touch_rows`, where the expression compiler writes them, and through
bound values. Whose and when is bound as well (`$units`, `$now`, `$first_0`, …), so that a statement is written once.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from wegmarke.rules.sets.sources import Quantity, Question
from wegmarke.rules.sets.touch_rows import ASKED, Rows
from wegmarke.rules.subjects.spans import span_microseconds
from wegmarke.rules.subjects.tree import Behaviour, Selection
from wegmarke.rules.tree import VALUE_FIELD

_ORDER: Final = "occurred_at, sequence, event_id"


@dataclass(frozen=True)
class Pass:
    """Questions that are answered from the same rows.

    Attributes:
        rows: what is read of each touch.
        questions: answered by the columns a0, a1, …
    """

    rows: Rows
    questions: tuple[Question, ...]

    @property
    def behaviours(self) -> tuple[Behaviour, ...]:
        """Return the distinct behaviours; their periods are bound as first_0, last_0, first_1 and so on."""
        return tuple(dict.fromkeys(question.behaviour for question in self.questions))


def is_ordered(behaviour: Behaviour) -> bool:
    """Tell whether a behaviour compares places in the path, which takes a pass of its own."""
    return bool(behaviour.then) or isinstance(behaviour.since, Selection) or isinstance(behaviour.before, Selection)


def pass_sql(asked: Pass, rows: str, touches: str = "") -> str:
    """Write the statement of a pass: `unit` and one column per question, for units with any event that counts.

    Args:
        asked: the pass.
        rows: the statement of its rows.
        touches: the statement of the touches of the units that are asked for; all are read without it.
    """
    chosen = "unit IS NOT NULL"
    before = f"{ASKED} AS MATERIALIZED ({touches}), " if touches else ""
    ordered = is_ordered(asked.behaviours[0])
    if ordered:
        named, source, counted = _ordered(asked, rows, chosen)
    else:
        named, source = f"seen AS ({rows})", "seen"
        truths = [_counts(asked, place) for place in range(len(asked.behaviours))]
        counted = f"{chosen} AND ({' OR '.join(truths)})"
    answers = ", ".join(f"{_answer(asked, question, ordered)} AS a{n}" for n, question in enumerate(asked.questions))
    return f"WITH {before}{named} SELECT unit, {answers} FROM {source} WHERE {counted} GROUP BY unit ORDER BY unit"


def marks_sql(marked: Rows, rows: str, touches: str = "") -> str:
    """Write the statement of the touches that one of the selections means, between $first and $last.

    Args:
        marked: what is asked of each touch.
        rows: the statement of the rows.
        touches: the statement of the touches of the units that are asked for; all are read without it.
    """
    before = f"WITH {ASKED} AS MATERIALIZED ({touches}) " if touches else ""
    selections = [f"s{place}" for place in range(len(marked.selections))]
    rules = [f"h{place}" for place in range(len(marked.rules))]
    properties = [f"CAST(m{place} * 1000000 AS BIGINT) AS m{place}" for place in range(len(marked.properties))]
    answers = ", ".join([*selections, *rules, *properties])
    return f"""{before}SELECT unit, epoch_us(occurred_at) AS occurred_at, event_id::BLOB AS event_id, {answers}
FROM ({rows})
WHERE unit IS NOT NULL AND ({" OR ".join(selections)})
  AND occurred_at >= make_timestamp(CAST($first AS BIGINT)) AND occurred_at <= make_timestamp(CAST($last AS BIGINT))"""


def _counts(asked: Pass, place: int) -> str:
    selection = asked.rows.selections.index(asked.behaviours[place].selection)
    return f"(s{selection} AND {_period(place)})"


def _period(place: int) -> str:
    return (
        f"occurred_at >= make_timestamp(CAST($first_{place} AS BIGINT)) "
        f"AND occurred_at <= make_timestamp(CAST($last_{place} AS BIGINT))"
    )


def _ordered(asked: Pass, rows: str, chosen: str) -> tuple[str, str, str]:
    behaviour, selections = asked.behaviours[0], asked.rows.selections
    needed = " OR ".join(f"s{place}" for place in range(len(selections)))
    since, before = (_mark(moment, selections) for moment in (behaviour.since, behaviour.before))
    parts = [
        f"seen AS ({rows})",
        f"""placed AS (
    SELECT *, row_number() OVER (PARTITION BY unit ORDER BY {_ORDER}) AS place FROM seen
    WHERE {chosen} AND occurred_at <= make_timestamp(CAST($now AS BIGINT)) AND ({needed})
)""",
        f"""marks AS (
    SELECT unit, max(place) FILTER (WHERE {since or "false"}) AS since,
           min(place) FILTER (WHERE {before or "false"}) AS before
    FROM placed GROUP BY unit
)""",
        f"""kept AS (
    SELECT placed.*, s0 AS r0 FROM placed JOIN marks USING (unit)
    WHERE {_period(0)}{" AND place > since" if since else ""}{" AND place < before" if before else ""}
)""",
    ]
    source = "kept"
    for number, step in enumerate(behaviour.then, 1):
        near = "" if step.within is None else f" AND epoch_us(occurred_at) - ahead <= {span_microseconds(step.within)}"
        parts.append(f"""ahead{number} AS (
    SELECT *, max(CASE WHEN r{number - 1} THEN epoch_us(occurred_at) END) OVER (
        PARTITION BY unit ORDER BY place ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS ahead FROM {source}
)""")
        truth = f"s{selections.index(step.selection)} AND ahead IS NOT NULL{near}"
        parts.append(f"step{number} AS (SELECT * EXCLUDE (ahead), {truth} AS r{number} FROM ahead{number})")
        source = f"step{number}"
    return ", ".join(parts), source, f"r{len(behaviour.then)}"


def _mark(moment: str | Selection | None, selections: Sequence[Selection]) -> str:
    return f"s{selections.index(moment)}" if isinstance(moment, Selection) else ""


def _answer(asked: Pass, question: Question, ordered: bool) -> str:
    place = asked.behaviours.index(question.behaviour)
    counted = "true" if ordered else _counts(asked, place)
    match question.quantity:
        case Quantity.COUNT:
            return f"count(*) FILTER (WHERE {counted})"
        case Quantity.DAYS:
            day = "CAST(timezone($zone, timezone('UTC', occurred_at)) AS DATE)"
            return f"count(DISTINCT {day}) FILTER (WHERE {counted})"
        case Quantity.FIRST_AT | Quantity.LAST_AT:
            which = "min" if question.quantity is Quantity.FIRST_AT else "max"
            return f"epoch_us({which}(occurred_at) FILTER (WHERE {counted}))"
        case Quantity.FIRST_HAS | Quantity.LAST_HAS:
            assert question.has is not None
            which = "arg_min" if question.quantity is Quantity.FIRST_HAS else "arg_max"
            truth = f"h{asked.rows.rules.index(question.has)}"
            return f"{which}({truth}, ROW({_ORDER})) FILTER (WHERE {counted})"
        case _:
            return _amount(asked, question, counted)


def _amount(asked: Pass, question: Question, counted: str) -> str:
    if question.of == VALUE_FIELD:
        # Checked to be three letters before a rule is made.
        number, kept = "value_minor", f"{counted} AND currency = '{question.currency}'"
    else:
        number, kept = f"m{asked.rows.properties.index(question.of)} * 1000000", counted
    which = {
        Quantity.SUM: "sum",
        Quantity.NUMBERS: "count",
        Quantity.MINIMUM: "min",
        Quantity.MAXIMUM: "max",
    }[question.quantity]
    answer = f"{which}({number}) FILTER (WHERE {kept})"
    return answer if question.quantity is Quantity.NUMBERS else f"CAST({answer} AS DOUBLE)"
