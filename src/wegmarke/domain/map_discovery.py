"""A map proposed from observed paths: its pieces, and what stands behind each."""

from __future__ import annotations

import enum
from dataclasses import dataclass

from wegmarke.domain.errors import UsageError
from wegmarke.domain.map_versions import MapDifference
from wegmarke.domain.text import LocalizedText


@dataclass(frozen=True, slots=True)
class DiscoveryParameters:
    """What a proposal is made by.

    Attributes:
        phases: `map` for the phases of the draft, `order` to cut the order of touchpoints into phases; empty for the
            map where it has phases, else the order.
        count: how many phases are cut; None for as many as fit best.
        least: share of units that a touchpoint needs, 0..1.
        usual: a step that fewer of the units in its phase pass is optional, 0..1.
        loop: share of units that a way back or a repetition needs, 0..1.
        clear: share of units that must agree on an order for it to count as one, 0.5..1.
        others: also touchpoints that the draft does not know; always where it knows none.
        events: events that no touchpoint recognises count by their names, as touchpoints to be made.
        answers: property that holds answers 1 to 5, for measured emotions; empty for that of the first satisfaction
            metric of the draft.
    """

    phases: str = ""
    count: int | None = None
    least: float = 0.05
    usual: float = 0.75
    loop: float = 0.05
    clear: float = 0.75
    others: bool = False
    events: bool = False
    answers: str = ""

    def __post_init__(self) -> None:
        """Refuse what makes no proposal."""
        if self.phases not in ("", "map", "order"):
            raise UsageError(f"phases: expected map or order; got {self.phases[:40]!r}.")
        if self.count is not None and not 1 <= self.count <= 7:
            raise UsageError(f"count: expected 1 to 7 phases; got {self.count}.")
        for name, low in (("least", 0.0), ("usual", 0.0), ("loop", 0.0), ("clear", 0.5)):
            if not low <= getattr(self, name) <= 1:
                raise UsageError(f"{name}: expected a share from {low:g} to 1; got {getattr(self, name)}.")


class PieceKind(enum.StrEnum):
    """What a piece of a proposed map is, in the order in which pieces are put in."""

    TOUCHPOINT = "touchpoint"  # a place of contact the map does not know yet
    PHASE = "phase"  # a stretch of the order of touchpoints
    STEP = "step"  # where a touchpoint stands in its phase
    PLACEMENT = "placement"  # a touchpoint at its step
    OPTIONAL = "optional"  # many pass by
    REPEATABLE = "repeatable"  # it happens again and again
    PARALLEL = "parallel"  # it has no order among its neighbours
    LOOP = "loop"  # a way back
    EMOTION = "emotion"  # what people answered there


@dataclass(frozen=True, slots=True)
class Piece:
    """One thing, or a field of one, that a map may take over.

    Attributes:
        id: stays the same as long as it says the same of the same thing.
        collection: of the map document, e.g. `steps`.
        thing: id of the thing inside it.
        content: JSON of the thing, or of the fields it gets.
        behind: id of the thing of the collection behind which a new one is put; empty for the end.
        needs: ids of pieces without which it makes no sense.
        title: the name of what it is about.
        text: a sentence that says what was seen.
        part, of: units that show it, and units that could.
        position: median place in the path where it first happens, from 1.
        is_new: the thing is not on the map yet.
    """

    id: str
    kind: PieceKind
    collection: str
    thing: str
    content: str
    title: LocalizedText
    text: LocalizedText
    part: int
    of: int
    position: float | None = None
    behind: str = ""
    needs: tuple[str, ...] = ()
    is_new: bool = True


@dataclass(frozen=True, slots=True)
class TypicalPath:
    """A path that stands for others like it; a touchpoint that follows itself stands there once.

    Attributes:
        units: whose path is like this one.
        variants: distinct paths among them.
        distance: mean share of touches in which they differ from it.
    """

    touchpoints: tuple[str, ...]
    units: int
    share: float
    variants: int
    distance: float


@dataclass(frozen=True, slots=True)
class OrderedTouchpoint:
    """A touchpoint in the order in which paths pass it.

    Attributes:
        units: with a touch there.
        touches: there.
        position: median place in the path of the first, from 1.
        phase: id of the phase it is put in.
    """

    touchpoint: str
    title: LocalizedText
    phase: str
    units: int
    touches: int
    position: float


@dataclass(frozen=True, slots=True)
class MapDiscovery:
    """A map proposed from observed paths, beside the draft it would change.

    Attributes:
        base: number of the version it is compared with.
        left_out: touchpoints that too few units passed.
        parameters: what was asked for, by name.
        differences: what the whole proposal would change.
        seen: names the proposal: other data, another draft or other parameters have another name.
    """

    map: str
    base: int | None
    by: str
    units: int
    touches: int
    variants: int
    left_out: int
    parameters: dict[str, str]
    order: tuple[OrderedTouchpoint, ...]
    pieces: tuple[Piece, ...]
    paths: tuple[TypicalPath, ...]
    differences: tuple[MapDifference, ...]
    definition: tuple[LocalizedText, ...]
    seen: str
