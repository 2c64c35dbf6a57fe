"""Touches of whole paths as plain columns, for whoever walks along each path in memory."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime

import ibis
import pyarrow as pa

from wegmarke.domain import Unit
from wegmarke.paths.choosing import chosen_touches
from wegmarke.paths.expressions.marked_touches import codes_by_kind, with_properties
from wegmarke.paths.terms.period import Period
from wegmarke.paths.touches import Touches
from wegmarke.rules import Rule, coded_condition

_EPOCH = datetime(1970, 1, 1)  # noqa: DTZ001  # the stores write UTC without a zone
_ORDER = ("unit", "occurred_at", "sequence", "event_id")


def path_touches(
    touches: Touches,
    by: Unit,
    period: Period,
    *,
    touchpoints: Collection[str] | None = None,
    rules: Sequence[Rule] = (),
    unrecognised: bool = False,
) -> pa.Table:
    """Read the touches of all units in path order, unit after unit.

    Columns: unit, us (microseconds since 1970, UTC), touchpoint (code, 0 where no rule recognised it), event, channel
    and person (0 for unknown), and per rule one of 0 and 1: m_0, m_1, …

    Args:
        touches: the tables.
        by: what a path belongs to.
        period: touches outside do not count.
        touchpoints: ids; None for all that are recognised.
        rules: judged for every touch.
        unrecognised: also read touches that no rule recognised.
    """
    table = chosen_touches(touches, by, period)
    if touchpoints is not None:
        wanted = codes_of_touchpoints(touches, touchpoints)
        known = table.touchpoint.isin(wanted) if wanted else ibis.literal(value=False)
        table = table.filter(known | table.touchpoint.isnull()) if unrecognised else table.filter(known)
    elif not unrecognised:
        table = table.filter(table.touchpoint.notnull())
    if rules:
        table = with_properties(table, touches)
    codes = codes_by_kind(touches)
    marks = {f"m_{place}": ibis.ifelse(coded_condition(rule, codes)(table), 1, 0) for place, rule in enumerate(rules)}
    return table.order_by([table[name] for name in _ORDER]).select(
        unit=table.unit.cast("int64"),
        us=table.occurred_at.delta(ibis.literal(_EPOCH), unit="microsecond").cast("int64"),
        **{name: _code(table, name) for name in ("touchpoint", "event", "channel", "person")},
        **marks,
    ).to_pyarrow()  # fmt: skip


def codes_of_touchpoints(touches: Touches, touchpoints: Collection[str]) -> list[int]:
    """Return the codes of those touchpoints that are known."""
    wanted = set(touchpoints)
    known = touches.known_codes
    pairs = zip(known["code"].to_pylist(), known["touchpoint"].to_pylist(), strict=True)
    return [code for code, name in pairs if name in wanted]


def channel_codes(touches: Touches) -> dict[str, int]:
    """Return the codes of the channels that events named."""
    return dict(codes_by_kind(touches).get("channel", {}))


def event_names(touches: Touches) -> dict[int, str]:
    """Return the names of events by code."""
    return {code: name for name, code in codes_by_kind(touches).get("event", {}).items()}


def _code(table: ibis.Table, name: str) -> ibis.Value:
    if name not in table.columns:
        return ibis.literal(0, "int64")
    return table[name].cast("int64").fill_null(0)
