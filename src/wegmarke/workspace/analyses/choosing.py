"""From a segment or a rule to what a question is about."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from functools import reduce
from typing import Any

import numpy as np
import pyarrow.compute as pc

from wegmarke import segments
from wegmarke.accounts import unit_touches
from wegmarke.domain import TOUCH_UNITS, Unit, UsageError
from wegmarke.domain.errors import unknown_value
from wegmarke.domain.segments import SegmentSubject
from wegmarke.paths import Answers, Chosen
from wegmarke.rules import compile_subject_rule, judge, parse_subject_rule
from wegmarke.segments import Kept, Numbers
from wegmarke.workspace.questions import left_out_of
from wegmarke.workspace.stores import Stores
from wegmarke.workspace.unit_paths import unit_rules


def chosen_of(
    stores: Stores,
    by: Unit | str,
    segment: str | None = None,
    rule: Mapping[str, Any] | None = None,
    *,
    touchpoints: Sequence[str] | None = None,
    as_of: datetime | None = None,
    including: Collection[str] = (),
    answers: Answers | None = None,
) -> Chosen:
    """Return what a question is about; ask it inside `ask_in_one_state`, so that it is of the same state.

    Args:
        stores: the open stores.
        by: unit of analysis.
        segment: id of a segment, of persons where these are analysed, else of accounts: then units of these accounts.
        rule: a rule on the same subjects as a tree, judged once.
        touchpoints: ids of the touchpoints that count; None for all.
        as_of: instant at which membership and rule are looked at; None for now.
        including: kinds of touches that count although they are usually left out: `automated`, `internal`.
        answers: what was found out about this state of the touches.

    Raises:
        UsageError: naming the argument and what it may be.
        NotFound: when there is no such segment, naming those that are.
        RuleInvalid: with every problem of the rule.
    """
    unit = _unit(by)
    found = []
    if segment is not None:
        found.append(_in_segment(stores, unit, segment, as_of))
    if rule is not None:
        found.append(_by_rule(stores, unit, rule, as_of))
    left_out = left_out_of(stores, including, answers)
    if touchpoints is not None:
        _check_touchpoints(stores, touchpoints)
    subjects = reduce(np.intersect1d, found) if found else None
    return Chosen(
        units=None if subjects is None else _units_of(stores, unit, subjects),
        touchpoints=None if touchpoints is None else tuple(touchpoints),
        left_out=left_out,
        by=None if subjects is None else unit,
    )


def subject_of(by: Unit) -> SegmentSubject:
    """Return whose segments and rules choose units: those of persons, or of accounts for everything at accounts."""
    return SegmentSubject.PERSON if by is Unit.PERSON else SegmentSubject.ACCOUNT


def _unit(by: Unit | str) -> Unit:
    if by not in list(Unit):
        raise unknown_value("by", str(by), list(Unit))
    return Unit(by)


def _in_segment(stores: Stores, by: Unit, name: str, as_of: datetime | None) -> Numbers:
    known, subject = segments.those_there(stores.segments.upkeep.kept), subject_of(by)
    kept = segments.find(known, name)
    if _subject(kept) is not subject:
        fitting = [id_ for id_, one in known.items() if _subject(one) is subject]
        raise UsageError(
            f"segment: expected a segment of {subject.value}s for the unit {by.value} "
            f"({', '.join(fitting) or 'none yet'}); got {name!r}, which is one of {_subject(kept).value}s. "
            "Name another segment, or analyse another unit."
        )
    return segments.reading.subjects_of(stores.state, kept.number, subject, as_of)


def _subject(kept: Kept) -> SegmentSubject:
    assert kept.document is not None, "only segments that are there were looked at"
    return kept.document.subject


def _by_rule(stores: Stores, by: Unit, tree: Mapping[str, Any], as_of: datetime | None) -> Numbers:
    plan, subject = compile_subject_rule(parse_subject_rule(tree)), subject_of(by)
    behaviours, fields = stores.segments.sources.asking(subject, {test.field for test in plan.tests})
    moment = stores.segments.moment()
    if as_of is not None:
        moment = replace(moment, as_of=as_of)
    return judge(plan, segments.everybody(stores.engine, subject), moment, behaviours, fields).numbers


def _units_of(stores: Stores, by: Unit, subjects: Numbers) -> Numbers:
    """Return the units of some persons or accounts."""
    if by in TOUCH_UNITS:
        return subjects
    units = unit_touches.read_units(stores.engine, by, unit_rules(stores.settings))
    units = units.filter(pc.is_valid(units["account"]))
    is_theirs = np.isin(units["account"].to_numpy(), subjects)
    found: Numbers = units["unit"].to_numpy()[is_theirs]
    return found


def _check_touchpoints(stores: Stores, touchpoints: Sequence[str]) -> None:
    known = [recogniser.touchpoint for recogniser in stores.recognition().recognisers]
    if unknown := [touchpoint for touchpoint in touchpoints if touchpoint not in known]:
        raise unknown_value("touchpoints", ", ".join(unknown), sorted(known))
