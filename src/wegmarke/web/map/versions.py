"""Versions of a map, what differs between them, and what moving one would do, written for a reader."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from wegmarke.domain import Language, UsageError
from wegmarke.domain.map_versions import MapAct, MapDifference, MapMovePlan, MapStatus, MapVersion
from wegmarke.i18n import marked
from wegmarke.web.map.tabs import map_address
from wegmarke.web.reader import Reader
from wegmarke.web.words import STATES, STATUSES, word

RESTORE = "restore"
MOVES = {
    "submit": MapStatus.IN_REVIEW,
    "approve": MapStatus.APPROVED,
    "publish": MapStatus.LIVE,
    "draft": MapStatus.DRAFT,
    "retire": MapStatus.RETIRED,
}
"""Names of moves in addresses, and where they lead."""

_NAMES = {
    "submit": marked("map version", "Submit for review"),
    "approve": marked("map version", "Approve"),
    "publish": marked("map version", "Publish"),
    "draft": marked("map version", "Back to draft"),
    "retire": marked("map version", "Retire"),
    RESTORE: marked("map version", "Restore"),
}
_QUESTIONS = {
    "submit": marked("map version", "Submit version %(number)s for review?"),
    "approve": marked("map version", "Approve version %(number)s?"),
    "publish": marked("map version", "Publish version %(number)s?"),
    "draft": marked("map version", "Make version %(number)s a draft again?"),
    "retire": marked("map version", "Retire version %(number)s?"),
    RESTORE: marked("map version", "Restore version %(number)s?"),
}
_OPEN = {
    MapStatus.DRAFT: ("submit", "retire"),
    MapStatus.IN_REVIEW: ("approve", "draft", "retire"),
    MapStatus.APPROVED: ("publish", "draft", "retire"),
    MapStatus.LIVE: ("retire",),
    MapStatus.RETIRED: (),
}
_ACTS = {
    "added": marked("map difference", "added"),
    "removed": marked("map difference", "removed"),
    "changed": marked("map difference", "changed"),
    "moved": marked("map difference", "moved"),
}


@dataclass(frozen=True, slots=True)
class VersionLine:
    """One version; `acts` are label and address of what can be done with it, the next one first."""

    number: int
    title: str
    url: str
    status: str
    status_code: str
    state: str
    kept: str
    who: str
    why: str
    approved: str
    held: str
    content_hash: str
    acts: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class ActLine:
    """One change of where a version stands."""

    at: str
    number: int
    before: str
    after: str
    who: str
    why: str


@dataclass(frozen=True, slots=True)
class DifferenceLine:
    """One difference: as a row of a table and as a sentence."""

    act: str
    thing: str
    title: str
    field: str
    before: str
    after: str
    text: str


@dataclass(frozen=True, slots=True)
class PlanView:
    """What a move would do.

    Attributes:
        effects: sentences.
        seen: names the plan; a form that names another one was filled in for another state of the map.
        is_final: whether no move leads back.
    """

    question: str
    button: str
    effects: tuple[str, ...]
    seen: str
    is_final: bool
    differences: tuple[DifferenceLine, ...]


def read_move(name: str) -> str:
    """Read the name of a move from an address."""
    if name not in _NAMES:
        raise UsageError(f"move: expected one of {', '.join(_NAMES)}; got {name[:40]!r}.")
    return name


def version_line(version: MapVersion, newest: int, reader: Reader) -> VersionLine:
    """Write one version."""
    address = f"{map_address(version.map)}/versions/{version.version}"
    acts = [*_OPEN[version.status]]
    if version.version != newest or version.status is MapStatus.RETIRED:
        acts.append(RESTORE)
    return VersionLine(
        number=version.version,
        title=version.title.get(reader.language),
        url=f"{map_address(version.map)}/compare?to={version.version}",
        status=word(STATUSES, version.status, reader.t),
        status_code=version.status.value,
        state=word(STATES, version.state, reader.t),
        kept=reader.formats.instant(version.created_at, reader.zone),
        who=version.who,
        why=version.why,
        approved=_approved(version, reader),
        held=_held(version, reader),
        content_hash=version.content_hash[:12],
        acts=tuple((reader.t.label(_NAMES[act]), f"{address}/{act}") for act in acts),
    )


def act_line(act: MapAct, reader: Reader) -> ActLine:
    """Write one change of where a version stands."""
    return ActLine(
        at=reader.formats.instant(act.at, reader.zone),
        number=act.version,
        before=word(STATUSES, act.before, reader.t) if act.before is not None else "",
        after=word(STATUSES, act.after, reader.t),
        who=act.who,
        why=act.why,
    )


def difference_line(found: MapDifference, reader: Reader) -> DifferenceLine:
    """Write one difference."""
    language = reader.language
    return DifferenceLine(
        act=reader.t.label(_ACTS[found.act]) if found.act in _ACTS else found.act,
        thing=found.thing.get(language),
        title=found.title.get(language),
        field=found.field.get(language),
        before=found.before.get(language),
        after=found.after.get(language),
        text=found.text.get(language),
    )


def plan_view(plan: MapMovePlan, act: str, reader: Reader, most: int) -> PlanView:
    """Write what a move would do."""
    t = reader.t
    return PlanView(
        question=t.label(_QUESTIONS[act]) % {"number": plan.version},
        button=t.label(_NAMES[act]),
        effects=tuple(_effects(plan, reader)),
        seen=digest(plan, act),
        is_final=plan.after is MapStatus.RETIRED,
        differences=tuple(difference_line(found, reader) for found in plan.differences[:most]),
    )


def digest(plan: MapMovePlan, act: str) -> str:
    """Name a plan by all that it would do, and to what."""
    said = (act, plan.version, plan.before, plan.after, plan.makes, plan.retires, plan.takes_down, plan.stands)
    texts = [found.text.get(Language.EN) for found in plan.differences]
    return hashlib.sha256(repr((said, texts)).encode()).hexdigest()[:32]


def _effects(plan: MapMovePlan, reader: Reader) -> list[str]:
    t = reader.t
    if plan.makes is not None:
        return [
            t.pgettext(
                "map version",
                "Version %(made)s is made as a draft. It says what version %(number)s says, which stays as it is.",
                made=plan.makes, number=plan.version,
            ),
            *_standing(plan, reader),
        ]  # fmt: skip
    effects = [
        t.pgettext(
            "map version", "Version %(number)s goes from “%(before)s” to “%(after)s”.", number=plan.version,
            before=word(STATUSES, plan.before, t), after=word(STATUSES, plan.after, t),
        )
    ]  # fmt: skip
    if plan.retires is not None:
        effects.append(t.pgettext("map version", "Version %(number)s, which is live, is retired.", number=plan.retires))
    if plan.takes_down is not None:
        name, number = plan.takes_down
        effects.append(
            t.pgettext(
                "map version",
                "Version %(number)s of the map %(map)s, which is live, becomes approved again: only one map is live.",
                number=number, map=name,
            )
        )  # fmt: skip
    if plan.freezes:
        effects.append(
            t.pgettext("map version", "What is measured on the map now is kept with the version, and stays as it is.")
        )
    return [*effects, *_standing(plan, reader), *_ends(plan, reader)]


def _standing(plan: MapMovePlan, reader: Reader) -> list[str]:
    t = reader.t
    if plan.stands == plan.stood and MapStatus.LIVE not in (plan.before, plan.after):
        return [t.pgettext("map version", "Version %(number)s still stands for the map.", number=plan.stands)]
    return [
        t.pgettext(
            "map version",
            "Version %(number)s then stands for the map: its touchpoints are recognised anew in all events.",
            number=plan.stands,
        )
    ]


def _ends(plan: MapMovePlan, reader: Reader) -> list[str]:
    if plan.after is not MapStatus.RETIRED:
        return []
    return [reader.t.pgettext("map version", "No move leads back from there; restoring makes a new draft.")]


def _approved(version: MapVersion, reader: Reader) -> str:
    if version.approved_at is None:
        return ""
    at = reader.formats.instant(version.approved_at, reader.zone)
    return f"{at} · {version.approved_by}" if version.approved_by else at


def _held(version: MapVersion, reader: Reader) -> str:
    if version.valid_from is None:
        return ""
    first = reader.formats.instant(version.valid_from, reader.zone)
    last = reader.formats.instant(version.valid_to, reader.zone) if version.valid_to is not None else ""
    return f"{first} – {last}".rstrip()
