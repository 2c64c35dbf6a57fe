"""Rows of touches with the truth of selections beside them, as one statement of the analytic engine.

Names, sources, channels and touchpoints are stored as codes. A comparison of such a text is judged once per distinct
text, by the reference, and becomes a list of codes; so nothing but small numbers is compared row by row. Rules that
read properties are judged on the stored events, which are then joined to their touches.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final, TypeAlias

from wegmarke.engine import compile_sql
from wegmarke.rules.amounts import NUMBER_PATTERN
from wegmarke.rules.compilation import combined, compile_comparison
from wegmarke.rules.evaluation import matches
from wegmarke.rules.subjects.costs import has_property
from wegmarke.rules.subjects.history import SubjectKind
from wegmarke.rules.subjects.reference import MOST_SUMMED
from wegmarke.rules.subjects.tree import Selection
from wegmarke.rules.tree import PROPERTY_PREFIX, TEXT_FIELDS, Comparison, Rule

if TYPE_CHECKING:
    import ibis
    from ibis.expr.types import BooleanValue, DecimalValue

Reads: TypeAlias = "Callable[[ibis.Table], Any]"
"""Makes a column out of a table."""
Codes: TypeAlias = Mapping[str, Mapping[str, int]]
"""Codes by kind (`event`, `source`, `channel`, `touchpoint`) and text."""

_KINDS: Final = {"name": "event", "source": "source", "channel": "channel"}
_STORED: Final = ("event_id", "event", "source", "channel", "value_minor", "currency", "properties")
ASKED: Final = "asked_touches"
"""Name of the touches of the units that are asked for, in the statements of batches."""
_PATH: Final = ("occurred_at", "sequence", "event_id")


@dataclass(frozen=True)
class Tables:
    """The tables that rules read, as expressions, with columns as `events` declares them.

    Attributes:
        touch: person, account, occurred_at, sequence, event_id, event, source, channel, touchpoint, value_minor,
            currency.
        event: event_id, event, source, channel, value_minor, currency, properties.
        code: kind, code, text.
        role: account, person, role (text): roles in buying groups as they are now; None where nobody has any.
    """

    touch: ibis.Table
    event: ibis.Table
    code: ibis.Table
    role: ibis.Table | None = None


@dataclass(frozen=True)
class Rows:
    """What one pass needs of each touch.

    Attributes:
        unit: whose paths: the column `person` or `account`.
        roles: only touches of persons with one of these roles at the account; empty for all.
        selections: become the columns s0, s1, …
        rules: rules on the event, become h0, h1, …
        properties: read as numbers, become m0, m1, … with six digits behind the point.
    """

    unit: SubjectKind
    roles: tuple[str, ...]
    selections: tuple[Selection, ...]
    rules: tuple[Rule, ...] = ()
    properties: tuple[str, ...] = ()

    @property
    def reads_properties(self) -> bool:
        """Tell whether stored events have to be read beside their touches."""
        rules = [selection.rule for selection in self.selections] + list(self.rules)
        return bool(self.properties) or any(rule is not None and has_property(rule) for rule in rules)


def touches_sql(rows: Rows, tables: Tables) -> str:
    """Write the statement that reads from the touches of `$units` what the rows need, and nothing else."""
    touch = tables.touch.select(*_read_columns(rows))
    chosen = "SELECT CAST(unnest(string_split($units, ',')) AS BIGINT)"
    return f"SELECT * FROM ({compile_sql(touch)}) WHERE {rows.unit} IN ({chosen})"


def narrowed(rows: Rows, tables: Tables) -> Tables:
    """Return the tables with only the touches of `touches_sql`, which a statement names ASKED."""
    import ibis

    return replace(tables, touch=ibis.table(tables.touch.select(*_read_columns(rows)).schema(), name=ASKED))


def _read_columns(rows: Rows) -> list[str]:
    unit = dict.fromkeys([str(rows.unit), *(["account", "person"] if rows.roles else [])])
    return [*unit, *_PATH, *(name for name in _STORED if name not in ("event_id", "properties")), "touchpoint"]


def rows_sql(rows: Rows, tables: Tables, codes: Codes) -> str:
    """Write the statement: unit, occurred_at, sequence, event_id, value_minor, currency, and the columns of `rows`."""
    touch = tables.touch
    if rows.roles:
        assert tables.role is not None  # the caller answers without a pass where nobody has a role
        holders = tables.role.filter(tables.role["role"].isin(rows.roles)).select("account", "person").distinct()
        touch = touch.semi_join(holders, ["account", "person"])
    columns = _columns(rows, codes)
    if not rows.reads_properties:
        read = touch
    else:
        judged = tables.event.mutate(**{name: columns[name](tables.event) for name in columns})
        picked = [name for name in columns if name.startswith("s")]
        judged = judged.filter(_any([judged[name] for name in picked])).select("event_id", *columns)
        read = touch.join(judged, "event_id")
        columns = {name: operator.itemgetter(name) for name in columns}
    shown = {name: columns[name](read) for name in columns}
    for place, selection in enumerate(rows.selections):
        if selection.touchpoints:
            shown[f"s{place}"] = shown[f"s{place}"] & _is_at(read, selection.touchpoints, codes)
    unit = read[str(rows.unit)]
    path = {name: read[name] for name in (*_PATH, "value_minor", "currency")}
    return compile_sql(read.select(unit=unit, **path, **shown))


def _columns(rows: Rows, codes: Codes) -> dict[str, Reads]:
    columns = {f"s{place}": coded_condition(selection.rule, codes) for place, selection in enumerate(rows.selections)}
    columns |= {f"h{place}": coded_condition(rule, codes) for place, rule in enumerate(rows.rules)}
    return columns | {f"m{place}": _number(name) for place, name in enumerate(rows.properties)}


def coded_condition(rule: Rule | None, codes: Codes) -> Reads:
    """Return what makes a condition on rows with codes in the place of texts: event, source, channel, …; never NULL."""
    import ibis

    if rule is None:
        return lambda _table: ibis.literal(True)
    return lambda table: combined(rule.tree, lambda leaf: _compare(leaf, table, codes))


def _compare(leaf: Comparison, table: ibis.Table, codes: Codes) -> BooleanValue:
    if leaf.field not in TEXT_FIELDS:
        return compile_comparison(leaf, table)
    rule = Rule.of_checked({"field": leaf.field, leaf.operator: leaf.operand})
    kind = _KINDS[leaf.field]
    fitting = [code for text, code in codes.get(kind, {}).items() if matches(rule, {leaf.field: text})]
    found = table[kind].isin(fitting).fill_null(False)
    return found | table[kind].isnull() if matches(rule, {leaf.field: None}) else found


def _is_at(table: ibis.Table, touchpoints: Sequence[str], codes: Codes) -> BooleanValue:
    known = codes.get("touchpoint", {})
    return table["touchpoint"].isin([known[text] for text in touchpoints if text in known]).fill_null(False)


def _number(name: str) -> Reads:
    def read(table: ibis.Table) -> DecimalValue:
        text = table["properties"].get(name.removeprefix(PROPERTY_PREFIX))
        number = text.re_search(f"^{NUMBER_PATTERN}$").ifelse(text, None).try_cast("decimal(38, 18)")
        return (number.abs() <= MOST_SUMMED).ifelse(number, None).cast("decimal(38, 6)")

    return read


def _any(truths: Sequence[BooleanValue]) -> BooleanValue:
    found = truths[0]
    for truth in truths[1:]:
        found = found | truth
    return found
