from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import ibis
import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from wegmarke.domain import UsageError
from wegmarke.paths import Calendar

EPOCH = datetime(1970, 1, 1)  # noqa: DTZ001 - as the stores write it
BERLIN = "Europe/Berlin"
# the awkward ones: half hours, midnight changes, a day that never was, no changes at all
ZONES = [BERLIN, "America/Sao_Paulo", "Australia/Lord_Howe", "Pacific/Apia", "Asia/Kathmandu", "UTC"]


def instants(*texts):
    return np.array([microseconds(datetime.fromisoformat(text)) for text in texts], dtype=np.int64)


def microseconds(instant):
    return (instant.replace(tzinfo=None) - EPOCH) // timedelta(microseconds=1)


def local_days(calendar, *texts):
    return [str(EPOCH.date() + timedelta(days=int(day))) for day in calendar.local_days(instants(*texts))]


@settings(max_examples=100, deadline=None)
@given(
    st.lists(st.datetimes(datetime(1985, 1, 1), datetime(2035, 1, 1)), min_size=1, max_size=20),  # noqa: DTZ001
    st.sampled_from(ZONES),
)
def test_local_days_equal_those_of_zoneinfo(naive, zone):
    calendar = Calendar.over(zone, min(naive), max(naive))

    days = calendar.local_days(np.array([microseconds(instant) for instant in naive], dtype=np.int64))

    expected = [instant.replace(tzinfo=UTC).astimezone(ZoneInfo(zone)).date() for instant in naive]
    assert [EPOCH.date() + timedelta(days=int(day)) for day in days] == expected


@settings(max_examples=30, deadline=None)
@given(
    st.lists(st.datetimes(datetime(2015, 1, 1), datetime(2030, 1, 1)), min_size=1, max_size=20),  # noqa: DTZ001
    st.sampled_from(ZONES),
)
def test_the_expression_agrees_with_the_columns(naive, zone):
    calendar = Calendar.over(zone, min(naive), max(naive))
    table = ibis.memtable(pa.table({"at": pa.array(naive, pa.timestamp("us")), "row": range(len(naive))}))

    rows = table.select("row", month=calendar.month(table.at), local=calendar.local(table.at)).to_pyarrow().to_pylist()

    found = {row["row"]: (row["month"], row["local"]) for row in rows}
    wall = [instant.replace(tzinfo=UTC).astimezone(ZoneInfo(zone)).replace(tzinfo=None) for instant in naive]
    assert found == {row: (local.strftime("%Y-%m"), local) for row, local in enumerate(wall)}


def test_the_short_night_of_march_in_berlin():
    calendar = Calendar.over(BERLIN, datetime(2025, 3, 1, tzinfo=UTC), datetime(2025, 4, 30, tzinfo=UTC))

    # midnight before the change is 23:00 UTC, midnight after it 22:00 UTC
    assert local_days(calendar, "2025-03-29T22:59:59", "2025-03-29T23:00:00") == ["2025-03-29", "2025-03-30"]
    assert local_days(calendar, "2025-03-30T21:59:59", "2025-03-30T22:00:00") == ["2025-03-30", "2025-03-31"]


def test_the_long_night_of_october_in_berlin():
    calendar = Calendar.over(BERLIN, datetime(2025, 10, 1, tzinfo=UTC), datetime(2025, 11, 30, tzinfo=UTC))

    # both hours that read 02:30 belong to the same day; the day has 25 hours
    assert local_days(calendar, "2025-10-26T00:30:00", "2025-10-26T01:30:00") == ["2025-10-26", "2025-10-26"]
    assert local_days(calendar, "2025-10-25T22:00:00", "2025-10-26T22:59:59") == ["2025-10-26", "2025-10-26"]


def test_the_clock_changes_at_the_exact_second():
    calendar = Calendar.over(BERLIN, datetime(2025, 3, 1), datetime(2025, 4, 30))  # noqa: DTZ001

    assert calendar.changes == (microseconds(datetime(2025, 3, 30, 1)),)  # noqa: DTZ001
    assert calendar.offsets == (3600, 7200)


def test_an_hour_that_is_given_back_at_midnight_belongs_to_the_day_before():
    calendar = Calendar.over("America/Sao_Paulo", datetime(2018, 2, 1), datetime(2018, 3, 1))  # noqa: DTZ001

    assert local_days(calendar, "2018-02-18T02:00:00", "2018-02-18T03:00:00") == ["2018-02-17", "2018-02-18"]


def test_a_month_ends_at_local_midnight():
    calendar = Calendar.over(BERLIN, datetime(2025, 1, 1, tzinfo=UTC), datetime(2025, 2, 28, tzinfo=UTC))

    assert list(calendar.months(instants("2025-01-31T22:59:59", "2025-01-31T23:00:00"))) == ["2025-01", "2025-02"]


def test_no_data_needs_no_clock_changes():
    assert Calendar.over(BERLIN, None, None).changes == ()


@pytest.mark.parametrize("zone", ["Europe/Bielefeld", "../etc/passwd", ""])
def test_an_unknown_zone_is_refused_with_its_name(zone):
    with pytest.raises(UsageError, match="IANA"):
        Calendar.over(zone, None, None)
