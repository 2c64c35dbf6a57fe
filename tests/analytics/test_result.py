from __future__ import annotations

import builtins
import subprocess
import sys
from datetime import timedelta

import pyarrow as pa
import pytest
from touch_histories import BEGIN, Happening, a_model, as_touches

from wegmarke import analytics
from wegmarke.analytics import Definition, Result
from wegmarke.domain import UsageError

RESULT = Result(
    "funnel",
    pa.table({"id": ["<b>"], "units": [3]}),
    Definition.of("Counts <units>.", "Zählt <Einheiten>."),
    {"unrecognised": 1},
)
TOUCHES = as_touches(
    [
        Happening(BEGIN + timedelta(hours=hour), touchpoint, account=account, properties={"origin": "fair"})
        for account in (1, 2)
        for hour, touchpoint in enumerate(["tp_ad", "tp_demo", "tp_order"][: account + 1])
    ]
)
MODEL = a_model()


def test_rows_come_as_table_frame_and_expression():
    assert RESULT.to_pyarrow().num_rows == 1
    assert list(RESULT.to_pandas()["units"]) == [3]
    assert RESULT.table.units.sum().to_pyarrow().as_py() == 3


def test_polars_is_asked_for_by_name_where_it_is_missing(monkeypatch):
    real = builtins.__import__

    def without_polars(name, *arguments, **more):
        if name == "polars":
            raise ImportError(name)
        return real(name, *arguments, **more)

    monkeypatch.setattr(builtins, "__import__", without_polars)

    with pytest.raises(UsageError, match="pip install polars"):
        RESULT.to_polars()


def test_notebook_shows_rows_and_definition_escaped():
    shown = RESULT._repr_html_()

    assert "&lt;b&gt;" in shown
    assert "Counts &lt;units&gt;." in shown


def test_notebook_says_how_many_rows_it_hides():
    assert "80 more rows" in Result("x", pa.table({"n": range(100)}), Definition())._repr_html_()


@pytest.mark.parametrize(
    ("result", "kind"),
    [
        (lambda: analytics.paths(TOUCHES), "bar"),
        (lambda: analytics.sankey(TOUCHES, positions=3), "sankey"),
        (lambda: analytics.funnel(TOUCHES, MODEL), "funnel"),
        (lambda: analytics.funnel(TOUCHES, MODEL, breakdown="origin"), "funnel"),
        (lambda: analytics.phases(TOUCHES, MODEL), "bar"),
        (lambda: analytics.phases(TOUCHES, MODEL, breakdown="month"), "bar"),
        (lambda: Result("other", pa.table({"n": [1]}), Definition()), "table"),
    ],
)
def test_every_result_has_a_figure(result, kind):
    assert {trace.type for trace in result().plot().data} == {kind}


def test_empty_results_have_a_figure_too():
    nothing = as_touches([])

    assert len(analytics.sankey(nothing).plot().data) == 1
    assert len(analytics.funnel(nothing, MODEL).plot().data) == 1
    assert len(analytics.funnel(nothing, MODEL, breakdown="month").plot().data) == 0


def test_titles_replace_ids():
    figure = analytics.funnel(TOUCHES, MODEL).plot({"ph_awareness": "Aufmerksamkeit"})

    assert figure.data[0].y[0] == "Aufmerksamkeit"


def test_counting_does_not_wait_for_the_charts_library():
    code = "import sys, wegmarke.analytics; sys.exit('plotly' in sys.modules)"

    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
