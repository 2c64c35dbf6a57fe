"""What removing a link would change, before anybody does it: done in a transaction that is taken back."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

from wegmarke.domain.persons import (
    AccountName,
    Figure,
    FigureChange,
    KindCount,
    LinkLine,
    PersonLine,
    PlanSide,
    SplitPlan,
)
from wegmarke.events import person_reading
from wegmarke.events import reading as event_reading
from wegmarke.identity import read_labels, reading
from wegmarke.workspace.stores import Stores


def plan_split(stores: Stores, person: PersonLine, link: LinkLine, owners: dict[int, int]) -> SplitPlan:
    """Lay the person beside what would be left.

    Args:
        stores: the open stores.
        person: the person as it is.
        link: the link that would be removed.
        owners: whom each identifier would belong to.
    """
    kinds = dict(reading.identifiers_of(stores.state, "person", person.person))
    rows = person_reading.touches_by_identifier(stores.engine, person.person).to_pylist()
    labels = read_labels(stores.state, stores.keys, "account", {row["account"] for row in rows} - {None})
    parts: dict[int, list[int]] = {}
    for number in kinds:
        parts.setdefault(owners.get(number, person.person), []).append(number)
    kept = person.person if person.person in parts else min(parts)
    sides = [
        _side(owner if owner == kept else None, numbers, kinds, rows, labels, person.label if owner == kept else "")
        for owner, numbers in sorted(parts.items())
    ]
    whole = _side(person.person, list(kinds), kinds, rows, labels, person.label)
    total = stores.engine.query("SELECT count(*) AS n FROM person_end")["n"][0].as_py()
    after = next(side.touches for side in sides if side.person == kept)
    # Whoever has no event of his own is nobody in an analysis.
    found = sum(any(row["identifier"] in numbers for row in rows) for numbers in parts.values())
    figures = (
        FigureChange(Figure.PERSONS, total, total - 1 + found),
        FigureChange(Figure.TOUCHES, whole.touches, after),
    )
    return SplitPlan(whole, link, tuple(sides), figures if len(sides) > 1 else ())


def _side(
    person: int | None,
    numbers: Sequence[int],
    kinds: dict[int, str],
    rows: Sequence[dict[str, Any]],
    labels: dict[int, str],
    label: str,
) -> PlanSide:
    mine = [row for row in rows if row["identifier"] in numbers]
    counted = Counter(kinds[number] for number in numbers)
    accounts = dict.fromkeys(row["account"] for row in mine if row["account"] is not None)
    return PlanSide(
        person=person,
        label=label,
        identifiers=tuple(KindCount(kind, count) for kind, count in sorted(counted.items())),
        accounts=tuple(AccountName(account, labels.get(account, "")) for account in accounts),
        touches=sum(row["touches"] for row in mine),
        first_at=min((event_reading.known_utc(row["first_at"]) for row in mine), default=None),
        last_at=max((event_reading.known_utc(row["last_at"]) for row in mine), default=None),
    )
