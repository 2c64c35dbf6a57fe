"""What editors of documents have in common: the size of a form, what a plan was made for, and what is wrong."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from wegmarke.domain import WegmarkeError

# A document of some hundred thousand characters, each of which a form may write as three.
LARGEST_FORM = 3_500_000


def digest_of(*parts: str) -> str:
    """Return what a plan was made for: the document, and what else decides what it would do."""
    return hashlib.sha256("\n".join(parts).encode("utf-8", "replace")).hexdigest()


def with_line_ends(text: str) -> str:
    """Return a document as it was written: forms send two characters for the end of a line."""
    return text.replace("\r\n", "\n")


@dataclass(frozen=True, slots=True)
class Complaints:
    """What an editor shows of what is wrong.

    Attributes:
        status: of the answer.
        message: empty where nothing is wrong.
        problems: one by one.
    """

    status: int
    message: str
    problems: tuple[str, ...]


def complaints(problem: WegmarkeError | None) -> Complaints:
    """Return what an editor shows of an error, or of none."""
    if problem is None:
        return Complaints(200, "", ())
    return Complaints(422, problem.message, tuple(map(str, problem.problems)))
