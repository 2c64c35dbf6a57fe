"""The page as a whole: head, the rows of the map from phases to data protection, foot."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from wegmarke.maps.sheet import footer, header
from wegmarke.maps.sheet.buying_group_row import BuyingGroupRow
from wegmarke.maps.sheet.emotion_row import EmotionRow
from wegmarke.maps.sheet.frame import Frame, baseline
from wegmarke.maps.sheet.header import Edition
from wegmarke.maps.sheet.metric_row import MetricRow
from wegmarke.maps.sheet.notes import Note, Notes
from wegmarke.maps.sheet.phase_rows import PhaseRow, StepRow
from wegmarke.maps.sheet.places import Places
from wegmarke.maps.sheet.rows import SIZES, Row, columns, draw_rows, share_out
from wegmarke.maps.sheet.shapes import Shape, Words, rule
from wegmarke.maps.sheet.text_row import (
    automation_cells,
    card_cells,
    goal_cells,
    initiative_cells,
    protection_cells,
    text_row,
)
from wegmarke.maps.sheet.touchpoint_row import TouchpointRow

DRAWN_LANES: Final = frozenset(
    (
        *("customer_goal", "activity", "storyboard", "thought", "need", "question", "buying_group", "pain", "risk"),
        *("gain", "pain_reliever", "gain_creator", "content", "initiative", "improvement", "company_goal"),
        *("automation", "data_protection"),
    )
)
"""Kinds of rows whose cards stand on the sheet; those of all others stand in the annex."""


@dataclass(frozen=True, slots=True)
class Page:
    """A page laid out, and what found no room on it."""

    frame: Frame
    shapes: tuple[Shape, ...]
    notes: tuple[Note, ...]
    points: float


def rows_of(places: Places) -> dict[str, Row]:
    """Return the rows of the sheet between head and foot, in their order, by name."""
    return {
        "phases": PhaseRow(places),
        "steps": StepRow(places),
        "goals": text_row(places, "goals", goal_cells(places), 9),
        "activities": text_row(places, "activities", card_cells(places, "storyboard", "activity", "thought"), 13),
        "needs": text_row(places, "needs", card_cells(places, "need", "question"), 16),
        "touchpoints": TouchpointRow(places),
        "buying_group": BuyingGroupRow(places),
        "emotion": EmotionRow(places),
        "pains": text_row(places, "pains", card_cells(places, "pain", "risk"), 12),
        "gains": text_row(places, "gains", card_cells(places, "gain"), 9),
        "answers": text_row(places, "answers", card_cells(places, "pain_reliever", "gain_creator", "content"), 12),
        "initiatives": text_row(places, "initiatives", initiative_cells(places), 12),
        "metrics": MetricRow(places),
        "automation": text_row(places, "automation", automation_cells(places), 9),
        "protection": text_row(places, "protection", protection_cells(places), 9),
    }


def lay_out(places: Places, edition: Edition, today: date | None = None, *, is_left_out: bool = False) -> Page:
    """Lay a map out on A3 landscape."""
    frame = Frame(phases=max(1, len(places.phases)))
    notes = Notes()
    shapes = header.draw_header(places, frame, edition)
    top = frame.margin + header.HEIGHT
    bottom = frame.bottom - footer.HEIGHT
    body, points = _body(places, tuple(rows_of(places).values()), frame, (top, bottom), notes, SIZES)
    shapes += body
    shapes += footer.draw_footer(places, frame, today, is_left_out=is_left_out)
    return Page(frame, tuple(shapes), tuple(notes.taken), points)


def lay_rows(
    places: Places, rows: Sequence[Row], frame: Frame, top: float, bottom: float, sizes: Sequence[float]
) -> tuple[list[Shape], float]:
    """Lay some rows out on a page of any size; what finds no room is counted, not kept."""
    return _body(places, rows, frame, (top, bottom), Notes(), sizes)


def _body(
    places: Places, rows: Sequence[Row], frame: Frame, span: tuple[float, float], notes: Notes, sizes: Sequence[float]
) -> tuple[list[Shape], float]:
    top, bottom = span
    if not places.phases:
        words = Words(frame.left, baseline(top + 6, 12), places.saying.label("no_phases"), 12, ink="quiet")
        return [rule(frame.left, top, frame.right), words], sizes[-1]
    points, shares = share_out(rows, frame, bottom - top, sizes)
    shapes = [
        *columns(frame, top, bottom),
        *draw_rows(shares, frame, top, points, notes, places.saying.label("nothing")),
    ]
    return shapes, points
