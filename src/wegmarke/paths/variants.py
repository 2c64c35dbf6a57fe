"""Variants as an expression: which whole paths units take, and how many units take each."""

from __future__ import annotations

import ibis

from wegmarke.domain import Unit
from wegmarke.paths.ordered import neighbour, ordered
from wegmarke.paths.touches import Period, Touches

_PLACE_DIGITS, _CODE_DIGITS = 10, 5


def variants(touches: Touches, by: Unit, period: Period, *, top: int = 20, collapse: bool = False) -> ibis.Table:
    """Return the most frequent paths: spelled (codes as text, `7 12 3`) and units, most units first.

    Of equally frequent paths those come first whose codes are smaller, compared in their order.

    Args:
        touches: the tables.
        by: what a path belongs to.
        period: touches outside do not count.
        top: how many paths to return.
        collapse: a touchpoint that follows itself counts once.
    """
    path = ordered(touches, by, period)
    if collapse:
        path = path.mutate(before=neighbour(path, "touchpoint", -1))
        path = path.filter(path.before.isnull() | (path.before != path.touchpoint))
    # Places and codes of one width compare as texts the way they compare as numbers. Sorting texts that begin with
    # the place is what every engine can do; not all of them collect in an order.
    word = path.place.cast("string").lpad(_PLACE_DIGITS, "0") + path.touchpoint.cast("string").lpad(_CODE_DIGITS, "0")
    words = path.mutate(word=word).group_by("unit").agg(words=lambda table: table.word.collect())
    codes = words.words.sort().map(lambda word: word.substr(_PLACE_DIGITS, _CODE_DIGITS))
    spelled = words.select(spelled=codes.join(" "))
    counted = spelled.group_by("spelled").agg(units=spelled.count())
    return counted.order_by(ibis.desc("units"), "spelled").limit(top)
