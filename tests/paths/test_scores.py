from __future__ import annotations

from collections import Counter
from datetime import timedelta
from zoneinfo import ZoneInfo

from hypothesis import given, settings
from hypothesis import strategies as st
from touch_histories import BEGIN, Happening, as_touches, histories, periods, within

from wegmarke.paths import Calendar, Period, latest_scores

ZONE = "Europe/Berlin"
ASKED = ("tp_survey", "tp_order")


def score_of(happening):
    text = happening.properties.get("score", "")
    return float(text) if text.isdigit() else None


@settings(max_examples=60, deadline=None)
@given(histories(), periods(), st.sampled_from([None, "month", "origin"]))
def test_latest_answers_equal_a_walk_through_all_answers(happenings, period, breakdown):
    def label(happening):
        month = happening.at.astimezone(ZoneInfo(ZONE)).strftime("%Y-%m")
        return month if breakdown == "month" else happening.properties.get(breakdown)

    latest, unknown = {}, []
    for happening in sorted(within(happenings, period), key=lambda happening: happening.at):
        if happening.touchpoint in ASKED and score_of(happening) is not None:
            if happening.person is None:
                unknown.append(happening)
            else:
                latest[happening.person, label(happening) if breakdown == "month" else None] = happening
    expected = Counter((label(answer), score_of(answer)) for answer in [*latest.values(), *unknown])
    instants = [happening.at for happening in happenings] or [BEGIN]
    calendar = Calendar.over(ZONE, min(instants), max(instants))

    table = latest_scores(
        as_touches(happenings),
        period,
        ASKED,
        "score",
        month=calendar if breakdown == "month" else None,
        property_name="origin" if breakdown == "origin" else None,
    )

    rows = table.to_pyarrow().to_pylist()
    assert {(row["label"], row["score"]): row["answers"] for row in rows} == expected


def test_a_later_answer_replaces_the_earlier_one():
    answers = [
        Happening(BEGIN + timedelta(days=day), "tp_survey", properties={"score": score})
        for day, score in [(0, "2"), (1, "9")]
    ]

    rows = latest_scores(as_touches(answers), Period(), ASKED, "score").to_pyarrow().to_pylist()

    assert rows == [{"label": None, "score": 9.0, "answers": 1}]
