"""Remember what people decided about pairs, so that nobody is asked twice."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

import pyarrow as pa
import pyarrow.compute as pc
import sqlalchemy as sa
from sqlalchemy.dialects.sqlite import insert

from wegmarke.domain import Clock
from wegmarke.domain.duplicates import Verdict
from wegmarke.domain.errors import Problem, UsageError
from wegmarke.duplicates.tables import verdicts
from wegmarke.state import Database

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)
_TEXTS = ("left", "right", "decision", "decided_by")


def decide(
    database: Database, clock: Clock, subject: str, pairs: Sequence[tuple[str, str]], verdict: Verdict, by: str
) -> None:
    """Write down one verdict on pairs of ids in any order; it replaces an earlier one on the same pair.

    Raises:
        UsageError: a pair names one record twice; nothing was written.
    """
    if same := [left for left, right in pairs if left == right]:
        problems = [Problem(f"pair {id_!r}", "two records", "one", "Name another.", "same_record") for id_ in same]
        raise UsageError("decisions: a record is no duplicate of itself.", problems=problems)
    decided_at = (clock.now() - _EPOCH) // _MICROSECOND
    common = {"subject": subject, "decision": verdict.value, "decided_at": decided_at, "decided_by": by}
    rows = [{**common, "left": min(pair), "right": max(pair)} for pair in pairs]
    write = insert(verdicts)
    changed = {name: write.excluded[name] for name in ("decision", "decided_at", "decided_by")}
    with database.write() as connection:
        if rows:
            connection.execute(write.on_conflict_do_update(["subject", "left", "right"], set_=changed), rows)


def decided(database: Database, subject: str) -> pa.Table:
    """Return left, right, decision, decided_at (UTC) and decided_by of all pairs, ordered by ids."""
    chosen = sa.select(*(verdicts.c[name] for name in (*_TEXTS, "decided_at")))
    with database.read() as connection:
        rows = connection.execute(
            chosen.where(verdicts.c.subject == subject).order_by(verdicts.c.left, verdicts.c.right)
        ).all()
    columns = list(zip(*rows, strict=True)) or [()] * (len(_TEXTS) + 1)
    texts = {name: pa.array(column, pa.string()) for name, column in zip(_TEXTS, columns[:-1], strict=True)}
    return pa.table({**texts, "decided_at": pa.array(columns[-1], pa.int64()).cast(pa.timestamp("us", tz="UTC"))})


def undecided(pairs: pa.Table, known: pa.Table) -> pa.Table:
    """Return the suggested pairs that nobody has decided, in their order."""
    ids = known.select(["left", "right"])
    places = pairs.select(["left", "right"]).append_column("place", pa.array(range(pairs.num_rows), pa.int64()))
    open_ = places.join(ids, ["left", "right"], join_type="left anti").sort_by("place")
    return pairs.take(open_["place"])


def refused(known: pa.Table) -> pa.Table:
    """Return left and right of the refused pairs, as `cluster` takes them."""
    return known.filter(pc.equal(known["decision"], Verdict.REFUSED.value)).select(["left", "right"])
