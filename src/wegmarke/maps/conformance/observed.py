"""Observed paths, each distinct one once: who takes it, and what its touches were like."""

from __future__ import annotations

import itertools
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from wegmarke.maps.conformance.expected import Expected
from wegmarke.paths import Touches, channel_codes
from wegmarke.rules import Rule

Ints = npt.NDArray[np.int64]
Truths = npt.NDArray[np.bool_]
_EVENTS: Final = 1 << 16
"""Codes of events that stand for touchpoints begin here, behind those of touchpoints."""


@dataclass(frozen=True)
class ObservedPaths:
    """All touches in path order, unit after unit, and the distinct paths among them.

    Attributes:
        units: number per path, rising.
        begins: place of the first touch per path; one more than paths.
        variant: number of its distinct path, per path.
        paths: the distinct paths as ids of touchpoints, in the order in which they were first met.
        counts: units per distinct path.
        us: instant per touch, microseconds since 1970.
        channel, person: per touch, 0 for unknown.
        marks: per rule, whether it holds, per touch.
    """

    units: Ints
    begins: Ints
    variant: Ints
    paths: tuple[tuple[str, ...], ...]
    counts: Ints
    us: Ints
    channel: Ints
    person: Ints
    marks: Mapping[Rule, Truths]

    @property
    def sizes(self) -> Ints:
        """Return touches per path."""
        return np.diff(self.begins)

    @property
    def owner(self) -> Ints:
        """Return the place of its path among all paths, per touch."""
        return np.repeat(np.arange(self.units.size), self.sizes)


def rules_of(expected: Expected) -> tuple[Rule, ...]:
    """Return every rule that judges a touch at a place, each once."""
    found = [rule for place in expected.places for rule in (place.went_badly, place.went_well) if rule is not None]
    return tuple(dict.fromkeys(found))


def observed_paths(
    touches: Touches, table: pa.Table, rules: tuple[Rule, ...] = (), *, events: Mapping[int, str] | None = None
) -> ObservedPaths:
    """Fold the rows of `path_touches` into paths.

    Args:
        touches: the tables.
        table: the rows.
        rules: judged in them.
        events: what stands for a touch that no rule recognised, by the code of its event.
    """
    columns = {name: _ints(table, name) for name in ("unit", "us", "touchpoint", "channel", "person")}
    unit, codes = columns["unit"], columns["touchpoint"].astype(np.uint32)
    if events:
        codes = np.where(codes == 0, _ints(table, "event").astype(np.uint32) + _EVENTS, codes)
    is_first = np.ones(unit.size, np.bool_)
    is_first[1:] = unit[1:] != unit[:-1]
    begins = np.append(np.flatnonzero(is_first), unit.size)
    variant, spelled = _distinct(codes, begins)
    known = touches.known_codes
    names = dict(zip(known["code"].to_pylist(), known["touchpoint"].to_pylist(), strict=True))
    names |= {code + _EVENTS: name for code, name in (events or {}).items()}
    return ObservedPaths(
        units=unit[begins[:-1]],
        begins=begins,
        variant=variant,
        paths=tuple(tuple(names[int(code)] for code in np.frombuffer(text, np.uint32)) for text in spelled),
        counts=np.bincount(variant, minlength=len(spelled)),
        us=columns["us"],
        channel=columns["channel"],
        person=columns["person"],
        marks={rule: _ints(table, f"m_{place}").astype(np.bool_) for place, rule in enumerate(rules)},
    )


def channels_by_name(touches: Touches) -> dict[str, int]:
    """Return the codes of channels that touches may have."""
    return channel_codes(touches)


def _distinct(codes: npt.NDArray[np.uint32], begins: Ints) -> tuple[Ints, list[bytes]]:
    """Return the number of its distinct path per path, and these as bytes of codes."""
    text, width = codes.tobytes(), codes.itemsize
    numbers: dict[bytes, int] = {}
    ends = (begins * width).tolist()
    variant = [numbers.setdefault(text[first:last], len(numbers)) for first, last in itertools.pairwise(ends)]
    return np.array(variant, np.int64), list(numbers)


def _ints(table: pa.Table, name: str) -> Ints:
    return np.asarray(table[name].to_numpy(zero_copy_only=False), np.int64)
