"""A map as a Markdown document: a table per phase, and the Mermaid diagram. Nothing a person wrote becomes markup."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from wegmarke.domain import Language, LocalizedText
from wegmarke.domain.numbers import MapNumbers
from wegmarke.maps import vocabulary
from wegmarke.maps.document import Anchored, Card, EmotionPoint, JourneyMap, Phase
from wegmarke.maps.formats.exchange import MapFormat, Writing
from wegmarke.maps.formats.left_behind import Held, left_behind
from wegmarke.maps.formats.mermaid import picture
from wegmarke.maps.formats.outline import shown_language

_MARKUP: Final = re.compile(r"[\\`*_\[\]#!|~<>&\"'$@^{}]|:(?=\S)|(?<=www)\.|^[-+=]|(?<=^\d)\.", re.IGNORECASE)
_BLANKS: Final = re.compile(r"[\s\x00-\x1f\x7f-\x9f\u2028\u2029]+")
_HIDDEN: Final = re.compile("[\ud800-\udfff\ufffe\uffff]")
_ENTITIES: Final = {"<": "&lt;", ">": "&gt;", "&": "&amp;", '"': "&quot;", "'": "&#39;", ":": "&#58;", "@": "&#64;",
                    ".": "&#46;"}  # fmt: skip
_HELD: Final[Held] = {
    "": ("title", "scenario", "customer_goal", "state", "personas"),
    "phases": ("title", "customer_goal", "company_goal"),
    "steps": ("phase", "title", "optional", "repeatable"),
    "touchpoints": ("title", "channel"),
    "placements": ("step", "touchpoint", "personas", "roles"),
    "personas": ("name", "job_title", "quote", "roles", "goals", "pains", "gains"),
    "lanes": ("type", "title", "cards"),
    "emotions": ("value", "basis", "phase", "step", "placement", "n", "note", "persona"),
    "metrics": ("title", "target", "phase", "touchpoint"),
}


def write_markdown(document: JourneyMap, numbers: MapNumbers | None) -> Writing:
    """Write a map in the language it would be shown in."""
    return write_markdown_in(document, numbers, shown_language(document))


def write_markdown_in(document: JourneyMap, numbers: MapNumbers | None, language: Language) -> Writing:
    """Write a map in one language."""
    content = "\n".join(_Page(document, language).lines(numbers)) + "\n"
    return Writing(content.encode(), left_behind(document, _HELD))


def told(text: str) -> str:
    r"""Return a text that reads the same in every Markdown and is neither markup nor HTML.

    >>> told("<b>*Offer*</b> | 5"), told("1. a\n# b, https://a.b")
    ('&lt;b&gt;\\*Offer\\*&lt;/b&gt; \\| 5', '1&#46; a \\# b, https&#58;//a.b')
    """
    plain = _BLANKS.sub(" ", _HIDDEN.sub("\ufffd", text)).strip()
    return _MARKUP.sub(lambda found: _ENTITIES.get(found[0], f"\\{found[0]}"), plain)


class _Page:
    """One document in the making."""

    def __init__(self, document: JourneyMap, language: Language) -> None:
        self.document = document
        self.language = language
        self.touchpoints = {one.id: one for one in document.touchpoints}
        self.personas = {one.id: one for one in document.personas}

    def say(self, german: str, english: str) -> str:
        return german if self.language is Language.DE else english

    def text(self, text: LocalizedText) -> str:
        return told(text.get(self.language))

    def lines(self, numbers: MapNumbers | None) -> Iterator[str]:
        document = self.document
        yield f"# {self.text(document.title) or told(document.id)}"
        yield ""
        yield from self.said(
            (self.say("Zustand", "State"), self.text(vocabulary.STATES[document.state])),
            (self.say("Szenario", "Scenario"), self.text(document.scenario)),
            (self.say("Kundenziel", "Customer goal"), self.text(document.customer_goal)),
        )
        yield from self.people()
        places = dict[str | None, list[tuple[str, Anchored]]]()
        for lane in document.lanes:
            label = self.text(lane.title) or self.text(vocabulary.LANE_TYPES[lane.type])
            for card, place in zip(lane.cards, document.phases_of(lane.cards), strict=True):
                places.setdefault(place, []).append((label, card))
        label = self.text(vocabulary.LANE_TYPES["emotion"])
        for point, place in zip(document.emotions, document.phases_of(document.emotions), strict=True):
            places.setdefault(place, []).append((label, point))
        for phase in document.phases:
            yield from self.phase(phase, places.get(phase.id, ()))
        yield f"## {self.say('Verlauf der Zufriedenheit', 'Course of satisfaction')}"
        yield ""
        yield "```mermaid"
        yield picture(document, numbers, self.language).rstrip("\n")
        yield "```"

    def said(self, *pairs: tuple[str, str]) -> Iterator[str]:
        for label, text in pairs:
            if text:
                yield f"- **{label}:** {text}"
        yield ""

    def people(self) -> Iterator[str]:
        if self.document.personas:
            yield f"## {self.say('Personas', 'Personas')}"
            yield ""
        for persona in self.document.personas:
            yield f"### {self.text(persona.name) or told(persona.id)}"
            yield ""
            yield from self.said(
                (self.say("Beruf", "Job title"), self.text(persona.job_title)),
                (self.say("Zitat", "Quote"), self.text(persona.quote)),
                (self.say("Rollen", "Roles"), self.roles(persona.roles)),
                (self.say("Ziele", "Goals"), self.listed(persona.goals)),
                (self.say("Pains", "Pains"), self.listed(persona.pains)),
                (self.say("Gains", "Gains"), self.listed(persona.gains)),
            )

    def phase(self, phase: Phase, things: Sequence[tuple[str, Anchored]]) -> Iterator[str]:
        """Write a phase as a table: steps with their touchpoints, then everything else by lane."""
        yield f"## {self.text(phase.title) or told(phase.id)}"
        yield ""
        yield from self.said(
            (self.say("Kundenziel", "Customer goal"), self.text(phase.customer_goal)),
            (self.say("Unternehmensziel", "Company goal"), self.text(phase.company_goal)),
        )
        yield f"| {self.say('Zeile', 'Lane')} | {self.say('Schritt', 'Step')} | {self.say('Inhalt', 'Content')} |"
        yield "| --- | --- | --- |"
        titles = {step.id: self.text(step.title) for step in self.document.steps}
        of_placement = {one.id: one.step for one in self.document.placements}
        for step in self.document.steps:
            if step.phase == phase.id:
                yield self.row(self.say("Schritt", "Step"), titles[step.id], self.notes(step.optional, step.repeatable))
                for placement in self.document.placements:
                    if placement.step == step.id:
                        touchpoint = self.touchpoints[placement.touchpoint]
                        who = self.names(placement.personas) or self.roles(placement.roles)
                        channel = self.text(vocabulary.CHANNELS[touchpoint.channel])
                        shown = f"{self.text(touchpoint.title)} ({channel}){': ' + who if who else ''}"
                        yield self.row(self.say("Kontaktpunkt", "Touchpoint"), titles[step.id], shown)
        for label, thing in things:
            step_id = thing.step or of_placement.get(thing.placement or "", "")
            yield self.row(label, titles.get(step_id, ""), self.thing(thing))
        for metric in self.document.metrics:
            if metric.phase == phase.id:
                target = "" if metric.target is None else f" ({self.say('Ziel', 'target')} {metric.target:g})"
                yield self.row(self.say("Kennzahl", "Metric"), "", self.text(metric.title) + target)
        yield ""

    def row(self, *cells: str) -> str:
        return f"| {' | '.join(cells)} |"

    def thing(self, thing: Anchored) -> str:
        if isinstance(thing, EmotionPoint):
            word = self.text(vocabulary.emotion_word(thing.value))
            basis = self.text(vocabulary.BASES[thing.basis])
            whose = self.names((thing.persona,)) + ": " if thing.persona else ""
            count = f", n {thing.n}" if thing.n is not None and thing.basis == "measured" else ""
            note = f" – {self.text(thing.note)}" if thing.note else ""
            return f"{whose}{thing.value:+g} {word} ({basis}{count}){note}"
        assert isinstance(thing, Card)
        return self.text(thing.text)

    def notes(self, *said: bool) -> str:
        words = (self.say("optional", "optional"), self.say("wiederholbar", "repeatable"))
        return ", ".join(word for word, holds in zip(words, said, strict=True) if holds)

    def names(self, personas: Iterable[str]) -> str:
        return ", ".join(self.text(self.personas[name].name) for name in personas)

    def roles(self, roles: Iterable[str]) -> str:
        return ", ".join(self.text(vocabulary.ROLES[role]) for role in roles)

    def listed(self, texts: Iterable[LocalizedText]) -> str:
        return "; ".join(self.text(text) for text in texts)


MARKDOWN: Final = MapFormat(
    "markdown", (".md", ".markdown"), LocalizedText.of("Markdown"), write_markdown, write_in=write_markdown_in
)
