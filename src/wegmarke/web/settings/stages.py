"""Stage models, their versions, plans and findings, written for a reader."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from wegmarke.domain.stages import (
    FindingCode,
    StageChange,
    StageCount,
    StageDifference,
    StageFinding,
    StageModelVersion,
    StageSubject,
)
from wegmarke.i18n import marked
from wegmarke.web.reader import Reader
from wegmarke.web.selection import with_params

STAGES = "/settings/stages"
MOST_WORDS = 500

SUBJECTS = {
    StageSubject.ACCOUNT: marked("units", "Accounts"),
    StageSubject.PERSON: marked("units", "Persons"),
    StageSubject.OPPORTUNITY: marked("units", "Opportunities"),
}
CODES = {
    FindingCode.WENT_BACK: marked("finding", "went back"),
    FindingCode.NOT_ALLOWED: marked("finding", "not allowed"),
    FindingCode.UNKNOWN_STAGE: marked("finding", "unknown stage"),
    FindingCode.NO_OPPORTUNITY: marked("finding", "no opportunity named"),
}
FIELDS = {
    "stage": marked("stage field", "Stage"),
    "order": marked("stage field", "Order"),
    "title": marked("stage field", "Title"),
    "rule": marked("stage field", "Entered by"),
    "side": marked("stage field", "Beside the order"),
    "sign": marked("stage field", "Only a sign"),
    "goes_to": marked("stage field", "Goes on to"),
}

SAMPLE = """\
format: stage-model/1
id: account                     # a model of your own gets an id of its own
title: {de: Lebenszyklus, en: Life cycle}
subject: account                # account, person, opportunity
stages:                         # in order; where several rules match, the last stage wins
  - id: mql
    title: {de: MQL, en: MQL}
    rule: {event: demo_requested}
    sign: true                  # counts only where one may go on to here
  - id: customer
    title: {de: Kunde, en: Customer}
    rule: {event: [order_placed, contract_signed]}
    goes_to: [churned]          # left out: all later stages, and the side stages
  - id: churned
    title: {de: Abgewandert, en: Churned}
    rule: {event: contract_terminated}
    side: true                  # stands beside the order
  # for opportunities, what the source calls the stage:
  # source_names: [Closed Won, Gewonnen]
"""
"""A document with everything that can stand in one."""


@dataclass(frozen=True, slots=True)
class StageLine:
    """One stage of the model that is shown."""

    id: str
    title: str
    notes: tuple[str, ...]
    rule: str
    goes_to: str
    count: str


@dataclass(frozen=True, slots=True)
class VersionLine:
    """One version in the list."""

    number: str
    since: str
    said: str
    url: str
    shown: bool


@dataclass(frozen=True, slots=True)
class DifferenceLine:
    """One difference between two versions; an empty side is nothing."""

    stage: str
    field: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class FindingLine:
    """One finding."""

    at: str
    subject: str
    url: str
    text: str
    event_id: str


def stage_lines(shown: StageModelVersion, counts: Sequence[StageCount], reader: Reader) -> list[StageLine]:
    """Write the stages of a version, each with how many are there now."""
    titles = stage_titles(shown, reader)
    there = {count.stage: count.subjects for count in counts}
    t, f = reader.t, reader.formats
    lines = []
    for stage in shown.stages:
        notes = [(stage.side, t.pgettext("stage", "side stage")), (stage.sign, t.pgettext("stage", "sign"))]
        lines.append(
            StageLine(
                id=stage.id,
                title=titles[stage.id],
                notes=tuple(word for holds, word in notes if holds),
                rule=stage.rule.get(reader.language),
                goes_to=", ".join(titles[other] for other in stage.goes_to),
                count=f.number(there.get(stage.id, 0)),
            )
        )
    return lines


def stage_titles(shown: StageModelVersion, reader: Reader) -> dict[str, str]:
    """Return the titles of the stages by id."""
    return {stage.id: stage.title.get(reader.language) for stage in shown.stages}


def version_lines(versions: Sequence[StageModelVersion], shown: StageModelVersion, reader: Reader) -> list[VersionLine]:
    """Write all versions of a model, newest first."""
    return [
        VersionLine(
            number=reader.formats.number(version.version),
            since=since(version, reader),
            said=" · ".join(filter(None, (version.who, version.why))),
            url=with_params(STAGES, {"model": version.model, "version": str(version.version)}),
            shown=version.version == shown.version,
        )
        for version in versions
    ]


def since(version: StageModelVersion, reader: Reader) -> str:
    """Say from when on a version holds."""
    if version.valid_from is None:
        return reader.t.pgettext("stage", "the beginning")
    return reader.formats.instant(version.valid_from, reader.zone)


def difference_lines(
    differences: Sequence[StageDifference], titles: Mapping[str, str], reader: Reader
) -> list[DifferenceLine]:
    """Write the differences between two versions."""
    t = reader.t
    return [
        DifferenceLine(
            stage=titles.get(found.stage, found.stage) or t.pgettext("stage", "whole model"),
            field=t.label(FIELDS[found.field]) if found.field in FIELDS else found.field,
            before=found.before.get(reader.language),
            after=found.after.get(reader.language),
        )
        for found in differences
    ]


def change_lines(changes: Sequence[StageChange], titles: Mapping[str, str], reader: Reader) -> list[tuple[str, ...]]:
    """Write how many subjects would go from where to where."""
    nowhere = reader.t.pgettext("stage", "no stage")

    def title(stage: str | None) -> str:
        return nowhere if stage is None else titles.get(stage, stage)

    return [(title(c.before), title(c.after), reader.formats.number(c.subjects)) for c in changes]


def finding_lines(findings: Sequence[StageFinding], subject: StageSubject, reader: Reader) -> list[FindingLine]:
    """Write what does not fit."""
    return [
        FindingLine(
            at=reader.formats.instant(found.at, reader.zone),
            subject=found.label,
            url=f"/people/accounts/{found.subject}" if subject is StageSubject.ACCOUNT and found.subject else "",
            text=found.text.get(reader.language),
            event_id=found.values.get("event_id", ""),
        )
        for found in findings
    ]
