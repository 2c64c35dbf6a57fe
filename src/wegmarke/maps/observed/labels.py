"""What a map says about the touchpoints that paths go through."""

from __future__ import annotations

from dataclasses import dataclass

import pyarrow as pa
import pyarrow.compute as pc

from wegmarke.domain import Language
from wegmarke.maps.document import JourneyMap


@dataclass(frozen=True)
class Labels:
    """Texts by touchpoint, for the first place it stands at.

    Attributes:
        ids: of all touchpoints.
        names: title, with the id behind it where two have the same one.
        phases, steps, channels: empty where the touchpoint stands nowhere.
    """

    ids: tuple[str, ...]
    names: tuple[str, ...]
    phases: tuple[str, ...]
    steps: tuple[str, ...]
    channels: tuple[str, ...]

    @classmethod
    def of(cls, document: JourneyMap, language: Language) -> Labels:
        """Read the touchpoints of a map."""
        titles = [one.title.get(language) or one.id for one in document.touchpoints]
        phase_titles = {one.id: one.title.get(language) or one.id for one in document.phases}
        step_titles = {one.id: one.title.get(language) or one.id for one in document.steps}
        phases = document.phase_of_touchpoint()
        steps: dict[str, str] = {}
        for placement in document.placements:
            steps.setdefault(placement.touchpoint, step_titles[placement.step])
        return cls(
            ids=tuple(one.id for one in document.touchpoints),
            names=tuple(
                title if titles.count(title) == 1 else f"{title} ({one.id})"
                for title, one in zip(titles, document.touchpoints, strict=True)
            ),
            phases=tuple(phase_titles.get(phases.get(one.id, ""), "") for one in document.touchpoints),
            steps=tuple(steps.get(one.id, "") for one in document.touchpoints),
            channels=tuple(one.channel for one in document.touchpoints),
        )

    def look_up(self, touchpoints: pa.Array, texts: list[str]) -> pa.Array:
        """Return the text of each touchpoint of a column; `texts` are in the order of the ids."""
        places = pc.index_in(touchpoints, value_set=pa.array(self.ids, pa.string()))
        return pc.take(pa.array(texts, pa.string()), places)
