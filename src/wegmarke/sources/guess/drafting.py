"""A guess as a form and back: what people changed goes into the recipe in place of what was guessed."""

from __future__ import annotations

import re
import tempfile
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path

from wegmarke.domain import DocumentInvalid, Problem, SourceUnreadable
from wegmarke.domain.imports import NAMED_PARTS, SINGLE_PARTS, ColumnDraft, Draft, EventDraft, Part
from wegmarke.engine import ReadingRoom
from wegmarke.sources import zones
from wegmarke.sources.currency import MINOR_DIGITS
from wegmarke.sources.guess.looking import Holds, Look, look_at
from wegmarke.sources.guess.parts_played import MOST_EVENTS, Casting, cast
from wegmarke.sources.guess.sampling import Sample, all_values, take_sample
from wegmarke.sources.guess.words import slug
from wegmarke.sources.guess.writing import Wording, event_names, kind_of, source_name, write_recipe
from wegmarke.sources.recipe_reading import parse_recipe
from wegmarke.sources.unpacking import DEFAULT_LIMITS, UnpackLimits, first_bytes

_NAME = re.compile(r"[a-z][a-z0-9_]{0,99}")
_CURRENCY = "EUR"
_START_BYTES = 4_096
_MOST_ZEROS = 0.002
_PACKED_OR_WIDE = (b"PAR1", b"PK\x03\x04", b"\xff\xfe", b"\xfe\xff")


@dataclass(frozen=True)
class _Seen:
    """Rows of a file, and what its columns look like."""

    sample: Sample
    looks: list[Look]


def draft_recipe(path: Path, *, zone: str, limits: UnpackLimits = DEFAULT_LIMITS) -> Draft:
    """Guess what the columns of a file are, as a form shows it.

    Args:
        path: the file.
        zone: zone of times without an offset.
        limits: how large the file may become when it is packed.

    Raises:
        SourceUnreadable: the file cannot be read, or holds no rows.
    """
    seen = _see(path, limits)
    casting = cast(path.name, seen.looks, needs_time=False)
    time = casting.first("time")
    columns = tuple(
        ColumnDraft(guess.name, Part(guess.part), "", guess.holds.value, guess.reason, guess.examples)
        for guess in casting.guesses()
    )
    draft = Draft(
        source=source_name(path),
        columns=columns,
        event=_usual_event(path, casting),
        time_zone=zone,
        currency=_CURRENCY if casting.first("value") is not None else "",
        rows=seen.sample.table.num_rows,
        bad=seen.sample.bad,
        is_local=time is not None and _is_local(time),
        notices=seen.sample.notices,
    )
    return _named(path, _with_events(path, seen, draft), seen)


def change_draft(path: Path, draft: Draft, before: Draft, *, limits: UnpackLimits = DEFAULT_LIMITS) -> Draft:
    """Complete a form that a person changed: names nobody wrote, and events of another column.

    Args:
        path: the file.
        draft: what the form says.
        before: what it said before.
        limits: how large the file may become when it is packed.
    """
    seen = _see(path, limits)
    time = next((look for look in seen.looks if look.name == draft.first(Part.WHEN)), None)
    draft = replace(draft, is_local=time is not None and _is_local(time))
    if draft.first(Part.VALUE) and not draft.currency:
        draft = replace(draft, currency=_CURRENCY)
    if draft.first(Part.EVENT) != before.first(Part.EVENT):
        draft = _with_events(path, seen, replace(draft, events=()))
    if not draft.first(Part.EVENT) and not draft.event:
        draft = replace(draft, event=_usual_event(path, _casting(seen, draft)))
    return _named(path, draft, seen)


def write_draft(path: Path, draft: Draft, *, limits: UnpackLimits = DEFAULT_LIMITS) -> str:
    """Write a form as a recipe.

    Raises:
        DocumentInvalid: with every problem of the form.
        SourceUnreadable: the file cannot be read.
    """
    problems = _problems(draft)
    if problems:
        raise DocumentInvalid("The columns do not make an event yet.", problems=problems)
    seen = _see(path, limits)
    wording = Wording(
        draft.source,
        draft.time_zone if draft.is_local else "",
        draft.currency,
        draft.event,
        tuple((e.value, e.name) for e in draft.events),
    )
    recipe = write_recipe(path, seen.sample, _casting(seen, draft), [], wording)
    parse_recipe(recipe, name="recipe")
    return recipe


def _is_local(time: Look) -> bool:
    # What is no time throughout may still hold some without an offset.
    return time.is_local or time.holds is not Holds.TIME


def _usual_event(path: Path, casting: Casting) -> str:
    if casting.first("event") is not None or casting.first("time") is None:
        return ""
    return event_names(path, casting, [])[0][0]


def _see(path: Path, limits: UnpackLimits) -> _Seen:
    state = path.stat()
    return _see_once(path, state.st_mtime_ns, state.st_size, limits)


@lru_cache(maxsize=4)
def _see_once(path: Path, changed_at: int, size: int, limits: UnpackLimits) -> _Seen:
    """Look at a file; kept, because a person changes a form several times in a row."""
    if _is_binary(first_bytes(path, _START_BYTES)):
        raise SourceUnreadable(
            f"{path.name}: expected a table, but the file holds neither text nor a workbook, Parquet or gzip file. "
            "Export it as CSV or .xlsx."
        )
    sample = take_sample(path, limits)
    with tempfile.TemporaryDirectory(prefix="wegmarke-") as spill, ReadingRoom(Path(spill)) as room:
        return _Seen(sample, look_at(room, sample.table))


def _is_binary(start: bytes) -> bool:
    if start.startswith(_PACKED_OR_WIDE):
        return False
    return start.count(0) > len(start) * _MOST_ZEROS


def _casting(seen: _Seen, draft: Draft) -> Casting:
    parts = {column.column: (column.part.value, column.reason) for column in draft.columns}
    names = {column.column: column.name for column in draft.columns if column.name}
    return Casting(seen.looks, {look.name: parts.get(look.name, ("left_out", "")) for look in seen.looks}, names)


def _with_events(path: Path, seen: _Seen, draft: Draft) -> Draft:
    column = draft.first(Part.EVENT)
    if not column:
        return replace(draft, events=())
    # One more than there may be tells a column of names from one of anything else.
    values = all_values(seen.sample.opened, column, MOST_EVENTS + 1)
    found = event_names(path, _casting(seen, draft), values)
    pairs = zip(values, found, strict=True)
    return replace(draft, events=tuple(EventDraft(value, name) for value, (name, _) in pairs))


def _named(path: Path, draft: Draft, seen: _Seen) -> Draft:
    """Give columns that need a name the usual one."""
    looks = {look.name: look for look in seen.looks}
    taken = {column.name for column in draft.columns if column.part in NAMED_PARTS}
    columns = []
    for column in draft.columns:
        if column.part not in NAMED_PARTS:
            columns.append(replace(column, name=""))
            continue
        name = column.name or _usual(looks[column.column], column.part, taken)
        taken.add(name)
        columns.append(replace(column, name=name))
    return replace(draft, columns=tuple(columns), source=draft.source or source_name(path))


def _usual(look: Look, part: Part, taken: set[str]) -> str:
    name = slug(look.name) if part is Part.PROPERTY else kind_of(look)
    number = 2
    while name in taken:
        name, number = f"{name.removesuffix(f'_{number - 1}')}_{number}", number + 1
    return name


def _problems(draft: Draft) -> list[Problem]:
    return [*_of_parts(draft), *_of_names(draft), *_of_events(draft), *_of_columns(draft)]


def _of_parts(draft: Draft) -> list[Problem]:
    problems = []
    if not draft.of(Part.WHEN):
        problems.append(
            Problem("time", "a column that says when it happened", "none", "Choose one under “Taken for”.", "no_time")
        )
    for part in SINGLE_PARTS:
        found = [column.column for column in draft.of(part)]
        if len(found) > 1:
            named = ", ".join(found)
            problems.append(Problem(part.value, "one column at most", named, "Keep one of them.", "several"))
    return problems


def _of_names(draft: Draft) -> list[Problem]:
    problems = _name_problems("source", draft.source)
    if draft.time_zone and not zones.is_zone(draft.time_zone):
        problems.append(Problem("time zone", "an IANA time zone", repr(draft.time_zone), "Write e.g. Europe/Berlin."))
    is_known = draft.currency in MINOR_DIGITS
    if not is_known and (draft.currency or (draft.of(Part.VALUE) and not draft.of(Part.CURRENCY))):
        came = repr(draft.currency) if draft.currency else "none"
        problems.append(Problem("currency", "a code of ISO 4217", came, "Write e.g. EUR."))
    return problems


def _of_events(draft: Draft) -> list[Problem]:
    if not draft.of(Part.EVENT):
        return _name_problems("event", draft.event)
    if len(draft.events) > MOST_EVENTS:
        came = f"more than {MOST_EVENTS} in {draft.first(Part.EVENT)!r}"
        remedy = "Choose another column for the event, or none."
        return [Problem("event", f"at most {MOST_EVENTS} different values", came, remedy, "many_events")]
    kept = [event for event in draft.events if event.name]
    if not kept:
        return [Problem("event", "a name for one value at least", "none", "Write a name such as quote_sent.")]
    problems = [problem for event in kept for problem in _name_problems(f"event {event.value!r}", event.name)]
    names = [event.name for event in kept]
    twice = sorted({name for name in names if names.count(name) > 1})
    remedy = "Choose different names."
    return [*problems, *(Problem("event", "every name once", repr(name), remedy, "twice") for name in twice)]


def _of_columns(draft: Draft) -> list[Problem]:
    problems = []
    for part in NAMED_PARTS:
        found = draft.of(part)
        for column in found:
            problems += _name_problems(f"column {column.column!r}", column.name)
        names = [column.name for column in found]
        for name in sorted({name for name in names if names.count(name) > 1}):
            columns = ", ".join(column.column for column in found if column.name == name)
            problems.append(Problem(columns, "different names", repr(name), "Rename one of them.", "twice"))
    return problems


def _name_problems(where: str, name: str) -> list[Problem]:
    if _NAME.fullmatch(name):
        return []
    came = repr(name) if name else "nothing"
    return [Problem(where, "a name such as quote_sent", came, "Use small letters, digits and _.", "name")]


def is_personal(column: ColumnDraft) -> bool:
    """Tell whether the values of a column may be about people, so that examples are shown in part only."""
    is_about_people = column.part in (Part.PERSON, Part.PERSON_LABEL) or "about people" in column.reason
    return is_about_people or column.holds == Holds.EMAIL
