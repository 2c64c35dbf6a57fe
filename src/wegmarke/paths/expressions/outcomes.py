"""How paths end: won, lost, stalled, or still open; and what a path is worth.

The first touch at a touchpoint that means won or lost decides. A path without one has stalled when nothing happened
for a time before the data end, and is open otherwise.
"""

from __future__ import annotations

import ibis

from wegmarke.domain import Unit
from wegmarke.paths.expressions.ordered import ordered
from wegmarke.paths.terms.ending import Endings, Outcome
from wegmarke.paths.terms.period import Period, utc
from wegmarke.paths.touches import Touches


def outcomes(touches: Touches, by: Unit, period: Period, endings: Endings) -> ibis.Table:
    """Return one row per unit with a recognised touch: unit, outcome (its number), value_minor."""
    path = ordered(touches, by, period, also=("currency",))
    number_of = endings.number_of()
    ending = path.touchpoint.cases(*number_of.items()) if number_of else ibis.null("int64")
    # place and ending as one number: the smallest is the first, and no engine has to find a row by it
    path = path.mutate(decides=ibis.ifelse(ending.notnull(), path.place * len(Outcome) + ending, ibis.null("int64")))
    path = path.mutate(decided=path.decides.min().over(ibis.window(group_by=path.unit)))
    counts = path.decided.isnull() | (path.place * len(Outcome) <= path.decided)
    counts = counts if endings.sums else (path.decides.notnull() & (path.decides == path.decided))
    counts = counts & (path.currency.fill_null("") == endings.currency)
    ended = path.group_by("unit").agg(
        decided=path.decided.min(),
        last_at=path.occurred_at.max(),
        value_minor=ibis.ifelse(counts, path.value_minor.fill_null(0), 0).sum().cast("int64"),
    )
    undecided = ibis.literal(int(Outcome.OPEN))
    if endings.stalled_before is not None:
        has_stalled = ended.last_at <= ibis.literal(utc(endings.stalled_before))
        undecided = ibis.ifelse(has_stalled, int(Outcome.STALLED), int(Outcome.OPEN))
    outcome = ibis.ifelse(ended.decided.isnull(), undecided, ended.decided.fill_null(0) % len(Outcome))
    return ended.select("unit", "value_minor", outcome=outcome.cast("int8"))
