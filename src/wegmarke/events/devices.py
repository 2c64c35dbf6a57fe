"""Whose the time on a device is, where known persons use it: nobody gets somebody else's past.

Events that name nobody but the device belong, as the workspace has set it, to

* `device_split`: whoever logged in last before them; before the first login to the first (Adobe Customer Journey
  Analytics, shared devices: device split);
* `last_auth`: whoever logged in last of all (the same page: last authenticated);
* `reset`: whoever logs in next, as if the browser got a new number when somebody is done (PostHog and Segment,
  `reset` at logout); a login lays claim to what lies before it, and nobody inherits what comes behind.

In each of them only what lies in the look-back before a login belongs to somebody known. The rest belongs to an
anonymous person of the device's own (`identity.earlier_uses`). Who logged in is read from the events alone, so that
the time of their arrival says nothing.
"""

from __future__ import annotations

import pyarrow as pa

from wegmarke.domain.identity_rules import IdentityRules
from wegmarke.engine import Session, load_statements
from wegmarke.identity import DeviceFacts

_STATEMENTS = load_statements("wegmarke.events", "devices.sql")
_IN_PASSING = ("login", "claimed", "new_span", "differing")


def cut(session: Session, asked: pa.Array, about: DeviceFacts) -> None:
    """Cut the time of devices anew; touches of those whose time changes hands will be derived again.

    Args:
        session: the transaction that has stored the logins, and knows the owners of earlier uses.
        asked: numbers of devices; those that `about` leaves out are all of one owner.
        about: what identity says about them.
    """
    if not len(asked):
        return
    _spans(session, asked, about.rules, about)
    for statement in ("moved", "drop", "keep"):
        session.run(_STATEMENTS[statement])
    session.run("; ".join(f"DROP TABLE {name}" for name in _IN_PASSING))


def rehearse(session: Session, asked: pa.Array, rules: IdentityRules, about: DeviceFacts) -> tuple[int, int]:
    """Return how many devices other rules would cut otherwise, and events without a name that would change hands.

    The transaction at hand is to be rolled back.
    """
    if not len(asked):
        return 0, 0
    _spans(session, asked, rules, about)
    (found,) = session.query(_STATEMENTS["differences"]).to_pylist()
    return int(found["devices"]), int(found["events"])


def _spans(session: Session, asked: pa.Array, rules: IdentityRules, about: DeviceFacts) -> None:
    tables = {
        "asked": pa.table({"device": asked}),
        "kept": pa.table({"device": about.devices, "earlier": about.earlier}),
        "void": pa.table({"device": about.void[:, 0], "person": about.void[:, 1]}),
    }
    with session.lend(**tables):
        session.run(_STATEMENTS["logins"])
        session.run(_STATEMENTS[rules.shared_devices.value].format(days=int(rules.look_back_days)))
        for statement in ("spans", "differing"):
            session.run(_STATEMENTS[statement])
