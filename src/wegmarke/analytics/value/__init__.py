"""What a customer is worth and costs: observed by cohort, expected by models, from contracts, and against costs.

Purpose: `value.cohorts(orders)`, `value.model(orders)` and their sisters, over touches or orders that somebody brings
along.
Reads: `paths`: touches that are worth something; a table of costs.
Writes: nothing.
Used by: workspace.

Every function takes what `find` takes, and its arguments: which touches are orders, what is left of them, in which
currency; and `by`, `start`, `end` and `zone` as everywhere.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any, Final

from wegmarke.analytics.value.acquisition import acquisition_cost, channel_cost
from wegmarke.analytics.value.cohorts import cohorts
from wegmarke.analytics.value.contracts import contracts
from wegmarke.analytics.value.finding import find
from wegmarke.analytics.value.histories import Histories, histories, histories_of
from wegmarke.analytics.value.lasting import contract_value
from wegmarke.analytics.value.orders import Orders
from wegmarke.analytics.value.payback import payback
from wegmarke.analytics.value.question import ORDER_EVENTS, Question

if TYPE_CHECKING:
    from wegmarke.analytics.value.bg_nbd import OrderModel, fit_orders, log_likelihood
    from wegmarke.analytics.value.checking import held_out
    from wegmarke.analytics.value.expecting import chance_alive, expected_of_new, expected_orders
    from wegmarke.analytics.value.gamma_gamma import SpendModel, expected_spend, fit_spend
    from wegmarke.analytics.value.lifetime import Models, expected, fit_models, model

__all__ = [
    "ORDER_EVENTS",
    "Histories",
    "Models",
    "OrderModel",
    "Orders",
    "Question",
    "SpendModel",
    "acquisition_cost",
    "chance_alive",
    "channel_cost",
    "cohorts",
    "contract_value",
    "contracts",
    "expected",
    "expected_of_new",
    "expected_orders",
    "expected_spend",
    "find",
    "fit_models",
    "fit_orders",
    "fit_spend",
    "held_out",
    "histories",
    "histories_of",
    "log_likelihood",
    "model",
    "payback",
]

# scipy takes half a second to import; whoever fits no model does not wait for it
_LATER: Final = {
    "bg_nbd": ("OrderModel", "fit_orders", "log_likelihood"),
    "expecting": ("chance_alive", "expected_of_new", "expected_orders"),
    "gamma_gamma": ("SpendModel", "expected_spend", "fit_spend"),
    "checking": ("held_out",),
    "lifetime": ("Models", "expected", "fit_models", "model"),
}
_HOME: Final = {name: module for module, names in _LATER.items() for name in names}


def __getattr__(name: str) -> Any:  # noqa: ANN401  # what the module has under that name
    if name not in _HOME:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_HOME[name]}"), name)
