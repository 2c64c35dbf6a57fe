"""The templates a new map can start from.

A template is a map document like any other; it stands in the folder `templates` beside this file.
"""

from __future__ import annotations

from importlib import resources
from typing import Final

from wegmarke.domain import NotFound
from wegmarke.maps.document import JourneyMap
from wegmarke.maps.native import load_map

TEMPLATES: Final = ("b2b-default",)


def new_map_from_template(name: str) -> JourneyMap:
    """Return a fresh map from a template; the caller gives it an id and a title of its own.

    >>> new_map_from_template("b2b-default").status
    'draft'
    """
    return load_map(template_text(name))


def template_text(name: str) -> str:
    """Return a template as it stands in its file."""
    if name not in TEMPLATES:
        message = f"Map template {name!r} does not exist. Templates: {', '.join(TEMPLATES)}."
        raise NotFound(message)
    return resources.files("wegmarke.maps").joinpath("templates", f"{name}.yaml").read_text(encoding="utf-8")
