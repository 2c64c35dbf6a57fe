"""What was done to a draft so far, asked in the ways that merging needs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from wegmarke.maps.editing.shape import Made, Stroke, StrokeKind


@dataclass(frozen=True, slots=True)
class History:
    """The edits of a draft in the order in which they were made, as one client looks back on them.

    Attributes:
        base: the last edit that the client knew when it asked.
    """

    made: Sequence[Made]
    client: str
    base: int

    def by_others(self) -> Iterator[Made]:
        """Return what others did that the client did not know, newest first."""
        return (one for one in reversed(self.made) if one.number > self.base and one.client != self.client)

    def written_by_other(self, space: str, thing: str, field: tuple[str, ...]) -> Made | None:
        """Return the last unknown edit of somebody else that wrote a field, or a part or the whole of it."""
        return next(
            (
                one
                for one in self.by_others()
                for stroke in one.strokes
                if _is_about(stroke, space, thing, StrokeKind.SET) and _overlap(stroke.field, field)
            ),
            None,
        )

    def put_by_other(self, space: str, thing: str) -> Made | None:
        """Return the last unknown edit of somebody else that put a thing."""
        kind = StrokeKind.PUT
        found = (one for one in self.by_others() for stroke in one.strokes if _is_about(stroke, space, thing, kind))
        return next(found, None)

    def touched_by_other(self, space: str, thing: str) -> Made | None:
        """Return the last unknown edit of somebody else that did anything to a thing."""
        found = (one for one in self.by_others() for stroke in one.strokes if _is_about(stroke, space, thing))
        return next(found, None)

    def taken(self, space: str, thing: str) -> Made | None:
        """Return the last edit that took a thing away."""
        kind = StrokeKind.TAKE
        found = (one for one in reversed(self.made) for stroke in one.strokes if _is_about(stroke, space, thing, kind))
        return next(found, None)


def _is_about(stroke: Stroke, space: str, thing: str, kind: StrokeKind | None = None) -> bool:
    return (stroke.space, stroke.thing) == (space, thing) and kind in (None, stroke.kind)


def _overlap(one: tuple[str, ...], other: tuple[str, ...]) -> bool:
    least = min(len(one), len(other))
    return one[:least] == other[:least]
