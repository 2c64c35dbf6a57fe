"""A table that stays in its engine gives the numbers that the same rows give when they are brought along."""

from __future__ import annotations

import os

import ibis
import pyarrow as pa
import pytest
from analyses_of_data import ANALYSES, MODEL, rows
from engine_suite import EXPRESSIONS
from spark_cluster import spark

from wegmarke import analytics
from wegmarke.domain import UsageError
from wegmarke.engine import open_engine
from wegmarke.paths import from_data, in_engine

# a statement each, so that few of them are asked by day
BY_DAY = ["paths", "variants_by_outcome", "retention", "funnels.funnel"]
ASKED = list(ANALYSES) if os.environ.get("WEGMARKE_NIGHTLY") else BY_DAY
ENGINES = [engine for engine in EXPRESSIONS if engine != "clickhouse"]


def standing(engine: str, name: str = "seen") -> ibis.Table:
    if engine == "duckdb":
        embedded = open_engine(None)
        with embedded.write() as session, session.lend(given=rows()):
            session.run(f"CREATE TABLE {name} AS FROM given")
        return embedded.table(name)
    spark().backend.lend(name, rows())
    return spark().table(name)


@pytest.mark.parametrize("name", ASKED)
@pytest.mark.parametrize("engine", ENGINES)
def test_the_numbers_are_those_of_data_brought_along(engine, name):
    expected = ANALYSES[name](from_data(rows()))

    found = ANALYSES[name](in_engine(standing(engine)))

    assert rounded(found) == rounded(expected)
    assert found.excluded == expected.excluded


def rounded(result):
    return [
        tuple(float(f"{value:.9e}") if isinstance(value, float) else value for value in row.values())
        for row in result.to_pyarrow().to_pylist()
    ]


@pytest.mark.parametrize("engine", ENGINES)
def test_properties_stay_in_the_engine_too(engine):
    found = analytics.funnel(in_engine(standing(engine)), MODEL, breakdown="origin").to_pyarrow()

    assert found == analytics.funnel(from_data(rows()), MODEL, breakdown="origin").to_pyarrow()


def test_what_is_wrong_with_a_table_is_said_all_at_once():
    wrong = ibis.memtable(pa.table({"unit": [1.5], "time": ["today"]}))

    with pytest.raises(UsageError) as refused:
        in_engine(wrong)

    assert [problem.where for problem in refused.value.problems] == ["touchpoint", "unit", "time"]
