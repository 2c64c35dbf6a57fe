"""Which crossings are to be said: the state of each subject beside what was said of it last.

The state is a function of the history (`crossings`); what was said is kept. Only where they differ, something is said,
with an id that follows from the score, the threshold, the subject, the direction and the instant: said twice, it is the
same event.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.dialects.sqlite import insert

from wegmarke.domain.scores import ScoreUnit
from wegmarke.segments.scores.personal_data import erase
from wegmarke.segments.scores.tables import said_crossings
from wegmarke.state import Database

ENTERED = "score_threshold_entered"
LEFT = "score_threshold_left"

State = tuple[bool, int, int]
"""Whether a subject is inside, since when (µs since 1970), and its value then (hundredths)."""


@dataclass(frozen=True, slots=True)
class Saying:
    """A crossing that is to be said.

    Attributes:
        at: µs since 1970.
        value: hundredths.
    """

    score: str
    threshold: str
    unit: ScoreUnit
    subject: int
    is_inside: bool
    at: int
    value: int

    @property
    def name(self) -> str:
        """Return the name of the event."""
        return ENTERED if self.is_inside else LEFT

    @property
    def message_id(self) -> str:
        """Return the id of the event, which follows from what it says."""
        parts = (self.score, self.threshold, self.unit.value, self.subject, self.is_inside, self.at)
        return hashlib.sha256(repr(parts).encode()).hexdigest()[:32]


def said_before(state: Database, score: str, threshold: str) -> dict[int, tuple[bool, int]]:
    """Return what was said last of each subject: whether inside, and since when."""
    c = said_crossings.c
    asked = sa.select(c.subject, c.is_inside, c.since).where(c.score == score, c.threshold == threshold)
    with state.read() as connection:
        return {row.subject: (bool(row.is_inside), row.since) for row in connection.execute(asked)}


def inside(state: Database, score: str) -> dict[str, int]:
    """Count who was said to be inside, by threshold."""
    c = said_crossings.c
    asked = sa.select(c.threshold, sa.func.count()).where(c.score == score, c.is_inside).group_by(c.threshold)
    with state.read() as connection:
        return {name: int(count) for name, count in connection.execute(asked)}


def to_say(
    score: str,
    threshold: str,
    unit: ScoreUnit,
    states: Mapping[int, State],
    said: Mapping[int, tuple[bool, int]],
    among: Collection[int] | None = None,
) -> list[Saying]:
    """Return what is to be said, by subject.

    Args:
        score: id of the score.
        threshold: id of its threshold.
        unit: person or account.
        states: of all subjects that ever crossed; who is missing was never inside.
        said: what was said last.
        among: only these subjects; None for all.
    """
    found = []
    for subject in sorted(set(states) | set(said)):
        if among is not None and subject not in among:
            continue
        was, since = said.get(subject, (False, 0))
        # Who, by what is known now, was never inside, leaves at the instant at which he was said to have entered.
        is_inside, at, value = states.get(subject, (False, since, 0))
        if is_inside != was:
            found.append(Saying(score, threshold, unit, subject, is_inside, at, value))
    return found


def keep_said(state: Database, said: Sequence[Saying]) -> None:
    """Keep what was said."""
    if not said:
        return
    rows = [
        {
            "score": one.score,
            "threshold": one.threshold,
            "unit": one.unit.value,
            "subject": one.subject,
            "is_inside": one.is_inside,
            "since": one.at,
        }
        for one in said
    ]
    statement = insert(said_crossings)
    changed = {"is_inside": statement.excluded.is_inside, "since": statement.excluded.since}
    with state.write() as connection:
        connection.execute(
            statement.on_conflict_do_update(index_elements=["score", "threshold", "unit", "subject"], set_=changed),
            rows,
        )


def drop_gone(state: Database, unit: ScoreUnit, subjects: Collection[int]) -> None:
    """Remove what was said of subjects that are no more, such as persons that became one with another."""
    if subjects:
        with state.write() as connection:
            erase(connection, unit, subjects)
