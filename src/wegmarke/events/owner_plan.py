"""What other owners of identifiers would change about the touches of accounts: derived, counted, and taken back."""

from __future__ import annotations

import contextlib
from collections.abc import Iterable, Mapping, Sequence

import pyarrow as pa

from wegmarke.engine import Engine, Session
from wegmarke.events.owners import copy_owners
from wegmarke.events.recognition import Recognition
from wegmarke.events.touches import derive_in

# The row without an account is that of all of them together.
_TOUCHES = """
SELECT account, count(touchpoint) AS touches, count(DISTINCT person) AS persons, min(occurred_at) AS first_at,
       max(occurred_at) AS last_at
FROM touch WHERE account IN ({accounts}) GROUP BY ROLLUP (account)
"""


_OWNERS = "SELECT DISTINCT owner FROM account_owner WHERE identifier IN ({identifiers})"


class _TakenBackError(Exception):
    """Ends a transaction that was only to be looked at."""


def account_touches(store: Engine | Session, accounts: Sequence[int]) -> pa.Table:
    """Return recognised touches, persons with touches, first_at and last_at by account; without one, of all together.

    Accounts without a touch have no row.
    """
    return store.query(_TOUCHES.format(accounts=_listed(accounts)))


def rehearse_accounts(engine: Engine, recognition: Recognition, owners: Mapping[int, int]) -> pa.Table:
    """Return the same, as it would be if identifiers of accounts had other owners; nothing is changed.

    The touches are derived as they would be, so that those which name no account follow, too.

    Args:
        engine: the event store; everything that was accepted is stored and derived.
        recognition: as it holds.
        owners: the new owner of each identifier that changes hands.
    """
    before = engine.query(_OWNERS.format(identifiers=_listed(owners)))["owner"].to_pylist()
    changed = pa.table({"identifier": pa.array(owners, pa.int64()), "owner": pa.array(owners.values(), pa.int64())})
    found: list[pa.Table] = []
    with contextlib.suppress(_TakenBackError), engine.write() as session:
        copy_owners(session, {"account": changed})
        derive_in(session, engine, recognition)
        found.append(account_touches(session, sorted({*before, *owners.values()})))
        raise _TakenBackError
    return found[0]


def _listed(numbers: Iterable[int]) -> str:
    return ", ".join(str(int(number)) for number in numbers)
