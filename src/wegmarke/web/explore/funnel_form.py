"""The form of a funnel: every field with what was typed, and the lists to choose from."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from wegmarke.i18n import marked
from wegmarke.web.explore.funnel_address import SPANS, ExclusionLine, Length, StepLine, lines_of, tidied
from wegmarke.web.explore.funnel_question import COUNTING, ORDER, PER, default_steps
from wegmarke.web.reader import Reader
from wegmarke.web.selection import with_params
from wegmarke.web.site import Page
from wegmarke.web.titles import MARKERS, Titles, reference_titles

URL: Final = "/explore/funnel"

_ORDERS: Final = (
    ("sequential", marked("funnel order", "one after the other, anything may lie between")),
    ("strict", marked("funnel order", "directly one after the other")),
    ("any", marked("funnel order", "in any order")),
)
_COUNTINGS: Final = (
    ("best_attempt", marked("funnel counting", "the attempt that came furthest")),
    ("first_entry", marked("funnel counting", "the first attempt")),
    ("every_entry", marked("funnel counting", "every attempt")),
)
_EFFECTS: Final = (
    ("drop_attempt", marked("funnel exclusion", "the attempt does not count")),
    ("stop", marked("funnel exclusion", "the attempt ends before it")),
)
_SPANS: Final = tuple(
    zip(
        SPANS,
        (
            marked("span", "minutes"),
            marked("span", "hours"),
            marked("span", "days"),
            marked("span", "weeks"),
        ),
        strict=True,
    )
)
_PERIODS: Final = (
    ("day", marked("funnel trend", "day")),
    ("week", marked("funnel trend", "week")),
    ("month", marked("funnel trend", "month")),
    ("quarter", marked("funnel trend", "quarter")),
)
_BREAKDOWNS: Final = (
    ("", marked("funnel breakdown", "not at all")),
    ("month", marked("funnel breakdown", "month of the first touch")),
    ("property", marked("funnel breakdown", "a property of events")),
)
_READ_AT: Final = (
    ("first", marked("funnel breakdown", "first known value")),
    ("last", marked("funnel breakdown", "last known value")),
    ("all", marked("funnel breakdown", "every value")),
)


@dataclass(frozen=True, slots=True)
class Option:
    """One entry of a list."""

    value: str
    label: str
    chosen: bool


def form(page: Page) -> Mapping[str, object]:
    """Return what the form needs, whatever stands in the address."""
    params, reader = page.params, page.reader
    titles = reference_titles(page.front, reader)
    steps = [StepLine.read(text) for text in lines_of(params, "step") or default_steps(titles)] or [StepLine()] * 2
    ruled_out = [ExclusionLine.read(text) for text in lines_of(params, "exclude")]
    known = _places_known(titles, reader)
    return {
        "steps": steps,
        "exclusions": ruled_out,
        "is_open": bool(params.get("edit")),
        "place_groups": lambda chosen: _with_chosen(known, chosen, reader),
        "bounds": lambda chosen: _bounds(chosen, len(steps)),
        "order": _options(_ORDERS, params.get("order", ""), ORDER, reader),
        "counting": _options(_COUNTINGS, params.get("counting", ""), COUNTING, reader),
        "effects": lambda chosen: _options(_EFFECTS, chosen, "drop_attempt", reader),
        "spans": lambda chosen: _options(_SPANS, chosen, "days", reader),
        "window": Length.read(params.get("window", "")),
        "hold": params.get("hold", ""),
        "breakdown": _options(_BREAKDOWNS, params.get("of", ""), "", reader),
        "property_name": params.get("property", ""),
        "read_at": _read_at(params.get("at", ""), len(steps), reader),
        "per": _options(_PERIODS, params.get("per", ""), PER, reader),
        "kept_by_form": {name: text for name, text in params.items() if not _is_a_field(name)},
        "kept_by_trend": {name: text for name, text in params.items() if name not in {"per", "edit"}},
        "kept_by_lost": {name: text for name, text in params.items() if name not in {"lost", "edit", "page"}},
    }


def redirect(page: Page) -> str | None:
    """Return the address that says what the form sent; None where it sent nothing."""
    found = tidied(page.params)
    if found is None:
        return None
    params, anchor = found
    return with_params(URL, params) + (f"#{anchor}" if anchor else "")


def _is_a_field(name: str) -> bool:
    fields = {"window", "order", "counting", "hold", "of", "property", "at", "edit", "page"}
    return name in fields or name.startswith(("step", "exclude"))


def _options(
    known: Sequence[tuple[str, tuple[str, str]]], chosen: str, default: str, reader: Reader
) -> tuple[Option, ...]:
    """Return the entries of a list; what was asked for and is not known stands there, too."""
    chosen = chosen or default
    options = tuple(Option(value, reader.t.label(label), value == chosen) for value, label in known)
    return options if any(option.chosen for option in options) else (*options, Option(chosen, chosen, chosen=True))


def _read_at(chosen: str, steps: int, reader: Reader) -> tuple[Option, ...]:
    numbers = [str(number) for number in range(1, steps + 1)]
    at_steps = tuple(
        Option(number, reader.t.pgettext("funnel breakdown", "value at step %(n)s", n=number), number == chosen)
        for number in numbers
    )
    known = _options(_READ_AT, "first" if chosen in numbers else chosen, "first", reader)
    if chosen in numbers:
        known = tuple(Option(option.value, option.label, chosen=False) for option in known)
    return (*known, *at_steps)


def _bounds(chosen: str, steps: int) -> tuple[Option, ...]:
    """Return the numbers of the steps; one that there is not any more stands there, too."""
    numbers = [str(number) for number in range(1, steps + 1)]
    if chosen and chosen not in numbers:
        numbers.append(chosen)
    return tuple(Option(number, number, number == chosen) for number in numbers)


def _with_chosen(
    known: Sequence[tuple[str, Sequence[tuple[str, str]]]], chosen: str, reader: Reader
) -> list[tuple[str, list[Option]]]:
    """Return the lists to choose a place from; one that nobody knows stands in a list of its own."""
    if chosen and all(chosen != place for _, places in known for place, _ in places):
        known = [*known, (reader.t.pgettext("funnel", "Not known here"), [(chosen, chosen)])]
    return [(label, [Option(place, title, place == chosen) for place, title in places]) for label, places in known]


def _places_known(titles: Titles, reader: Reader) -> list[tuple[str, list[tuple[str, str]]]]:
    """Return the lists to choose places from: phases, then the touchpoints of each phase."""
    t = reader.t
    touchpoints = {place: title for place, title in titles.touchpoints.items() if place not in MARKERS}
    groups = [(t.pgettext("funnel", "Phases"), list(titles.phases.items()))]
    for phase, title in titles.phases.items():
        inside = [(place, name) for place, name in touchpoints.items() if titles.phase_of.get(place) == phase]
        groups.append((t.pgettext("funnel", "Touchpoints: %(phase)s", phase=title), inside))
    others = [(place, name) for place, name in touchpoints.items() if titles.phase_of.get(place) not in titles.phases]
    groups.append((t.pgettext("funnel", "Other touchpoints"), others))
    return [(label, places) for label, places in groups if places]
