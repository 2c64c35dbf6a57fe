"""What rolls up from closer maps, against a slow plain way over the flat list of maps."""

from __future__ import annotations

from statistics import fmean

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from random_maps import EXAMPLES

from wegmarke.domain import CanonicalPhase, LocalizedText, MapNumbers, Measure, MetricNumber, UsageError
from wegmarke.maps import Card, EmotionPoint, JourneyMap, Lane, Metric, ParentPlace, Phase, hierarchy

PHASES = ("first", "second")


def a_map(name, parent, feelings, pains, measure, value):
    return hierarchy.Measured(
        JourneyMap(
            id=name,
            title=LocalizedText.of(name),
            parent=parent and ParentPlace(map=parent[0], phase=parent[1]),
            phases=tuple(
                Phase(id=one, title=LocalizedText.of(one), canonical=CanonicalPhase.DECISION) for one in PHASES
            ),
            emotions=tuple(EmotionPoint(id=f"e{n}", phase=at, value=v) for n, (at, v) in enumerate(feelings)),
            lanes=(
                Lane(
                    id="pains",
                    type="pain",
                    cards=tuple(Card(text=LocalizedText.of("x"), phase=PHASES[0], status=status) for status in pains),
                ),
            ),
            metrics=(Metric(id="m", title=LocalizedText.of("m"), measure=measure, phase=PHASES[0], code="c"),),
        ),
        MapNumbers(map=name, by="account", metrics={"m": MetricNumber("m", value[0], value[1])}),
    )


@st.composite
def families(draw):
    names = [f"m{number}" for number in range(draw(st.integers(1, 6)))]
    measure = draw(st.sampled_from([Measure.TOUCHES, Measure.CONVERSION, Measure.ACCOUNTS]))
    found = {}
    for number, name in enumerate(names):
        above = draw(st.sampled_from(names[:number])) if number else None
        parent = above and (above, draw(st.sampled_from(PHASES)))
        feelings = draw(st.lists(st.tuples(st.sampled_from(PHASES), st.integers(-2, 2)), max_size=4))
        pains = draw(st.lists(st.sampled_from([None, "open", "resolved", "dismissed"]), max_size=4))
        value = draw(st.sampled_from([(None, 0), (0.5, 10), (0.1, 0), (3.0, 7)]))
        found[name] = a_map(name, parent, feelings, pains, measure, value)
    return found


def slow_pains(maps, name):
    own = [card for card in maps[name].document.lanes[0].cards if card.status in (None, "open", "in_progress")]
    return len(own) + sum(slow_pains(maps, other) for other in below(maps, name))


def slow_emotion(maps, name):
    means = []
    for phase in PHASES:
        closer = [
            slow_emotion(maps, other) for other in below(maps, name) if maps[other].document.parent.phase == phase
        ]
        closer = [value for value in closer if value is not None]
        own = [point.value for point in maps[name].document.emotions if point.phase == phase]
        if closer or own:
            means.append(fmean(closer or own))
    return fmean(means) if means else None


def slow_value(maps, name):
    closer = [found for other in below(maps, name) if (found := slow_value(maps, other))[0] is not None]
    if not closer:
        number = maps[name].numbers.metrics["m"]
        return number.value, number.n
    total = sum(n for _, n in closer)
    match maps[name].document.metrics[0].measure:
        case Measure.TOUCHES:
            return sum(value for value, _ in closer), total
        case Measure.ACCOUNTS:
            return max(value for value, _ in closer), max(n for _, n in closer)
    return (sum(value * n for value, n in closer) / total, total) if total else (None, 0)


def below(maps, name):
    return [other for other, one in maps.items() if one.document.parent and one.document.parent.map == name]


@settings(deadline=None, max_examples=3 * EXAMPLES)
@given(families())
def test_what_rolls_up_is_what_the_slow_way_finds(maps):
    branch = hierarchy.hierarchy(maps, "m0")

    assert branch.open_pains == slow_pains(maps, "m0")
    assert branch.emotion == pytest.approx(slow_emotion(maps, "m0"))
    value, n = slow_value(maps, "m0")
    assert (branch.metrics[0].value, branch.metrics[0].n) == (pytest.approx(value), n)


def test_circle_of_maps_is_refused():
    maps = {
        name: a_map(name, (other, "first"), (), (), Measure.TOUCHES, (None, 0))
        for name, other in (("a", "b"), ("b", "c"), ("c", "a"))
    }

    with pytest.raises(UsageError, match=r"a → (c → b|b → c) → a"):
        hierarchy.hierarchy(maps, "a")


def test_place_that_the_parent_does_not_have_is_named():
    maps = {
        "a": a_map("a", None, (), (), Measure.TOUCHES, (None, 0)),
        "b": a_map("b", ("a", "third"), (), (), Measure.TOUCHES, (None, 0)),
    }

    with pytest.raises(UsageError, match="'third'"):
        hierarchy.hierarchy(maps, "a")
