from __future__ import annotations

from collections import Counter, defaultdict
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from touch_histories import BEGIN, Happening, a_model, as_touches, histories, periods, within

from wegmarke.domain import TOUCH_UNITS, Unit
from wegmarke.paths import Calendar, Period, group_counts, group_values, tally

ZONE = "Europe/Berlin"
GROUP_OF = a_model().phase_of_touchpoint
BREAKDOWNS = st.sampled_from([None, "month", "origin"])


def arguments(happenings, breakdown):
    if breakdown == "month":
        instants = [happening.at for happening in happenings]
        return {"month": Calendar.over(ZONE, min(instants, default=None), max(instants, default=None))}
    return {} if breakdown is None else {"property_name": breakdown}


def label_of(happening, breakdown):
    if breakdown == "month":
        return happening.at.astimezone(ZoneInfo(ZONE)).strftime("%Y-%m")
    return None if breakdown is None else happening.properties.get(breakdown)


def on_map(happenings, period):
    return [happening for happening in within(happenings, period) if happening.touchpoint in GROUP_OF]


@settings(max_examples=40, deadline=None)
@given(histories(), periods(), BREAKDOWNS)
def test_counts_equal_sets_of_persons_and_accounts(happenings, period, breakdown):
    groups = defaultdict(list)
    for happening in on_map(happenings, period):
        groups[GROUP_OF[happening.touchpoint], label_of(happening, breakdown)].append(happening)
    expected = {
        group: (len(rows), len({row.person for row in rows} - {None}), len({row.account for row in rows} - {None}))
        for group, rows in groups.items()
    }

    table = group_counts(as_touches(happenings), period, GROUP_OF, **arguments(happenings, breakdown))

    rows = table.to_pyarrow().to_pylist()
    assert {
        (row["group"], row.get("label")): (row["touches"], row["person"], row["account"]) for row in rows
    } == expected


@settings(max_examples=40, deadline=None)
@given(histories(), periods(), BREAKDOWNS)
def test_values_add_up_per_currency(happenings, period, breakdown):
    sums, touches = Counter(), Counter()
    for happening in on_map(happenings, period):
        if happening.value is not None:
            group = GROUP_OF[happening.touchpoint], label_of(happening, breakdown), happening.currency
            sums[group] += happening.value
            touches[group] += 1

    table = group_values(as_touches(happenings), period, GROUP_OF, **arguments(happenings, breakdown))

    rows = table.to_pyarrow().to_pylist()
    assert {
        (row["group"], row.get("label"), row["currency"]): (row["value_minor"], row["touches"]) for row in rows
    } == {group: (sums[group], count) for group, count in touches.items()}


@settings(max_examples=40, deadline=None)
@given(histories(), periods(), st.sampled_from(TOUCH_UNITS))
def test_tally_counts_every_event_once(happenings, period, by):
    inside = within(happenings, period)
    events = Counter((happening.touchpoint, happening.currency) for happening in inside)
    nobody = Counter(
        (happening.touchpoint, happening.currency) for happening in inside if getattr(happening, by.value) is None
    )

    rows = tally(as_touches(happenings), by, period).to_pyarrow().to_pylist()

    assert {(row["touchpoint"], row["currency"]): row["events"] for row in rows} == events
    assert sum(row["without_unit"] for row in rows) == nobody.total()
    assert sum(row["value_minor"] for row in rows) == sum(happening.value or 0 for happening in inside)


@pytest.mark.parametrize("group_of", [{}, {"tp_nowhere": "ph_nowhere"}])
def test_groups_that_nobody_touched_have_no_rows(group_of):
    touches = as_touches([Happening(BEGIN, "tp_ad", value=1, currency="EUR")])

    assert group_counts(touches, Period(), group_of).to_pyarrow().num_rows == 0
    assert group_values(touches, Period(), group_of).to_pyarrow().num_rows == 0


def test_only_the_units_asked_for_are_counted():
    table = group_counts(as_touches([Happening(BEGIN, "tp_ad")]), Period(), GROUP_OF, units=[Unit.PERSON])

    assert set(table.columns) == {"group", "touches", "person"}
