"""Features are of the time before a cut-off: against a plain count by hand, and untouched by whatever comes later."""

from __future__ import annotations

import itertools
import math
from datetime import timedelta

import numpy as np
import pyarrow as pa
import pytest
from buying_accounts import BEGIN, buying_accounts
from hypothesis import given, settings
from hypothesis import strategies as st
from touch_histories import Happening, as_touches

from wegmarke.analytics import predict
from wegmarke.domain.predictions import PredictionQuestion
from wegmarke.paths import from_data

CUT = BEGIN + timedelta(days=60)
PLACES = ("tp_ad", "tp_demo", "tp_order")
happenings = st.lists(
    st.builds(
        Happening,
        at=st.integers(0, 120 * 24).map(lambda hours: BEGIN + timedelta(hours=hours)),
        touchpoint=st.sampled_from([*PLACES, None]),
        account=st.integers(1, 3),
        person=st.integers(1, 4),
        value=st.sampled_from([None, 500]),
        currency=st.just("EUR"),
    ),
    max_size=25,
)
WORDS = predict.Vocabulary(PLACES, (), (), 30, has_persons=True)


def features(events, *, without_persons=()):
    history, _ = predict.read_history(as_touches(events), "account", without_persons=without_persons)
    found = predict.features_at(history, WORDS, predict.microseconds(CUT))
    return {int(unit): dict(zip([one.id for one in found.features], row, strict=True))
            for unit, row in zip(found.unit, found.values, strict=True)}  # fmt: skip


def by_hand(events):
    """Count the same per account with loops."""
    answer = {}
    for account in {one.account for one in events}:
        mine = sorted(
            (one.at, place, one) for place, one in enumerate(events)
            if one.account == account and one.touchpoint is not None and one.at < CUT
        )  # fmt: skip
        if not mine:
            continue
        ages = [(CUT - at) / timedelta(days=1) for at, _, _ in mine]
        fading = [2 ** (-age / 30) for age in ages]
        gaps = [later[0] - earlier[0] for earlier, later in itertools.pairwise(mine)]
        names = [one.touchpoint for _, _, one in mine]
        line = {
            "touches": len(mine), "recent": sum(fading), "days_since_first": ages[0], "days_since_last": ages[-1],
            "sessions": 1 + sum(gap > timedelta(minutes=30) for gap in gaps), "different": len(set(names)),
            "value": sum((one.value or 0) / 100 for _, _, one in mine),
            "persons": len({one.person for _, _, one in mine}),
        }  # fmt: skip
        for name in PLACES:
            at = [place for place, found in enumerate(names) if found == name]
            line[f"recent:{name}"] = sum(fading[place] for place in at)
            line[f"since:{name}"] = ages[at[-1]] if at else math.nan
        answer[account] = line
    return answer


@settings(max_examples=15, deadline=None)
@given(happenings)
def test_features_are_what_a_plain_count_says(events):
    found, expected = features(events), by_hand(events)

    assert found.keys() == expected.keys()
    for account, line in expected.items():
        for name, value in line.items():
            assert found[account][name] == pytest.approx(value, nan_ok=True), (account, name)


@settings(max_examples=10, deadline=None)
@given(happenings, happenings)
def test_what_happens_later_changes_no_feature(events, more):
    later = [one for one in more if one.at >= CUT]

    before, after = features(events), features([*events, *later])

    assert before.keys() <= after.keys()
    for account, line in before.items():
        np.testing.assert_equal(list(after[account].values()), list(line.values()))


def test_touches_of_persons_who_object_are_not_counted_at_their_account():
    events = [
        Happening(BEGIN, "tp_ad", account=1, person=1),
        Happening(BEGIN + timedelta(days=1), "tp_demo", account=1, person=2),
        Happening(BEGIN + timedelta(days=2), "tp_demo", account=2, person=2),
    ]

    found = features(events, without_persons=[2])

    assert found.keys() == {1}
    assert (found[1]["touches"], found[1]["persons"]) == (1, 1)
    assert math.isnan(found[1]["since:tp_demo"])


def test_index_and_statements_give_the_same_features():
    data = buying_accounts(40)
    answers = []
    for indexed in (False, True):
        touches = from_data(data, "account", indexed=indexed)
        history, _ = predict.read_history(touches, "account")
        answers.append(predict.features_at(history, WORDS, predict.microseconds(CUT)).values)

    np.testing.assert_array_equal(*answers)


def test_horizon_begins_at_the_cut_off_and_ends_before_its_last_instant():
    times = [CUT - timedelta(days=1), CUT, CUT + timedelta(days=30)]
    data = pa.table(
        {
            "unit": [1, 1, 2, 2, 3, 3],
            "touchpoint": ["tp_ad", "tp_order"] * 3,
            "time": pa.array([times[0], times[1], times[0], times[2], times[0], times[0]], pa.timestamp("us", "UTC")),
        }
    )
    question = PredictionQuestion(conversion=("tp_order",), horizon_days=30)

    asked = predict.ask(from_data(data, "account"), question, cutoffs=(predict.microseconds(CUT),))

    (answers,) = asked.answers
    units = asked.history.columns.units[answers.places].tolist()
    assert dict(zip(units, answers.outcome.tolist(), strict=True)) == {1: 1, 2: 0}
