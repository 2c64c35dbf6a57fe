"""The fields of one comparison: which field, which comparison, and what it is compared with."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from wegmarke.web.conditions import words
from wegmarke.web.conditions.comparisons import DATES, LISTS, NUMBERS, PRESENCE, SPANS, fitting
from wegmarke.web.conditions.draft import Address, Draft, show
from wegmarke.web.conditions.from_tree import PROPERTY_PREFIX
from wegmarke.web.conditions.inputs import Input
from wegmarke.web.conditions.options import On
from wegmarke.web.conditions.typed import UNITS, read_text, write_text

if TYPE_CHECKING:
    from wegmarke.web.conditions.part_view import Writer

_SEEN = {"name": "seen-events", "channel": "seen-channels", "source": "seen-sources"}


def field_inputs(writer: Writer, part: Draft, address: Address, on: On) -> Iterable[Input]:
    """Make the fields of a comparison."""
    place = show(address)
    yield from _name_inputs(writer, part, place, on)
    known = writer.options.fields.get(read_text(part.text("field")))
    comparisons = fitting(part.text("field"), known.kind if known and on is On.SUBJECTS else "", on)
    choices = [(comparison, writer.say(words.COMPARISONS[comparison])) for comparison in comparisons]
    label = writer.say(words.LABELS["op"])
    yield writer.select(f"{place}:op", label, part.text("op"), [("", choices)], steering=True)
    yield from _operand_inputs(writer, part, place, on)


def _name_inputs(writer: Writer, part: Draft, place: str, on: On) -> Iterable[Input]:
    name, label = f"{place}:field", writer.say(words.LABELS["field"])
    if on is On.EVENTS:
        choices = [(value, writer.say(text)) for value, text in words.EVENT_FIELDS.items()]
        lists = [("", [] if part.text("field") else [("", "–")]), ("", choices)]
        yield writer.select(name, label, part.text("field"), lists, steering=True)
        if part.text("field") == PROPERTY_PREFIX:
            label = writer.say(words.LABELS["property"])
            yield writer.input_of(
                "text", f"{place}:property", label, part.text("property"), proposals="seen-properties"
            )
    elif writer.options.fields:
        yield writer.select(name, label, part.text("field"), _known(writer, part.text("field")), steering=True)
    else:
        yield writer.input_of("text", name, label, part.text("field"), proposals="seen-fields")


def _known(writer: Writer, chosen: str) -> list[tuple[str, list[tuple[str, str]]]]:
    lists: dict[str, list[tuple[str, str]]] = {}
    for name, known in writer.options.fields.items():
        prefix, _, rest = name.partition(".")
        lists.setdefault(prefix, []).append((write_text(name), known.title or rest))
    titled = [
        (writer.say(words.PREFIXES[prefix]) if prefix in words.PREFIXES else prefix, choices)
        for prefix, choices in lists.items()
    ]
    return [("", [] if chosen else [("", "–")]), *titled]


def _operand_inputs(writer: Writer, part: Draft, place: str, on: On) -> Iterable[Input]:
    comparison, value, name = part.text("op"), part.text("value"), f"{place}:value"
    field = part.text("field")
    proposals = _SEEN.get(field, "") if on is On.EVENTS else f"seen-values-{place}" if _values(writer, field) else ""
    if comparison in PRESENCE:
        yield writer.input_of("hidden", name, "", value)
    elif comparison in LISTS:
        yield writer.input_of(
            "area", name, writer.say(words.LABELS["values"]), value, lines=min(8, value.count("\n") + 2)
        )
    elif comparison in DATES:
        yield writer.date(name, value)
    elif comparison in SPANS:
        yield writer.input_of("number", name, writer.say(words.LABELS["number"]), value, is_short=True)
        yield span_unit(writer, f"{place}:unit", part.text("unit") or "day")
    elif comparison in NUMBERS:
        yield writer.input_of("number", name, writer.say(words.LABELS["number"]), value, is_short=True)
    else:
        yield writer.input_of("text", name, writer.say(words.LABELS["value"]), value, proposals=proposals)


def _values(writer: Writer, field: str) -> bool:
    known = writer.options.fields.get(read_text(field))
    return known is not None and bool(known.values)


def span_unit(writer: Writer, name: str, unit: str) -> Input:
    """Make the list of units of time; an unusual spelling stays as it is."""
    labels = {known: writer.say(words.UNITS[known]) for known in UNITS}
    choices = [*labels.items()]
    if unit not in labels:
        choices.append((unit, labels.get(unit.rstrip("s!"), unit)))
    return writer.select(name, writer.say(words.LABELS["unit"]), unit or "day", [("", choices)])
