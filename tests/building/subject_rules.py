"""Random rules on subjects, random histories, and the tables that hold them."""

from __future__ import annotations

import random
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from uuid import UUID

import numpy as np
import pyarrow as pa
from hypothesis import strategies as st

from wegmarke.engine import open_engine
from wegmarke.paths.behaviour import PathBehaviours
from wegmarke.paths.index import PathIndex
from wegmarke.rules import Event, History, SubjectKind, Tables, TouchTables

NOW = datetime(2026, 3, 29, 12, tzinfo=UTC)  # a day on which Berlin changes its clocks
PERSONS = (1, 2, 3)
ACCOUNTS = (10, 20)
NAMES = ("page_viewed", "quote_sent", "order_placed")
PLACES = ("pricing", "fair")
CODES = [("event", name) for name in NAMES] + [("touchpoint", place) for place in PLACES]
CODES += [("source", "crm"), ("source", "web"), ("channel", "email"), ("channel", "web")]
CODE_OF = {pair: code for code, pair in enumerate(CODES, 1)}
ROLES = ("decider", "buyer")
UTC_STAMP = pa.timestamp("us")
TOUCH = pa.schema(
    [
        ("account", pa.int64()),
        ("person", pa.int64()),
        ("occurred_at", UTC_STAMP),
        ("sequence", pa.int64()),
        ("event_id", pa.string()),
        ("source", pa.uint16()),
        ("event", pa.uint16()),
        ("touchpoint", pa.uint16()),
        ("channel", pa.uint16()),
        ("value_minor", pa.int64()),
        ("currency", pa.string()),
        ("properties", pa.map_(pa.string(), pa.string())),
    ]
)
AS_TOUCH = """SELECT * EXCLUDE (properties) REPLACE (event_id::UUID AS event_id), NULL::USMALLINT AS phase,
    false AS precision_day, false AS automated, false AS internal
FROM given"""
AS_EVENT = """SELECT * EXCLUDE (account, person, occurred_at, sequence, touchpoint) REPLACE (event_id::UUID AS event_id)
FROM given"""

minutes = st.sampled_from([0, 1, 59, 60, 61, 1439, 1440, 1441, 2880, 10080]) | st.integers(-100, 5000)
instants = st.tuples(minutes, st.sampled_from([0, 0, 0, 1, 30_000_000])).map(
    lambda ago: NOW - timedelta(minutes=ago[0], microseconds=ago[1])
)
numberlike = st.sampled_from(
    ["1", "2.5", "0.1", "0.2", "-3", "0.0000005", "0.0000015", "1000000000001", "x", "", "1e5"]
)
property_values = st.dictionaries(st.sampled_from(["seats", "origin"]), numberlike | st.sampled_from(["fair", "o'r"]))


def an_event(**known):
    return Event(**({"event_id": UUID(int=1), "occurred_at": NOW, "name": "page_viewed", "source": "crm"} | known))


events = st.builds(
    an_event,
    occurred_at=instants,
    name=st.sampled_from(NAMES),
    person=st.sampled_from([1, 1, 1, 2, 2, 3, None]),
    account=st.sampled_from([10, 10, 10, 20, None]),
    sequence=st.integers(0, 1),
    source=st.sampled_from(["crm", "web"]),
    channel=st.sampled_from(["email", "web", None]),
    touchpoint=st.sampled_from([*PLACES, None]),
    value_minor=st.sampled_from([None, 0, 10, 20, 30, 12345, -5]) | st.integers(-(10**14), 10**14),
    currency=st.sampled_from(["EUR", "EUR", "JPY", None]),
    properties=property_values,
)


def numbered(found):
    """Give events distinct ids whose order is not theirs."""
    ids = [UUID(int=number * 5 * 2**125 % 2**128 + number) for number in range(1, len(found) + 1)]
    return [replace(event, event_id=given) for event, given in zip(found, ids, strict=True)]


def dense_events(seed):
    """Draw a longer history of few persons in few days, with many equal and neighbouring instants."""
    chance = random.Random(seed)
    return numbered([a_dense_event(chance) for _ in range(chance.randint(5, 30))])


def a_dense_event(chance):
    ago = chance.choice([0, 1, 30, 60, 61, 120, 1439, 1440, 1441, 1500, 2880, 4000])
    return an_event(
        occurred_at=NOW - timedelta(minutes=ago, microseconds=chance.choice([0, 0, 1])),
        name=chance.choice(NAMES),
        person=chance.choice([1, 1, 2, 3, None]),
        account=chance.choice([10, 10, 20]),
        sequence=chance.randint(0, 1),
        source=chance.choice(["crm", "web"]),
        channel=chance.choice(["email", "web", None]),
        touchpoint=chance.choice([*PLACES, None]),
        value_minor=chance.choice([None, 10, 20, 30, 12345]),
        currency=chance.choice(["EUR", "EUR", "JPY"]),
        properties=chance.choice([{}, {"seats": "2.5"}, {"seats": "0.1", "origin": "fair"}, {"origin": "o'r"}]),
    )


dense = st.integers(0, 2**32).map(dense_events)
stored_events = st.one_of(dense, dense, st.lists(events, min_size=3, max_size=20).map(numbered))
role_lists = st.lists(
    st.tuples(st.sampled_from(ACCOUNTS), st.sampled_from(PERSONS), st.sampled_from(ROLES)), max_size=4
)

spans = st.sampled_from(["1 minute", "1 hour", "24 hours", "1 day", "2 days", "1 week", "30 days"])
dates = st.sampled_from(["2026-03-29", "2026-03-28", "2026-03-01", "2026-03-29T12:00", "2026-03-28T12:00Z"])
name_lists = st.sampled_from(NAMES) | st.lists(st.sampled_from([*NAMES, "unknown"]), min_size=1, max_size=2)
event_rules = st.sampled_from(
    [
        {"event": "quote_sent"},
        {"field": "name", "like": "*_*d"},
        {"field": "channel", "is": "email"},
        {"field": "channel", "is_not": "email"},
        {"field": "channel", "exists": False},
        {"field": "source", "starts_with": "c"},
        {"field": "value", "at_least": 0.1},
        {"field": "value", "is_not": 0.2},
        {"field": "properties.origin", "is": "fair"},
        {"field": "properties.origin", "is_not": "o'r"},
        {"field": "properties.seats", "more_than": 1},
        {"all": [{"field": "source", "is": "web"}, {"not": {"field": "properties.origin", "exists": True}}]},
        {"any": [{"field": "value", "less_than": 0}, {"field": "channel", "in": ["web", "x"]}]},
    ]
)
places = st.sampled_from([*PLACES, ["pricing", "fair"], "x"])


def few_of(needed, may, most):
    """Draw mappings with all that is needed and at most a few of the keys that may be there."""
    chosen = st.lists(st.sampled_from(sorted(may)), max_size=most, unique=True)
    return chosen.flatmap(lambda keys: st.fixed_dictionaries({**needed, **{key: may[key] for key in keys}}))


def selected(needed=None, may=None):
    plain = few_of({"event": name_lists, **(needed or {})}, may or {"event": name_lists}, 2)
    rich = {"where": event_rules, "touchpoint": places, **(may or {})}
    return st.one_of(
        plain,
        plain,
        few_of({"event": name_lists, **(needed or {})}, rich, 3),
        few_of({"where": event_rules, **(needed or {})}, {key: rich[key] for key in rich if key != "where"}, 2),
    )


moments = dates | name_lists.map(lambda names: {"event": names}) | selected()
bys = st.sampled_from(["anybody_at_account", {"role": "decider"}, {"role": ["decider", "buyer"]}])
common = {"by": bys, "within": spans, "since": moments, "before": moments}
words = st.sampled_from(["is", "more_than", "at_least", "less_than", "at_most"])
numbers = st.sampled_from([0, 1, 0.1, 0.3, 2.5, 0.000001, 123.45, -3]) | st.integers(-5, 200)


def compared(behaviour, bounds):
    return st.tuples(behaviour, words, bounds).map(lambda drawn: {**drawn[0], drawn[1]: drawn[2]})


def a_form(word, content):
    return content.map(lambda inner: {word: inner})


steps = st.lists(selected(may={"within": spans}), min_size=1, max_size=3)
counted = compared(selected(may=common), st.integers(0, 4))
values = selected({"of": st.just("value"), "currency": st.sampled_from(["EUR", "JPY"])}, common)
seats = selected({"of": st.just("properties.seats")}, common)
whens = st.one_of(*[a_form(word, dates) for word in ("before", "since", "after")]) | st.one_of(
    *[a_form(word, spans) for word in ("within", "older_than")]
)
ends = selected({"has": event_rules}, {"when": whens, **common}) | selected({"when": whens}, common)
behaviours = st.one_of(
    a_form("did", selected(may=common) | counted | selected({"then": steps}, common)),
    a_form("did_not", selected(may=common) | selected({"then": steps}, common)),
    a_form("distinct_days", counted),
    *[a_form(word, compared(values | seats, numbers)) for word in ("sum", "average", "minimum", "maximum")],
    *[a_form(word, ends) for word in ("first", "last")],
)

FIELDS = {
    "person.level": ["senior", "junior", "5", "", None],
    "person.tags": [["a", "b"], [], None, ["b"], ["5"], [None]],
    "account.size": [0.5, 5.0, 5000.0, None, float("nan")],
    "account.seats": [5, 6, None],
    "account.is_open": [True, False, None],
    "account.since": [NOW, NOW - timedelta(days=1), NOW + timedelta(days=20), None],
    "opportunity.closes": ["2026-03-29", "2026-03-28T12:00Z", "2026-02-30", "soon", None],
    "stage.account": ["customer", "lead", None],
}
field_rows = st.fixed_dictionaries({name: st.sampled_from(found) for name, found in FIELDS.items()})
field_names = st.sampled_from([*FIELDS, "consent.letter"])


def a_test(operators, operands):
    return st.tuples(field_names, operators, operands).map(lambda drawn: {"field": drawn[0], drawn[1]: drawn[2]})


texts = st.sampled_from(["senior", "a", "b", "5", "", "customer", "true", "*"])
scalars = texts | st.sampled_from([5, 0.5, 5000, 7])
tests = st.one_of(
    a_test(st.sampled_from(["is", "is_not"]), scalars),
    a_test(st.sampled_from(["in", "not_in"]), st.lists(scalars, min_size=1, max_size=3)),
    a_test(st.sampled_from(["contains", "starts_with", "ends_with", "like"]), texts.filter(bool)),
    a_test(st.sampled_from(["more_than", "at_least", "less_than", "at_most"]), numbers),
    a_test(st.sampled_from(["before", "since", "after"]), dates),
    a_test(st.sampled_from(["within", "older_than", "in_next"]), spans),
    a_test(st.just("exists"), st.booleans()),
)
trees = st.recursive(
    behaviours | behaviours | tests,
    lambda inner: st.one_of(
        inner.map(lambda rule: {"not": rule}),
        st.lists(inner, min_size=1, max_size=3).map(lambda rules: {"all": rules}),
        st.lists(inner, min_size=1, max_size=3).map(lambda rules: {"any": rules}),
    ),
    max_leaves=4,
)


def row_of(event):
    def code(kind, text):
        return CODE_OF.get((kind, text))

    return {
        "account": event.account,
        "person": event.person,
        "occurred_at": event.occurred_at.replace(tzinfo=None),
        "sequence": event.sequence,
        "event_id": str(event.event_id),
        "source": code("source", event.source),
        "event": code("event", event.name),
        "touchpoint": code("touchpoint", event.touchpoint),
        "channel": code("channel", event.channel),
        "value_minor": event.value_minor,
        "currency": event.currency,
        "properties": list(event.properties.items()),
    }


class Store:
    """An engine in memory with the tables that rules read; filled anew for every example."""

    def __init__(self):
        self.engine = open_engine(None)
        with self.engine.write() as session, session.lend(given=pa.Table.from_pylist([], schema=TOUCH)):
            session.run(f"CREATE TABLE touch AS {AS_TOUCH}")
            session.run(f"CREATE TABLE event AS {AS_EVENT}")
            session.run("CREATE TABLE code (kind VARCHAR, code USMALLINT, text VARCHAR)")
            session.run("CREATE TABLE role (account BIGINT, person BIGINT, role VARCHAR)")
            for (kind, text), code in CODE_OF.items():
                session.run("INSERT INTO code VALUES ($kind, $code, $text)", {"kind": kind, "code": code, "text": text})
        tables = Tables(*[self.engine.table(name) for name in ("touch", "event", "code", "role")])
        self.source = TouchTables(self.engine.query, tables)
        self.indexes = [PathIndex(self.engine, unit) for unit in ("person", "account")]
        for index in self.indexes:
            index.build()
        self.paths = PathBehaviours(*[index.snapshot for index in self.indexes], self.source)
        self.units = [set(PERSONS), set(ACCOUNTS)]

    def over_paths(self, way="base"):
        """Return the source over the path index: all in the base, some in the delta, or a base that is out of date."""
        for index, known in zip(self.indexes, self.units, strict=True):
            units = sorted(known)
            if way != "stale":
                index.build()
            if way != "base":
                index.update(np.array(units if way == "stale" else units[1:], np.int64))
        return self.paths.at(*[index.snapshot for index in self.indexes])

    def fill(self, found, roles=()):
        # Units of the filling before are known for good: an index that is not built anew has to learn that they went.
        for known, name in zip(self.units, ("person", "account"), strict=True):
            known.update(unit for event in found if (unit := getattr(event, name)) is not None)
        rows = pa.Table.from_pylist([row_of(event) for event in found], schema=TOUCH)
        with self.engine.write() as session, session.lend(given=rows):
            session.run("TRUNCATE touch")
            session.run("TRUNCATE event")
            session.run("TRUNCATE role")
            session.run(f"INSERT INTO touch BY NAME {AS_TOUCH}")
            session.run(f"INSERT INTO event BY NAME {AS_EVENT}")
            for account, person, role in roles:
                session.run("INSERT INTO role VALUES ($a, $p, $r)", {"a": account, "p": person, "r": role})


@dataclass(frozen=True)
class World:
    """A history with all that rules ask beside it; its units are numbered apart from those of other worlds."""

    found: list[Event]
    roles: list[tuple[int, int, str]]
    account_of: dict[int, int | None]
    fields: dict[int, dict[str, object]]

    def at(self, place, ids):
        """Return the world as the one at a place among several, with event ids that are given."""
        found = [
            replace(event, event_id=given, person=_apart(event.person, place), account=_apart(event.account, place))
            for event, given in zip(self.found, ids, strict=True)
        ]
        roles = [(_apart(account, place), _apart(person, place), role) for account, person, role in self.roles]
        accounts = {_apart(person, place): _apart(account, place) for person, account in self.account_of.items()}
        return World(found, roles, accounts, {_apart(person, place): known for person, known in self.fields.items()})

    @property
    def histories(self):
        """Return the plain history of every person, for the reference."""
        return [
            a_history(SubjectKind.PERSON, person, account, self.found, self.roles, self.fields.get(person, {}))
            for person, account in sorted(self.account_of.items())
        ]


def _apart(number, place):
    return None if number is None else number + 100 * place


def side_by_side(drawn):
    """Return worlds that can stand in one store: many histories are judged in the time of one."""
    ids = iter([event.event_id for event in numbered([event for world in drawn for event in world.found])])
    return [world.at(place, [next(ids) for _ in world.found]) for place, world in enumerate(drawn)]


def worlds(size):
    """Draw so many worlds."""
    one = st.builds(
        World, stored_events, role_lists,
        st.fixed_dictionaries({person: st.sampled_from([*ACCOUNTS, None]) for person in PERSONS}),
        st.dictionaries(st.sampled_from(PERSONS), field_rows),
    )  # fmt: skip
    return st.lists(one, min_size=size, max_size=size).map(side_by_side)


def a_history(kind, subject, account, found, roles, fields):
    seats = {}
    for place, person, role in roles:
        if place == account:
            seats[person] = seats.get(person, frozenset()) | {role}
    return History(kind, subject, account, found, seats, fields)
