from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from wegmarke.analytics.intervals import net_promoter, rate, wilson
from wegmarke.analytics.spread import spread


@pytest.mark.parametrize(
    ("part", "of", "low", "high"),
    # Newcombe (1998), Statistics in Medicine 17, table I, method 3
    [(81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605), (0, 20, 0.0, 0.1611), (1, 29, 0.0061, 0.1718)],
)
def test_wilson_equals_published_intervals(part, of, low, high):
    assert wilson(part, of) == (pytest.approx(low, abs=5e-5), pytest.approx(high, abs=5e-5))


@given(st.integers(1, 10**7).flatmap(lambda of: st.tuples(st.integers(0, of), st.just(of))))
def test_wilson_holds_the_share_and_stays_inside_zero_and_one(counts):
    part, of = counts
    low, high = wilson(part, of)

    assert 0 <= low <= part / of <= high <= 1


def test_a_rate_of_nobody_is_empty():
    assert rate(0, 0).value is None


def test_net_promoter_uses_the_covariance_of_promoters_and_detractors():
    # 45 % promoters, 27.5 % detractors of 2,400: with independent variances it would be 14.3 to 20.5
    value, low, high = net_promoter(1080, 660, 2400)

    assert value == pytest.approx(17.5)
    assert (low, high) == (pytest.approx(14.14, abs=0.03), pytest.approx(20.86, abs=0.03))


def test_net_promoter_stays_on_its_scale():
    assert net_promoter(3, 0, 3) == (100, 100, 100)
    assert net_promoter(9, 1, 10)[2] == 100


@given(st.lists(st.integers(-1000, 1000), min_size=1, max_size=50))
def test_spread_interpolates_linearly_by_hand(days):
    ordered = sorted(days)
    place = 0.9 * (len(days) - 1)
    below, above = ordered[int(place)], ordered[min(int(place) + 1, len(days) - 1)]

    found = spread(np.array(days, dtype=np.int64))

    assert (found.n, found.minimum, found.maximum) == (len(days), ordered[0], ordered[-1])
    assert found.p90 == pytest.approx(below + (above - below) * (place - int(place)))


def test_spread_of_nothing_is_empty():
    assert spread(np.empty(0, dtype=np.int64)).median is None
