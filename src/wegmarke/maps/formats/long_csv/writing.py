"""Writes a map as a long table."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from typing import cast

from wegmarke.documents import Plain
from wegmarke.domain import LocalizedText
from wegmarke.domain.numbers import MapNumbers
from wegmarke.maps.difference import field_label, thing_label
from wegmarke.maps.document import JourneyMap
from wegmarke.maps.formats.exchange import Loss, Writing
from wegmarke.maps.formats.long_csv.shape import COLUMNS, FIELDS, NUMBERS, SHOWN, guarded
from wegmarke.maps.native import map_content

_LANES: dict[str, str] = {
    "emotions": "emotion",
    "placements": "touchpoint",
    "metrics": "metric",
    "improvements": "improvement",
    "initiatives": "initiative",
}
_HEADER = ("format", "id", "lanes", "steps", "phases", *_LANES)


def write(document: JourneyMap, numbers: MapNumbers | None = None) -> Writing:
    """Write a map as CSV in UTF-8, as spreadsheets open it; what it cannot hold is told.

    A row of a metric holds what was measured for it, where numbers are given.
    """
    written = io.StringIO()
    table = csv.DictWriter(written, COLUMNS, lineterminator="\r\n")
    table.writeheader()
    content = map_content(document)
    for name, lane_type, thing in _things(content):
        row = _row(name, lane_type, thing, document, numbers)
        table.writerow({column: _cell(column, value) for column, value in row.items()})
    # spreadsheets take a file for UTF-8 only where it begins with this mark
    return Writing(("\ufeff" + written.getvalue()).encode(), tuple(_losses(content)))


def _things(content: dict[str, Plain]) -> Iterator[tuple[str, str, dict[str, Plain]]]:
    for lane in _list(content, "lanes"):
        for card in _list(lane, "cards"):
            yield "cards", str(lane["type"]), card
    for name, lane_type in _LANES.items():
        for thing in _list(content, name):
            yield name, lane_type, thing


def _row(
    name: str, lane_type: str, thing: dict[str, Plain], document: JourneyMap, numbers: MapNumbers | None
) -> dict[str, Plain]:
    phase, step = _place(name, thing, document)
    row: dict[str, Plain] = {
        "map_id": document.id,
        # which version this is, the document does not know; the state of the data behind the numbers says as much
        "version": numbers.data_until.date().isoformat() if numbers and numbers.data_until else "",
        "phase": phase,
        "step": step,
        "lane_type": lane_type,
        "item_id": f"{name}/{thing.get('id', '')}",
    }
    for column, field in FIELDS[name].items():
        value = thing.get(field)
        if column == "text":
            words = value if isinstance(value, dict) else {"de": value, "en": value}
            row["text_de"], row["text_en"] = words.get("de"), words.get("en")
        else:
            row[column] = value
    if name == "placements":
        row["text_de"], row["text_en"] = _touchpoint(thing, document)
    if name == "cards":
        row["persona"], row["role"] = _joined(thing.get("personas")), _joined(thing.get("roles"))
    if name == "metrics":
        row["unit"] = thing.get("measure")
        row |= _measured(str(thing["id"]), numbers)
    if name == "emotions":
        row["unit"] = thing.get("basis")
        row["period"] = "/".join(str(thing[day]) for day in ("start", "end") if thing.get(day))
    return row


def _measured(metric: str, numbers: MapNumbers | None) -> dict[str, Plain]:
    """Return what was measured; nothing where too few stand behind it."""
    number = numbers.metrics.get(metric) if numbers else None
    if number is None or number.suppressed:
        return {}
    return {"value": number.value, "n": number.n, "status": number.status}


def _place(name: str, thing: dict[str, Plain], document: JourneyMap) -> tuple[str, str]:
    steps, homes = document.phase_of_step(), document.phase_of_touchpoint()
    placed = {one.id: one.step for one in document.placements}
    step = str(thing.get("step") or placed.get(str(thing.get("placement") or "")) or "")
    if name in ("improvements", "initiatives"):
        step = _joined(thing.get("steps"))
        return _joined(thing.get("phases")), step
    return str(thing.get("phase") or steps.get(step) or homes.get(str(thing.get("touchpoint") or "")) or ""), step


def _touchpoint(thing: dict[str, Plain], document: JourneyMap) -> tuple[str, str]:
    title = next((one.title for one in document.touchpoints if one.id == thing.get("touchpoint")), LocalizedText())
    return title.de, title.en


def _cell(column: str, value: Plain) -> str:
    if value is None:
        return ""
    return repr(value) if column in NUMBERS and isinstance(value, int | float) else guarded(str(value))


def _losses(content: dict[str, Plain]) -> Iterator[Loss]:
    """Name every thing without a row, and every field without a column."""
    for name, value in content.items():
        if name not in _HEADER:
            things = value if isinstance(value, list) else [None]
            for position in range(len(things)):
                label = thing_label(name) if isinstance(value, list) else field_label(name)
                yield _loss(f"{name}[{position}]" if isinstance(value, list) else name, label)
    for name in _LANES:
        for position, thing in enumerate(_list(content, name)):
            yield from _fields(f"{name}[{position}]", name, thing)
    for at, lane in enumerate(_list(content, "lanes")):
        for position, card in enumerate(_list(lane, "cards")):
            yield from _fields(f"lanes[{at}].cards[{position}]", "cards", card)


def _fields(where: str, name: str, thing: dict[str, Plain]) -> Iterator[Loss]:
    shown = {*FIELDS[name].values(), *SHOWN[name]}
    for field in thing:
        if field not in shown:
            yield _loss(f"{where}.{field}", field_label(field))


def _loss(where: str, label: LocalizedText) -> Loss:
    text = LocalizedText(
        de=f"{label.de}: hat in der langen Tabelle keinen Platz.", en=f"{label.en}: has no place in the long table."
    )
    return Loss(where, text)


def _joined(value: Plain) -> str:
    return ", ".join(str(one) for one in value) if isinstance(value, list) else ""


def _list(content: dict[str, Plain], name: str) -> list[dict[str, Plain]]:
    return cast("list[dict[str, Plain]]", content.get(name) or [])
