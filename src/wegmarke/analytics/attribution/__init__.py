"""Attribution: which touchpoints earned a conversion, by one of many models, each exactly defined.

Purpose: `attribution.markov(paths, order=2)` and its sisters over touches, or over whole paths that were given.
Reads: `paths`: touches and their paths to conversions.
Writes: nothing.
Used by: workspace.

Every function takes touches of a workspace; data with the columns unit, touchpoint, time and others of
`wegmarke.paths.from_data`; or whole paths with the columns path, conversions, value and null. Further arguments are
those of `Question`, and `by`, `start`, `end` and `zone` as everywhere.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from wegmarke.analytics.attribution import answer as _answers
from wegmarke.analytics.attribution import changes as _changes
from wegmarke.analytics.attribution.answer import UNATTRIBUTED
from wegmarke.analytics.attribution.asking import Found, find
from wegmarke.analytics.attribution.change_log import change_log
from wegmarke.analytics.attribution.changes import as_received
from wegmarke.analytics.attribution.milestones import MILESTONES
from wegmarke.analytics.attribution.models import MODELS
from wegmarke.analytics.attribution.question import Question, question_of
from wegmarke.analytics.attribution.returns import Spent, returns
from wegmarke.analytics.result import Result
from wegmarke.domain import Unit

__all__ = [
    "MILESTONES",
    "MODELS",
    "UNATTRIBUTED",
    "Found",
    "Question",
    "Spent",
    "as_received",
    "attribute",
    "change_log",
    "changed_events",
    "changes",
    "compare",
    "find",
    "first_touch",
    "last_non_direct",
    "last_touch",
    "linear",
    "markov",
    "milestones",
    "participation",
    "position_based",
    "returns",
    "shapley",
    "time_decay",
]


def attribute(
    data: object,
    model: str = "position_based",
    *,
    by: Unit | str = Unit.ACCOUNT,
    start: datetime | None = None,
    end: datetime | None = None,
    zone: str = "UTC",
    **asked: Any,  # noqa: ANN401  # the fields of Question, which checks them
) -> Result:
    """Share conversions among touchpoints by a model of `MODELS`; further arguments are those of `Question`.

    Columns: touchpoint, touches, conversions, share, low, high, value_minor, value, currency, and what the model says
    beside. Credits and `(unattributed)` sum to all conversions, and to their value to the cent.
    """
    question = question_of(**asked)
    return _answers.answer(find(data, by, question, start, end, zone=zone), model, question)


def compare(
    data: object,
    models: Sequence[str] = ("first_touch", "last_touch", "linear", "position_based", "markov", "shapley"),
    *,
    by: Unit | str = Unit.ACCOUNT,
    start: datetime | None = None,
    end: datetime | None = None,
    zone: str = "UTC",
    **asked: Any,  # noqa: ANN401
) -> Result:
    """Share the same conversions by several models: the columns of `attribute` with `model` in front."""
    question = question_of(**asked)
    return _answers.compare(find(data, by, question, start, end, zone=zone), models, question)


def changes(
    before: object,
    after: object,
    model: str = "position_based",
    *,
    by: Unit | str = Unit.ACCOUNT,
    start: datetime | None = None,
    end: datetime | None = None,
    zone: str = "UTC",
    **asked: Any,  # noqa: ANN401
) -> Result:
    """Compare the credits of two states of the data: by touchpoint before, after, difference, and touches that changed.

    `before` and `after` are what `attribute` takes; `as_received` gives the touches of a workspace as they were.
    """
    question = question_of(**asked)
    then, now = (find(data, by, question, start, end, zone=zone) for data in (before, after))
    return _changes.changes(then, now, model, question)


def changed_events(
    before: object,
    after: object,
    *,
    by: Unit | str = Unit.ACCOUNT,
    start: datetime | None = None,
    end: datetime | None = None,
    zone: str = "UTC",
    **asked: Any,  # noqa: ANN401
) -> Result:
    """Return the conversions and touches that came, went or changed their value between two states of the data."""
    question = question_of(**asked)
    then, now = (find(data, by, question, start, end, zone=zone) for data in (before, after))
    return _changes.changed_events(then, now)


def first_touch(data: object, **asked: Any) -> Result:  # noqa: ANN401
    """Credit the first touch."""
    return attribute(data, "first_touch", **asked)


def last_touch(data: object, **asked: Any) -> Result:  # noqa: ANN401
    """Credit the last touch."""
    return attribute(data, "last_touch", **asked)


def last_non_direct(data: object, direct: Sequence[str], **asked: Any) -> Result:  # noqa: ANN401
    """Credit the last touch that is no direct visit."""
    return attribute(data, "last_non_direct", direct=tuple(direct), **asked)


def linear(data: object, **asked: Any) -> Result:  # noqa: ANN401
    """Credit all touches in equal parts."""
    return attribute(data, "linear", **asked)


def position_based(
    data: object,
    first: float = 40,
    middle: float = 20,
    last: float = 40,
    **asked: Any,  # noqa: ANN401
) -> Result:
    """Credit the first and the last touch with percentages, and those between with the rest in equal parts."""
    return attribute(data, f"position_{first:g}_{middle:g}_{last:g}", **asked)


def milestones(data: object, model: str = "milestone_w_30_30_30_10", **asked: Any) -> Result:  # noqa: ANN401
    """Credit the touches that led to milestones; `new_lead` and `new_opportunity` name what tells of these."""
    return attribute(data, model, **asked)


def time_decay(data: object, half_life: str = "7 days", **asked: Any) -> Result:  # noqa: ANN401
    """Credit touches by their age."""
    return attribute(data, "time_decay", half_life=half_life, **asked)


def participation(data: object, **asked: Any) -> Result:  # noqa: ANN401
    """Credit each touchpoint of a path with the whole conversion; that does not add up."""
    return attribute(data, "participation", **asked)


def markov(data: object, order: int = 1, *, with_nulls: bool = True, **asked: Any) -> Result:  # noqa: ANN401
    """Credit by what would be lost without a touchpoint in a Markov chain of order 1 to 4; column `removal_effect`."""
    return attribute(data, "markov", order=order, with_nulls=with_nulls, **asked)


def shapley(data: object, game: str = "coverage", **asked: Any) -> Result:  # noqa: ANN401
    """Credit by Shapley values of the game `coverage`, or look at those of the game `rate`, which are no credits."""
    return attribute(data, "shapley" if game == "coverage" else f"shapley_{game}", **asked)
