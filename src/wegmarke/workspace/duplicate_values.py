"""A pair side by side: each property with both values, how far they agree, and what that says."""

from __future__ import annotations

from wegmarke.domain.duplicates import Agreement, ComparedValue, DuplicateLine
from wegmarke.domain.errors import StoreRefuses
from wegmarke.domain.rights import Viewer
from wegmarke.workspace.duplicate_records import records
from wegmarke.workspace.stores import Stores

Values = dict[str, str]

_READ_FROM = {"domain": "website"}
"""Properties that are compared under another name than that of the column that says them."""
_SWAPPED = "swapped_names"


def side_by_side(stores: Stores, subject: str, line: DuplicateLine, viewer: Viewer) -> tuple[ComparedValue, ...]:
    """Return the properties of a pair, those that were compared first; none where the reading cannot be noted."""
    record_of = {line.first.number: line.left, line.second.number: line.right}
    try:
        found = records(stores, subject, viewer, record_of)
    except StoreRefuses:
        return ()
    rows = dict(zip(found.owners.to_pylist(), found.table.drop_columns("id").to_pylist(), strict=True))
    left, right = (_parted(rows.get(side.number, {})) for side in (line.first, line.second))
    return tuple(_rows(line.agreements, left, right, found.withheld))


def _rows(
    agreements: tuple[Agreement, ...], left: Values, right: Values, withheld: frozenset[str]
) -> list[ComparedValue]:
    swapped = any(agreement.level == "swapped" for agreement in agreements)
    rows, seen = [], set()
    for agreement in agreements:
        if agreement.column == _SWAPPED:
            continue
        column = _READ_FROM.get(agreement.column, agreement.column)
        column = column if column in left or column in right else agreement.column
        seen.add(column)
        level, speaks = agreement.level, agreement.speaks
        if swapped and column in ("first_name", "surname"):
            level, speaks = "swapped", _speaks(agreements, _SWAPPED) / 2
        is_withheld = column in withheld and level != "unknown"
        if column not in left and column not in right and not is_withheld:
            continue
        sides = left.get(column, ""), right.get(column, "")
        rows.append(ComparedValue(agreement.column, *sides, level, speaks, is_withheld and not any(sides)))
    others = [column for column in {**left, **right} if column not in seen]
    return rows + [ComparedValue(column, left.get(column, ""), right.get(column, "")) for column in others]


def _speaks(agreements: tuple[Agreement, ...], column: str) -> float:
    return next((agreement.speaks for agreement in agreements if agreement.column == column), 0.0)


def _parted(row: dict[str, str | None]) -> Values:
    """Return the values that are there; of a whole name that nobody took apart, the first and the last word."""
    values = {name: text for name, text in row.items() if text}
    if "mail" in values and "website" not in values:
        values["domain"] = values["mail"].rpartition("@")[2].lower()
    words = values.get("full_name", "").split()
    if len(words) > 1:
        values.setdefault("first_name", words[0])
        values.setdefault("surname", words[-1])
    return values
