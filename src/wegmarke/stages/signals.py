"""Which events of which subject enter which stage? One query over the stored events, in path order."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import UTC, datetime, timedelta

import pyarrow as pa

from wegmarke.domain.stages import StageSubject
from wegmarke.engine import Engine, load_statements, text_literal
from wegmarke.events import matched_sql
from wegmarke.rules import Rule
from wegmarke.stages.document import StageModel
from wegmarke.stages.versions import Span

STATEMENTS = load_statements("wegmarke.stages", "history.sql")
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_SUBJECTS = {
    StageSubject.ACCOUNT: "t.account",
    StageSubject.PERSON: "t.person",
    StageSubject.OPPORTUNITY: "m.properties['opportunity']",
}


def read_signals(engine: Engine, spans: Sequence[Span], subjects: Collection[str] | None = None) -> pa.Table:
    """Return the events that say something about stages, by subject and in path order.

    Columns: subject (number or text), occurred_at (µs since 1970), event_id, source_code, event_code, span (its place
    in `spans`), place (1-based place of the stage in the span's model). Of events that follow each other and say the
    same, the first stands for all.

    Args:
        engine: the event store.
        spans: which version judges when; all of one subject.
        subjects: only these; None for all.
    """
    parts = [_labelled(engine, number, span, subjects) for number, span in enumerate(spans)]
    return engine.query(STATEMENTS["signals"].format(labelled="\nUNION ALL\n".join(parts)))


def read_texts(engine: Engine) -> dict[tuple[str, int], str]:
    """Return the texts of sources and event names by kind and code."""
    rows = engine.query(STATEMENTS["codes"]).to_pylist()
    return {(row["kind"], row["code"]): row["text"] for row in rows}


def within(span: Span, column: str = "m.occurred_at") -> str:
    """Return the condition that an event happened in a span."""
    bounds = [
        f"{column} {sign} {_literal(instant)}"
        for sign, instant in ((">=", span.start), ("<", span.end))
        if instant is not None
    ]
    return " AND ".join(bounds) or "true"


def wanted(subject: StageSubject, subjects: Collection[str] | None) -> str:
    """Return the condition that an event belongs to one of the subjects."""
    if subjects is None:
        return "true"
    if subject is StageSubject.OPPORTUNITY:
        listed = [text_literal(name) for name in subjects]
    else:
        # whoever is no number is nobody
        listed = [str(int(name)) for name in subjects if name.isascii() and name.isdigit() and len(name) < 19]
    return f"{_SUBJECTS[subject]} IN ({', '.join(listed) or 'NULL'})"


def stage_rules(model: StageModel) -> tuple[list[Rule], list[int]]:
    """Return the rules of a model, the last stage first, and the 1-based place of the stage that each enters."""
    pairs = [(rule, place) for place, stage in enumerate(model.stages, 1) if (rule := stage.entry_rule()) is not None]
    return [rule for rule, _ in reversed(pairs)], [place for _, place in reversed(pairs)]


def _labelled(engine: Engine, number: int, span: Span, subjects: Collection[str] | None) -> str:
    subject = span.model.subject
    rules, places = stage_rules(span.model)
    name = "subject_of_opportunity" if subject is StageSubject.OPPORTUNITY else "subject_of_unit"
    statement = STATEMENTS[name].format(
        matched=matched_sql(engine, rules), unit=subject.value, within=within(span), wanted=wanted(subject, subjects)
    )
    # the place of a rule becomes the place of its stage
    return f"SELECT * EXCLUDE (place), {number} AS span, ({places})[place] AS place FROM ({statement})"


def _literal(instant: datetime) -> str:
    return f"make_timestamp({(instant - _EPOCH) // timedelta(microseconds=1)})"
