"""From the draft of a block to the table every door hands over: put in order, dated, identified, named."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from wegmarke.demo.cast import Cast
from wegmarke.demo.draft import Columns
from wegmarke.demo.vocabulary import CHANNELS, FACT_KEYS, FACT_VALUES, KINDS, NAMES, SOURCE, SYSTEMS, TELLS_WHO
from wegmarke.demo.workdays import Workdays
from wegmarke.sources import EVENT_SCHEMA

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]
Flags = NDArray[np.bool_]

_OFFLINE = np.array([kind.offline for kind in KINDS])
_WEB = np.array([kind.web for kind in KINDS])
_NOTES = np.array([kind.notes for kind in KINDS])
_LABELS = np.array([kind.labels for kind in KINDS])
_SYSTEM = np.array([SYSTEMS.index(kind.system) for kind in KINDS])
_NAMES_ACCOUNT = np.array([kind.system in ("crm", "erp", "helpdesk") for kind in KINDS])


def event_table(columns: Columns, cast: Cast, known: Floats, calendar: Workdays, first_row: int) -> pa.Table:
    """Build the events of one block in order of time.

    Args:
        columns: what the processes wrote down.
        cast: accounts and persons.
        known: position from which on each person's cookie belongs to an address.
        calendar: turns positions into instants.
        first_row: number of the first event, so that ids are unique over all blocks.
    """
    occurred = _instants(columns, calendar)
    order = _order(occurred, columns, calendar)
    kind, person, account = columns.kind[order], columns.person[order], columns.account[order]
    anonymous = _anonymous(kind, person, columns.at[order], known)
    row = first_row + np.arange(len(order))
    value = columns.value[order]
    return pa.table(
        [
            pa.repeat(pa.scalar(SOURCE), len(order)),
            _ids(kind, row),
            _take(NAMES, kind),
            pa.array(occurred[order]).cast(pa.timestamp("us", tz="UTC")),
            _take(("instant", "day"), _OFFLINE[kind].astype(np.int64)),
            pa.array(row),
            _person_identifiers(cast, person, _WEB[kind], anonymous),
            _account_identifiers(cast, account, _NAMES_ACCOUNT[kind], anonymous),
            _labels(cast.name, person, _LABELS[kind] & (person >= 0) & ~anonymous),
            _labels(cast.label, account, _LABELS[kind] & ~anonymous),
            _take(CHANNELS, columns.channel[order]),
            pa.array(value, mask=value < 0),
            pc.if_else(pa.array(value < 0), pa.scalar(None, pa.string()), pa.scalar("EUR")),
            _properties(columns.facts[order], np.where(_NOTES[kind], account, -1), cast),
        ],
        schema=EVENT_SCHEMA,
    )


def _instants(columns: Columns, calendar: Workdays) -> Integers:
    by_date = calendar.midnights(columns.at)
    return np.where(_OFFLINE[columns.kind], by_date, calendar.instants(columns.at, columns.seconds))


def _anonymous(kind: Integers, person: Integers, at: Floats, known: Floats) -> Flags:
    """Tell which events carry only a cookie: those on the web before anything told who the person is.

    Nobody may fall apart into two: a person whose cookie never meets an address, although the address
    is known from elsewhere, was known from the beginning.
    """
    tells = TELLS_WHO[kind] & (person >= 0)
    earliest = known.copy()
    np.minimum.at(earliest, person[tells], at[tells])
    anonymous: Flags = _WEB[kind] & (at < earliest[person])
    addressed = np.zeros(len(known), dtype=bool)
    addressed[person[(person >= 0) & ~anonymous]] = True
    met = np.zeros(len(known), dtype=bool)
    met[person[_WEB[kind] & ~anonymous]] = True
    return anonymous & ~(addressed & ~met)[person]


def _order(occurred: Integers, columns: Columns, calendar: Workdays) -> Integers:
    """Return the events of the two years in order of time, and of their telling where times are equal."""
    start, until = (int(instant.timestamp() * 1_000_000) for instant in (calendar.start, calendar.until))
    inside = np.flatnonzero((occurred >= start) & (occurred <= until))
    chosen: Integers = inside[np.lexsort((columns.at[inside], occurred[inside]))]
    return chosen


def _take(words: tuple[str, ...], index: Integers) -> pa.Array:
    return pa.array(words, pa.string()).take(pa.array(index))


def _ids(kind: Integers, row: Integers) -> pa.Array:
    prefix = _take(tuple(f"{system}-" for system in SYSTEMS), _SYSTEM[kind])
    number = pc.utf8_lpad(pc.cast(pa.array(row), pa.string()), 9, padding="0")
    return pc.binary_join_element_wise(prefix, number, "")


def _labels(names: pa.Array, index: Integers, named: Flags) -> pa.Array:
    return names.take(pa.array(index, mask=~named))


def _person_identifiers(cast: Cast, person: Integers, web: Flags, anonymous: Flags) -> pa.Array:
    """Give each event the address, the cookie, both, or nobody; the address is the stronger one."""
    mailed, browsed = (person >= 0) & ~anonymous, (person >= 0) & web
    values = pa.concat_arrays([cast.email, cast.cookie])
    return _identifiers(("email", "cookie"), (mailed, browsed), values, (person, person + cast.persons))


def _account_identifiers(cast: Cast, account: Integers, named: Flags, anonymous: Flags) -> pa.Array:
    """Give each event the number of the account in the CRM where the system knows it, and its mail domain."""
    values = pa.concat_arrays([cast.crm_id, cast.domain])
    return _identifiers(
        ("crm_account", "domain"), (named & ~anonymous, ~anonymous), values, (account, account + cast.accounts)
    )


def _identifiers(
    kinds: tuple[str, str], present: tuple[Flags, Flags], values: pa.Array, index: tuple[Integers, Integers]
) -> pa.Array:
    """Interleave two optional identifiers per event into lists."""
    there = np.stack(present, axis=1)
    offsets = np.concatenate([[0], np.cumsum(there.sum(axis=1))]).astype(np.int32)
    chosen = np.stack(index, axis=1)[there]
    kind = np.broadcast_to(np.arange(2), there.shape)[there]
    pairs = pa.StructArray.from_arrays([_take(kinds, kind), values.take(pa.array(chosen))], ["kind", "value"])
    return pa.ListArray.from_arrays(pa.array(offsets), pairs)


def _properties(facts: Integers, opportunity: Integers, cast: Cast) -> pa.Array:
    """Return the facts of each event, and the number of the opportunity where the event is a note about it."""
    numbers = pc.utf8_replace_slice(cast.crm_id, 0, 1, "V")
    keys = pa.array((*FACT_KEYS, *["opportunity"] * cast.accounts), pa.string())
    values = pa.concat_arrays([pa.array(FACT_VALUES, pa.string()), numbers])
    named = np.where(opportunity >= 0, opportunity + len(FACT_KEYS), -1)
    facts = np.concatenate([facts.astype(np.int64), named[:, None]], axis=1)
    there = facts >= 0
    offsets = np.concatenate([[0], np.cumsum(there.sum(axis=1))]).astype(np.int32)
    codes = pa.array(facts[there])
    return pa.MapArray.from_arrays(pa.array(offsets), keys.take(codes), values.take(codes))
