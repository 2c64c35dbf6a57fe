"""What differs between two versions of a model, and whose stages would read differently."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from wegmarke.domain import Language, LocalizedText
from wegmarke.domain.stages import StageChange, StageDifference
from wegmarke.rules import Rule, explain_rule
from wegmarke.stages.document import Stage, StageModel

_NOTHING = LocalizedText()
_YES = LocalizedText(de="ja", en="yes")
_NO = LocalizedText(de="nein", en="no")


def rule_in_words(rule: Rule | None) -> LocalizedText:
    """Say which events a rule recognises; empty for none."""
    if rule is None:
        return _NOTHING
    return LocalizedText(de=explain_rule(rule, Language.DE), en=explain_rule(rule, Language.EN))


def differences(before: StageModel, after: StageModel) -> list[StageDifference]:
    """List what differs, stages in the order of the newer version, then those that went."""
    found = []
    if before.title != after.title:
        found.append(StageDifference("", "title", before.title, after.title))
    old = {stage.id: stage for stage in before.stages}
    for stage in after.stages:
        if stage.id not in old:
            found.append(StageDifference(stage.id, "stage", _NOTHING, stage.title))
        else:
            found += _of_stage((before, old[stage.id]), (after, stage))
    kept = {stage.id for stage in after.stages}
    found += [StageDifference(name, "stage", stage.title, _NOTHING) for name, stage in old.items() if name not in kept]
    shared = [[stage.id for stage in model.stages if stage.id in old and stage.id in kept] for model in (before, after)]
    if shared[0] != shared[1]:
        found.append(StageDifference("", "order", *(LocalizedText.of(" → ".join(ids)) for ids in shared)))
    return found


def _of_stage(before: tuple[StageModel, Stage], after: tuple[StageModel, Stage]) -> Iterator[StageDifference]:
    for (name, old), new in zip(_fields(*before).items(), _fields(*after).values(), strict=True):
        if old != new:
            yield StageDifference(after[1].id, name, old, new)


def _fields(model: StageModel, stage: Stage) -> dict[str, LocalizedText]:
    return {
        "title": stage.title,
        "rule": rule_in_words(stage.entry_rule()),
        "side": _YES if stage.side else _NO,
        "sign": _YES if stage.sign else _NO,
        # `…` stands for the default, which changes with every stage that is added
        "goes_to": LocalizedText.of("…" if stage.goes_to is None else ", ".join(model.goes_to(stage))),
    }


def changes(before: pa.Table, after: pa.Table) -> list[StageChange]:
    """Count subjects whose stage differs between two answers of `counts.as_of`, by pair, most frequent first."""
    joined = before.select(["subject", "stage"]).join(
        after.select(["subject", "stage"]), "subject", join_type="full outer", right_suffix="_after"
    )
    same = pc.equal(joined["stage"], joined["stage_after"])
    grouped = joined.filter(pc.invert(pc.fill_null(same, False))).group_by(["stage", "stage_after"])
    found = [
        StageChange(row["stage"], row["stage_after"], row["subject_count"])
        for row in grouped.aggregate([("subject", "count")]).to_pylist()
    ]
    return sorted(found, key=lambda change: (-change.subjects, change.before or "", change.after or ""))


def rewritten(before: pa.Table, after: pa.Table) -> int:
    """Count subjects whose history reads differently: another stage, another time, other flags."""
    columns = ["subject", "stage", "entered_at", "left_at", "went_back", "is_allowed", "is_skipped"]
    both = pa.concat_tables([_plain(before.select(columns), 1), _plain(after.select(columns), -1)])
    counted = both.group_by(columns).aggregate([("balance", "sum")])
    odd = counted.filter(pc.not_equal(counted["balance_sum"], 0))
    return int(pc.count_distinct(odd["subject"]).as_py())


def _plain(table: pa.Table, balance: int) -> pa.Table:
    balances = pa.array(np.full(table.num_rows, balance))
    return table.set_column(1, "stage", table["stage"].cast(pa.string())).append_column("balance", balances)
