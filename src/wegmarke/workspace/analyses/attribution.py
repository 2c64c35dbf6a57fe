"""Attribution: which touchpoints earned what, by one model or by several side by side."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from wegmarke.analytics import Result, attribution
from wegmarke.domain import UsageError
from wegmarke.domain.changes import ChangeAct
from wegmarke.paths import Touches
from wegmarke.workspace.analyses.acts import acts_since
from wegmarke.workspace.analyses.analysis_door import AnalysisDoor
from wegmarke.workspace.analyses.anchors import STAGE, WON, anchors_of
from wegmarke.workspace.analyses.spent import kept_costs
from wegmarke.workspace.operation import operation


class AttributionDoor(AnalysisDoor):
    """Who earned the conversions."""

    @operation("analytics")
    def attribution(
        self,
        model: str = "position_based",
        by: str = "account",
        conversion: tuple[str, ...] | str = (),
        start: datetime | None = None,
        end: datetime | None = None,
        order: int = 1,
        lookback: str | None = None,
        sessions: int | None = None,
        reset_on_win: bool = False,
        first_only: bool = False,
        without: tuple[str, ...] = (),
        direct: tuple[str, ...] = (),
        new_lead: tuple[str, ...] = (),
        new_opportunity: tuple[str, ...] = (),
        half_life: str = "7 days",
        with_nulls: bool = True,
        intervals: int = 0,
        currency: str | None = None,
        rates: dict[str, float] | None = None,
        costs: dict[str, float] | None = None,
        compared: tuple[str, ...] = (),
        cost_group: str | None = None,
    ) -> Result:
        """Share conversions among touchpoints; with `compared` by these models instead, side by side.

        The arguments are the fields of `wegmarke.analytics.attribution.Question`. A conversion may also be
        `stage:MODEL:STAGE` for entering a stage, or `opportunity:won` for won opportunities of accounts.

        With `cost_group`, `media` or `full`, the costs that are kept in the workspace (`Workspace.costs`) stand against
        what is credited instead, by touchpoint, by channel and in all: the columns of
        `wegmarke.analytics.attribution.returns`. A month that lies in the period in part counts by its days.
        """
        named = (conversion,) if isinstance(conversion, str) else tuple(conversion)
        asked = {
            "conversion": named, "lookback": lookback, "sessions": sessions, "reset_on_win": reset_on_win,
            "first_only": first_only, "without": tuple(without), "direct": tuple(direct), "new_lead": tuple(new_lead),
            "new_opportunity": tuple(new_opportunity), "half_life": half_life, "order": order, "with_nulls": with_nulls,
            "intervals": intervals, "currency": currency,
        }  # fmt: skip
        money: dict[str, Mapping[str, float]] = {"rates": rates or {}, "costs": costs or {}}
        question = attribution.Question(**asked, **money)  # type: ignore[arg-type]  # checked there

        paid = None if cost_group is None else kept_costs(self.stores, cost_group, start, end)

        def ask(touches: Touches) -> Result:
            anchors = anchors_of(self.stores, by, named)
            found = attribution.find(
                touches, by, question, start, end, zone=self.stores.settings.time_zone, anchors=anchors
            )
            if paid is not None:
                spent = paid.spent(found.currency, question.rates)
                return attribution.returns(found, compared or (model,), question, spent, paid.channels_by_touchpoint)
            if compared:
                return attribution.compare(found, compared, asked=question)
            return attribution.attribute(found, model, asked=question)

        key = (*asked.values(), *(tuple(sorted(prices.items())) for prices in money.values()))
        return self._kept(("attribution", by, model, start, end, tuple(compared), key, paid), ask)

    @operation("analytics")
    def attribution_changes(
        self,
        received_before: datetime,
        model: str = "position_based",
        by: str = "account",
        conversion: tuple[str, ...] | str = (),
        start: datetime | None = None,
        end: datetime | None = None,
        lookback: str | None = None,
        events: bool = False,
    ) -> Result:
        """Say how credits changed by what was received since an instant; with `events` by which events.

        Before are the events that had been received before it; who is who and what is recognised are of today.
        """
        named = (conversion,) if isinstance(conversion, str) else tuple(conversion)
        question = attribution.Question(conversion=named, lookback=lookback)

        def ask(touches: Touches) -> Result:
            before, after = _two_states(
                touches, by, question, (start, end), received_before, self.stores.settings.time_zone
            )
            if events:
                return attribution.changed_events(before, after, asked=question)
            return attribution.changes(before, after, model, asked=question)

        key = (by, received_before, model, named, start, end, lookback, events)
        return self._kept(("attribution_changes", *key), ask)

    @operation("analytics")
    def attribution_change_log(
        self,
        received_before: datetime,
        by: str = "account",
        conversion: tuple[str, ...] | str = (),
        start: datetime | None = None,
        end: datetime | None = None,
        lookback: str | None = None,
    ) -> Result:
        """Sum up by kind and touchpoint which events made credits change since an instant, and how many were late.

        What else changed since then, and holds in both states, says `attribution_acts`.
        """
        named = (conversion,) if isinstance(conversion, str) else tuple(conversion)
        question = attribution.Question(conversion=named, lookback=lookback)

        def ask(touches: Touches) -> Result:
            before, after = _two_states(
                touches, by, question, (start, end), received_before, self.stores.settings.time_zone
            )
            return attribution.change_log(before, after, received_before)

        return self._kept(("attribution_change_log", by, received_before, named, start, end, lookback), ask)

    @operation("analytics")
    def attribution_acts(self, since: datetime) -> list[ChangeAct]:
        """Return what somebody did since an instant that changes credits without any new event, oldest first.

        Persons and accounts that were joined or split, rules of identity, people of our own, versions of maps, costs.
        """
        return acts_since(self.stores, since)


def _two_states(
    touches: Touches,
    by: str,
    question: attribution.Question,
    period: tuple[datetime | None, datetime | None],
    received_before: datetime,
    zone: str,
) -> tuple[attribution.Found, attribution.Found]:
    if any(name.startswith(STAGE) or name == WON for name in question.conversion):
        raise UsageError(
            f"conversion: expected touchpoints or events; got {', '.join(question.conversion)}, whose former state "
            "is not kept. Name an event."
        )
    then = attribution.as_received(touches, by, received_before)
    before, after = (attribution.find(data, by, question, *period, zone=zone) for data in (then, touches))
    return before, after
