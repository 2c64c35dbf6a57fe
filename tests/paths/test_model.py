from __future__ import annotations

from datetime import UTC, datetime

import pytest
from touch_histories import a_model

from wegmarke.domain import UsageError
from wegmarke.paths import Period, PhaseModel, as_table


def test_the_sequence_follows_the_order_and_leaves_exits_out():
    ids = [phase.id for phase in a_model().sequence()]

    assert ids == ["ph_awareness", "ph_consideration", "ph_decision", "ph_loyalty"]


def test_groups_name_all_phases_and_their_touchpoints():
    groups = a_model().groups()

    assert list(groups)[-1] == "ph_exit"
    assert set(groups["ph_awareness"]) == {"tp_ad", "tp_fair"}


def test_a_touchpoint_in_an_unknown_phase_is_refused():
    with pytest.raises(UsageError, match="ph_lost"):
        PhaseModel(a_model().phases, {"tp_ad": "ph_lost"})


def test_a_period_without_zone_is_refused():
    with pytest.raises(UsageError, match="time zone"):
        Period(datetime(2025, 1, 1))  # noqa: DTZ001 - the mistake in question


def test_a_period_that_ends_before_it_starts_is_refused():
    with pytest.raises(UsageError, match="start before end"):
        Period(datetime(2025, 2, 1, tzinfo=UTC), datetime(2025, 1, 1, tzinfo=UTC))


def test_an_answer_is_a_table_again():
    import pyarrow as pa

    assert as_table(pa.table({"units": [1, 2]})).units.sum().to_pyarrow().as_py() == 3
