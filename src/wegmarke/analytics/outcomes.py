"""Won against lost against stalled: the same questions to the paths that ended so, side by side."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

import pyarrow as pa
import pyarrow.compute as pc

from wegmarke.analytics import arguments
from wegmarke.analytics.facts import Facts, facts
from wegmarke.analytics.result import Result
from wegmarke.analytics.small_numbers import Guard
from wegmarke.analytics.stretches import COLLAPSED, cut_of, top_sentence, top_touchpoints
from wegmarke.analytics.takes_data import takes_data
from wegmarke.analytics.transitions import MOST_NAMED
from wegmarke.analytics.variants import MOST_VARIANTS, shares
from wegmarke.analytics.variants import top_sentence as top_variants_sentence
from wegmarke.domain import LocalizedText, Unit, UsageError
from wegmarke.paths import START, Endings, Outcome, Touches, primitives

MOST_DAYS = 3_650
OUTCOMES = tuple(outcome.name.lower() for outcome in Outcome)


@dataclass(frozen=True)
class Ends:
    """What decides how a path ended.

    Attributes:
        won: touchpoints that mean won; the first touch at a touchpoint of either list decides.
        lost: touchpoints that mean lost.
        stalled_days: a path without either has stalled when its last touch lies at least so many days before the data
            end; else it is open.
    """

    won: tuple[str, ...]
    lost: tuple[str, ...] = ()
    stalled_days: int = 90

    def check(self, touches: Touches) -> None:
        """Refuse what decides nothing, or twice."""
        if not self.won and not self.lost:
            raise UsageError("won: expected a touchpoint that means won, or one that means lost; got none. Name some.")
        arguments.apart(won=self.won, lost=self.lost)
        arguments.known_touchpoints(touches, won=self.won, lost=self.lost)
        arguments.between("stalled_days", self.stalled_days, 1, MOST_DAYS)

    def endings(self, touches: Touches, known: Facts) -> Endings:
        """Return the same as primitives take it."""
        before = None if known.last_at is None else known.last_at - timedelta(days=self.stalled_days)
        won, lost = primitives.codes_of(touches, self.won), primitives.codes_of(touches, self.lost)
        return Endings(won=won, lost=lost, stalled_before=before)

    def sentence(self) -> LocalizedText:
        """Say what decides."""
        won, lost = ", ".join(self.won) or "–", ", ".join(self.lost) or "–"
        return LocalizedText(
            de=f"Das erste Kontaktereignis an {won} (gewonnen) oder {lost} (verloren) entscheidet; ohne ein solches "
            f"stockt ein Pfad, dessen letztes Kontaktereignis mindestens {self.stalled_days} Tage vor dem Ende der "
            "Daten liegt, sonst ist er offen.",
            en=f"The first touch at {won} (won) or {lost} (lost) decides; without one, a path has stalled when its "
            f"last touch lies at least {self.stalled_days} days before the end of the data, else it is open.",
        )


@takes_data
def paths_by_outcome(
    touches: Touches,
    by: Unit | str = Unit.ACCOUNT,
    *,
    ends: Ends,
    start: datetime | None = None,
    end: datetime | None = None,
    collapse: bool = False,
    top: int | None = None,
    zone: str = "UTC",
) -> Result:
    """Count transitions of the units that won, lost, stalled and go on; paths end with the touch that decides.

    Columns: outcome, from_touchpoint, to_touchpoint, transitions, units, share. The share is that of all units with
    this outcome, so that groups of different sizes can be compared.
    """
    ends.check(touches)
    if top is not None:
        arguments.between("top", top, 1, MOST_NAMED)
    known = facts(touches, by, start, end, zone=zone)
    table = primitives.count_transitions_by_outcome(
        touches, known.by, known.period, ends.endings(touches, known),
        cut=cut_of(touches, (), ends.won + ends.lost), collapse=collapse, apart=top_touchpoints(known, top),
    )  # fmt: skip
    sizes = _sizes(table)
    table = table.append_column("share", pc.divide(pc.cast(table["units"], pa.float64()), sizes))
    said = [_TRANSITIONS, ends.sentence()] + ([COLLAPSED] if collapse else [])
    said += [top_sentence(top)] if top is not None else []
    guards = (Guard(("share",), sizes),)
    return Result("paths_by_outcome", _ordered(table), known.definition(*said), known.excluded, guards=guards)


@takes_data
def variants_by_outcome(
    touches: Touches,
    by: Unit | str = Unit.ACCOUNT,
    *,
    ends: Ends,
    start: datetime | None = None,
    end: datetime | None = None,
    collapse: bool = False,
    top: int = 20,
    zone: str = "UTC",
) -> Result:
    """Count units per path and outcome; paths end before the touch that decides, so that they can be compared.

    Columns: touchpoints, variants, units, then won, lost, stalled and open, each with its share of all units with this
    outcome (won_share …). The last row holds what is not among the `top` paths.
    """
    ends.check(touches)
    arguments.between("top", top, 1, MOST_VARIANTS)
    known = facts(touches, by, start, end, zone=zone)
    table = primitives.count_variants(
        touches, known.by, known.period, ends.endings(touches, known),
        top=top, cut=cut_of(touches, (), ends.won + ends.lost, keeps_end=False), collapse=collapse,
    )  # fmt: skip
    columns = {name: table[name] for name in ("touchpoints", "variants", "units")}
    guards = []
    for outcome in OUTCOMES:
        columns |= {outcome: table[outcome], f"{outcome}_share": shares(table[outcome])}
        whole = pa.chunked_array([pa.array([pc.sum(table[outcome]).as_py() or 0] * table.num_rows, pa.int64())])
        guards.append(Guard((f"{outcome}_share",), whole))
    said = [_VARIANTS, ends.sentence(), top_variants_sentence(top)] + ([COLLAPSED] if collapse else [])
    return Result(
        "variants_by_outcome", pa.table(columns), known.definition(*said), known.excluded, guards=tuple(guards)
    )


_TRANSITIONS = LocalizedText(
    de="Übergänge nach dem Ausgang des Pfads, der mit dem Kontaktereignis endet, das entscheidet; Anteile sind die an "
    "allen Einheiten mit diesem Ausgang.",
    en="Transitions by the outcome of the path, which ends with the touch that decides; shares are those of all units "
    "with this outcome.",
)

_VARIANTS = LocalizedText(
    de="Einheiten nach ganzem Pfad und Ausgang; ein Pfad endet vor dem Kontaktereignis, das entscheidet. Anteile sind "
    "die an allen Einheiten mit diesem Ausgang.",
    en="Units by whole path and outcome; a path ends before the touch that decides. Shares are those of all units with "
    "this outcome.",
)


def _sizes(table: pa.Table) -> pa.ChunkedArray:
    """Return for each row how many units have its outcome: every path starts once."""
    starts = table.filter(pc.equal(table["from_touchpoint"], START))
    sums = starts.group_by("outcome").aggregate([("transitions", "sum")])
    places = pc.index_in(table["outcome"], sums["outcome"].combine_chunks())
    return sums["transitions_sum"].take(places)


def _ordered(table: pa.Table) -> pa.Table:
    """Put won first and open last, and within each the most frequent transition first."""
    place = pc.index_in(table["outcome"], pa.array(OUTCOMES))
    keys = [("place", "ascending"), ("transitions", "descending"),
            *((name, "ascending") for name in ("from_touchpoint", "to_touchpoint"))]  # fmt: skip
    return table.append_column("place", place).sort_by(keys).drop_columns(["place"])
