"""Which of several rules recognises an event, and how many events one matches: for whoever has rules of its own."""

from __future__ import annotations

from collections.abc import Sequence

import ibis

from wegmarke.domain.recognition import RuleReach
from wegmarke.engine import Engine, compile_sql
from wegmarke.events.differing import all_codes
from wegmarke.rules import Rule, coded_condition, compile_rule, has_property


def matched_sql(engine: Engine, rules: Sequence[Rule]) -> str:
    """Return the statement that adds to the view `events` a column `place`: the first rule that recognises it.

    Places count from 1, as the rules stand; events that no rule recognises have NULL.
    """
    events = engine.table("events")
    branches = [(compile_rule(rule, events), ibis.literal(place, "int16")) for place, rule in enumerate(rules, 1)]
    column = ibis.cases(*branches) if branches else ibis.null("int16")
    return compile_sql(events.mutate(place=column.cast("int16")))


def count_matching(engine: Engine, rule: Rule) -> RuleReach:
    """Count the stored events that a rule matches, whatever touchpoint has them.

    Touches tell all but properties; where the rule reads one, the events are asked, which takes longer.
    """
    source = engine.table("event" if has_property(rule) else "touch")
    judged = source.mutate(is_meant=coded_condition(rule, all_codes(engine))(source))
    counted = judged.aggregate(events=judged.count(where=judged.is_meant), of=judged.count())
    ((events, of),) = engine.rows(compile_sql(counted))
    return RuleReach(int(str(events)), int(str(of)))
