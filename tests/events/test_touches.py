"""Touches against a slow and obvious second derivation, on histories made by Hypothesis."""

from __future__ import annotations

import itertools
from collections import defaultdict
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from unittest.mock import patch

import pytest
from event_builders import NOON, OpenStores, an_event, open_stores_in, recognition
from hypothesis import given, settings
from hypothesis import strategies as st

from wegmarke.events import derive, rebuild

ALL = recognition(quote_sent=2, order_placed=3, page_viewed=None)
COLUMNS = (
    "account, person, occurred_at, sequence, event_id, touchpoint, phase, session, person_position, person_previous, "
    "person_gap, account_position, account_previous, account_gap"
)


@pytest.fixture
def stores(tmp_path: Path) -> Iterator[OpenStores]:
    opened = open_stores_in(tmp_path)
    yield opened
    opened.close()


@pytest.fixture(scope="module")
def many(tmp_path_factory: pytest.TempPathFactory) -> Iterator[OpenStores]:
    """Stores that every example finds empty."""
    opened = open_stores_in(tmp_path_factory.mktemp("many"))
    yield opened
    opened.close()


def touches(stores: OpenStores) -> list[dict[str, object]]:
    query = (
        f"SELECT {COLUMNS} FROM touch ORDER BY account NULLS LAST, person NULLS LAST, occurred_at, sequence, event_id"
    )
    return list(stores.engine.query(query).to_pylist())


def test_touch_knows_its_neighbours_on_both_paths(stores: OpenStores) -> None:
    stores.take_in(
        [
            an_event(source_event_id="1", person="p1", account="a1"),
            an_event(source_event_id="2", person="p2", account="a1", occurred_at=NOON + timedelta(hours=1)),
            an_event(
                source_event_id="3",
                person="p1",
                account="a1",
                occurred_at=NOON + timedelta(hours=2),
                name="order_placed",
            ),
        ]
    )

    derive(stores.engine, ALL)

    third = touches(stores)[1]
    assert (third["person_position"], third["person_previous"], third["person_gap"]) == (2, 1, 7_200_000_000)
    assert (third["account_position"], third["account_previous"], third["account_gap"]) == (3, 1, 3_600_000_000)
    assert third["phase"] == 3


def test_unrecognised_event_is_a_touch_without_a_place_in_the_path(stores: OpenStores) -> None:
    stores.take_in([an_event(person="p1", account="a1", name="thing_happened")])

    derive(stores.engine, ALL)

    (touch,) = touches(stores)
    assert (touch["touchpoint"], touch["person_position"], touch["account_position"]) == (None, None, None)


@pytest.mark.parametrize(
    ("gap", "sessions"), [(timedelta(minutes=30), [1, 1]), (timedelta(minutes=30, microseconds=1), [1, 2])]
)
def test_exactly_thirty_minutes_continue_a_session(stores: OpenStores, gap: timedelta, sessions: list[int]) -> None:
    stores.take_in([an_event(person="p"), an_event(source_event_id="2", person="p", occurred_at=NOON + gap)])

    derive(stores.engine, ALL)

    assert [touch["session"] for touch in touches(stores)] == sessions


def test_anonymous_visits_move_to_the_account_once_it_is_known(stores: OpenStores) -> None:
    stores.take_in([an_event(source_event_id="1", person="p", name="page_viewed")])
    derive(stores.engine, ALL)

    later = an_event(source_event_id="2", person="p", account="a", occurred_at=NOON + timedelta(days=1))
    stores.take_in([later])
    derive(stores.engine, ALL)

    assert [touch["account"] for touch in touches(stores)] == [1, 1]


def test_who_changes_accounts_at_one_instant_was_with_the_one_left_before(stores: OpenStores) -> None:
    later = NOON + timedelta(minutes=15)
    stores.take_in(
        [
            an_event(source_event_id="1", person="p", account="a1", occurred_at=later),
            an_event(source_event_id="2", person="p"),
            an_event(
                source_event_id="3", person="p", account="a2", name="membership_ended", occurred_at=later, sequence=1
            ),
        ]
    )
    derive(stores.engine, ALL)

    assert {touch["occurred_at"]: touch["account"] for touch in touches(stores)}[NOON.replace(tzinfo=None)] == 2


def test_changed_rules_recognise_old_events(stores: OpenStores) -> None:
    stores.take_in([an_event(person="p", name="thing_happened")])
    derive(stores.engine, ALL)

    derive(stores.engine, recognition(thing_happened=1))

    assert [touch["phase"] for touch in touches(stores)] == [1]


def test_nothing_new_writes_nothing(stores: OpenStores) -> None:
    stores.take_in([an_event(person="p")])
    derive(stores.engine, ALL)

    assert not derive(stores.engine, ALL)


SHARE = "wegmarke.events.touches._REBUILD_SHARE"
SHARES = [0.3, 100.0]
"""The usual share from which on everything is derived again, and one that is never reached."""

FEW, BEHIND = "wegmarke.events.touches._FEW", "wegmarke.events.in_memory._MOST_BEHIND"
WAYS = st.sampled_from([(100_000, 300_000), (100_000, 4), (-1, 0)])
"""New events are derived in memory; in memory where paths are short; by statements."""

ROW = st.tuples(
    st.sampled_from(
        ["quote_sent", "order_placed", "page_viewed", "thing_happened", "membership_started", "membership_ended"]
    ),
    st.integers(0, 6),  # quarters of an hour: many ties, gaps of exactly 30 minutes
    st.sampled_from(["p1", "p2", "p3", None]),
    st.sampled_from(["a1", "a2", None, None]),
)


def made(rows: list[tuple[str, int, str | None, str | None]]) -> list[dict[str, object]]:
    return [
        an_event(
            source_event_id=str(number),
            sequence=number % 2,
            name=name,
            occurred_at=NOON + timedelta(minutes=15 * quarter),
            person=person,
            account=account,
        )
        for number, (name, quarter, person, account) in enumerate(rows)
    ]


@settings(max_examples=30, deadline=None)
@given(
    st.lists(ROW, min_size=1, max_size=30),
    st.lists(st.integers(0, 30), min_size=1, max_size=4),
    st.sampled_from(SHARES),
    WAYS,
)
def test_touches_agree_with_the_obvious_derivation_and_do_not_depend_on_batches(
    many: OpenStores,
    rows: list[tuple[str, int, str | None, str | None]],
    cuts: list[int],
    share: float,
    way: tuple[int, int],
) -> None:
    stores, events = many, made(rows)
    stores.empty()
    with patch(SHARE, share), patch(FEW, way[0]), patch(BEHIND, way[1]):
        for low, high in itertools.pairwise([0, *sorted(cuts), len(events)]):
            stores.take_in(events[low:high])
            derive(stores.engine, ALL)

    step_by_step, kept = touches(stores), summaries(stores)
    rebuild(stores.engine, ALL)

    assert step_by_step == touches(stores)
    assert kept == summaries(stores) == counted(stores)
    assert sorted(map(repr, step_by_step)) == sorted(map(repr, obvious(stores)))


MENTION = st.tuples(
    st.lists(st.sampled_from(["c1", "c2", "e1", "e2"]), max_size=2),
    st.lists(st.sampled_from(["x1", "x2", "x3"]), max_size=2),
    st.integers(0, 6),
)


@settings(max_examples=15, deadline=None)
@given(st.lists(MENTION, min_size=2, max_size=14), st.integers(1, 3), st.sampled_from(SHARES), WAYS)
def test_merges_recompute_exactly_whom_they_concern(
    many: OpenStores, mentions: list[tuple[list[str], list[str], int]], size: int, share: float, way: tuple[int, int]
) -> None:
    stores = many
    stores.empty()
    with patch(SHARE, share), patch(FEW, way[0]), patch(BEHIND, way[1]):
        for batch in mentioning(mentions, size):
            stores.take_in(batch)
            derive(stores.engine, ALL)

    step_by_step, kept = touches(stores), summaries(stores)
    rebuild(stores.engine, ALL)

    assert step_by_step == touches(stores)
    assert kept == summaries(stores) == counted(stores)
    assert sorted(map(repr, step_by_step)) == sorted(map(repr, obvious(stores)))


def summaries(stores: OpenStores) -> list[list[dict[str, object]]]:
    """Return what is written down beside the touches: ends of paths, totals."""
    keys = {"person_end": "person", "account_end": "account", "event_total": "event, touchpoint"}
    return [stores.engine.query(f"SELECT * FROM {name} ORDER BY {key}").to_pylist() for name, key in keys.items()]


def counted(stores: OpenStores) -> list[list[dict[str, object]]]:
    """Return the same, counted from the touches."""
    path = "(occurred_at, sequence, event_id)"
    stated = f"""
        SELECT person, list({{'account': stated_account, 'name': c.text}}
                    ORDER BY occurred_at, c.text != 'membership_ended' OR stated_account IS NULL, {path}) AS path
        FROM touch t JOIN code c ON c.kind = 'event' AND c.code = t.event
        WHERE person IS NOT NULL GROUP BY person ORDER BY person
    """
    persons = f"""
        SELECT person, last(account ORDER BY {path}) AS account, max(session) AS session,
               max(occurred_at) AS occurred_at,
               max(person_position) AS position, arg_max(touchpoint, person_position) AS touchpoint,
               max(occurred_at) FILTER (touchpoint IS NOT NULL) AS recognised_at
        FROM touch WHERE person IS NOT NULL GROUP BY person ORDER BY person
    """
    accounts = """
        SELECT account, count(*) AS touches, coalesce(max(account_position), 0) AS position,
               arg_max(touchpoint, account_position) AS touchpoint,
               max(occurred_at) FILTER (touchpoint IS NOT NULL) AS recognised_at
        FROM touch WHERE account IS NOT NULL GROUP BY account ORDER BY account
    """
    totals = """
        SELECT event, touchpoint, count(*) AS touches, min(occurred_at) AS first_at, max(occurred_at) AS last_at
        FROM touch GROUP BY event, touchpoint ORDER BY event, touchpoint
    """
    found = [stores.engine.query(statement).to_pylist() for statement in (persons, accounts, totals)]
    for row, said in zip(found[0], stores.engine.query(stated).to_pylist(), strict=True):
        still_open, has_left = open_accounts(said["path"])
        row |= {"stated_account": (still_open or [None])[-1], "open_accounts": still_open if has_left else None}
    return found


def mentioning(mentions: list[tuple[list[str], list[str], int]], size: int) -> Iterator[list[dict[str, object]]]:
    """Make events that mention identifiers of persons and accounts together, in batches."""
    events = [
        an_event(
            source_event_id=str(number),
            person_identifiers=[{"kind": "crm", "value": value} for value in persons],
            account_identifiers=[{"kind": "domain", "value": value} for value in accounts],
            occurred_at=NOON + timedelta(minutes=15 * quarter),
        )
        for number, (persons, accounts, quarter) in enumerate(mentions)
    ]
    for start in range(0, len(events), size):
        yield events[start : start + size]


def obvious(stores: OpenStores) -> list[dict[str, object]]:
    """Derive touches event by event, with sorted lists and loops."""
    codes = {"quote_sent": (1, 2), "order_placed": (2, 3), "page_viewed": (3, None)}
    rows = stores.engine.query(
        "SELECT event_id, name, occurred_at, sequence, person, stated_account AS account FROM events"
    ).to_pylist()
    for row in rows:
        row["touchpoint"], row["phase"] = codes.get(row["name"], (None, None))
        row["session"] = None
    persons = defaultdict(list)
    for row in sorted(rows, key=lambda row: (row["occurred_at"], row["sequence"], row["event_id"])):
        persons[row["person"]].append(row)
    for person, path in persons.items():
        if person is not None:
            # At one instant a person leaves before anything else happens.
            fill_accounts(sorted(path, key=lambda row: (row["occurred_at"], not is_end(row))))
            number_sessions(path)
    for unit in ("person", "account"):
        paths = defaultdict(list)
        for row in sorted(rows, key=lambda row: (row["occurred_at"], row["sequence"], row["event_id"])):
            row.update({f"{unit}_position": None, f"{unit}_previous": None, f"{unit}_gap": None})
            if row[unit] is not None and row["touchpoint"] is not None:
                paths[row[unit]].append(row)
        for path in paths.values():
            name_neighbours(path, unit)
    order = [name.strip() for name in COLUMNS.split(",")]
    return [{name: row[name] for name in order} for row in rows]


def fill_accounts(path: list[dict[str, object]]) -> None:
    known = [row["account"] for row in path]
    said = [{"account": row["account"], "name": row["name"]} for row in path]
    for place, row in enumerate(path):
        if known[place] is None and any(known[:place]):
            row["account"] = (open_accounts(said[:place])[0] or [None])[-1]
        elif known[place] is None:
            row["account"] = next((account for account in known[place:] if account is not None), None)


def is_end(row: dict[str, object]) -> bool:
    return row["name"] == "membership_ended" and row["account"] is not None


def open_accounts(path: list[dict[str, object]]) -> tuple[list[object], bool]:
    """Return the accounts that were named and not left since, in the order of their last naming; was one left?"""
    still_open: list[object] = []
    has_left = False
    for said in path:
        if said["account"] is None:
            continue
        still_open = [account for account in still_open if account != said["account"]]
        if said["name"] == "membership_ended":
            has_left = True
        else:
            still_open.append(said["account"])
    return still_open, has_left


def number_sessions(path: list[dict[str, object]]) -> None:
    session = 1
    for place, row in enumerate(path):
        if place and row["occurred_at"] - path[place - 1]["occurred_at"] > timedelta(minutes=30):  # type: ignore[operator]
            session += 1
        row["session"] = session


def name_neighbours(path: list[dict[str, object]], unit: str) -> None:
    for place, row in enumerate(path):
        row[f"{unit}_position"] = place + 1
        row[f"{unit}_previous"] = path[place - 1]["touchpoint"] if place else 0
        if place:
            gap = row["occurred_at"] - path[place - 1]["occurred_at"]  # type: ignore[operator]
            row[f"{unit}_gap"] = gap // timedelta(microseconds=1)
