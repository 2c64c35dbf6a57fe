"""Maps from the life cycle down, written for a reader: one line per map, in the order of the tree."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from wegmarke.domain import Measure
from wegmarke.domain.map_versions import MapBranch, RolledMetric
from wegmarke.i18n import MISSING
from wegmarke.web.map.figures import Writer
from wegmarke.web.map.metrics import write
from wegmarke.web.map.tabs import map_address
from wegmarke.web.words import STATES, word
from wegmarke.workspace import JourneyMap, vocabulary

# Deeper ones are indented no further: a table has only so much room.
_DEEPEST = 4


@dataclass(frozen=True, slots=True)
class RolledLine:
    """A metric of a map; `is_rolled` tells whether its value comes from closer maps."""

    title: str
    value: str
    n: str
    is_rolled: bool


@dataclass(frozen=True, slots=True)
class BranchLine:
    """A map in the tree; `place` is the phase of the map above that it looks at."""

    depth: int
    title: str
    url: str
    is_current: bool
    level: str
    state: str
    place: str
    emotion: str
    open_pains: str
    metrics: tuple[RolledLine, ...]


def top_of(map_id: str, there: Mapping[str, JourneyMap]) -> str:
    """Return the map at the top of those above a map; a circle ends where it began, and whoever asks says so."""
    passed: list[str] = []
    while map_id not in passed:
        passed.append(map_id)
        parent = there[map_id].parent
        if parent is None or parent.map not in there:
            return map_id
        map_id = parent.map
    return map_id


def branch_lines(
    tree: MapBranch, current: str, there: Mapping[str, JourneyMap], writer: Writer, depth: int = 0, above: str = ""
) -> list[BranchLine]:
    """Write a map and all that look closer at it."""
    reader = writer.reader
    titles = {phase.id: phase.title for phase in there[above].phases} if above else {}
    line = BranchLine(
        depth=min(depth, _DEEPEST),
        title=tree.title.get(reader.language),
        url=f"{map_address(tree.map)}/hierarchy",
        is_current=tree.map == current,
        level=word(vocabulary.LEVELS, tree.level, reader.t) if tree.level else MISSING,
        state=word(STATES, tree.state, reader.t),
        place=titles[tree.phase].get(reader.language) if tree.phase in titles else "",
        emotion=reader.formats.signed(tree.emotion),
        open_pains=reader.formats.number(tree.open_pains),
        metrics=tuple(_rolled(metric, writer) for metric in tree.metrics),
    )
    below = (branch_lines(branch, current, there, writer, depth + 1, tree.map) for branch in tree.closer)
    return [line, *(found for lines in below for found in lines)]


def _rolled(metric: RolledMetric, writer: Writer) -> RolledLine:
    return RolledLine(
        title=metric.title.get(writer.reader.language),
        value=write(Measure(metric.measure), metric.value, None, writer),
        n=f"n {writer.reader.formats.number(metric.n)}" if metric.value is not None else "",
        is_rolled=metric.is_rolled,
    )
