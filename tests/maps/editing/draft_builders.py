"""Drafts to write in, and edits in one line."""

from __future__ import annotations

import itertools
import json
from typing import Any

from wegmarke.maps import load_map, map_content
from wegmarke.maps.editing import Answer, Asked, Draft, Edit, EditKind

_numbers = itertools.count(1)


def a_draft(content: dict[str, Any]) -> Draft:
    return Draft.begun(map_content(load_map(json.dumps(content))))


def an_edit(kind: str, space: str = "", thing: str = "", field: str = "", value: Any = None, **words: Any) -> Edit:
    """Make an edit; `field` with a dot names the language."""
    name = words.pop("id", f"e{next(_numbers)}")
    return Edit(
        id=name,
        kind=EditKind(kind),
        space=space,
        thing=thing,
        field=tuple(filter(None, field.split("."))),
        value=value,
        **words,
    )


def make(draft: Draft, *edits: Edit, client: str = "a", base: int | None = None) -> list[Answer]:
    asked = Asked(client, client.upper(), draft.revision if base is None else base, 0)
    return draft.make(edits, asked, lambda _: None)


def a_card(name: str, phase: str, text: str = "Text") -> dict[str, Any]:
    return {"id": name, "phase": phase, "text": {"de": text, "en": text}}
