"""The metrics of a map: value beside target, with status as word, shape and colour."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from wegmarke.domain import Language, Measure, MetricNumber, Money
from wegmarke.i18n import MISSING
from wegmarke.web.front import JourneyMap, Metric
from wegmarke.web.map.figures import Writer
from wegmarke.web.words import MEASURE_DEFINITIONS, METRIC_STATUSES
from wegmarke.workspace import digits_of


@dataclass(frozen=True, slots=True)
class MetricLine:
    """One metric as it stands in its cell; `exact` is what the analysis says of itself, in English."""

    id: str
    title: str
    place: str
    value: str
    unit: str
    target: str
    thresholds: tuple[str, ...]
    status: str
    status_word: str
    n: str
    interval: str
    definition: str
    exact: str
    breakdown_label: str
    breakdown: tuple[tuple[str, str, str], ...]


def metric_lines(
    document: JourneyMap, numbers: Mapping[str, MetricNumber], writer: Writer
) -> dict[str | None, tuple[MetricLine, ...]]:
    """Write all metrics, by phase; those of the whole map stand under None."""
    phase_of = document.phase_of_touchpoint()
    lines: dict[str | None, list[MetricLine]] = {}
    for metric in document.metrics:
        phase = metric.phase or phase_of.get(metric.touchpoint or "")
        lines.setdefault(phase, []).append(_line(metric, numbers.get(metric.id), document, writer))
    return {phase: tuple(found) for phase, found in lines.items()}


def _line(metric: Metric, number: MetricNumber | None, document: JourneyMap, writer: Writer) -> MetricLine:
    reader = writer.reader
    touchpoints = {entry.id: entry.title.get(reader.language) for entry in document.touchpoints}
    number = number or MetricNumber(metric.id, None, 0, target=metric.target)
    currency = number.currency
    hidden = number.suppressed
    interval = ""
    if number.low is not None and number.high is not None and not hidden:
        interval = f"{write(metric.measure, number.low, currency, writer)} – " + write(
            metric.measure, number.high, currency, writer
        )
    return MetricLine(
        id=metric.id,
        title=metric.title.get(reader.language),
        place=touchpoints.get(metric.touchpoint or "", ""),
        value=writer.hidden if hidden else write(metric.measure, number.value, currency, writer),
        unit=reader.t.pgettext("unit of time", "days") if metric.measure is Measure.MEDIAN_DAYS else "",
        target=_target(metric, number, writer),
        thresholds=_thresholds(metric, number, writer),
        status="none" if hidden else number.status,
        status_word=_status_word(metric, "none" if hidden else number.status, writer),
        n=writer.hidden if hidden else f"n {reader.formats.number(number.n)}",
        interval=interval,
        definition=reader.t.label(MEASURE_DEFINITIONS[metric.measure]),
        exact=number.definition if reader.language is Language.EN else "",
        breakdown_label=_breakdown_label(metric.breakdown, writer),
        breakdown=tuple(
            (_group(row.label, metric.breakdown, writer), *_shown(metric, row.value, row.n, currency, writer))
            for row in number.breakdown
        ),
    )


def write(measure: Measure, value: float | None, currency: str | None, writer: Writer) -> str:
    """Write a value in the unit of its measure."""
    f = writer.reader.formats
    if value is None:
        return MISSING
    match measure:
        case Measure.CONVERSION:
            return f.percent(value)
        case Measure.MEDIAN_DAYS:
            return f.days(value)
        case Measure.VALUE if currency:
            return f.money(Money(round(value), currency), short=True)
        case Measure.SATISFACTION | Measure.NPS:
            return f.signed(value)
        case _:
            return f.number(value, 1)


def _target(metric: Metric, number: MetricNumber, writer: Writer) -> str:
    if number.target is None:
        return ""
    sign = "≤" if metric.direction == "down" else "≥"
    return f"{sign} {write(metric.measure, number.target, number.currency, writer)}"


def _thresholds(metric: Metric, number: MetricNumber, writer: Writer) -> tuple[str, ...]:
    """Say from where on the metric asks for attention, is an alert, and is judged at all, where the map says so."""
    t, said = writer.reader.t, []
    scale = 10 ** digits_of(number.currency) if metric.measure is Measure.VALUE else 1
    sign = ">" if metric.direction == "down" else "<"
    for label, limit in (
        (t.pgettext("metric status", "attention"), metric.attention),
        (t.pgettext("metric status", "alert"), metric.alert),
    ):
        if limit is not None:
            said.append(f"{label} {sign} {write(metric.measure, limit * scale, number.currency, writer)}")
    if metric.min_n:
        said.append(t.pgettext("metric", "judged from n %(n)s on", n=writer.reader.formats.number(metric.min_n)))
    return tuple(said)


def _shown(metric: Metric, value: float | None, n: int, currency: str | None, writer: Writer) -> tuple[str, str]:
    if 0 < n < writer.small_n and metric.measure not in {Measure.TOUCHES, Measure.PERSONS, Measure.ACCOUNTS}:
        return writer.hidden, writer.hidden
    return write(metric.measure, value, currency, writer), writer.reader.formats.number(n)


def _status_word(metric: Metric, status: str, writer: Writer) -> str:
    has_aim = any(aim is not None for aim in (metric.target, metric.attention, metric.alert))
    label = METRIC_STATUSES.get("not_judged" if status == "none" and has_aim else status)
    return writer.reader.t.label(label) if label else status


def _group(label: str | None, breakdown: str | None, writer: Writer) -> str:
    if label is None:
        return writer.reader.t.pgettext("breakdown", "not stated")
    return writer.reader.formats.month_text(label) if breakdown == "month" else label


def _breakdown_label(breakdown: str | None, writer: Writer) -> str:
    if breakdown == "month":
        return writer.reader.t.pgettext("breakdown", "Month")
    return (breakdown or "").removeprefix("properties.")
