from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa

from wegmarke.domain import NotFound, SetClock, UsageError
from wegmarke.domain.write_keys import KeyKind
from wegmarke.privacy import WriteKeys
from wegmarke.privacy.key_text import kind_of, new_key_text
from wegmarke.state import Database, migrate, open_database

NOW = datetime(2025, 3, 3, 12, 0, tzinfo=UTC)


@pytest.fixture
def clock() -> SetClock:
    return SetClock(NOW)


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    opened = open_database(tmp_path / "state.sqlite3")
    migrate(opened, "state")
    yield opened
    opened.close()


@pytest.fixture
def keys(database: Database, clock: SetClock) -> WriteKeys:
    return WriteKeys(database, clock)


@pytest.mark.parametrize(("kind", "prefix"), [(KeyKind.SERVER, "wm_srv_"), (KeyKind.BROWSER, "wm_web_")])
def test_key_says_what_it_is(kind, prefix):
    text = new_key_text(kind)

    assert text.startswith(prefix)
    assert kind_of(text) is kind
    assert len({new_key_text(kind) for _ in range(50)}) == 50


@pytest.mark.parametrize("wrong", ["", "wm_srv_", "wm_srv_" + "0" * 49, "wm_srv_" + "ß" * 49, "x" * 56])
def test_text_that_only_looks_like_a_key_is_none(wrong):
    assert kind_of(wrong) is None


def test_every_changed_sign_breaks_the_checksum():
    text = new_key_text(KeyKind.SERVER)

    for place in range(len(text)):
        changed = text[:place] + ("a" if text[place] != "a" else "b") + text[place + 1 :]
        assert kind_of(changed) is None


def test_key_opens_and_its_text_is_stored_nowhere(keys: WriteKeys, database: Database):
    made = keys.make("shop", KeyKind.SERVER)

    assert keys.find(made.text) == made.key
    database.close()
    stored = b"".join(file.read_bytes() for file in database.file.parent.iterdir())
    assert made.text.encode() not in stored
    assert made.text[7:30].encode() not in stored


def test_strange_key_of_the_right_form_opens_nothing(keys: WriteKeys):
    keys.make("shop", KeyKind.SERVER)

    assert keys.find(new_key_text(KeyKind.SERVER)) is None


def test_revoked_key_opens_nothing_from_now_on(keys: WriteKeys, clock: SetClock):
    made = keys.make("shop", KeyKind.SERVER)
    assert keys.find(made.text)

    assert keys.revoke(made.key.number).revoked_at == NOW

    assert keys.find(made.text) is None
    clock.move(timedelta(hours=1))
    assert keys.revoke(made.key.number).revoked_at == NOW


def test_expired_key_opens_nothing(keys: WriteKeys, clock: SetClock):
    made = keys.make("shop", KeyKind.SERVER, lifetime=timedelta(days=2))

    clock.move(timedelta(days=2) - timedelta(microseconds=1))
    assert keys.find(made.text)
    clock.move(timedelta(microseconds=1))
    assert keys.find(made.text) is None


def test_replaced_key_goes_on_for_the_overlap(keys: WriteKeys, clock: SetClock):
    old = keys.make("site", KeyKind.BROWSER, event_types=["Quote Requested"])

    new = keys.replace(old.key.number, overlap=timedelta(hours=48))

    assert (new.key.name, new.key.kind, new.key.event_types) == ("site", KeyKind.BROWSER, ("Quote Requested",))
    assert keys.find(old.text)
    assert keys.find(new.text)
    clock.move(timedelta(hours=48))
    assert keys.find(old.text) is None
    assert keys.find(new.text)


def test_replacing_never_lengthens_a_life(keys: WriteKeys, clock: SetClock):
    old = keys.make("shop", KeyKind.SERVER, lifetime=timedelta(hours=1))

    keys.replace(old.key.number, overlap=timedelta(hours=48))

    assert keys.all()[0].expires_at == NOW + timedelta(hours=1)


def test_last_use_is_written_down(keys: WriteKeys, database: Database, clock: SetClock):
    made = keys.make("shop", KeyKind.SERVER)
    clock.move(timedelta(minutes=5))
    keys.find(made.text)

    keys.write_down_uses()

    assert keys.all()[0].used_at == NOW + timedelta(minutes=5)
    with database.read() as connection:
        assert connection.scalar(sa.text("SELECT used_at FROM write_key"))


def test_what_cannot_be_made_or_found_is_said(keys: WriteKeys):
    with pytest.raises(UsageError, match="printable"):
        keys.make(" ", KeyKind.SERVER)
    with pytest.raises(UsageError, match="browser key alone"):
        keys.make("shop", KeyKind.SERVER, event_types=["x"])
    with pytest.raises(NotFound, match="source keys"):
        keys.revoke(7)
    made = keys.make("shop", KeyKind.SERVER)
    keys.revoke(made.key.number)
    with pytest.raises(NotFound, match="Make a new one"):
        keys.replace(made.key.number, overlap=timedelta())
