"""The sentences: one short text per phase, in the order in which somebody would explain the sheet."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from wegmarke.domain import Language, MapNumbers
from wegmarke.maps import vocabulary
from wegmarke.maps.document import JourneyMap, Phase
from wegmarke.maps.narrative import figures, places
from wegmarke.maps.narrative.rows import ToldRow, told_rows
from wegmarke.maps.narrative.telling import Telling


@dataclass(frozen=True)
class Sentence:
    """One sentence; `about` names what it is about: a row of the table, `frame`, or `feeling`."""

    about: str
    text: str


@dataclass(frozen=True)
class PhaseNarrative:
    """A phase in sentences."""

    phase: str
    title: str
    sentences: tuple[Sentence, ...]

    @property
    def text(self) -> str:
        """Return the sentences as one text."""
        return " ".join(sentence.text for sentence in self.sentences)


@dataclass(frozen=True)
class Narrative:
    """A map in sentences: what it is about, and its phases."""

    title: str
    sentences: tuple[str, ...]
    phases: tuple[PhaseNarrative, ...]

    @property
    def text(self) -> str:
        """Return everything as one text, a line per phase."""
        return "\n".join([" ".join(self.sentences), *(phase.text for phase in self.phases)])


def narrate(document: JourneyMap, numbers: MapNumbers | None, language: Language) -> Narrative:
    """Tell a map in German or English.

    Args:
        document: the map.
        numbers: what was measured; None where nothing is measured or shall be told.
        language: the language of the sentences. Texts of the map that lack it are told in the other one.
    """
    telling, rows = Telling(language), told_rows(document, numbers, language)
    phases = tuple(
        PhaseNarrative(phase.id, telling.text(phase.title), tuple(_sentences(document, place, phase, rows, telling)))
        for place, phase in enumerate(document.phases)
    )
    return Narrative(telling.text(document.title), tuple(_about(document, numbers, telling)), phases)


def _about(document: JourneyMap, numbers: MapNumbers | None, telling: Telling) -> Iterator[str]:
    count, state = len(document.phases), telling.word(vocabulary.STATES, document.state)
    phases = telling.say("Phase" if count == 1 else "Phasen", "phase" if count == 1 else "phases")
    yield telling.say(
        f"Die Journey-Map {telling.quoted(document.title)} hat {count} {phases} (Stand: {state}).",
        f"The journey map {telling.quoted(document.title)} has {count} {phases} (state: {state}).",
    )
    if document.scenario:
        yield _ended(telling.text(document.scenario))
    if document.customer_goal:
        goal = _ended(telling.text(document.customer_goal))
        yield telling.say(f"Ziel der Kundschaft: {goal}", f"The customer's goal: {goal}")
    if document.personas:
        names = telling.both([telling.quoted(persona.name) for persona in document.personas])
        one = len(document.personas) == 1
        yield telling.say(
            f"Sie ist für {'die Persona' if one else 'die Personas'} {names} gezeichnet.",
            f"It is drawn for the {'persona' if one else 'personas'} {names}.",
        )
    if told := figures.metrics(document, None, numbers, telling):
        yield telling.say("Kennzahlen der ganzen Map: ", "Metrics of the whole map: ") + _ended("; ".join(told))


def _sentences(
    document: JourneyMap, place: int, phase: Phase, rows: list[ToldRow], telling: Telling
) -> Iterator[Sentence]:
    yield Sentence("frame", _frame(document, place, phase, telling))
    if felt := figures.feelings(document, phase, telling):
        yield Sentence("feeling", _feeling(phase, felt, telling))
    if noted := [*figures.notes(document, phase, telling), *places.cards(document, phase, telling, "emotion")]:
        yield Sentence("emotion", _ended("; ".join(dict.fromkeys(noted))))
    for row in rows:
        if row.name != "emotion" and row.cells[place]:
            yield Sentence(row.name, f"{row.label}: {_ended('; '.join(row.cells[place]))}")


def _frame(document: JourneyMap, place: int, phase: Phase, telling: Telling) -> str:
    number, count = place + 1, len(document.phases)
    told = telling.say(
        f"{telling.quoted(phase.title)} ist Phase {number} von {count}",
        f"{telling.quoted(phase.title)} is phase {number} of {count}",
    )
    if phase.expected_days:
        days = telling.formats.number(phase.expected_days, 1)
        unit = telling.say("Tag", "day") if phase.expected_days == 1 else telling.say("Tage", "days")
        told += telling.say(f" und dauert voraussichtlich {days} {unit}", f" and is expected to take {days} {unit}")
    return f"{told}."


def _feeling(phase: Phase, felt: list[tuple[str, str]], telling: Telling) -> str:
    """Say who feels how; the verb stands once, as every one of them is a single one."""
    title = telling.quoted(phase.title)
    (first, how), *others = felt
    more = [f"{who} {feels}" for who, feels in others]
    if telling.language is Language.DE:
        return f"In der Phase {title} ist {telling.both([f'{first} {how}', *more])}."
    return f"In the phase {title}, {telling.both([f'{first} is {how}', *more])}."


def _ended(text: str) -> str:
    return text if text.endswith((".", "!", "?", "…")) else f"{text}."
