"""Remember what people decided about pairs, so that nobody is asked twice."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pyarrow as pa
import pyarrow.compute as pc
import sqlalchemy as sa
from sqlalchemy.dialects.sqlite import insert

from wegmarke.domain import Clock
from wegmarke.domain.duplicates import Verdict
from wegmarke.domain.errors import Problem, UsageError
from wegmarke.duplicates.tables import verdicts
from wegmarke.privacy import note
from wegmarke.state import Database

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)
_COLUMNS = {
    "left": pa.string(),
    "right": pa.string(),
    "decision": pa.string(),
    "decided_by": pa.string(),
    "probability": pa.float64(),
    "why": pa.string(),
    "joined": pa.int64(),
    "joined_other": pa.int64(),
    "decided_at": pa.int64(),
}


@dataclass(frozen=True, slots=True)
class Ruling:
    """A verdict with what belongs to it.

    Attributes:
        verdict: what was decided.
        by: who decided.
        why: in their words; kept, so it must name nobody.
        probability: how probable the pair was; None where it was not suggested.
        joined: the two identifiers whose link joined both sides; None where nothing was joined.
    """

    verdict: Verdict
    by: str
    why: str = ""
    probability: float | None = None
    joined: tuple[int, int] | None = None


def decide(database: Database, clock: Clock, subject: str, pairs: Sequence[tuple[str, str]], ruling: Ruling) -> None:
    """Write down one verdict on pairs of ids in any order; it replaces an earlier one on the same pair.

    An audit entry says so, too, and stays when the verdict is replaced or taken back.

    Raises:
        UsageError: a pair names one record twice; nothing was written.
    """
    if same := [left for left, right in pairs if left == right]:
        problems = [Problem(f"pair {id_!r}", "two records", "one", "Name another.", "same_record") for id_ in same]
        raise UsageError("decisions: a record is no duplicate of itself.", problems=problems)
    joined, other = ruling.joined or (None, None)
    common = {
        "subject": subject,
        "decision": ruling.verdict.value,
        "decided_at": (clock.now() - _EPOCH) // _MICROSECOND,
        "decided_by": ruling.by,
        "probability": ruling.probability,
        "why": ruling.why,
        "joined": joined,
        "joined_other": other,
    }
    rows = [{**common, "left": min(pair), "right": max(pair)} for pair in pairs]
    write = insert(verdicts)
    changed = {name: write.excluded[name] for name in common if name != "subject"}
    with database.write() as connection:
        if rows:
            connection.execute(write.on_conflict_do_update(["subject", "left", "right"], set_=changed), rows)
            what: dict[str, object] = {"records": [[row["left"], row["right"]] for row in rows], "why": ruling.why}
            act = f"duplicate_{ruling.verdict.value}"
            note(connection, clock, by=ruling.by, act=act, subject=subject, what=what)


def take_back(database: Database, clock: Clock, subject: str, pair: tuple[str, str], by: str) -> bool:
    """Remove the verdict on a pair; returns whether there was one. The audit entries stay."""
    left, right = min(pair), max(pair)
    c = verdicts.c
    with database.write() as connection:
        found = connection.execute(verdicts.delete().where(c.subject == subject, c.left == left, c.right == right))
        if found.rowcount:
            what: dict[str, object] = {"records": [[left, right]]}
            note(connection, clock, by=by, act="duplicate_reopened", subject=subject, what=what)
    return bool(found.rowcount)


def decided(database: Database, subject: str) -> pa.Table:
    """Return all decided pairs, ordered by ids.

    Columns: left, right, decision, decided_by, probability, why, joined, joined_other, decided_at (UTC).
    """
    chosen = sa.select(*(verdicts.c[name] for name in _COLUMNS))
    with database.read() as connection:
        rows = connection.execute(
            chosen.where(verdicts.c.subject == subject).order_by(verdicts.c.left, verdicts.c.right)
        ).all()
    columns = list(zip(*rows, strict=True)) or [()] * len(_COLUMNS)
    table = pa.table({name: pa.array(column, _COLUMNS[name]) for name, column in zip(_COLUMNS, columns, strict=True)})
    instants = table["decided_at"].cast(pa.timestamp("us", tz="UTC"))
    return table.set_column(table.column_names.index("decided_at"), "decided_at", instants)


def undecided(pairs: pa.Table, known: pa.Table) -> pa.Table:
    """Return the suggested pairs that nobody has decided, in their order."""
    ids = known.select(["left", "right"])
    places = pairs.select(["left", "right"]).append_column("place", pa.array(range(pairs.num_rows), pa.int64()))
    open_ = places.join(ids, ["left", "right"], join_type="left anti").sort_by("place")
    return pairs.take(open_["place"])


def refused(known: pa.Table) -> pa.Table:
    """Return left and right of the refused pairs, as `cluster` takes them."""
    return known.filter(pc.equal(known["decision"], Verdict.REFUSED.value)).select(["left", "right"])


def confirmed(known: pa.Table) -> pa.Table:
    """Return left and right of the confirmed pairs, as `cluster` takes them."""
    return known.filter(pc.equal(known["decision"], Verdict.CONFIRMED.value)).select(["left", "right"])
