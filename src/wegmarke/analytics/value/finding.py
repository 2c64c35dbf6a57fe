"""Finds orders: in the touches of a workspace, in data that somebody brings along, or opportunities that were won."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from wegmarke.analytics.definition import german_number
from wegmarke.analytics.facts import facts
from wegmarke.analytics.phase_look import data_state, microseconds
from wegmarke.analytics.value.money import Priced, digits_of, priced
from wegmarke.analytics.value.orders import Orders
from wegmarke.analytics.value.question import ORDER_EVENTS, Question, question_of
from wegmarke.domain import LocalizedText, Unit, UsageError
from wegmarke.domain.errors import unknown_value
from wegmarke.paths import Anchors, Floats, Period, Touches, as_arrow, from_data, index, primitives, valued_touches

_COST: Final = "cost"
_COLUMNS: Final = ("unit", "touchpoint", "time", "value", "currency", "order", "properties", _COST)
_ORDER: Final = "order"


def find(
    data: object,
    by: Unit | str = Unit.ACCOUNT,
    asked: Question | None = None,
    start: datetime | None = None,
    end: datetime | None = None,
    *,
    zone: str = "UTC",
    anchors: Anchors | None = None,
    **fields: Any,  # noqa: ANN401  # the fields of Question, which checks them
) -> Orders:
    """Find the orders of all units until the end of the period; units count whose first order lies in it.

    Args:
        data: orders that were found before; touches of a workspace; or data with the columns unit, time and value, and
            those of `wegmarke.paths.from_data` and `cost` besides (an Arrow table, a frame, the path of a Parquet
            file).
        by: unit of analysis.
        asked: which orders count, or its fields.
        start: units whose first order lies before do not count.
        end: orders from here on do not count.
        zone: of times without one, and of local days and months.
        anchors: orders that are no touches; then `orders` only names them.
        fields: of `Question`, instead of `asked`.
    """
    if isinstance(data, Orders):
        return data
    question = question_of(asked, fields)
    if not isinstance(data, Touches):
        data, question = _given(data, by, question, zone)
    known = facts(data, by, start, end, zone=zone)
    state = data_state(data, end)
    rows, what = _touched(data, known.by, end, question) if anchors is None else _anchored(anchors, end, question)
    money = priced(rows["value_minor"], rows["currency"], question.currency, question.rates, "orders")
    left, rest = _left(rows, money, question)
    value = money.minor
    counts = np.isfinite(value)
    unit, at = (rows[name].to_numpy().astype(np.int64)[counts] for name in ("unit", "at"))
    order = np.lexsort((at, unit))
    said = (what, *money.said, *_credits(value))
    return Orders(
        unit[order], at[order], value[counts][order], left[counts][order], money.currency,
        _until(state, end), said, tuple(rest), known, data, data.unit_names,
    )  # fmt: skip


def _until(state: datetime | None, end: datetime | None) -> int:
    """Return the last instant that counts; the end of a period does not belong to it."""
    if state is None:
        return 0
    return microseconds(state) - (end is not None and state >= end)


def _given(data: object, by: Unit | str, asked: Question, zone: str) -> tuple[Touches, Question]:
    """Make touches of orders: every row is one, and a column of costs becomes the property that is asked for."""
    rows = as_arrow(data, _COLUMNS)
    if "value" not in rows.column_names:
        came = ", ".join(rows.column_names) or "none of the known ones"
        raise UsageError(f"data: expected the columns unit, time and value; got {came}. Rename a column, or add one.")
    if "touchpoint" not in rows.column_names:
        rows = rows.append_column("touchpoint", pa.repeat(_ORDER, rows.num_rows))
    if _COST in rows.column_names:
        cost = pa.chunked_array([pa.StructArray.from_arrays([rows[_COST].combine_chunks()], [_COST])])
        rows = rows.drop_columns([_COST])
        rows = rows.drop_columns(["properties"]) if "properties" in rows.column_names else rows
        rows = rows.append_column("properties", cost)
        fields = {name: getattr(asked, name) for name in Question.__dataclass_fields__}
        asked = Question(**fields | {"cost": asked.cost or _COST})
    return from_data(rows, by, zone=zone), asked


def _touched(touches: Touches, by: Unit, end: datetime | None, asked: Question) -> tuple[pa.Table, LocalizedText]:
    touchpoints, events, said = meant(touches, asked.orders)
    found = valued_touches(
        touches, by, Period(None, end), touchpoints=touchpoints, events=events, property_name=asked.cost
    ).to_pyarrow()
    at = found["occurred_at"].cast(pa.timestamp("us")).cast(pa.int64())
    return found.append_column("at", at), said


def meant(touches: Touches, named: Sequence[str]) -> tuple[list[int], list[int], LocalizedText]:
    """Return the codes of touchpoints and events that are orders, and say which; none for every touch with a value."""
    codes = touches.known_codes
    places = dict(zip(codes["touchpoint"].to_pylist(), codes["code"].to_pylist(), strict=True))
    events = primitives.event_codes(touches)
    if not named:
        named = [name for name in ORDER_EVENTS if name in events]
        if not named:
            return (
                [],
                [],
                LocalizedText(
                    de="Bestellung: jedes Kontaktereignis mit einem Wert von null oder mehr.",
                    en="Order: every touch with a value of zero or more.",
                ),
            )
    everything = sorted({*places, *events})
    if unknown := [name for name in named if name not in everything]:
        raise unknown_value("orders", ", ".join(unknown), everything)
    listed = ", ".join(named)
    said = LocalizedText(
        de=f"Bestellung: {listed}, wo ein Wert von null oder mehr steht.",
        en=f"Order: {listed} with a value of zero or more.",
    )
    at = [places[name] for name in named if name in places]
    return at, [events[name] for name in named if name not in places], said


def _anchored(anchors: Anchors, end: datetime | None, asked: Question) -> tuple[pa.Table, LocalizedText]:
    letters = {code: index.currency_of(code) for code in np.unique(anchors.currency).tolist() if code}
    is_known = anchors.currency > 0
    if end is not None:
        is_known &= anchors.at < microseconds(end)
    rows = pa.table(
        {
            "unit": anchors.unit[is_known],
            "at": anchors.at[is_known],
            "value_minor": np.round(anchors.value[is_known]).astype(np.int64),
            "currency": pa.array([letters[code] for code in anchors.currency[is_known].tolist()], pa.string()),
        }
    )
    listed = ", ".join(asked.orders)
    said = LocalizedText(
        de=f"Bestellung: {listed}, wo ein Wert von null oder mehr steht.",
        en=f"Order: {listed} with a value of zero or more.",
    )
    return rows, said


def _left(rows: pa.Table, money: Priced, asked: Question) -> tuple[Floats, list[LocalizedText]]:
    """Return what is left of each amount, and say how that was found."""
    left = money.minor * asked.margin
    percent = f"{100 * asked.margin:g}"
    rated = LocalizedText(
        de=f"Deckungsbeitrag: {percent.replace('.', ',')} % des Werts.", en=f"Margin: {percent} % of the value."
    )
    if asked.cost is None or "said" not in rows.column_names:
        return left, [rated]
    cost = _numbers(rows["said"])
    # costs are in whole units of the currency of their order
    sizes = np.array([10.0 ** digits_of(name) for name in rows["currency"].to_pylist()])
    minor = rows["value_minor"].to_numpy().astype(np.float64)
    factor = np.divide(money.minor, minor, out=np.ones(minor.size), where=minor != 0)
    stated = np.isfinite(cost) & (cost >= 0) & (minor > 0)
    left = np.where(stated, money.minor - cost * sizes * factor, left)
    missing = int((~stated & (minor > 0)).sum())
    said = LocalizedText(
        de=f"Deckungsbeitrag: Wert weniger {asked.cost}; bei {german_number(missing)} Bestellungen ohne diese Angabe "
        f"{percent.replace('.', ',')} % des Werts.",
        en=f"Margin: value less {asked.cost}; {percent} % of the value for {missing} orders that do not state it.",
    )
    return left, [said]


def _numbers(texts: pa.ChunkedArray) -> Floats:
    """Read numbers; NaN where there is none."""
    try:
        found: Floats = texts.cast(pa.float64()).to_numpy()
    except pa.ArrowInvalid:
        is_number = pc.fill_null(pc.match_substring_regex(texts, r"^-?\d+(\.\d+)?$"), fill_value=False)
        found = pc.if_else(is_number, texts, pa.scalar(None, pa.string())).cast(pa.float64()).to_numpy()
    return found


def _credits(value: Floats) -> list[LocalizedText]:
    negative = int((value < 0).sum())
    if not negative:
        return []
    return [
        LocalizedText(
            de=f"{german_number(negative)} negative Werte sind Gutschriften: keine Bestellungen, sie mindern den "
            "Deckungsbeitrag.",
            en=f"{negative} negative values are credits: no orders, they lessen the margin.",
        )
    ]
