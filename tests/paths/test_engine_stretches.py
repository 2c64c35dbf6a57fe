"""Cuts, positions and outcomes: every implementation against a walk along each path."""

from __future__ import annotations

from collections import Counter, defaultdict
from datetime import UTC, timedelta
from itertools import pairwise

import pytest
from engine_suite import IMPLEMENTATIONS, MANY, same
from hypothesis import given
from hypothesis import strategies as st
from path_engines import implementation
from unit_histories import NIGHTS, histories, paths_in, periods

from wegmarke.domain import TOUCH_UNITS
from wegmarke.paths import Cut, Endings, Outcome

CODES = [1, 2, 3, 7, 300]
DAY, US = timedelta(days=1), timedelta(microseconds=1)
SOME = st.one_of(st.none(), st.lists(st.sampled_from(CODES), max_size=2, unique=True))
CUTS = st.builds(Cut, SOME, SOME, st.booleans(), st.booleans())
INSTANTS = st.one_of(
    st.none(), st.sampled_from(NIGHTS[1:]).map(lambda at: (at + timedelta(hours=1)).replace(tzinfo=UTC))
)
ENDINGS = st.builds(
    Endings,
    st.lists(st.sampled_from([2, 3]), max_size=2, unique=True),
    st.lists(st.sampled_from([3, 7]), max_size=2, unique=True),
    INSTANTS,
    st.sampled_from(["EUR", "USD"]),
    st.booleans(),
)


@pytest.fixture(params=IMPLEMENTATIONS)
def asked(request):
    return implementation(request.param)


def stretch(path, cut):
    """The part of a path that a cut leaves, read off its definition."""
    begin = 0
    if cut.since is not None:
        begins = [place for place, touch in enumerate(path) if touch.touchpoint in cut.since]
        if not begins:
            return []
        begin = begins[0]
    if cut.until is None:
        return path[begin:]
    after = begin + (cut.since is not None)
    ends = [place for place in range(after, len(path)) if path[place].touchpoint in cut.until]
    if not ends:
        return [] if cut.only_ended else path[begin:]
    return path[begin : ends[0] + cut.keeps_end]


def codes_in(path, cut, collapse):
    codes = [touch.touchpoint for touch in stretch(path, cut)]
    return [code for place, code in enumerate(codes) if not collapse or place == 0 or codes[place - 1] != code]


def shown(code, apart):
    return code if apart is None or code in (0, *apart) else -1


@MANY
@given(histories(), st.sampled_from(TOUCH_UNITS), periods(), CUTS, st.booleans(), SOME)
def test_cut_transitions(asked, history, by, period, cut, collapse, apart):
    walked = Counter()
    for path in paths_in(history, by, period).values():
        codes = codes_in(path, cut, collapse)
        if codes:
            walked.update(pairwise(shown(code, apart) for code in [0, *codes, 0]))

    rows = asked.cut_transitions(history, by, period, cut, collapse=collapse, apart=apart)

    assert {(row["from_code"], row["to_code"]): row["transitions"] for row in rows} == walked


@MANY
@given(histories(), st.sampled_from(TOUCH_UNITS), periods(), CUTS, st.booleans(), SOME)
def test_cut_transition_units(asked, history, by, period, cut, collapse, apart):
    walked = Counter()
    for path in paths_in(history, by, period).values():
        walked.update(set(pairwise(shown(code, apart) for code in codes_in(path, cut, collapse))))

    rows = asked.cut_transition_units(history, by, period, cut, collapse=collapse, apart=apart)

    assert {(row["from_code"], row["to_code"]): row["units"] for row in rows} == walked


@MANY
@given(
    histories(), st.sampled_from(TOUCH_UNITS), periods(), st.one_of(st.none(), CUTS), st.booleans(), SOME,
    st.sampled_from([(0.5, 0.9), (0.0, 1.0)]),
)  # fmt: skip
def test_waits(asked, history, by, period, cut, collapse, apart, quantiles):
    waited = defaultdict(list)
    for path in paths_in(history, by, period).values():
        for before, touch in pairwise(stretch(path, cut or Cut())):
            wait, is_a_day = touch.at - before.at, touch.day or before.day
            if not (collapse and before.touchpoint == touch.touchpoint) and (wait >= DAY or not is_a_day):
                waited[shown(before.touchpoint, apart), shown(touch.touchpoint, apart)].append(wait // US)
    expected = [
        {"from_code": hop[0], "to_code": hop[1], "waits": len(found)}
        | {f"q{number}": quantile(sorted(found), share) for number, share in enumerate(quantiles)}
        for hop, found in waited.items()
    ]

    same(asked.waits(history, by, period, cut, collapse=collapse, apart=apart, quantiles=quantiles), expected)


def quantile(ranked, share):
    place = share * (len(ranked) - 1)
    low = int(place)
    return float(ranked[low] + (ranked[min(low + 1, len(ranked) - 1)] - ranked[low]) * (place - low))


@MANY
@given(
    histories(), st.sampled_from(TOUCH_UNITS), periods(), st.integers(1, 5), st.one_of(st.none(), CUTS), st.booleans(),
    st.booleans(),
)  # fmt: skip
def test_positions(asked, history, by, period, last, cut, backwards, collapse):
    walked = Counter()
    for path in paths_in(history, by, period).values():
        codes = codes_in(path, cut or Cut(), collapse)[:: -1 if backwards else 1]
        walked.update((place + 1, ([0, *codes])[place], code) for place, code in enumerate(codes[:last]))

    rows = asked.positions(history, by, period, last, cut, backwards=backwards, collapse=collapse)

    assert {(row["position"], row["near_code"], row["code"]): row["units"] for row in rows} == walked


def ended(path, endings):
    """How a path ended and what it is worth, read off the definition."""
    worth = 0
    for touch in path:
        won, lost = touch.touchpoint in endings.won, touch.touchpoint in endings.lost
        if (endings.sums or won or lost) and touch.currency == endings.currency:
            worth += touch.value or 0
        if won or lost:
            return Outcome.WON if won else Outcome.LOST, worth
    before = endings.stalled_before and endings.stalled_before.replace(tzinfo=None)
    return Outcome.STALLED if before and path[-1].at <= before else Outcome.OPEN, worth


@MANY
@given(histories(), st.sampled_from(TOUCH_UNITS), periods(), ENDINGS)
def test_outcomes(asked, history, by, period, endings):
    expected = []
    for unit, path in paths_in(history, by, period).items():
        outcome, worth = ended(path, endings)
        expected.append({"unit": unit, "outcome": int(outcome), "value_minor": worth})

    same(asked.outcomes(history, by, period, endings), expected)


@MANY
@given(histories(), st.sampled_from(TOUCH_UNITS), periods(), ENDINGS, CUTS, st.booleans())
def test_ended_variants(asked, history, by, period, endings, cut, collapse):
    found = defaultdict(Counter)
    for path in paths_in(history, by, period).values():
        outcome, worth = ended(path, endings)
        counts = found[tuple(codes_in(path, cut, collapse))]
        counts.update({"units": 1, outcome.name.lower(): 1, "value_minor": worth})
    nothing = {"value_minor": 0} | {outcome.name.lower(): 0 for outcome in Outcome}
    expected = [{"touchpoints": codes} | nothing | counts for codes, counts in found.items()]

    same(asked.ended_variants(history, by, period, endings, cut, collapse=collapse), expected)
