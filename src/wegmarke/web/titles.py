"""Names of touchpoints and phases for pages that are not about one map."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from wegmarke.domain import CanonicalPhase, Language
from wegmarke.i18n import marked
from wegmarke.web.front import Front
from wegmarke.web.reader import Reader

# Places that no map draws but every path has.
MARKERS = {
    "(start)": marked("path", "Beginning of the path"),
    "(end)": marked("path", "End of the path"),
    "(other)": marked("path", "Other touchpoints"),
}

_NO_WORD = re.compile(r"[_\d]")


@dataclass(frozen=True, slots=True)
class Titles:
    """Titles by id, taken from the reference map; an id without a title stands for itself.

    Attributes:
        phase_of: phase id of each placed touchpoint.
        shades: number of the blue-grey of each phase, 1..8.
        channels: channel of each touchpoint.
        exits: phases that lead out, and that no funnel goes through.
    """

    touchpoints: Mapping[str, str] = field(default_factory=dict)
    phases: Mapping[str, str] = field(default_factory=dict)
    phase_of: Mapping[str, str] = field(default_factory=dict)
    shades: Mapping[str, int] = field(default_factory=dict)
    channels: Mapping[str, str] = field(default_factory=dict)
    exits: frozenset[str] = frozenset()

    def touchpoint(self, touchpoint: str) -> str:
        """Return the title of a touchpoint."""
        return self.touchpoints.get(touchpoint, touchpoint)

    def phase(self, phase: str | None) -> str:
        """Return the title of a phase; empty for none."""
        return self.phases.get(phase, phase) if phase else ""

    def in_text(self, text: str, language: Language) -> str:
        """Return a sentence with titles in quotes where ids of touchpoints and phases stood.

        An id that could be a word of the sentence stays.
        """
        titles = {**self.phases, **self.touchpoints}
        for marker in MARKERS:
            text = text.replace(marker, self.touchpoint(marker))
        named = {id_: title for id_, title in titles.items() if _NO_WORD.search(id_) and id_ not in MARKERS}
        if not named:
            return text
        longest_first = sorted(map(re.escape, named), key=len, reverse=True)
        first, last = "„“" if language is Language.DE else "“”"
        pattern = rf"(?<![\w-])({'|'.join(longest_first)})(?![\w-])"
        return re.sub(pattern, lambda found: f"{first}{named[found[0]]}{last}", text)

    def shade(self, phase: str | None) -> int:
        """Return the blue-grey of a phase; 0 for none or an unknown one."""
        return self.shades.get(phase or "", 0)


def reference_titles(front: Front, reader: Reader) -> Titles:
    """Read the titles of the live map, or of the first one where none is live."""
    maps = front.maps.list()
    chosen = next((summary for summary in maps if summary.status == "live"), maps[0] if maps else None)
    markers = {marker: reader.t.label(label) for marker, label in MARKERS.items()}
    if chosen is None:
        return Titles(touchpoints=markers)
    document = front.maps.get(chosen.id)
    return Titles(
        touchpoints={entry.id: entry.title.get(reader.language) for entry in document.touchpoints} | markers,
        phases={phase.id: phase.title.get(reader.language) for phase in document.phases},
        phase_of=document.phase_of_touchpoint(),
        shades={phase.id: shade(number, len(document.phases)) for number, phase in enumerate(document.phases, 1)},
        channels={entry.id: entry.channel for entry in document.touchpoints},
        exits=frozenset(phase.id for phase in document.phases if phase.canonical is CanonicalPhase.EXIT),
    )


def shade(position: int, phases: int) -> int:
    """Spread the eight blue-greys over however many phases there are."""
    return 1 + round((position - 1) * 7 / max(phases - 1, 1))
