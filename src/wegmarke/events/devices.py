"""Devices that several known persons use: their time is cut at each login, so that nobody gets somebody else's past.

Events that name nobody but the device belong to whoever logged in last; those before the first login to the first, 30
days back at most (as a device split in identity stitching of analytics products).
"""

from __future__ import annotations

import pyarrow as pa

from wegmarke.engine import Session, load_statements

_STATEMENTS = load_statements("wegmarke.events", "devices.sql")


def cut(session: Session, shared: pa.Array) -> None:
    """Cut the time of devices anew; their persons' touches will be derived again.

    Args:
        session: the transaction that has stored the logins.
        shared: numbers of devices.
    """
    if not len(shared):
        return
    with session.lend(shared=pa.table({"device": shared})):
        session.run(_STATEMENTS["logins"])
        session.run(_STATEMENTS["moved"])
        session.run(_STATEMENTS["drop"])
        session.run(_STATEMENTS["spans"])
    session.run("DROP TABLE login")
