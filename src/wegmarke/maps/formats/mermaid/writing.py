"""A map as a Mermaid journey: phases as sections, touchpoints at steps as tasks with a score from 1 to 5."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from wegmarke.domain import Language, LocalizedText
from wegmarke.domain.numbers import MapNumbers
from wegmarke.maps.document import JourneyMap
from wegmarke.maps.formats.exchange import Loss, Writing
from wegmarke.maps.formats.mermaid.comments import MARK, comment_lines
from wegmarke.maps.formats.mermaid.words import told, told_name
from wegmarke.maps.formats.outline import Line, Outline, outline_of, shown_language

_MOST: Final = 50_000
"""Characters without comments that a renderer draws unless it is told otherwise (`maxTextSize`)."""


def write_mermaid(document: JourneyMap, numbers: MapNumbers | None) -> Writing:
    """Write a map in the language it would be shown in."""
    return write_mermaid_in(document, numbers, shown_language(document))


def write_mermaid_in(document: JourneyMap, numbers: MapNumbers | None, language: Language) -> Writing:
    """Write a map with comments from which it can be read again without loss."""
    outline = outline_of(document, language, told, numbers)
    head = [f"{MARK} language={language.value} scale=1..5"]
    lines = ["journey", *_above(outline), *head, *_tasks(outline, marked=True), *comment_lines(document)]
    losses = () if len(picture(document, numbers, language)) <= _MOST else (_TOO_LONG,)
    return Writing(("\n".join(lines) + "\n").encode(), losses)


def picture(document: JourneyMap, numbers: MapNumbers | None, language: Language) -> str:
    """Return the diagram alone, without comments."""
    outline = outline_of(document, language, told, numbers)
    return "\n".join(["journey", *_above(outline), *_tasks(outline, marked=False)]) + "\n"


def _above(outline: Outline) -> Iterator[str]:
    yield f"    accTitle: {outline.title}"
    if outline.scenario not in (None, "", "-"):
        yield f"    accDescr: {outline.scenario}"
    yield f"    title {outline.title}"


def _tasks(outline: Outline, *, marked: bool) -> Iterator[str]:
    inside: dict[int, list[Line]] = {}
    for line in outline.lines:
        inside.setdefault(line.section, []).append(line)
    for number, section in enumerate(outline.sections):
        if marked:
            yield f"    {MARK} at phase={section.id}"
        yield f"    section {section.title}"
        for line in inside.get(number, ()):
            if marked:
                yield f"      {MARK} at {line.kind}={line.id} score={line.score:g}"
            yield f"      {_task(line)}"


def _task(line: Line) -> str:
    people = ", ".join(told_name(name) for name in line.people or ())
    return f"{line.title}: {line.score:g}: {people}" if people else f"{line.title}: {line.score:g}"


_TOO_LONG: Final = Loss(
    "diagram",
    LocalizedText(
        de="Das Diagramm ist länger, als Mermaid ohne Weiteres zeichnet; erhöhen Sie dort maxTextSize.",
        en="The diagram is longer than Mermaid draws as it comes; raise maxTextSize there.",
    ),
)
