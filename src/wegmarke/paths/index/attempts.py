"""Attempts at a funnel, found by a compiled pass over the columns."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import timedelta

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from wegmarke.domain import UsageError
from wegmarke.paths.index.asking import ALWAYS, Asked, asked_of
from wegmarke.paths.index.columns import DAY, EVERY, Codes, Columns, Int64s, Keys, Truths
from wegmarke.paths.index.found import event_places, sealed
from wegmarke.paths.index.held import held_apart
from wegmarke.paths.index.selection import LATEST, Selection, code_table
from wegmarke.paths.index.snapshot import Snapshot
from wegmarke.paths.terms.course import Counting, Course, ExclusionEffect, Marking, StepOrder
from wegmarke.paths.terms.period import Period

MOST_KINDS = 63
"""Steps and exclusions together: each is one bit, and one is kept free."""

_INSTANT = pa.timestamp("us")


@dataclass(frozen=True)
class Said:
    """What the event store said about touches, as rows of unit, occurred_at, event_id and one more column.

    Attributes:
        fitting: by place in `Marking.codes`, the touches that fit its rule.
        held: the touches with the property that is held, as column `value`.
        labelled: the touches with the property that is told, as column `value`.
    """

    fitting: dict[int, pa.Table] = field(default_factory=dict)
    held: pa.Table | None = None
    labelled: pa.Table | None = None


def funnel_attempts(
    snapshot: Snapshot,
    course: Course,
    marking: Marking,
    period: Period = ALWAYS,
    *,
    said: Said | None = None,
    selection: Selection | None = None,
) -> pa.Table:
    """Find the attempts of all units, one row each.

    An attempt starts at a touch of the first step and takes the earliest later touch for each further step, as far as
    the windows allow; a touch never serves two steps. With optional steps it takes whichever of them, or of the next
    step that is not optional, comes first. In a strict order the very next touch must be one of these. In any order an
    attempt starts at a touch of any step, and the steps are numbered as they were done; a touch that could serve
    several serves the first of them. What an excluded touch does says `ExclusionEffect`; after the last step of its
    range it has no effect, and neither after the attempt's end: the end of a window, or what broke a strict order.

    Columns: unit, depth (steps up to the last one taken), next_at and next_code (the touch after the last one taken,
    NULL and 0 for none), and for each step n from 0 at_n, day_n (only the date is known) and label_n, NULL where the
    step was not taken. Rows are in no order.

    Args:
        snapshot: the paths.
        course: the rules of an attempt.
        marking: which touches serve which step.
        period: touches outside do not count.
        said: what the marking needs to know of properties.
        selection: which units and touches count.

    Raises:
        UsageError: when there are too many steps and exclusions.
    """
    if len(marking.codes) > MOST_KINDS:
        raise UsageError(
            f"steps: expected at most {MOST_KINDS} together with exclusions; got {len(marking.codes)}. Ask for fewer."
        )
    asked_for = Said() if said is None else said
    return pa.concat_tables(
        _attempts(asked, course, marking, asked_for) for asked in asked_of(snapshot, selection, period)
    )


def _attempts(asked: Asked, course: Course, marking: Marking, said: Said) -> pa.Table:
    whole = columns = asked.columns
    units = columns.units
    codes, marks = _marked(columns, course, marking, said)
    origin = None
    if said.held is not None:
        held = held_apart(asked, said.held)
        columns, units, codes, origin = held.columns, units[held.owner], sealed(codes[held.place]), held.place
        asked = Asked(columns, np.ones(units.size, np.bool_), EVERY, asked.since, asked.until)
    parts = asked.spread(lambda first, last: _walk(asked, codes, marks, course, first, last))
    walked = _Walked(*(np.concatenate(arrays, axis=-1) for arrays in zip(*parts, strict=True)))
    if origin is not None and course.counting is not Counting.EVERY:
        walked = walked.of(_best_of(units[walked.paths], walked, origin, course))
    # events are found by their units, so labels are laid over the paths before they were cut
    labels = None if said.labelled is None else _Labels(whole, said.labelled, origin)
    return _table(columns, units[walked.paths], course, walked, labels)


@dataclass(frozen=True)
class _Walked:
    """Rows of the pass: places of paths and, by step and row, of touches in the columns, -1 for none."""

    paths: Int64s
    depth: Int64s
    touches: npt.NDArray[np.int64]
    following: Int64s

    def of(self, rows: Int64s) -> _Walked:
        return _Walked(self.paths[rows], self.depth[rows], self.touches[:, rows], self.following[rows])


def _walk(
    asked: Asked, codes: Codes, marks: Keys, course: Course, first: int, last: int
) -> tuple[Int64s, Int64s, npt.NDArray[np.int64], Int64s]:
    from wegmarke.paths.compiled import attempts as compiled

    room = last - first
    if course.counting is Counting.EVERY:
        # no more attempts than touches of the first step
        stretch = codes[asked.columns.starts[first] : asked.columns.starts[last]]
        room = int(((marks & np.uint64(1)) != 0)[stretch].sum())
    path, depth, following = (np.empty(room, np.int64) for _ in range(3))
    touches = np.empty((course.steps, room), np.int64)
    rows = compiled.attempts(
        first, last, *asked.given, codes, *asked.span, marks, course.steps, *_numbers(course),
        path, depth, touches, following,
    )  # fmt: skip
    return path[:rows], depth[:rows], touches[:, :rows], following[:rows]


def _numbers(course: Course) -> tuple[int, int, int, Int64s, Truths, npt.NDArray[np.int64]]:
    """Return order, counting, window, limits per step, optional steps and ranges as the pass takes them."""
    within = [_longest(course.limit(step)) for step in range(course.steps)]
    optional = [course.may_skip(step) for step in range(course.steps)]
    ranges = [(one.first, one.last, one.effect is ExclusionEffect.STOP) for one in course.exclusions]
    return (
        list(StepOrder).index(course.order),
        list(Counting).index(course.counting),
        _longest(course.window),
        np.array(within, np.int64),
        np.array(optional, np.bool_),
        np.array(ranges, np.int64).reshape(-1, 3),
    )


def _longest(span: timedelta | None) -> int:
    return LATEST if span is None else span // timedelta(microseconds=1)


def _marked(columns: Columns, course: Course, marking: Marking, said: Said) -> tuple[Codes, Keys]:
    """Return a code per touch, and per code the bits of the steps and exclusions it serves."""
    marks = np.zeros(65_536, np.uint64)
    for place, codes in enumerate(marking.codes):
        if place not in marking.rules:
            marks[list(codes)] |= np.uint64(1 << place)
    # no rule of recognition saw code 0
    marks[0] = 0
    codes = columns.touchpoint
    if marking.rules:
        codes = _with_rules(columns, marking, said, marks)
    if course.order is StepOrder.ANY:
        steps = marks & np.uint64((1 << course.steps) - 1)
        marks = (marks & ~np.uint64((1 << course.steps) - 1)) | (steps & (~steps + np.uint64(1)))
    return codes, marks


def _with_rules(columns: Columns, marking: Marking, said: Said, marks: Keys) -> Codes:
    """Give touches that fit a rule a code of their own, one for each set of bits, and write its bits into `marks`."""
    places = {place: _at_codes(columns, event_places(columns, rows), marking.codes[place])
              for place, rows in said.fitting.items()}  # fmt: skip
    fitting = np.unique(np.concatenate([np.empty(0, np.int64), *places.values()]))
    bits = marks[columns.touchpoint[fitting]]
    for place, found in places.items():
        bits[np.searchsorted(fitting, found)] |= np.uint64(1 << place)
    sets, which = np.unique(bits, return_inverse=True)
    free = np.setdiff1d(np.arange(1, 65_536), columns.touchpoints)[-sets.size :] if sets.size else sets.astype(np.int64)
    if free.size < sets.size:
        raise UsageError(f"rules: expected at most {free.size} ways in which touches fit them; got {sets.size}.")
    marks[free] = sets
    codes = columns.touchpoint.copy()
    codes[fitting] = free[which].astype(np.uint16)
    return sealed(codes)


def _at_codes(columns: Columns, places: Int64s, codes: Collection[int]) -> Int64s:
    places = places[places >= 0]
    return np.unique(places[code_table(codes)[columns.touchpoint[places]] & (columns.touchpoint[places] != 0)])


def _best_of(units: Int64s, walked: _Walked, origin: Int64s, course: Course) -> Int64s:
    """Return the rows that count where a unit has several paths: the deepest, or the first to start."""
    start = origin[walked.touches[0]]
    deepest = -walked.depth if course.counting is Counting.BEST else np.zeros_like(walked.depth)
    order = np.lexsort((start, deepest, units))
    first = np.ones(order.size, np.bool_)
    first[1:] = units[order][1:] != units[order][:-1]
    return order[first]


def _table(columns: Columns, units: Int64s, course: Course, walked: _Walked, labels: _Labels | None) -> pa.Table:
    told: dict[str, pa.Array] = {
        "unit": pa.array(units),
        "depth": pa.array(walked.depth),
        "next_at": _instants(columns, walked.following),
        "next_code": pa.array(np.where(walked.following >= 0, columns.touchpoint[walked.following], 0), pa.int64())
        if columns.touches
        else pa.array([], pa.int64()),
    }
    for step in range(course.steps):
        places = walked.touches[step]
        told[f"at_{step}"] = at = _instants(columns, places)
        told[f"day_{step}"] = _days(columns, places, at)
        if labels is not None:
            told[f"label_{step}"] = labels.at(places)
    return pa.table(told)


def _instants(columns: Columns, places: Int64s) -> pa.Array:
    at = np.zeros(places.size, np.int64) if not columns.touches else columns.occurred_at[places]
    return pa.array(at, mask=places < 0).view(_INSTANT)


def _days(columns: Columns, places: Int64s, at: pa.Array) -> pa.Array:
    if not columns.flags_present & DAY:
        # no day at all, NULL where the instant is
        none = pa.py_buffer(bytes(places.size // 8 + 1))
        return pa.Array.from_buffers(pa.bool_(), places.size, [at.buffers()[0], none])
    return pa.array((columns.flags[places] & DAY) != 0, mask=places < 0)


class _Labels:
    """Values of a property, by touch."""

    def __init__(self, columns: Columns, rows: pa.Table, origin: Int64s | None) -> None:
        encoded = pc.dictionary_encode(rows["value"].combine_chunks())
        places = event_places(columns, rows)
        self._values = encoded.dictionary
        # the last place stands for "no touch", which has no value
        self._at = np.full(columns.touches + 1, -1, np.int32)
        self._at[places[places >= 0]] = encoded.indices.to_numpy()[places >= 0]
        if origin is not None:
            self._at = np.append(self._at[origin], np.int32(-1))

    def at(self, places: Int64s) -> pa.Array:
        """Return the values at places in the columns, NULL for place -1."""
        found = self._at[places]
        return pa.DictionaryArray.from_arrays(pa.array(found, mask=found < 0), self._values).cast(pa.string())
