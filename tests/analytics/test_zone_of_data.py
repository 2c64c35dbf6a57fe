"""Every analysis takes data whose times name no zone, and is told in which they are."""

from __future__ import annotations

from datetime import datetime
from functools import partial

import pyarrow as pa
import pytest
from touch_histories import a_model

from wegmarke import analytics
from wegmarke.analytics import Ends, funnels
from wegmarke.domain import UsageError

MODEL = a_model()
FIRST, SECOND = (group[0] for group in list(MODEL.groups().values())[:2])
# half an hour before, and half an hour after midnight in Berlin
TIMES = [datetime.fromisoformat("2025-01-31T23:30"), datetime.fromisoformat("2025-02-01T00:30")]
DATA = pa.table({"unit": ["nord"] * 2, "touchpoint": [FIRST, SECOND], "time": TIMES})
PLAN = funnels.FunnelPlan((funnels.FunnelStep((FIRST,)), funnels.FunnelStep((SECOND,))))
ANALYSES = {
    "paths": analytics.paths,
    "sankey": analytics.sankey,
    "variants": analytics.variants,
    "path_lengths": analytics.path_lengths,
    "paths_by_outcome": partial(analytics.paths_by_outcome, ends=Ends((SECOND,), (), 90)),
    "variants_by_outcome": partial(analytics.variants_by_outcome, ends=Ends((SECOND,), (), 90)),
    "funnel": lambda data, **asked: analytics.funnel(data, MODEL, **asked),
    "phases": lambda data, **asked: analytics.phases(data, MODEL, **asked),
    "phase_conversion": lambda data, **asked: analytics.phase_conversion(data, MODEL, **asked),
    "phase_curve": lambda data, **asked: analytics.phase_curve(data, MODEL, **asked),
    "phase_velocity": lambda data, **asked: analytics.phase_velocity(data, MODEL, **asked),
    "time_in_phase": lambda data, **asked: analytics.time_in_phase(data, MODEL, **asked),
    "boomerangs": lambda data, **asked: analytics.boomerangs(data, MODEL, **asked),
    "boomerang_units": lambda data, **asked: analytics.boomerang_units(data, MODEL, **asked),
    "stalled": lambda data, **asked: analytics.stalled(data, MODEL, **asked),
    "retention": analytics.retention,
    "revenue_retention": analytics.revenue_retention,
    "funnels.funnel": lambda data, **asked: funnels.funnel(data, PLAN, **asked),
    "funnels.time_to_convert": lambda data, **asked: funnels.time_to_convert(data, PLAN, **asked),
    "funnels.conversion_curve": lambda data, **asked: funnels.conversion_curve(data, PLAN, **asked),
    "funnels.funnel_trend": lambda data, **asked: funnels.funnel_trend(data, PLAN, **asked),
    "funnels.dropped": lambda data, **asked: funnels.dropped(data, PLAN, step=1, **asked),
    "funnels.after_dropping": lambda data, **asked: funnels.after_dropping(data, PLAN, step=1, **asked),
}


def test_all_analyses_that_take_data_stand_here() -> None:
    def taking(module, prefix=""):
        return {prefix + name for name in module.__all__ if hasattr(getattr(module, name), "__wrapped__")}

    assert set(ANALYSES) == taking(analytics) | taking(funnels, "funnels.")


@pytest.mark.parametrize("analysis", ANALYSES.values(), ids=ANALYSES)
def test_times_without_a_zone_are_read_in_that_of_the_question(analysis) -> None:
    result = analysis(DATA, zone="Europe/Berlin")

    assert "Data until 2025-01-31T23:30:00+00:00" in str(result.definition).replace("State: data", "Data")
    assert "Zone: Europe/Berlin." in str(result.definition)


@pytest.mark.parametrize("analysis", ANALYSES.values(), ids=ANALYSES)
def test_a_zone_that_does_not_exist_is_one_clear_message(analysis) -> None:
    with pytest.raises(UsageError) as refused:
        analysis(DATA, zone="Europe/Berlinn")

    assert str(refused.value) == (
        "zone: expected an IANA time zone such as Europe/Berlin; got 'Europe/Berlinn'. Correct the name."
    )
