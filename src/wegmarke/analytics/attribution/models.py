"""The models by their names."""

from __future__ import annotations

from typing import Final

from wegmarke.analytics.attribution import coalitions, places
from wegmarke.analytics.attribution.chain import markov_model
from wegmarke.analytics.attribution.milestones import MILESTONES, Marks, milestone_model, milestone_shares
from wegmarke.analytics.attribution.question import Question
from wegmarke.analytics.attribution.shared import Model
from wegmarke.domain.errors import unknown_value

MODELS: Final = (
    *places.POSITIONS, "last_non_direct", "linear", "time_decay", *MILESTONES, "participation", "markov", "shapley",
    "shapley_rate",
)  # fmt: skip
"""All names; `position_A_B_C` and `milestone_A_B_C_D_E` with other percentages may be given as well."""


def model_named(name: str, asked: Question, new_lead: Marks, new_opportunity: Marks) -> Model:
    """Return a model, or refuse a name that none has.

    Args:
        name: one of `MODELS`, or with percentages of one's own.
        asked: holds what some models need.
        new_lead: what tells of the creation of a lead.
        new_opportunity: what tells of the creation of an opportunity.
    """
    if (positional := places.positional(name)) is not None:
        return positional
    if (shares := milestone_shares(name)) is not None:
        return milestone_model(name, shares, new_lead, new_opportunity)
    match name:
        case "last_non_direct":
            return places.last_non_direct(asked.direct)
        case "linear":
            return places.LINEAR
        case "time_decay":
            return places.time_decay(asked.half)
        case "participation":
            return places.PARTICIPATION
        case "markov":
            return markov_model(asked.order, with_nulls=asked.with_nulls)
        case "shapley":
            return coalitions.COVERAGE
        case "shapley_rate":
            return coalitions.RATE
    known = (*MODELS, "position_30_40_30", "milestone_20_20_20_30_10")
    raise unknown_value("model", name, known)
