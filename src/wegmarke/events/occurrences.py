"""First occurrences: which of these events were never stored before?

An event is its source and the id that it has there, for as long as it is stored, without a time window. The table of
events is what counts; in memory there are only hashes of its ids and the batches they came with, which say where in
the table to look. So a batch of new events asks the table nothing.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from wegmarke.engine import Session
from wegmarke.lookup import SortedKeys

_KEYED = """
CREATE OR REPLACE TEMP TABLE keyed AS
SELECT position, left(sha256(source || chr(31) || source_event_id), 32)::UUID AS event_id,
       ('0x' || left(sha256(concat_ws(chr(31), $secret, name, epoch_us(coalesce(stated_at, occurred_at))::VARCHAR,
           precision, list_filter(person_identifiers, lambda i: NOT starts_with(i.value, $of_today))::VARCHAR, '|',
           account_identifiers::VARCHAR, '|', channel, '|', value_minor::VARCHAR, '|', currency, '|',
           list_sort(map_entries(properties))::VARCHAR)), 16))::UBIGINT AS content
FROM incoming
"""

_JUDGE = """
WITH stored AS (
    SELECT event_id, content FROM event
    WHERE batch IN (SELECT batch FROM candidates) AND event_id IN (SELECT event_id FROM keyed)
)
SELECT s.event_id IS NULL AND row_number() OVER same = 1 AS first,
       coalesce(k.content != CASE WHEN s.event_id IS NULL THEN first_value(k.content) OVER same ELSE s.content END,
                false) AS differs
FROM keyed k LEFT JOIN stored s ON s.event_id = k.event_id
WINDOW same AS (PARTITION BY k.event_id ORDER BY k.position)
ORDER BY k.position
"""

_Flags = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Verdict:
    """For each event in order: is it the first of its id, and does a later one say something else?"""

    first: _Flags
    conflict: _Flags


class Occurrences:
    """Remembers which ids are stored; what it has not seen being stored it reads from the table."""

    def __init__(self) -> None:
        self._known = SortedKeys(np.uint32)
        self._batch = 0

    def judge(self, session: Session, stored: int, *, secret: str, of_today: str) -> Verdict:
        """Judge the events lent as `incoming`; leaves the ids and contents in the temporary table `keyed`.

        Args:
            session: the transaction in which they will be stored.
            stored: number of the last batch that is stored.
            secret: key of the hashes of contents.
            of_today: how identifiers begin that are another one the next day; they are no content.
        """
        self._follow(session, stored)
        session.run(_KEYED, {"secret": secret, "of_today": of_today})
        keys = session.query("SELECT hash(event_id) AS key FROM keyed ORDER BY position")["key"].to_numpy()
        (batches,) = self._known.find(keys).values
        if not len(batches) and len(np.unique(keys)) == len(keys):
            return Verdict(np.ones(len(keys), dtype=bool), np.zeros(len(keys), dtype=bool))
        with session.lend(candidates=pa.table({"batch": np.unique(batches)})):
            found = session.query(_JUDGE)
        first, differs = (found[name].to_numpy() for name in ("first", "differs"))
        return Verdict(first, ~first & differs)

    def _follow(self, session: Session, stored: int) -> None:
        """Learn what was stored since the last look, whoever stored it and whether or not it was told so."""
        if stored < self._batch:
            self._known, self._batch = SortedKeys(np.uint32), 0
        if stored > self._batch:
            query = "SELECT hash(event_id) AS key, batch::UINTEGER AS batch FROM event WHERE batch > $batch"
            found = session.query(query, {"batch": self._batch})
            self._known.add(found["key"].to_numpy(), found["batch"].to_numpy())
            self._batch = stored
