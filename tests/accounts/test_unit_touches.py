"""Which touches belong to a buying group, an opportunity or an order: by example, and against plain Python."""

from __future__ import annotations

import random
import uuid
from collections import defaultdict
from datetime import datetime, timedelta

import pyarrow as pa
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from wegmarke.accounts.opportunities import opportunities
from wegmarke.accounts.unit_touches import DERIVED_UNITS, UnitRules, read_units, touches_sql
from wegmarke.domain import Unit
from wegmarke.engine import open_engine
from wegmarke.events import create_tables

BEGIN = datetime(2025, 1, 1)  # noqa: DTZ001  # the stores hold UTC without a zone
LOOKBACK = timedelta(days=10)
RULES = UnitRules(lookback=LOOKBACK)
NAMES = ["page_viewed", "opportunity_changed", "buying_role_assigned", "buying_role_removed"]
SOURCES = ["crm", "shop"]


@pytest.fixture(scope="module")
def engine():
    opened = open_engine(None)
    create_tables(opened)
    with opened.write() as session:
        for kind, texts in (("event", NAMES), ("source", SOURCES)):
            for code, text in enumerate(texts):
                session.run(f"INSERT INTO code VALUES ('{kind}', {code}, '{text}')")
        for subject in ("person", "account"):
            session.run(f"INSERT INTO {subject}_owner SELECT i, i FROM range(9) t(i)")
    yield opened
    opened.close()


def happened(day, name="page_viewed", account=None, person=None, source="crm", **properties):
    return {
        "at": BEGIN + timedelta(days=day), "name": name, "account": account, "person": person, "source": source,
        "properties": properties,
    }  # fmt: skip


def related(engine, history, by, rules=RULES):
    """Store events and their touches; returns which places of the history belong to which unit, by its name."""
    rows = [
        {
            "event_id": str(uuid.UUID(int=number)), "source": SOURCES.index(row["source"]),
            "event": NAMES.index(row["name"]), "occurred_at": row["at"], "sequence": 0,
            "person": row["person"], "account": row["account"], "properties": list(row["properties"].items()),
        }
        for number, row in enumerate(history)
    ]  # fmt: skip
    schema = pa.schema(
        [("event_id", pa.string()), ("source", pa.uint16()), ("event", pa.uint16()),
         ("occurred_at", pa.timestamp("us")), ("sequence", pa.int64()), ("person", pa.int64()), ("account", pa.int64()),
         ("properties", pa.map_(pa.string(), pa.string()))]
    )  # fmt: skip
    with engine.write() as session, session.lend(given=pa.Table.from_pylist(rows, schema=schema)):
        session.run("DELETE FROM event; DELETE FROM touch")
        session.run(
            "INSERT INTO event BY NAME SELECT event_id::UUID AS event_id, source, event, occurred_at, sequence,"
            " occurred_at AS received_at, false AS precision_day, person AS person_identifier,"
            " account AS account_identifier, properties, 1 AS batch FROM given"
        )
        session.run(
            "INSERT INTO touch BY NAME SELECT account, person, account AS stated_account, occurred_at, sequence,"
            " event_id::UUID AS event_id, source, event, false AS precision_day, 1 AS touchpoint FROM given"
        )
    called = {row["unit"]: name_of(row, by) for row in read_units(engine, by, rules).to_pylist()}
    found = defaultdict(list)
    for row in engine.query(f"SELECT unit, event_id::VARCHAR AS id FROM ({touches_sql(by, rules)})").to_pylist():
        found[called[row["unit"]]].append(uuid.UUID(row["id"]).int)
    return {name: sorted(places) for name, places in found.items()}


def name_of(row, by):
    return (row["account"], row["solution"]) if by is Unit.BUYING_GROUP else (row["source"], row["number"])


def test_an_order_has_the_touches_that_name_it(engine):
    history = [happened(0, order="7"), happened(1, order="8"), happened(2), happened(3, order=" 7 ")]

    assert related(engine, history, Unit.ORDER) == {("crm", "7"): [0, 3], ("crm", "8"): [1]}


def test_another_source_may_say_whose_number_an_order_has(engine):
    history = [happened(0, order="7", source="shop"), happened(1, order="7", order_source="shop")]

    assert related(engine, history, Unit.ORDER) == {("shop", "7"): [0, 1]}


def test_orders_of_two_sources_are_two(engine):
    history = [happened(0, order="7", source="shop"), happened(1, order="7")]

    assert len(related(engine, history, Unit.ORDER)) == 2


@pytest.mark.parametrize(("day", "belongs"), [(19.9, False), (20, True), (35, True), (40, True), (40.1, False)])
def test_touches_of_the_account_belong_from_the_look_back_until_it_is_closed(engine, day, belongs):
    history = [happened(30, "opportunity_changed", 1, opportunity="D", stage="New"),
               happened(40, "opportunity_changed", 1, opportunity="D", stage="Won"),
               happened(day, account=1)]  # fmt: skip

    assert related(engine, history, Unit.OPPORTUNITY) == {("crm", "D"): [0, 1, 2] if belongs else [0, 1]}


def test_touches_of_other_accounts_do_not_belong(engine):
    history = [happened(30, "opportunity_changed", 1, opportunity="D"), happened(31, account=2), happened(31)]

    assert related(engine, history, Unit.OPPORTUNITY) == {("crm", "D"): [0]}


def test_a_touch_that_names_an_opportunity_belongs_to_that_one_alone_and_at_any_time(engine):
    history = [happened(30, "opportunity_changed", 1, opportunity="D"),
               happened(30, "opportunity_changed", 1, opportunity="E"), happened(1, account=1, opportunity="E"),
               happened(31, account=1, opportunity="E")]  # fmt: skip

    assert related(engine, history, Unit.OPPORTUNITY) == {("crm", "D"): [0], ("crm", "E"): [1, 2, 3]}


def test_a_touch_may_belong_to_several_opportunities(engine):
    history = [happened(30, "opportunity_changed", 1, opportunity="D"),
               happened(30, "opportunity_changed", 1, opportunity="E"), happened(31, account=1)]  # fmt: skip

    assert related(engine, history, Unit.OPPORTUNITY) == {("crm", "D"): [0, 2], ("crm", "E"): [1, 2]}


def test_an_opportunity_that_is_open_has_no_end(engine):
    history = [happened(30, "opportunity_changed", 1, opportunity="D"), happened(3000, account=1)]

    assert related(engine, history, Unit.OPPORTUNITY) == {("crm", "D"): [0, 1]}


def test_a_number_of_which_no_change_tells_is_no_opportunity(engine):
    assert related(engine, [happened(0, account=1, opportunity="D")], Unit.OPPORTUNITY) == {}


@pytest.mark.parametrize(("day", "belongs"), [(0.9, False), (1, True), (2, True), (3, False)])
def test_a_person_belongs_to_a_group_while_it_has_a_role(engine, day, belongs):
    role = {"solution": "Pumps", "role": "buyer"}
    history = [happened(1, "buying_role_assigned", 1, 5, **role), happened(3, "buying_role_removed", 1, 5, **role),
               happened(day, account=1, person=5)]  # fmt: skip

    assert related(engine, history, Unit.BUYING_GROUP) == {(1, "Pumps"): [0, 1, 2] if belongs else [0, 1]}


def test_a_person_belongs_at_the_account_of_the_group_only(engine):
    history = [happened(1, "buying_role_assigned", 1, 5, solution="Pumps", role="buyer"),
               happened(2, account=2, person=5)]  # fmt: skip

    assert related(engine, history, Unit.BUYING_GROUP) == {(1, "Pumps"): [0]}


def test_an_event_names_a_group_by_its_solution(engine):
    history = [happened(1, "opportunity_changed", 1, opportunity="D", solution="Pumps"),
               happened(2, account=1, solution="Pumps"), happened(2, account=1, solution="Valves"),
               happened(2, account=2, solution="Pumps"), happened(3, account=2, opportunity="D")]  # fmt: skip

    assert related(engine, history, Unit.BUYING_GROUP) == {(1, "Pumps"): [0, 1, 4]}


def histories():
    return st.builds(_history, st.integers(0, 40), st.integers(0, 2**32))


def _history(size, seed):
    chance = random.Random(seed)
    return [_one(chance) for _ in range(size)]


def _one(chance):
    said = {}
    for name, values in (
        ("order", ["1", "2", ""]), ("opportunity", ["D", "E"]), ("solution", ["Pumps", "Valves"]),
        ("role", ["buyer", "decider"]), ("stage", ["New", "Won", "Lost"]), ("order_source", ["shop"]),
        ("opportunity_source", ["shop"]),
    ):  # fmt: skip
        if chance.random() < (0.15 if name.endswith("source") else 0.5):
            said[name] = chance.choice(values)
    return happened(
        chance.choice([0, 1, 1, 9, 10, 11, 20, 30]), chance.choice([*NAMES, "page_viewed"]),
        chance.choice([1, 1, 2, None]), chance.choice([5, 6, None]), chance.choice(SOURCES), **said,
    )  # fmt: skip


def expected(engine, history, by):
    """The same, touch by touch; opportunities as they are known elsewhere."""
    known = {(row["source"], row["opportunity"]): row for row in opportunities(engine).to_pylist()}
    found = defaultdict(list)
    for place, row in enumerate(history):
        for unit in {Unit.ORDER: orders, Unit.OPPORTUNITY: of_opportunities, Unit.BUYING_GROUP: of_groups}[by](
            row, history, known
        ):
            found[unit].append(place)
    return dict(found)


def named(row, what):
    number = row["properties"].get(what)
    return (row["properties"].get(f"{what}_source", row["source"]), number) if number else None


def orders(row, _history, _known):
    return {named(row, "order")} - {None}


def of_opportunities(row, _history, known):
    said = named(row, "opportunity")
    if said in known:
        return {said}
    return {
        name
        for name, one in known.items()
        if one["account"] is not None
        and one["account"] == row["account"]
        and row["at"] >= one["created_at"] - LOOKBACK
        and (one["closed_at"] is None or row["at"] <= one["closed_at"])
    }


def of_groups(row, history, known):
    roles = placed(history, known)
    groups = {(one["account"], one["solution"]) for one in known.values()} | {role[:2] for role in roles}
    groups = {group for group in groups if None not in group}
    one = known.get(named(row, "opportunity"), {"account": None, "solution": None})
    said = {(row["account"], row["properties"].get("solution")), (one["account"], one["solution"])}
    held = {
        role[:2]
        for role in roles
        if None not in role[:4]
        and role[2] == row["person"]
        and role[0] == row["account"]
        and holds(roles[role], row["at"])
    }
    return (said | held) & groups


def placed(history, known):
    """What was said about each role: (account, solution, person, role, opportunity) to when it was given or taken."""
    said = defaultdict(list)
    for place, row in enumerate(history):
        if not row["name"].startswith("buying_role"):
            continue
        told, number = row["properties"], row["properties"].get("opportunity")
        one = known.get((row["source"], number), {"account": None, "solution": None})
        account = row["account"] if row["account"] is not None else one["account"]
        role = (account, told.get("solution", one["solution"]), row["person"], told.get("role"), number)
        said[role].append((row["at"], row["name"] == "buying_role_assigned", place))
    return said


def holds(said, at):
    before = [change for change in sorted(said) if change[0] <= at]
    return bool(before) and before[-1][1]


@settings(max_examples=25, phases=[Phase.reuse, Phase.generate], deadline=None, suppress_health_check=list(HealthCheck))
@pytest.mark.parametrize("by", DERIVED_UNITS)
@given(history=histories())
def test_touches_of_units_are_those_that_plain_python_finds(engine, by, history):
    found = related(engine, history, by)

    assert found == expected(engine, history, by)
