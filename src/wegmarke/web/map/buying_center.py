"""The buying center of a map, written for a reader: roles by phase, and real accounts beside the template."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from wegmarke.domain import LocalizedText
from wegmarke.domain.account_page import BuyingGroup, Chair
from wegmarke.domain.coverage import GroupCoverage, RoleCoverage
from wegmarke.i18n import MISSING
from wegmarke.web.people.buying_group import GroupPicture, draw_groups
from wegmarke.web.people.persons import account_url
from wegmarke.web.reader import Reader
from wegmarke.web.selection import with_params
from wegmarke.web.words import ROLES, word
from wegmarke.workspace import JourneyMap, RolePresence


@dataclass(frozen=True, slots=True)
class Dot:
    """What a role does in a phase: `kind` decides the sign, `size` is its influence, `said` says it."""

    kind: str
    size: int
    said: str


@dataclass(frozen=True, slots=True)
class RoleLine:
    """A role through the phases."""

    role: str
    personas: str
    dots: tuple[Dot, ...]


@dataclass(frozen=True, slots=True)
class CoverageLine:
    """An account with a buying group; `empty` names the roles that nobody plays."""

    account: str
    url: str
    account_url: str
    solution: str
    open_opportunities: str
    share: str
    filled: str
    empty: str
    current: bool


def role_lines(document: JourneyMap, reader: Reader) -> tuple[RoleLine, ...]:
    """Write the matrix of roles and phases."""
    t = reader.t
    words = {
        "active": t.pgettext("presence", "takes part"),
        "informed": t.pgettext("presence", "is informed"),
        "decides": t.pgettext("presence", "decides"),
        "role_missing": t.pgettext("presence", "needed, and nobody has the role"),
        "": t.pgettext("presence", "not named"),
    }
    names = {persona.id: persona.name.get(reader.language) for persona in document.personas}
    matrix = RolePresence(document, tuple(lane for lane in document.lanes if not lane.hidden))
    lines = []
    for role in matrix.roles:
        found = [matrix.presence(role, phase.id) for phase in document.phases]
        dots = tuple(Dot(one.kind, one.influence, words[one.kind]) for one in found)
        holders = ", ".join(names[one] for one in matrix.holders(role) if one in names)
        lines.append(RoleLine(word(ROLES, role, t), holders, dots))
    return tuple(lines)


def coverage_lines(
    groups: Sequence[GroupCoverage], chosen: int | None, path: str, params: dict[str, str], reader: Reader
) -> tuple[CoverageLine, ...]:
    """Write the list of accounts beside the template."""
    f = reader.formats
    return tuple(
        CoverageLine(
            account=one.account.label,
            url=with_params(path, {**params, "account": str(one.account.number)}) + "#account",
            account_url=account_url(one.account.number),
            solution=one.solution,
            open_opportunities=f.number(one.open_opportunities),
            share=MISSING if one.share is None else f.percent(one.share, 0),
            filled=_filled(one, reader),
            empty=", ".join(word(ROLES, role.role, reader.t) for role in one.roles if role.missing),
            current=one.account.number == chosen,
        )
        for one in groups
    )


def draw_coverage(account: int, groups: Sequence[GroupCoverage], reader: Reader) -> tuple[GroupPicture, ...]:
    """Draw the tables of one account with the chairs that the map asks for."""
    return draw_groups(account, [_as_group(one) for one in groups], reader)


def _filled(one: GroupCoverage, reader: Reader) -> str:
    needed = sum(role.needed for role in one.roles)
    return reader.t.pgettext(
        "rate", "%(part)s of %(of)s", part=reader.formats.number(needed - one.missing), of=reader.formats.number(needed)
    )


def _as_group(one: GroupCoverage) -> BuyingGroup:
    chairs = [chair for role in one.roles for chair in _chairs(role)]
    chairs += [
        Chair(held.role, held.person.number, held.person.label, held.last_touch_at, is_needed=False,
              opportunity=held.opportunity)
        for held in one.others
    ]  # fmt: skip
    return BuyingGroup(LocalizedText(de=one.solution, en=one.solution), tuple(chairs), one.share)


def _chairs(role: RoleCoverage) -> Iterator[Chair]:
    for place, held in enumerate(role.holders):
        yield Chair(
            role.role,
            held.person.number,
            held.person.label,
            held.last_touch_at,
            is_needed=place < role.needed,
            opportunity=held.opportunity,
        )
    for _ in range(role.missing):
        yield Chair(role.role)
