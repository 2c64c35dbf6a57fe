"""The templates a new map can start from.

A template is a map document like any other; it stands in the folder `templates` beside this file.
"""

from __future__ import annotations

from functools import cache
from importlib import resources
from typing import Final

import msgspec

from wegmarke.domain import DocumentInvalid, LocalizedText, NotFound
from wegmarke.domain.map_versions import MapTemplate
from wegmarke.maps.checks import map_problems
from wegmarke.maps.document import JourneyMap
from wegmarke.maps.native import load_map

TEMPLATES: Final = ("b2b-default", "saas", "industrial-supplier", "ecommerce-b2b", "agency")


def new_map_from_template(name: str, map_id: str = "", title: str = "", language: str = "") -> JourneyMap:
    """Return a fresh map from a template.

    Args:
        name: of the template.
        map_id: the id of the new map; without it the template's.
        title: in the customer's words; without it the template's.
        language: of the title, `de` or `en`; without it the title holds for both.

    Raises:
        NotFound: when there is no such template.
        DocumentInvalid: when the id or the title cannot be used.

    >>> new_map_from_template("b2b-default").status
    'draft'
    """
    document = load_map(template_text(name))
    if not map_id and not title:
        return document
    words = {"de": LocalizedText(de=title), "en": LocalizedText(en=title)}
    named = words.get(language, LocalizedText.of(title)) if title else document.title
    made = msgspec.structs.replace(document, id=map_id or document.id, title=named)
    problems = map_problems(made)
    if problems:
        raise DocumentInvalid("The map was not made.", problems=problems)
    return made


def template_titles() -> dict[str, tuple[LocalizedText, LocalizedText]]:
    """Return title and scenario of each template."""
    documents = {name: load_map(template_text(name)) for name in TEMPLATES}
    return {name: (document.title, document.scenario) for name, document in documents.items()}


@cache
def template_contents() -> tuple[MapTemplate, ...]:
    """Return what is in each template.

    >>> [template.name for template in template_contents()][:2]
    ['b2b-default', 'saas']
    """
    return tuple(_contents(name, load_map(template_text(name))) for name in TEMPLATES)


def template_text(name: str) -> str:
    """Return a template as it stands in its file."""
    if name not in TEMPLATES:
        message = f"Map template {name!r} does not exist. Templates: {', '.join(TEMPLATES)}."
        raise NotFound(message)
    return resources.files("wegmarke.maps").joinpath("templates", f"{name}.yaml").read_text(encoding="utf-8")


def _contents(name: str, document: JourneyMap) -> MapTemplate:
    return MapTemplate(
        name=name,
        title=document.title,
        scenario=document.scenario,
        phases=tuple(phase.title for phase in document.phases),
        steps=len(document.steps),
        touchpoints=tuple(touchpoint.title for touchpoint in document.touchpoints),
        personas=tuple(persona.name for persona in document.personas),
        initiatives=tuple(initiative.title for initiative in document.initiatives),
    )
