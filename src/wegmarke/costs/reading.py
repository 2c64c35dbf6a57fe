"""Costs from a table that somebody brings along: every row becomes a cost, or says what is wrong with it."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Final

import pyarrow as pa

from wegmarke.costs.typed import FIELDS, typed_cost
from wegmarke.domain import DocumentInvalid
from wegmarke.domain.costs import Cost
from wegmarke.domain.errors import Problem

LINE: Final = "_line"
MOST_ROWS: Final = 100_000
_MOST_PROBLEMS: Final = 500
_REQUIRED: Final = ("month", "scope", "amount", "currency")
_ACCEPTED: Final[Mapping[str, tuple[str, ...]]] = {
    "month": ("month", "monat"),
    "scope": ("scope", "kostenart"),
    "amount": ("amount", "betrag", "cost", "kosten"),
    "currency": ("currency", "währung", "waehrung"),
    "touchpoint": ("touchpoint", "kontaktpunkt"),
    "channel": ("channel", "kanal"),
    "note": ("note", "notiz", "bemerkung"),
}


def read_costs(table: pa.Table, touchpoints: Collection[str], *, name: str = "costs") -> list[Cost]:
    """Read costs, one per row.

    Args:
        table: columns month, scope, amount (whole units), currency, and where wanted touchpoint, channel and note;
            German names are known, too. Values are texts, numbers or dates; `_line` says where a row stands in its
            file.
        touchpoints: ids that exist.
        name: of the file, for messages.

    Raises:
        DocumentInvalid: when anything is wrong, with all of it.
    """
    columns = _columns(table, name)
    if table.num_rows > MOST_ROWS:
        raise _refused([Problem(name, f"at most {MOST_ROWS:,} rows", f"{table.num_rows:,}", "Import them in parts.")])
    lines: Sequence[int] = table[LINE].to_pylist() if LINE in table.column_names else range(1, table.num_rows + 1)
    texts = {field: [_text(value) for value in table[column].to_pylist()] for field, column in columns.items()}
    found: list[Cost] = []
    problems: list[Problem] = []
    for row, line in enumerate(lines):
        words = {field: column[row] for field, column in texts.items()}
        if not any(words.values()):
            continue
        read = typed_cost(words, touchpoints, f"{name} line {line}, ")
        if isinstance(read, Cost):
            found.append(read)
        else:
            problems += read
    if problems:
        raise _refused(problems)
    if not found:
        raise _refused([Problem(name, "at least one cost", "none", "Look into the file.")])
    return found


def _columns(table: pa.Table, name: str) -> dict[str, str]:
    given = {column.strip().casefold(): column for column in table.column_names}
    found = {
        field: given[form] for field in FIELDS if (form := next((f for f in _ACCEPTED[field] if f in given), None))
    }
    if missing := [field for field in _REQUIRED if field not in found]:
        came = ", ".join(column for column in table.column_names if column != LINE) or "none"
        expected = f"columns {', '.join(_REQUIRED)}"
        raise _refused([Problem(name, expected, came, f"Add {', '.join(missing)}.")])
    return found


def _text(value: object) -> str:
    if value is None:
        return ""
    return f"{value:.15g}" if isinstance(value, float) else str(value)


def _refused(problems: list[Problem]) -> DocumentInvalid:
    shown = problems[:_MOST_PROBLEMS]
    if more := len(problems) - len(shown):
        shown.append(Problem("further lines", "costs", f"{more:,} more problems", "Correct those above first."))
    return DocumentInvalid("costs: nothing was kept.", problems=shown)
