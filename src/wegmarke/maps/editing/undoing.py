"""Takes strokes back where nobody has written since, and brings back what was removed."""

from __future__ import annotations

from collections.abc import Sequence

from wegmarke.maps.editing.belonging import missing, remove
from wegmarke.maps.editing.history import History
from wegmarke.maps.editing.pen import Pen, value_at
from wegmarke.maps.editing.places import CARDS, find
from wegmarke.maps.editing.refusal import Refused
from wegmarke.maps.editing.shape import Made, Notice, NoticeKind, Stroke, StrokeKind


def undo(pen: Pen, history: History, number: int) -> list[Notice]:
    """Take back what an edit did; what others wrote since stays.

    Raises:
        Refused: when there is nothing to take back, or others have added to what would go.
    """
    made = next((one for one in history.made if one.number == number), None)
    if made is None:
        raise Refused("nothing_to_undo", f"number: expected that of an edit of this draft; got {number}.")
    notices: list[Notice] = []
    for stroke in reversed(made.strokes):
        _undo_stroke(pen, history, made, stroke, notices)
    if not pen.strokes:
        raise Refused("nothing_to_undo", f"Edit {number} has nothing left that could be taken back.")
    return notices


def _undo_stroke(pen: Pen, history: History, made: Made, stroke: Stroke, notices: list[Notice]) -> None:
    space, thing = stroke.space, stroke.thing
    there = find(pen.content, space, thing)
    if stroke.kind is StrokeKind.TAKE:
        if there is None:
            put_back(pen, history, stroke)
    elif there is None:
        return
    elif stroke.kind is StrokeKind.PUT:
        _take_again(pen, history, made, stroke)
    elif stroke.kind is StrokeKind.SHIFT:
        _shift_back(pen, history, stroke)
    elif value_at(there, stroke.field) == stroke.value:
        pen.write(space, thing, stroke.field, stroke.before)
    else:
        notices.append(Notice(kind=NoticeKind.STAYED, space=space, thing=thing, field=stroke.field))


def _take_again(pen: Pen, history: History, made: Made, stroke: Stroke) -> None:
    before = len(pen.strokes)
    remove(pen, stroke.space, stroke.thing)
    ours = {(one.space, one.thing) for one in made.strokes}
    others = {
        (one.space, one.thing)
        for later in history.made
        if later.client != made.client and later.number > made.number
        for one in later.strokes
        if one.kind in (StrokeKind.PUT, StrokeKind.SHIFT)
    }
    gone = {(one.space, one.thing) for one in pen.strokes[before:] if one.kind is StrokeKind.TAKE}
    if (gone - ours) & others:
        raise Refused("used_by_others", "Others have put something there since. Remove it if that shall go too.")


def _shift_back(pen: Pen, history: History, stroke: Stroke) -> None:
    if stroke.space == CARDS and find(pen.content, "lanes", stroke.from_lane) is None:
        bring_back(pen, history, "lanes", stroke.from_lane)
    pen.shift(stroke.space, stroke.thing, stroke.from_lane, stroke.from_after)


def bring_back(pen: Pen, history: History, space: str, thing: str) -> Made | None:
    """Take back the removal of a thing, with all that went along; returns that removal.

    Returns None where nobody removed it: then it was never there.
    """
    made = history.taken(space, thing)
    if made is None:
        return None
    for stroke in reversed(made.strokes):
        there = find(pen.content, stroke.space, stroke.thing)
        if stroke.kind is StrokeKind.TAKE and there is None:
            put_back(pen, history, stroke)
        elif stroke.kind is StrokeKind.SET and there is not None and value_at(there, stroke.field) == stroke.value:
            pen.write(stroke.space, stroke.thing, stroke.field, stroke.before)
    return made


def put_back(pen: Pen, history: History, stroke: Stroke) -> None:
    """Put a thing back that was taken, after whatever it cannot be without."""
    bring_all_back(pen, history, missing(pen.content, stroke.space, stroke.value))
    if stroke.space == CARDS and find(pen.content, "lanes", stroke.lane) is None:
        bring_back(pen, history, "lanes", stroke.lane)
    if find(pen.content, stroke.space, stroke.thing) is None:
        pen.put(stroke.space, stroke.lane, stroke.after, stroke.value)


def bring_all_back(pen: Pen, history: History, wanted: Sequence[tuple[str, str]]) -> list[tuple[str, str, Made]]:
    """Bring several things back; returns those that were removed by somebody, each with the removal."""
    found: list[tuple[str, str, Made]] = []
    for space, thing in wanted:
        if find(pen.content, space, thing) is None:
            made = bring_back(pen, history, space, thing)
            if made is not None:
                found.append((space, thing, made))
    return found
