"""Public reference paths and a damaged session log, against ground truths that were computed by other programs."""

from __future__ import annotations

import gzip
import json
from collections import Counter

import numpy as np
import pandas as pd
import pytest

from wegmarke.analytics import attribution

MODELS = {
    "first_touch": ("first touch, conversions (4dp)", "first touch, value (4dp)", 4),
    "last_touch": ("last touch, conversions (4dp)", "last touch, value (4dp)", 4),
    "linear": ("linear (credit 1/L per touch), conversions (4dp)", "linear (credit 1/L per touch), value (4dp)", 4),
    "markov": ("Markov order 1 attributed conversions (removal effects normalised, 3dp)", None, 3),
    "shapley": ("Shapley, v(S)=conversions of paths that use only channels in S (3dp)", None, 3),
}
ROUNDED = 0.5000001
"""Half of the last digit that was written down."""


@pytest.fixture(scope="module")
def paths(shared_data):
    return pd.read_csv(shared_data / "attribution_pathdata" / "pathdata.csv.gz")


@pytest.fixture(scope="module")
def truth(shared_data):
    return json.loads((shared_data / "attribution_pathdata" / "ground_truth.json").read_text())


def column(result, name):
    return dict(zip(result.rows["touchpoint"].to_pylist(), result.rows[name].to_pylist(), strict=True))


@pytest.mark.shared_data
@pytest.mark.parametrize("model", MODELS)
def test_models_give_the_ground_truth(paths, truth, model):
    conversions, value, digits = MODELS[model]

    result = attribution.attribute(paths, model)

    for key, name in ((conversions, "conversions"), (value, "value")):
        if key is not None:
            found = column(result, name)
            for channel, expected in truth[key].items():
                assert abs(found[channel] - expected) <= ROUNDED * 10**-digits, channel
    assert sum(result.rows["value_minor"].to_pylist()) == round(100 * 74802.9716)


@pytest.mark.shared_data
def test_removal_effects_are_those_of_the_ground_truth(paths, truth):
    found = column(attribution.markov(paths), "removal_effect")

    for channel, expected in truth["Markov order 1 removal effect (6dp)"].items():
        assert abs(found[channel] - expected) <= ROUNDED * 1e-6


@pytest.mark.shared_data
@pytest.mark.parametrize("order", [2, 3, 4])
def test_higher_orders_agree_with_a_dense_solver(paths, order):
    # a square table of all states has no place for more than some hundred paths of order 4
    some = paths.head({2: 10_000, 3: 2_000, 4: 600}[order])

    found = column(attribution.markov(some, order=order), "removal_effect")

    expected = dense_removal_effects(some, order)
    assert {name: found[name] for name in expected} == pytest.approx(expected, abs=1e-10)


def dense_removal_effects(paths, order):
    hops, begun, won = Counter(), Counter(), Counter()
    for path, conversions, nulls in paths[["path", "total_conversions", "total_null"]].itertuples(index=False):
        touches = path.split(" > ")
        states = [tuple(touches[at : at + order]) for at in range(max(1, len(touches) - order + 1))]
        often = conversions + nulls
        begun[states[0]] += often
        for here, after in zip(states, [*states[1:], None], strict=True):
            hops[here, after] += often
        won[states[-1]] += conversions
    states = sorted({state for state, _ in hops})
    number = {state: place for place, state in enumerate(states)}
    leaving = Counter()
    for (here, _), often in hops.items():
        leaving[here] += often
    chances = np.zeros((len(states), len(states)))
    for (here, after), often in hops.items():
        if after is not None:
            chances[number[here], number[after]] = often / leaving[here]
    gained = np.array([won[state] / leaving[state] for state in states])
    start = np.array([begun[state] for state in states]) / sum(begun.values())

    def reached(without):
        kept = np.array([without not in state for state in states])
        table = np.where(np.outer(kept, kept), chances, 0.0)
        return start[kept] @ np.linalg.solve(np.eye(kept.sum()) - table[np.ix_(kept, kept)], gained[kept])

    whole = reached(None)
    return {name: 1 - reached(name) / whole for name in sorted({name for state in states for name in state})}


@pytest.fixture(scope="module")
def sessions(shared_data):
    folder = shared_data / "attribution_sessions"
    rows, rejected = repaired(gzip.decompress((folder / "touchpoints_raw.tsv.gz").read_bytes()).decode())
    assert not rejected
    return rows, json.loads((folder / "ground_truth.json").read_text())


def repaired(text):
    """Join the records that a line break inside of a channel tore apart; what is no record even then is rejected."""
    head, *lines = text.split("\r\n")
    names, records, rejected, begun = head.split("\t"), [], [], ""
    for line in lines:
        whole = begun + line
        if whole.count("\t") < len(names) - 1:
            begun = whole
        elif whole.count("\t") == len(names) - 1:
            records.append(whole.split("\t"))
            begun = ""
        else:
            rejected.append(whole)
            begun = ""
    frame = pd.DataFrame(records, columns=names)
    data = pd.DataFrame(
        {
            "unit": frame["CUSTOMERID"],
            "touchpoint": frame["MARKETINGCHANNEL"],
            "time": pd.to_datetime(frame["TIMESTAMP_TOUCHPOINT"]),
            "value": pd.to_numeric(frame["REVENUE"], errors="coerce"),
        }
    )
    return data, rejected


@pytest.mark.shared_data
@pytest.mark.parametrize(
    ("model", "key"),
    [
        ("first_touch", "first touch (customers)"), ("last_touch", "last touch (customers)"),
        ("linear", "linear (customers, 4dp)"), ("markov", "Markov attributed conversions (3dp)"),
        ("shapley", "Shapley, v(S)=converting customers whose journey uses only channels in S (4dp)"),
    ],
)  # fmt: skip
def test_sessions_of_a_damaged_file_give_the_ground_truth(sessions, model, key):
    rows, truth = sessions

    result = attribution.attribute(rows, model, by="person", first_only=True)

    found, digits = column(result, "conversions"), 3 if model == "markov" else 4
    for channel, expected in truth[key].items():
        assert abs(found[channel] - expected) <= ROUNDED * 10**-digits, channel
