"""Links that guards hold: who might be one person, why they are not joined, and the way to look at both."""

from __future__ import annotations

from dataclasses import dataclass

from litestar import Response, get
from litestar.di import NamedDependency

from wegmarke.domain.errors import unknown_value
from wegmarke.domain.persons import CrowdedPerson, HeldBy, HeldLine
from wegmarke.web.listing import pager, read_page
from wegmarke.web.people.person import kind_words
from wegmarke.web.people.persons import PERSONS, person_label, person_url
from wegmarke.web.reader import Reader
from wegmarke.web.selection import Choice, with_params
from wegmarke.web.site import Page

HELD = "/people/held"
_SIZE = 50


@dataclass(frozen=True, slots=True)
class HeldRow:
    """One held link."""

    first: str
    first_url: str
    second: str
    second_url: str
    link: str
    why: str
    source: str
    observed: str
    plan_url: str


@dataclass(frozen=True, slots=True)
class CrowdedRow:
    """Somebody at too many accounts at once."""

    name: str
    url: str
    accounts: str


@get(HELD, sync_to_thread=True)
def held_list(page: NamedDependency[Page]) -> Response[str]:
    """Show the links that guards hold."""
    reader, number, chosen = page.reader, read_page(page.params), _read_guard(page.params.get("guard", ""))
    found = page.front.persons.held(chosen, page=number, size=_SIZE)
    params = {"guard": chosen.value} if chosen else {}
    return page.render(
        "people/held.html",
        title=reader.t.pgettext("links", "Held links"),
        place="people",
        lines=[held_row(line, reader) for line in found.lines],
        choices=_choices(found.counts, chosen, reader),
        pager=pager(number, _SIZE, found.total, HELD, params, reader),
        total=sum(found.counts.values()),
        crowded=[crowded_row(line, reader) for line in page.front.identity.crowded()],
    )


def held_row(line: HeldLine, reader: Reader) -> HeldRow:
    """Write one held link."""
    kinds = [
        f"{kind_words(kind, reader)} #{number}"
        for kind, number in ((line.kind, line.identifier), (line.other_kind, line.other))
    ]
    same = line.first == line.second
    return HeldRow(
        first=person_label(line.first, line.first_label, reader),
        first_url=person_url(line.first),
        second=person_label(line.second, line.second_label, reader),
        second_url=person_url(line.second),
        link=" – ".join(kinds),
        why=held_words(line.held_by, reader),
        source=line.source,
        observed=reader.formats.instant(line.observed_at, reader.zone),
        plan_url=""
        if same
        else with_params(f"{PERSONS}/merge", {"first": str(line.first), "second": str(line.second)}),
    )


def crowded_row(line: CrowdedPerson, reader: Reader) -> CrowdedRow:
    """Write somebody at too many accounts at once."""
    names = [account.label or f"#{account.account}" for account in line.accounts]
    return CrowdedRow(person_label(line.person, line.label, reader), person_url(line.person), " · ".join(names))


def held_words(held_by: HeldBy, reader: Reader) -> str:
    """Say why a link is held."""
    t = reader.t
    match held_by:
        case HeldBy.MOST_IDENTIFIERS:
            return t.pgettext("held", "too many identifiers together")
        case HeldBy.MOST_OF_A_KIND:
            return t.pgettext("held", "too many identifiers of one kind together")
        case HeldBy.KNOWN_TWICE:
            return t.pgettext("held", "a device that two known persons use")
        case HeldBy.SHARED:
            return t.pgettext("held", "an identifier that very many share")
        case HeldBy.BLOCKED:
            return t.pgettext("held", "a value that identifies nobody")


def _choices(counts: dict[HeldBy, int], chosen: HeldBy | None, reader: Reader) -> list[Choice]:
    every = Choice(label=reader.t.pgettext("held", "All"), url=HELD, current=chosen is None)
    some = [
        Choice(
            label=f"{held_words(guard, reader)} ({reader.formats.number(count)})",
            url=with_params(HELD, {"guard": guard.value}),
            current=guard == chosen,
        )
        for guard, count in counts.items()
    ]
    return [every, *some]


def _read_guard(text: str) -> HeldBy | None:
    if text and text not in [*HeldBy]:
        raise unknown_value("guard", text[:40], [*HeldBy])
    return HeldBy(text) if text else None
