"""Guesses a recipe from a file: which columns say who, when, what and how much, each with the reason.

Purpose: give whoever imports a file for the first time a recipe that runs, to be corrected rather than written.
Reads: the start of the file.
Writes: nothing; the sample may spill into a temporary folder that is removed.
Used by: sources, workspace, cli.
"""

from wegmarke.sources.guess.drafting import change_draft, draft_recipe, is_personal, write_draft
from wegmarke.sources.guess.guessing import Guess, guess_recipe
from wegmarke.sources.guess.looking import Holds
from wegmarke.sources.guess.parts_played import ColumnGuess

__all__ = [
    "ColumnGuess",
    "Guess",
    "Holds",
    "change_draft",
    "draft_recipe",
    "guess_recipe",
    "is_personal",
    "write_draft",
]
