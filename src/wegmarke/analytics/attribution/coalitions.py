"""Shapley values: what touchpoints add on average over all orders in which they could come together.

Two games are in use. Coverage: a set of touchpoints earns the conversions of paths that use only these. Its value is
known in closed form: each conversion is shared in equal parts among the different touchpoints on its path. Rate: a set
earns the conversion rate of paths with exactly these touchpoints. Its values need not be positive and add up to the
rate
of the path with all touchpoints, which nobody may have taken. Source: Shapley (1953); Zhao, Mahboobi, Bagheri (2018).
"""

from __future__ import annotations

from math import factorial

import numpy as np

from wegmarke.analytics.attribution.shared import Model, Shared
from wegmarke.domain import LocalizedText
from wegmarke.paths import ConversionPaths, Floats, index


def coverage_values(found: ConversionPaths) -> Shared:
    """Share each conversion equally among the different touchpoints on its path."""
    return Shared(index.credit_by_presence(found, shared=True))


def rate_values(found: ConversionPaths) -> Shared:
    """Return the Shapley values of the rate game beside empty credits: they are no parts of conversions."""
    counts = index.set_counts(found)
    nothing = np.zeros(len(found.touchpoints))
    touches = index.credit_equally(found).touches
    return Shared(index.Credits(nothing, nothing.copy(), touches), {"rate": of_rates(counts, len(found.touchpoints))})


def of_rates(counts: index.SetCounts, players: int) -> Floats:
    """Return the Shapley value of each touchpoint where a set earns the rate of paths with exactly that set.

    Only sets that were observed earn anything, so the sum over all sets is one over these.
    """
    rates = np.divide(counts.conversions, counts.paths, out=np.zeros_like(counts.paths), where=counts.paths > 0)
    values = np.zeros(players)
    for among, rate in zip(counts.sets.tolist(), rates.tolist(), strict=True):
        size = among.bit_count()
        joined = factorial(size - 1) * factorial(players - size) / factorial(players)
        missed = factorial(size) * factorial(players - size - 1) / factorial(players) if size < players else 0.0
        for player in range(players):
            values[player] += joined * rate if among >> player & 1 else -missed * rate
    return values


COVERAGE = Model(
    "shapley",
    coverage_values,
    LocalizedText(
        de="Modell: Shapley-Wert des Spiels „Abdeckung“: eine Menge von Kontaktpunkten erhält die Konversionen der "
        "Pfade, "
        "die nur diese nutzen.",
        en="Model: Shapley value of the coverage game: a set of touchpoints earns the conversions of paths that "
        "use only "
        "these.",
    ),
)
RATE = Model(
    "shapley_rate",
    rate_values,
    LocalizedText(
        de="Modell: Shapley-Wert des Spiels „Rate“: eine Menge von Kontaktpunkten erhält die Konversionsrate der "
        "Pfade mit "
        "genau diesen. Die Werte sind keine Anteile an Konversionen und ergeben zusammen keine.",
        en="Model: Shapley value of the rate game: a set of touchpoints earns the conversion rate of paths with "
        "exactly "
        "these. The values are no parts of conversions and do not add up to any.",
    ),
    adds_up=False,
)
