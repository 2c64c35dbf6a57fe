"""The statement that adds up the points of everybody, or of a few units, in one reading of the touches.

Points fade by the day, so that all events of a person, part and day count the same. The daily limit concerns few: only
persons with more events of a part in the window than its limit are counted by day, those of all others are added up as
they are.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta, tzinfo
from typing import TYPE_CHECKING, Final, TypeAlias

from wegmarke.domain.scores import ScoreUnit
from wegmarke.engine import compile_sql
from wegmarke.paths import behaviour
from wegmarke.rules import Selection, Tables, has_property, selected
from wegmarke.segments.scores.amounts import MILLION, fading, in_cents
from wegmarke.segments.scores.days import EARLIEST, day_sql
from wegmarke.segments.scores.document import EngagementScore, EventPart

if TYPE_CHECKING:
    from collections.abc import Mapping

    import ibis

Codes: TypeAlias = "Mapping[str, Mapping[str, int]]"

SOURCE: Final = "score"
"""Source of the events that scores say themselves; they never count for a score."""
_AMONG: Final = "AND unit IN (SELECT CAST(unnest(string_split($units, ',')) AS BIGINT))"


@dataclass(frozen=True)
class Counting:
    """What a score counts, ready for statements.

    Attributes:
        parts: the parts of the document.
        cents: hundredths of a point of one event, for each part.
        fadings: what an event is worth by age in days, for each part; equal ones are one tuple.
        limits: events of a person and day that count, for each part; None for all.
    """

    parts: tuple[EventPart, ...]
    cents: tuple[int, ...]
    fadings: tuple[tuple[int, ...], ...]
    limits: tuple[int | None, ...]

    @classmethod
    def of(cls, score: EngagementScore) -> Counting:
        """Read a document."""
        return cls(
            parts=score.parts,
            cents=tuple(in_cents(part.points) for part in score.parts),
            fadings=tuple(fading(score.half_life_of(part), score.window_of(part)) for part in score.parts),
            limits=tuple(part.most_per_day for part in score.parts),
        )

    @property
    def earnings(self) -> tuple[behaviour.Earning, ...]:
        """Return what the events of each part are worth in specks by age, for the path index."""
        return tuple(
            behaviour.Earning(part.selection, tuple(cents * worth for worth in fading), limit)
            for part, cents, fading, limit in zip(self.parts, self.cents, self.fadings, self.limits, strict=True)
        )

    @property
    def days(self) -> int:
        """Return for how many days an event can count."""
        return max(map(len, self.fadings), default=0)

    def since(self, as_of: datetime) -> datetime:
        """Return an instant before which nothing counts any more."""
        return as_of - timedelta(days=self.days + 1)


def rows_sql(counting: Counting, tables: Tables, codes: Codes, unit: ScoreUnit) -> str:
    """Write the statement of touches: unit, person, occurred_at, sequence, event_id, and a truth p0, p1, … per part."""
    own = codes.get("source", {}).get(SOURCE)
    touch = tables.touch if own is None else tables.touch.filter(tables.touch["source"] != own)
    reads = [part.rule is not None and has_property(part.rule) for part in counting.parts]
    branches = []
    if not all(reads):
        truths = _truths(counting, touch, codes, [not needs for needs in reads])
        branches.append(_selected(touch, unit, truths))
    if any(reads):
        joined = _with_events(counting, touch, tables.event, codes, reads)
        branches.append(_selected(joined, unit, _at_touchpoints(counting, joined, codes, reads)))
    return " UNION ALL ".join(f"({compile_sql(branch)})" for branch in branches)


def sums_sql(
    counting: Counting, rows: str, as_of: datetime, zone: tzinfo, *, among: bool = False, by_part: bool = False
) -> str:
    """Write the statement of sums in specks: unit and `points`, or one column c0, c1, … per part.

    Bind `now` and `since` (microseconds), `today` (number of the day) and, with `among`, `units` (joined by commas).
    """
    places = range(len(counting.parts))
    day = day_sql("occurred_at", zone, counting.since(as_of), as_of)
    chosen = f"""SELECT unit, person, $today - {day} AS age, {_listed("p", places)} FROM ({rows})
    WHERE unit IS NOT NULL AND ({_any(places)}) {_AMONG if among else ""}
      AND occurred_at <= make_timestamp($now) AND occurred_at > make_timestamp($since)"""
    once = [f"CASE WHEN p{place} THEN {counting.cents[place]} ELSE 0 END" for place in places]
    if not any(counting.limits):
        return f"WITH chosen AS ({chosen}) {_summed(counting, 'chosen', once, by_part=by_part)}"
    capped = [f"{_most(counting, place)} * {counting.cents[place]}" for place in places]
    counts = ", ".join(f"count(*) FILTER (p{place}) AS n{place}" for place in places)
    columns = [f"c{place}" for place in places] if by_part else ["points"]
    return f"""WITH chosen AS ({chosen}),
heavy AS MATERIALIZED (SELECT person FROM chosen WHERE person IS NOT NULL GROUP BY person HAVING {_is_heavy(counting)}),
light AS (SELECT chosen.* FROM chosen ANTI JOIN heavy USING (person) WHERE person IS NOT NULL),
days AS (
    SELECT unit, age, {counts} FROM chosen WHERE person IS NULL OR person IN (SELECT person FROM heavy)
    GROUP BY unit, person, age
),
summed AS (
    {_summed(counting, "light", once, by_part=by_part)} UNION ALL {_summed(counting, "days", capped, by_part=by_part)}
)
SELECT unit, {", ".join(f"CAST(sum({name}) AS BIGINT) AS {name}" for name in columns)} FROM summed GROUP BY unit"""


def history_sql(
    counting: Counting,
    rows: str,
    as_of: datetime,
    zone: tzinfo,
    *,
    among: bool = False,
    least: int | None = None,
) -> str:
    """Write the statement of single events in time order: unit, occurred_at (µs), event_id, day, part, counts.

    `counts` is False where the daily limit leaves an event out. Bind `now` and, with `among`, `units`.

    Args:
        counting: what counts.
        rows: the statement of touches.
        as_of: nothing after it.
        zone: in which days begin.
        among: only the bound units.
        least: only units whose points above 0 come to so many specks without fading; others never reach them.
    """
    places = range(len(counting.parts))
    day = day_sql("occurred_at", zone, EARLIEST, as_of)
    found = " UNION ALL ".join(
        f"SELECT unit, person, occurred_at, sequence, event_id, day, {place} AS part, {limit or 'NULL'} AS most "
        f"FROM chosen WHERE p{place}"
        for place, limit in enumerate(counting.limits)
    )
    above = " + ".join(f"CASE WHEN p{place} THEN {max(0, counting.cents[place])} ELSE 0 END" for place in places)
    able = "" if least is None else "SEMI JOIN able USING (unit)"
    cents = 0 if least is None else least // MILLION
    return f"""WITH touched AS (
    SELECT unit, person, occurred_at, sequence, event_id, {_listed("p", places)} FROM ({rows})
    WHERE unit IS NOT NULL AND occurred_at <= make_timestamp($now) AND ({_any(places)}) {_AMONG if among else ""}
),
able AS (SELECT unit FROM touched GROUP BY unit HAVING sum({above}) >= {cents}),
chosen AS (SELECT touched.*, {day} AS day FROM touched {able}),
found AS ({found})
SELECT unit, epoch_us(occurred_at) AS occurred_at, event_id::VARCHAR AS event_id, day, part,
       most IS NULL OR row_number() OVER (
           PARTITION BY unit, person, part, day ORDER BY occurred_at, sequence, event_id) <= most AS counts
FROM found ORDER BY unit, found.occurred_at, sequence, found.event_id, part"""


def _is_heavy(counting: Counting) -> str:
    """Write who may have had more events of a part on a day than count: all with more than that in the whole window."""
    return " OR ".join(
        f"count(*) FILTER ({_any([place for place, limit in enumerate(counting.limits) if limit == most])}) > {most}"
        for most in sorted({limit for limit in counting.limits if limit is not None})
    )


def _summed(counting: Counting, source: str, cents: Sequence[str], *, by_part: bool) -> str:
    """Write sums of points that have faded; parts that fade alike are added up first."""
    if by_part:
        specks = {f"c{place}": f"{found} * {_worth(counting.fadings[place])}" for place, found in enumerate(cents)}
    else:
        alike = [
            f"({' + '.join(found for found, own in zip(cents, counting.fadings, strict=True) if own == worth)})"
            f" * {_worth(worth)}"
            for worth in dict.fromkeys(counting.fadings)
        ]
        specks = {"points": " + ".join(alike)}
    shown = ", ".join(f"CAST(sum({found}) AS BIGINT) AS {name}" for name, found in specks.items())
    return f"SELECT unit, {shown} FROM {source} GROUP BY unit"


def _worth(worth: Sequence[int]) -> str:
    return f"coalesce(list_extract([{', '.join(map(str, worth))}]::BIGINT[], age + 1), 0)"


def _most(counting: Counting, place: int) -> str:
    limit = counting.limits[place]
    return f"n{place}" if limit is None else f"least(n{place}, {limit})"


def _listed(letter: str, places: Iterable[int]) -> str:
    return ", ".join(f"{letter}{place}" for place in places)


def _any(places: Iterable[int]) -> str:
    return " OR ".join(f"p{place}" for place in places)


def _truths(
    counting: Counting, table: ibis.Table, codes: Codes, wanted: Sequence[bool]
) -> dict[str, ibis.expr.types.BooleanValue]:
    import ibis

    return {
        f"p{place}": selected(part.selection, table, codes) if wanted[place] else ibis.literal(False)
        for place, part in enumerate(counting.parts)
    }


def _with_events(
    counting: Counting, touch: ibis.Table, event: ibis.Table, codes: Codes, wanted: Sequence[bool]
) -> ibis.Table:
    """Join touches to those events that a rule on properties takes; their columns are q0, q1 and so on."""
    truths = {
        f"q{place}": selected(Selection(part.rule), event, codes)
        for place, part in enumerate(counting.parts)
        if wanted[place]
    }
    judged = event.mutate(**truths)
    found = judged[next(iter(truths))]
    for name in truths:
        found = found | judged[name]
    return touch.join(judged.filter(found).select("event_id", *truths), "event_id")


def _at_touchpoints(
    counting: Counting, joined: ibis.Table, codes: Codes, wanted: Sequence[bool]
) -> dict[str, ibis.expr.types.BooleanValue]:
    import ibis

    return {
        f"p{place}": joined[f"q{place}"] & selected(replace(part.selection, rule=None), joined, codes)
        if wanted[place]
        else ibis.literal(False)
        for place, part in enumerate(counting.parts)
    }


def _selected(table: ibis.Table, unit: ScoreUnit, truths: Mapping[str, ibis.expr.types.BooleanValue]) -> ibis.Table:
    return table.select(
        unit=table[str(unit)],
        **{name: table[name] for name in ("person", "occurred_at", "sequence", "event_id")},
        **{name: truth.fill_null(False) for name, truth in truths.items()},
    )
