"""Checkouts on cases by hand, against a slow loop, and with people of one account."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from touch_histories import Happening, as_touches

from wegmarke.analytics import checkout
from wegmarke.domain import UsageError
from wegmarke.paths import primitives

BEGIN = datetime(2025, 3, 3, 9, tzinfo=UTC)
Said = tuple[int, str, float, float | None, dict[str, str]]


def touches(rows: Sequence[Said]) -> pa.Table:
    """Rows of unit, touchpoint, hour, value, properties."""
    return pa.table(
        {
            "unit": pa.array([row[0] for row in rows], pa.int64()),
            "touchpoint": [row[1] for row in rows],
            "time": pa.array([BEGIN + timedelta(hours=row[2]) for row in rows], pa.timestamp("us", tz="UTC")),
            "value": pa.array([row[3] for row in rows], pa.float64()),
            "currency": ["EUR"] * len(rows),
            "properties": pa.array([list(row[4].items()) for row in rows], pa.map_(pa.string(), pa.string())),
        }
    )


def begin(unit: int, hour: float, value: float | None = 100, **said: str) -> Said:
    return unit, "checkout_started", hour, value, said


def tell(unit: int, hour: float, state: str, method: str = "card", **said: str) -> Said:
    return unit, "payment_attempted", hour, None, {"state": state, "method": method, **said}


def order(unit: int, hour: float) -> Said:
    return unit, "order_placed", hour, None, {}


STATE = order(99, 5000)
TOLD = [
    begin(1, 0), tell(1, 1, "open"), tell(1, 1.1, "paid"), order(1, 1.2),
    begin(2, 0), tell(2, 1, "failed"), tell(2, 2, "paid", "paypal"),
    begin(3, 0), tell(3, 1, "expired"), order(3, 24.001),
    begin(4, 0), begin(5, 0), tell(5, 1, "canceled"), begin(6, 0), tell(6, 1, "pending"),
    begin(7, 0), tell(7, 3, "FAILED"), begin(8, 0), tell(8, 24, "paid"), begin(9, 4990), STATE,
]  # fmt: skip


def outcomes(data: object, **asked: Any) -> dict[int, str]:
    return {row["unit"]: row["outcome"] for row in checkout.checkouts(data, **asked).to_pyarrow().to_pylist()}


def test_every_outcome_by_hand() -> None:
    data = touches(TOLD)

    assert outcomes(data) == {
        1: "paid", 2: "rescued", 3: "paid_later", 4: "no_attempt", 5: "canceled", 6: "pending", 7: "failed",
        8: "paid", 9: "running",
    }  # fmt: skip
    total = checkout.rates(data).to_pyarrow().to_pylist()[-1]
    assert (total["checkouts"], total["abandoned"], total["rate"]) == (9, 5, 5 / 8)
    assert (total["at_stake_minor"], total["recovered_minor"]) == (60_000, 20_000)
    assert total["hours_median"] == pytest.approx((2 + 24.001) / 2)
    assert sum(total[name] for name in checkout.OUTCOMES) == total["checkouts"]


def test_steps_attempts_and_rescues() -> None:
    data = touches(TOLD)

    steps = {row["step"]: row["checkouts"] for row in checkout.steps(data).to_pyarrow().to_pylist()}
    attempts = {
        (row["method"], row["state"]): row["attempts"] for row in checkout.attempts(data).to_pyarrow().to_pylist()
    }
    rescues = [
        (row["outcome"], row["touchpoint"], row["by"]) for row in checkout.rescues(data).to_pyarrow().to_pylist()
    ]

    assert steps == {"started": 8, "offered": 0, "chosen": 7, "attempted": 7, "paid": 3, "paid_or_later": 4}
    # what was open became paid: one attempt
    assert attempts == {
        ("card", "pending"): 1, ("card", "paid"): 2, ("card", "canceled"): 1, ("card", "expired"): 1,
        ("card", "failed"): 2, ("paypal", "paid"): 1,
    }  # fmt: skip
    assert rescues == [("paid_later", "order_placed", "same"), ("rescued", "payment_attempted", "same")]


def test_attempts_with_names_have_their_last_state() -> None:
    data = touches(
        [begin(1, 0), tell(1, 1, "open", payment="a"), tell(1, 2, "open", payment="b"),
         tell(1, 3, "failed", payment="a"), tell(1, 4, "paid", payment="b"), STATE]
    )  # fmt: skip

    rows = checkout.attempts(data, payment="payment").to_pyarrow().to_pylist()

    assert [(row["state"], row["attempts"]) for row in rows] == [("paid", 1), ("failed", 1)]


def test_words_and_events_of_your_own_stand_for_states() -> None:
    rows = [begin(1, 0), tell(1, 1, "abgelehnt"), begin(2, 0), (2, "payment_done", 1, None, {}), STATE]

    found = outcomes(touches(rows), states={"abgelehnt": "failed", "payment_done": "paid"})

    assert found == {1: "failed", 2: "paid"}


def test_another_person_of_the_account_rescues() -> None:
    when = [BEGIN + timedelta(hours=hour) for hour in range(6)]
    data = as_touches(
        [
            Happening(when[0], "tp_demo", account=1, person=10), Happening(when[1], "tp_order", account=1, person=20),
            Happening(when[0], "tp_demo", account=2, person=30), Happening(when[2], "tp_order", account=2, person=30),
            Happening(when[0], "tp_demo", account=None, person=40),
            Happening(when[3], "tp_order", account=None, person=40),
            Happening(when[0], "tp_demo", account=3, person=50), Happening(when[4], "tp_order", account=3, person=None),
            Happening(when[5] + timedelta(days=3), "tp_survey", account=4, person=60),
        ]
    )  # fmt: skip
    asked = {"starts": "tp_demo", "orders": "tp_order"}

    assert outcomes(data, **asked) == {1: "rescued", 2: "paid", 3: "paid"}
    # the order of account 3 names no person, and is found all the same
    assert outcomes(data, by="person", **asked) == {10: "rescued", 30: "paid", 40: "paid", 50: "paid"}
    rescued = checkout.rescues(data, by="person", **asked).to_pyarrow().to_pylist()
    assert [(row["by"], row["touchpoint"], row["hours_median"]) for row in rescued] == [("other", "tp_order", 1.0)]


def test_bad_input_is_counted_and_named() -> None:
    data = touches(
        [
            begin(1, 0, -5), begin(1, 1), tell(1, 2, "upside_down"), order(2, 0), tell(3, 0, "failed"),
            tell(4, 0, "paid"), STATE,
        ]
    )  # fmt: skip

    result = checkout.rates(data)

    said = str(result.definition)
    for words in (
        "1 starts of a checkout that was open", "3 payments and orders without a checkout",
        "1 attempts to pay without a checkout", "1 attempts to pay in an unknown state",
        "1 events with a negative value",
    ):  # fmt: skip
        assert words in said
    total = result.to_pyarrow().to_pylist()[-1]
    assert (total["checkouts"], total["no_attempt"], total["at_stake_minor"]) == (1, 1, 10_000)
    for wrong in ({"starts": "nothing"}, {"window_hours": 0}, {"rescue_hours": 1}, {"states": {"x": "gone"}}, {"a": 1}):
        with pytest.raises(UsageError):
            checkout.rates(data, **wrong)
    assert checkout.rates(touches([STATE]), orders="order_placed").rows.num_rows == 0


def slow(rows: list[tuple[int, int, int]], window: int, rescue: int) -> tuple[list[int], dict[int, int]]:
    """The checkout of each row of (instant, kind, person), and what concluded it; one group."""
    of: list[int] = []
    done: dict[int, int] = {}
    for place, (at, kind, person) in enumerate(rows):
        near = [p for p in range(place) if rows[p][1] == 0 and of[p] == p and at - rows[p][0] <= rescue]
        still = [p for p in near if p not in done]
        over = [p for p in near if p in done and at - rows[done[p]][0] <= window]
        own = [p for p in still if rows[p][2] == person]
        told = over if person < 0 else [p for p in over if rows[p][2] == person]
        if kind == 0:
            of.append(own[-1] if own and at - rows[own[-1]][0] <= window else place)
        elif kind == 1:
            of.append(own[-1] if own else still[-1] if still else -1)
        else:
            if own:
                found = own[-1]
            elif told and rows[done[told[-1]]][1] != kind:
                found = told[-1]
            else:
                found = still[-1] if still else over[-1] if over else -1
            of.append(found)
            if found >= 0 and found not in done:
                done[found] = place
    return of, done


@settings(max_examples=200, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 60), st.integers(0, 3), st.sampled_from([-1, 1, 2])), max_size=14))
def test_checkouts_are_followed_as_by_a_slow_loop(drawn: list[tuple[int, int, int]]) -> None:
    rows = sorted(drawn, key=lambda row: row[0])
    at, kind, person = (np.array([row[part] for row in rows], np.int64) for part in range(3))
    starts = np.array([0, len(rows)] if rows else [0], np.int64)

    of, concluded = primitives.follow_checkouts(starts, at, kind, person, 10, 30)

    expected, done = slow(rows, 10, 30)
    assert of.tolist() == expected
    assert {place: end for place, end in enumerate(concluded.tolist()) if end >= 0} == done
