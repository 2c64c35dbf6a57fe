"""What removing or restoring links would change, before anybody does it: done in a transaction that is taken back."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from wegmarke.domain.persons import (
    AccountName,
    Figure,
    FigureChange,
    KindCount,
    LinkLine,
    LinkPlan,
    PlanSide,
)
from wegmarke.events import person_reading
from wegmarke.events import reading as event_reading
from wegmarke.identity import newest_label, read_labels, reading
from wegmarke.workspace.shown_labels import shown_labels
from wegmarke.workspace.stores import Stores

Rows = Sequence[Mapping[str, Any]]
Groups = Mapping[int, tuple[int, ...]]


def plan_links(
    stores: Stores, links: Sequence[LinkLine], persons: Sequence[int], owners: Mapping[int, int]
) -> LinkPlan:
    """Lay persons beside what would be left of them.

    Args:
        stores: the open stores.
        links: the links that would be removed or restored.
        persons: those whom they concern, by number.
        owners: whom each identifier would belong to that would change hands.
    """
    kinds = {
        number: (kind, person)
        for person in persons
        for number, kind in reading.identifiers_of(stores.state, "person", person)
    }
    rows = [
        row for person in persons for row in person_reading.touches_by_identifier(stores.engine, person).to_pylist()
    ]
    before = _grouped({number: owner for number, (_, owner) in kinds.items()})
    after = _grouped({number: owners.get(number, owner) for number, (_, owner) in kinds.items()})
    labels = shown_labels(stores, persons)
    together = {owner for owner, numbers in after.items() if len({kinds[number][1] for number in numbers}) > 1}
    for owner in together:
        labels[owner] = newest_label(stores.state, stores.keys, "person", list(before))
    named = read_labels(stores.state, stores.keys, "account", {row["account"] for row in rows} - {None})
    known = {number: kind for number, (kind, _) in kinds.items()}
    was = [_side(person, before[person], known, rows, named, labels.get(person, "")) for person in sorted(before)]
    # Whoever would get a number is called new: which one it gets is nobody's concern.
    then = [
        _side(owner if owner in before else None, numbers, known, rows, named, labels.get(owner, ""))
        for owner, numbers in sorted(after.items())
    ]
    changed = before != after
    return LinkPlan(
        tuple(links), tuple(was), tuple(then), _figures(stores, was, then, rows, before, after) if changed else ()
    )


def _grouped(owners: Mapping[int, int]) -> dict[int, tuple[int, ...]]:
    found: dict[int, tuple[int, ...]] = {}
    for number, owner in owners.items():
        found[owner] = (*found.get(owner, ()), number)
    return found


def _figures(
    stores: Stores, was: Sequence[PlanSide], then: Sequence[PlanSide], rows: Rows, before: Groups, after: Groups
) -> tuple[FigureChange, ...]:
    total = stores.engine.query("SELECT count(*) AS n FROM person_end")["n"][0].as_py()
    # Whoever has no event of his own is nobody in an analysis.
    seen, found = (_with_events(rows, groups) for groups in (before, after))
    kept = min(side.person for side in was if side.person is not None)
    touches = next(side.touches for side in was if side.person == kept)
    stays = next((side.touches for side in then if side.person == kept), 0)
    return (
        FigureChange(Figure.PERSONS, total, total - seen + found),
        FigureChange(Figure.TOUCHES, touches, stays),
    )


def _with_events(rows: Rows, groups: Groups) -> int:
    return sum(any(row["identifier"] in numbers for row in rows) for numbers in groups.values())


def _side(
    person: int | None,
    numbers: Sequence[int],
    kinds: Mapping[int, str],
    rows: Rows,
    labels: Mapping[int, str],
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
