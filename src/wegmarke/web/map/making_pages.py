"""Handlers of the page where a map is made: what there is to begin with, and the map from it."""

from __future__ import annotations

import dataclasses
import re
import unicodedata
from collections.abc import Collection, Sequence
from dataclasses import dataclass

import msgspec
from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import URLEncodedBody
from litestar.response import Redirect

from wegmarke.domain import DocumentInvalid, LocalizedText, UsageError, WegmarkeError
from wegmarke.domain.errors import unknown_value
from wegmarke.domain.map_versions import MapTemplate
from wegmarke.web.map.tabs import MOST_WORDS, map_address
from wegmarke.web.reader import Reader
from wegmarke.web.site import Page

# Beside the maps, for a map may have any id.
NEW_MAP = "/new-map"

_MOST_SIGNS = 60
_SPELLED_OUT = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss"})


class NewMap(msgspec.Struct, frozen=True):
    """The form: what to begin with, and how to call the map."""

    template: str = ""
    title: str = ""
    id: str = ""
    who: str = ""


@dataclass(frozen=True, slots=True)
class TemplateCard:
    """A template with what it contains: label and texts per kind of thing."""

    name: str
    title: str
    scenario: str
    numbers: str
    contents: tuple[tuple[str, tuple[str, ...]], ...]


@get(NEW_MAP, sync_to_thread=True)
def choose_template(page: NamedDependency[Page]) -> Response[str]:
    """Show what a map can begin with."""
    return _form(page, NewMap(template=page.params.get("template", "")))


@post(f"{NEW_MAP}/make", sync_to_thread=True, status_code=200)
def make_map(page: NamedDependency[Page], data: URLEncodedBody[NewMap]) -> Response[str] | Redirect:
    """Make a map from a template, as a draft."""
    maps = page.front.maps
    name = data.id.strip() or _free(slug(data.title) or data.template, {summary.id for summary in maps.list()})
    try:
        made = maps.new(
            read_template(data.template, maps.templates()),
            name,
            data.title.strip(),
            data.who,
            page.reader.language.value,
        )
    except (DocumentInvalid, UsageError) as error:
        return _form(page, data, error)
    return Redirect(map_address(made.map), status_code=303)


def read_template(name: str, there: Sequence[MapTemplate]) -> str:
    """Read the name of a template from a form."""
    names = [template.name for template in there]
    if name not in names:
        raise unknown_value("template", name, names)
    return name


def slug(title: str) -> str:
    """Return an id that follows from a title; empty where it has no letters or digits of ours.

    >>> slug("Wir führen Software ein, die passt"), slug("日本")
    ('wir-fuehren-software-ein-die-passt', '')
    """
    plain = unicodedata.normalize("NFKD", title.casefold().translate(_SPELLED_OUT))
    words = re.findall(r"[a-z0-9]+", plain.encode("ascii", "ignore").decode())
    return "-".join(words)[:_MOST_SIGNS].strip("-")


def _free(wanted: str, taken: Collection[str]) -> str:
    """Return an id that no map has yet."""
    number, name = 1, wanted
    while name in taken:
        number += 1
        name = f"{wanted}-{number}"
    return name


def _form(page: Page, form: NewMap, failure: WegmarkeError | None = None) -> Response[str]:
    page = dataclasses.replace(page, path=NEW_MAP, params={})
    reader = page.reader
    cards = [_card(template, reader) for template in page.front.maps.templates()]
    names = {card.name for card in cards}
    return page.render(
        "map/new.html",
        title=reader.t.pgettext("title", "New map"),
        place="map",
        status=422 if failure is not None else 200,
        cards=cards,
        chosen=form.template if form.template in names else cards[0].name,
        form=form,
        address=f"{NEW_MAP}/make",
        most_words=MOST_WORDS,
        message=failure.message if failure is not None else "",
        problems=[str(problem) for problem in failure.problems] if failure is not None else [],
    )


def _card(template: MapTemplate, reader: Reader) -> TemplateCard:
    t, work = reader.t, len(template.initiatives)

    def texts(titles: tuple[LocalizedText, ...]) -> tuple[str, ...]:
        return tuple(title.get(reader.language) for title in titles)

    return TemplateCard(
        name=template.name,
        title=template.title.get(reader.language),
        scenario=template.scenario.get(reader.language),
        numbers=" · ".join(
            (
                t.ngettext("%(n)s phase", "%(n)s phases", len(template.phases)),
                t.ngettext("%(n)s step", "%(n)s steps", template.steps),
                t.ngettext("%(n)s touchpoint", "%(n)s touchpoints", len(template.touchpoints)),
                t.ngettext("%(n)s persona", "%(n)s personas", len(template.personas)),
                *([t.ngettext("%(n)s initiative", "%(n)s initiatives", work)] if work else []),
            )
        ),
        contents=tuple(
            (label, found)
            for label, found in (
                (t.pgettext("map", "Phases"), texts(template.phases)),
                (t.pgettext("map", "Touchpoints"), texts(template.touchpoints)),
                (t.pgettext("map", "Personas"), texts(template.personas)),
                (t.pgettext("map", "Initiatives"), texts(template.initiatives)),
            )
            if found
        ),
    )
