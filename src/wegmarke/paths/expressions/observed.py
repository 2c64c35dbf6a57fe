"""Observed paths as rows for other programs: whose touch it is told by pseudonyms that nobody can look up again.

A pseudonym is the SHA-256 of a secret and the number of the unit. The secret is drawn for one export and thrown away,
so that neither two exports can be joined nor numbers be tried out.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import Final

import ibis
import pyarrow as pa

from wegmarke.domain import TOUCH_UNITS, Unit, UsageError
from wegmarke.paths.choosing import chosen_touches
from wegmarke.paths.terms.period import Period
from wegmarke.paths.touches import Touches

_SIGNS: Final = 16
_AT_ONCE: Final = 500_000
_PARTS: Final = "0123456789abcdef"


def count_observed(touches: Touches, by: Unit, period: Period, touchpoints: Collection[str]) -> tuple[int, int]:
    """Return how many units have a touch at some touchpoints in a period, and how many touches these are."""
    table = _theirs(touches, by, period, touchpoints)
    (found,) = table.agg(units=table.unit.nunique(), touches=table.count()).to_pyarrow().to_pylist()
    return found["units"], found["touches"]


def read_observed(
    touches: Touches,
    by: Unit,
    period: Period,
    touchpoints: Collection[str],
    secret: str,
    others: Collection[Unit] = (),
) -> Iterator[pa.Table]:
    """Yield the touches of all units at some touchpoints, in path order, unit after unit; many of them part by part.

    Columns: unit, person, account (pseudonyms, NULL for nobody), touchpoint (id), occurred_at (text, UTC, ISO 8601),
    precision_day, and for each of the other kinds of units its name with their pseudonyms, divided by a space.

    Args:
        touches: the tables.
        by: what a path belongs to.
        period: touches outside of it do not count.
        touchpoints: ids.
        secret: drawn for this export.
        others: derived kinds of units to tell besides.
    """
    is_large = count_observed(touches, by, period, touchpoints)[1] > _AT_ONCE
    for sign in _PARTS if is_large else ("",):
        table = _theirs(touches, by, period, touchpoints)
        # by pseudonym, for the numbers tell who came first
        units = table.select(named_unit=table.unit).distinct()
        units = units.mutate(whose=_pseudonym(units.named_unit, by, secret))
        units = units.filter(units.whose.startswith(f"{by.value}-{sign}"))
        found = _rows(table.join(units, table.unit == units.named_unit), touches, secret, others).to_pyarrow()
        if found.num_rows:
            yield found.combine_chunks()


def _rows(table: ibis.Table, touches: Touches, secret: str, others: Collection[Unit]) -> ibis.Table:
    codes = touches.touchpoint_codes
    kept = ("whose", "person", "account", "occurred_at", "precision_day", "sequence", "event_id")
    named = table.join(codes, table.touchpoint == codes.code).select(
        *(table[name] for name in kept), touchpoint=codes.touchpoint
    )
    for other in others:
        named = _with_units(named, touches, other, secret)
    return named.order_by("whose", "occurred_at", "sequence", "event_id").select(
        unit=named.whose,
        person=_pseudonym(named.person, Unit.PERSON, secret),
        account=_pseudonym(named.account, Unit.ACCOUNT, secret),
        touchpoint=named.touchpoint,
        occurred_at=named.occurred_at.cast("timestamp(3)").strftime("%Y-%m-%dT%H:%M:%S.%g+00:00"),
        precision_day=named.precision_day,
        **{other.value: named[other.value] for other in others},
    )


def _theirs(touches: Touches, by: Unit, period: Period, touchpoints: Collection[str]) -> ibis.Table:
    if by not in (*TOUCH_UNITS, *touches.unit_touches):
        raise UsageError(f"by: expected a unit of the workspace; got {by.value!r}.")
    known = touches.known_codes
    pairs = zip(known["code"].to_pylist(), known["touchpoint"].to_pylist(), strict=True)
    wanted = [code for code, name in pairs if name in set(touchpoints)]
    table = chosen_touches(touches, by, period)
    return table.filter(table.touchpoint.isin(wanted) if wanted else ibis.literal(value=False))


def _with_units(named: ibis.Table, touches: Touches, other: Unit, secret: str) -> ibis.Table:
    """Add the pseudonyms of other units a touch belongs to."""
    theirs = touches.unit_touches[other]
    listed = theirs.group_by(other_event=theirs.event_id).agg(
        **{other.value: _pseudonym(theirs.unit, other, secret).group_concat(" ")}
    )
    return named.left_join(listed, named.event_id == listed.other_event).drop("other_event")


def _pseudonym(number: ibis.Column, unit: Unit, secret: str) -> ibis.Column:
    text = ibis.literal(f"{secret}:{unit.value}:") + number.cast("string")
    return ibis.literal(f"{unit.value}-") + text.hexdigest("sha256").substr(0, _SIGNS)
