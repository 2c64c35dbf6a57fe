"""The analyses of a workspace: one file per analysis, put together to one door.

Purpose: `ws.analytics.funnel(by="account")` and its sisters; answers are kept until the data change.
Reads: analytics over the touches of the open stores.
Writes: nothing.
Used by: workspace.
"""

from wegmarke.workspace.analyses.attribution import AttributionDoor
from wegmarke.workspace.analyses.checkout import CheckoutDoor
from wegmarke.workspace.analyses.churn import ChurnDoor
from wegmarke.workspace.analyses.funnel import FunnelDoor
from wegmarke.workspace.analyses.paths import PathsDoor
from wegmarke.workspace.analyses.phase_times import PhaseTimesDoor
from wegmarke.workspace.analyses.phases import PhasesDoor
from wegmarke.workspace.analyses.retention import RetentionDoor
from wegmarke.workspace.analyses.satisfaction import SatisfactionDoor
from wegmarke.workspace.analyses.storno import StornoDoor
from wegmarke.workspace.analyses.unit_names import UnitNamesDoor
from wegmarke.workspace.analyses.value import ValueDoor

__all__ = ["AnalyticsDoor"]


class AnalyticsDoor(
    PathsDoor,
    FunnelDoor,
    PhasesDoor,
    PhaseTimesDoor,
    RetentionDoor,
    AttributionDoor,
    SatisfactionDoor,
    ValueDoor,
    ChurnDoor,
    StornoDoor,
    CheckoutDoor,
    UnitNamesDoor,
):
    """Questions of the kind `ws.analytics.funnel(by="account")`; periods are half-open."""
