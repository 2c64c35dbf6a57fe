"""Every analysis that takes data, as a question with the arguments that it needs."""

from __future__ import annotations

import random
from datetime import UTC, datetime, timedelta
from functools import partial

import pyarrow as pa
from touch_histories import a_model

from wegmarke import analytics
from wegmarke.analytics import Ends, funnels

BEGIN = datetime(2025, 3, 28, 20, tzinfo=UTC)
MODEL = a_model()
FIRST, SECOND = (group[0] for group in list(MODEL.groups().values())[:2])
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


def rows() -> pa.Table:
    """Data of four units and nobody, around the night in which clocks are set forward in Berlin."""
    chance, places = random.Random(5), [*MODEL.phase_of_touchpoint, None]
    seen = [
        {
            "unit": chance.choice(["nord", "ost", "süd", "west", None]),
            "touchpoint": chance.choice(places),
            "time": BEGIN + timedelta(hours=chance.choice([0, 0, 1, 5, 30, 31]) * chance.randint(1, 40)),
            "value": chance.choice([None, 12.5, 99.99]),
            "currency": "EUR",
            "order": number,
            "properties": [("origin", chance.choice(["fair", "web"]))],
        }
        for number in range(120)
    ]
    texts = pa.map_(pa.string(), pa.string())
    schema = pa.schema(
        [("unit", pa.string()), ("touchpoint", pa.string()), ("time", pa.timestamp("us", tz="UTC")),
         ("value", pa.float64()), ("currency", pa.string()), ("order", pa.int64()), ("properties", texts)]
    )  # fmt: skip
    return pa.Table.from_pylist(seen, schema=schema)
