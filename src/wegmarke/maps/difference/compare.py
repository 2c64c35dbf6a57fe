"""What differs between two documents, as changes that can be applied to the first to give the second.

Things with an id are compared by it, wherever they stand. Everything else is exchanged as a whole: a text, a rule, a
list of words.
"""

from __future__ import annotations

import enum
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from wegmarke.documents import Plain

Content: TypeAlias = dict[str, Plain]


class Act(enum.StrEnum):
    """What happened to a field or a thing."""

    ADDED = "added"  # it was not there before
    REMOVED = "removed"  # it is no longer there
    CHANGED = "changed"  # a field has another value
    MOVED = "moved"  # the same things stand in another order


@dataclass(frozen=True, slots=True)
class Change:
    """One difference.

    Attributes:
        path: names of fields and ids of things, e.g. `("lanes", "pains", "cards", "pains-3", "text")`.
        before, after: the values as they stand in the document; of things that moved their ids in order.
        place: where an added thing stands in its list, counted from 0.
    """

    act: Act
    path: tuple[str, ...]
    before: Plain = None
    after: Plain = None
    place: int = 0


def compare(before: Content, after: Content) -> tuple[Change, ...]:
    """List what differs, in the order of the second document; nothing for two that say the same."""
    return tuple(_fields(before, after, ()))


def apply(changes: Sequence[Change], content: Content) -> Content:
    """Return a document with changes made; those of `compare(a, b)` turn a into b."""
    changed: Content = json.loads(json.dumps(content))
    for change in changes:
        _apply(change, changed)
    return changed


def _fields(before: Content, after: Content, path: tuple[str, ...]) -> Iterator[Change]:
    for name in [*after, *(name for name in before if name not in after)]:
        old, new, at = before.get(name), after.get(name), (*path, name)
        if _are_things(old if name in before else [], new if name in after else []):
            yield from _things(_by_id(old), _by_id(new), at)
        elif name not in before:
            yield Change(Act.ADDED, at, after=new)
        elif name not in after:
            yield Change(Act.REMOVED, at, before=old)
        elif _text(old) != _text(new):
            yield Change(Act.CHANGED, at, old, new)


def _things(before: dict[str, Content], after: dict[str, Content], path: tuple[str, ...]) -> Iterator[Change]:
    for name in before:
        if name not in after:
            yield Change(Act.REMOVED, (*path, name), before=before[name])
    for place, name in enumerate(after):
        if name in before:
            yield from _fields(before[name], after[name], (*path, name))
        else:
            yield Change(Act.ADDED, (*path, name), after=after[name], place=place)
    kept = [name for name in before if name in after]
    if kept != [name for name in after if name in before]:
        yield Change(Act.MOVED, path, before=[*before], after=[*after])


def _are_things(old: Plain, new: Plain) -> bool:
    """Tell whether two values are lists of things with ids, at most one of them empty for being left out."""
    lists = [members for members in (old, new) if isinstance(members, list)]
    return len(lists) == 2 and any(lists) and all(_has_ids(members) for members in lists)


def _has_ids(members: list[Plain]) -> bool:
    names = [one.get("id") for one in members if isinstance(one, dict)]
    return len(names) == len(members) == len({name for name in names if isinstance(name, str)})


def _by_id(members: Plain) -> dict[str, Content]:
    return {str(one["id"]): one for one in members or () if isinstance(one, dict)} if isinstance(members, list) else {}


def _text(value: Plain) -> str:
    return json.dumps(value, sort_keys=True)


def _apply(change: Change, content: Content) -> None:
    *way, last = change.path
    above: Plain = content
    for name in way:
        above = _inside(above, name)
    if isinstance(above, list):
        _put_thing(change, above, last)
        if not above:
            _take_out(content, way)
    elif isinstance(above, dict) and change.act is Act.MOVED:
        things = _by_id(above[last])
        order = change.after if isinstance(change.after, list) else []
        above[last] = [things[str(name)] for name in order]
    elif isinstance(above, dict):
        if change.act is Act.REMOVED:
            del above[last]
        else:
            above[last] = change.after


def _inside(above: Plain, name: str) -> Plain:
    if isinstance(above, list):
        return _by_id(above)[name]
    assert isinstance(above, dict)
    return above.setdefault(name, [])


def _put_thing(change: Change, things: list[Plain], name: str) -> None:
    if change.act is Act.ADDED:
        things.insert(change.place, change.after)
    else:
        things[:] = [one for one in things if not isinstance(one, dict) or one.get("id") != name]


def _take_out(content: Content, way: list[str]) -> None:
    """Leave out a list that became empty, as a document does."""
    above: Plain = content
    for name in way[:-1]:
        above = _inside(above, name)
    if isinstance(above, dict):
        above.pop(way[-1], None)
