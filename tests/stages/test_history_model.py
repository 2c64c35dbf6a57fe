"""Histories against a slow and obvious walk, event by event, over models and events made by Hypothesis."""

from __future__ import annotations

import hashlib
import uuid
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import pytest
from event_builders import OpenStores, an_event
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from stage_builders import FUNNEL, NAMES, history, models, take_in

from wegmarke.stages import OPEN, Kept, Span, dump_model, spans_of, stage_history

# Around the night in which the clocks of Berlin go back, and ties.
BEGIN = datetime(2025, 10, 25, 22, 0, tzinfo=UTC)
INSTANTS = [BEGIN + timedelta(hours=hours) for hours in (0, 1, 2, 3, 26, 24 * 30)]


@st.composite
def kept_versions(draw: st.DrawFn) -> list[Kept]:
    found = draw(st.lists(models(), min_size=1, max_size=3))
    begins = [draw(st.sampled_from([None, *INSTANTS])) for _ in found]
    return [
        Kept(model, number, dump_model(model), begin)
        for number, (model, begin) in enumerate(zip(found, begins, strict=True), 1)
    ]


HAPPENING = st.tuples(
    st.sampled_from(["a", "a", "b"]), st.sampled_from(NAMES), st.sampled_from(INSTANTS), st.integers(1, 3)
)
# sizes are drawn first: left alone, lists come out with three or four events, too few to come back anywhere
HAPPENINGS = st.integers(0, 20).flatmap(lambda size: st.lists(HAPPENING, min_size=size, max_size=size))


@dataclass
class Stay:
    stage: str
    entered_at: datetime
    previous: str | None
    number: str
    went_back: bool = False
    is_allowed: bool = True
    is_skipped: bool = False
    version: int = 0
    left_at: datetime | None = None


@dataclass
class Walker:
    """One subject that meets its events one by one."""

    stays: list[Stay] = field(default_factory=list)

    @property
    def real(self) -> list[Stay]:
        return [stay for stay in self.stays if not stay.is_skipped]

    def meet(self, kept: Kept, name: str, at: datetime, number: str) -> None:
        model = kept.model
        by_id = {stage.id: stage for stage in model.stages}
        matching = [stage for stage in model.stages if name in stage.rule.tree["event"]]
        if not matching:
            return
        stage = matching[-1]
        now = self.real[-1].stage if self.real else None
        if now == stage.id:
            return
        allowed = now not in by_id or stage.id in model.goes_to(by_id[now])
        if stage.sign and not allowed:
            return
        order = [known.id for known in model.stages if not known.side]
        been = [stay.stage for stay in self.real if stay.stage in order]
        back = False
        if not stage.side:
            back = bool(been) and order.index(been[-1]) >= order.index(stage.id)
            furthest = max((order.index(place) for place in been), default=-1)
            for skipped in order[furthest + 1 : order.index(stage.id)]:
                self.stays.append(Stay(skipped, at, now, number, is_skipped=True, version=kept.version, left_at=at))
        if self.real:
            self.real[-1].left_at = at
        self.stays.append(Stay(stage.id, at, now, number, back, allowed, version=kept.version))


def judge(versions: list[Kept], at: datetime) -> Kept | None:
    """The newest version that begins at or before an instant."""
    return next((kept for kept in reversed(versions) if kept.valid_from is None or kept.valid_from <= at), None)


def walked(versions, happenings, order) -> dict[str, list[tuple[object, ...]]]:
    walkers: dict[str, Walker] = defaultdict(Walker)
    for number in order:
        account, name, at, _ = happenings[number]
        if (kept := judge(versions, at)) is not None:
            walkers[account].meet(kept, name, at, str(number))
    return {
        account: [
            (s.stage, s.entered_at, s.left_at, s.previous, s.went_back, s.is_allowed, s.is_skipped, s.version)
            for s in walker.stays
        ]
        for account, walker in walkers.items()
        if walker.stays
    }


def instant(microseconds: int) -> datetime | None:
    return None if microseconds == OPEN else datetime(1970, 1, 1, tzinfo=UTC) + timedelta(microseconds=microseconds)


def found(stores: OpenStores, spans: list[Span]) -> dict[str, list[tuple[object, ...]]]:
    stays = defaultdict(list)
    for row in stage_history(stores.engine, spans).to_pylist():
        stays[row["subject"]].append(
            (row["stage"], instant(row["entered_at"]), instant(row["left_at"]), row["previous"], row["went_back"],
             row["is_allowed"], row["is_skipped"], row["version"])
        )  # fmt: skip
    return dict(stays)


@settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(versions=kept_versions(), happenings=HAPPENINGS, arrival=st.randoms(use_true_random=False))
def test_history_is_what_a_walk_event_by_event_gives(many: OpenStores, versions, happenings, arrival) -> None:
    many.empty()
    rows = [
        an_event(source_event_id=str(number), name=name, account=account, occurred_at=at, sequence=sequence)
        for number, (account, name, at, sequence) in enumerate(happenings)
    ]
    arrival.shuffle(rows)
    middle = len(rows) // 2
    for part in (rows[:middle], rows[middle:]):
        if part:
            take_in(many, part)
    path = "SELECT event_id::VARCHAR AS id FROM event ORDER BY occurred_at, sequence, event_id"
    ids = {_event_id(number): number for number in range(len(rows))}
    order = [ids[name] for name in many.engine.query(path)["id"].to_pylist()]

    # accounts are numbered as they arrive
    names = many.engine.query("SELECT DISTINCT account, event_id::VARCHAR AS id FROM touch").to_pylist()
    numbers = {happenings[ids[row["id"]]][0]: str(row["account"]) for row in names}
    expected = {numbers[account]: stays for account, stays in walked(versions, happenings, order).items()}

    assert found(many, spans_of(versions)) == expected


def _event_id(number: int) -> str:
    return str(uuid.UUID(hashlib.sha256(f"crm\x1f{number}".encode()).hexdigest()[:32]))


@pytest.mark.parametrize("reverse", [False, True])
def test_order_of_arrival_changes_nothing(stores: OpenStores, reverse: bool) -> None:
    rows = [("form_submitted", 0), ("quote_sent", 1), ("order_placed", 2), ("contract_terminated", 3)]
    take_in(stores, rows[::-1] if reverse else rows)

    stays = [row for row in history(stores, FUNNEL) if not row["is_skipped"]]

    assert [row["stage"] for row in stays] == ["lead", "opportunity", "customer", "churned"]
