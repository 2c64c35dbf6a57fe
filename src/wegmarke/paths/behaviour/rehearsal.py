"""Ask every pass over behaviour once about very few touches, so that it is compiled or loaded from the disk."""

from __future__ import annotations

from datetime import UTC, datetime

import numpy as np
import pyarrow as pa

from wegmarke.paths.behaviour.earning_events import earners
from wegmarke.paths.behaviour.earnings import Earning, Fading, earned
from wegmarke.paths.behaviour.holders import touches_of_holders
from wegmarke.paths.behaviour.marks import Marks, marks_on, rows_to_mark
from wegmarke.paths.behaviour.meaning import Meaning, Tables
from wegmarke.paths.behaviour.walk import Walk
from wegmarke.paths.index.columns import Columns
from wegmarke.paths.index.snapshot import Snapshot
from wegmarke.rules import Moment, Selection, SubjectKind, compile_subject_rule, parse_subject_rule

_RULE = {
    "all": [
        {"did": {"event": "a"}},
        {"did": {"event": "a", "since": {"event": "b"}, "before": {"event": "c"}}},
        {"did": {"event": "a", "by": {"role": "decider"}, "then": [{"event": "b"}]}},
        {"distinct_days": {"where": {"field": "value", "more_than": 1}, "is": 1}},
        {"sum": {"event": "a", "of": "value", "currency": "EUR", "is": 1}},
        {"sum": {"event": "a", "of": "properties.seats", "is": 1}},
    ]
}


def rehearse() -> None:
    """Ask every kind of question once."""
    columns = _columns()
    questions = compile_subject_rule(parse_subject_rule(_RULE)).questions
    rows = rows_to_mark(SubjectKind.PERSON, questions)
    assert rows is not None
    names = [f"s{place}" for place in range(len(rows.selections))]
    marked = pa.table(
        {"unit": [1], "occurred_at": [0], "event_id": pa.array([bytes(16)], pa.binary())}
        | {name: [True] for name in names}
        | {"m0": [1]}
    )
    pairs = pa.table({"account": [1], "person": [1]})
    holders = touches_of_holders(columns, Snapshot.of(columns), pairs)
    moment = Moment(datetime(1970, 1, 2, tzinfo=UTC))
    for marks in (Marks(), marks_on(columns, rows, marked)):
        meaning = Meaning(columns, Tables(), marks)
        walk = Walk(columns, meaning, moment, {("decider",): holders})
        list(walk.answers(questions))
    _earn(columns, moment)


def _earn(columns: Columns, moment: Moment) -> None:
    earning = Earning(Selection(None, ()), (100, 50), most_per_day=1)
    fading = Fading.until(moment, [earning], -1)
    truths, points = np.ones(columns.touches, np.bool_), np.zeros(columns.units.size, np.int64)
    earned(columns, truths, earning, fading, Snapshot.of(columns), points)
    everybody = earners(columns, np.zeros(1, np.int64), moment, -1, Snapshot.of(columns))
    everybody.events([earning], Meaning(columns, Tables(), Marks()), 0)


def _columns() -> Columns:
    codes, numbers = np.ones(2, np.uint16), np.arange(2, dtype=np.int64)
    keys, flags = np.zeros(2, np.uint64), np.zeros(2, np.uint8)
    starts = np.array([0, 2], np.int64)
    return Columns(np.array([1]), starts, numbers, codes, codes, codes, codes, numbers, codes, codes, keys, flags)
