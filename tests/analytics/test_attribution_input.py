"""What happens with input that other tools guess about: said in the definition, or refused with a message."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pandas as pd
import pytest

from wegmarke.analytics import attribution
from wegmarke.analytics.attribution.sums import check_sums, largest_remainder
from wegmarke.domain import SharesDiffer, UsageError

BEGIN = datetime(2025, 3, 1, tzinfo=UTC)


def touches(*rows):
    """Touches of units: (unit, touchpoint, days, value, currency)."""
    return pd.DataFrame(
        [
            {
                "unit": unit, "touchpoint": touchpoint, "time": BEGIN + timedelta(days=days), "value": value,
                "currency": currency,
            }
            for unit, touchpoint, days, value, currency in rows
        ]
    ).astype({"value": "float64"})  # fmt: skip


SOME = touches(
    ("nord", "ad", 0, None, None), ("nord", "won", 1, 100, "EUR"),
    ("west", "fair", 0, None, None), ("west", "won", 1, 50, "USD"),
    ("ost", "won", 0, -30, "EUR"), ("ost", "ad", 1, None, None),
)  # fmt: skip


def credits_of(result):
    return dict(zip(result.rows["touchpoint"].to_pylist(), result.rows["value_minor"].to_pylist(), strict=True))


def test_a_currency_without_a_rate_counts_without_its_value():
    result = attribution.linear(SOME, conversion="won")

    assert credits_of(result) == {"ad": 10_000, "fair": 0, "(unattributed)": -3_000}
    assert "1 conversions in USD count without their value" in str(result.definition)


def test_a_rate_converts():
    result = attribution.linear(SOME, conversion="won", rates={"USD": 0.9})

    assert credits_of(result)["fair"] == 4_500
    assert "1 USD = 0.9 EUR" in str(result.definition)


def test_negative_values_lessen_the_sum_and_are_named():
    result = attribution.markov(SOME, conversion="won")

    assert sum(credits_of(result).values()) == 7_000
    assert "1 conversions have a negative value" in str(result.definition)


def test_a_conversion_before_the_first_touch_is_unattributed():
    result = attribution.first_touch(SOME, conversion="won")

    assert result.rows.to_pylist()[-1]["conversions"] == 1
    assert "1 conversions with no touch before them are unattributed" in str(result.definition)
    assert "ohne ein Kontaktereignis davor" in result.definition.text("de")


@pytest.mark.parametrize("model", [one for one in attribution.MODELS if "milestone" not in one])
def test_no_conversion_at_all_is_no_credit(model):
    paths = pd.DataFrame({"path": [["a", "b"], ["b"]], "conversions": [0, 0], "null": [3, 4]})
    data = touches(("nord", "ad", 0, None, None), ("west", "won", 1, None, None)) if model == "time_decay" else paths
    asked = {"direct": ("b",)} | ({"conversion": "won", "end": BEGIN, "direct": ()} if model == "time_decay" else {})

    result = attribution.attribute(data, model, **asked)

    assert set(result.rows["conversions"].to_pylist()) == {0.0}
    assert "There was no conversion." in str(result.definition)


@pytest.mark.parametrize("name", ["a > b", "a,b", "a|b", ">", " "])
def test_touchpoints_named_like_separators_stay_whole_in_lists_and_touches(name):
    paths = pd.DataFrame({"path": [[name, "c"]], "conversions": [2]})
    if name == " ":
        with pytest.raises(UsageError, match="a name for every touchpoint"):
            attribution.linear(paths)
        return

    assert set(attribution.markov(paths, order=2).rows["touchpoint"].to_pylist()) == {name, "c", "(unattributed)"}


def test_texts_are_split_at_the_separator_that_is_named():
    paths = pd.DataFrame({"path": ["a > b|c", "c"], "conversions": [1, 1]})

    assert set(attribution.linear(paths, separator="|").rows["touchpoint"].to_pylist()[:-1]) == {"a > b", "c"}


@pytest.mark.parametrize(
    ("asked", "message"),
    [
        ({"model": "best"}, "model: expected one of first_touch, "),
        ({"model": "position_50_30_30"}, "sum to 100"),
        ({"model": "milestone_x"}, "model: expected one of"),
        ({"model": "milestone_w_30_30_30_10", "conversion": "won"}, "milestone new_lead"),
        ({"model": "milestone_u_50_50", "conversion": "won", "new_lead": "signup"}, "new_lead: expected one of"),
        ({"model": "markov", "order": 5}, "order: expected 1 to 4"),
        ({"conversion": "sold"}, "conversion: expected one of"),
        ({"conversion": "won", "lookback": "a while"}, "lookback: expected a span like"),
        ({"conversion": "won", "window": 3}, "attribution: expected some of conversion, "),
        ({"conversion": "won", "costs": {"tv": 5.0}}, "costs: expected one of"),
        ({"model": "last_non_direct", "conversion": "won"}, "direct visits"),
    ],
)
def test_what_does_not_exist_is_refused_with_what_does(asked, message):
    with pytest.raises(UsageError, match=message):
        attribution.attribute(SOME, **asked)


def test_all_that_is_wrong_with_paths_is_said_at_once():
    paths = pd.DataFrame({"path": ["a >  > b", "c"], "conversions": [-1.0, 1.0], "value": [float("inf"), 2.0]})

    with pytest.raises(UsageError) as caught:
        attribution.linear(paths)

    assert len(caught.value.problems) == 3


def test_whole_paths_know_no_time():
    paths = pd.DataFrame({"path": ["a", "c"], "conversions": [1, 1]})

    with pytest.raises(UsageError, match="touches with times"):
        attribution.time_decay(paths)


def test_costs_give_cac_return_and_value_per_cost():
    result = attribution.linear(SOME, conversion="won", costs={"ad": 25.0, "fair": 0.0})

    rows = {row["touchpoint"]: row for row in result.rows.to_pylist()}
    assert (rows["ad"]["cac_minor"], rows["ad"]["value_per_cost"], rows["ad"]["return_on_cost"]) == (2_500, 4.0, 3.0)
    assert rows["fair"]["value_per_cost"] is None


def test_intervals_hold_the_credit_and_are_the_same_every_time():
    paths = pd.DataFrame({"path": ["a > b", "b", "c > a"], "conversions": [40, 30, 20], "null": [5, 90, 7]})

    first, second = (attribution.markov(paths, intervals=100).rows.to_pylist() for _ in range(2))

    assert first == second
    assert all(row["low"] <= row["conversions"] <= row["high"] for row in first)
    assert first[0]["low"] < first[0]["high"]


@pytest.mark.parametrize(
    ("shares", "total", "expected"),
    [([33.4, 33.3, 33.3], 100, [34, 33, 33]), ([0.5, 0.5], 1, [1, 0]), ([-0.5, -0.5], -1, [0, -1]), ([], 0, [])],
)
def test_rounding_keeps_the_sum(shares, total, expected):
    found = largest_remainder(shares, total)

    assert sorted(found) == sorted(expected)
    assert sum(found) == total


def test_credits_that_are_not_the_whole_are_never_shown():
    with pytest.raises(SharesDiffer, match="expected credits"):
        check_sums([1.0, 1.0], 2.01, "conversions")


@pytest.mark.parametrize("by", ["person", "account", "buying_group", "opportunity", "order"])
def test_every_unit_has_paths(by):
    result = attribution.linear(SOME, by=by, conversion="won", currency="EUR")

    assert credits_of(result) == {"ad": 10_000, "fair": 0, "(unattributed)": -3_000}
    assert f"Unit: {by}." in str(result.definition)


def test_the_look_back_includes_its_end_and_counts_sessions():
    data = touches(
        ("nord", "fair", 0, None, None), ("nord", "ad", 2, None, None), ("nord", "demo", 2.01, None, None),
        ("nord", "won", 4, 1, "EUR"),
    )  # fmt: skip

    def touched(**asked):
        rows = attribution.linear(data, conversion="won", **asked).rows.to_pylist()
        return {row["touchpoint"] for row in rows if row["conversions"]}

    assert touched(lookback="2 days") == {"ad", "demo"}
    assert touched(lookback="4 days") == {"fair", "ad", "demo"}
    assert touched(sessions=1) == {"ad", "demo"}
    assert touched(lookback="47 hours") == {"(unattributed)"}


def test_a_path_begins_anew_after_a_conversion_where_that_is_asked_for():
    data = touches(
        ("nord", "fair", 0, None, None), ("nord", "won", 1, 1, "EUR"), ("nord", "ad", 2, None, None),
        ("nord", "won", 3, 2, "EUR"), ("nord", "mail", 4, None, None),
    )  # fmt: skip

    assert credits_of(attribution.first_touch(data, conversion="won"))["fair"] == 300
    reset = credits_of(attribution.first_touch(data, conversion="won", reset_on_win=True))
    assert (reset["fair"], reset["ad"], reset["mail"]) == (100, 200, 0)
    assert credits_of(attribution.first_touch(data, conversion="won", first_only=True))["fair"] == 100
