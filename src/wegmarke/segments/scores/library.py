"""The scores the product brings along; each holds until a workspace saves one with the same id."""

from __future__ import annotations

from functools import cache
from importlib import resources
from typing import Final

from wegmarke.segments.scores.document import Score
from wegmarke.segments.scores.native import load_score

DEFAULTS: Final = ("engagement", "fit", "grade")


@cache
def default_score(name: str) -> Score:
    """Return a score that the product brings along.

    >>> default_score("grade").letters_from
    (75.0, 50.0, 25.0)
    """
    file = resources.files("wegmarke.segments.scores").joinpath("templates", f"{name}.yaml")
    return load_score(file.read_text(encoding="utf-8"))
