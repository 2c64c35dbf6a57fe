"""What the CRM of the demo company notes: opportunities that agree with what happened, and parts in a decision."""

from __future__ import annotations

from collections import defaultdict
from datetime import timedelta
from statistics import mean

import pyarrow as pa
import pyarrow.compute as pc
import pytest

from wegmarke.demo import NOTES


def account_of(row):
    return next(pair["value"] for pair in row["account_identifiers"] if pair["kind"] == "crm_account")


@pytest.fixture(scope="module")
def notes(events):
    """Return the changes of each opportunity, and the rows of roles."""
    rows = events.filter(pc.is_in(events["name"], pa.array(NOTES))).to_pylist()
    changes = defaultdict(list)
    for row in rows:
        if row["name"] == "opportunity_changed":
            changes[dict(row["properties"])["opportunity"]].append(row)
    return changes, [row for row in rows if row["name"] == "buying_role_assigned"]


def test_an_opportunity_belongs_to_one_account_and_is_named_after_it(notes):
    for number, rows in notes[0].items():
        assert {account_of(row) for row in rows} == {number.replace("V-", "A-")}
        assert len({dict(row["properties"])["solution"] for row in rows}) == 1


def test_stages_follow_each_other(notes):
    order = ["qualified", "quoting", "quoted", "won", "lost"]
    for rows in notes[0].values():
        stages = [dict(row["properties"])["stage"] for row in rows]
        assert stages == sorted(stages, key=order.index)
        assert not {"won", "lost"} <= set(stages)


def test_won_opportunities_are_the_first_orders(notes, events):
    orders = {
        account_of(row): row["value_minor"]
        for row in events.filter(pc.equal(events["name"], "order_placed")).to_pylist()
    }
    won = {
        account_of(row): row["value_minor"]
        for rows in notes[0].values()
        for row in rows
        if dict(row["properties"])["stage"] == "won"
    }

    assert len(won) > 30
    assert won == orders


def test_roles_are_noted_for_several_people_of_an_opportunity(notes):
    changes, roles = notes
    of = defaultdict(set)
    for row in roles:
        said = dict(row["properties"])
        assert said["opportunity"] in changes
        of[said["opportunity"]].add(said["role"])

    assert mean(len(found) for found in of.values()) > 2
    assert {"initiator", "buyer", "decider"} <= {role for found in of.values() for role in found}


def test_quick_answers_show_in_the_stars(many_events, until):
    shipped = until - timedelta(days=180)
    stars = defaultdict(list)
    for row in many_events.filter(pc.equal(many_events["name"], "csat_answered")).to_pylist():
        since = row["occurred_at"] - shipped
        if timedelta(days=-90) <= since < timedelta(days=90) and abs(since) > timedelta(days=10):
            stars[since > timedelta()].append(int(dict(row["properties"])["stars"]))

    assert min(map(len, stars.values())) > 50
    assert mean(stars[True]) > mean(stars[False]) + 0.4
