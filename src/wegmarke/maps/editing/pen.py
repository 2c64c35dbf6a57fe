"""Makes strokes on a draft and remembers them, so that an edit is known by what it did."""

from __future__ import annotations

import copy
from typing import Any

from wegmarke.maps.editing.places import CARDS, find, standing, stroke_on
from wegmarke.maps.editing.shape import Content, Stroke, StrokeKind


class Pen:
    """Changes a draft in place.

    Attributes:
        content: the draft.
        strokes: what was done so far.
    """

    def __init__(self, content: Content) -> None:
        self.content = content
        self.strokes: list[Stroke] = []

    def write(self, space: str, thing: str, field: tuple[str, ...], value: Any) -> None:  # noqa: ANN401  # plain values
        """Write a field; nothing happens where it says so already."""
        before = value_at(find(self.content, space, thing) or {}, field)
        if before != value or type(before) is not type(value):
            self._make(StrokeKind.SET, space, thing, field=field, value=copy.deepcopy(value), before=before)

    def put(self, space: str, lane: str, after: str, thing: Content) -> None:
        """Put a thing behind another one; at the end where that one is gone."""
        after = self._behind(space, lane, after)
        self._make(StrokeKind.PUT, space, thing["id"], lane=lane, after=after, value=copy.deepcopy(thing))

    def take(self, space: str, thing: str) -> None:
        """Take a thing away; a lane has no cards any more when it goes."""
        lane, after = standing(self.content, space, thing)
        taken = copy.deepcopy(find(self.content, space, thing))
        self._make(StrokeKind.TAKE, space, thing, lane=lane, after=after, value=taken)

    def shift(self, space: str, thing: str, lane: str, after: str) -> None:
        """Let a thing stand elsewhere."""
        from_lane, from_after = standing(self.content, space, thing)
        if after == thing:
            after = from_after
        after = self._behind(space, lane, after, but=thing)
        if (lane, after) != (from_lane, from_after):
            self._make(
                StrokeKind.SHIFT, space, thing, lane=lane, after=after, from_lane=from_lane, from_after=from_after
            )

    def _behind(self, space: str, lane: str, after: str, but: str = "") -> str:
        members = [one["id"] for one in self._there(space, lane) if one["id"] != but]
        if not after or after in members:
            return after
        return members[-1] if members else ""

    def _there(self, space: str, lane: str) -> list[Content]:
        if space == CARDS:
            return (find(self.content, "lanes", lane) or {}).get(CARDS, [])  # type: ignore[no-any-return]
        return self.content.get(space, [])  # type: ignore[no-any-return]

    def _make(self, kind: StrokeKind, space: str, thing: str, **words: Any) -> None:  # noqa: ANN401  # its fields
        stroke = Stroke(kind=kind, space=space, thing=thing, **words)
        stroke_on(self.content, stroke)
        self.strokes.append(stroke)


def value_at(thing: Content, field: tuple[str, ...]) -> Any:  # noqa: ANN401  # plain values
    """Return what a field says; nothing where it is left out."""
    inner: Any = thing
    for name in field:
        inner = inner.get(name) if isinstance(inner, dict) else None
    return inner
