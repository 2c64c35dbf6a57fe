"""What was spent against what was earned: cost per conversion and return by touchpoint, by channel, and in all."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

import pyarrow as pa

from wegmarke.analytics.attribution.answer import UNATTRIBUTED, answer
from wegmarke.analytics.attribution.asking import Found
from wegmarke.analytics.attribution.models import model_named
from wegmarke.analytics.attribution.question import Question
from wegmarke.analytics.result import Result
from wegmarke.domain import LocalizedText

LEVELS: Final = ("touchpoint", "channel", "all")
_SCHEMA: Final = pa.schema(
    [
        ("model", pa.string()), ("level", pa.string()), ("touchpoint", pa.string()), ("channel", pa.string()),
        ("conversions", pa.float64()), ("value_minor", pa.int64()), ("currency", pa.string()),
        ("cost_minor", pa.int64()), ("cac_minor", pa.int64()), ("value_per_cost", pa.float64()),
        ("return_on_cost", pa.float64()),
    ]
)  # fmt: skip


@dataclass(frozen=True)
class Spent:
    """What was paid in the period, in minor units of one currency.

    Attributes:
        touchpoints: by touchpoint.
        channels: by channel, where it was no single touchpoint.
        common: what belongs to neither.
        currency: of all amounts; None where nothing was paid.
        said: which months and scopes these are.
    """

    touchpoints: Mapping[str, int] = field(default_factory=dict)
    channels: Mapping[str, int] = field(default_factory=dict)
    common: int = 0
    currency: str | None = None
    said: tuple[LocalizedText, ...] = ()


def returns(found: Found, names: Sequence[str], asked: Question, spent: Spent, channels: Mapping[str, str]) -> Result:
    """Set what was spent against what models credit.

    Columns: model, level (`touchpoint`, `channel` or `all`), touchpoint, channel, conversions, value_minor, currency,
    cost_minor, cac_minor (cost ÷ conversions), value_per_cost (credited value ÷ cost; pipeline per euro where the
    conversion is an opportunity), return_on_cost ((value - cost) ÷ cost). Without a cost the last four are NULL. A
    touchpoint that cost something is there although nothing is credited to it. A channel holds its touchpoints, and
    what was paid for the channel as a whole; `all` holds everything, also what belongs to no touchpoint and no channel.

    Args:
        found: paths to conversions.
        names: of models.
        asked: the question.
        spent: costs, in the currency of the values.
        channels: channel of each touchpoint.
    """
    rows = [row for name in names for row in _of_model(found, name, asked, spent, channels)]
    models = [model_named(name, asked, found.new_lead, found.new_opportunity).said for name in names]
    table = pa.Table.from_pylist(rows, schema=_SCHEMA)
    return Result("attribution_returns", table, found.definition(*models, *spent.said, _MEANING), found.excluded)


_MEANING: Final = LocalizedText(
    de="CAC: Kosten je zugeordneter Konversion. Wert je Euro: zugeordneter Wert durch Kosten. Rendite: (Wert − Kosten) "
    "durch Kosten. Ein Kanal umfasst seine Kontaktpunkte und was für ihn als Ganzes bezahlt wurde; die Summe umfasst "
    "auch Kosten, die zu keinem Kanal gehören, und Konversionen, die niemandem zugeordnet sind.",
    en="CAC: cost per credited conversion. Value per cost: credited value through cost. Return: (value − cost) through "
    "cost. A channel holds its touchpoints and what was paid for it as a whole; the sum also holds costs that "
    "belong to no channel, and conversions that are unattributed.",
)


def _of_model(
    found: Found, name: str, asked: Question, spent: Spent, channels: Mapping[str, str]
) -> Iterator[dict[str, Any]]:
    rows = [row for row in answer(found, name, asked).rows.to_pylist() if row["touchpoint"] != UNATTRIBUTED]
    credited = {row["touchpoint"]: (row["conversions"], row["value_minor"]) for row in rows}
    named = [*credited, *sorted(set(spent.touchpoints) - set(credited))]
    by_channel: dict[str, list[str]] = defaultdict(list)
    currency = found.currency or spent.currency
    for touchpoint in named:
        conversions, value = credited.get(touchpoint, (0.0, 0))
        channel = channels.get(touchpoint)
        if channel is not None:
            by_channel[channel].append(touchpoint)
        place = {"level": "touchpoint", "touchpoint": touchpoint, "channel": channel}
        yield _row(currency, name, place, conversions, value, spent.touchpoints.get(touchpoint))
    if model_named(name, asked, found.new_lead, found.new_opportunity).adds_up:
        for channel in sorted({*by_channel, *spent.channels}):
            parts = [credited.get(touchpoint, (0.0, 0)) for touchpoint in by_channel[channel]]
            costs = [spent.touchpoints[one] for one in by_channel[channel] if one in spent.touchpoints]
            costs += [spent.channels[channel]] if channel in spent.channels else []
            conversions, value = sum(part[0] for part in parts), sum(part[1] for part in parts)
            place = {"level": "channel", "touchpoint": None, "channel": channel}
            yield _row(currency, name, place, conversions, value, sum(costs) if costs else None)
    whole = sum(spent.touchpoints.values()) + sum(spent.channels.values()) + spent.common
    place = {"level": "all", "touchpoint": None, "channel": None}
    cost = None if spent.currency is None else whole
    yield _row(currency, name, place, found.paths.conversions, round(found.paths.value), cost)


def _row(
    currency: str | None, model: str, place: Mapping[str, str | None], conversions: float, value: int, cost: int | None
) -> dict[str, Any]:
    return {
        "model": model,
        **place,
        "conversions": conversions,
        "value_minor": value,
        "currency": currency,
        "cost_minor": cost,
        "cac_minor": round(cost / conversions) if cost is not None and conversions > 0 else None,
        "value_per_cost": value / cost if cost else None,
        "return_on_cost": (value - cost) / cost if cost else None,
    }
