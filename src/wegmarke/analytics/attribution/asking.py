"""From touches, or whole paths that were given, to paths to conversions and what must be said about them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import pyarrow as pa

from wegmarke.analytics.attribution.given_paths import is_aggregated, read_paths
from wegmarke.analytics.attribution.milestones import Marks
from wegmarke.analytics.attribution.money import Priced, priced
from wegmarke.analytics.attribution.question import Question
from wegmarke.analytics.definition import Definition, german_number
from wegmarke.analytics.facts import Facts, facts
from wegmarke.analytics.worth import NO_CURRENCY
from wegmarke.domain import LocalizedText, Unit, UsageError
from wegmarke.domain.errors import unknown_value
from wegmarke.paths import (
    Anchors,
    ConversionPaths,
    Converting,
    Lookback,
    Touches,
    from_data,
    primitives,
)

_LONG_PATH = 1_000


@dataclass(frozen=True)
class Found:
    """Paths to conversions, and what stands under the answer.

    Attributes:
        priced: the paths, with values in one currency.
        said: which conversions and touches count.
        known: the facts of the period; None for paths that were given as a whole.
        new_lead, new_opportunity: what tells of milestones.
        unit_names: where units had texts for names: that of unit n at place n - 1.
    """

    priced: Priced
    said: tuple[LocalizedText, ...]
    known: Facts | None
    new_lead: Marks = field(default_factory=Marks)
    new_opportunity: Marks = field(default_factory=Marks)
    unit_names: pa.Array | None = None

    @property
    def paths(self) -> ConversionPaths:
        """Return the paths."""
        return self.priced.found

    @property
    def currency(self) -> str | None:
        """Return the currency of all values; None where they have none."""
        return None if self.priced.currency == NO_CURRENCY else self.priced.currency

    def definition(self, *model: LocalizedText) -> Definition:
        """Say what was computed."""
        said = (*model, *self.said, *self.priced.said)
        return Definition(said) if self.known is None else self.known.definition(*said)

    @property
    def excluded(self) -> dict[str, int]:
        """Return events left out, by reason."""
        return {} if self.known is None else self.known.excluded


def find(
    data: object,
    by: Unit | str,
    asked: Question,
    start: datetime | None = None,
    end: datetime | None = None,
    *,
    zone: str = "UTC",
    anchors: Anchors | None = None,
) -> Found:
    """Find the paths to conversions in touches, in data with columns of touches, or in whole paths.

    Args:
        data: touches of a workspace; or an Arrow table, a frame, an ibis table or the path of a Parquet file.
        by: unit of analysis.
        asked: which conversions and touches count.
        start: conversions before do not count; touches may.
        end: conversions and touches from here on do not count.
        zone: of times without one.
        anchors: conversions that are no touches; then `asked.conversion` only names them.
    """
    if isinstance(data, Found):
        return data
    if not isinstance(data, Touches):
        if is_aggregated(data):
            return _given(data, asked, start, end)
        data = from_data(data, by, zone=zone)
    known = facts(data, by, start, end, zone=zone)
    names = _Names(data)
    converting = anchors or _converting(names, asked)
    _known_touchpoints(names, without=asked.without, direct=asked.direct)
    found = primitives.paths_to_conversions(
        data, known.by, known.period, converting,
        lookback=Lookback(asked.longest, asked.sessions or 0, asked.reset_on_win, asked.first_only),
        without=primitives.codes_of(data, asked.without),
    )  # fmt: skip
    money = priced(found, asked.currency, asked.rates)
    said = (*_what(asked, converting, anchors), *_how_far(asked), *_counted(money.found))
    first, second = (names.marks(what, getattr(asked, what)) for what in ("new_lead", "new_opportunity"))
    return Found(money, said, known, first, second, data.unit_names)


def _given(data: object, asked: Question, start: datetime | None, end: datetime | None) -> Found:
    if start is not None or end is not None or asked.lookback is not None or asked.sessions or asked.reset_on_win:
        raise UsageError(
            "paths: whole paths have no times: expected no period and no look-back beside them. "
            "Give touches (unit, touchpoint, time), or leave these arguments out."
        )
    found = read_paths(data, separator=asked.separator)
    found = without_touchpoints(found, asked.without)
    money = priced(found, asked.currency, {})
    what = LocalizedText(
        de=f"Ganze Pfade, wie sie gegeben wurden; Texte sind an „{asked.separator}“ getrennt, Listen nicht.",
        en=f"Whole paths as they were given; texts are separated at “{asked.separator}”, lists are not.",
    )
    return Found(money, (what, *_counted(money.found)), None)


def without_touchpoints(found: ConversionPaths, without: Sequence[str]) -> ConversionPaths:
    """Leave touchpoints out of paths."""
    if not without:
        return found
    kept = [name for name in found.touchpoints if name not in without]
    dense = found.dense.copy()
    numbers = [0, *((kept.index(name) + 1) if name in kept else 0 for name in found.touchpoints)]
    for code in dense.nonzero()[0]:
        dense[code] = numbers[dense[code]]
    return ConversionPaths(found.parts, tuple(kept), dense)


class _Names:
    """Names of touchpoints and events, and their codes."""

    def __init__(self, touches: Touches) -> None:
        known = touches.known_codes
        self.touchpoints: Mapping[str, int] = dict(
            zip(known["touchpoint"].to_pylist(), known["code"].to_pylist(), strict=True)
        )
        self.events = primitives.event_codes(touches)

    def marks(self, what: str, names: Sequence[str]) -> Marks:
        """Return the codes of names, each of a touchpoint or an event; a touchpoint goes before an event."""
        everything = sorted({*self.touchpoints, *self.events})
        if unknown := [name for name in names if name not in everything]:
            raise unknown_value(what, ", ".join(unknown), everything)
        return Marks(
            tuple(self.touchpoints[name] for name in names if name in self.touchpoints),
            tuple(self.events[name] for name in names if name not in self.touchpoints),
        )


def _converting(names: _Names, asked: Question) -> Converting:
    is_touch = asked.conversion_is_touch if asked.conversion_is_touch is not None else not asked.conversion
    marks = names.marks("conversion", asked.conversion)
    return Converting(marks.touchpoints, marks.events, not asked.conversion, is_touch)


def _known_touchpoints(names: _Names, **given: Sequence[str]) -> None:
    for what, touchpoints in given.items():
        if unknown := [name for name in touchpoints if name not in names.touchpoints]:
            raise unknown_value(what, ", ".join(unknown), sorted(names.touchpoints))


def _what(asked: Question, converting: Converting | Anchors, anchors: Anchors | None) -> list[LocalizedText]:
    named = ", ".join(asked.conversion)
    if not asked.conversion and anchors is None:
        said = LocalizedText(
            de="Konversion: jedes Kontaktereignis mit einem Wert; es ist selbst das letzte seines Pfades.",
            en="Conversion: every touch with a value; it is itself the last one of its path.",
        )
    elif isinstance(converting, Converting) and converting.is_touch:
        said = LocalizedText(
            de=f"Konversion: {named}; sie ist selbst das letzte Kontaktereignis ihres Pfades.",
            en=f"Conversion: {named}; it is itself the last touch of its path.",
        )
    else:
        said = LocalizedText(
            de=f"Konversion: {named}; sie selbst und Kontaktereignisse danach zählen nicht.",
            en=f"Conversion: {named}; itself and touches after it do not count.",
        )
    return [said]


def _how_far(asked: Question) -> list[LocalizedText]:
    said = []
    if asked.longest is not None:
        days = f"{asked.longest / timedelta(days=1):g}"
        said.append(
            LocalizedText(
                de=f"Rückblick: {days.replace('.', ',')} Tage zu 24 Stunden, Grenze eingeschlossen.",
                en=f"Look-back: {days} days of 24 hours, boundary included.",
            )
        )
    if asked.sessions:
        said.append(
            LocalizedText(
                de=f"Rückblick: {asked.sessions} Sitzungen; mehr als 30 Minuten Pause beginnt eine neue.",
                en=f"Look-back: {asked.sessions} sessions; a pause of more than 30 minutes begins another one.",
            )
        )
    said.append(_RULES[asked.first_only, asked.reset_on_win])
    if asked.without:
        named = ", ".join(asked.without)
        said.append(LocalizedText(de=f"Ohne Kontaktereignisse an {named}.", en=f"Without touches at {named}."))
    if asked.direct:
        named = ", ".join(asked.direct)
        said.append(LocalizedText(de=f"Direkte Besuche: {named}.", en=f"Direct visits: {named}."))
    return said


_FIRST = LocalizedText(
    de="Nur die erste Konversion jeder Einheit zählt.", en="Only the first conversion of each unit counts."
)
_RULES = {
    (True, True): _FIRST,
    (True, False): _FIRST,
    (False, True): LocalizedText(
        de="Nach einer Konversion beginnt ein neuer Pfad.", en="A path begins anew after each conversion."
    ),
    (False, False): LocalizedText(
        de="Kontaktereignisse vor einer früheren Konversion zählen auch für spätere.",
        en="Touches before an earlier conversion also count for later ones.",
    ),
}


def _counted(found: ConversionPaths) -> list[LocalizedText]:
    if not found.conversions:
        return [LocalizedText(de="Es gab keine Konversion.", en="There was no conversion.")]
    untouched, _ = found.untouched
    longest = max((int(sizes.max(initial=0)) for sizes in found.sizes), default=0)
    conversions, nulls = f"{found.conversions:g}", f"{found.nulls:g}"
    said = LocalizedText(
        de=f"{_german(found.conversions)} Konversionen und {_german(found.nulls)} Pfade ohne eine.",
        en=f"{conversions} conversions and {nulls} paths without one.",
    )
    counted = [said]
    if longest > _LONG_PATH:
        counted.append(
            LocalizedText(
                de=f"Der längste Pfad hat {german_number(longest)} Kontaktereignisse; alle zählen.",
                en=f"The longest path has {longest} touches; all of them count.",
            )
        )
    if not untouched:
        return counted
    return [
        *counted,
        LocalizedText(
            de=f"{_german(untouched)} Konversionen ohne ein Kontaktereignis davor sind niemandem zugeordnet.",
            en=f"{untouched:g} conversions with no touch before them are unattributed.",
        ),
    ]


def _german(number: float) -> str:
    return german_number(int(number)) if number == int(number) else f"{number:g}".replace(".", ",")
