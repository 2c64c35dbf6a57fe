"""What other rules would change about whose the time on devices is; nothing is changed."""

from __future__ import annotations

import contextlib

import pyarrow as pa

from wegmarke import identity
from wegmarke.domain.identity_rules import IdentityRules
from wegmarke.engine import Engine
from wegmarke.events.device_uses import DeviceUses
from wegmarke.events.devices import rehearse
from wegmarke.privacy import KeyRing
from wegmarke.state import Database


class _TakenBackError(Exception):
    """Ends a transaction that was only to be looked at."""


def rehearse_devices(engine: Engine, state: Database, keys: KeyRing, rules: IdentityRules) -> tuple[int, int]:
    """Return how many devices rules would cut otherwise, and events without a name that would change hands.

    Links count as they are now; those that other limits would hold are counted with the links.
    """
    uses = DeviceUses()
    uses.follow(engine)
    asked = uses.all_that_need(rules)
    # Nobody is made for it: where a device has no earlier use yet, its own number, below zero, stands for that.
    about = identity.planned_facts(state, keys, rules, asked, uses.needs_cut(rules, asked))
    found = (0, 0)
    with contextlib.suppress(_TakenBackError), engine.write() as session:
        found = rehearse(session, pa.array(asked), rules, about)
        raise _TakenBackError
    return found
