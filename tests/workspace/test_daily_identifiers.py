"""Identifiers of one day: stable while it lasts, nothing to anybody afterwards."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from wegmarke.domain import SetClock
from wegmarke.domain.write_keys import KeyKind
from wegmarke.workspace import Settings, Unpacked, daily_identifiers, init
from wegmarke.workspace.daily_identifiers import DailyIdentifiers
from wegmarke.workspace.intake import Intake

SOMEBODY = ("site", "203.0.113.7", "Mozilla/5.0")


@pytest.fixture
def clock() -> SetClock:
    # Berlin is one hour ahead: 23:30 of the second of March.
    return SetClock(datetime(2026, 3, 2, 22, 30, tzinfo=UTC))


@pytest.fixture
def identifiers(clock: SetClock) -> DailyIdentifiers:
    return DailyIdentifiers(clock, "Europe/Berlin")


def test_browser_has_one_identifier_all_day(identifiers, clock):
    first = identifiers.identifier(*SOMEBODY)
    clock.move(timedelta(minutes=29))

    assert identifiers.identifier(*SOMEBODY) == first
    assert first.startswith("day-")


@pytest.mark.parametrize(
    "other",
    [
        ("shop", "203.0.113.7", "Mozilla/5.0"),
        ("site", "203.0.113.8", "Mozilla/5.0"),
        ("site", "203.0.113.7", "Mozilla/6.0"),
        ("site203.0.113.7", "", "Mozilla/5.0"),
        ("site", "203.0.113.7Mozilla/5.0", ""),
    ],
)
def test_others_have_another_one(identifiers, other):
    assert identifiers.identifier(*other) != identifiers.identifier(*SOMEBODY)


def test_day_ends_at_midnight_of_the_workspace(identifiers, clock):
    before = identifiers.identifier(*SOMEBODY)
    clock.move(timedelta(minutes=30))

    assert identifiers.identifier(*SOMEBODY) != before


def test_clock_set_back_brings_no_old_identifier_back(identifiers, clock):
    before = identifiers.identifier(*SOMEBODY)
    clock.move(timedelta(days=1))
    identifiers.identifier(*SOMEBODY)
    clock.move(timedelta(days=-1))

    assert identifiers.identifier(*SOMEBODY) != before


def test_old_salt_is_overwritten_where_it_lay(identifiers, clock):
    place = identifiers._salt
    salt = bytes(place)
    clock.move(timedelta(days=1))
    identifiers.identifier(*SOMEBODY)

    assert identifiers._salt is place
    assert bytes(place) != salt


def test_salt_is_forgotten_though_nobody_asks(identifiers, clock, monkeypatch):
    monkeypatch.setattr(daily_identifiers, "_CHECK_SECONDS", 0.01)
    salt = bytes(identifiers._salt)
    changed = daily_identifiers.threading.Event()
    renew = identifiers._renew
    monkeypatch.setattr(identifiers, "_renew", lambda: (renew(), changed.set()))

    identifiers.start()
    clock.move(timedelta(days=1))
    assert changed.wait(10)
    identifiers.stop()

    assert bytes(identifiers._salt) != salt


def test_neither_salt_nor_address_is_written(tmp_path: Path, clock: SetClock):
    with init(tmp_path / "ws", Settings(name="Test"), clock=clock) as workspace:
        intake = Intake(workspace.stores, is_apart=False)
        key = workspace.keys.make(KeyKind.BROWSER, "site").text
        sender = intake.of_today(intake.sender(key), *SOMEBODY[1:])
        body = b'{"type":"page","messageId":"m","properties":{"path":"/"}}'
        told = daily_identifiers.threading.Event()
        intake.submit(sender, "page", Unpacked(body), {}, lambda _: told.set())
        assert told.wait(30)
        salt = bytes(intake._daily._salt)
        intake.close()
        workspace.stores.settle()
        assert workspace.overview().persons == 1
    written = b"".join(file.read_bytes() for file in (tmp_path / "ws").rglob("*") if file.is_file())

    for secret in (salt, salt.hex().encode(), SOMEBODY[1].encode(), b"Mozilla/5.0"):
        assert secret not in written


def test_identifier_is_a_keyed_hash(identifiers):
    parts = b"".join(len(text).to_bytes(8, "big") + text.encode() for text in SOMEBODY)

    expected = hashlib.blake2b(parts, digest_size=16, key=bytes(identifiers._salt)).hexdigest()

    assert identifiers.identifier(*SOMEBODY) == f"day-{expected}"
