"""Who is where: at instants, over time, and which ways were gone, against counting by hand."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from wegmarke.domain import UsageError
from wegmarke.stages import OPEN, as_of, changes, counts_as_of, counts_over_time, rewritten, transitions
from wegmarke.stages.counts import microseconds
from wegmarke.stages.history import SCHEMA

BERLIN = "Europe/Berlin"
STAGES = ("lead", "customer", "lost")
# Around both changes of the clock in Berlin, to the microsecond, with midnights and ties.
EDGES = [
    datetime(2025, 3, 29, 23, 0, tzinfo=UTC) - timedelta(microseconds=1),
    datetime(2025, 3, 30, 22, 0, tzinfo=UTC) - timedelta(microseconds=1),
    datetime(2025, 3, 30, 22, 0, tzinfo=UTC),
    datetime(2025, 3, 31, 22, 0, tzinfo=UTC),
    datetime(2025, 10, 26, 0, 30, tzinfo=UTC),
    datetime(2025, 10, 26, 23, 0, tzinfo=UTC),
    datetime(2025, 10, 31, 23, 0, tzinfo=UTC),
    datetime(2025, 12, 24, 12, 0, tzinfo=UTC),
]
Path = list[tuple[datetime, str]]


def a_history(paths: dict[str, Path]) -> pa.Table:
    rows = []
    for subject, path in sorted(paths.items()):
        for place, (at, stage) in enumerate(path):
            left = microseconds(path[place + 1][0]) if place + 1 < len(path) else OPEN
            rows.append(
                {"subject": subject, "stage": stage, "entered_at": microseconds(at), "left_at": left,
                 "previous": path[place - 1][1] if place else None, "event_id": "", "event": "", "source": "",
                 "went_back": False, "is_allowed": True, "is_skipped": False, "version": 1}
            )  # fmt: skip
    columns = {name: [row[name] for row in rows] for name in SCHEMA.names}
    arrays = [
        pa.array(columns[field.name], pa.string()).dictionary_encode()
        if pa.types.is_dictionary(field.type)
        else pa.array(columns[field.name], field.type)
        for field in SCHEMA
    ]
    return pa.table(arrays, schema=SCHEMA)


@st.composite
def paths(draw: st.DrawFn) -> dict[str, Path]:
    found = {}
    for subject in ("1", "2", "3"):
        instants = sorted(draw(st.lists(st.sampled_from(EDGES), max_size=5)))
        path: Path = []
        for at in instants:
            others = [stage for stage in STAGES if not path or stage != path[-1][1]]
            path.append((at, draw(st.sampled_from(others))))
        found[subject] = path
    return found


def stage_at(path: Path, at: datetime) -> str | None:
    return next((stage for entered, stage in reversed(path) if entered <= at), None)


@given(found=paths(), at=st.sampled_from(EDGES))
def test_stage_at_an_instant_is_the_last_one_entered(found, at):
    answer = {row["subject"]: row["stage"] for row in as_of(a_history(found), at).to_pylist()}

    assert answer == {subject: stage for subject, path in found.items() if (stage := stage_at(path, at))}


@given(found=paths(), at=st.sampled_from(EDGES))
def test_counts_are_those_of_the_subjects(found, at):
    counted = {count.stage: count.subjects for count in counts_as_of(a_history(found), STAGES, at)}

    assert counted == {stage: sum(stage_at(path, at) == stage for path in found.values()) for stage in STAGES}


@settings(deadline=None)
@given(found=paths(), by=st.sampled_from(["week", "month"]))
def test_periods_are_those_of_the_local_calendar(found, by):
    until = datetime(2026, 1, 2, 12, 0, tzinfo=UTC)

    counted = counts_over_time(a_history(found), STAGES, by, BERLIN, until)

    for count in counted:
        there = sum(stage_at(path, count.at) == count.stage for path in found.values())
        came = sum(
            any(stage == count.stage and _period(at, by) == count.began for at, stage in path)
            for path in found.values()
        )
        assert (count.subjects, count.entered) == (there, came), count
        assert _period(count.at, by) == count.began
    entered = {_period(at, by) for path in found.values() for at, _ in path}
    assert entered <= {count.began for count in counted}


def _period(at: datetime, by: str) -> date:
    day = at.astimezone(ZoneInfo(BERLIN)).date()
    return day.replace(day=1) if by == "month" else day - timedelta(days=day.weekday())


def test_weeks_around_the_change_of_the_clock_have_their_real_length():
    history = a_history({"1": [(datetime(2025, 10, 20, 8, 0, tzinfo=UTC), "lead")]})

    ends = [
        count.at for count in counts_over_time(history, ["lead"], "week", BERLIN, datetime(2025, 11, 3, tzinfo=UTC))
    ]

    assert ends[1] - ends[0] == timedelta(days=7)
    assert ends[0] == datetime(2025, 10, 26, 23, 0, tzinfo=UTC) - timedelta(microseconds=1)


def test_other_periods_are_refused():
    with pytest.raises(UsageError, match="week, month"):
        counts_over_time(a_history({}), STAGES, "day", BERLIN, EDGES[0])


@given(found=paths())
def test_transitions_are_counted(found):
    expected = Counter(
        (path[place - 1][1] if place else None, stage)
        for path in found.values()
        for place, (_, stage) in enumerate(path)
    )

    assert {(way.previous, way.stage): way.transitions for way in transitions(a_history(found))} == expected


@given(before=paths(), after=paths(), at=st.sampled_from(EDGES))
def test_changes_are_the_subjects_whose_stage_differs(before, after, at):
    pairs = ((stage_at(before[subject], at), stage_at(after[subject], at)) for subject in before)

    found = changes(as_of(a_history(before), at), as_of(a_history(after), at))

    assert {(change.before, change.after): change.subjects for change in found} == Counter(
        pair for pair in pairs if pair[0] != pair[1]
    )


@given(before=paths(), after=paths())
def test_rewritten_are_the_subjects_whose_path_differs(before, after):
    differing = sum(before[subject] != after[subject] for subject in before)

    assert rewritten(a_history(before), a_history(after)) == differing
