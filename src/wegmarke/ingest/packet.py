"""How accepted events lie in the inbox: one packet per offer, columnar and compressed."""

from __future__ import annotations

import pyarrow as pa

from wegmarke.sources import ACCOUNT_PERSONAL, PERSONAL

ORIGIN = "origin"
"""A column that every packed event has in addition: the file or door it came through."""

STATED_AT = "stated_at"
"""A column that events of some doors have in addition: the time as the sender stated it, before the door corrected
it, and 1970 where the sender stated none. It is the same when the sender repeats itself, so that a repetition is a
duplicate and not a conflict."""

ADDED = (STATED_AT, PERSONAL, ACCOUNT_PERSONAL)
"""Columns that packed events may have in addition. The last two are personal and go to the vault: what a door set
aside, and what the tracking plan took out of the properties."""

# Packets are small: handing their columns to other threads costs more than compressing them.
_SMALL = pa.ipc.IpcWriteOptions(compression="lz4", use_threads=False)
_SMALL_TOO = pa.ipc.IpcReadOptions(use_threads=False)


def pack(events: pa.Table) -> bytes:
    """Write events as an Arrow stream, LZ4-compressed."""
    sink = pa.BufferOutputStream()
    with pa.ipc.new_stream(sink, events.schema, options=_SMALL) as writer:
        writer.write_table(events.combine_chunks())
    return bytes(sink.getvalue())


def unpack(body: bytes) -> pa.Table:
    """Read the events of a packet."""
    with pa.ipc.open_stream(pa.py_buffer(body), options=_SMALL_TOO) as reader:
        return reader.read_all()
