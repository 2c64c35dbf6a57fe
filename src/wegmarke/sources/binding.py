"""Binds a recipe to opened files: every formula is written once, and all problems are reported together."""

from __future__ import annotations

from dataclasses import dataclass

from wegmarke.domain import DocumentInvalid, Problem
from wegmarke.sources.columns import EventColumns, Needed
from wegmarke.sources.event_sql import EventSql, write_event
from wegmarke.sources.matching import Matched
from wegmarke.sources.recipe import EventSpec, Recipe


@dataclass(frozen=True)
class Bound:
    """A recipe that fits its files.

    Attributes:
        recipe: the recipe.
        matched: the opened files.
        events: kinds of events whose file was given.
        needed: columns that are read from each file.
    """

    recipe: Recipe
    matched: Matched
    events: tuple[EventSpec, ...]
    needed: Needed

    def sql(self, event: EventSpec, *, is_wide: bool = False) -> EventSql:
        """Return the SQL of an event."""
        columns = EventColumns.of(self.recipe, self.matched, self.needed, event)
        return write_event(event, columns, self.recipe.currency, is_wide=is_wide)


def bind(recipe: Recipe, matched: Matched) -> Bound:
    """Bind a recipe to the files that were given.

    Raises:
        DocumentInvalid: columns are missing or separators are wrong; all problems are listed.
    """
    events = tuple(event for event in recipe.events if event.file in matched.files)
    bound = Bound(recipe, matched, events, Needed())
    problems: list[Problem] = []
    for event in events:
        try:
            bound.sql(event)
        except DocumentInvalid as error:
            problems.extend(error.problems)
    if problems:
        raise DocumentInvalid(
            f"The recipe {recipe.name} does not fit the files; nothing was read.", problems=_told_once(problems)
        )
    return bound


def _told_once(problems: list[Problem]) -> list[Problem]:
    """Keep one problem per file with the wrong separator: the columns missing behind it are no news."""
    kept: list[Problem] = []
    for problem in problems:
        if problem.code != "wrong_separator" or problem not in kept:
            kept.append(problem)
    return kept
