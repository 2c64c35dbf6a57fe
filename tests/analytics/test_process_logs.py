"""Paths through two real event logs, exactly as two other programs computed them; a case is the account."""

from __future__ import annotations

import json
import os
from collections import Counter, defaultdict
from datetime import timedelta
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pytest

from wegmarke import analytics
from wegmarke.domain import Unit
from wegmarke.engine import open_engine
from wegmarke.events.tables import TOUCH_COLUMNS
from wegmarke.paths import END, START, Period, Touches, index, primitives, warm_up
from wegmarke.sources.xes_file import open_xes

pytestmark = pytest.mark.shared_data
LOGS = {"helpdesk_tickets": "Helpdesk.xes.gz", "bpic2012_loan_applications": "BPI_Challenge_2012.xes.gz"}
# a log of 262,200 events takes ten seconds to read
READ = list(LOGS) if os.environ.get("WEGMARKE_NIGHTLY") else ["helpdesk_tickets"]
ROWS = """
INSERT INTO touch BY NAME
SELECT dense_rank() OVER (ORDER BY trace) AS account, stamp::TIMESTAMPTZ::TIMESTAMP AS occurred_at,
    false AS precision_day, line AS sequence, uuid() AS event_id, 1 AS source, 1 AS event,
    dense_rank() OVER (ORDER BY activity) AS touchpoint
FROM given
"""


@cache
def touches(file: Path) -> Touches:
    """The log as touches, every activity a touchpoint, with a path index beside them."""
    log = open_xes(file)
    parts = [part.table for part in log.parts(["case:concept:name", "concept:name", "time:timestamp"])]
    table = pa.concat_tables(parts).rename_columns(["line", "trace", "activity", "stamp"])
    engine = open_engine(None)
    with engine.write() as session:
        session.run("SET TimeZone = 'UTC'")
        session.run(f"CREATE TABLE touch ({TOUCH_COLUMNS})")
        session.run("CREATE TABLE event (event_id UUID)")
        session.run("CREATE TABLE code (kind VARCHAR, code USMALLINT, text VARCHAR)")
        with session.lend(given=table):
            session.run(ROWS)
            session.run(
                "CREATE TABLE named AS SELECT DISTINCT activity AS touchpoint, dense_rank() OVER (ORDER BY activity) "
                "AS code FROM given"
            )
    warm_up()
    indexes = {Unit.ACCOUNT: index.PathIndex(engine, Unit.ACCOUNT).build()}
    tables = [engine.table(name) for name in ("touch", "event", "code", "named")]
    return Touches(*tables, indexes)


@pytest.fixture(scope="module", params=READ)
def folder(request: pytest.FixtureRequest, shared_data: Path) -> Path:
    return shared_data / request.param


@pytest.fixture(scope="module")
def log(folder: Path) -> Touches:
    return touches(folder / LOGS[folder.name])


@pytest.fixture(scope="module")
def truth(folder: Path) -> Any:
    facts = json.loads((folder / "ground_truth.json").read_text())

    def named(words: str) -> Any:
        return next(figure for name, figure in facts.items() if words in name)

    return named


@pytest.fixture(scope="module")
def hops(log: Touches) -> Counter[tuple[str, str]]:
    rows = analytics.paths(log).to_pyarrow().to_pylist()
    return Counter({(row["from_touchpoint"], row["to_touchpoint"]): row["transitions"] for row in rows})


def test_directly_follows_counts(hops, truth):
    distinct, most_frequent = truth("directly-follows")
    follows = {f"{a} -> {b}": count for (a, b), count in hops.items() if a != START and b != END}

    assert len(follows) == distinct
    assert {pair: follows[pair] for pair in most_frequent} == most_frequent


def test_start_activities(hops, truth):
    assert {b: count for (a, b), count in hops.items() if a == START} == truth("start activities")


def test_end_activities(hops, truth):
    assert {a: count for (a, b), count in hops.items() if b == END} == truth("end activities")


def test_variants(log, truth):
    distinct, *top, singles = truth("variants")

    rows = analytics.variants(log, top=1_000).to_pyarrow().to_pylist()

    assert [row["units"] for row in rows[: len(top)]] == top
    assert sum(row["variants"] for row in rows) == distinct
    assert sum(row["units"] for row in rows) == truth("cases, events")[0]
    several = [row for row in rows if row["variants"] == 1 and row["units"] > 1]
    assert distinct - len(several) == singles


def test_case_durations_and_sizes(log, truth):
    sizes, hours = analytics.path_lengths(log).to_pyarrow().to_pylist()

    measured = [round(hours[name], 4) for name in ("median", "mean", "p90", "max")]
    assert measured == truth("case duration h")
    assert [sizes["min"], sizes["median"], sizes["max"]] == truth("events per case")
    assert sizes["units"] == truth("cases, events")[0]


def test_waits_between_activities(log, truth):
    path = log.touches.select("account", "occurred_at", "sequence", "touchpoint").to_pyarrow()
    path = path.sort_by([(name, "ascending") for name in ("account", "occurred_at", "sequence")]).to_pylist()
    named = {row["code"]: row["touchpoint"] for row in log.known_codes.to_pylist()}
    waited = defaultdict(list)
    for before, touch in pairwise(path):
        if before["account"] == touch["account"]:
            hours = (touch["occurred_at"] - before["occurred_at"]) / timedelta(hours=1)
            waited[named[before["touchpoint"]], named[touch["touchpoint"]]].append(hours)
    cases, mean = truth("cases, events")[0], truth("case duration h")[1]

    rows = analytics.paths(log, waits=True).to_pyarrow().to_pylist()

    found = {(row["from_touchpoint"], row["to_touchpoint"]): row for row in rows if row["waits"]}
    assert set(found) == set(waited)
    for hop, hours in waited.items():
        row = found[hop]
        assert row["waits"] == row["transitions"] == len(hours)
        assert row["wait_median_hours"] == pytest.approx(float(np.quantile(hours, 0.5)), rel=1e-9, abs=1e-9)
        assert row["wait_p90_hours"] == pytest.approx(float(np.quantile(hours, 0.9)), rel=1e-9, abs=1e-9)
    # all waits of a case together are its duration
    assert round(sum(map(sum, waited.values())) / cases, 4) == mean


def test_outcomes_of_applications(log, truth, folder):
    if folder.name.startswith("helpdesk"):
        pytest.skip("tickets have no outcomes")
    approved, declined, cancelled, undecided = truth("outcome cases")
    ends = analytics.Ends(("A_APPROVED",), ("A_DECLINED", "A_CANCELLED"), stalled_days=30)

    rows = analytics.variants_by_outcome(log, ends=ends).to_pyarrow().to_pylist()

    totals = Counter()
    for row in rows:
        totals.update({name: row[name] for name in analytics.OUTCOMES})
    assert totals["won"] == approved
    assert totals["lost"] == declined + cancelled
    assert totals["stalled"] + totals["open"] == undecided


def test_the_index_and_the_expressions_say_the_same(log):
    alone = Touches(log.touches, log.events, log.codes, log.touchpoint_codes)

    assert analytics.path_lengths(alone).to_pyarrow() == analytics.path_lengths(log).to_pyarrow()
    waited = [primitives.transition_waits(touches, Unit.ACCOUNT, Period()).to_pylist() for touches in (alone, log)]
    found, expected = (sorted(map(rounded, rows), key=str) for rows in waited)
    assert found == expected
    assert analytics.variants(alone).to_pyarrow() == analytics.variants(log).to_pyarrow()
    found = primitives.positions(log, Unit.ACCOUNT, Period(), 4, backwards=True).to_pylist()
    expected = primitives.positions(alone, Unit.ACCOUNT, Period(), 4, backwards=True).to_pylist()
    assert sorted(found, key=str) == sorted(expected, key=str)


def rounded(row):
    return {name: float(f"{value:.9e}") if isinstance(value, float) else value for name, value in row.items()}
