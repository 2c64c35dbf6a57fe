"""Somebody nobody knows: what happened on a device and belongs to no known person there.

Each device that needs it gets an identifier of its own for that, anonymous and linked with nothing; it is found by a
keyed hash of the device, so that it is the same one whenever it is asked for.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import sqlalchemy as sa

from wegmarke.domain.identity_rules import IdentityRules
from wegmarke.domain.persons import HeldBy
from wegmarke.identity.changes import owner_table
from wegmarke.identity.directory import Directory, as_hashes, last_change
from wegmarke.identity.guards import EARLIER_USE
from wegmarke.identity.known import Flags, Known, Numbers
from wegmarke.privacy import KeyRing
from wegmarke.state import Database

_CHUNK = 500
_INSERT = (
    "INSERT INTO identifier (subject, identifier, kind, hash, owner, changed, wrapped, sealed) "
    "VALUES ('person', ?, ?, ?, ?, ?, NULL, NULL)"
)
_STATES = "SELECT {}, {}, guard FROM link WHERE subject = 'person' AND state != 'joined' AND {} IN ({})"
_NEIGHBOURS = "SELECT {}, count(*) FROM link WHERE subject = 'person' AND state != 'removed' AND {} IN ({}) GROUP BY {}"
_FOUND = "SELECT hash, identifier FROM identifier WHERE subject = 'person' AND kind = ? AND hash IN ({})"
_HASHES = "SELECT identifier, hash FROM identifier WHERE subject = 'person' AND identifier IN ({})"


@dataclass(frozen=True, slots=True)
class DeviceFacts:
    """What identity says about devices whose time is cut.

    Attributes:
        rules: limits of the workspace.
        devices: those of which somebody's time is cut; the others say nothing about anybody, or need no cut.
        earlier: identifier of each one's earlier use.
        void: pairs of device and other identifier; that link says nothing about who uses the device.
        owners: (identifier, owner) of new identifiers.
        change: number of the last change.
    """

    rules: IdentityRules
    devices: Numbers
    earlier: Numbers
    void: Numbers
    owners: pa.Table
    change: int


def device_facts(
    database: Database, keys: KeyRing, directory: Directory, devices: Numbers, needed: Flags
) -> DeviceFacts:
    """Return what is to be known to cut the time of devices; gives each of them an earlier use.

    Args:
        database: the state database.
        keys: the workspace's keys.
        directory: who is known; it learns what is new.
        devices: distinct numbers.
        needed: false where one is cut only if a link of its is held for its being shared.
    """
    try:
        with database.write() as connection:
            last = directory.follow(connection)
            rules, known = directory.rules, directory["person"]
            is_quiet = known.neighbours(devices) <= rules.most_neighbours
            devices, needed = devices[is_quiet], needed[is_quiet]
            void, twice = _links_that_do_not_join(connection, devices)
            devices = devices[needed | np.isin(devices, twice[:, 0])]
            earlier, new = _earlier(connection, keys, known, devices, last + 1)
            if len(new):
                last += 1
                directory.write_down(connection, last)
    except BaseException:
        # What it was told may not be written.
        directory.clear()
        raise
    return DeviceFacts(rules, devices, earlier, void, owner_table(new, new), last)


def planned_facts(
    database: Database, keys: KeyRing, rules: IdentityRules, devices: Numbers, needed: Flags
) -> DeviceFacts:
    """Return the same for other rules, without writing anything.

    An earlier use that a device has not got yet is the device's own number, below zero.
    """
    with database.read() as connection:
        void, twice = _links_that_do_not_join(connection, devices)
        crowded = [device for part in _parts(devices) for device in _crowded(connection, rules, part)]
        kept = devices[(needed | np.isin(devices, twice[:, 0])) & ~np.isin(devices, np.array(crowded, dtype=np.int64))]
        earlier = _earlier_there(connection, keys, kept)
        last = last_change(connection)
    none = np.empty(0, dtype=np.int64)
    return DeviceFacts(rules, kept, earlier, void, owner_table(none, none), last)


def _crowded(connection: sa.Connection, rules: IdentityRules, part: list[int]) -> list[int]:
    counted: Counter[int] = Counter()
    for near in ("identifier", "other"):
        query = _NEIGHBOURS.format(near, near, ", ".join("?" * len(part)), near)
        counted.update({row[0]: row[1] for row in connection.exec_driver_sql(query, tuple(part))})
    return [number for number, count in counted.items() if count > rules.most_neighbours]


def _earlier(
    connection: sa.Connection, keys: KeyRing, known: Known, devices: Numbers, change: int
) -> tuple[Numbers, Numbers]:
    """Return the identifier of each device's earlier use, and which of them are new."""
    none = np.empty(0, dtype=np.int64)
    if not len(devices):
        return none, none
    digests = _digests(connection, keys, devices)
    found = known.find(as_hashes(digests))
    places = np.flatnonzero(found == 0)
    new = np.arange(len(known.owners), len(known.owners) + len(places), dtype=np.int64)
    if len(new):
        hashes = [digests[place] for place in places]
        rows = [
            (number, EARLIER_USE, digest, number, change) for number, digest in zip(new.tolist(), hashes, strict=True)
        ]
        connection.exec_driver_sql(_INSERT, rows)
        known.add(as_hashes(hashes), new, [EARLIER_USE] * len(new), new)
    found[places] = new
    return found, new


def _earlier_there(connection: sa.Connection, keys: KeyRing, devices: Numbers) -> Numbers:
    """Return the identifier of each device's earlier use, and the device's number below zero where it has none."""
    there: dict[bytes, int] = {}
    digests = _digests(connection, keys, devices)
    for start in range(0, len(digests), _CHUNK):
        part = digests[start : start + _CHUNK]
        rows = connection.exec_driver_sql(_FOUND.format(", ".join("?" * len(part))), (EARLIER_USE, *part))
        there.update({row[0]: row[1] for row in rows})
    pairs = zip(digests, devices.tolist(), strict=True)
    return np.array([there.get(digest, -device) for digest, device in pairs], dtype=np.int64)


def _digests(connection: sa.Connection, keys: KeyRing, devices: Numbers) -> list[bytes]:
    """Return the keyed hash under which each device's earlier use is found."""
    return keys.hash_identifiers(f"{EARLIER_USE}\x1f{digest.hex()}" for digest in _hashes(connection, devices))


def _links_that_do_not_join(connection: sa.Connection, devices: Numbers) -> tuple[Numbers, Numbers]:
    """Return pairs of device and other identifier: those that count for nothing, and those held as known twice."""
    void: list[tuple[int, int]] = []
    twice: list[tuple[int, int]] = []
    for near, far in (("identifier", "other"), ("other", "identifier")):
        for part in _parts(devices):
            query = _STATES.format(near, far, near, ", ".join("?" * len(part)))
            for device, other, guard in connection.exec_driver_sql(query, tuple(part)):
                (twice if guard == HeldBy.KNOWN_TWICE.value else void).append((device, other))
    return _pairs(void), _pairs(twice)


def _pairs(rows: list[tuple[int, int]]) -> Numbers:
    return np.array(rows, dtype=np.int64).reshape(-1, 2)


def _parts(devices: Numbers) -> list[list[int]]:
    return [devices[start : start + _CHUNK].tolist() for start in range(0, len(devices), _CHUNK)]


def _hashes(connection: sa.Connection, devices: Numbers) -> list[bytes]:
    found: dict[int, bytes] = {}
    for part in _parts(devices):
        query = _HASHES.format(", ".join("?" * len(part)))
        found.update({row[0]: row[1] for row in connection.exec_driver_sql(query, tuple(part))})
    return [found[number] for number in devices.tolist()]
