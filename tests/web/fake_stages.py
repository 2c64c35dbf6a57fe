"""The part of the small workspace that is about stages: real models, and numbers by hand."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

from wegmarke.domain import LocalizedText, NotFound, UsageError
from wegmarke.domain.stages import (
    FindingCode,
    StageChange,
    StageCount,
    StageDifference,
    StageFinding,
    StageFindings,
    StageModelVersion,
    StagePlan,
    StageSummary,
)
from wegmarke.stages import DEFAULTS, default_model, differences, dump_model, in_words, load_model, rule_in_words

NOW = datetime(2025, 12, 19, 17, 5, tzinfo=UTC)
CHANGED = dump_model(default_model("account")).replace("- sales_call_held", "- pricing_page_viewed")


def a_version(text: str, number: int = 0, who: str = "", why: str = "") -> StageModelVersion:
    model = load_model(text)
    at = NOW - timedelta(days=30 - number) if number else None
    stages = tuple(
        StageSummary(s.id, s.title, rule_in_words(s.entry_rule()), model.goes_to(s), s.side, s.sign)
        for s in model.stages
    )
    return StageModelVersion(
        model.id, model.subject, model.title, number, at, at, text, f"{number:064}", who, why, stages
    )


@dataclass
class FakeStages:
    kept: dict[str, list[StageModelVersion]] = field(
        default_factory=lambda: (
            {name: [a_version(dump_model(default_model(name)))] for name in DEFAULTS}
            | {
                "account": [
                    a_version(dump_model(default_model("account"))),
                    a_version(CHANGED, 1, "Ines Kober", "Der Preis interessiert nur, wer kaufen will"),
                ]
            }
        )
    )
    found: list[StageFinding] = field(default_factory=lambda: findings())

    def models(self) -> Sequence[StageModelVersion]:
        return [versions[-1] for versions in self.kept.values()]

    def get(self, model: str, version: int | None = None) -> StageModelVersion:
        versions = self.versions(model)
        if version is None:
            return versions[0]
        for kept in versions:
            if kept.version == version:
                return kept
        raise NotFound(f"stage model: expected one of the versions; got {version}.")

    def versions(self, model: str) -> Sequence[StageModelVersion]:
        if model not in self.kept:
            raise NotFound(f"stage model: expected one of {', '.join(self.kept)}; got {model!r}.")
        return self.kept[model][::-1]

    def differences(self, model: str, version: int) -> Sequence[StageDifference]:
        earlier = [kept for kept in self.kept[model] if kept.version < version]
        shown = self.get(model, version)
        return differences(load_model(earlier[-1].text), load_model(shown.text)) if earlier else []

    def rehearse(self, text: str, *, from_beginning: bool = False) -> StagePlan:
        model = load_model(text)
        versions = self.kept.get(model.id, [])
        is_new = not versions or dump_model(model) != versions[-1].text
        return StagePlan(
            model=model.id,
            subject=model.subject,
            version=versions[-1].version + is_new if versions else 1,
            is_new=is_new,
            valid_from=None if from_beginning else NOW,
            subjects=412,
            rewritten=186 if from_beginning else 0,
            changes=(StageChange("mql", "lead", 41), StageChange("mql", None, 2)) if from_beginning else (),
            differences=tuple(differences(load_model(versions[-1].text), model)) if versions else (),
        )

    def save(
        self, text: str, *, who: str = "", why: str = "", base: int | None = None, from_beginning: bool = False
    ) -> StageModelVersion:
        model = load_model(text)
        versions = self.kept.setdefault(model.id, [])
        if base is not None and versions and base != versions[-1].version:
            raise UsageError("Somebody changed the model meanwhile: open the newest version and make the change there.")
        version = a_version(dump_model(model), versions[-1].version + 1 if versions else 1, who, why)
        versions.append(replace(version, valid_from=None) if from_beginning else version)
        return versions[-1]

    def counts(self, model: str = "account", at: datetime | None = None) -> Sequence[StageCount]:
        stages = self.get(model).stages
        return [StageCount(at or NOW, stage.id, (place * 71) % 1300) for place, stage in enumerate(stages)]

    def findings(self, model: str = "account", most: int = 200) -> StageFindings:
        found = self.found if model == "account" else []
        counts = {code: n for code in FindingCode if (n := sum(one.code is code for one in found))}
        return StageFindings(counts, tuple(found[:most]))


def findings() -> list[StageFinding]:
    values = {
        "previous": "lost", "stage": "lead", "event": "form_submitted", "source": "crm",
        "event_id": "ae37d3a7-350f-3932-ff10-1a5c24601cf5",
    }  # fmt: skip
    titles = {"lost": LocalizedText(de="Verloren", en="Lost"), "lead": LocalizedText.of("Lead")}
    return [
        StageFinding(code, "100", "Brauerei Hohenfels GmbH", NOW, values, in_words(code, values, titles))
        for code in (FindingCode.WENT_BACK, FindingCode.NOT_ALLOWED)
    ]
