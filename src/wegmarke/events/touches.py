"""Derive the touch table: events resolved to person, account, touchpoint and phase, in path order.

Derivation is a pure function of the stored events, who owns which identifier, and the recognition.
New events derive only the persons and accounts they concern again; a changed recognition derives
everything. Both give the same rows. Windows run over ranges of persons and accounts, so that memory
stays bounded however many events there are.
"""

from __future__ import annotations

from collections.abc import Iterator

import pyarrow as pa

from wegmarke.domain import StoreDamaged
from wegmarke.engine import Engine, Session, load_statements
from wegmarke.events import markers
from wegmarke.events.codes import encode
from wegmarke.events.recognition import Recognition, phase_table, recognised_sql

_STATEMENTS = load_statements("wegmarke.events", "touches.sql")
_RANGE_ROWS = 2_000_000
_REBUILD_SHARE = 0.3


def derive(engine: Engine, recognition: Recognition) -> int:
    """Bring the touch table up to date; returns how many touches were written."""
    stored = markers.number(engine, "batch")
    if markers.text(engine, "recognition") != recognition.fingerprint():
        return rebuild(engine, recognition)
    if markers.number(engine, "touched") == stored and not engine.query("SELECT 1 FROM moved LIMIT 1").num_rows:
        return 0
    return _update(engine, recognition)


def rebuild(engine: Engine, recognition: Recognition) -> int:
    """Derive all touches from all events."""
    with engine.write() as session:
        codes = _codes(session, recognition)
        session.run("DELETE FROM touch")
        return _write(session, engine, recognition, codes, "true", {})


def _update(engine: Engine, recognition: Recognition) -> int:
    with engine.write() as session:
        touched = {"touched": markers.number(session, "touched")}
        codes = _codes(session, recognition)
        session.run(_STATEMENTS["affected"], touched)
        _widen(session)
        if _share(session, touched) > _REBUILD_SHARE:
            session.run("DELETE FROM touch")
            return _write(session, engine, recognition, codes, "true", {})
        session.run(_STATEMENTS["drop_affected"])
        return _write(session, engine, recognition, codes, _STATEMENTS["only_affected"], touched)


def _widen(session: Session) -> None:
    size = -1
    while size != (size := _count(session, "affected")):
        session.run(_STATEMENTS["widen_accounts"])
        session.run(_STATEMENTS["widen_persons"])


def _share(session: Session, touched: dict[str, int]) -> float:
    scope = _STATEMENTS["only_affected"]
    counted = session.query(f"SELECT count(*) FILTER ({scope}) AS n, count(*) AS total FROM events", touched)
    return int(counted["n"][0].as_py()) / max(1, int(counted["total"][0].as_py()))


def _write(
    session: Session,
    engine: Engine,
    recognition: Recognition,
    codes: dict[str, int],
    scope: str,
    values: dict[str, int],
) -> int:
    before = _count(session, "touch")
    recognised = recognised_sql(engine, recognition, codes)
    with session.lend(touchpoint_phase=phase_table(recognition, codes)):
        session.run(_STATEMENTS["recognise"].format(recognised=recognised, scope=scope), values)
    session.run(_STATEMENTS["walked_table"])
    # DuckDB 2.0 loses values of an insert that follows an insert of no rows in the same transaction: so
    # nothing empty is inserted, and the count is checked at the end.
    for low, high in _ranges(session, "recognised", "person"):
        session.run(_STATEMENTS["walk_persons"], {"low": low, "high": high})
    if _count(session, "recognised WHERE person IS NULL"):
        session.run(_STATEMENTS["walk_nobody"])
    session.run("DROP TABLE recognised")
    for low, high in _ranges(session, "walked", "account"):
        session.run(_STATEMENTS["walk_accounts"], {"low": low, "high": high})
    if _count(session, "walked WHERE account IS NULL"):
        session.run(_STATEMENTS["walk_no_account"])
    session.run("DROP TABLE walked")
    session.run("DELETE FROM moved")
    markers.put(session, "touched", markers.number(session, "batch"))
    markers.put(session, "recognition", recognition.fingerprint())
    written = _count(session, "touch")
    if written != (stored := _count(session, "event")):
        raise StoreDamaged(f"Expected one touch for each of {stored} events, got {written}; nothing was changed.")
    return written - before


def _ranges(session: Session, table: str, unit: str) -> Iterator[tuple[int, int]]:
    """Cut the numbers of a unit into rising ranges of about `_RANGE_ROWS` rows each."""
    counts = session.query(
        f"SELECT {unit} AS unit, count(*) AS rows FROM {table} WHERE {unit} IS NOT NULL GROUP BY 1 ORDER BY 1"
    )
    units, rows = counts["unit"].to_numpy(), counts["rows"].to_numpy().cumsum()
    start = 0
    while start < len(units):
        done = rows[start - 1] if start else 0
        end = max(start + 1, int(rows.searchsorted(done + _RANGE_ROWS, side="right")))
        yield int(units[start]), int(units[end - 1])
        start = end


def _codes(session: Session, recognition: Recognition) -> dict[str, int]:
    names = [recogniser.touchpoint for recogniser in recognition.recognisers]
    codes = encode(session, "touchpoint", pa.chunked_array([pa.array(names, pa.string())]))
    return dict(zip(names, codes.to_pylist(), strict=True))


def _count(session: Session, table: str) -> int:
    return int(session.query(f"SELECT count(*) AS n FROM {table}")["n"][0].as_py())
