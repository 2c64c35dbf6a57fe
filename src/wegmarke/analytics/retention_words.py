"""What exactly a question about retention asked, in words."""

from __future__ import annotations

from collections.abc import Sequence

from wegmarke.domain import LocalizedText
from wegmarke.paths import CalendarPeriod, Cohort, Reference, Returning, ReturnMean, ReturnRule

_RULES = {
    ReturnRule.ON: LocalizedText(de="in genau dieser Periode", en="in this very period"),
    ReturnRule.ON_OR_AFTER: LocalizedText(
        de="in dieser Periode oder einer späteren (die Zahlen können noch steigen)",
        en="in this period or a later one (figures may still rise)",
    ),
    ReturnRule.ON_OR_BEFORE: LocalizedText(de="bis zum Ende dieser Periode", en="by the end of this period"),
    ReturnRule.STREAK: LocalizedText(
        de="in jeder Periode bis zu dieser, ohne Lücke", en="in each period up to this one, without a gap"
    ),
}
_LENGTHS = {
    CalendarPeriod.DAY: ("Kalendertage", "calendar days"),
    CalendarPeriod.WEEK: ("Kalenderwochen", "calendar weeks"),
    CalendarPeriod.MONTH: ("Kalendermonate", "calendar months"),
    CalendarPeriod.QUARTER: ("Quartale", "quarters"),
    CalendarPeriod.YEAR: ("Kalenderjahre", "calendar years"),
}


def retention_words(
    asked: Returning,
    starts: Sequence[str],
    returns: Sequence[str],
    reference: Reference,
    mean: ReturnMean,
    breakdown: str | None,
) -> list[LocalizedText]:
    """Return the sentences that say what was counted."""
    said = [_cohort(asked, starts), _returns(asked, returns), _periods(asked), _shares(reference, mean)]
    if breakdown is not None:
        said.append(
            LocalizedText(
                de=f"Aufgeteilt nach {breakdown}; eine Rückkehr zählt nur mit demselben Wert wie der Start.",
                en=f"Breakdown by {breakdown}; a return counts only with the value of the start.",
            )
        )
    return said


def _cohort(asked: Returning, starts: Sequence[str]) -> LocalizedText:
    german, english = _listed(starts)
    if asked.cohort is Cohort.FIRST_TIME:
        return LocalizedText(
            de=f"Bindung. Kohorte: Periode des ersten Starts überhaupt; Start: {german}.",
            en=f"Retention. Cohort: period of the first start ever; start: {english}.",
        )
    return LocalizedText(
        de=f"Bindung. Kohorte: jede Periode mit einem Start, vom ersten darin an; Start: {german}.",
        en=f"Retention. Cohort: each period with a start, from the first in it on; start: {english}.",
    )


def _returns(asked: Returning, returns: Sequence[str]) -> LocalizedText:
    german, english = _listed(returns)
    often = f", {asked.at_least} ×" if asked.at_least > 1 else ""
    zero = (
        ("In Periode 0 zählt ein anderes Ereignis als der Start.", "In period 0 another event than the start counts.")
        if asked.measures_start
        else ("In Periode 0 zählen alle.", "In period 0 all count.")
    )
    rule = _RULES[asked.rule]
    return LocalizedText(
        de=f"Zurück: {rule.de}{often}; Rückkehr: {german}. {zero[0]}",
        en=f"Back: {rule.en}{often}; return: {english}. {zero[1]}",
    )


def _periods(asked: Returning) -> LocalizedText:
    german, english = _LENGTHS[asked.length]
    if not asked.rolling:
        return LocalizedText(de=f"Perioden: {german}.", en=f"Periods: {english}.")
    hours = 24 if asked.length is CalendarPeriod.DAY else 168
    return LocalizedText(
        de=f"Perioden: Fenster von {hours} Stunden vom Start an; Kohorten nach {german}n."
        if german.endswith("e")
        else f"Perioden: Fenster von {hours} Stunden vom Start an; Kohorten nach {german}.",
        en=f"Periods: windows of {hours} hours from the start on; cohorts by {english}.",
    )


def _shares(reference: Reference, mean: ReturnMean) -> LocalizedText:
    of = ("der Kohorte", "the cohort") if reference is Reference.COHORT else ("der Periode davor", "the period before")
    how = ("nach Größe gewichtet", "weighted by size") if mean is ReturnMean.WEIGHTED else ("einfach", "simple")
    return LocalizedText(
        de=f"Anteile an {of[0]}, 95-%-Intervall (Wilson); Mittel über vollständige Perioden, {how[0]}. Unvollständig: "
        "noch nicht für alle zu Ende.",
        en=f"Shares of {of[1]}, 95 % interval (Wilson); mean over complete periods, {how[1]}. Incomplete: not over for "
        "everybody yet.",
    )


def _listed(touchpoints: Sequence[str]) -> tuple[str, str]:
    if not touchpoints:
        return "jedes Kontaktereignis", "any touch"
    return ", ".join(touchpoints), ", ".join(touchpoints)
