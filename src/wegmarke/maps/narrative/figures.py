"""What is known of a phase in figures: how customers feel, what was measured, how metrics stand, what is answered."""

from __future__ import annotations

from wegmarke.domain import CellNumbers, MapNumbers, MetricNumber, Unit
from wegmarke.maps import vocabulary
from wegmarke.maps.document import EmotionPoint, JourneyMap, Metric, Phase
from wegmarke.maps.fit import phase_fits
from wegmarke.maps.narrative.telling import Telling
from wegmarke.maps.vocabulary import emotion_word

_UNITS = {
    Unit.PERSON: ("Personen", "persons"),
    Unit.ACCOUNT: ("Unternehmen", "accounts"),
    Unit.BUYING_GROUP: ("Buying Center", "buying groups"),
    Unit.OPPORTUNITY: ("Verkaufschancen", "opportunities"),
    Unit.ORDER: ("Bestellungen", "orders"),
}

_STATUSES = {
    "on_target": ("im Ziel", "on target"),
    "attention": ("Achtung", "attention"),
    "alert": ("Alarm", "alert"),
}


def feelings(document: JourneyMap, phase: Phase, telling: Telling) -> list[tuple[str, str]]:
    """Return who feels how in a phase: `die Persona „Einkauf“`, `unzufrieden (−1, gemessen, n 18)`."""
    places = document.phases_of(document.emotions)
    here = [point for point, place in zip(document.emotions, places, strict=True) if place == phase.id]
    return [(_whose(document, point, telling), _felt(point, telling)) for point in here]


def emotions(document: JourneyMap, phase: Phase, telling: Telling) -> list[str]:
    """Return the same as items of a list: `Einkauf: unzufrieden (−1, gemessen, n 18)`."""
    places = document.phases_of(document.emotions)
    names = {persona.id: telling.text(persona.name) for persona in document.personas}
    told = []
    for point, place in zip(document.emotions, places, strict=True):
        if place == phase.id:
            who = names.get(point.persona or "") or (
                telling.word(vocabulary.ROLES, point.role) if point.role else telling.say("Alle", "All")
            )
            note = telling.text(point.note)
            told.append(f"{who}: {_felt(point, telling)}" + (f" – {note}" if note else ""))
    return told


def notes(document: JourneyMap, phase: Phase, telling: Telling) -> list[str]:
    """Return what is noted beside the emotions of a phase."""
    points = zip(document.emotions, document.phases_of(document.emotions), strict=True)
    return [telling.text(point.note) for point, place in points if place == phase.id and point.note]


def measured(phase: Phase, numbers: MapNumbers, telling: Telling) -> list[str]:
    """Return what was measured in a phase; rates and days are left out where too few units stand behind them."""
    f, cell = telling.formats, numbers.phases.get(phase.id, CellNumbers())
    units = telling.say(*_UNITS[Unit(numbers.by)])
    told = [
        f"{telling.say('Kontaktereignisse', 'touches')}: {f.number(cell.touches)}",
        f"{units}: {f.number(cell.units)}",
    ]
    if cell.suppressed:
        return [*told, telling.say("zu wenige für Anteile und Tage", "too few for shares and days")]
    rate, days = cell.conversion, cell.days_to_next
    if rate is not None and rate.value is not None:
        notes = [
            telling.say(
                f"{f.number(rate.part)} von {f.number(rate.of)}", f"{f.number(rate.part)} of {f.number(rate.of)}"
            )
        ]
        if rate.low is not None and rate.high is not None:
            notes.append(telling.interval(f.percent(rate.low), f.percent(rate.high)))
        told.append(telling.bracketed(telling.say("weiter: ", "go on: ") + f.percent(rate.value), notes))
    if days is not None and days.median is not None:
        label = telling.say("Median der Tage bis zur nächsten Phase", "median days to the next phase")
        told.append(f"{label}: {f.days(days.median)}")
    told += [telling.say("Wert: ", "value: ") + f.money(value, short=True) for value in cell.values]
    return told


def metrics(document: JourneyMap, phase: Phase | None, numbers: MapNumbers | None, telling: Telling) -> list[str]:
    """Return the metrics of a phase beside their targets; of the whole map without a phase."""
    phase_of = document.phase_of_touchpoint()
    here = phase.id if phase else None
    return [
        _metric(metric, numbers.metrics.get(metric.id) if numbers else None, telling)
        for metric in document.metrics
        if (metric.phase or phase_of.get(metric.touchpoint or "")) == here
    ]


def fit(document: JourneyMap, phase: Phase, telling: Telling) -> list[str]:
    """Return how many severe pains and relevant gains a phase answers; nothing where there are none."""
    found = phase_fits(document)[phase.id]
    if found.value is None:
        return []
    share = telling.formats.percent(found.value, 0)
    return [
        telling.say(
            f"{found.addressed} von {found.of} schweren Schmerzpunkten und wichtigen Gains beantwortet ({share})",
            f"{found.addressed} of {found.of} severe pains and relevant gains answered ({share})",
        )
    ]


def _whose(document: JourneyMap, point: EmotionPoint, telling: Telling) -> str:
    for persona in document.personas:
        if persona.id == point.persona:
            return telling.say("die Persona ", "the persona ") + telling.quoted(persona.name)
    if point.role:
        return telling.say("die Rolle ", "the role ") + telling.quoted(telling.word(vocabulary.ROLES, point.role))
    return telling.say("die Kundschaft insgesamt", "the customer side as a whole")


def _felt(point: EmotionPoint, telling: Telling) -> str:
    notes = [
        telling.emotion(point.value),
        telling.say("gemessen", "measured") if point.basis == "measured" else telling.say("erwartet", "expected"),
        telling.n(point.n) if point.n is not None else "",
    ]
    if point.low is not None and point.high is not None:
        notes.append(telling.interval(telling.emotion(point.low), telling.emotion(point.high)))
    return telling.bracketed(telling.text(emotion_word(point.value)), notes)


def _metric(metric: Metric, number: MetricNumber | None, telling: Telling) -> str:
    title = telling.text(metric.title)
    sign = telling.say("höchstens", "at most") if metric.direction == "down" else telling.say("mindestens", "at least")
    target = number.target if number else metric.target
    aim = ""
    if target is not None:
        currency = number.currency if number else None
        aim = f"{telling.say('Ziel', 'target')} {sign} {telling.measured(metric.measure, target, currency)}"
    if number is None:
        return telling.bracketed(title, [aim])
    if number.value is None:
        return telling.bracketed(title, [telling.say("nicht gemessen", "not measured"), aim])
    if number.suppressed:
        return telling.bracketed(title, [telling.say("zu wenige, um es zu zeigen", "too few to be shown"), aim])
    notes = [aim, telling.n(number.n), telling.bounds(metric.measure, number)]
    value = telling.measured(metric.measure, number.value, number.currency)
    told = telling.bracketed(f"{title}: {value}", notes)
    return f"{told} – {telling.say(*_STATUSES[number.status])}" if number.status in _STATUSES else told
