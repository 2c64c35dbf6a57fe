"""Variants as an expression: which whole paths units take, and how many units take each."""

from __future__ import annotations

import ibis

from wegmarke.domain import Unit
from wegmarke.paths.expressions.cuts import with_stretch
from wegmarke.paths.expressions.ordered import neighbour, ordered
from wegmarke.paths.expressions.outcomes import outcomes
from wegmarke.paths.terms.cut import Cut
from wegmarke.paths.terms.ending import Endings, Outcome
from wegmarke.paths.terms.period import Period
from wegmarke.paths.touches import Touches

_PLACE_DIGITS, _CODE_DIGITS = 10, 5


def variants(touches: Touches, by: Unit, period: Period, *, top: int = 20, collapse: bool = False) -> ibis.Table:
    """Return the most frequent paths: spelled (codes as text, `00007 00012`) and units, most units first.

    Of equally frequent paths those come first whose codes are smaller, compared in their order.

    Args:
        touches: the tables.
        by: what a path belongs to.
        period: touches outside do not count.
        top: how many paths to return.
        collapse: a touchpoint that follows itself counts once.
    """
    return most_frequent(all_variants(touches, by, period, collapse=collapse), top)


def most_frequent(counted: ibis.Table, top: int) -> ibis.Table:
    """Return the most frequent of all variants."""
    return counted.order_by(ibis.desc("units"), "spelled").limit(top)


def all_variants(
    touches: Touches,
    by: Unit,
    period: Period,
    *,
    cut: Cut | None = None,
    collapse: bool = False,
    endings: Endings | None = None,
) -> ibis.Table:
    """Count units per path: spelled and units; with `endings` also units per outcome, `won` to `open`, and value_minor.

    Only with `endings` a path may be empty: somebody has it of whom the cut leaves nothing.

    Args:
        touches: the tables.
        by: what a path belongs to.
        period: touches outside do not count.
        cut: which stretch of every path counts; None for the whole.
        collapse: a touchpoint that follows itself counts once.
        endings: what decides about the outcome of a path, which is that of the whole path.
    """
    spelled = _spelled(touches, by, period, cut or Cut(), collapse=collapse)
    if endings is None:
        spelled = spelled.filter(spelled.spelled != "")
        return spelled.group_by("spelled").agg(units=spelled.count())
    ended = outcomes(touches, by, period, endings)
    ended = ended.select("outcome", "value_minor", ended_unit="unit")
    joined = spelled.join(ended, spelled.unit == ended.ended_unit)
    counted = {
        outcome.name.lower(): ibis.ifelse(joined.outcome == int(outcome), 1, 0).sum().cast("int64")
        for outcome in Outcome
    }
    return joined.group_by("spelled").agg(
        units=joined.count(), **counted, value_minor=joined.value_minor.sum().cast("int64")
    )


def _spelled(touches: Touches, by: Unit, period: Period, cut: Cut, *, collapse: bool) -> ibis.Table:
    """Return one row per unit with its path as text, empty where the cut leaves nothing of it."""
    path = with_stretch(ordered(touches, by, period), cut)
    counts = path.inside
    if collapse:
        path = path.mutate(before=neighbour(path, "touchpoint", -1))
        counts = path.inside & ((path.place == path.begins) | (path.before != path.touchpoint))
    # Places and codes of one width compare as texts the way they compare as numbers. Sorting texts that begin with
    # the place is what every engine can do; not all of them collect in an order.
    word = path.place.cast("string").lpad(_PLACE_DIGITS, "0") + path.touchpoint.cast("string").lpad(_CODE_DIGITS, "0")
    path = path.mutate(word=ibis.ifelse(counts, word, ""))
    words = path.group_by("unit").agg(words=path.word.collect())
    codes = (
        words.words.filter(lambda word: word != "").sort().map(lambda word: word.substr(_PLACE_DIGITS, _CODE_DIGITS))
    )
    return words.select("unit", spelled=codes.join(" ").fill_null(""))
