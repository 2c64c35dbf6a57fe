"""What a model answers: each touchpoint's part of all conversions."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TypeAlias

from wegmarke.domain import LocalizedText
from wegmarke.paths import ConversionPaths, Floats, index


@dataclass(frozen=True)
class Shared:
    """index.Credits of one model.

    Attributes:
        credits: per touchpoint.
        beside: further columns, one number per touchpoint.
        said: what the model adds to the definition, e.g. how many states there were.
    """

    credits: index.Credits
    beside: Mapping[str, Floats] = field(default_factory=dict)
    said: tuple[LocalizedText, ...] = ()


@dataclass(frozen=True)
class Model:
    """A rule that shares conversions among touchpoints.

    Attributes:
        id: its name, e.g. `position_based`.
        share: shares the conversions of paths.
        said: what it does, in a sentence.
        adds_up: whether credits and what is unattributed sum to all conversions.
        needs_instants: whether touches must have times.
    """

    id: str
    share: Share
    said: LocalizedText
    adds_up: bool = True
    needs_instants: bool = False


Share: TypeAlias = Callable[[ConversionPaths], Shared]
