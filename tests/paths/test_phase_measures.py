"""Measures of stays against the slow and obvious way, and a survival curve that is printed in text books."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from fractions import Fraction
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from wegmarke.paths.primitives import advances, count_moves, stay_lengths, survival
from wegmarke.paths.terms.staying import Stays

SECOND, DAY = 1_000_000, 86_400_000_000
LEADS_ON = np.array([False, True, True, True, False])  # the fourth phase is an exit
UNTIL = 40 * DAY
SOME = settings(max_examples=60, deadline=None)


@st.composite
def walks(draw):
    """Stays of a few units: neighbouring phases differ, moments rise."""
    units = []
    for _ in range(draw(st.integers(0, 4))):
        phases = draw(st.lists(st.integers(1, 4), min_size=1, max_size=6))
        phases = [phase for number, phase in enumerate(phases) if number == 0 or phases[number - 1] != phase]
        moments = sorted(draw(st.sets(st.integers(0, 12), min_size=len(phases), max_size=len(phases))))
        units.append(list(zip(phases, (3 * DAY * moment + moment for moment in moments), strict=True)))
    return units


def as_stays(units):
    sizes = np.array([len(unit) for unit in units], np.int64)
    phase = np.array([phase for unit in units for phase, _ in unit], np.uint8)
    entered = np.array([at for unit in units for _, at in unit], np.int64)
    return Stays.of(np.arange(len(units), dtype=np.int64), sizes, phase, entered)


@SOME
@given(walks(), st.sampled_from([0, 9 * DAY]))
def test_moves(units, since):
    moves, moved, came, were, stays, still, skipped = (Counter() for _ in range(7))
    for unit in units:
        inside = [place for place, (_, at) in enumerate(unit) if at >= since]
        stays.update(unit[place][0] for place in inside)
        were.update({unit[place][0] for place in inside})
        still.update(unit[place][0] for place in inside if place + 1 == len(unit))
        steps = [(unit[place][0], unit[place + 1][0]) for place in inside if place + 1 < len(unit)]
        moves.update(steps)
        moved.update(set(steps))
        came.update({(unit[a][0], unit[b][0]) for a in inside for b in range(a + 1, len(unit))})
        for phase in (1, 2, 3):
            past = [place for place, (to, _) in enumerate(unit) if LEADS_ON[to] and to >= phase]
            if past and past[0] in inside and unit[past[0]][0] > phase:
                skipped[phase] += 1

    found = count_moves(as_stays(units), LEADS_ON, since)

    for name, expected in (("units", were), ("stays", stays), ("still", still), ("skipped", skipped)):
        assert Counter(dict(enumerate(getattr(found, name).tolist()))) == expected, name
    for name, expected in (("moves", moves), ("moved", moved), ("came", came)):
        assert Counter({pair: int(count) for pair, count in np.ndenumerate(getattr(found, name))}) == expected, name


@SOME
@given(walks(), st.sampled_from([0, 9 * DAY]))
def test_stay_lengths(units, since):
    expected = defaultdict(list)
    for unit in units:
        for (phase, at), (_, left) in pairwise([*unit, (0, None)]):
            if at >= since:
                expected[phase].append(((UNTIL if left is None else left) - at, left is None))

    found = stay_lengths(as_stays(units), 5, since, UNTIL)

    assert [some.tolist() for some in found] == [as_keys(expected[phase]) for phase in range(5)]


def as_keys(lengths):
    return sorted(2 * (length // SECOND) + is_open for length, is_open in lengths)


@SOME
@given(walks(), st.sampled_from([0, 9 * DAY]))
def test_advances(units, since):
    cut = 15 * DAY
    expected = defaultdict(list)
    for unit in units:
        for phase in (1, 2, 3):
            entries = [(place, at) for place, (to, at) in enumerate(unit) if to == phase]
            if not entries or entries[0][1] < since:
                continue
            place, entered = entries[0]
            ends = [(at, to == 4) for to, at in unit[place + 1 :] if to > phase]
            at, is_open = ends[0] if ends else (UNTIL, True)
            expected[entered >= cut, phase].append((at - entered, is_open))

    found = advances(as_stays(units), LEADS_ON, since, UNTIL, np.array([cut]), np.array([0, 1]))

    for period in (0, 1):
        assert [some.tolist() for some in found[period]] == [as_keys(expected[period, phase]) for phase in range(5)]


@settings(max_examples=150, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 9), st.booleans()), max_size=30))
def test_survival(observed):
    lengths = np.sort(np.array([2 * seconds + is_open for seconds, is_open in observed], np.uint32))
    share, spread, rows = Fraction(1), Fraction(0), []
    for second in sorted({seconds for seconds, is_open in observed if not is_open}):
        at_risk = sum(seconds >= second for seconds, _ in observed)
        now = sum(seconds == second and not is_open for seconds, is_open in observed)
        share *= Fraction(at_risk - now, at_risk)
        if at_risk > now:
            spread += Fraction(now, at_risk * (at_risk - now))
        rows.append((second, at_risk, share, spread))

    found = survival(lengths)

    assert (found.n, found.ended) == (len(observed), sum(not is_open for _, is_open in observed))
    assert [(point.days * 86_400, point.at_risk) for point in found.curve] == pytest.approx(
        [pytest.approx(row[:2]) for row in rows]
    )
    for point, (_, _, share, spread) in zip(found.curve, rows, strict=True):
        assert point.share == pytest.approx(float(share), abs=1e-12)
        if share:
            theta = 1.959963984540054 * math.sqrt(spread) / math.log(share)
            band = float(share) ** math.exp(-theta), float(share) ** math.exp(theta)
            assert (point.low, point.high) == pytest.approx(band, abs=1e-9)
    for quantile in found.quantiles:
        crossing = [second / 86_400 for second, _, share, _ in rows if share <= 1 - Fraction(quantile.share)]
        assert quantile.days == pytest.approx(crossing[0] if crossing else None)


REMISSION_WEEKS = [6, 6, 6, 7, 10, 13, 16, 22, 23]
STILL_IN_REMISSION_WEEKS = [6, 9, 10, 11, 17, 19, 20, 25, 32, 32, 34, 35]


def test_survival_of_a_printed_example():
    """Freireich et al. (1963), Blood 21, 699-716: 21 patients on 6-mercaptopurine.

    The curve is printed in Kalbfleisch and Prentice (1980); the log(-log) intervals as statistics packages print them.
    """
    week = 7 * 86_400
    lengths = [2 * week * weeks for weeks in REMISSION_WEEKS]
    lengths += [2 * week * weeks + 1 for weeks in STILL_IN_REMISSION_WEEKS]

    found = survival(np.sort(np.array(lengths, np.uint32)))

    assert [
        (point.days / 7, point.at_risk, round(point.share, 4), round(point.low, 4), round(point.high, 4))
        for point in found.curve
    ] == [
        (6, 21, 0.8571, 0.6197, 0.9516),
        (7, 17, 0.8067, 0.5631, 0.9228),
        (10, 15, 0.7529, 0.5032, 0.8894),
        (13, 12, 0.6902, 0.4316, 0.8491),
        (16, 11, 0.6275, 0.3675, 0.8049),
        (22, 7, 0.5378, 0.2678, 0.7468),
        (23, 6, 0.4482, 0.1881, 0.6801),
    ]
    median = found.quantiles[1]
    assert (median.days, median.low, median.high) == (7 * 23, 7 * 13, None)


def test_a_long_curve_is_drawn_at_a_hundred_times_at_most():
    found = survival(np.arange(0, 2_000_000, 200, dtype=np.uint32))

    assert 75 <= len(found.curve) <= 100
    for point in found.curve:
        assert point.share == pytest.approx(1 - point.days * 86_400 / 1_000_000, abs=2e-4)


@settings(max_examples=12, deadline=None)
@given(
    st.integers(600, 6_000), st.sampled_from([900, 3_000, 10**7]), st.sampled_from([0.0, 0.4, 0.97]), st.integers(0, 99)
)
def test_a_long_curve_crosses_and_is_drawn_where_every_second_says_so(stays, longest, open_share, seed):
    """Long curves are looked at in parts; the oracle looks at the band at every second."""
    chance = np.random.default_rng(seed)
    lengths = np.sort(2 * chance.integers(0, longest, stays) + (chance.random(stays) < open_share)).astype(np.uint32)
    steps = curve_of(lengths.tolist())

    found = survival(lengths)

    assert survival(lengths, draws=False).quantiles == found.quantiles
    for quantile in found.quantiles:
        first = [
            next((second / 86_400 for second, *bounds in steps if bounds[place] <= 1 - quantile.share + 1e-12), None)
            for place in (1, 2, 3)
        ]
        assert [quantile.days, quantile.low, quantile.high] == first
    for point in found.curve:
        before = [step for step in steps if step[0] <= round(point.days * 86_400)]
        expected = before[-1][2:] if before else (1.0, 1.0, 1.0)
        assert (point.share, point.low, point.high) == pytest.approx(expected, abs=1e-12)


def curve_of(lengths):
    """Return second, at risk, share, low and high at every second at which something ended."""
    share, spread, low, high, steps = 1.0, 0.0, 1.0, 1.0, []
    at_risk, sizes = len(lengths), Counter(length >> 1 for length in lengths)
    ended = Counter(length >> 1 for length in lengths if not length & 1)
    for second in sorted(sizes):
        if now := ended[second]:
            share *= (at_risk - now) / at_risk
            if at_risk > now:
                spread += now / (at_risk * (at_risk - now))
                reach = math.exp(1.959963984540054 * math.sqrt(spread) / -math.log(share))
                low, high = share**reach, share ** (1 / reach)
            else:
                low = 0.0
            steps.append((second, at_risk, share, low, high))
        at_risk -= sizes[second]
    return steps
