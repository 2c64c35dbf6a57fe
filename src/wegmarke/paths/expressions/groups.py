"""Groups of touchpoints: each touch is counted under the group of its touchpoint.

Groups are numbered, because an engine groups millions of rows by a small number several times faster
than by a text; the names come back once the rows are few.
"""

from __future__ import annotations

from collections.abc import Mapping

import ibis

from wegmarke.paths.touches import Touches


def grouped(table: ibis.Table, touches: Touches, group_of: Mapping[str, str]) -> ibis.Table:
    """Add the number of the group as column `group_code` and drop touches outside all groups."""
    codes = touches.touchpoint_codes
    numbers = {group: number for number, group in enumerate(group_ids(group_of))}
    if not numbers:
        return table.mutate(group_code=ibis.literal(0, "int16")).filter(ibis.literal(value=False))
    cases = [(touchpoint, ibis.literal(numbers[group], "int16")) for touchpoint, group in group_of.items()]
    numbered = codes.select("code", group_code=codes.touchpoint.cases(*cases))
    numbered = numbered.filter(numbered.group_code.notnull())
    return table.join(numbered, table.touchpoint == numbered.code).drop("code")


def named(table: ibis.Table, group_of: Mapping[str, str]) -> ibis.Table:
    """Replace the number of the group by its id, as column `group`."""
    ids = group_ids(group_of)
    if not ids:
        return table.mutate(group=ibis.literal(None, "string")).drop("group_code")
    return table.mutate(group=table.group_code.cases(*enumerate(ids))).drop("group_code")


def group_ids(group_of: Mapping[str, str]) -> list[str]:
    """Return the ids of all groups once, in the order they are first named."""
    return list(dict.fromkeys(group_of.values()))
