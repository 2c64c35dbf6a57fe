"""From when until when a question counts, and instants as the stores write them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

from wegmarke.domain import UsageError


@dataclass(frozen=True, slots=True)
class Period:
    """A half-open period: from `start` on, before `end`; None leaves a side open."""

    start: datetime | None = None
    end: datetime | None = None

    def __post_init__(self) -> None:
        for name, instant in (("start", self.start), ("end", self.end)):
            if instant is not None and instant.tzinfo is None:
                raise UsageError(f"{name}: expected a datetime with a time zone; got {instant!r}. Add a tzinfo.")
        if self.start is not None and self.end is not None and self.start >= self.end:
            raise UsageError(f"period: expected start before end; got {self.start} and {self.end}. Swap them.")

    def __str__(self) -> str:
        start = "the first event" if self.start is None else self.start.isoformat()
        end = "the last event" if self.end is None else f"before {self.end.isoformat()}"
        return f"from {start} to {end}"


def utc(instant: datetime) -> datetime:
    """Return an instant as the stores write it: UTC without a zone."""
    return instant.astimezone(UTC).replace(tzinfo=None)
