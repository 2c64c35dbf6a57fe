"""The grade: a letter for the fit, a digit for the engagement."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from wegmarke.segments.scores.amounts import Numbers, in_cents
from wegmarke.segments.scores.document import DIGITS, LETTERS, GradeScore

GRADES: tuple[str, ...] = tuple(f"{letter}{digit}" for letter in LETTERS for digit in DIGITS)


def grades(score: GradeScore, fits: Numbers, engagements: Numbers) -> Numbers:
    """Return the place of each grade in `GRADES`, from values in hundredths."""
    letters = _place(score.letters_from, fits)
    return letters * len(DIGITS) + _place(score.digits_from, engagements)


def counted(places: Numbers) -> Mapping[str, int]:
    """Count grades by name, all of them, in their order."""
    counts = np.bincount(places, minlength=len(GRADES))
    return {name: int(count) for name, count in zip(GRADES, counts, strict=True)}


def _place(from_: Sequence[float], values: Numbers) -> Numbers:
    rising = np.array([in_cents(bound) for bound in reversed(from_)], dtype=np.int64)
    found: Numbers = len(from_) - np.searchsorted(rising, values, side="right").astype(np.int64)
    return found
