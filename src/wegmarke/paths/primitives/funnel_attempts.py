"""Attempts at a funnel, with ids of touchpoints, conditions on events and properties."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import ibis
import pyarrow as pa
import pyarrow.compute as pc

from wegmarke.domain import Unit
from wegmarke.paths import index
from wegmarke.paths.choosing import chosen_touches, selection_of
from wegmarke.paths.expressions.funnel_attempts import funnel_attempts as expression
from wegmarke.paths.expressions.marked_touches import is_marked, with_properties
from wegmarke.paths.index import Said, Snapshot
from wegmarke.paths.primitives.passes import named, snapshot_of
from wegmarke.paths.terms.course import Course, Marking
from wegmarke.paths.terms.period import Period
from wegmarke.paths.touches import Touches
from wegmarke.rules import Rule

_INSTANT = pa.timestamp("us")


@dataclass(frozen=True)
class Served:
    """What serves a step, or is excluded: touches at one of these touchpoints whose event fits the rule."""

    touchpoints: tuple[str, ...]
    rule: Rule | None = None


def funnel_attempts(
    touches: Touches,
    by: Unit,
    period: Period,
    course: Course,
    served: Sequence[Served],
    *,
    hold: str | None = None,
    label: str | None = None,
) -> pa.Table:
    """Find the attempts of all units that count, one row each.

    The definition stands at `wegmarke.paths.index.funnel_attempts`. Columns: unit, depth, next_at, next_touchpoint, and
    for each step n from 0 at_n, day_n and, where a label is asked for, label_n. Rules, `hold` and `label` read
    properties of events, which an engine has to look up: with them a question takes seconds per million touches
    instead of milliseconds.

    Args:
        touches: the tables.
        by: unit of analysis.
        period: touches outside do not count.
        course: the rules of an attempt.
        served: for each step, then for each exclusion, which touches these are.
        hold: property that must be the same along an attempt.
        label: property to be told of each touch that was taken.
    """
    known = touches.known_codes
    code = dict(zip(known["touchpoint"].to_pylist(), known["code"].to_pylist(), strict=True))
    # a touchpoint that no touch ever had serves nobody
    codes = tuple(frozenset(code[place] for place in one.touchpoints if place in code) for one in served)
    rules = {place: one.rule for place, one in enumerate(served) if one.rule is not None}
    marking = Marking(codes, rules, hold, label)
    snapshot = snapshot_of(touches, by)
    if snapshot is None:
        found = _read(expression(touches, by, period, course, marking).to_pyarrow(), course.steps, label is not None)
    else:
        found = _passed(touches, snapshot, by, period, course, marking)
    place = found.schema.get_field_index("next_code")
    return found.set_column(place, "next_touchpoint", named(touches, found["next_code"]))


def _passed(
    touches: Touches, snapshot: Snapshot, by: Unit, period: Period, course: Course, marking: Marking
) -> pa.Table:
    said = _said(touches, by, period, course, marking)
    chosen = selection_of(touches, by)
    return index.funnel_attempts(snapshot, course, marking, period, said=said, selection=chosen)


def _said(touches: Touches, by: Unit, period: Period, course: Course, marking: Marking) -> Said | None:
    """Ask the event store once for all that the marking reads of properties."""
    if not marking.rules and marking.hold is None and marking.label is None:
        return None
    table = chosen_touches(touches, by, period)
    table = with_properties(table.filter(table.touchpoint.notnull()), touches)
    told = {f"fits_{place}": is_marked(table, touches, marking, place) for place in marking.rules}
    if marking.hold is not None:
        told["held"] = table.properties.get(marking.hold)
    if marking.label is not None:
        steps = set().union(*marking.codes[: course.steps])
        told["label"] = ibis.ifelse(
            table.touchpoint.isin(sorted(steps)), table.properties.get(marking.label), ibis.null("string")
        )
    rows = table.select(
        unit=table.unit.cast("int64"),
        occurred_at=table.occurred_at.cast("timestamp(6)"),
        event_id=table.event_id.cast("string"),
        **told,
    )
    answers = [rows[name] if name.startswith("fits_") else rows[name].notnull() for name in told]
    wanted = answers[0]
    for answer in answers[1:]:
        wanted = wanted | answer
    return _apart(rows.filter(wanted).to_pyarrow(), marking)


def _apart(rows: pa.Table, marking: Marking) -> Said:
    place = rows.schema.get_field_index("occurred_at")
    at = rows["occurred_at"].cast(_INSTANT).cast(pa.int64())
    rows = rows.set_column(place, "occurred_at", at)
    keys = ["unit", "occurred_at", "event_id"]
    return Said(
        {place: rows.filter(rows[f"fits_{place}"]).select(keys) for place in marking.rules},
        None if marking.hold is None else _valued(rows, keys, "held"),
        None if marking.label is None else _valued(rows, keys, "label"),
    )


def _valued(rows: pa.Table, keys: list[str], name: str) -> pa.Table:
    return rows.filter(pc.is_valid(rows[name])).select([*keys, name]).rename_columns([*keys, "value"])


def _read(rows: pa.Table, steps: int, labels: bool) -> pa.Table:
    """Bring the answer of an engine into the form of the pass: instants and truths instead of numbers."""
    told = {
        "unit": rows["unit"].cast(pa.int64()),
        "depth": rows["depth"].cast(pa.int64()),
        "next_at": rows["next_at"].cast(pa.int64()).cast(_INSTANT),
        "next_code": rows["next_code"].cast(pa.int64()),
    }
    for step in range(steps):
        told[f"at_{step}"] = rows[f"at_{step}"].cast(pa.int64()).cast(_INSTANT)
        told[f"day_{step}"] = pc.equal(rows[f"day_{step}"], 1)
        if labels:
            told[f"label_{step}"] = rows[f"label_{step}"].cast(pa.string())
    return pa.table(told)
