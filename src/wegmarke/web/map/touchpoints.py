"""One touchpoint of the library, written for a reader: what it is, how it goes, and what on maps names it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from wegmarke.domain.recognition import TouchpointRule
from wegmarke.domain.touchpoint_use import TouchpointMonth
from wegmarke.web.map.tabs import map_address
from wegmarke.web.reader import Reader
from wegmarke.web.words import CHANNELS, INFLUENCES, MODES, OWNERSHIPS, ROLES, STATUSES, word
from wegmarke.workspace import JourneyMap, ProcessingActivity, Touchpoint, owner_name, vocabulary

_TALL = 100.0


@dataclass(frozen=True, slots=True)
class LibraryLine:
    """One touchpoint in the list."""

    url: str
    title: str
    channel: str
    mode: str
    phase: str
    maps: str
    touches: str
    last: str
    has_rule: bool
    is_moment: bool


@dataclass(frozen=True, slots=True)
class Bar:
    """A month of the trend; heights are shares of the tallest, in percent."""

    month: str
    touches: str
    persons: str
    accounts: str
    height: float
    is_whole: bool


@dataclass(frozen=True, slots=True)
class Use:
    """A placement on a map."""

    map_title: str
    map_url: str
    status: str
    phase: str
    step: str
    who: str
    occurrence: str


@dataclass(frozen=True, slots=True)
class Named:
    """Something else on a map that names the touchpoint: what kind of thing, its title, its state."""

    kind: str
    title: str
    state: str
    map_title: str
    map_url: str


@dataclass(frozen=True, slots=True)
class Strip:
    """What is processed there: label and value."""

    title: str
    map_title: str
    rows: tuple[tuple[str, str], ...]


def library_line(touchpoint: Touchpoint, rule: TouchpointRule, maps: int, reader: Reader) -> LibraryLine:
    """Write a touchpoint for the list."""
    t, f = reader.t, reader.formats
    return LibraryLine(
        url=f"/touchpoints/{touchpoint.id}",
        title=rule.title.get(reader.language) or touchpoint.id,
        channel=word(CHANNELS, touchpoint.channel, t),
        mode=word(MODES, touchpoint.mode, t),
        phase=rule.phase_title.get(reader.language) or "–",
        maps=f.number(maps),
        touches=f.number(rule.touches) if rule.rule else "–",
        last=f.day(rule.last_at, reader.zone),
        has_rule=bool(rule.rule),
        is_moment=touchpoint.moment_of_truth,
    )


def traits(touchpoint: Touchpoint, reader: Reader) -> tuple[tuple[str, str], ...]:
    """Write what a touchpoint is: label and value, without those that are not stated."""
    t = reader.t
    found = (
        (t.pgettext("touchpoint", "Channel"), word(CHANNELS, touchpoint.channel, t)),
        (t.pgettext("touchpoint", "Place"), word(MODES, touchpoint.mode, t)),
        (t.pgettext("touchpoint", "Influence"), word(INFLUENCES, touchpoint.influence, t)),
        (t.pgettext("touchpoint", "Ownership"), word(OWNERSHIPS, touchpoint.ownership, t)),
        (
            t.pgettext("touchpoint", "Direction"),
            word(vocabulary.DIRECTIONS_OF_CONTACT, touchpoint.direction, t) if touchpoint.direction else "",
        ),
        (t.pgettext("touchpoint", "Run by"), owner_name(touchpoint.owner_team, reader.language)),
        (t.pgettext("touchpoint", "System"), touchpoint.system),
    )
    return tuple(one for one in found if one[1])


def bars(months: Sequence[TouchpointMonth], reader: Reader) -> tuple[Bar, ...]:
    """Write the trend; empty while there is no touch in it."""
    f, most = reader.formats, max((one.touches for one in months), default=0)
    if not most:
        return ()
    return tuple(
        Bar(
            f.month(one.begins),
            f.number(one.touches),
            f.number(one.persons),
            f.number(one.accounts),
            round(_TALL * one.touches / most, 2),
            one.is_whole,
        )
        for one in months
    )


def uses(documents: Sequence[JourneyMap], touchpoint: str, reader: Reader) -> list[Use]:
    """Write where a touchpoint is placed, map by map."""
    return [use for document in documents for use in _uses(document, touchpoint, reader)]


def _uses(document: JourneyMap, touchpoint: str, reader: Reader) -> Iterator[Use]:
    t, language = reader.t, reader.language
    steps = {step.id: step for step in document.steps}
    phases = {phase.id: phase.title.get(language) for phase in document.phases}
    personas = {persona.id: persona.name.get(language) for persona in document.personas}
    for placed in document.placements:
        if placed.touchpoint != touchpoint:
            continue
        step = steps[placed.step]
        who = [personas[one] for one in placed.personas] + [word(ROLES, role, t) for role in placed.roles]
        expected = placed.expectation.occurrence if placed.expectation is not None else ""
        yield Use(
            map_title=document.title.get(language),
            map_url=map_address(document.id),
            status=word(STATUSES, document.status, t),
            phase=phases.get(step.phase, ""),
            step=step.title.get(language),
            who=", ".join(who),
            occurrence=word(vocabulary.OCCURRENCES, expected, t) if expected else "",
        )


def named_by(documents: Sequence[JourneyMap], touchpoint: str, reader: Reader) -> list[Named]:
    """Write the metrics, improvements, initiatives, risks and automations that name a touchpoint."""
    return [one for document in documents for one in _named_by(document, touchpoint, reader)]


def _named_by(document: JourneyMap, touchpoint: str, reader: Reader) -> Iterator[Named]:
    t, language = reader.t, reader.language
    placements = {one.id for one in document.placements if one.touchpoint == touchpoint and one.id}
    place = document.title.get(language), map_address(document.id)
    for metric in document.metrics:
        if metric.touchpoint == touchpoint:
            yield Named(t.pgettext("touchpoint", "Metric"), metric.title.get(language), "", *place)
    for improvement in document.improvements:
        if touchpoint in improvement.touchpoints:
            state = word(vocabulary.IMPROVEMENT_STATUSES, improvement.status, t)
            yield Named(t.pgettext("touchpoint", "Improvement"), improvement.title.get(language), state, *place)
    for initiative in document.initiatives:
        if touchpoint in initiative.touchpoints:
            state = word(vocabulary.INITIATIVE_STATUSES, initiative.status, t)
            yield Named(t.pgettext("touchpoint", "Initiative"), initiative.title.get(language), state, *place)
    for automation in document.automations:
        if automation.placement in placements:
            state = word(vocabulary.AUTOMATION_STATES, automation.state, t)
            title = automation.title.get(language) or word(vocabulary.AUTOMATION_KINDS, automation.kind, t)
            yield Named(t.pgettext("touchpoint", "Automation"), title, state, *place)


def strips(documents: Sequence[JourneyMap], touchpoint: str, reader: Reader) -> list[Strip]:
    """Write what is processed at a touchpoint, by the register of each map."""
    found = []
    for document in documents:
        activities = {one.id: one for one in document.processing_activities}
        for one in document.touchpoints:
            if one.id == touchpoint and one.processing_activity in activities:
                processing = activities[one.processing_activity]
                title = processing.title.get(reader.language)
                found.append(Strip(title, document.title.get(reader.language), _rows(processing, reader)))
    return found


def _rows(processing: ProcessingActivity, reader: Reader) -> tuple[tuple[str, str], ...]:
    t, language = reader.t, reader.language
    basis = word(vocabulary.LAWFUL_BASES, processing.lawful_basis, t) if processing.lawful_basis else ""
    rows = (
        (t.pgettext("processing", "Purpose"), processing.purpose.get(language)),
        (t.pgettext("processing", "Legal basis"), basis),
        (t.pgettext("processing", "Data"), ", ".join(text.get(language) for text in processing.data_categories)),
        (t.pgettext("processing", "Recipients"), ", ".join(text.get(language) for text in processing.recipients)),
        (t.pgettext("processing", "Third country"), processing.third_country.get(language)),
        (t.pgettext("processing", "Kept for"), processing.retention.get(language)),
        (t.pgettext("processing", "Processor"), processing.processor),
        (
            t.pgettext("processing", "Advertising"),
            t.gettext("only with consent") if processing.ad_consent_needed else "",
        ),
    )
    return tuple(row for row in rows if row[1])
