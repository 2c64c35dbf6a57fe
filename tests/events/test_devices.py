"""Who used a shared device: against a walk over the logins of each device, in whatever order events arrive."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import cast

import pytest
from event_builders import NOON, OpenStores, an_event, open_stores_in, recognition
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from wegmarke.domain.identity_rules import IdentityRules, SharedDevices
from wegmarke.events import derive, rebuild
from wegmarke.identity import Act, change_rules, remove_link, restore_link

ALL = recognition(thing_happened=1)
DAY = timedelta(days=1)
Row = tuple[str | None, datetime]
"""Who is named beside the tablet, and when."""


@pytest.fixture
def stores(tmp_path: Path) -> Iterator[OpenStores]:
    opened = open_stores_in(tmp_path)
    yield opened
    opened.close()


def on_device(number: int, user: str | None, at: datetime) -> dict[str, object]:
    names = [{"kind": "user_id", "value": user}] if user else []
    names.append({"kind": "anonymous_id", "value": "tablet"})
    return an_event(source_event_id=str(number), occurred_at=at, sequence=number, person_identifiers=names)


def users(stores: OpenStores) -> list[str | None]:
    """Return who each touch belongs to, in the order of their sequence; None where it is nobody known."""
    derive(stores.engine, ALL)
    known = stores.engine.query("SELECT DISTINCT person_identifier FROM event WHERE device_identifier IS NOT NULL")
    names = {}
    for number in known["person_identifier"].to_pylist():
        with stores.state.read() as connection:
            query = "SELECT owner, hash FROM identifier WHERE subject = 'person' AND identifier = ?"
            owner, digest = connection.exec_driver_sql(query, (number,)).one()
        names[owner] = next(user for user in "abc" if stores.keys.hash_identifiers([f"user_id\x1f{user}"])[0] == digest)
    persons = stores.engine.query("SELECT person FROM touch ORDER BY sequence")["person"].to_pylist()
    assert None not in persons
    return [names.get(person) for person in persons]


def expected(rows: list[Row], rules: IdentityRules) -> list[str | None]:
    """Walk along the device for each event that names nobody, one login after the other."""
    logins = sorted((at, number, user) for number, (user, at) in enumerate(rows) if user)
    return [user or whose(at, logins, rules) for user, at in rows]


def whose(at: datetime, logins: list[tuple[datetime, int, str]], rules: IdentityRules) -> str | None:
    look_back = timedelta(days=rules.look_back_days)
    before = [user for login, _, user in logins if login <= at]
    if rules.shared_devices is SharedDevices.RESET:
        following = [(login, user) for login, _, user in logins if login >= at]
        return following[0][1] if following and at >= following[0][0] - look_back else None
    if not logins or at < logins[0][0] - look_back:
        return None
    if rules.shared_devices is SharedDevices.LAST_AUTH:
        return logins[-1][2]
    return before[-1] if before else logins[0][2]


ROW = st.tuples(st.sampled_from([None, None, "a", "b", "c"]), st.integers(0, 60).map(lambda days: NOON + days * DAY))
RULES = st.builds(
    IdentityRules, shared_devices=st.sampled_from(list(SharedDevices)), look_back_days=st.sampled_from([0, 1, 10, 30])
)
QUICK = settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@QUICK
@given(
    st.lists(ROW, min_size=1, max_size=12),
    RULES,
    st.integers(0, 13),
    st.integers(1, 12),
    st.randoms(use_true_random=False),
)
def test_touches_of_a_device_belong_to_whom_a_walk_gives_them(
    stores: OpenStores, rows: list[Row], rules: IdentityRules, since: int, cut: int, chance: object
) -> None:
    stores.empty()
    events = [on_device(number, user, at) for number, (user, at) in enumerate(rows)]
    chance.shuffle(events)  # type: ignore[attr-defined]  # Hypothesis' random numbers have no public type
    for start in range(0, len(events), cut):
        if start <= since < start + cut:
            change_rules(stores.state, stores.keys, stores.clock, Act("test"), rules)
        stores.take_in(events[start : start + cut])
        derive(stores.engine, ALL)
    change_rules(stores.state, stores.keys, stores.clock, Act("test"), rules)
    stores.sink.run_once()

    assert users(stores) == expected(rows, rules)


NAMED = st.tuples(ROW, st.sampled_from([None, "a1", "a2"]), st.sampled_from(["tablet", "phone"]))


@settings(QUICK, max_examples=10)
@given(st.lists(NAMED, min_size=1, max_size=12), st.integers(1, 5))
def test_owners_known_by_heart_are_those_of_the_store(
    stores: OpenStores, rows: list[tuple[Row, str | None, str]], cut: int
) -> None:
    # Oracle: all touches derived from the stored events, where the store says whom identifiers belong to.
    stores.empty()
    events = []
    for number, ((user, at), account, device) in enumerate(rows):
        event = on_device(number, user, at)
        names = [name | {"value": device} if name["kind"] == "anonymous_id" else name
                 for name in cast("list[dict[str, str]]", event["person_identifiers"])]  # fmt: skip
        of_account = [{"kind": "crm", "value": account}] if account else []
        events.append(event | {"person_identifiers": names, "account_identifiers": of_account})
    for start in range(0, len(events), cut):
        stores.take_in_at_once(events[start : start + cut], ALL)
    query = "SELECT * FROM touch ORDER BY sequence"
    found = stores.engine.query(query).to_pylist()
    rebuild(stores.engine, ALL)

    assert found == stores.engine.query(query).to_pylist()
    assert len(found) == len(events)


# Every event is a batch of its own here, and each asks the disk.
@settings(QUICK, max_examples=10)
@given(st.lists(ROW, min_size=1, max_size=6), RULES)
def test_a_restart_between_batches_changes_nothing(stores: OpenStores, rows: list[Row], rules: IdentityRules) -> None:
    stores.empty()
    change_rules(stores.state, stores.keys, stores.clock, Act("test"), rules)
    for number, (user, at) in enumerate(rows):
        stores.__post_init__()
        stores.take_in([on_device(number, user, at)])
        derive(stores.engine, ALL)

    assert users(stores) == expected(rows, rules)


def test_the_past_beyond_the_look_back_is_somebody_of_its_own_though_the_login_comes_first(stores: OpenStores) -> None:
    stores.take_in([on_device(2, "a", NOON + 60 * DAY)])
    stores.take_in([on_device(0, None, NOON), on_device(1, None, NOON + 40 * DAY)])

    assert users(stores) == [None, "a", "a"]


def test_only_persons_on_the_device_are_derived_again(stores: OpenStores) -> None:
    stores.take_in([an_event(source_event_id="other", sequence=9, person="p9"), on_device(1, "a", NOON + 60 * DAY)])
    derive(stores.engine, ALL)
    with stores.engine.write() as session:
        session.run("DELETE FROM moved")

    stores.take_in([on_device(0, None, NOON)])

    moved = stores.engine.query("SELECT DISTINCT owner FROM moved")["owner"].to_pylist()
    other = stores.engine.query("SELECT person FROM touch WHERE sequence = 9")["person"].to_pylist()
    assert moved
    assert other[0] not in moved


def test_a_login_that_was_no_use_of_the_device_gives_its_time_back(stores: OpenStores) -> None:
    # Wrong reading prevented: a removed link still says whose the time on a device is.
    rows: list[Row] = [("a", NOON), (None, NOON + DAY), ("b", NOON + 2 * DAY), (None, NOON + 3 * DAY)]
    stores.take_in([on_device(number, user, at) for number, (user, at) in enumerate(rows)])
    device, b = (
        stores.engine.query("SELECT device_identifier, person_identifier FROM event WHERE sequence = 2")
        .to_pylist()[0]
        .values()
    )

    remove_link(stores.state, stores.clock, Act("test"), device, b)
    stores.sink.run_once()
    removed = users(stores)
    restore_link(stores.state, stores.clock, Act("test"), device, b)
    stores.sink.run_once()

    assert removed == ["a", "a", "b", "a"]
    assert users(stores) == ["a", "a", "b", "b"]


def test_a_shared_device_takes_nobodys_past_along(stores: OpenStores) -> None:
    # Wrong reading prevented: whoever logged in last owns everything that ever happened on the device.
    day = timedelta(days=1)
    rows = [("a", NOON), (None, NOON + day), ("b", NOON + 2 * day), (None, NOON + 3 * day)]

    stores.take_in([on_device(number, user, at) for number, (user, at) in enumerate(rows)])

    assert users(stores) == ["a", "a", "b", "b"]
