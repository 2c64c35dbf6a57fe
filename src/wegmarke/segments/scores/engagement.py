"""Engagement: the points of everybody, or of a few, at any instant."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
import pyarrow as pa

from wegmarke.domain.scores import ScoreUnit
from wegmarke.paths import behaviour
from wegmarke.rules import Moment, SubjectKind, Tables
from wegmarke.segments.scores.amounts import Numbers, bounded
from wegmarke.segments.scores.days import day_of, microseconds
from wegmarke.segments.scores.document import EngagementScore
from wegmarke.segments.scores.statements import SOURCE, Codes, Counting, history_sql, rows_sql, sums_sql

_MOST_KEPT = 64
_EARNED = ("unit", "occurred_at", "day", "part")


class Ask(Protocol):
    """Runs a reading statement with bound values, such as `Engine.query`."""

    def __call__(self, sql: str, values: Mapping[str, str | int | None] | None = None) -> pa.Table:
        """Return the rows."""
        ...


@dataclass(frozen=True)
class Scored:
    """Values of units, ascending by number.

    Attributes:
        numbers: persons or accounts; who did nothing that counts may be missing.
        points: specks before bounding, of those numbers.
        values: hundredths, 0 to 10,000.
    """

    numbers: Numbers
    points: Numbers
    values: Numbers

    def of(self, wanted: Numbers) -> Numbers:
        """Return the values of some units in their order; 0 for those that are missing."""
        found = np.zeros(len(wanted), dtype=np.int64)
        places = np.searchsorted(self.numbers, wanted)
        is_there = places < len(self.numbers)
        is_there[is_there] = self.numbers[places[is_there]] == wanted[is_there]
        found[is_there] = self.values[places[is_there]]
        return found


class Touches:
    """Where engagement is read from.

    Args:
        ask: runs a reading statement.
        tables: touches, events and codes as expressions; roles are not read.
        paths: the path index, which then adds up the points of everybody; None while it is not ready.
    """

    def __init__(self, ask: Ask, tables: Tables, paths: behaviour.PathBehaviours | None = None) -> None:
        self._paths = paths
        self._ask = ask
        self._tables = tables
        self._codes: Codes = {}
        self._rows: dict[tuple[EngagementScore, ScoreUnit], str] = {}

    def scored(
        self, score: EngagementScore, unit: ScoreUnit, moment: Moment, units: Sequence[int] | Numbers | None = None
    ) -> Scored:
        """Return the values of all persons or accounts, or of some."""
        if self._paths is not None:
            wanted = None if units is None else np.unique(np.asarray(units, np.int64))
            earnings = Counting.of(score).earnings
            numbers, points = self._paths.earned(SubjectKind(unit), earnings, moment, wanted, left_out=SOURCE)
            return Scored(numbers, points, bounded(points, score.scale_of(unit)))
        found = self._sums(score, unit, moment, units, by_part=False)
        order = np.argsort(found["unit"].to_numpy())
        points = found["points"].to_numpy().astype(np.int64)[order]
        return Scored(found["unit"].to_numpy().astype(np.int64)[order], points, bounded(points, score.scale_of(unit)))

    def by_part(self, score: EngagementScore, unit: ScoreUnit, moment: Moment, number: int) -> list[int]:
        """Return the specks that each part of the document adds for one unit."""
        rows = self._sums(score, unit, moment, [number], by_part=True).to_pylist()
        return [(rows[0][f"c{place}"] or 0) if rows else 0 for place in range(len(score.parts))]

    def events(
        self,
        score: EngagementScore,
        unit: ScoreUnit,
        moment: Moment,
        units: Sequence[int] | Numbers | None = None,
        *,
        least: int | None = None,
    ) -> pa.Table:
        """Return single events in time order by unit: see `statements.history_sql`."""
        counting = Counting.of(score)
        rows = self._statement(score, counting, unit)
        values: dict[str, str | int | None] = {"now": microseconds(moment.as_of)}
        if units is not None:
            values["units"] = _joined(units)
        among = units is not None
        return self._ask(history_sql(counting, rows, moment.as_of, moment.zone, among=among, least=least), values)

    def earning(
        self,
        score: EngagementScore,
        unit: ScoreUnit,
        moment: Moment,
        units: Sequence[int] | Numbers | None = None,
        *,
        least: int,
    ) -> behaviour.EarningEvents:
        """Return the events that count, of units that may come to so many specks: by the index if it is there."""
        if self._paths is not None:
            wanted = None if units is None else np.unique(np.asarray(units, np.int64))
            earnings = Counting.of(score).earnings
            return self._paths.earning_events(SubjectKind(unit), earnings, moment, wanted, least=least, left_out=SOURCE)
        rows = self.events(score, unit, moment, units, least=least)
        number, at, day, part = (rows[name].to_numpy().astype(np.int64) for name in _EARNED)
        return behaviour.EarningEvents(number, at, day, part, rows["counts"].to_numpy())

    def names(self, event_ids: Sequence[str]) -> dict[str, str]:
        """Return the names of some events."""
        if not event_ids:
            return {}
        found = self._ask(
            "SELECT t.event_id::VARCHAR AS event_id, c.text AS name FROM touch t "
            "JOIN code c ON c.kind = 'event' AND c.code = t.event "
            "WHERE t.event_id IN (SELECT CAST(unnest(string_split($ids, ',')) AS UUID))",
            {"ids": ",".join(event_ids)},
        )
        return {row["event_id"]: row["name"] for row in found.to_pylist()}

    def _statement(self, score: EngagementScore, counting: Counting, unit: ScoreUnit) -> str:
        # Writing it takes longer than running it for a few units; it holds until another text gets a code.
        codes = self._read_codes()
        if codes != self._codes:
            self._codes = codes
            self._rows.clear()
        if (score, unit) not in self._rows:
            if len(self._rows) >= _MOST_KEPT:
                self._rows.clear()
            self._rows[score, unit] = rows_sql(counting, self._tables, codes, unit)
        return self._rows[score, unit]

    def _read_codes(self) -> Codes:
        found: dict[str, dict[str, int]] = {}
        rows: list[dict[str, Any]] = self._ask("SELECT kind, code, text FROM code ORDER BY kind, code").to_pylist()
        for row in rows:
            found.setdefault(row["kind"], {})[row["text"]] = row["code"]
        return found

    def _sums(
        self,
        score: EngagementScore,
        unit: ScoreUnit,
        moment: Moment,
        units: Sequence[int] | Numbers | None,
        *,
        by_part: bool,
    ) -> pa.Table:
        counting = Counting.of(score)
        rows = self._statement(score, counting, unit)
        values: dict[str, str | int | None] = {
            "now": microseconds(moment.as_of),
            "since": microseconds(counting.since(moment.as_of)),
            "today": day_of(moment.as_of, moment.zone),
        }
        if units is not None:
            values["units"] = _joined(units)
        among = units is not None
        return self._ask(sums_sql(counting, rows, moment.as_of, moment.zone, among=among, by_part=by_part), values)


def _joined(units: Sequence[int] | Numbers) -> str:
    return ",".join(str(int(number)) for number in units) or "-1"
