"""The stages of a workspace: models by version, and where accounts, persons and opportunities stand."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from wegmarke import stages
from wegmarke.domain import LocalizedText, NotFound
from wegmarke.domain.stages import (
    FindingCode,
    StageCount,
    StageDifference,
    StageFinding,
    StageFindings,
    StageHistory,
    StageModelVersion,
    StagePlan,
    StageRow,
    StageSubject,
    StageSummary,
    StageTransition,
)
from wegmarke.stages import Kept, Span
from wegmarke.workspace.operation import Door, operation
from wegmarke.workspace.shown_labels import shown_labels
from wegmarke.workspace.stores import Stores


class StagesDoor(Door):
    """Stage models by id, and what they say about what is stored."""

    @operation("stages")
    def models(self) -> list[StageModelVersion]:
        """Return the newest version of each model, those that the product brings along first."""
        state = self.stores.state
        return [_version(stages.read_versions(state, name)[-1]) for name in stages.model_ids(state)]

    @operation("stages")
    def get(self, model: str, version: int | None = None) -> StageModelVersion:
        """Return a version of a model, the newest one where none is named.

        Raises:
            NotFound: naming what is there.
        """
        return _version(_chosen(stages.read_versions(self.stores.state, model), version))

    @operation("stages")
    def versions(self, model: str) -> list[StageModelVersion]:
        """Return all versions of a model, newest first.

        Raises:
            NotFound: naming the models that are there.
        """
        return [_version(kept) for kept in reversed(stages.read_versions(self.stores.state, model))]

    @operation("stages")
    def differences(self, model: str, version: int) -> list[StageDifference]:
        """List what a version changed in the one before it; nothing for the first one.

        Raises:
            NotFound: naming what is there.
        """
        versions = stages.read_versions(self.stores.state, model)
        chosen = _chosen(versions, version)
        before = [kept for kept in versions if kept.version < chosen.version]
        return stages.differences(before[-1].model, chosen.model) if before else []

    @operation("stages")
    def rehearse(self, text: str, *, valid_from: datetime | None = None, from_beginning: bool = False) -> StagePlan:
        """Say what saving a document would mean, for whom; nothing is kept.

        Raises:
            DocumentInvalid: with every problem of the document.
            UsageError: when a model of this id belongs to other subjects.
        """
        stores = self.stores
        versions, offered = stages.offered(stores.state, text)
        now = stores.clock.now()
        is_new = not versions or offered is not versions[-1]
        begins = stages.first_instant(versions, now, valid_from, from_beginning=from_beginning)
        following = [*versions, replace(offered, valid_from=begins)] if is_new else versions
        before, after = (_history(stores, stages.spans_of(some)) for some in (versions, following))
        # Compared an instant after the version began to hold: what it says from now on belongs to the future.
        there, then = stages.as_of(before, now), stages.as_of(after, now)
        return StagePlan(
            model=offered.model.id,
            subject=offered.model.subject,
            version=offered.version,
            is_new=is_new,
            valid_from=begins if is_new else offered.valid_from,
            subjects=_distinct(there, then),
            rewritten=stages.rewritten(before, after),
            changes=tuple(stages.changes(there, then)),
            differences=tuple(stages.differences(versions[-1].model, offered.model)) if versions else (),
        )  # fmt: skip

    @operation("stages")
    def save(
        self,
        text: str,
        *,
        who: str = "",
        why: str = "",
        base: int | None = None,
        valid_from: datetime | None = None,
        from_beginning: bool = False,
    ) -> StageModelVersion:
        """Keep a document (YAML or JSON) as a new version; one that changes nothing makes none.

        Args:
            text: the document.
            who: says who it was.
            why: the reason.
            base: the version it was written from; None to build upon whatever is last.
            valid_from: from when on it judges; without it and without `from_beginning` from now on, and the first
                version of a model from the beginning on.
            from_beginning: it judges all of the past.

        Raises:
            DocumentInvalid: with every problem of the document; nothing was kept.
            UsageError: when another version is the last one; nothing was kept.
        """
        stores = self.stores
        kept, _ = stages.keep_version(
            stores.state, text, now=stores.clock.now(), who=who, why=why, base=base, valid_from=valid_from,
            from_beginning=from_beginning,
        )  # fmt: skip
        return _version(kept)

    @operation("stages")
    def history(self, subject: str, model: str = "account") -> StageHistory:
        """Return the stays of one subject, oldest first; none where it never entered a stage.

        Raises:
            NotFound: naming the models that are there.
        """
        stores = self.stores
        spans = stages.spans_of(stages.read_versions(stores.state, model))
        rows = stages.stage_history(stores.engine, spans, [subject]).to_pylist()
        labels = _labels(stores, spans[0].model.subject, [subject])
        return StageHistory(model, subject, labels.get(subject, subject), tuple(_row(row) for row in rows))

    @operation("stages")
    def counts(self, model: str = "account", at: datetime | None = None) -> list[StageCount]:
        """Count the subjects in each stage at an instant; now where none is given.

        Raises:
            NotFound: naming the models that are there.
        """
        spans, history = self._read(model)
        return stages.counts_as_of(history, _stage_ids(spans), at or self.stores.clock.now())

    @operation("stages")
    def counts_over_time(self, model: str = "account", by: str = "month") -> list[StageCount]:
        """Count the subjects in each stage at the end of each week or month of the workspace's zone.

        Raises:
            NotFound: naming the models that are there.
            UsageError: when `by` is neither week nor month.
        """
        stores = self.stores
        spans, history = self._read(model)
        zone = stores.settings.time_zone
        return stages.counts_over_time(history, _stage_ids(spans), by, zone, stores.clock.now())

    @operation("stages")
    def transitions(self, model: str = "account") -> list[StageTransition]:
        """Count the ways that were gone, most frequent first.

        Raises:
            NotFound: naming the models that are there.
        """
        return stages.transitions(self._read(model)[1])

    @operation("stages")
    def findings(self, model: str = "account", most: int = 200) -> StageFindings:
        """List what does not fit the model, newest first, at most so many, and count all of it.

        Raises:
            NotFound: naming the models that are there.
        """
        stores = self.stores
        spans, history = self._read(model)
        found = stores.answers.keep(
            ("stage findings", model, _key(spans)),
            stores.state_of_data,
            lambda: stages.find(stores.engine, spans, history),
        )
        rows = found.rows.slice(0, max(0, most)).to_pylist()
        labels = _labels(stores, spans[0].model.subject, {row["subject"] for row in rows})
        titles = {stage.id: stage.title for span in spans for stage in span.model.stages}
        findings = tuple(_finding(row, labels, titles) for row in rows)
        return StageFindings({code: count for code, count in found.counts().items() if count}, findings)

    def _read(self, model: str) -> tuple[list[Span], pa.Table]:
        spans = stages.spans_of(stages.read_versions(self.stores.state, model))
        return spans, _history(self.stores, spans)


def _history(stores: Stores, spans: list[Span]) -> pa.Table:
    return stores.answers.keep(
        ("stage history", _key(spans)), stores.state_of_data, lambda: stages.stage_history(stores.engine, spans)
    )


def _distinct(*answers: pa.Table) -> int:
    return int(
        pc.count_distinct(pa.concat_tables([answer.select(["subject"]) for answer in answers])["subject"]).as_py()
    )


def _key(spans: Sequence[Span]) -> tuple[object, ...]:
    return tuple((span.model, span.version, span.start, span.end) for span in spans)


def _chosen(versions: Sequence[Kept], version: int | None) -> Kept:
    if version is None:
        return versions[-1]
    for kept in versions:
        if kept.version == version:
            return kept
    there = ", ".join(str(kept.version) for kept in versions)
    raise NotFound(f"stage model {versions[0].model.id!r}: expected one of the versions {there}; got {version}.")


def _version(kept: Kept) -> StageModelVersion:
    model = kept.model
    return StageModelVersion(
        model=model.id,
        subject=model.subject,
        title=model.title,
        version=kept.version,
        valid_from=kept.valid_from,
        created_at=kept.created_at,
        text=kept.text,
        content_hash=kept.content_hash,
        who=kept.who,
        why=kept.why,
        stages=tuple(
            StageSummary(
                stage.id,
                stage.title,
                stages.rule_in_words(stage.entry_rule()),
                model.goes_to(stage),
                side=stage.side,
                sign=stage.sign,
            )
            for stage in model.stages
        ),
    )


def _stage_ids(spans: Sequence[Span]) -> list[str]:
    """Return the stages of the newest version, then those that only older ones know."""
    return list(dict.fromkeys(stage.id for span in reversed(spans) for stage in span.model.stages))


def _labels(stores: Stores, subject: StageSubject, wanted: Iterable[str]) -> dict[str, str]:
    if subject is StageSubject.OPPORTUNITY:
        return {}
    numbers = {int(name) for name in wanted if name.isascii() and name.isdigit() and len(name) < 19}
    return {str(number): label for number, label in shown_labels(stores, numbers, subject).items()}


def _row(row: dict[str, Any]) -> StageRow:
    left = None if row["left_at"] == stages.OPEN else stages.instant_of(row["left_at"])
    return StageRow(**{**row, "entered_at": stages.instant_of(row["entered_at"]), "left_at": left})


def _finding(row: dict[str, Any], labels: dict[str, str], titles: dict[str, LocalizedText]) -> StageFinding:
    code, subject = FindingCode(row["code"]), row["subject"] or ""
    at = stages.instant_of(row["occurred_at"])
    values = {name: row[name] or "" for name in ("previous", "stage", "event", "source", "event_id")}
    values["occurred_at"] = at.astimezone(UTC).isoformat()
    text = stages.in_words(code, values, titles)
    return StageFinding(code, subject, labels.get(subject, subject), at, values, text)
