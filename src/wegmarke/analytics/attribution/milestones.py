"""Models that credit what a touch led to: the first contact, the lead, the opportunity, the closed deal.

Shares of milestones that never happened, and of the middle where there is none, go to the others in their proportion.
A touch that led to two milestones gets both shares.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from typing import Final

from wegmarke.analytics.attribution.shared import Model, Shared
from wegmarke.domain import LocalizedText, UsageError
from wegmarke.paths import ConversionPaths, index

_WHOLE = 100.0
_EXACT = 1e-9


@dataclass(frozen=True)
class MilestoneShares:
    """What the touches of the milestones get, in percent, and what all others share.

    Attributes:
        first: the first touch.
        new_lead: the last touch up to the creation of the lead.
        new_opportunity: the last touch up to the creation of the opportunity.
        won: the last touch before the conversion.
        others: all other touches together.
    """

    first: float = 0
    new_lead: float = 0
    new_opportunity: float = 0
    won: float = 0
    others: float = 0


MILESTONES: Final[Mapping[str, MilestoneShares]] = {
    "milestone_u_50_50": MilestoneShares(first=50, new_lead=50),
    "milestone_u_40_40_20": MilestoneShares(first=40, new_lead=40, others=20),
    "milestone_w_30_30_30_10": MilestoneShares(first=30, new_lead=30, new_opportunity=30, others=10),
    "milestone_full_22_5": MilestoneShares(first=22.5, new_lead=22.5, new_opportunity=22.5, won=22.5, others=10),
}
_CUSTOM = re.compile("milestone_" + "_".join([r"(\d+(?:\.\d+)?)"] * 5))


@dataclass(frozen=True)
class Marks:
    """Codes of touchpoints and event names that tell of a milestone."""

    touchpoints: tuple[int, ...] = ()
    events: tuple[int, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.touchpoints or self.events)


def milestone_shares(name: str) -> MilestoneShares | None:
    """Return the shares of a name of the list, or of one with five percentages, e.g. `milestone_20_20_20_30_10`."""
    if name in MILESTONES:
        return MILESTONES[name]
    written = _CUSTOM.fullmatch(name)
    return None if written is None else MilestoneShares(*(float(part) for part in written.groups()))


def milestone_model(name: str, shares: MilestoneShares, new_lead: Marks, new_opportunity: Marks) -> Model:
    """Return the model of some shares.

    Raises:
        UsageError: when they do not sum to 100, or nothing tells of a milestone that has one.
    """
    parts = (shares.first, shares.new_lead, shares.new_opportunity, shares.won, shares.others)
    if min(parts) < 0 or abs(sum(parts) - _WHOLE) > _EXACT:
        raise UsageError(
            f"{name}: expected shares from 0 that sum to 100; got {', '.join(f'{part:g}' for part in parts)}."
        )
    asked = (("new_lead", shares.new_lead, new_lead), ("new_opportunity", shares.new_opportunity, new_opportunity))
    for what, share, marks in asked:
        if share and not marks:
            raise UsageError(
                f"{name}: expected an event or touchpoint that tells of the milestone {what}; got none. "
                f"Name it with `{what}`, or use another model."
            )
    both = ((1, new_lead), (2, new_opportunity))
    steps = index.Milestones(
        shares.first, (shares.new_lead, shares.new_opportunity), shares.won, shares.others,
        {code: number for number, marks in both for code in marks.touchpoints},
        {code: number for number, marks in both for code in marks.events},
    )  # fmt: skip
    return Model(name, partial(_by_milestones, steps), _sentence(shares))


def _by_milestones(steps: index.Milestones, found: ConversionPaths) -> Shared:
    return Shared(index.credit_by_milestones(found, steps))


def _sentence(shares: MilestoneShares) -> LocalizedText:
    de = (
        ("erstes Kontaktereignis", shares.first), ("Lead", shares.new_lead), ("Verkaufschance", shares.new_opportunity),
        ("Abschluss", shares.won), ("alle übrigen", shares.others),
    )  # fmt: skip
    en = (
        ("first touch", shares.first), ("lead", shares.new_lead), ("opportunity", shares.new_opportunity),
        ("closing", shares.won), ("all others", shares.others),
    )  # fmt: skip
    german = ", ".join(f"{word} {share:g} %".replace(".", ",") for word, share in de if share)
    english = ", ".join(f"{word} {share:g} %" for word, share in en if share)
    return LocalizedText(
        de=f"Modell: nach Meilensteinen: {german}. Was einem fehlenden Meilenstein oder einer fehlenden Mitte "
        f"zustünde, "
        "geht im Verhältnis an die anderen.",
        en=f"Model: by milestones: {english}. The share of a missing milestone or middle goes to the others in "
        f"proportion.",
    )
