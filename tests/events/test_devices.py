"""Who used a shared device: against a walk over the logins of each device, in whatever order events arrive."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from event_builders import NOON, OpenStores, an_event, open_stores_in, recognition
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from wegmarke.events import derive

ALL = recognition(thing_happened=1)
LOOK_BACK = timedelta(days=30)


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
    return [names.get(person) for person in persons]


def expected(stores: OpenStores, rows: list[tuple[str | None, datetime]]) -> list[str | None]:
    logins = [(at, number, user) for number, (user, at) in enumerate(rows) if user]
    first = {user: min(at for at, _, other in logins if other == user) for _, _, user in logins}
    owner = min(
        first, key=lambda user: (first[user], stores.keys.hash_identifiers([f"user_id\x1f{user}"])[0]), default=None
    )
    found: list[str | None] = []
    for user, at in rows:
        before = [login for login in sorted(logins) if login[0] <= at]
        if user or len(first) < 2:
            found.append(user or owner)
        elif before:
            found.append(before[-1][2])
        else:
            found.append(min(logins)[2] if at >= min(logins)[0] - LOOK_BACK else owner)
    return found


ROW = st.tuples(
    st.sampled_from([None, "a", "b", "c"]), st.integers(0, 60).map(lambda days: NOON + timedelta(days=days))
)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(ROW, min_size=1, max_size=12), st.integers(1, 12), st.randoms(use_true_random=False))
def test_touches_of_a_shared_device_belong_to_whoever_logged_in_last(
    stores: OpenStores, rows: list[tuple[str | None, datetime]], cut: int, chance: object
) -> None:
    stores.empty()
    events = [on_device(number, user, at) for number, (user, at) in enumerate(rows)]
    chance.shuffle(events)  # type: ignore[attr-defined]  # Hypothesis' random numbers have no public type
    for start in range(0, len(events), cut):
        stores.take_in(events[start : start + cut])
        derive(stores.engine, ALL)

    assert users(stores) == expected(stores, rows)


def test_a_shared_device_takes_nobodys_past_along(stores: OpenStores) -> None:
    # Wrong reading prevented: whoever logged in last owns everything that ever happened on the device.
    day = timedelta(days=1)
    rows = [("a", NOON), (None, NOON + day), ("b", NOON + 2 * day), (None, NOON + 3 * day)]

    stores.take_in([on_device(number, user, at) for number, (user, at) in enumerate(rows)])

    assert users(stores) == ["a", "a", "b", "b"]
