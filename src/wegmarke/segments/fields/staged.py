"""Where persons, accounts and opportunities stand, by the stage models of the workspace."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import pyarrow as pa

from wegmarke import stages
from wegmarke.domain.stages import StageSubject
from wegmarke.engine import Engine, load_statements
from wegmarke.rules import Rule
from wegmarke.segments.fields.accounts import AccountTables
from wegmarke.segments.stays import Numbers
from wegmarke.state import Database

_STATEMENTS = load_statements("wegmarke.segments.fields", "known.sql")


def model_subject(state: Database, model: str) -> str:
    """Return what the stages of a model belong to; empty where there is no such model."""
    if model not in stages.model_ids(state):
        return ""
    return stages.read_versions(state, model)[-1].model.subject.value


def rules_of_stages(state: Database, model: str) -> Sequence[Rule]:
    """Return the rules on events by which a model, in any of its versions, says who enters a stage."""
    if model not in stages.model_ids(state):
        return ()
    every = [stage.entry_rule() for kept in stages.read_versions(state, model) for stage in kept.model.stages]
    return [rule for rule in every if rule is not None]


def models_state(state: Database) -> int:
    """Return a number that rises with every version of a stage model."""
    return sum(len(stages.read_versions(state, model)) for model in stages.model_ids(state))


def staged(
    engine: Engine, state: Database, model: str, wanted: Numbers | None, at: datetime, accounts: AccountTables
) -> pa.Table:
    """Return subject, and as `stage.<model>` and `stage.<model>.since` where each stands at an instant.

    Args:
        engine: the event store.
        state: the state database.
        model: id of a stage model; where there is none, nobody stands anywhere.
        wanted: persons or accounts; None for all.
        at: the instant.
        accounts: tables of all accounts, for the stages of their opportunities.
    """
    names = ["subject", f"stage.{model}", f"stage.{model}.since"]
    subject = model_subject(state, model)
    if not subject:
        return pa.table({names[0]: pa.array([], pa.int64())})
    spans = stages.spans_of(stages.read_versions(state, model))
    if subject == StageSubject.OPPORTUNITY:
        return _of_opportunities(engine, stages.as_of(stages.stage_history(engine, spans), at), accounts, names)
    named = None if wanted is None else [str(number) for number in wanted.tolist()]
    found = stages.as_of(stages.stage_history(engine, spans, named), at)
    since = found["entered_at"].cast(pa.timestamp("us", "UTC"))
    return pa.table([found["subject"].cast(pa.int64()), found["stage"], since], names=names)


def _of_opportunities(engine: Engine, stays: pa.Table, accounts: AccountTables, names: list[str]) -> pa.Table:
    with engine.snapshot(lent=accounts.opportunities(), stays=stays) as session:
        return session.query(_STATEMENTS["stages_of_opportunities"]).rename_columns(names)
