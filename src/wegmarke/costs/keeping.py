"""Keep, list and remove costs."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any, Final

import sqlalchemy as sa

from wegmarke.costs.tables import costs
from wegmarke.domain import Clock, NotFound
from wegmarke.domain.costs import Cost, CostLine, CostPlan, CostScope
from wegmarke.domain.numbers import Money
from wegmarke.privacy import note
from wegmarke.state import Database

_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_SUBJECT: Final = "cost"
_PART: Final = 500
_FIELDS: Final = ("month", "scope", "touchpoint", "channel", "amount_minor", "currency", "note")


def kept(state: Database, first: date | None = None, last: date | None = None) -> list[CostLine]:
    """Return the costs of all months from the first to the last, by month and number; None leaves a side open."""
    with state.read() as connection:
        return _read(connection, *_within(first, last))


def planned(state: Database, new: Sequence[Cost]) -> CostPlan:
    """Say what adding costs would change; nothing is changed."""
    with state.read() as connection:
        return _plan(*_unknown(connection, new))


def add(state: Database, clock: Clock, new: Sequence[Cost], *, who: str, is_import: bool = False) -> CostPlan:
    """Keep costs, all or none of them, with an audit entry.

    Of an import, costs that are equal to kept ones stay out, as many as there are: a file that is imported twice, or
    again with new rows, counts once.
    """
    micros = (clock.now() - _EPOCH) // timedelta(microseconds=1)
    with state.write() as connection:
        added, known = _unknown(connection, new) if is_import else (list(new), 0)
        plan = _plan(added, known)
        if added:
            connection.execute(sa.insert(costs), [_values(cost) | {"at": micros, "who": who} for cost in added])
            note(connection, clock, by=who, act="costs_added", subject=_SUBJECT, what=_what(plan))
    return plan


def remove(
    state: Database, clock: Clock, numbers: Sequence[int], *, who: str, why: str = "", is_plan: bool = False
) -> CostPlan:
    """Remove costs with an audit entry, or only say what that would change.

    Raises:
        NotFound: when one of the numbers is of no cost; nothing is removed then.
    """
    wanted = sorted(set(numbers))
    with state.write() as connection:
        found = [line for some in _parts(wanted) for line in _read(connection, costs.c.number.in_(some))]
        if missing := sorted({*wanted} - {line.number for line in found}):
            raise NotFound(
                f"cost: expected the number of a cost; got {', '.join(map(str, missing[:9]))}. See the list."
            )
        plan = _plan([line.cost for line in found], 0)
        if found and not is_plan:
            for some in _parts(wanted):
                connection.execute(sa.delete(costs).where(costs.c.number.in_(some)))
            what = {**_what(plan), "numbers": wanted[:_PART], "why": why}
            note(connection, clock, by=who, act="costs_removed", subject=_SUBJECT, what=what)
    return plan


def _parts(numbers: Sequence[int]) -> list[Sequence[int]]:
    return [numbers[start : start + _PART] for start in range(0, len(numbers), _PART)]


def _within(first: date | None, last: date | None) -> list[sa.ColumnElement[bool]]:
    bounds = []
    if first is not None:
        bounds.append(costs.c.month >= first.isoformat())
    if last is not None:
        bounds.append(costs.c.month <= last.isoformat())
    return bounds


def _read(connection: sa.Connection, *bounds: sa.ColumnElement[bool]) -> list[CostLine]:
    rows = connection.execute(sa.select(costs).where(*bounds).order_by(costs.c.month, costs.c.number)).all()
    return [CostLine(row.number, _cost(row), _EPOCH + timedelta(microseconds=row.at), row.who) for row in rows]


def _unknown(connection: sa.Connection, new: Sequence[Cost]) -> tuple[list[Cost], int]:
    months = [cost.month for cost in new]
    there = Counter(
        line.cost for line in _read(connection, *_within(min(months, default=None), max(months, default=None)))
    )
    added: list[Cost] = []
    for cost in new:
        if there[cost] > 0:
            there[cost] -= 1
        else:
            added.append(cost)
    return added, len(new) - len(added)


def _plan(lines: Sequence[Cost], known: int) -> CostPlan:
    sums: Counter[str] = Counter()
    for cost in lines:
        sums[cost.currency] += cost.amount_minor
    months = [cost.month for cost in lines]
    amounts = tuple(Money(minor, currency) for currency, minor in sorted(sums.items()))
    return CostPlan(len(lines), known, amounts, min(months, default=None), max(months, default=None))


def _what(plan: CostPlan) -> dict[str, object]:
    return {
        "count": plan.lines,
        "sums": {money.currency: money.minor for money in plan.sums},
        "months": [str(plan.first), str(plan.last)],
    }


def _values(cost: Cost) -> dict[str, object]:
    return {name: getattr(cost, name) for name in _FIELDS} | {
        "month": cost.month.isoformat(),
        "scope": cost.scope.value,
    }


def _cost(row: Any) -> Cost:  # noqa: ANN401  # a row of the table
    return Cost(
        date.fromisoformat(row.month), CostScope(row.scope), row.amount_minor, row.currency, row.touchpoint,
        row.channel, row.note,
    )  # fmt: skip
