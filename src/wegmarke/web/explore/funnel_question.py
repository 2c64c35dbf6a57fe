"""What a funnel's page asks: the steps of the address, or the phases of the reference map."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from wegmarke.domain import Unit, UsageError
from wegmarke.web.explore.funnel_address import StepLine, asked_lines
from wegmarke.web.selection import Selection
from wegmarke.web.site import Page
from wegmarke.web.titles import Titles, reference_titles
from wegmarke.web.words import UNITS, UNITS_MANY
from wegmarke.workspace import FunnelGroups, FunnelSteps

ORDER: Final = "sequential"
COUNTING: Final = "best_attempt"
PER: Final = "month"
_LEAST_STEPS: Final = 2


@dataclass(frozen=True)
class FunnelQuestion:
    """One funnel, and what it is told with.

    Attributes:
        frame: unit and period, as arguments.
        groups: the breakdown; None for none.
        per: how long the periods of the trend are.
    """

    page: Page
    titles: Titles
    steps: FunnelSteps
    frame: Mapping[str, object]
    groups: FunnelGroups | None
    per: str

    @property
    def counts_attempts(self) -> bool:
        """Tell whether attempts are counted instead of units."""
        return self.steps.counting == "every_entry"

    @property
    def unit_word(self) -> str:
        """Return what one unit is called."""
        return self.page.reader.t.label(UNITS[Unit(str(self.frame["by"]))])

    @property
    def units_word(self) -> str:
        """Return what several units are called."""
        return self.page.reader.t.label(UNITS_MANY[Unit(str(self.frame["by"]))])

    def is_optional(self, place: int) -> bool:
        """Tell whether a step may be passed over, by its place from 0."""
        return StepLine.read(self.steps.steps[place]).optional

    def step_title(self, number: int) -> str:
        """Return what a step is called, by its number from 1."""
        t = self.page.reader.t
        if self.steps.order == "any":
            return t.ngettext("Any one of the steps", "Any %(n)s of the steps", number)
        line = StepLine.read(self.steps.steps[number - 1])
        title = places_text(line, self.titles, t.gettext(" or "))
        return t.pgettext("funnel", "%(step)s (optional)", step=title) if line.optional else title


def question_of(page: Page, selection: Selection) -> FunnelQuestion:
    """Read the question from the address; raises `UsageError` where there are no steps to ask about."""
    params, titles = page.params, reference_titles(page.front, page.reader)
    steps = asked_lines(params, "step") or default_steps(titles)
    if not steps:
        raise UsageError(
            f"steps: expected {_LEAST_STEPS} or more touchpoints or phases of a map; got none, and no map whose "
            "phases have touchpoints. Import a map with `wegmarke map import DIR FILE`, or place touchpoints on it."
        )
    return FunnelQuestion(
        page,
        titles,
        FunnelSteps(
            steps,
            order=params.get("order") or ORDER,
            counting=params.get("counting") or COUNTING,
            window=params.get("window") or None,
            exclusions=asked_lines(params, "exclude"),
            hold=params.get("hold", "").strip() or None,
        ),
        {"by": selection.by.value, "start": selection.start, "end": selection.end},
        _groups(params),
        params.get("per") or PER,
    )


def default_steps(titles: Titles) -> tuple[str, ...]:
    """Return the phases of the reference map that have touchpoints and lead on; none where they are too few."""
    with_touchpoints = set(titles.phase_of.values())
    phases = tuple(phase for phase in titles.phases if phase in with_touchpoints and phase not in titles.exits)
    return phases if len(phases) >= _LEAST_STEPS else ()


def places_text(line: StepLine, titles: Titles, between: str) -> str:
    """Return the titles of the places that serve a step."""
    return between.join(place_title(place, titles) for place in line.places)


def place_title(place: str, titles: Titles) -> str:
    """Return the title of a touchpoint or phase."""
    return titles.touchpoints.get(place) or titles.phases.get(place) or place


def _groups(params: Mapping[str, str]) -> FunnelGroups | None:
    of = params.get("of", "")
    name = params.get("property", "").strip() if of == "property" else of
    if of == "property" and not name:
        raise UsageError("property: expected the name of an event property to break down by; got none. Write one.")
    return FunnelGroups(name, at=params.get("at") or "first") if name else None
