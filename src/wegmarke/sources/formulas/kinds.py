"""What formulas give and may look at."""

from __future__ import annotations

import enum
from dataclasses import dataclass
from typing import Protocol


class Kind(enum.Enum):
    """What a formula gives."""

    TEXT = enum.auto()  # as it stands in a file
    NUMBER = enum.auto()  # exact decimal with at least six decimals
    TRUTH = enum.auto()  # true, false or unknown
    DATE = enum.auto()  # a day


class Reach(enum.Enum):
    """What a formula may look at."""

    ROW = enum.auto()  # one row
    MEMBER = enum.auto()  # one row of a group; aggregates stand for the row's own part
    GROUP = enum.auto()  # all rows of a group; columns outside aggregates mean the first row


@dataclass(frozen=True, slots=True)
class Notation:
    """How a file writes numbers: the decimal sign, and the sign between thousands if there is one."""

    decimal: str = "."
    thousands: str = ""


PLAIN = Notation()


@dataclass(frozen=True, slots=True)
class Sql:
    """A piece of SQL, what it gives, and how numbers in its text are written."""

    text: str
    kind: Kind
    notation: Notation = PLAIN


@dataclass(frozen=True, slots=True)
class Reading:
    """A text that a formula reads as something else; it fails where `text` is there and `value` is null.

    Attributes:
        text: SQL of the text as it stands.
        plain: SQL of the text in plain notation.
        value: SQL of what it is read as.
        reason: why a row is rejected when it fails.
    """

    text: str
    plain: str
    value: str
    reason: str

    @property
    def fails(self) -> str:
        """SQL that is true where the text cannot be read."""
        return f"({self.text} IS NOT NULL AND {self.value} IS NULL)"


class Columns(Protocol):
    """Knows the columns a formula may name."""

    def find(self, file: str | None, name: str, where: str) -> Sql:
        """Return the SQL of a column, or raise DocumentInvalid."""
        ...
