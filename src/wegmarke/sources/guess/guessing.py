"""Guesses a recipe: takes a sample, looks at its columns, gives each a part, and writes the recipe down."""

from __future__ import annotations

import tempfile
from dataclasses import dataclass
from pathlib import Path

from wegmarke.engine import ReadingRoom
from wegmarke.sources.guess.looking import look_at
from wegmarke.sources.guess.parts_played import MOST_EVENTS, ColumnGuess, cast
from wegmarke.sources.guess.sampling import all_values, take_sample
from wegmarke.sources.guess.writing import write_recipe
from wegmarke.sources.recipe_reading import parse_recipe
from wegmarke.sources.unpacking import DEFAULT_LIMITS, UnpackLimits


@dataclass(frozen=True)
class Guess:
    """A recipe that runs, to be corrected.

    Attributes:
        recipe: the recipe as YAML.
        columns: what every column was taken for, and why.
        rows: rows that were looked at.
        bad: rows among them that cannot be read.
        notices: things to know about the file.
    """

    recipe: str
    columns: tuple[ColumnGuess, ...]
    rows: int
    bad: int
    notices: tuple[str, ...] = ()


def guess_recipe(path: Path, *, limits: UnpackLimits = DEFAULT_LIMITS) -> Guess:
    """Guess the recipe of a file from its first rows.

    Args:
        path: the file, of any kind that can be read.
        limits: how large it may become when it is packed.

    Raises:
        SourceUnreadable: the file cannot be read, holds no rows, or no column of it holds times.
    """
    sample = take_sample(path, limits)
    with tempfile.TemporaryDirectory(prefix="wegmarke-") as spill, ReadingRoom(Path(spill)) as room:
        casting = cast(path.name, look_at(room, sample.table))
    event = casting.first("event")
    values = all_values(sample.opened, event.name, MOST_EVENTS) if event is not None else []
    recipe = write_recipe(path, sample, casting, values)
    parse_recipe(recipe, name="guess")
    return Guess(recipe, casting.guesses(), sample.table.num_rows, sample.bad, sample.notices)
