"""Thresholds of scores make events: who crossed one says so through the inbox, as every source does.

What is said names the person or account as events by hand do, so that stages, segments and journeys read it like any
other event. Who is known by devices alone cannot be named; it is said when somebody knows who it is.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from contextlib import suppress

import pyarrow as pa

from wegmarke.domain import NotFound, Precision, UsageError
from wegmarke.domain.scores import ScoreUnit
from wegmarke.identity import Act, name_account, name_person
from wegmarke.segments import scores
from wegmarke.sources import EVENT_SCHEMA
from wegmarke.workspace.score_reading import Numbers, moment_of, newest, paths_of, subjects_of
from wegmarke.workspace.stores import Stores

_ACT = Act(scores.SOURCE, "A score names the account in an event.", "account")


def say_crossings(stores: Stores, persons: Numbers | None = None, accounts: Numbers | None = None) -> int:
    """Say which thresholds were crossed since the last time; returns how many events were put into the inbox.

    Scores that the product brings along say nothing until somebody has saved them: nobody asked for their stages.

    Args:
        stores: the open stores.
        persons: only those whose touches changed; None for all of them. Points fade without any touch, so all have to
            be judged once a day.
        accounts: the same.
    """
    with stores.work:
        said: list[scores.Saying] = []
        for name in scores.saved_ids(stores.state):
            score = newest(stores, name)
            if isinstance(score, scores.EngagementScore):
                said += _of_score(stores, score, persons, accounts)
        return _say(stores, said)


def _of_score(
    stores: Stores, score: scores.EngagementScore, persons: Numbers | None, accounts: Numbers | None
) -> list[scores.Saying]:
    touches, moment, found = paths_of(stores), moment_of(stores, None), []
    for threshold in score.thresholds:
        units = persons if threshold.of is ScoreUnit.PERSON else accounts
        if units is not None and not len(units):
            continue
        rows = scores.crossings(touches, score, threshold, moment, units)
        said = scores.said_before(stores.state, score.id, threshold.id)
        among = None if units is None else set(units.tolist())
        found += scores.to_say(score.id, threshold.id, threshold.of, scores.last_of(rows), said, among)
    return found


def _say(stores: Stores, said: Sequence[scores.Saying]) -> int:
    said = _without_gone(stores, said)
    named = [(one, event) for one in said if (event := _event(stores, one)) is not None]
    if named:
        events = pa.Table.from_pylist([event for _, event in named], schema=EVENT_SCHEMA)
        # The inbox has them before it is written down that they were said: said twice, they are stored once.
        stores.inbox.accept(scores.SOURCE, events, origins=scores.SOURCE)
        scores.keep_said(stores.state, [one for one, _ in named])
    return len(named)


def _without_gone(stores: Stores, said: Sequence[scores.Saying]) -> list[scores.Saying]:
    """Leave out, and drop what was said of, units without touches: they became one with others, or were erased."""
    kept = []
    for unit in (ScoreUnit.PERSON, ScoreUnit.ACCOUNT):
        mine = [one for one in said if one.unit is unit]
        there = _those_there(stores, unit, [one.subject for one in mine])
        scores.drop_gone(stores.state, unit, {one.subject for one in mine} - there)
        kept += [one for one in mine if one.subject in there]
    return kept


def _those_there(stores: Stores, unit: ScoreUnit, numbers: Iterable[int]) -> set[int]:
    wanted = set(numbers)
    return wanted & set(subjects_of(stores, unit).numbers.tolist()) if wanted else set()


def _event(stores: Stores, one: scores.Saying) -> dict[str, object] | None:
    pair = None
    with suppress(UsageError, NotFound):
        if one.unit is ScoreUnit.PERSON:
            pair = name_person(stores.state, stores.keys, one.subject)
        else:
            pair = name_account(stores.state, stores.keys, stores.clock, _ACT, one.subject)
    if pair is None:
        return None
    identifiers = [dict(zip(("kind", "value"), pair, strict=True))]
    is_person = one.unit is ScoreUnit.PERSON
    return {
        "source": scores.SOURCE,
        "source_event_id": one.message_id,
        "name": one.name,
        "occurred_at": scores.instant_of(one.at),
        "precision": Precision.INSTANT,
        # behind everything that happened at the same instant
        "sequence": 2**62,
        "person_identifiers": identifiers if is_person else [],
        "account_identifiers": [] if is_person else identifiers,
        "properties": [
            ("score", one.score),
            ("threshold", one.threshold),
            ("value", str(scores.shown(one.value))),
        ],
    }
