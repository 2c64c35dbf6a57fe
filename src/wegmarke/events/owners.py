"""Whom identifiers belong to, as the event store knows it: a copy of what identity says."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

import pyarrow as pa
import pyarrow.compute as pc

from wegmarke.engine import Session

_MOVED = """
INSERT INTO moved
SELECT $subject, unnest([known.owner, changed.owner])
FROM {table} known JOIN owner_now changed USING (identifier) WHERE known.owner != changed.owner
"""
_OWN = """
UPDATE internal_identifier SET owner = c.owner FROM owner_now c
WHERE internal_identifier.subject = $subject AND internal_identifier.identifier = c.identifier
"""


def copy_owners(
    session: Session, changed: Mapping[str, pa.Table], unknown_from: Mapping[str, int] = MappingProxyType({})
) -> None:
    """Write down whom identifiers belong to now, and whose touches have to be derived again for it.

    Args:
        session: the transaction at hand.
        changed: by subject, the table (identifier, owner) of what changed.
        unknown_from: by subject, the number from which on no identifier is written down yet: where all that changed
            are such, nobody's touches have to be derived again, which is known without asking.
    """
    for subject, owners in changed.items():
        if not owners.num_rows:
            continue
        with session.lend_again(owner_now=owners):
            table = f"{subject}_owner"
            if subject not in unknown_from or pc.min(owners["identifier"]).as_py() < unknown_from[subject]:
                session.run(_MOVED.format(table=table), {"subject": subject})
                session.run(f"DELETE FROM {table} WHERE identifier IN (SELECT identifier FROM owner_now)")
                session.run(_OWN, {"subject": subject})
            session.run(f"INSERT INTO {table} SELECT identifier, owner FROM owner_now")
