"""Saved reports: a name for a question, which is answered anew from the data of the day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class SavedReport:
    """A question that somebody saved.

    Attributes:
        number: by which links name it.
        analysis: which analysis it asks, e.g. `paths`.
        question: the parameters of the page's URL, e.g. `by=person&from=2025-01-01`.
        owner: who saved it.
    """

    number: int
    name: str
    analysis: str
    question: str
    owner: str
    created_at: datetime
    changed_at: datetime
