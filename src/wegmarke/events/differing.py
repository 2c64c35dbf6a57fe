"""Which touches another recognition would see differently: looked for among events that a changed rule matches."""

from __future__ import annotations

import operator
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import reduce

import ibis
import pyarrow as pa

from wegmarke.engine import Engine, Session, compile_sql
from wegmarke.events.changes import rules_that_differ
from wegmarke.events.recognition import Recognition, phase_table
from wegmarke.rules import Codes, Rule, coded_condition, has_property

_DIFFERING = """
SELECT t.place, t.event, t.person, t.account, t.occurred_at, t.touchpoint AS before, t.after, t.phase AS phase_before,
       m.phase AS phase_after
FROM ({seen}) t LEFT JOIN touchpoint_phase m ON m.touchpoint = t.after
WHERE t.touchpoint IS DISTINCT FROM t.after OR t.phase IS DISTINCT FROM m.phase
"""
_SEEN_ALIKE = """
SELECT t.rowid AS place, t.event, t.person, t.account, t.occurred_at, t.touchpoint, t.touchpoint AS after, t.phase
FROM touch t JOIN touchpoint_phase m ON m.touchpoint = t.touchpoint WHERE t.phase IS DISTINCT FROM m.phase
UNION ALL
SELECT t.rowid, t.event, t.person, t.account, t.occurred_at, t.touchpoint, t.touchpoint, t.phase
FROM touch t WHERE t.phase IS NOT NULL AND t.touchpoint NOT IN (SELECT touchpoint FROM touchpoint_phase)
"""
_TOUCH = ("event", "person", "account", "occurred_at", "touchpoint", "phase")


@contextmanager
def asked_apart(engine: Engine, recognition: Recognition) -> Iterator[tuple[Session, dict[str, int]]]:
    """Lend a session that reads one state, and codes of touchpoints; those without one get the next free numbers."""
    codes = touchpoint_codes(engine)
    for recogniser in recognition.recognisers:
        codes.setdefault(recogniser.touchpoint, max(codes.values(), default=0) + 1)
    with engine.snapshot(touchpoint_phase=phase_table(recognition, codes)) as session:
        yield session, codes


def touchpoint_codes(engine: Engine) -> dict[str, int]:
    """Return the codes of all touchpoints that ever recognised anything."""
    return dict(all_codes(engine).get("touchpoint", {}))


def all_codes(engine: Engine) -> dict[str, dict[str, int]]:
    """Return all codes by kind and text."""
    found: dict[str, dict[str, int]] = {}
    for kind, text, code in engine.rows("SELECT kind, text, code FROM code"):
        found.setdefault(str(kind), {})[str(text)] = int(str(code))
    return found


def differing(
    session: Session, engine: Engine, before: Recognition, after: Recognition, touchpoints: Mapping[str, int]
) -> pa.Table:
    """Return the touches that would have another touchpoint or phase, in any order.

    Columns: place (row of the touch table), event, person, account, occurred_at, before, after (codes of touchpoints),
    phase_before, phase_after.

    Args:
        session: sees the touches as `before` made them, and `touchpoint_phase` of `after`.
        engine: knows the tables as expressions.
        before: what holds.
        after: what would hold.
        touchpoints: codes of all touchpoints of both.
    """
    rules = rules_that_differ(before, after)
    found = []
    if rules:
        found.append(session.query(_DIFFERING.format(seen=_seen_sql(engine, rules, after, touchpoints))))
    if _phases(before) != _phases(after):
        alike = session.query(_DIFFERING.format(seen=_SEEN_ALIKE))
        known = found[0]["place"] if found else pa.array([], pa.int64())
        found.append(alike.filter(pa.compute.invert(pa.compute.is_in(alike["place"], known))))
    return pa.concat_tables(found) if found else session.query(_DIFFERING.format(seen=f"{_SEEN_ALIKE} LIMIT 0"))


def _phases(recognition: Recognition) -> dict[str, int | None]:
    return {recogniser.touchpoint: recogniser.phase for recogniser in recognition.recognisers}


def _seen_sql(engine: Engine, rules: list[Rule], after: Recognition, touchpoints: Mapping[str, int]) -> str:
    """Write the statement of touches that one of the rules matches, with the touchpoint they would have."""
    touch = engine.table("touch")
    touch = touch.mutate(place=touch.rowid())
    codes = all_codes(engine)
    if not any(has_property(rule) for rule in [*rules, *(r.rule for r in after.recognisers)]):
        seen = touch.filter(_any(touch, rules, codes)).mutate(after=_first(touch, after, codes, touchpoints))
        return compile_sql(seen.select("place", *_TOUCH, "after"))
    event = engine.table("event")
    judged = event.filter(_any(event, rules, codes)).mutate(after=_first(event, after, codes, touchpoints))
    seen = touch.join(judged.select("event_id", "after"), "event_id")
    return compile_sql(seen.select("place", *_TOUCH, "after"))


def _any(table: ibis.Table, rules: list[Rule], codes: Codes) -> ibis.Value:
    return reduce(operator.or_, [coded_condition(rule, codes)(table) for rule in rules])


def _first(table: ibis.Table, after: Recognition, codes: Codes, touchpoints: Mapping[str, int]) -> ibis.Value:
    branches = [
        (coded_condition(r.rule, codes)(table), ibis.literal(touchpoints[r.touchpoint])) for r in after.recognisers
    ]
    column = ibis.cases(*branches) if branches else ibis.null("int16")
    return column.cast("uint16")
