"""Models that look at where a touch stands on its path, or how old it is: first, last, linear, positional, decay."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import timedelta
from functools import partial
from typing import Final

from wegmarke.analytics.attribution.shared import Model, Shared
from wegmarke.domain import LocalizedText, UsageError
from wegmarke.paths import ConversionPaths, index

POSITIONS: Final[Mapping[str, tuple[float, float, float]]] = {
    "first_touch": (100, 0, 0),
    "last_touch": (0, 0, 100),
    "position_based": (40, 20, 40),
    "position_40_20_40": (40, 20, 40),
    "position_20_20_60": (20, 20, 60),
    "position_60_20_20": (60, 20, 20),
}
"""What the first touch, all between and the last one get, in percent."""

_CUSTOM = re.compile(r"position_(\d+(?:\.\d+)?)_(\d+(?:\.\d+)?)_(\d+(?:\.\d+)?)")
_WHOLE = 100.0
_EXACT = 1e-9


def positional(name: str) -> Model | None:
    """Return the model of a name like `position_30_40_30`; None for other names.

    Raises:
        UsageError: when the three numbers do not sum to 100.
    """
    if name in POSITIONS:
        return position_model(name, *POSITIONS[name])
    written = _CUSTOM.fullmatch(name)
    return None if written is None else position_model(name, *(float(part) for part in written.groups()))


def position_model(name: str, first: float, middle: float, last: float) -> Model:
    """Return a model that gives percentages to the first touch, to all between and to the last one."""
    if min(first, middle, last) < 0 or abs(first + middle + last - _WHOLE) > _EXACT:
        raise UsageError(
            f"{name}: expected three numbers from 0 that sum to 100, for the first touch, those between and the last; "
            f"got {first:g}, {middle:g} and {last:g}."
        )

    def share(found: ConversionPaths) -> Shared:
        return Shared(index.credit_by_place(found, first / _WHOLE, last / _WHOLE, middle / _WHOLE))

    return Model(name, share, _ENDS.get((first, last)) or _sentence(first, middle, last))


_ENDS: Final[Mapping[tuple[float, float], LocalizedText]] = {
    (100, 0): LocalizedText(
        de="Modell: das erste Kontaktereignis erhält alles.", en="Model: the first touch gets everything."
    ),
    (0, 100): LocalizedText(
        de="Modell: das letzte Kontaktereignis erhält alles.", en="Model: the last touch gets everything."
    ),
}


def _sentence(first: float, middle: float, last: float) -> LocalizedText:
    parts = f"{first:g}/{middle:g}/{last:g}"
    return LocalizedText(
        de=f"Modell: nach der Stelle, {parts} für das erste, alle mittleren und das letzte Kontaktereignis. Von "
        "zweien teilen sich die Enden alles in ihrem Verhältnis, ein einziges erhält alles.",
        en=f"Model: by position, {parts} for the first touch, all between and the last one. Of two, the ends share "
        "all in their proportion; a single one gets all.",
    )


def _equally(found: ConversionPaths) -> Shared:
    return Shared(index.credit_equally(found))


LINEAR: Final = Model(
    "linear",
    _equally,
    LocalizedText(
        de="Modell: linear, jedes Kontaktereignis eines Pfades erhält gleich viel.",
        en="Model: linear, each touch of a path gets the same.",
    ),
)


def _each_fully(found: ConversionPaths) -> Shared:
    return Shared(index.credit_by_presence(found, shared=False))


PARTICIPATION: Final = Model(
    "participation",
    _each_fully,
    LocalizedText(
        de="Modell: Beteiligung, jeder Kontaktpunkt eines Pfades erhält die ganze Konversion. Die Summe über "
        "Kontaktpunkte "
        "ist mehr als alle Konversionen; die Anteile addieren sich nicht.",
        en="Model: participation, every touchpoint of a path gets the whole conversion. The sum over touchpoints "
        "is more "
        "than all conversions; credits do not add up.",
    ),
    adds_up=False,
)


def _last_but(direct: tuple[str, ...], found: ConversionPaths) -> Shared:
    return Shared(index.credit_last_but(found, direct))


def last_non_direct(direct: tuple[str, ...]) -> Model:
    """Return the model that credits the last touch at a touchpoint that is not direct."""
    if not direct:
        raise UsageError(
            "last_non_direct: expected touchpoints that are direct visits; got none. Name them with `direct`."
        )
    named = ", ".join(direct)
    return Model(
        "last_non_direct",
        partial(_last_but, direct),
        LocalizedText(
            de=f"Modell: letztes Kontaktereignis, das kein direktes ist ({named}); gibt es nur direkte, das letzte.",
            en=f"Model: last touch that is not direct ({named}); where all are direct, the last one.",
        ),
    )


def _by_age(half_life: timedelta, found: ConversionPaths) -> Shared:
    return Shared(index.credit_by_age(found, half_life))


def time_decay(half_life: timedelta) -> Model:
    """Return the model that halves what a touch gets per half-life before the conversion."""
    if half_life <= timedelta(0):
        raise UsageError(f"half_life: expected more than nothing; got {half_life}.")
    days = f"{half_life / timedelta(days=1):g}"
    return Model(
        "time_decay",
        partial(_by_age, half_life),
        LocalizedText(
            de=f"Modell: Zeitverfall mit einer Halbwertszeit von {days.replace('.', ',')} Tagen bis zur Konversion.",
            en=f"Model: time decay with a half-life of {days} days before the conversion.",
        ),
        needs_instants=True,
    )
