"""What a period holds, by passes and expressions, against a slow and obvious count."""

from __future__ import annotations

from collections import defaultdict

import pytest
from engine_suite import IMPLEMENTATIONS, MANY, same
from hypothesis import given
from hypothesis import strategies as st
from path_engines import implementation
from unit_histories import histories, paths_in, periods

from wegmarke.domain import TOUCH_UNITS

LEFT_OUT = st.frozensets(st.sampled_from(["automated", "internal"]))
UNITS = st.sampled_from([[1], [10, 20], [2, 2**40], []])


@pytest.fixture(params=IMPLEMENTATIONS)
def asked(request):
    return implementation(request.param)


def reason_of(touch, by, left_out, units):
    kinds = [kind for kind in sorted(left_out) if getattr(touch, kind)]
    return kinds[0] if kinds else None if getattr(touch, by.value) in units else "not_chosen"


@MANY
@given(histories(), st.sampled_from(TOUCH_UNITS), periods(), LEFT_OUT, UNITS)
def test_tally_of_touches_with_a_unit(asked, history, by, period, left_out, units):
    groups = defaultdict(list)
    for path in paths_in(history, by, period, recognised=False).values():
        for touch in path:
            currency = None if touch.value is None else touch.currency
            groups[touch.touchpoint or 0, currency, reason_of(touch, by, left_out, units)].append(touch)
    expected = [
        {
            "code": code,
            "currency": currency,
            "left_out": reason,
            "events": len(touches),
            "value_minor": sum(touch.value or 0 for touch in touches) if currency else 0,
            "first_at": min(touch.at for touch in touches),
            "last_at": max(touch.at for touch in touches),
        }
        for (code, currency, reason), touches in groups.items()
    ]

    same(asked.tally(history, by, period, left_out, units), expected)
