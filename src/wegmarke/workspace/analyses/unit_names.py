"""How the units are called that an analysis lists by their numbers."""

from __future__ import annotations

from wegmarke.domain import TOUCH_UNITS, Unit
from wegmarke.domain.errors import unknown_value
from wegmarke.workspace.analyses.analysis_door import AnalysisDoor
from wegmarke.workspace.operation import operation
from wegmarke.workspace.shown_labels import shown_labels


class UnitNamesDoor(AnalysisDoor):
    """Names of units, for whoever may see them."""

    @operation("analytics")
    def named(self, by: str, units: tuple[int, ...]) -> dict[int, str]:
        """Return how some persons or accounts are called, as far as the role of the viewer goes.

        Units that nobody names, or whose name the role does not see, are left out; so are all units of other kinds.

        Raises:
            UsageError: when `by` is no unit.
        """
        if by not in list(Unit):
            raise unknown_value("by", by, list(Unit))
        return shown_labels(self.stores, units, by) if Unit(by) in TOUCH_UNITS else {}
