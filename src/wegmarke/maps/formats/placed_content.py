"""Makes a map out of plain values that came from a file, and says of every problem where in the file it stands."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Final, cast

from wegmarke.documents import Path, Plain, Reading, show_path
from wegmarke.domain import DocumentInvalid, Problem
from wegmarke.maps.checks import map_problems
from wegmarke.maps.document import JourneyMap
from wegmarke.maps.migration import newest

_MESSAGE: Final = "The file has problems; nothing of it was taken over."
_LAST_STEP: Final = re.compile(r"(\.[^.\[\]]+|\[\d+\])$")
_AS_IN: Final = re.compile(r"as in (\S+)$")


def map_of(
    content: dict[str, Plain], places: Mapping[Path, str], *, whole: str, problems: Sequence[Problem] = ()
) -> JourneyMap:
    """Return the map that some plain values say.

    Args:
        content: the fields of the map.
        places: where in the file a value came from; a value without a place takes the one of what it stands in.
        whole: where something stands that has no place at all.
        problems: found before; they are told together with those found here.

    Raises:
        DocumentInvalid: with all problems, each with its place in the file.
    """
    migrated = newest(content)
    assert migrated is not None, "a file does not choose the format of its document"
    reading = Reading({}, "map")
    journey_map = cast("JourneyMap", reading.part(JourneyMap, migrated, ()))
    found = [*reading.problems, *map_problems(journey_map, reading)]
    if found or problems:
        shown = {show_path(path, {}, "map"): place for path, place in places.items()}
        raise DocumentInvalid(_MESSAGE, problems=[*problems, *(_placed(one, shown, whole) for one in found)])
    return journey_map


def _placed(problem: Problem, places: Mapping[str, str], whole: str) -> Problem:
    came = _AS_IN.sub(lambda found: f"as in {_place(found[1], places, whole)}", problem.came)
    where = _place(problem.where, places, whole)
    return Problem(where, problem.expected, came, problem.remedy, problem.code)


def _place(where: str, places: Mapping[str, str], whole: str) -> str:
    shorter = where
    while shorter not in places:
        cut = _LAST_STEP.sub("", shorter)
        if cut == shorter:
            return whole
        shorter = cut
    return places[shorter]
