"""Score documents and random histories for tests of scores."""

from __future__ import annotations

from datetime import timedelta

from hypothesis import strategies as st
from subject_rules import ACCOUNTS, NAMES, NOW, PERSONS, PLACES, Store, an_event, numbered

from wegmarke.rules import Tables
from wegmarke.segments import scores

ENGAGEMENT = """
id: e
kind: engagement
title: E
scale: 20
account_scale: 30
half_life_days: 3
parts:
  - {id: viewed, title: Viewed, points: 4, rule: {event: page_viewed}, most_per_day: 2}
  - {id: quoted, title: Quoted, points: 10.5, rule: {event: quote_sent}, half_life_days: 1.5}
  - {id: priced, title: Priced, points: 3, touchpoints: [pricing], window_days: 5}
  - {id: seats, title: Seats, points: 6, rule: {field: properties.seats, at_least: 5}, most_per_day: 1}
  - {id: ordered, title: Ordered, points: -7, rule: {event: order_placed}, half_life_days: 1}
roles:
  - {role: decider, factor: 2}
thresholds:
  - {id: warm, title: Warm, of: person, enter_at: 30, leave_below: 15}
  - {id: hot, title: Hot, of: account, enter_at: 40, leave_below: 39.5}
"""

WAYS = ("tables", "base", "delta", "stale")
days_ago = st.integers(0, 12)
near_midnight = st.sampled_from([0, 1, 60, 119, 120, 121, 720, 1320, 1380, 1439])
touched = st.builds(
    lambda days, minute, name, person, account, place, seats: an_event(
        occurred_at=NOW.replace(hour=0) - timedelta(days=days) + timedelta(minutes=minute),
        name=name, person=person, account=account, touchpoint=place, properties=seats,
    ),
    days_ago, near_midnight, st.sampled_from(NAMES), st.sampled_from([*PERSONS, None]),
    st.sampled_from([*ACCOUNTS, None]), st.sampled_from([*PLACES, None]),
    st.sampled_from([{}, {"seats": "5"}, {"seats": "4"}]),
)  # fmt: skip
histories = st.lists(touched, max_size=25).map(numbered)
as_ofs = st.sampled_from([0, 1, 719, 720, 721, 2160, 9000]).map(lambda minutes: NOW - timedelta(minutes=minutes))


def a_score(text: str = ENGAGEMENT) -> scores.EngagementScore:
    return scores.load_score(text)


class ScoreStore(Store):
    """The tables of `Store`, read for scores."""

    def __init__(self) -> None:
        super().__init__()
        self.tables = Tables(*[self.engine.table(name) for name in ("touch", "event", "code")])
        self.touches = scores.Touches(self.engine.query, self.tables)

    def reading(self, way):
        """Return where scores are read from: the tables, or the path index in one of the ways of `over_paths`."""
        paths = None if way == "tables" else self.over_paths(way)
        return scores.Touches(self.engine.query, self.tables, paths)
