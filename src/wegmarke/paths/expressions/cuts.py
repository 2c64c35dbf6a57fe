"""A stretch of every path: from one touchpoint on, or up to one."""

from __future__ import annotations

import ibis

from wegmarke.paths.expressions.ordered import numbered, one_of
from wegmarke.paths.terms.cut import Cut


def with_stretch(path: ibis.Table, cut: Cut) -> ibis.Table:
    """Add to an ordered path whether each touch lies in the stretch, as `inside`, and the place where that begins."""
    whole = ibis.window(group_by=path.unit)
    place, nowhere = path.place, ibis.null("int64")
    begins = ibis.literal(0, "int64")
    if cut.since is not None:
        begins = ibis.ifelse(one_of(path.touchpoint, cut.since), place, nowhere).min().over(whole)
    path = path.mutate(begins=begins)
    inside = path.begins.notnull() & (path.place >= path.begins)
    if cut.until is None:
        return path.mutate(inside=inside)
    may_end = inside & one_of(path.touchpoint, cut.until)
    if cut.since is not None:
        may_end = may_end & (path.place > path.begins)
    path = path.mutate(inside=inside, may_end=ibis.ifelse(may_end, path.place, nowhere))
    path = path.mutate(ends=path.may_end.min().over(ibis.window(group_by=path.unit)))
    before_end = path.place <= path.ends if cut.keeps_end else path.place < path.ends
    is_in = path.ends.notnull() & before_end
    if not cut.only_ended:
        is_in = path.ends.isnull() | is_in
    return path.mutate(inside=path.inside & is_in).drop("may_end", "ends")


def cut_paths(path: ibis.Table, cut: Cut) -> ibis.Table:
    """Keep the stretch of every path; places are counted anew."""
    path = with_stretch(path, cut)
    return numbered(path.filter(path.inside).drop("place", "inside", "begins"))
