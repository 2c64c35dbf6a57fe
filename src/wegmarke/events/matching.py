"""Which of several rules recognises an event? For whoever has rules of its own, such as stages."""

from __future__ import annotations

from collections.abc import Sequence

import ibis

from wegmarke.engine import Engine, compile_sql
from wegmarke.rules import Rule, compile_rule


def matched_sql(engine: Engine, rules: Sequence[Rule]) -> str:
    """Return the statement that adds to the view `events` a column `place`: the first rule that recognises it.

    Places count from 1, as the rules stand; events that no rule recognises have NULL.
    """
    events = engine.table("events")
    branches = [(compile_rule(rule, events), ibis.literal(place, "int16")) for place, rule in enumerate(rules, 1)]
    column = ibis.cases(*branches) if branches else ibis.null("int16")
    return compile_sql(events.mutate(place=column.cast("int16")))
