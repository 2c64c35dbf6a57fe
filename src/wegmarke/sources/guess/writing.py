"""Writes a guessed recipe as YAML, with the reason behind every line."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from pathlib import Path

from wegmarke.domain import DocumentInvalid
from wegmarke.sources import times
from wegmarke.sources.csv_file import CsvFile
from wegmarke.sources.formulas import PLAIN, Notation, parse_formula
from wegmarke.sources.guess import words
from wegmarke.sources.guess.looking import Holds, Look
from wegmarke.sources.guess.parts_played import Casting
from wegmarke.sources.guess.sampling import Sample
from wegmarke.sources.guess.words import singular, slug, unique

_PLAIN_TEXT = re.compile(r"[A-Za-z_][A-Za-z0-9_.-]*(:[A-Za-z0-9_.-]+)*( [A-Za-z0-9_.-]+)*")
_REASON = "  # "
_NOT_PLAIN = frozenset({"null", "true", "false", "yes", "no", "on", "off", "y", "n"})
_VERBS = {
    "erstell": "created",
    "angelegt": "created",
    "creat": "created",
    "clos": "closed",
    "open": "opened",
    "sent": "sent",
}


@dataclass(frozen=True, slots=True)
class Wording:
    """What a person chose in place of a guess; empty texts leave it to the guess.

    Attributes:
        source: name of the system.
        time_zone: zone of times without an offset.
        currency: of amounts without their own.
        event: name of the events where no column names them.
        events: (value, event name) where a column does; without a name the value is left out.
    """

    source: str = ""
    time_zone: str = ""
    currency: str = ""
    event: str = ""
    events: tuple[tuple[str, str], ...] = ()


def write_recipe(
    path: Path, sample: Sample, casting: Casting, event_values: list[str], wording: Wording | None = None
) -> str:
    """Return the recipe.

    Args:
        path: the file.
        sample: rows of it.
        casting: which column plays which part.
        event_values: values of the column that names what happened, if there is one.
        wording: what a person chose in place of a guess.
    """
    base, said = _base(path), wording or Wording()
    lines = [
        f"# Guessed from {path.name.replace(chr(10), ' ')}, {sample.table.num_rows:,} rows. Correct what is wrong;",
        "# names of events are an object and a past verb.",
        "format: recipe/1",
        f"source: {said.source or source_name(path)}",
    ]
    time = casting.of("time")[0]
    if said.time_zone:
        lines.append(f"time_zone: {said.time_zone}")
    elif time.is_local:
        lines.append("# time_zone: Europe/Berlin  # times have no offset; name their zone")
    if said.currency:
        lines.append(f"currency: {said.currency}")
    elif casting.first("value") is not None and wording is None:
        lines.append("currency: EUR  # of amounts without their own; correct it")
    lines += ["", "files:", f"  rows: {{{', '.join(_file(base, sample, casting))}}}", "", "events:"]
    events = _chosen(casting, said) if wording is not None else event_names(path, casting, event_values)
    for number, (name, condition) in enumerate(events):
        event = _event(name, condition, casting)
        # Reasons are the same for every event.
        lines += event if number == 0 else [line.partition(_REASON)[0] for line in event]
    return "\n".join(lines) + "\n"


def source_name(path: Path) -> str:
    """Return the name of the system that a file seems to come from."""
    return slug(_base(path), "source")


def _base(path: Path) -> str:
    return re.split(r"[0-9]", path.name.split(".")[0])[0].rstrip("_- ") or path.name.split(".")[0]


def _file(base: str, sample: Sample, casting: Casting) -> list[str]:
    found = [f"match: {_text(base + '*')}"]
    if isinstance(sample.opened, CsvFile):
        if sample.spec.separator != ",":
            found.append("separator: tab" if sample.spec.separator == "\t" else f'separator: "{sample.spec.separator}"')
        if sample.spec.encoding != "utf-8":
            found.append(f"encoding: {sample.spec.encoding}")
        if sample.spec.joins_torn:
            found.append("torn_lines: join")
    if _notation(casting) != PLAIN:
        found.append('decimal: ",", thousands: "."')
    return found


def _notation(casting: Casting) -> Notation:
    return next((look.notation for look in casting.looks if look.notation != PLAIN), PLAIN)


def event_names(path: Path, casting: Casting, values: list[str]) -> list[tuple[str, str]]:
    """Return name and condition of every event."""
    base, column = _base(path), casting.first("event")
    if column is None:
        verb = next(
            (verb for part, verb in _VERBS.items() if part in casting.of("time")[0].name.casefold()), "recorded"
        )
        return [(f"{singular(slug(base, 'row'))}_{verb}", "")]
    names = unique([slug(value, "event") for value in values])
    return [(name, _condition(column, value)) for name, value in zip(names, values, strict=True)]


def _chosen(casting: Casting, said: Wording) -> list[tuple[str, str]]:
    column = casting.first("event")
    if column is None:
        return [(said.event, "")]
    return [(name, _condition(column, value)) for value, name in said.events if name]


def _condition(column: Look, value: str) -> str:
    # Brackets keep YAML from taking the first quote for its own.
    return f"({_quoted(column.name)} = '{value.replace(chr(39), chr(39) * 2)}')"


def _event(name: str, condition: str, casting: Casting) -> list[str]:
    lines = [f"  - name: {_text(name)}", "    from: rows"]
    if condition:
        lines.append(f"    where: {_text(condition)}{_reason(casting, casting.of('event')[0])}")
    lines += _single(casting, "id")
    time = casting.of("time")[0]
    lines += _single(casting, "time")
    if time.layout != times.AUTO:
        lines.append(f"    time_format: {_text(time.layout)}")
    for part in ("person", "account"):
        lines += _identifiers(casting, part)
    for part in ("person_label", "account_label", "channel", "value", "currency"):
        lines += _single(casting, part)
    found = casting.of("property")
    if found:
        names = unique([casting.names.get(look.name) or slug(look.name) for look in found])
        pairs = ", ".join(f"{name}: {_text(_formula(look))}" for name, look in zip(names, found, strict=True))
        lines.append(f"    properties: {{{pairs}}}")
    return lines


def _single(casting: Casting, part: str) -> list[str]:
    look = casting.first(part)
    return [] if look is None else [f"    {part}: {_text(_formula(look))}{_reason(casting, look)}"]


def _reason(casting: Casting, look: Look) -> str:
    reason = casting.parts[look.name][1]
    return f"{_REASON}{reason}" if reason else ""


def _identifiers(casting: Casting, part: str) -> list[str]:
    found = sorted(casting.of(part), key=lambda look: look.holds not in (Holds.EMAIL, Holds.VAT_NUMBER))
    if not found:
        return []
    kinds = unique([casting.names.get(look.name) or kind_of(look) for look in found])
    pairs = ", ".join(f"{kind}: {_text(_formula(look))}" for kind, look in zip(kinds, found, strict=True))
    return [f"    {part}: {{{pairs}}}{_reason(casting, found[0])}"]


def kind_of(look: Look) -> str:
    """Return the kind of identifier that a column seems to hold."""
    if look.holds is Holds.EMAIL:
        return "email"
    if look.holds is Holds.VAT_NUMBER:
        return "vat_number"
    if look.name == "case:concept:name":
        return "case"
    name = slug(look.name)
    return name if words.is_id(look.name) or name.endswith("name") else f"{name}_name"


def _formula(look: Look) -> str:
    """Return the formula that is a column: its name, in quotes where it would mean something else."""
    try:
        if [*parse_formula(look.name, "").columns()] == [(None, look.name)]:
            return look.name
    except DocumentInvalid:
        pass
    file, _, rest = look.name.partition(".")
    try:
        if rest and [*parse_formula(look.name, "").columns()] == [(file, rest)]:
            return look.name
    except DocumentInvalid:
        pass
    return _quoted(look.name)


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def _text(text: str) -> str:
    """Return a text as YAML."""
    if _PLAIN_TEXT.fullmatch(text) and text.casefold() not in _NOT_PLAIN:
        return text
    if text.startswith("(") and not re.search(r": | #|[{}\[\],\n\r\t]|:$", text) and text.isprintable():
        return text
    return json.dumps(text, ensure_ascii=False)
