"""What is known about a touch beside its path: only its date, that no human did it, that one of our own did."""

from __future__ import annotations

from datetime import timedelta

import pytest
from event_builders import NOON, an_event, open_stores_in, recognition
from held_paths import held

from wegmarke.events import derive, rebuild
from wegmarke.paths import index
from wegmarke.paths.index.columns import AUTOMATED, DAY, INTERNAL

SENT = recognition(quote_sent=1)


@pytest.fixture
def stores(tmp_path):
    opened = open_stores_in(tmp_path)
    yield opened
    opened.close()


def said(number, precision="instant", **properties):
    return an_event(
        source_event_id=str(number), person="p", account="a", occurred_at=NOON + timedelta(hours=number),
        precision=precision, properties=[*properties.items()],
    )  # fmt: skip


def flags_of(stores, **properties):
    stores.take_in([said(1, **properties)])
    derive(stores.engine, SENT)
    (row,) = stores.engine.query("SELECT automated, internal FROM touch").to_pylist()
    return {name for name, holds in row.items() if holds}


@pytest.mark.parametrize("word", ["true", "TRUE", "yes", "1"])
@pytest.mark.parametrize("kind", ["automated", "internal"])
def test_an_event_says_what_it_is(stores, kind, word):
    assert flags_of(stores, **{kind: word}) == {kind}


@pytest.mark.parametrize("word", ["false", "no", "0", "maybe"])
def test_another_word_does_not(stores, word):
    assert flags_of(stores, automated=word, internal=word) == set()


@pytest.mark.parametrize(
    "agent",
    ["Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)", "curl/8.5.0", "python-requests/2.32",
     "Mozilla/5.0 (X11; Linux x86_64) HeadlessChrome/120.0", "LinkedInBot/1.0", "Slackbot-LinkExpanding 1.0"],
)  # fmt: skip
def test_programs_are_told_by_their_user_agent(stores, agent):
    assert flags_of(stores, user_agent=agent) == {"automated"}


@pytest.mark.parametrize(
    "agent",
    ["Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0 Safari/537.36",
     "Mozilla/5.0 (Linux; Android 13; CUBOT NOTE 30) AppleWebKit/537.36 Chrome/126.0 Mobile Safari/537.36", ""],
)  # fmt: skip
def test_humans_are_not(stores, agent):
    assert flags_of(stores, user_agent=agent) == set()


def test_deriving_some_and_deriving_all_give_the_same_flags(stores):
    rows = [said(1), said(2, automated="1"), said(3, internal="1", precision="day"), said(4, user_agent="curl/8")]
    for row in rows:
        stores.take_in([row])
        derive(stores.engine, SENT)
    asked = "SELECT occurred_at, automated, internal, precision_day FROM touch ORDER BY occurred_at"
    in_parts = stores.engine.query(asked).to_pylist()

    rebuild(stores.engine, SENT)

    assert stores.engine.query(asked).to_pylist() == in_parts


@pytest.mark.parametrize("unit", ["person", "account"])
def test_the_index_holds_flags_whether_it_is_built_or_told(stores, unit):
    stores.take_in([said(1, automated="yes")])
    derive(stores.engine, SENT)
    paths = index.PathIndex(stores.engine, unit)
    paths.build()
    stores.take_in([said(2, internal="1", precision="day")])
    told = getattr(derive(stores.engine, SENT), f"{unit}_paths")

    snapshot = paths.advance(told.units, told.since, told.rows)

    assert held(snapshot) == held(index.PathIndex(stores.engine, unit).build())
    assert [part.columns.flags.tolist() for part in snapshot.parts()][-1] == [AUTOMATED, DAY | INTERNAL]
