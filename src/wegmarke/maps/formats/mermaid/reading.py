"""A map from a Mermaid journey: one of ours with its comments, or any other."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Final

from wegmarke.domain import Language, LocalizedText, Problem
from wegmarke.maps.document import JourneyMap
from wegmarke.maps.formats.bytes_read import refuse, text_of
from wegmarke.maps.formats.exchange import Loss, Reading
from wegmarke.maps.formats.mermaid.comments import MARK
from wegmarke.maps.formats.mermaid.lines import Drawing, LineReader
from wegmarke.maps.formats.mermaid.words import told, told_name
from wegmarke.maps.formats.outline import Line, Outline, applied, likely_language, matched, outline_of, slug
from wegmarke.maps.native import dump_map_json, load_map

_LOW, _HIGH = 1.0, 5.0
_MOST_PROBLEMS: Final = 50


def read_mermaid(content: bytes, earlier: JourneyMap | None) -> Reading:
    """Read a diagram; with the comments of ours the whole map, else what is visible.

    Args:
        content: the diagram, or a Markdown document with one.
        earlier: the map to update where the diagram has no comments.

    Raises:
        DocumentInvalid: for what is no diagram, a score without a scale, and a map with problems.
    """
    drawing = LineReader().read(text_of(content))
    lines = _scaled(drawing)
    if drawing.problems:
        refuse(drawing.problems[:_MOST_PROBLEMS])
    found = Outline(drawing.title, drawing.description, tuple(drawing.sections), lines)
    reading = _with_comments(drawing, found) if drawing.kept.content else _without(found, earlier)
    return Reading(load_map(dump_map_json(reading.document)), (*reading.losses, *_losses(drawing)))


def _with_comments(drawing: Drawing, found: Outline) -> Reading:
    document = load_map(json.dumps(drawing.kept.content))
    language = Language(drawing.language or Language.EN.value)
    before = _as_shown(_named(outline_of(document, language, told)), drawing)
    if found.title is None:
        found = replace(found, title=before.title)
    if found.scenario is None and before.scenario == "-":
        before = replace(before, scenario=None)
    return applied(document, before, matched(found, before), language, told_name)


def _without(found: Outline, earlier: JourneyMap | None) -> Reading:
    if earlier is None:
        title = found.title or "Journey"
        empty = JourneyMap(id=slug(title) or "journey", title=LocalizedText.of(title))
        return applied(empty, Outline(title), matched(found, Outline(title)), Language.EN, told_name)
    language = likely_language(earlier, found, told)
    before = _named(outline_of(earlier, language, told))
    return applied(earlier, before, matched(found, before), language, told_name)


def _named(outline: Outline) -> Outline:
    """Return an outline with names as they are written, and without what the format has no room for."""
    return replace(
        outline,
        sections=tuple(replace(one, goal=None) for one in outline.sections),
        lines=tuple(
            replace(one, people=tuple(map(told_name, one.people or ())), initiator=None, receiver=None, channel=None)
            for one in outline.lines
        ),
    )


def _as_shown(before: Outline, drawing: Drawing) -> Outline:
    """Take the scores that were written: they may have come from measured numbers, which stand in no map."""
    return replace(
        before,
        lines=tuple(replace(one, score=drawing.shown.get((one.kind, one.id), one.score)) for one in before.lines),
    )


def _scaled(drawing: Drawing) -> tuple[Line, ...]:
    """Return the lines with scores from 1 to 5, or note which of them need a scale."""
    low, high = drawing.scale or (_LOW, _HIGH)
    if high <= low:
        came = f"{low:g}..{high:g}"
        drawing.problems.append(Problem("scale", "a lowest before a highest score", came, "Exchange them."))
        return ()
    lines = [*drawing.lines]
    for number, place in drawing.scores:
        score = lines[place].score or 0.0
        if low <= score <= high:
            lines[place] = replace(lines[place], score=_LOW + (score - low) / (high - low) * (_HIGH - _LOW))
            continue
        remedy = f"Correct it, or say which scale it is: add a line `{MARK} scale=0..10` below journey."
        expected = f"a score from {low:g} to {high:g}"
        drawing.problems.append(Problem(f"line {number}", expected, f"{score:g}", remedy, "out_of_range"))
    return tuple(lines)


def _losses(drawing: Drawing) -> list[Loss]:
    losses = [
        Loss(
            f"line {number}",
            LocalizedText(
                de="Die Zufriedenheit ist keine Zahl und wurde nicht gelesen.",
                en="The score is no number and was not read.",
            ),
        )
        for number in drawing.unreadable
    ]
    if drawing.left_out:
        text = LocalizedText(
            de="Farben und Einstellungen des Diagramms gehören nicht zu einer Map.",
            en="Colours and settings of the diagram are no part of a map.",
        )
        losses.append(Loss("file", text))
    return losses
