"""Which touches belong to a buying group, an opportunity or an order, and what these units are called.

A touch may belong to several of them, so these are no columns of the touch table: they are derived from the touches and
from events with reserved names when somebody asks. A unit is a number that follows from its name (63 bits of a hash),
so that every process finds the same one.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

import pyarrow as pa

from wegmarke.accounts.buying_groups import placed_sql
from wegmarke.accounts.opportunities import USUAL, StageWords, opportunities_sql
from wegmarke.accounts.statements import load_steps
from wegmarke.domain import Unit
from wegmarke.engine import Engine, text_literal

_NAMED = """
SELECT e.event_id, coalesce(nullif(trim(e.properties['{0}_source']), ''), s.text) AS source,
       trim(e.properties['{0}']) AS number
FROM event e JOIN code s ON s.kind = 'source' AND s.code = e.source
WHERE trim(coalesce(e.properties['{0}'], '')) != ''
"""
_NUMBER = "(md5_number_lower({0} || chr(31) || {1}) >> 1)::BIGINT"
_STATEMENTS = load_steps(
    "unit_touches.sql",
    opportunities=opportunities_sql(),
    placed=placed_sql(),
    # asked once where several steps need it
    placed_of_known=placed_sql("SELECT * FROM opportunity"),
    named_orders=_NAMED.format("order"),
    named_opportunities=_NAMED.format("opportunity"),
    by_number=_NUMBER.format("n.source", "n.number"),
    by_solution=_NUMBER.format("n.account", "n.solution"),
)
_NAMES = {Unit.BUYING_GROUP: "group", Unit.OPPORTUNITY: "opportunity", Unit.ORDER: "order"}

DERIVED_UNITS = tuple(_NAMES)
"""Units whose touches are derived here."""


@dataclass(frozen=True, slots=True)
class UnitRules:
    """What decides which touches belong to a unit.

    Attributes:
        lookback: how long before an opportunity was created touches of its account belong to it.
        words: what the names of stages say.
    """

    lookback: timedelta = timedelta(days=90)
    words: StageWords = USUAL


def touches_sql(by: Unit, rules: UnitRules = UnitRules()) -> str:
    """Return the statement of one row per unit and touch: `unit` and the columns of the touch table.

    Nothing is left to bind, so that it can be part of another statement.
    """
    return _bound(f"{_NAMES[by]}_touches", rules)


def read_units(engine: Engine, by: Unit, rules: UnitRules = UnitRules()) -> pa.Table:
    """Return unit, source, number, account, solution of all units; what such a unit does not have is null."""
    sql = _bound(f"{_NAMES[by]}_units", rules)
    return engine.query(f"SELECT unit, source, number, account, solution FROM ({sql}) ORDER BY unit")


def _bound(statement: str, rules: UnitRules) -> str:
    sql = _STATEMENTS[statement].replace("$lookback", f"{rules.lookback // timedelta(microseconds=1)}::BIGINT")
    for name, text in rules.words.values().items():
        sql = sql.replace(f"${name}", text_literal(text))
    return sql
