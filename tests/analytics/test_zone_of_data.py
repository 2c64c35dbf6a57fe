"""Every analysis takes data whose times name no zone, and is told in which they are."""

from __future__ import annotations

from datetime import datetime

import pyarrow as pa
import pytest
from analyses_of_data import ANALYSES, FIRST, SECOND

from wegmarke import analytics
from wegmarke.analytics import funnels
from wegmarke.domain import UsageError

# half an hour before, and half an hour after midnight in Berlin
TIMES = [datetime.fromisoformat("2025-01-31T23:30"), datetime.fromisoformat("2025-02-01T00:30")]
DATA = pa.table({"unit": ["nord"] * 2, "touchpoint": [FIRST, SECOND], "time": TIMES})


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
