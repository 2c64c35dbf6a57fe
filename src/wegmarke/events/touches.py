"""Derive the touch table: events resolved to person, account, touchpoint and phase, in path order.

Derivation is a pure function of the stored events, who owns which identifier, and the recognition.
New events derive only what lies behind them on the paths of their persons and accounts again; persons
whose identifiers changed hands are derived from their first touch on, and a changed recognition derives
everything. All of it gives the same rows. Windows run over ranges of persons and accounts, so that memory
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
_ENDED_BEFORE = "account_start WHERE touches > 0 AND account NOT IN (SELECT account FROM new_account_end)"
_RANGE_ROWS = 2_000_000
_REBUILD_SHARE = 0.3


def derive(engine: Engine, recognition: Recognition) -> int:
    """Bring the touch table up to date; returns how many touches were written."""
    marked = markers.read(engine)
    if marked.text("recognition") != recognition.fingerprint():
        return rebuild(engine, recognition)
    if marked.number("touched") == marked.number("batch") and not engine.query("SELECT 1 FROM moved LIMIT 1").num_rows:
        return 0
    return _update(engine, recognition, marked.number("touched"))


def rebuild(engine: Engine, recognition: Recognition) -> int:
    """Derive all touches from all events."""
    with engine.write() as session:
        return _rebuild(session, engine, recognition, _codes(session, recognition))


def _rebuild(session: Session, engine: Engine, recognition: Recognition, codes: dict[str, int]) -> int:
    before = _count(session, "touch")
    session.run("DELETE FROM touch")
    _recognise(session, engine, recognition, codes, "true", {})
    session.run("ALTER TABLE arrived RENAME TO recognised")
    session.run("DELETE FROM event_total")
    if _count(session, "recognised"):
        session.run(_STATEMENTS["all_totals"])
    session.run(_STATEMENTS["no_starts"])
    _walk_persons(session)
    session.run("DELETE FROM person_end")
    _remember_ends(session, "person")
    session.run(_STATEMENTS["no_account_starts"])
    session.run("DELETE FROM account_end")
    _remember_ends(session, "account")
    _walk_accounts(session)
    return _finish(session, recognition) - before


def _update(engine: Engine, recognition: Recognition, touched: int) -> int:
    with engine.write() as session:
        before = _count(session, "touch")
        codes = _codes(session, recognition)
        has_moved = bool(_count(session, "moved"))
        session.run(_STATEMENTS["again" if has_moved else "nobody_again"])
        scope = _STATEMENTS["new_or_moved" if has_moved else "only_new"]
        _recognise(session, engine, recognition, codes, scope, {"touched": touched})
        session.run(_STATEMENTS["asked"])
        is_late = bool(session.query(_STATEMENTS["late"]).num_rows)
        for statement in ("seen_before_late" if is_late else "seen_before", "cut", "person_start"):
            session.run(_STATEMENTS[statement])
        if has_moved:
            session.run(_STATEMENTS["old_and_moved"])
        else:
            session.run(_STATEMENTS["old"], {"earliest": _earliest(session, "cut")})
        if _count(session, "arrived") + _count(session, "old") > _REBUILD_SHARE * _count(session, "event"):
            return _rebuild(session, engine, recognition, codes)
        for statement in ("new_totals", "drop_totals", "keep_totals", "recognised", "drop_old"):
            session.run(_STATEMENTS[statement])
        _walk_persons(session)
        session.run(_STATEMENTS["drop_person_ends"])
        _remember_ends(session, "person")
        session.run(_STATEMENTS["account_cut"])
        session.run(_STATEMENTS["others"], {"earliest": _earliest(session, "account_cut")})
        session.run(_STATEMENTS["account_start"])
        if _count(session, "others"):
            session.run(_STATEMENTS["drop_others"])
            session.run(_STATEMENTS["walk_others"])
        session.run(_STATEMENTS["drop_account_ends"])
        _remember_ends(session, "account")
        _walk_accounts(session)
        return _finish(session, recognition) - before


def _earliest(session: Session, cuts: str) -> str:
    """Return the earliest cut, so that older parts of the table need not be read; as text, to be bound."""
    (found,) = session.query(f"SELECT coalesce(min(since), 'infinity')::VARCHAR AS since FROM {cuts}")["since"]
    return str(found.as_py())


def _recognise(
    session: Session,
    engine: Engine,
    recognition: Recognition,
    codes: dict[str, int],
    scope: str,
    values: dict[str, int],
) -> None:
    recognised = recognised_sql(engine, recognition, codes)
    with session.lend(touchpoint_phase=phase_table(recognition, codes)):
        session.run(_STATEMENTS["recognise"].format(recognised=recognised, scope=scope), values)


def _walk_persons(session: Session) -> None:
    session.run(_STATEMENTS["walked_table"])
    # DuckDB 2.0 loses values of an insert that follows an insert of no rows in the same transaction: so
    # nothing empty is inserted, and the count is checked at the end.
    for low, high in _ranges(session, "recognised", "person"):
        session.run(_STATEMENTS["walk_persons"], {"low": low, "high": high})
    if _count(session, "recognised WHERE person IS NULL"):
        session.run(_STATEMENTS["walk_nobody"])
    session.run("DROP TABLE recognised")


def _walk_accounts(session: Session) -> None:
    for low, high in _ranges(session, "walked", "account"):
        session.run(_STATEMENTS["walk_accounts"], {"low": low, "high": high})
    if _count(session, "walked WHERE account IS NULL"):
        session.run(_STATEMENTS["walk_no_account"])
    session.run("DROP TABLE walked")


def _remember_ends(session: Session, unit: str) -> None:
    """Write down what the paths that are walked come to, so that the next run need not look back along them."""
    session.run(_STATEMENTS[f"new_{unit}_end"])
    if unit == "account" and _count(session, _ENDED_BEFORE):
        session.run(_STATEMENTS["kept_account_end"])
    if _count(session, f"new_{unit}_end"):
        session.run(f"INSERT INTO {unit}_end SELECT * FROM new_{unit}_end")
    session.run(f"DROP TABLE new_{unit}_end")


def _finish(session: Session, recognition: Recognition) -> int:
    for name in ("arrived", "old", "others", "asked", "seen_before", "person_start", "account_start", "new_total"):
        session.run(f"DROP TABLE IF EXISTS {name}")
    session.run("DELETE FROM moved")
    marked, text = markers.read(session), recognition.fingerprint()
    markers.put(
        session,
        {"touched": marked.number("batch")} | ({} if marked.text("recognition") == text else {"recognition": text}),
    )
    written = _count(session, "touch")
    if written != (stored := _count(session, "event")):
        raise StoreDamaged(f"Expected one touch for each of {stored} events, got {written}; nothing was changed.")
    return written


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
    codes = encode(session, {"touchpoint": pa.array(names, pa.string())})
    return dict(zip(names, codes["touchpoint"].to_pylist(), strict=True))


def _count(session: Session, table: str) -> int:
    return int(session.query(f"SELECT count(*) AS n FROM {table}")["n"][0].as_py())
