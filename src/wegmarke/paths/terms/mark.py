"""What a touch means to an analysis, e.g. an order or a cancellation: by its touchpoint, its event, or a rule."""

from __future__ import annotations

from dataclasses import dataclass

from wegmarke.rules import Rule


@dataclass(frozen=True)
class Mark:
    """One meaning; a touch has it where any of these holds.

    Attributes:
        touchpoints: codes of touchpoints.
        events: codes of event names.
        rules: rules on the event.
        valued: every touch with a value has it.
    """

    touchpoints: frozenset[int] = frozenset()
    events: frozenset[int] = frozenset()
    rules: tuple[Rule, ...] = ()
    valued: bool = False

    def __bool__(self) -> bool:
        return bool(self.touchpoints or self.events or self.rules or self.valued)
