from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from wegmarke.sources import zones

RECIPE = """
format: recipe/1
source: crm
time_zone: {zone}
files: {{leads: leads*}}
events:
  - name: lead_created
    from: leads
    id: id
    time: created
    time_format: {layout}
"""
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def read_one(read, text: str, layout: str = "auto", zone: str = "Europe/Berlin") -> tuple[str, str] | str:
    """Return instant and precision, or the reason of the rejection."""
    recipe = RECIPE.format(zone=zone, layout=f"'{layout}'")
    result = read(recipe, leads__csv=f'id,created\n1,"{text}"\n')
    if result.rejected:
        return result.rejected[0]["reason"]
    event = result.events[0]
    return event["occurred_at"].strftime("%Y-%m-%d %H:%M:%S.%f").rstrip("0").rstrip("."), event["precision"]


@pytest.mark.parametrize(
    ("text", "instant", "precision"),
    [
        ("2025-12-31", "2025-12-30 23:00:00", "day"),
        ("2025-12-31 14:05", "2025-12-31 13:05:00", "instant"),
        ("2025-12-31T14:05:09", "2025-12-31 13:05:09", "instant"),
        ("2025-12-31 14:05:09.123456789", "2025-12-31 13:05:09.123456", "instant"),
        ("2025-12-31 14:05:09,5", "2025-12-31 13:05:09.5", "instant"),
        ("2025-12-31T14:05:09Z", "2025-12-31 14:05:09", "instant"),
        ("2025-12-31 14:05:09 UTC", "2025-12-31 14:05:09", "instant"),
        ("2025-12-31T14:05:09-0330", "2025-12-31 17:35:09", "instant"),
        ("2025-12-31T14:05:09.5+05:30", "2025-12-31 08:35:09.5", "instant"),
        ("2025-12-31T14:05+02", "2025-12-31 12:05:00", "instant"),
        ("31.12.2025", "2025-12-30 23:00:00", "day"),
        ("1.7.2025", "2025-06-30 22:00:00", "day"),
        ("31.12.2025 14:05", "2025-12-31 13:05:00", "instant"),
        ("31.12.2025, 14:05:09 Uhr", "2025-12-31 13:05:09", "instant"),
        (" 2025-12-31 ", "2025-12-30 23:00:00", "day"),
    ],
)
def test_usual_notations_are_read_without_a_format(read, text, instant, precision):
    assert read_one(read, text) == (instant, precision)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("2023-02-29", "impossible_time"),
        ("31.04.2025", "impossible_time"),
        ("2025-12-31 25:00", "impossible_time"),
        ("2025-12-31 14:60", "impossible_time"),
        ("2025-12-31T14:05+99:00", "impossible_time"),
        ("0000-00-00", "impossible_time"),
        ("0001-01-01", "impossible_time"),
        ("12/31/2025", "unreadable_time"),
        ("20251231", "unreadable_time"),
        ("infinity", "unreadable_time"),
        ("now", "unreadable_time"),
        ("2025-1-1", "unreadable_time"),
        ("", "missing_time"),
    ],
)
def test_times_that_do_not_exist_or_cannot_be_read_are_rejected(read, text, reason):
    assert read_one(read, text) == reason


@pytest.mark.parametrize(
    ("layout", "text", "expected"),
    [
        ("%m/%d/%Y", "12/31/2025", ("2025-12-30 23:00:00", "day")),
        ("%m/%d/%Y %I:%M %p", "12/31/2025 02:05 PM", ("2025-12-31 13:05:00", "instant")),
        ("%Y%m%d", "20251231", ("2025-12-30 23:00:00", "day")),
        ("%d %b %Y", "31 Dec 2025", ("2025-12-30 23:00:00", "day")),
        ("%Y-%m-%d %H:%M %z", "2025-12-31 14:05 +0200", ("2025-12-31 12:05:00", "instant")),
        ("%m/%d/%Y", "02/30/2025", "impossible_time"),
        ("%m/%d/%Y", "2025-12-31", "unreadable_time"),
        ("epoch", "1767186309", ("2025-12-31 13:05:09", "instant")),
        ("epoch", "1767186309.25", ("2025-12-31 13:05:09.25", "instant")),
        ("epoch", "1767186309250", ("2025-12-31 13:05:09.25", "instant")),
        ("epoch", "-86400", ("1969-12-31 00:00:00", "instant")),
        ("epoch", "9999999999999999", "impossible_time"),
        ("epoch", "2025-12-31", "unreadable_time"),
    ],
)
def test_named_formats_are_read(read, layout, text, expected):
    assert read_one(read, text, layout) == expected


@pytest.mark.parametrize(
    ("zone", "text", "instant"),
    [
        # Skipped in spring: read as if the clocks had not been changed.
        ("Europe/Berlin", "2025-03-30 02:30", "2025-03-30 01:30:00"),
        # Twice in autumn: the first one.
        ("Europe/Berlin", "2025-10-26 02:30", "2025-10-26 00:30:00"),
        # Days that begin at one o'clock, because midnight is skipped.
        ("America/Sao_Paulo", "2017-10-15", "2017-10-15 03:00:00"),
    ],
)
def test_changed_clocks(read, zone, text, instant):
    assert read_one(read, text, zone=zone)[0] == instant


def test_recipe_without_zone_takes_the_workspaces_and_says_so(read):
    recipe = RECIPE.format(zone="null", layout="auto")

    result = read(recipe, leads__csv="id,created\n1,2025-07-01 12:00\n")

    assert f"{result.events[0]['occurred_at']:%H}" == "10"
    assert result.notices == [
        "The recipe names no time zone; times without an offset were read as Europe/Berlin, the workspace's. "
        "Write `time_zone` in the recipe to be independent of it."
    ]


@given(
    local=st.datetimes(datetime(1970, 1, 2), datetime(2099, 12, 30)),  # noqa: DTZ001 - local times are the point
    zone=st.sampled_from(
        ["Europe/Berlin", "America/Sao_Paulo", "Asia/Kathmandu", "Australia/Lord_Howe", "Africa/Casablanca"]
    ),
)
def test_zones_agree_with_the_standard_library(local, zone):
    micros = (local - EPOCH.replace(tzinfo=None)) // timedelta(microseconds=1)

    utc = zones.to_utc(np.array([micros]), zone)

    expected = local.replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)
    assert EPOCH + timedelta(microseconds=int(utc[0])) == expected


@pytest.mark.parametrize("zone", ["Europe/Berlin", "America/Sao_Paulo", "Australia/Lord_Howe"])
def test_zones_agree_around_every_change_of_the_clocks(zone):
    hours = np.arange(0, 24 * 366 * 3) * 3_600_000_000 + (datetime(2016, 1, 1, tzinfo=UTC) - EPOCH) // timedelta(
        microseconds=1
    )
    halves = np.sort(np.concatenate((hours, hours + 1_800_000_000)))

    utc = zones.to_utc(halves, zone)

    for micros, instant in zip(halves.tolist(), utc.tolist(), strict=True):
        local = EPOCH + timedelta(microseconds=micros)
        assert EPOCH + timedelta(microseconds=instant) == local.replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)
