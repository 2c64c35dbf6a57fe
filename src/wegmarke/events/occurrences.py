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
SELECT event_id, content, hash(event_id::UUID) AS key FROM (
    SELECT left(sha256(source || chr(31) || source_event_id), 32) AS event_id,
           ('0x' || left(sha256(concat_ws(chr(31), $secret, name, epoch_us(coalesce(stated_at, occurred_at))::VARCHAR,
               precision, list_filter(person_identifiers, lambda i: NOT starts_with(i.value, $of_today))::VARCHAR, '|',
               account_identifiers::VARCHAR, '|', channel, '|', value_minor::VARCHAR, '|', currency, '|',
               list_sort(map_entries(properties))::VARCHAR)), 16))::UBIGINT AS content
    FROM incoming
)
"""

_JUDGE = """
WITH asked AS (SELECT position, event_id::UUID AS event_id, content FROM keyed),
stored AS (
    SELECT event_id, content FROM event
    WHERE batch IN (SELECT batch FROM candidates) AND event_id IN (SELECT event_id FROM asked)
)
SELECT s.event_id IS NULL AND row_number() OVER same = 1 AS first,
       coalesce(a.content != CASE WHEN s.event_id IS NULL THEN first_value(a.content) OVER same ELSE s.content END,
                false) AS differs
FROM asked a LEFT JOIN stored s ON s.event_id = a.event_id
WINDOW same AS (PARTITION BY a.event_id ORDER BY a.position)
ORDER BY a.position
"""

_Flags = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Verdict:
    """For each event in order: is it the first of its id, and does a later one say something else?

    Attributes:
        first: it was never seen before.
        conflict: it was, with another content.
        keys: `event_id` (text), `content` (hash of what it says), `key` (64 bits of the id).
    """

    first: _Flags
    conflict: _Flags
    keys: pa.Table


class Occurrences:
    """Remembers which ids are stored; what it has not seen being stored it reads from the table."""

    def __init__(self) -> None:
        self._known = SortedKeys(np.uint32)
        self._batch = 0

    def judge(self, session: Session, stored: int, *, secret: str, of_today: str) -> Verdict:
        """Judge the events lent as `incoming`, in the order in which they are lent.

        Args:
            session: the transaction in which they will be stored.
            stored: number of the last batch that is stored.
            secret: key of the hashes of contents.
            of_today: how identifiers begin that are another one the next day; they are no content.
        """
        self._follow(session, stored)
        table = session.query(_KEYED, {"secret": secret, "of_today": of_today})
        keys = table["key"].to_numpy()
        (batches,) = self._known.find(keys).values
        if not len(batches) and len(np.unique(keys)) == len(keys):
            return Verdict(np.ones(len(keys), dtype=bool), np.zeros(len(keys), dtype=bool), table)
        asked = table.append_column("position", pa.array(np.arange(len(keys))))
        with session.lend(keyed=asked, candidates=pa.table({"batch": np.unique(batches)})):
            found = session.query(_JUDGE)
        first, differs = (found[name].to_numpy() for name in ("first", "differs"))
        return Verdict(first, ~first & differs, table)

    def learn(self, keys: pa.Table, batch: int) -> None:
        """Remember ids that are stored in the transaction at hand; one that fails is noticed by the next look."""
        self._known.add(keys["key"].to_numpy(), np.full(keys.num_rows, batch, dtype=np.uint32))
        self._batch = batch

    def _follow(self, session: Session, stored: int) -> None:
        """Learn what was stored since the last look, whoever stored it and whether or not it was told so."""
        if stored < self._batch:
            self._known, self._batch = SortedKeys(np.uint32), 0
        if stored > self._batch:
            query = "SELECT hash(event_id) AS key, batch::UINTEGER AS batch FROM event WHERE batch > $batch"
            found = session.query(query, {"batch": self._batch})
            self._known.add(found["key"].to_numpy(), found["batch"].to_numpy())
            self._batch = stored
