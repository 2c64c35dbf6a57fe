"""Reads files of other systems: rows in, events that have not been accepted yet out.

Purpose: turn the files of a source into events, as its recipe says; every row that cannot become one gets a reason.
Reads: the given files and the recipe.
Writes: nothing; very large files spill into a temporary folder that is removed.
Used by: ingest, workspace, cli.
"""

from wegmarke.sources import http
from wegmarke.sources.batch import ACCOUNT_PERSONAL, EVENT_SCHEMA, PERSONAL, REJECTED_SCHEMA, Chunk
from wegmarke.sources.channel_names import CHANNELS
from wegmarke.sources.currency import MINOR_DIGITS
from wegmarke.sources.guess import (
    ColumnGuess,
    Guess,
    change_draft,
    draft_recipe,
    guess_recipe,
    is_personal,
    write_draft,
)
from wegmarke.sources.plain_table import read_plain_table
from wegmarke.sources.reading import read_files
from wegmarke.sources.recipe import Recipe
from wegmarke.sources.recipe_document import Listing, Section, nearest, read_document
from wegmarke.sources.recipe_reading import load_recipe, parse_recipe
from wegmarke.sources.recipe_values import Values
from wegmarke.sources.unpacking import UnpackLimits
from wegmarke.sources.zones import to_utc

__all__ = [
    "ACCOUNT_PERSONAL",
    "CHANNELS",
    "EVENT_SCHEMA",
    "MINOR_DIGITS",
    "PERSONAL",
    "REJECTED_SCHEMA",
    "Chunk",
    "ColumnGuess",
    "Guess",
    "Listing",
    "Recipe",
    "Section",
    "UnpackLimits",
    "Values",
    "change_draft",
    "draft_recipe",
    "guess_recipe",
    "http",
    "is_personal",
    "load_recipe",
    "nearest",
    "parse_recipe",
    "read_document",
    "read_files",
    "read_plain_table",
    "to_utc",
    "write_draft",
]
