"""Every model against a slow and obvious one, over random histories, and to the cent."""

from __future__ import annotations

import os
import random
from collections import defaultdict
from datetime import UTC, datetime, timedelta

import pandas as pd
import pytest

from wegmarke.analytics import attribution

HISTORIES = 1_000 if os.environ.get("WEGMARKE_NIGHTLY") else 50
BEGIN = datetime(2025, 3, 1, tzinfo=UTC)
CHANNELS = ("ad", "fair", "mail > bulk", "a,b", "x|y", "direct")
MARKED = {"new_lead": ("form",), "new_opportunity": ("offer",), "direct": ("direct",)}
POSITIONS = {
    "first_touch": (100, 0, 0), "last_touch": (0, 0, 100), "position_based": (40, 20, 40),
    "position_40_20_40": (40, 20, 40),
    "position_20_20_60": (20, 20, 60), "position_60_20_20": (60, 20, 20), "position_10_80_10": (10, 80, 10),
}  # fmt: skip
MILESTONES = {
    "milestone_u_50_50": (50, 50, 0, 0, 0), "milestone_u_40_40_20": (40, 40, 0, 0, 20),
    "milestone_w_30_30_30_10": (30, 30, 30, 0, 10), "milestone_full_22_5": (22.5, 22.5, 22.5, 22.5, 10),
    "milestone_10_0_20_30_40": (10, 0, 20, 30, 40),
}  # fmt: skip
MODELS = (*attribution.MODELS, "position_10_80_10", "milestone_10_0_20_30_40")


def a_history(seed):
    """Touches of some units with conversions anywhere, some without a value, some negative."""
    chance, rows = random.Random(seed), []
    for unit in range(chance.randint(1, 8)):
        at = BEGIN
        for _ in range(chance.randint(0, 12)):
            at += timedelta(minutes=chance.choice([0, 10, 600, 9_000]))
            touchpoint = chance.choice([*CHANNELS, "won", "form", "offer"])
            value = chance.choice([None, 0.01, 19.99, 1_000.0, -5.0]) if touchpoint == "won" else None
            rows.append({"unit": unit, "touchpoint": touchpoint, "time": at, "value": value})
    # every name is known, whatever happened
    rows += [
        {"unit": None, "touchpoint": name, "time": BEGIN, "value": None} for name in (*CHANNELS, "won", "form", "offer")
    ]
    return rows


def as_frame(rows):
    frame = pd.DataFrame(rows)
    frame["unit"] = frame["unit"].astype("Int64")
    frame["value"] = frame["value"].astype("float64")
    return frame


def conversions(rows):
    """Yield (touches before, value in cents) of every conversion."""
    paths = defaultdict(list)
    for row in rows:
        if row["unit"] is None:
            continue
        if row["touchpoint"] == "won":
            yield list(paths[row["unit"]]), row["time"], round((row["value"] or 0) * 100)
        else:
            paths[row["unit"]].append(row)


def parts_of(model, path, closed_at):
    """Return what each touch of a path gets."""
    size = len(path)
    if model in POSITIONS:
        first, middle, last = POSITIONS[model]
        if size == 1:
            return [1.0]
        if size == 2:
            return [first / (first + last), last / (first + last)] if first + last else [0.5, 0.5]
        return [first / 100, *[middle / 100 / (size - 2)] * (size - 2), last / 100]
    if model in MILESTONES:
        return by_milestones(MILESTONES[model], path)
    if model == "linear":
        return [1 / size] * size
    if model == "last_non_direct":
        ways = [place for place, row in enumerate(path) if row["touchpoint"] != "direct"] or range(size)
        return [float(place == ways[-1]) for place in range(size)]
    if model == "time_decay":
        ages = [2.0 ** (-((closed_at - row["time"]) / timedelta(days=7))) for row in path]
        return [age / sum(ages) for age in ages]
    names = [row["touchpoint"] for row in path]
    once = [float(name not in names[:place]) for place, name in enumerate(names)]
    return once if model == "participation" else [part / len(set(names)) for part in once]


def by_milestones(shares, path):
    first, lead, offer, won, others = shares
    holders = {0: first}
    for name, share in (("form", lead), ("offer", offer)):
        place = next((place for place, row in enumerate(path) if row["touchpoint"] == name), None)
        if place is not None and share:
            holders[place] = holders.get(place, 0) + share
    holders[len(path) - 1] = holders.get(len(path) - 1, 0) + won
    holders = {place: share for place, share in holders.items() if share}
    rest = [place for place in range(len(path)) if place not in holders]
    whole = sum(holders.values()) + (others if rest else 0)
    return [holders.get(place, others / len(rest) if rest else 0) / whole for place in range(len(path))]


@pytest.mark.parametrize("seed", range(HISTORIES))
def test_credits_are_those_of_the_definition_and_sum_to_the_cent(seed):
    rows = a_history(seed)
    won = list(conversions(rows))
    asked = attribution.Question(conversion="won", **MARKED)
    paths = attribution.find(as_frame(rows), "account", asked)

    for model in MODELS:
        result = attribution.attribute(paths, model, asked=asked).rows.to_pylist()

        credit = {row["touchpoint"]: row["conversions"] for row in result}
        if model not in ("participation", "shapley_rate"):
            assert sum(row["value_minor"] for row in result) == sum(value for _, _, value in won), model
            assert sum(credit.values()) == pytest.approx(len(won), abs=1e-9), model
            assert credit["(unattributed)"] == sum(not path for path, _, _ in won), model
            assert min(credit.values()) >= 0, model
        if model not in ("markov", "shapley_rate"):
            expected = expected_credit(model, won)
            assert {name: credit[name] for name in expected} == pytest.approx(expected, abs=1e-9), model


def expected_credit(model, won):
    expected = dict.fromkeys((*CHANNELS, "form", "offer"), 0.0)
    for path, closed_at, _ in won:
        for row, part in zip(path, parts_of(model, path, closed_at) if path else (), strict=True):
            expected[row["touchpoint"]] += part
    return expected


def test_a_path_of_ten_thousand_touches_is_solved():
    rows = [{"path": ["a", "b"] * 5_000, "conversions": 1, "null": 0}, {"path": ["b"], "conversions": 0, "null": 1}]
    frame = pd.DataFrame(rows)

    effects = [
        {row["touchpoint"]: row["removal_effect"] for row in attribution.markov(frame, order=order).rows.to_pylist()}
        for order in (1, 2)
    ]

    # a path may begin at b, where one of 5,001 goes on to the conversion without a
    assert effects[0] == pytest.approx({"a": 1 - 1 / 5_001, "b": 1.0, "(unattributed)": None})
    assert effects[1] == pytest.approx({"a": 1.0, "b": 1.0, "(unattributed)": None})
    said = str(attribution.linear(frame).definition)
    assert "The longest path has 10000 touches; all of them count." in said
    assert "texts are separated at “ > ”" in said
