"""Handlers of the pages about the people on a map: its personas, and its buying center beside real accounts."""

from __future__ import annotations

from dataclasses import dataclass

from litestar import Response, get
from litestar.di import NamedDependency
from litestar.params import FromPath

from wegmarke.domain import NotFound, UsageError
from wegmarke.domain.coverage import CoveragePage
from wegmarke.web.listing import Pager, pager, read_page
from wegmarke.web.map.buying_center import CoverageLine, coverage_lines, draw_coverage, role_lines
from wegmarke.web.map.persona_cards import persona_cards
from wegmarke.web.map.stakeholders import StakeholderPicture, draw_stakeholders
from wegmarke.web.map.tabs import map_head
from wegmarke.web.people.buying_group import GroupPicture
from wegmarke.web.selection import Choice, with_params
from wegmarke.web.site import Page
from wegmarke.web.words import word
from wegmarke.workspace import JourneyMap, MapBuyingGroup, vocabulary

_SIZE = 20
_LARGEST_NUMBER = 18


@dataclass(frozen=True, slots=True)
class GroupView:
    """What a buying group on the map says of itself: label and value, and two lists."""

    title: str
    said: tuple[tuple[str, str], ...]
    criteria: tuple[str, ...]
    process: tuple[str, ...]
    picture: StakeholderPicture


@dataclass(frozen=True, slots=True)
class Beside:
    """Real accounts beside the template; `drawn` are the tables of the chosen one."""

    summary: str
    is_matched: bool
    lines: tuple[CoverageLine, ...]
    pager: Pager
    chosen: str
    drawn: tuple[GroupPicture, ...]


@get("/maps/{map_id:str}/personas", sync_to_thread=True)
def map_personas(map_id: FromPath[str], page: NamedDependency[Page]) -> Response[str]:
    """Show the personas of a map as cards that can be printed."""
    document = page.front.maps.get(map_id)
    wanted = {one.segment for one in document.personas if one.segment}
    sizes = {one.id: one.size for one in page.front.segments.all() if one.id in wanted} if wanted else {}
    return page.render(
        "map/personas.html",
        title=document.title.get(page.reader.language),
        place="map",
        head=map_head(document, "/personas", page.reader),
        cards=persona_cards(document, sizes, page.reader),
    )


@get("/maps/{map_id:str}/buying-center", sync_to_thread=True)
def map_buying_center(map_id: FromPath[str], page: NamedDependency[Page]) -> Response[str]:
    """Show who decides by the map, and real accounts beside it."""
    document = page.front.maps.get(map_id)
    group = _chosen_group(document, page)
    return page.render(
        "map/buying_center.html",
        title=document.title.get(page.reader.language),
        place="map",
        head=map_head(document, "/buying-center", page.reader),
        phases=[phase.title.get(page.reader.language) for phase in document.phases],
        lines=role_lines(document, page.reader),
        groups=_choices(document, group, page),
        group=None if group is None else _view(document, group, page),
        beside=None if group is None else _beside(document, group, page),
    )


def _chosen_group(document: JourneyMap, page: Page) -> MapBuyingGroup | None:
    wanted = page.params.get("group", "")
    for group in document.buying_groups:
        if wanted in ("", group.id):
            return group
    if not wanted:
        return None
    there = ", ".join(group.id for group in document.buying_groups) or "none"
    raise NotFound(f"group: expected a buying group of this map ({there}); got {wanted[:40]!r}.")


def _choices(document: JourneyMap, current: MapBuyingGroup | None, page: Page) -> list[Choice]:
    return [
        Choice(group.title.get(page.reader.language), with_params(page.path, {"group": group.id}), group is current)
        for group in document.buying_groups
    ]


def _view(document: JourneyMap, group: MapBuyingGroup, page: Page) -> GroupView:
    reader, t = page.reader, page.reader.t
    solutions = {one.id: one.title.get(reader.language) for one in document.solutions}
    kind = word(vocabulary.PURCHASE_CLASSES, group.purchase_class, t) if group.purchase_class else ""
    said = (
        (t.pgettext("canvas", "Solution"), solutions.get(group.solution or "", "")),
        (t.pgettext("buying group", "Kind of purchase"), kind),
        (t.pgettext("buying group", "How it is decided"), group.decision_rule.get(reader.language)),
    )
    return GroupView(
        group.title.get(reader.language),
        tuple(one for one in said if one[1]),
        tuple(text.get(reader.language) for text in group.decision_criteria),
        tuple(text.get(reader.language) for text in group.decision_process),
        draw_stakeholders(document, group, reader),
    )


def _beside(document: JourneyMap, group: MapBuyingGroup, page: Page) -> Beside:
    number, account = read_page(page.params), _account(page)
    found = page.front.maps.coverage(document.id, group.id, number, _SIZE)
    kept = {name: value for name, value in page.params.items() if name in ("group", "page")}
    chosen = [] if account is None else page.front.maps.coverage_at(document.id, account, group.id)
    return Beside(
        summary=_summary(found, page),
        is_matched=found.is_matched,
        lines=coverage_lines(found.groups, account, page.path, kept, page.reader),
        pager=pager(number, _SIZE, found.total, page.path, page.params, page.reader),
        chosen=chosen[0].account.label if chosen else "",
        drawn=() if account is None else draw_coverage(account, chosen, page.reader),
    )


def _summary(found: CoveragePage, page: Page) -> str:
    t, f = page.reader.t, page.reader.formats
    said = t.ngettext(
        "%(n)s buying group in the data, %(open)s with open opportunities",
        "%(n)s buying groups in the data, %(open)s with open opportunities",
        found.total,
        open=f.number(found.with_open),
    )
    if found.mean is None:
        return f"{said}."
    mean = t.gettext("mean coverage %(share)s", share=f.percent(found.mean, 0))
    return f"{said}; {mean}."


def _account(page: Page) -> int | None:
    text = page.params.get("account", "")
    if not text:
        return None
    if not (text.isascii() and text.isdigit() and len(text) <= _LARGEST_NUMBER):
        raise UsageError(f"account: expected the number of an account; got {text[:40]!r}.")
    return int(text)
