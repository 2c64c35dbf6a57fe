"""An edit that is not made, and why."""

from __future__ import annotations

from collections.abc import Sequence

from wegmarke.domain import Problem


class Refused(Exception):
    """The draft stays as it is.

    Attributes:
        code: `unknown_thing`, `unknown_field`, `written_meanwhile`, `nothing_to_undo`, `used_by_others`, `invalid` …
        problems: what would be wrong with the document.
    """

    def __init__(self, code: str, message: str, problems: Sequence[Problem] = ()) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.problems = tuple(problems)
