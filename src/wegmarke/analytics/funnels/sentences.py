"""The definition of a funnel in sentences."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from wegmarke.analytics.definition import window_sentence
from wegmarke.analytics.funnels.plan import Exclusion, FunnelPlan
from wegmarke.analytics.labels import MONTH
from wegmarke.domain import Language, LocalizedText
from wegmarke.paths import Counting, ExclusionEffect, StepOrder
from wegmarke.rules import explain_rule

if TYPE_CHECKING:
    from wegmarke.analytics.funnels.groups import Breakdown

_ORDERS = {
    StepOrder.SEQUENTIAL: LocalizedText(
        de="Funnel. Ein Versuch beginnt mit einem Kontaktereignis des ersten Schritts und nimmt für jeden weiteren "
        "Schritt das früheste spätere; ein Kontaktereignis dient nie zwei Schritten.",
        en="Funnel. An attempt starts at a touch of the first step and takes the earliest later touch for each further "
        "step; a touch never serves two steps.",
    ),
    StepOrder.STRICT: LocalizedText(
        de="Funnel, streng. Ein Versuch beginnt mit einem Kontaktereignis des ersten Schritts; zwischen den Schritten "
        "liegt kein anderes erkanntes Kontaktereignis der Einheit.",
        en="Funnel, strict. An attempt starts at a touch of the first step; no other recognised touch of the unit lies "
        "between the steps.",
    ),
    StepOrder.ANY: LocalizedText(
        de="Funnel in beliebiger Folge. Ein Versuch beginnt mit einem Kontaktereignis irgendeines Schritts; Schritt k "
        "ist erreicht, wenn k verschiedene Schritte getan sind.",
        en="Funnel in any order. An attempt starts at a touch of any step; step k is reached when k different steps "
        "are done.",
    ),
}
_COUNTINGS = {
    Counting.BEST: LocalizedText(
        de="Je Einheit zählt der Versuch, der am weitesten kam, von gleich weiten der früheste.",
        en="Of each unit the attempt counts that came furthest, of equally far ones the earliest.",
    ),
    Counting.FIRST: LocalizedText(
        de="Je Einheit zählt der Versuch, der zuerst begann.", en="Of each unit the attempt counts that started first."
    ),
    Counting.EVERY: LocalizedText(
        de="Jeder Versuch zählt für sich; gezählt sind Versuche, nicht Einheiten.",
        en="Every attempt counts for itself; attempts are counted, not units.",
    ),
}
_OPTIONAL = LocalizedText(
    de="Optionale Schritte darf ein Versuch übergehen.", en="An attempt may pass over optional steps."
)


def plan_sentences(plan: FunnelPlan) -> tuple[LocalizedText, ...]:
    """Say what was asked, in the order in which it matters."""
    return tuple(_sentences(plan))


def _sentences(plan: FunnelPlan) -> Iterator[LocalizedText]:
    yield _ORDERS[plan.order]
    yield LocalizedText(de=f"Schritte: {_steps(plan, Language.DE)}.", en=f"Steps: {_steps(plan, Language.EN)}.")
    yield _COUNTINGS[plan.counting]
    if any(step.optional for step in plan.steps):
        yield _OPTIONAL
    if plan.window is None:
        yield LocalizedText(de="Zeitfenster: keines.", en="Window: none.")
    else:
        yield window_sentence(plan.window.total_seconds())
    for one in plan.exclusions:
        yield _exclusion(plan, one)
    if plan.hold is not None:
        yield LocalizedText(
            de=f"Gleich bleibt: {plan.hold}; Kontaktereignisse ohne diese Eigenschaft zählen nicht.",
            en=f"Held constant: {plan.hold}; touches without this property do not count.",
        )


def _steps(plan: FunnelPlan, language: Language) -> str:
    return " → ".join(_step(plan, number, language) for number in range(len(plan.steps)))


def _step(plan: FunnelPlan, number: int, language: Language) -> str:
    step = plan.steps[number]
    said = [str(step)]
    if step.rule is not None:
        said.append(f"({explain_rule(step.rule, language)})")
    if step.optional:
        said.append("(optional)")
    if step.within is not None:
        limit = window_sentence(step.within.total_seconds()).get(language).partition(": ")[2].partition(",")[0]
        said.append(f"(höchstens {limit} danach)" if language is Language.DE else f"(at most {limit} after)")
    return " ".join(said)


def _exclusion(plan: FunnelPlan, one: Exclusion) -> LocalizedText:
    last = one.last_step or len(plan.steps)
    between_de, between_en = (f"{word} {one.first_step} {joined} {last}" for word, joined in _BETWEEN)
    german, english = _EFFECTS[one.effect]
    rule_de = "" if one.rule is None else f" ({explain_rule(one.rule, Language.DE)})"
    rule_en = "" if one.rule is None else f" ({explain_rule(one.rule, Language.EN)})"
    return LocalizedText(
        de=f"Ausgeschlossen: {one}{rule_de} {between_de}; {german}.",
        en=f"Excluded: {one}{rule_en} {between_en}; {english}.",
    )


_BETWEEN = (("zwischen Schritt", "und"), ("between steps", "and"))
_EFFECTS = {
    ExclusionEffect.DROP_ATTEMPT: ("der Versuch gilt als nie begonnen", "the attempt is void"),
    ExclusionEffect.STOP: (
        "der Versuch endet davor und behält seine Schritte",
        "the attempt ends before it and keeps its steps",
    ),
}


def breakdown_sentence(breakdown: Breakdown) -> LocalizedText:
    """Say by what attempts were grouped."""
    if breakdown.of == MONTH:
        return LocalizedText(
            de="Aufgeteilt nach dem Monat des ersten Kontaktereignisses.", en="Breakdown by month of the first touch."
        )
    german, english = _VALUES[breakdown.at.value]
    return LocalizedText(
        de=f"Aufgeteilt nach {breakdown.of}: {german.format(n=breakdown.step)}; die {breakdown.most} häufigsten Werte, "
        "die übrigen zusammen; ohne Wert als eigene Gruppe.",
        en=f"Breakdown by {breakdown.of}: {english.format(n=breakdown.step)}; the {breakdown.most} most frequent "
        "values, the others together; without a value as a group of its own.",
    )


_VALUES = {
    "first": ("erster bekannter Wert im Versuch", "first value known along the attempt"),
    "last": ("letzter bekannter Wert im Versuch", "last value known along the attempt"),
    "step": ("Wert bei Schritt {n}", "value at step {n}"),
    "all": (
        "jeder Wert im Versuch, die Gruppen können zusammen mehr sein als alle",
        "every value along the attempt, groups can exceed the total",
    ),
}
