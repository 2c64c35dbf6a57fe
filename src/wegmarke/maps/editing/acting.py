"""Makes one edit on a draft: what it asks for, merged with what others did meanwhile.

Nobody loses what was acknowledged. Where two write one field, the later value stands and the other one is kept in a
notice. Where one writes into what another removed without knowing, it comes back. Where one would remove what another
has written into meanwhile, the removal is refused; asked once more by somebody who knows, it is made.
"""

from __future__ import annotations

from typing import Any, Final

from wegmarke.documents import MAX_ID
from wegmarke.maps.editing.belonging import missing, remove
from wegmarke.maps.editing.history import History
from wegmarke.maps.editing.pen import Pen, value_at
from wegmarke.maps.editing.places import CARDS, PARTS, fields_in, find, is_text, opened_thing
from wegmarke.maps.editing.refusal import Refused
from wegmarke.maps.editing.shape import MAP, Content, Edit, EditKind, Made, Notice, NoticeKind, StrokeKind
from wegmarke.maps.editing.undoing import bring_all_back, bring_back, undo

_LANGUAGES: Final = ("de", "en")
_PLACES: Final = ("phase", "step", "placement")


def act(pen: Pen, edit: Edit, history: History) -> list[Notice]:
    """Make an edit; returns what people must be told.

    Raises:
        Refused: when it cannot be made; the draft is then half changed and must be thrown away.
    """
    if edit.kind is EditKind.UNDO:
        return undo(pen, history, edit.number)
    if edit.space not in PARTS:
        raise Refused("unknown_space", f"space: expected one of {', '.join(sorted(PARTS))}; got {edit.space[:60]!r}.")
    return _Acting(pen, edit, history).make()


class _Acting:
    """One edit in the making."""

    def __init__(self, pen: Pen, edit: Edit, history: History) -> None:
        self.pen = pen
        self.edit = edit
        self.history = history
        self.notices: list[Notice] = []

    def make(self) -> list[Notice]:
        edit = self.edit
        if edit.space == MAP and edit.kind is not EditKind.SET:
            raise Refused("unknown_space", f"space: expected a list of things to {edit.kind}; got the map itself.")
        match edit.kind:
            case EditKind.SET:
                self._back(edit.space, edit.thing)
                self._write(edit.thing, _checked(edit.space, edit.field), edit.value)
            case EditKind.INSERT:
                self._insert()
            case EditKind.MOVE:
                self._move()
            case _:
                self._remove()
        return self.notices

    def _write(self, thing: str, field: tuple[str, ...], value: Any) -> None:  # noqa: ANN401  # plain values
        """Write a field; what somebody else wrote there meanwhile is kept in a notice."""
        space = self.edit.space
        value = None if value in ("", [], {}) or value is False else value
        before = value_at(find(self.pen.content, space, thing) or {}, field)
        made = self.history.written_by_other(space, thing, field)
        if made is None and self.edit.kind is EditKind.INSERT:
            made = self.history.put_by_other(space, thing)
        if made is not None and before != value:
            notice = Notice(
                kind=NoticeKind.BOTH_WROTE, space=space, thing=thing, field=field, other=before, number=made.number,
                who=made.who,
            )  # fmt: skip
            self.notices.append(notice)
        self.pen.write(space, thing, field, value)

    def _back(self, space: str, thing: str) -> None:
        """Let a thing come back that somebody else removed meanwhile."""
        if find(self.pen.content, space, thing) is not None:
            return
        made = bring_back(self.pen, self.history, space, thing)
        if made is None or find(self.pen.content, space, thing) is None:
            raise Refused("unknown_thing", f"{space}: expected the id of one that is there; got {thing[:60]!r}.")
        self._came_back(space, thing, made)

    def _came_back(self, space: str, thing: str, made: Made) -> None:
        kind = NoticeKind.CAME_BACK
        self.notices.append(Notice(kind=kind, space=space, thing=thing, number=made.number, who=made.who))

    def _back_with(self, thing: Content) -> None:
        """Let come back what a thing refers to."""
        wanted = missing(self.pen.content, self.edit.space, thing)
        for space, one, made in bring_all_back(self.pen, self.history, wanted):
            self._came_back(space, one, made)

    def _insert(self) -> None:
        edit, space = self.edit, self.edit.space
        thing = opened_thing(space, edit.content)
        name = thing.get("id")
        if not isinstance(name, str) or not 0 < len(name) <= MAX_ID or name != edit.thing:
            raise Refused("bad_id", "content: expected an id, the same one as in `thing`.")
        if space == "lanes":
            thing.pop(CARDS, None)
        if space == CARDS:
            self._back("lanes", edit.lane)
        self._back_with(thing)
        if find(self.pen.content, space, name) is None:
            self.pen.put(space, edit.lane if space == CARDS else "", edit.after, thing)
            return
        for field, value in thing.items():
            if field in fields_in(space):
                self._write(name, (field,), value)

    def _move(self) -> None:
        edit, space = self.edit, self.edit.space
        self._back(space, edit.thing)
        if space == CARDS:
            self._back("lanes", edit.lane)
        self._back_with(edit.content)
        anchored = _PLACES[:1] if space == "steps" else _PLACES
        for field, value in edit.content.items():
            if field not in (*anchored, "until") or field not in fields_in(space):
                raise Refused("unknown_field", f"content: expected where it shall stand; got {field[:60]!r}.")
            self.pen.write(space, edit.thing, (field,), value or None)
        self.pen.shift(space, edit.thing, edit.lane if space == CARDS else "", edit.after)

    def _remove(self) -> None:
        remove(self.pen, self.edit.space, self.edit.thing)
        for stroke in self.pen.strokes:
            if stroke.kind is not StrokeKind.TAKE:
                continue
            made = self.history.touched_by_other(stroke.space, stroke.thing)
            if made is not None:
                raise Refused(
                    "written_meanwhile",
                    f"{stroke.space} {stroke.thing}: somebody wrote in it meanwhile ({made.who or 'no name'}). "
                    "Look at it, and remove it again if it shall go.",
                )


def _checked(space: str, field: tuple[str, ...]) -> tuple[str, ...]:
    known = fields_in(space)
    name = field[0] if field else ""
    if name not in known:
        raise Refused("unknown_field", f"field: expected one of {', '.join(known)}; got {name[:60]!r}.")
    wanted = 2 if is_text(known[name]) else 1
    if len(field) != wanted or field[1:] not in ((), *((language,) for language in _LANGUAGES)):
        expected = f"[{name!r}, 'de' or 'en']" if wanted == 2 else f"[{name!r}]"
        raise Refused("unknown_field", f"field: expected {expected}; got {[*field]!r}.")
    return field
