"""Every error of the product, in one tree.

    WegmarkeError
    ├── UsageError            the caller asked for something that does not exist or cannot be combined
    ├── DocumentInvalid       a document (map, recipe, settings) has problems; all of them are listed
    ├── RuleInvalid           a rule tree has problems; all of them are listed
    ├── SourceUnreadable      a file or system cannot be read at all
    ├── NotFound              a named thing is not there
    ├── NotAllowed            the role of whoever asks has no right to it
    ├── WorkspaceMissing      the folder is not a workspace
    ├── WorkspaceExists       `init` on a folder that already is one
    ├── WorkspaceBusy         another process owns the workspace and does not answer
    ├── SharesDiffer          parts of a whole do not add up to it: a fault of ours
    ├── StoreRefuses          a store takes nothing at the moment
    ├── StoreDamaged          what a store holds contradicts itself
    └── StoreTooNew           a newer program has changed the stores

A message says what was expected, what came, where, and what to do next. `retryable` tells a caller
whether the same call may succeed later without anybody changing anything.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing wrong at one place.

    Attributes:
        where: place in the document or file, e.g. `events[2].time` or `leads.csv line 17`.
        expected: what would have been right.
        came: what was found, quoted by the caller where it is a value.
        remedy: what to do next.
        code: stable identifier, e.g. `unknown_key`.
    """

    where: str
    expected: str
    came: str
    remedy: str
    code: str = "invalid"

    def __str__(self) -> str:
        return f"{self.where}: expected {self.expected}, got {self.came}. {self.remedy}"


class WegmarkeError(Exception):
    """Base of all errors a user may see."""

    code = "error"
    retryable = False

    def __init__(self, message: str, *, problems: Sequence[Problem] = ()) -> None:
        super().__init__(message)
        self.message = message
        self.problems = tuple(problems)

    def __str__(self) -> str:
        if not self.problems:
            return self.message
        return "\n".join([self.message, *(f"  - {problem}" for problem in self.problems)])


class UsageError(WegmarkeError):
    """An argument that does not exist here, or two that exclude each other."""

    code = "usage"


class DocumentInvalid(WegmarkeError):
    """A document with at least one problem; nothing of it was applied."""

    code = "document_invalid"


class RuleInvalid(WegmarkeError):
    """A rule tree with at least one problem."""

    code = "rule_invalid"


class SourceUnreadable(WegmarkeError):
    """A file or system that cannot be read at all."""

    code = "source_unreadable"


class NotFound(WegmarkeError):
    """A named thing that is not there."""

    code = "not_found"


class NotAllowed(WegmarkeError):
    """The role of whoever asks has no right to it."""

    code = "not_allowed"


class WorkspaceMissing(WegmarkeError):
    """A folder without a workspace in it."""

    code = "workspace_missing"


class WorkspaceExists(WegmarkeError):
    """A folder that already holds a workspace or other files."""

    code = "workspace_exists"


class WorkspaceBusy(WegmarkeError):
    """Another process owns the workspace and does not answer."""

    code = "workspace_busy"
    retryable = True


class SharesDiffer(WegmarkeError):
    """Parts of a whole that do not add up to it; a fault of the program, never of the data."""

    code = "shares_differ"


class StoreRefuses(WegmarkeError):
    """A store that takes nothing at the moment; nothing was changed."""

    code = "store_refuses"
    retryable = True


class StoreDamaged(WegmarkeError):
    """A store whose content contradicts itself."""

    code = "store_damaged"


class StoreTooNew(WegmarkeError):
    """A store that a newer program has changed."""

    code = "store_too_new"


def unknown_value(what: str, came: str, allowed: Sequence[str]) -> UsageError:
    """Build the error for a value outside a closed list, naming the list."""
    return UsageError(f"{what}: expected one of {', '.join(allowed)}; got {came!r}.")
