"""What people answered: figures against plain Python, against published figures, and against public data."""

from __future__ import annotations

import csv
import gzip
import json
from collections import defaultdict
from datetime import datetime, timedelta
from math import sqrt

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from touch_histories import BEGIN, Happening, a_model, as_touches, histories, periods

from wegmarke.analytics import satisfaction
from wegmarke.domain import UsageError
from wegmarke.paths import Chosen

ROLES = pa.table({"person": [10, 10, 20], "account": [1, 1, 1], "role": ["decider", "end_user", "end_user"]})


def answer(day, score, person=10, touchpoint="tp_survey", account=1, **more):
    properties = {"score": str(score), **more}
    return Happening(BEGIN + timedelta(days=day), touchpoint, account, person, properties=properties)


def one(happenings, kind="nps", **asked):
    (row,) = rows(happenings, kind, **asked)
    return row


def rows(happenings, kind="nps", **asked):
    return satisfaction.answered(as_touches(happenings), kind, name="score", **asked).rows.to_pylist()


def distinct(scores):
    return [answer(0, score, person=number) for number, score in enumerate(scores)]


def plain(happenings, kind, quarantine, period):
    """Return the answers that count, (person, account, score), computed one at a time."""
    highest = satisfaction.SCALES[satisfaction.Kind(kind)]
    opened, last = {}, {}
    ordered = sorted(enumerate(happenings), key=lambda numbered: (numbered[1].at, numbered[0]))
    for number, happening in ordered:
        if period.end is not None and happening.at >= period.end:
            continue
        try:
            score = float(happening.properties["score"])
        except (KeyError, ValueError):
            continue
        if not highest[0] <= score <= highest[1]:
            continue
        who = happening.person
        if who is None or not quarantine:
            last[number] = (happening, score)
            continue
        if who not in opened or happening.at >= opened[who] + timedelta(days=quarantine):
            opened[who] = happening.at
        last[who, opened[who]] = (happening, score)
    return [(h, score) for h, score in last.values() if period.start is None or h.at >= period.start]


@settings(max_examples=40, deadline=None)
@given(histories(), st.sampled_from([0, 1, 30, 90]), periods(), st.sampled_from(["nps", "csat", "ces"]))
def test_one_answer_per_person_and_quarantine(happenings, quarantine, period, kind):
    counted = plain(happenings, kind, quarantine, period)

    found = one(happenings, kind, quarantine_days=quarantine, start=period.start, end=period.end)

    assert found["answers"] == len(counted)
    assert found["persons"] == len({h.person for h, _ in counted if h.person is not None})
    if kind == "nps":
        classes = [sum(test(score) for _, score in counted) for test in (lambda s: s >= 9, lambda s: s <= 6)]
        assert [found["promoters"], found["detractors"]] == classes
    elif kind == "csat":
        assert found["satisfied"] == sum(score >= 4 for _, score in counted)


@settings(max_examples=30, deadline=None)
@given(histories())
def test_accounts_count_once_each(happenings):
    own = defaultdict(list)
    for happening, score in plain(happenings, "nps", 90, periods_always()):
        if happening.account is not None:
            own[happening.account].append(100 * ((score >= 9) - (score <= 6)))
    values = [sum(scores) / len(scores) for scores in own.values()]

    found = one(happenings, by="account")

    assert found["n"] == len(values)
    if len(values) > 1:
        mean = sum(values) / len(values)
        deviation = sqrt(sum((value - mean) ** 2 for value in values) / (len(values) - 1))
        half = 1.959963984540054 * deviation / sqrt(len(values))
        assert found["low"] == pytest.approx(max(-100, mean - half))
        assert found["high"] == pytest.approx(min(100, mean + half))


def periods_always():
    from wegmarke.paths import Period

    return Period()


@settings(max_examples=25, deadline=None)
@given(histories(), st.sampled_from(["month", "touchpoint", "phase", "account", "origin"]))
def test_groups_of_a_breakdown_add_up(happenings, breakdown):
    phases = a_model().phase_of_touchpoint

    found = rows(happenings, breakdown=breakdown, phase_of=phases)

    assert sum(row["answers"] for row in found) == one(happenings)["answers"]


def test_published_interval_of_a_net_promoter_score():
    # 45 % promoters and 27.5 % detractors of 2,400; taken as independent they would give 14.3 to 20.5
    found = one(distinct([10] * 1_080 + [0] * 660 + [7] * 660))

    assert found["value"] == pytest.approx(17.5)
    assert (found["low"], found["high"]) == (pytest.approx(14.14, abs=0.03), pytest.approx(20.86, abs=0.03))


@pytest.mark.parametrize(("n", "is_said"), [(29, False), (30, True)])
def test_few_answers_have_an_interval_and_no_headline(n, is_said):
    found = one(distinct([9, 3, 8] * 10)[:n])

    assert (found["value"] is not None) is is_said
    assert found["low"] is not None


def test_one_person_who_answers_five_hundred_times_counts_once():
    result = satisfaction.answered(as_touches([answer(number / 600, number % 11) for number in range(500)]))

    assert result.rows["answers"].to_pylist() == [1]
    assert result.rows["detractors"].to_pylist() == [int(499 % 11 <= 6)]
    assert result.excluded["replaced"] == 499
    assert "499 replaced by a later answer" in str(result.definition)


def test_what_counts_in_a_period_that_is_over_stays():
    before = [answer(0, 9), answer(60, 5)]
    later = [*before, answer(120, 10)]

    assert [row["promoters"] for row in (one(before), one(later))] == [0, 1]
    assert one(later)["detractors"] == 1


def test_the_boundary_of_a_quarantine_belongs_to_the_next():
    assert one([answer(0, 9), answer(90, 9)])["answers"] == 2
    assert one([answer(0, 9), answer(89.999, 9)])["answers"] == 1


def test_answers_off_the_scale_are_counted_and_named():
    strange = [answer(0, text, person=20 + number) for number, text in enumerate(("11", "-1", "ten", "nan", "inf", ""))]

    result = satisfaction.answered(as_touches([answer(0, 10), *strange]))

    assert result.rows["answers"].to_pylist() == [1]
    assert (result.excluded["off_scale"], result.excluded["no_number"]) == (3, 3)
    assert "No answers on the scale: '11', '-1', 'ten', 'nan', 'inf'" in str(result.definition)
    assert "außerhalb der Skala" in result.definition.text("de")


def test_an_answer_off_the_scale_replaces_no_other():
    assert one([answer(0, 10), answer(1, 99)])["promoters"] == 1


def test_answers_of_nobody_known_count_each():
    result = satisfaction.answered(as_touches([answer(0, 10, person=None), answer(1, 10, person=None)]))

    assert result.rows["answers"].to_pylist() == [2]
    assert "2 of them of unknown persons" in str(result.definition)


def test_machines_and_own_people_are_left_out_and_counted():
    happenings = [answer(0, 10), Happening(BEGIN, "tp_survey", 1, 30, properties={"score": "0"}, automated=True)]
    touches = as_touches(happenings)
    touches = type(touches)(**{**vars(touches), "chosen": Chosen(left_out=frozenset({"automated"}))})

    result = satisfaction.answered(touches)

    assert (result.rows["answers"].to_pylist(), result.excluded["automated"]) == ([1], 1)


def test_a_person_with_two_roles_stands_in_both():
    found = rows([answer(0, 10), answer(0, 3, person=20), answer(0, 8, person=30)], breakdown="role", roles=ROLES)

    assert {row["role"]: row["answers"] for row in found} == {"end_user": 2, "decider": 1, None: 1}


def test_roles_weigh_within_an_account():
    happenings = [answer(0, 10), answer(0, 3, person=20), answer(0, 3, person=30, account=2)]

    result = satisfaction.answered(as_touches(happenings), by="account", roles=ROLES, role_factors={"decider": 3})
    plain_mean = satisfaction.answered(as_touches(happenings), by="account", roles=ROLES)

    # account 1: (3 · 100 - 1 · 100) / 4 = 50 instead of 0; account 2: -100
    middle = [(row["low"] + row["high"]) / 2 for row in (*result.rows.to_pylist(), *plain_mean.rows.to_pylist())]
    assert [one > -100 for one in middle] == [True, True]
    assert "decider 3; others 1" in str(result.definition)
    assert "each counts once" in str(plain_mean.definition)


def test_top_two_and_mean():
    csat, ces = one(distinct([5, 4, 3, 1] * 10), "csat"), one(distinct([7, 1] * 20), "ces")

    assert (csat["value"], csat["satisfied"]) == (0.5, 20)
    assert csat["low"] == pytest.approx(0.352, abs=0.001)
    assert (ces["value"], ces["emotion"]) == (4.0, 0.0)


@pytest.mark.parametrize(
    ("kind", "score", "scale", "emotion"),
    [("csat", 4, {}, 1), ("csat", 6, {"highest": 7}, 4 / 3), ("nps", 9, {}, 1.6), ("ces", 2, {}, -4 / 3)],
)
def test_emotion_on_the_scale_of_the_map(kind, score, scale, emotion):
    assert one([answer(0, score)], kind, **scale)["emotion"] == pytest.approx(emotion)


def test_scores_are_counted_with_those_nobody_gave():
    result = satisfaction.scores(as_touches(distinct([10, 10, 0])))

    assert result.rows["score"].to_pylist() == [float(score) for score in range(11)]
    assert result.rows["answers"].to_pylist() == [1, *[0] * 9, 2]
    assert result.rows["part"].to_pylist()[6:10] == ["detractors", "passives", "passives", "promoters"]


def test_few_answers_hide_what_each_of_them_said():
    touches = as_touches(distinct([10, 10, 0]))

    (row,) = satisfaction.answered(touches).without_small_numbers(5).rows.to_pylist()

    assert row["answers"] == 3
    assert [row[name] for name in ("value", "low", "emotion", "promoters")] == [None] * 4
    assert set(satisfaction.scores(touches).without_small_numbers(5).rows["answers"].to_pylist()) == {None}


def test_nothing_answered_is_said():
    assert one([])["answers"] == 0
    assert rows([], breakdown="month") == []


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        ({"kind": "stars"}, "nps"),
        ({"kind": "nps", "highest": 5}, "0 to 10"),
        ({"kind": "csat", "lowest": 5}, "lowest below the highest"),
        ({"kind": "nps", "quarantine_days": -1}, "0 to 3650 days"),
        ({"kind": "nps", "quarantine_days": float("nan")}, "0 to 3650 days"),
        ({"kind": "nps", "role_factors": {"buyer": -1}}, "numbers from 0"),
        ({"kind": "nps", "answers": ("tp_nowhere",)}, "tp_ad"),
        ({"kind": "nps", "by": "order"}, "person"),
    ],
)
def test_questions_nobody_can_answer_are_refused(asked, words):
    with pytest.raises(UsageError, match=words):
        satisfaction.answered(as_touches([]), **asked)


def test_the_term_stands_with_its_trademark():
    for language in ("de", "en"):
        said = [satisfaction.answered(as_touches([]), kind).definition.text(language) for kind in ("nps", "csat")]

        assert ["Bain & Company" in text for text in said] == [True, False]


def given(unit, touchpoint, time, score, **properties):
    return {"unit": unit, "touchpoint": touchpoint, "time": time, "properties": {"score": str(score), **properties}}


@pytest.mark.shared_data
@pytest.mark.parametrize("name", ["lounge", "seat"])
def test_reviews_of_seats_and_lounges(shared_data, name):
    truth = json.loads((shared_data / "feedback_skytrax/ground_truth.json").read_text())
    (expected,) = (value for key, value in truth.items() if key.startswith(f"{name}: reviews"))
    with gzip.open(shared_data / f"feedback_skytrax/{name}.csv.gz", "rt", encoding="utf-8") as file:
        reviews = list(csv.DictReader(file))
    about = "cabin_flown" if name == "seat" else "lounge_type"
    data = pa.Table.from_pylist(
        [
            given(number, name, datetime.fromisoformat(row["date"]), row["overall_rating"], about=row[about])
            for number, row in enumerate(reviews)
        ]
    )

    total = satisfaction.answered(data)
    parts = satisfaction.answered(data, breakdown="about").rows.to_pylist()

    (row,) = total.rows.to_pylist()
    assert (len(reviews), row["answers"], round(row["value"], 4)) == (expected[0], expected[1], expected[3])
    assert total.excluded["no_number"] == expected[0] - expected[1]
    assert sum(part["answers"] for part in parts) == row["answers"]
    assert sum(part["promoters"] for part in parts) == row["promoters"]
    counted = satisfaction.scores(data).rows.to_pylist()
    spread = truth[f"{name}: overall_rating distribution"]
    assert {str(one["score"]): one["answers"] for one in counted if one["answers"]} == spread


@pytest.mark.shared_data
def test_voices_of_travellers_by_what_they_are_about(shared_data):
    scores = {"negative": 1, "neutral": 3, "positive": 5}
    expected, happenings = defaultdict(list), []
    with gzip.open(shared_data / "feedback_germeval2017/germeval2017_dev.tsv.gz", "rt", encoding="utf-8") as file:
        lines = [line for line in csv.reader(file, delimiter="\t", quoting=csv.QUOTE_NONE) if line]
    for number, line in enumerate(lines):
        abouts = {part.partition("#")[0].partition(":")[0] for part in line[4].split()} if len(line) > 4 else set()
        for about in sorted(abouts or {""}):
            expected[about].append(scores[line[3]] - 3)
            happenings.append(given(number, "post", BEGIN, scores[line[3]], about=about))

    found = satisfaction.answered(
        pa.Table.from_pylist(happenings), "csat", name="score", breakdown="about", quarantine_days=0
    ).rows.to_pylist()

    assert len(found) > 10
    assert {row["label"]: row["answers"] for row in found} == {key: len(values) for key, values in expected.items()}
    for row in found:
        values = expected[row["label"]]
        assert row["emotion"] == pytest.approx(sum(values) / len(values))
    overall = satisfaction.answered(pa.Table.from_pylist(happenings), "csat", name="score").rows.to_pylist()[0]
    assert (overall["answers"], overall["persons"]) == (2590, 2590)


@pytest.mark.shared_data
def test_late_orders_cost_stars(shared_data):
    folder = shared_data / "olist_orders_sample"
    truth = json.loads((folder / "ground_truth.json").read_text())
    with gzip.open(folder / "olist_orders_sample.csv.gz", "rt", encoding="utf-8") as file:
        orders = {row["order_id"]: row for row in csv.DictReader(file)}
    with gzip.open(folder / "olist_order_reviews_sample.csv.gz", "rt", encoding="utf-8") as file:
        reviews = list(csv.DictReader(file))

    def delivery(order):
        done, promised = order["order_delivered_customer_date"], order["order_estimated_delivery_date"]
        return "none" if not done or order["order_status"] != "delivered" else "late" if done > promised else "on time"

    data = pa.Table.from_pylist(
        [
            given(
                number, "review", datetime.fromisoformat(row["review_creation_date"]), row["review_score"],
                state=orders[row["order_id"]]["order_status"], delivery=delivery(orders[row["order_id"]]),
            )
            for number, row in enumerate(reviews)
        ]
    )  # fmt: skip

    whole = satisfaction.answered(data, "csat", name="score").rows.to_pylist()[0]
    states = {
        row["label"]: row
        for row in satisfaction.answered(data, "csat", name="score", breakdown="state").rows.to_pylist()
    }
    on = {
        row["label"]: row
        for row in satisfaction.answered(data, "csat", name="score", breakdown="delivery").rows.to_pylist()
    }

    assert whole["answers"] == truth["rows order_reviews"]
    assert whole["emotion"] + 3 == pytest.approx(
        truth['review mean (4dp); "NPS-like" = %5 - %(1..3) (4dp)'][0], abs=5e-5
    )
    counted = satisfaction.scores(data, "csat", name="score").rows.to_pylist()
    assert {f"{row['score']:.0f}": row["answers"] for row in counted} == truth["review scores"]
    assert set(states) <= set(truth["orders by status"])
    for label, row in states.items():
        mine = [int(one["review_score"]) for one in reviews if orders[one["order_id"]]["order_status"] == label]
        assert row["emotion"] == pytest.approx(sum(mine) / len(mine) - 3)
    # the finding: late orders, and orders that never came, are rated far lower, and the intervals do not touch
    assert on["late"]["high"] < on["on time"]["low"]
    assert on["none"]["high"] < on["on time"]["low"]
    assert states["canceled"]["emotion"] < states["delivered"]["emotion"]
