"""Who belongs to which account, from when to when, as events state it.

A membership begins with `membership_started` and lasts until `membership_ended` of the same person and account; who
takes another role without leaving begins another membership in the same account. The end is no part of it. Events
with the property `membership` (the number of the record at its source) are matched by it; `membership_source` names
that source where somebody else says it. All of this is a function of the stored events in path order, so that it does
not matter when they arrive.
"""

from __future__ import annotations

from datetime import UTC, datetime

import pyarrow as pa

from wegmarke.accounts.statements import load_steps
from wegmarke.engine import Engine

_STATEMENTS = load_steps("memberships.sql")

ENDS_BEFORE_START = "ends_before_start"
ENDS_WITHOUT_START = "ends_without_start"


def memberships(engine: Engine) -> pa.Table:
    """Return person, account, role, from_at, to_at, source, record, evidence (ids of events), problem.

    `record` is the number of the membership at its source, null where nobody said it. Times are UTC; `to_at` is null
    where a membership lasts, `from_at` where nobody said that it began. `problem` is null, `ends_before_start` or
    `ends_without_start`; with a problem it counts for no question about a time.
    """
    return engine.query(_STATEMENTS["all_memberships"])


def memberships_at(engine: Engine, at: datetime) -> pa.Table:
    """Return the memberships that hold at an instant, with the same columns."""
    return engine.query(_STATEMENTS["valid_at"], {"at": _stored(at)})


def accounts_at(engine: Engine, at: datetime) -> pa.Table:
    """Return person, account, accounts, is_ambiguous at an instant; `account` is null where there are several."""
    return engine.query(_STATEMENTS["accounts_at"], {"at": _stored(at)})


def ambiguities(engine: Engine) -> pa.Table:
    """Return person, from_at, to_at, accounts, evidence for each time in which a person belongs to several accounts."""
    return engine.query(_STATEMENTS["ambiguities"])


def incomplete(engine: Engine) -> pa.Table:
    """Return event_id, source, name, occurred_at, person, account of statements that name nobody or no account."""
    return engine.query(_STATEMENTS["incomplete"])


def _stored(instant: datetime) -> str:
    return instant.astimezone(UTC).replace(tzinfo=None).isoformat(sep=" ")
