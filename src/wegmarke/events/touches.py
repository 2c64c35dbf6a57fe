"""Derive the touch table: events resolved to person, account, touchpoint and phase, in path order.

Derivation is a pure function of the stored events, who owns which identifier, and the recognition.
New events derive only what lies behind them on the paths of their persons and accounts again; persons
whose identifiers changed hands, or who became one of our own, are derived from their first touch on, and a changed
recognition changes the touches that it recognises differently. All of it gives the same rows. Windows run over ranges
of persons and accounts, so that memory stays bounded however many events there are.
"""

from __future__ import annotations

from dataclasses import replace
from typing import cast

import pyarrow as pa

from wegmarke.domain import StoreDamaged
from wegmarke.engine import Engine, Session, load_statements
from wegmarke.events import markers, states
from wegmarke.events.changed import Changed, rewritten_in
from wegmarke.events.codes import encode
from wegmarke.events.in_memory import derive_few
from wegmarke.events.internal import read_internal
from wegmarke.events.markers import Markers
from wegmarke.events.owned import Owners
from wegmarke.events.recognised_again import recognise_again
from wegmarke.events.recognition import Recognition, phase_table, read_recognition, recognised_sql

_STATEMENTS = load_statements("wegmarke.events", "touches.sql")
_ENDED_BEFORE = "account_start WHERE touches > 0 AND account NOT IN (SELECT account FROM new_account_end)"
_IN_PASSING = (
    "again", "arrived", "asked", "seen_before", "cut", "person_start", "old", "new_total", "new_person_end",
    "open_account", "account_cut", "others", "account_start", "new_account_end",
)  # fmt: skip
_LEAVING = load_statements("wegmarke.events", "leaving.sql")["leaving"].format(rows="recognised")
_OPEN_ACCOUNTS = _STATEMENTS["open_accounts"].format(never=-(2**62), leaving=_LEAVING)
_STORED = ("touch", "event", "moved", "internal_identifier")
_RANGE_ROWS = 2_000_000
_REBUILD_SHARE = 0.3
_FEW = 100_000


def derive(engine: Engine, recognition: Recognition) -> Changed:
    """Bring the touch table up to date; returns what that changed."""
    with engine.write() as session:
        return derive_in(session, engine, recognition)


def derive_in(session: Session, engine: Engine, recognition: Recognition, owners: Owners | None = None) -> Changed:
    """Do the same in a transaction at hand, with what it has stored so far; `owners` says what the store says, too."""
    marked, sizes = markers.read(session), _sizes(session, *_STORED)
    if marked.text("recognition") != recognition.fingerprint():
        return _recognise_again(session, engine, recognition, marked)
    if marked.number("touched") == marked.number("batch") and not sizes["moved"]:
        return Changed(before=states.of(marked), state=states.of(marked))
    if not sizes["moved"] and sizes["event"] - sizes["touch"] <= _FEW:
        internal = read_internal(session, sizes["internal_identifier"])
        codes = _codes(session, recognition)
        recognised, phases = recognised_sql(engine, recognition, codes), phase_table(recognition, codes)
        done = derive_few(session, recognised, phases, marked.number("touched"), internal, owners)
        if done is not None:
            return _finish(session, recognition, sizes, done, marked)
    return _update(session, engine, recognition, sizes, marked.number("touched"))


def rebuild(engine: Engine, recognition: Recognition) -> Changed:
    """Derive all touches from all events; returns that all changed, and how many there are."""
    with engine.write() as session:
        return _rebuild(session, engine, recognition, _sizes(session, *_STORED))


def _recognise_again(session: Session, engine: Engine, recognition: Recognition, marked: Markers) -> Changed:
    """Bring the touches up to date as they were recognised so far, then change what is recognised differently."""
    said = marked.text("recognisers")
    if said is not None and (before := read_recognition(said)).fingerprint() == marked.text("recognition"):
        first = derive_in(session, engine, before)
        codes = _codes(session, before) | _codes(session, recognition)
        done = recognise_again(session, engine, before, recognition, codes)
        if done is not None:
            sizes = _sizes(session, *_STORED)
            last = _finish(session, recognition, sizes, Changed(is_all=True, touches=first.touches + done.touches))
            return replace(last, before=states.of(marked))
    return _rebuild(session, engine, recognition, _sizes(session, *_STORED))


def _rebuild(session: Session, engine: Engine, recognition: Recognition, sizes: dict[str, int]) -> Changed:
    session.run("DELETE FROM touch")
    _recognise(session, engine, recognition, "true", {})
    session.run("ALTER TABLE arrived RENAME TO recognised")
    session.run("DELETE FROM event_total")
    if sizes["event"]:
        session.run(_STATEMENTS["all_totals"])
    session.run(_STATEMENTS["no_starts"])
    session.run(_OPEN_ACCOUNTS)
    _walk_persons(session, is_left=True, has_internal=bool(sizes["internal_identifier"]))
    session.run("DELETE FROM person_end")
    _remember_ends(session, "person", is_left=True)
    session.run(_STATEMENTS["no_account_starts"])
    session.run("DELETE FROM account_end")
    _remember_ends(session, "account")
    _walk_accounts(session)
    _tidy(session)
    return _finish(session, recognition, sizes, Changed(is_all=True, touches=sizes["event"]))


def _update(session: Session, engine: Engine, recognition: Recognition, sizes: dict[str, int], touched: int) -> Changed:
    has_moved = bool(sizes["moved"])
    session.run(_STATEMENTS["again" if has_moved else "nobody_again"])
    scope = _STATEMENTS["new_or_moved" if has_moved else "only_new"]
    _recognise(session, engine, recognition, scope, {"touched": touched})
    session.run(_STATEMENTS["asked"])
    (of_asked,) = session.query(_STATEMENTS["of_asked"]).to_pylist()
    is_late, is_left = of_asked["is_late"], of_asked["is_left"]
    for statement in ("seen_before_late" if is_late else "seen_before", "cut", "person_start"):
        session.run(_STATEMENTS[statement])
    if has_moved:
        session.run(_STATEMENTS["old_and_moved"])
    else:
        session.run(_STATEMENTS["old"], {"earliest": _earliest(session, "cut")})
    walked = _sizes(session, "arrived", "old")
    if sum(walked.values()) > _REBUILD_SHARE * sizes["event"]:
        return _rebuild(session, engine, recognition, sizes)
    for statement in ("new_totals", "drop_totals", "keep_totals", "recognised", "drop_old"):
        session.run(_STATEMENTS[statement])
    if is_left:
        session.run(_OPEN_ACCOUNTS)
    _walk_persons(session, is_left=is_left, has_internal=bool(sizes["internal_identifier"]))
    session.run(_STATEMENTS["drop_person_ends"])
    _remember_ends(session, "person", is_left=is_left)
    persons = rewritten_in(session, "person", "cut")
    session.run(_STATEMENTS["account_cut"])
    session.run(_STATEMENTS["others"], {"earliest": _earliest(session, "account_cut")})
    session.run(_STATEMENTS["account_start"])
    if _sizes(session, "others")["others"]:
        session.run(_STATEMENTS["drop_others"])
        session.run(_STATEMENTS["walk_others"])
    session.run(_STATEMENTS["drop_account_ends"])
    accounts = rewritten_in(session, "account", "account_cut")
    _remember_ends(session, "account", may_end_empty=bool(walked["old"]))
    _walk_accounts(session)
    _tidy(session)
    done = Changed(touches=sum(walked.values()), person_paths=persons, account_paths=accounts)
    return _finish(session, recognition, sizes, done)


def _earliest(session: Session, cuts: str) -> str:
    """Return the earliest cut, so that older parts of the table need not be read; as text, to be bound."""
    (found,) = session.query(f"SELECT coalesce(min(since), 'infinity')::VARCHAR AS since FROM {cuts}")["since"]
    return str(found.as_py())


def _recognise(session: Session, engine: Engine, recognition: Recognition, scope: str, values: dict[str, int]) -> None:
    codes = _codes(session, recognition)
    recognised = recognised_sql(engine, recognition, codes)
    with session.lend(touchpoint_phase=phase_table(recognition, codes)):
        session.run(_STATEMENTS["recognise"].format(recognised=recognised, scope=scope), values)


def _walk_persons(session: Session, *, is_left: bool, has_internal: bool) -> None:
    session.run(_STATEMENTS["walked_table"])
    # DuckDB 2.0 loses values of an insert that follows an insert of no rows in the same transaction: so
    # nothing empty is inserted, and the count is checked at the end.
    ranges, has_nobody = _ranges(session, "recognised", "person")
    for low, high in ranges:
        session.run(_STATEMENTS["walk_persons"], {"low": low, "high": high})
    if is_left:
        session.run(_STATEMENTS["leave"])
    if has_nobody:
        session.run(_STATEMENTS["walk_nobody"])
    if has_internal:
        session.run(_STATEMENTS["internal"])
    session.run("DROP TABLE recognised")


def _walk_accounts(session: Session) -> None:
    ranges, has_none = _ranges(session, "walked", "account")
    for low, high in ranges:
        session.run(_STATEMENTS["walk_accounts"], {"low": low, "high": high})
    if has_none:
        session.run(_STATEMENTS["walk_no_account"])
    session.run("DROP TABLE walked")


def _remember_ends(session: Session, unit: str, *, is_left: bool = False, may_end_empty: bool = False) -> None:
    """Write down what the paths that are walked come to, so that the next run need not look back along them."""
    session.run(_STATEMENTS[f"new_{unit}_end"])
    if is_left:
        session.run(_STATEMENTS["left_person_end"])
    if may_end_empty and _sizes(session, _ENDED_BEFORE)[_ENDED_BEFORE]:
        session.run(_STATEMENTS["kept_account_end"])
    if _sizes(session, new := f"new_{unit}_end")[new]:
        session.run(f"INSERT INTO {unit}_end SELECT * FROM {new}")


def _tidy(session: Session) -> None:
    session.run("; ".join(f"DROP TABLE IF EXISTS {name}" for name in _IN_PASSING))


def _finish(
    session: Session, recognition: Recognition, before: dict[str, int], done: Changed, marked: Markers | None = None
) -> Changed:
    """Check and write down what was done; `marked` are the markers, where nobody set one meanwhile."""
    if before["moved"]:
        session.run("DELETE FROM moved")
    marked, text = marked or markers.read(session), recognition.fingerprint()
    written, stored = _sizes(session, "touch", "event").values()
    if written != stored:
        raise StoreDamaged(f"Expected one touch for each of {stored} events, got {written}; nothing was changed.")
    new: dict[str, int | str] = {"touched": marked.number("batch"), "derived": states.next_name(session, marked)}
    if marked.text("recognition") != text:
        new |= {"recognition": text, "recognisers": recognition.text()}
    markers.put(session, new)
    state = states.of(markers.Markers(dict(marked.values) | {name: str(value) for name, value in new.items()}))
    return replace(done, before=states.of(marked), state=state)


def _ranges(session: Session, table: str, unit: str) -> tuple[list[tuple[int, int]], bool]:
    """Cut the numbers of a unit into rising ranges of about `_RANGE_ROWS` rows each; are there rows without one?"""
    (found,) = session.query(
        f"SELECT count({unit}) AS rows, min({unit}) AS low, max({unit}) AS high, count(*) AS n FROM {table}"
    ).to_pylist()
    rest = bool(found["n"] > found["rows"])
    if found["rows"] <= _RANGE_ROWS:
        return ([(found["low"], found["high"])] if found["rows"] else []), rest
    counts = session.query(
        f"SELECT {unit} AS unit, count(*) AS rows FROM {table} WHERE {unit} IS NOT NULL GROUP BY 1 ORDER BY 1"
    )
    units, rows = counts["unit"].to_numpy(), counts["rows"].to_numpy().cumsum()
    ranges, start = [], 0
    while start < len(units):
        done = rows[start - 1] if start else 0
        end = max(start + 1, int(rows.searchsorted(done + _RANGE_ROWS, side="right")))
        ranges.append((int(units[start]), int(units[end - 1])))
        start = end
    return ranges, rest


def _codes(session: Session, recognition: Recognition) -> dict[str, int]:
    names = [recogniser.touchpoint for recogniser in recognition.recognisers]
    codes = encode(session, {"touchpoint": pa.array(names, pa.string())})
    return dict(zip(names, codes["touchpoint"].to_pylist(), strict=True))


def _sizes(session: Session, *tables: str) -> dict[str, int]:
    """Return how many rows tables have, asked at once."""
    counts = ", ".join(f"(SELECT count(*) FROM {table})" for table in tables)
    ((row,),) = session.rows(f"SELECT [{counts}]")
    return dict(zip(tables, cast("list[int]", row), strict=True))
