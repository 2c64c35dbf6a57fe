"""When each device was used, in memory: enough to know on which ones somebody's time has to be cut.

Instants are kept in whole seconds, so that none is asked for too late; a device that is cut without need comes to the
same owners.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from wegmarke.domain.identity_rules import IdentityRules, SharedDevices
from wegmarke.engine import Engine, Session

Numbers = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]

_FIRST_ROOM = 1_024
_MICROSECONDS = 1_000_000
_DAY = 86_400
_NEVER = np.iinfo(np.uint32).max
_LOGINS = """
SELECT device_identifier AS device, epoch_us(min(occurred_at)) AS since, min(person_identifier) AS low,
       max(person_identifier) AS high
FROM event WHERE device_identifier IS NOT NULL GROUP BY 1
"""
# Of persons that no device is named with, too: they have no logins, and nobody asks.
_ALONE = """
SELECT person_identifier AS device, epoch_us(min(occurred_at)) AS since
FROM event WHERE device_identifier IS NULL AND person_identifier IS NOT NULL GROUP BY 1
"""
_CUT = "SELECT DISTINCT device FROM device_span"


class DeviceUses:
    """First use of devices, with and without a name, by the number of the device."""

    def __init__(self) -> None:
        self._is_read = False
        self._alone = np.full(_FIRST_ROOM, _NEVER, dtype=np.uint32)
        self._login = np.full(_FIRST_ROOM, _NEVER, dtype=np.uint32)
        self._low = np.full(_FIRST_ROOM, _NEVER, dtype=np.uint32)
        self._high = np.zeros(_FIRST_ROOM, dtype=np.uint32)
        self._is_cut = np.zeros(_FIRST_ROOM, dtype=bool)

    def follow(self, store: Engine | Session) -> None:
        """Read what is stored, unless that was done."""
        if self._is_read:
            return
        logins, alone, cut = (store.query(query) for query in (_LOGINS, _ALONE, _CUT))
        self._add_logins(
            logins["device"].to_numpy(), logins["since"].to_numpy(), logins["low"].to_numpy(), logins["high"].to_numpy()
        )
        self._add_alone(alone["device"].to_numpy(), alone["since"].to_numpy())
        self.write_down(cut["device"].to_numpy(), np.empty(0, dtype=np.int64))
        self._is_read = True

    def observe(self, rules: IdentityRules, logins: pa.Table, alone: pa.Table) -> Numbers:
        """Learn what happened; returns devices whose time may have to be cut anew for it, rising.

        Args:
            rules: whose the time on a device is.
            logins: device, occurred_at (µs since 1970), person: events that name somebody beside the device.
            alone: device, occurred_at: events that name nothing else.
        """
        named, unnamed = logins["device"].to_numpy(), alone["device"].to_numpy()
        if not len(named) and not len(unnamed):
            return np.empty(0, dtype=np.int64)
        self._make_room(int(max(named.max(initial=0), unnamed.max(initial=0))) + 1)
        before = self.needs_cut(rules, unnamed), self.needs_cut(rules, named) | self._is_cut[named]
        person = logins["person"].to_numpy()
        self._add_logins(named, logins["occurred_at"].to_numpy(), person, person)
        self._add_alone(unnamed, alone["occurred_at"].to_numpy())
        after = self.needs_cut(rules, unnamed) & ~before[0], self.needs_cut(rules, named) | before[1]
        return np.unique(np.concatenate([unnamed[after[0]], named[after[1]]]))

    def needs_cut(self, rules: IdentityRules, devices: Numbers) -> Flags:
        """Tell for each device whether its time is not all of one known person."""
        login, alone = self._login[devices].astype(np.int64), self._alone[devices].astype(np.int64)
        is_used = (login < _NEVER) & (alone < _NEVER)
        if rules.shared_devices is SharedDevices.RESET:
            return np.asarray(is_used, dtype=bool)
        several = self._low[devices] < self._high[devices]
        return np.asarray(several | (is_used & (alone <= login - rules.look_back_days * _DAY)), dtype=bool)

    def with_logins(self, numbers: Numbers) -> Numbers:
        """Return those numbers that are devices which somebody known used."""
        numbers = numbers[numbers < len(self._login)]
        return numbers[(self._login[numbers] < _NEVER) | self._is_cut[numbers]]

    def all_that_need(self, rules: IdentityRules) -> Numbers:
        """Return the devices whose time has to be cut, or is cut, rising."""
        every = np.arange(len(self._login))
        return every[self.needs_cut(rules, every) | self._is_cut]

    def write_down(self, cut: Numbers, whole: Numbers) -> None:
        """Remember whose time is cut, and whose is not any more."""
        self._make_room(int(max(cut.max(initial=0), whole.max(initial=0))) + 1)
        self._is_cut[whole] = False
        self._is_cut[cut] = True

    def _add_logins(self, devices: Numbers, since: Numbers, low: Numbers, high: Numbers) -> None:
        self._make_room(int(devices.max(initial=0)) + 1)
        np.minimum.at(self._login, devices, _seconds(since))
        np.minimum.at(self._low, devices, low.astype(np.uint32))
        np.maximum.at(self._high, devices, high.astype(np.uint32))

    def _add_alone(self, devices: Numbers, since: Numbers) -> None:
        self._make_room(int(devices.max(initial=0)) + 1)
        np.minimum.at(self._alone, devices, _seconds(since))

    def _make_room(self, end: int) -> None:
        more = max(end, 2 * len(self._login)) - len(self._login) if end > len(self._login) else 0
        if more:
            self._alone = np.pad(self._alone, (0, more), constant_values=_NEVER)
            self._login = np.pad(self._login, (0, more), constant_values=_NEVER)
            self._low = np.pad(self._low, (0, more), constant_values=_NEVER)
            self._high = np.pad(self._high, (0, more))
            self._is_cut = np.pad(self._is_cut, (0, more))


def _seconds(micros: Numbers) -> npt.NDArray[np.uint32]:
    return np.clip(micros // _MICROSECONDS, 0, _NEVER - 1).astype(np.uint32)
