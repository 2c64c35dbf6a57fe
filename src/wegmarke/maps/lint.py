"""Hints on a map that is valid but could say more: what is unmeasured, unplaced, untranslated.

Every hint has a stable code, a place, and a sentence in both languages; docs/maps.md explains each.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import msgspec

from wegmarke.domain import CanonicalPhase, LocalizedText, Measure
from wegmarke.maps.document import JourneyMap, Metric

CODES: Final = (
    "phase_without_step",
    "phase_without_touchpoint",
    "phase_order",
    "touchpoint_without_rule",
    "touchpoint_unplaced",
    "touchpoint_in_several_phases",
    "rule_twice",
    "metric_without_target",
    "metric_without_rule",
    "metric_without_next_phase",
    "metric_thresholds",
    "persona_without_role",
    "language_missing",
    "only_assumptions",
)

_TO_NEXT: Final = (Measure.CONVERSION, Measure.MEDIAN_DAYS)
_PHASE: Final = LocalizedText.of("Phase")
_PERSONA: Final = LocalizedText.of("Persona")
_TOUCHPOINT: Final = LocalizedText(de="Kontaktpunkt", en="Touchpoint")
_METRIC: Final = LocalizedText(de="Kennzahl", en="Metric")


@dataclass(frozen=True, slots=True)
class Hint:
    """One thing that could be better; `where` is a path as in problems, e.g. `touchpoints[3]`."""

    code: str
    where: str
    text: LocalizedText


def lint_map(journey_map: JourneyMap) -> list[Hint]:
    """List the hints on a valid map, in the order of the document."""
    return [
        *_phases(journey_map),
        *_touchpoints(journey_map),
        *_metrics(journey_map),
        *_personas(journey_map),
        *_languages(journey_map),
    ]


def _phases(journey_map: JourneyMap) -> Iterator[Hint]:
    with_step = {step.phase for step in journey_map.steps}
    with_touchpoint = set(journey_map.phase_of_touchpoint().values())
    order = list(CanonicalPhase)
    highest = -1
    for position, phase in enumerate(journey_map.phases):
        where, title = f"phases[{position}]", phase.title
        if phase.id not in with_step:
            yield _hint("phase_without_step", where, title, "hat keinen Schritt.", "has no step.", _PHASE)
        elif phase.id not in with_touchpoint:
            german, english = (
                "hat keinen Kontaktpunkt; sie lässt sich nicht messen.",
                "has no touchpoint to measure it.",
            )
            yield _hint("phase_without_touchpoint", where, title, german, english, _PHASE)
        rank = order.index(phase.canonical)
        if rank < highest:
            german, english = "steht hinter einer späteren Phase.", "stands after a later phase."
            yield _hint("phase_order", where, title, german, english, _PHASE)
        highest = max(highest, rank)


def _touchpoints(journey_map: JourneyMap) -> Iterator[Hint]:
    phase_of_step = {step.id: step.phase for step in journey_map.steps}
    phases: dict[str, set[str]] = {}
    for placement in journey_map.placements:
        phases.setdefault(placement.touchpoint, set()).add(phase_of_step[placement.step])
    rules: set[object] = set()
    for position, touchpoint in enumerate(journey_map.touchpoints):
        where, title = f"touchpoints[{position}]", touchpoint.title
        found = phases.get(touchpoint.id, set())
        if touchpoint.rule is None:
            german, english = "hat keine Regel; er lässt sich nicht messen.", "has no rule to measure it."
            yield _touchpoint("touchpoint_without_rule", where, title, german, english)
        elif touchpoint.rule in rules:
            german = "hat dieselbe Regel wie ein früherer Kontaktpunkt; der frühere erhält alle Ereignisse."
            english = "has the same rule as an earlier touchpoint; the earlier one gets all events."
            yield _touchpoint("rule_twice", where, title, german, english)
        rules.add(touchpoint.rule)
        if not found:
            german, english = "steht an keinem Schritt.", "stands at no step."
            yield _touchpoint("touchpoint_unplaced", where, title, german, english)
        elif len(found) > 1:
            german = "steht in mehreren Phasen; gezählt wird in der ersten."
            english = "stands in several phases; it counts for the first."
            yield _touchpoint("touchpoint_in_several_phases", where, title, german, english)


def _metrics(journey_map: JourneyMap) -> Iterator[Hint]:
    measured = {touchpoint.id for touchpoint in journey_map.touchpoints if touchpoint.rule is not None}
    progress = [phase.id for phase in journey_map.phases if phase.canonical is not CanonicalPhase.EXIT]
    phase_of_touchpoint = journey_map.phase_of_touchpoint()
    for position, metric in enumerate(journey_map.metrics):
        where, title = f"metrics[{position}]", metric.title
        if metric.target is None:
            german, english = "hat kein Ziel.", "has no target."
            yield _hint("metric_without_target", where, title, german, english, _METRIC)
        if metric.touchpoint is not None and metric.touchpoint not in measured:
            german, english = "gehört zu einem Kontaktpunkt ohne Regel.", "belongs to a touchpoint without a rule."
            yield _hint("metric_without_rule", where, title, german, english, _METRIC)
        phase = metric.phase or phase_of_touchpoint.get(metric.touchpoint or "")
        if metric.measure in _TO_NEXT and phase not in progress[:-1]:
            german, english = "steht an einer Phase, auf die keine folgt.", "stands at a phase that no other follows."
            yield _hint("metric_without_next_phase", where, title, german, english, _METRIC)
        if not _in_order(metric):
            german = "wird ein Alarm, bevor sie Aufmerksamkeit verlangt, oder verlangt sie trotz erreichtem Ziel."
            english = "is an alert before it asks for attention, or asks for it though the target is reached."
            yield _hint("metric_thresholds", where, title, german, english, _METRIC)


def _in_order(metric: Metric) -> bool:
    """Tell whether target, attention and alert, as far as they are given, stand from good to bad."""
    steps = [step for step in (metric.target, metric.attention, metric.alert) if step is not None]
    return steps == sorted(steps, reverse=metric.direction == "up")


def _personas(journey_map: JourneyMap) -> Iterator[Hint]:
    for position, persona in enumerate(journey_map.personas):
        if not persona.roles:
            german, english = "hat keine Rolle im Buying Center.", "has no role in the buying group."
            where = f"personas[{position}]"
            yield _hint("persona_without_role", where, persona.name, german, english, _PERSONA)
    if journey_map.personas and all(persona.evidence == "assumption" for persona in journey_map.personas):
        text = LocalizedText(
            de="Alle Personas sind Annahmen; ein Interview wäre ein erster Beleg.",
            en="All personas are assumptions; one interview would be first evidence.",
        )
        yield Hint("only_assumptions", "personas", text)


def _languages(journey_map: JourneyMap) -> Iterator[Hint]:
    """Report texts with only one language, unless the whole map is written in one."""
    texts = list(_texts(journey_map, ""))
    if not any(text.de for _, text in texts) or not any(text.en for _, text in texts):
        return
    for where, text in texts:
        if bool(text.de) != bool(text.en):
            missing = (
                LocalizedText(de="Englisch", en="English") if text.de else LocalizedText(de="Deutsch", en="German")
            )
            german, english = f"Der Text fehlt auf {missing.de}.", f"The text is missing in {missing.en}."
            yield Hint("language_missing", where, LocalizedText(de=german, en=english))


def _texts(value: object, where: str) -> Iterator[tuple[str, LocalizedText]]:
    if isinstance(value, LocalizedText):
        yield where, value
    elif isinstance(value, tuple):
        for position, member in enumerate(value):
            yield from _texts(member, f"{where}[{position}]")
    elif isinstance(value, msgspec.Struct):
        for name in value.__struct_fields__:
            yield from _texts(getattr(value, name), f"{where}.{name}".lstrip("."))


def _touchpoint(code: str, where: str, title: LocalizedText, german: str, english: str) -> Hint:
    return _hint(code, where, title, german, english, _TOUCHPOINT)


def _hint(code: str, where: str, title: LocalizedText, german: str, english: str, thing: LocalizedText) -> Hint:
    text = LocalizedText(
        de=f"{thing.de} „{title.de or title.en}“ {german}", en=f"{thing.en} “{title.en or title.de}” {english}"
    )
    return Hint(code, where, text)
