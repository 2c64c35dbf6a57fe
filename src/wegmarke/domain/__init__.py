"""Values, enums and errors that every room of the house may know.

Purpose: say what things are, without saying how they are stored or shown.
Reads: nothing but the standard library.
Writes: nothing.
Used by: everybody.
"""

from wegmarke.domain.clock import Clock, SetClock, SystemClock
from wegmarke.domain.errors import (
    DocumentInvalid,
    NotAllowed,
    NotFound,
    Problem,
    RuleInvalid,
    SharesDiffer,
    SourceUnreadable,
    StoreDamaged,
    StoreRefuses,
    StoreTooNew,
    UsageError,
    WegmarkeError,
    WorkspaceBusy,
    WorkspaceExists,
    WorkspaceMissing,
)
from wegmarke.domain.journey import TOUCH_UNITS, CanonicalPhase, Measure, Precision, Unit
from wegmarke.domain.numbers import BreakdownRow, CellNumbers, Fit, MapNumbers, MetricNumber, Money, Rate, Spread
from wegmarke.domain.text import Language, LocalizedText

__all__ = [
    "TOUCH_UNITS",
    "BreakdownRow",
    "CanonicalPhase",
    "CellNumbers",
    "Clock",
    "DocumentInvalid",
    "Fit",
    "Language",
    "LocalizedText",
    "MapNumbers",
    "Measure",
    "MetricNumber",
    "Money",
    "NotAllowed",
    "NotFound",
    "Precision",
    "Problem",
    "Rate",
    "RuleInvalid",
    "SetClock",
    "SharesDiffer",
    "SourceUnreadable",
    "Spread",
    "StoreDamaged",
    "StoreRefuses",
    "StoreTooNew",
    "SystemClock",
    "Unit",
    "UsageError",
    "WegmarkeError",
    "WorkspaceBusy",
    "WorkspaceExists",
    "WorkspaceMissing",
]
