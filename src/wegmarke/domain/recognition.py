"""Which event is a contact at which touchpoint: the rules in order of priority, and what another rule would change."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from wegmarke.domain.text import LocalizedText


@dataclass(frozen=True, slots=True)
class TouchpointRule:
    """One touchpoint with its rule, and what the rule recognises now.

    Attributes:
        priority: 1 for the rule that is asked first; the first that matches wins. 0 for a touchpoint without a rule.
        touchpoint: its id, the same on every map.
        title: as the map that brings the rule calls it.
        map_id: the map that brings the rule.
        phase: id of its phase in the reference map, None where it has none there.
        phase_title: what the reference map calls that phase.
        rule: the rule as YAML text, to be changed and handed in again; empty where there is none.
        words: the rule in words; empty texts where there is none.
        touches: how many events it recognises.
        first_at: when the first of them happened, UTC.
        last_at: and the last.
    """

    priority: int
    touchpoint: str
    title: LocalizedText
    map_id: str
    phase: str | None
    phase_title: LocalizedText
    rule: str
    words: LocalizedText
    touches: int
    first_at: datetime | None
    last_at: datetime | None


@dataclass(frozen=True, slots=True)
class RuleReach:
    """How many events a rule matches, whatever touchpoint has them now.

    Attributes:
        events: that it matches.
        of: that are stored.
    """

    events: int
    of: int


@dataclass(frozen=True, slots=True)
class NameCoverage:
    """Events of one name: how many are recognised.

    Attributes:
        name: of the events.
        events: how many are stored.
        recognised: how many of them a touchpoint recognises.
        last_at: when the last one happened, UTC.
        touchpoints: ids of those that recognise some of them, most first.
    """

    name: str
    events: int
    recognised: int
    last_at: datetime | None
    touchpoints: tuple[str, ...] = ()

    @property
    def unrecognised(self) -> int:
        """Return how many no touchpoint recognises."""
        return self.events - self.recognised


@dataclass(frozen=True, slots=True)
class RecognitionCoverage:
    """How much of what is stored is recognised.

    Attributes:
        events: how many are stored.
        recognised: how many of them a touchpoint recognises.
        names: by event name, those with most unrecognised events first.
    """

    events: int
    recognised: int
    names: tuple[NameCoverage, ...]

    @property
    def share(self) -> float | None:
        """Return the share that is recognised, None while nothing is stored."""
        return self.recognised / self.events if self.events else None


@dataclass(frozen=True, slots=True)
class TouchpointChange:
    """Another rule, another priority, or both, for one touchpoint of the map that brings its rule.

    Attributes:
        touchpoint: its id.
        rule: the rule as YAML or JSON text; an empty text takes the rule away, None leaves it.
        place: 1-based place among the touchpoints of that map, which is their priority; None leaves it.
    """

    touchpoint: str
    rule: str | None = None
    place: int | None = None


@dataclass(frozen=True, slots=True)
class RecognitionMove:
    """Touches that change from one touchpoint to another; None stands for none.

    Attributes:
        before: id of the touchpoint that recognises them now.
        after: and of the one that would.
        touches: how many.
        persons: how many persons they belong to.
        accounts: and how many accounts.
        names: names of these events, most frequent first, a few.
    """

    before: str | None
    after: str | None
    touches: int
    persons: int
    accounts: int
    names: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class RecognitionPlan:
    """What other rules would change.

    Attributes:
        is_new: false where they recognise, and place in phases, what holds already.
        events: how many events are stored.
        touches: how many touches would change their touchpoint.
        phases: how many would keep it and change their phase.
        persons: how many persons have any touch that would change.
        accounts: how many accounts have.
        recognised_before: how many events are recognised now.
        recognised_after: and how many would be.
        moves: from which touchpoint to which, most touches first.
    """

    is_new: bool
    events: int
    touches: int
    phases: int
    persons: int
    accounts: int
    recognised_before: int
    recognised_after: int
    moves: tuple[RecognitionMove, ...]
