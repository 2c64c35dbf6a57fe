"""What is recorded about an account, written for a reader: stages, open opportunities, memberships."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from wegmarke.domain.account_page import MembershipLine, OpportunityLine, StageHistory, StageSpell
from wegmarke.i18n import MISSING
from wegmarke.web.people.persons import person_label, person_url
from wegmarke.web.reader import Reader
from wegmarke.web.titles import shade


@dataclass(frozen=True, slots=True)
class StageRow:
    """One stage; `place` and `width` are percentages of the time axis."""

    stage: str
    shade: int
    entered: str
    left: str
    days: str
    reason: str
    is_back: bool
    place: str
    width: str


@dataclass(frozen=True, slots=True)
class StagePicture:
    """The stages of an account along the time, newest first in `rows`."""

    model: str
    present: str
    begins: str
    ends: str
    rows: tuple[StageRow, ...]


@dataclass(frozen=True, slots=True)
class OpportunityRow:
    """An open opportunity."""

    label: str
    number: str
    solution: str
    stage: str
    value: str
    began: str
    closes: str
    changes: str


@dataclass(frozen=True, slots=True)
class MembershipRow:
    """A person's dated place at the account."""

    url: str
    label: str
    role: str
    first: str
    last: str
    source: str


def draw_stages(history: StageHistory | None, reader: Reader) -> StagePicture | None:
    """Lay stages along the time axis; None where no stage was ever entered."""
    if history is None or not history.spells:
        return None
    begins = history.spells[0].entered_at
    ends = max(history.until, begins)
    rows = [_stage(spell, history, begins, ends, reader) for spell in history.spells]
    return StagePicture(
        model=history.model,
        present=rows[-1].stage,
        begins=reader.formats.day(begins, reader.zone),
        ends=reader.formats.day(ends, reader.zone),
        rows=tuple(reversed(rows)),
    )


def _stage(spell: StageSpell, history: StageHistory, begins: datetime, ends: datetime, reader: Reader) -> StageRow:
    f = reader.formats
    left = spell.left_at or ends
    return StageRow(
        stage=spell.stage.get(reader.language),
        shade=shade(spell.position, history.stages),
        entered=f.day(spell.entered_at, reader.zone),
        left=f.day(spell.left_at, reader.zone) if spell.left_at else reader.t.pgettext("stage", "lasts"),
        days=f.days((left - spell.entered_at).total_seconds() / 86_400),
        reason=spell.reason,
        is_back=spell.is_back,
        place=_share(begins, spell.entered_at, begins, ends),
        width=_share(spell.entered_at, left, begins, ends),
    )


def _share(start: datetime, end: datetime, begins: datetime, ends: datetime) -> str:
    whole = (ends - begins).total_seconds()
    return f"{100 * (end - start).total_seconds() / whole:.2f}%" if whole else "0%"


def opportunity_rows(lines: Sequence[OpportunityLine], reader: Reader) -> tuple[OpportunityRow, ...]:
    """Write open opportunities."""
    f, t = reader.formats, reader.t
    return tuple(
        OpportunityRow(
            label=line.label or line.opportunity,
            number=line.opportunity if line.label else "",
            solution=line.solution or MISSING,
            stage=line.stage,
            value=f.money(line.value, short=True),
            began=f.day(line.began_at, reader.zone),
            closes=f.day(line.close_date),
            changes=t.ngettext("%(n)s change", "%(n)s changes", line.changes) if line.changes else MISSING,
        )
        for line in lines
    )


def membership_rows(lines: Sequence[MembershipLine], reader: Reader) -> tuple[MembershipRow, ...]:
    """Write memberships, those that last first, then the latest."""
    f, t = reader.formats, reader.t
    return tuple(
        MembershipRow(
            url=person_url(line.person),
            label=person_label(line.person, line.label, reader),
            role=line.role or MISSING,
            first=f.day(line.first_at, reader.zone),
            last=f.day(line.last_at, reader.zone) if line.last_at else t.pgettext("membership", "lasts"),
            source=source_words(line.source, reader),
        )
        for line in sorted(lines, key=lambda line: (line.last_at is not None, -_latest(line)))
    )


def source_words(source: str, reader: Reader) -> str:
    """Write where something comes from; what somebody said on a page comes from no other system."""
    return reader.t.pgettext("source", "by hand") if source == "by_hand" else source


def _latest(line: MembershipLine) -> float:
    known = line.last_at or line.first_at
    return known.timestamp() if known else 0.0


def detail_rows(details: Sequence[tuple[str, str]], reader: Reader) -> list[tuple[str, str]]:
    """Return what describes an account, each with its name in the reader's language."""
    t = reader.t
    words = {
        "legal_entity": t.pgettext("account", "Legal entity"),
        "domain": t.pgettext("account", "Domain"),
        "debtor_number": t.pgettext("account", "Debtor number"),
        "parent": t.pgettext("account", "Parent"),
        "head": t.pgettext("account", "Head of the group"),
    }
    return [(words.get(name, name), value) for name, value in details]
