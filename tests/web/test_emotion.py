from __future__ import annotations

import msgspec
import pytest
from fake_map import a_map
from fake_workspace import a_reader

from wegmarke.domain import Language, LocalizedText, MapNumbers, Measure, MetricNumber
from wegmarke.maps import EmotionPoint, Metric
from wegmarke.web.map.emotion import emotion_row, face_of, height
from wegmarke.web.map.felt import Felt, felt
from wegmarke.web.reader import Reader


def a_row(*points: EmotionPoint, reader: Reader | None = None):
    return emotion_row(msgspec.structs.replace(a_map(), emotions=points), reader or a_reader())


def test_map_without_emotions_has_no_row():
    assert a_row() is None


@pytest.mark.parametrize(("value", "drawn"), [(2, 16), (0, 64), (-2, 112), (9, 16), (-9, 112)])
def test_better_is_higher_and_nothing_leaves_the_picture(value, drawn):
    assert height(value) == drawn


@pytest.mark.parametrize(("value", "word"), [(0.4, 0), (0.5, 0), (-0.6, -1), (1.5, 1), (-1.6, -2), (2, 2), (-7, -2)])
def test_face_is_the_nearest_one(value, word):
    assert face_of(value) == word


def test_points_stand_in_the_middle_of_their_phase():
    row = a_row(EmotionPoint(phase="awareness", value=1), EmotionPoint(phase="advocacy", value=-1))

    assert [mark.x for mark in row.curves[0].marks] == ["7.143%", "92.857%"]
    assert row.curves[0].path.startswith("M71.4 24.0C")
    assert row.curves[0].path.endswith("928.6 72.0")


def test_one_point_is_no_line():
    assert a_row(EmotionPoint(phase="awareness", value=1)).curves[0].path == ""


def test_deepest_point_is_marked_only_below_neutral():
    low = a_row(EmotionPoint(phase="awareness", value=-1), EmotionPoint(phase="decision", value=-2))
    high = a_row(EmotionPoint(phase="awareness", value=1), EmotionPoint(phase="decision", value=2))

    assert [mark.deepest for mark in low.curves[0].marks] == [False, True]
    assert not any(mark.deepest for mark in high.curves[0].marks)


def test_three_lines_at_most_those_for_all_first():
    points = [EmotionPoint(phase="decision", value=0, persona=name) for name in ("plant", "buyer", None, "x")]

    names = [curve.name for curve in a_row(*points).curves]

    assert len(names) == 3
    assert "Alle Personas" in names


def test_picture_is_also_told_in_words():
    summary = a_row(EmotionPoint(phase="decision", value=-1.5, persona="buyer"), reader=a_reader(Language.EN)).summary

    assert summary == "Tarek, buyer: Choosing a supplier −1.5 (dissatisfied)."


def test_measured_points_stand_beside_expected_ones_with_n_and_interval():
    points = [EmotionPoint(phase=phase, value=1) for phase in ("awareness", "decision")]
    measured = {None: {"awareness": Felt(0.4, 41, 0.1, 0.7), "decision": Felt(-1, 12, None, None)}}
    document = msgspec.structs.replace(a_map(), emotions=tuple(points))
    row = emotion_row(document, a_reader(Language.EN), measured)
    [curve] = row.curves

    assert [mark.text for mark in curve.measured_marks] == [
        "measured +0.4 (n 41; +0.1 to +0.7)",
        "measured −1 (n 12)",
    ]
    assert curve.measured_marks[0].top < curve.measured_marks[0].y < curve.measured_marks[0].foot
    assert curve.gap.startswith("M71.4 24.0C")
    assert curve.gap.endswith("Z")
    assert [cell[0].measured for cell in row.by_phase if cell] == [mark.text for mark in curve.measured_marks]
    assert "measured −1 (n 12)" in row.summary


def test_map_with_measured_emotions_alone_has_a_row():
    document = msgspec.structs.replace(a_map(), emotions=())
    row = emotion_row(document, a_reader(), {None: {"awareness": Felt(1, 9, 0.5, 1.5)}})

    assert row.is_measured
    assert row.curves[0].marks == ()


def test_what_stands_in_the_map_comes_before_metrics_and_small_numbers_are_left_out():
    metric = Metric(id="m", title=LocalizedText.of("M"), measure=Measure.SATISFACTION, phase="decision", property="x")
    other = msgspec.structs.replace(metric, id="few", phase="service")
    survey = EmotionPoint(phase="decision", value=-1, basis="measured", n=30, persona="buyer")
    document = msgspec.structs.replace(a_map(), emotions=(survey,), metrics=(metric, other))
    numbers = MapNumbers("pumps", "account", {}, {}, {
        "m": MetricNumber("m", 0.5, 20, low=0.2, high=0.8), "few": MetricNumber("few", None, 3, suppressed=True),
    })  # fmt: skip

    assert felt(document, numbers) == {
        None: {"decision": Felt(0.5, 20, 0.2, 0.8)}, "buyer": {"decision": Felt(-1, 30, None, None)},
    }  # fmt: skip
