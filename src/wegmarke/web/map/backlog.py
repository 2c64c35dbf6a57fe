"""The backlog of a map, written for a reader: improvements with what speaks for them, initiatives with their effect."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from wegmarke.domain import LocalizedText, Measure
from wegmarke.domain.map_backlog import InitiativeEffect, RankedImprovement, Reading
from wegmarke.i18n import MISSING, marked
from wegmarke.web.map.figures import Writer
from wegmarke.web.map.metrics import write
from wegmarke.web.reader import Reader
from wegmarke.web.words import word
from wegmarke.workspace import JourneyMap, Metric, owner_name, vocabulary

_VERDICTS = {
    "better": ("on_target", marked("effect", "better")),
    "worse": ("alert", marked("effect", "worse")),
    "unclear": ("attention", marked("effect", "may be chance")),
    "unknown": ("none", marked("effect", "not known")),
}


@dataclass(frozen=True, slots=True)
class ImprovementLine:
    """One improvement; `origins` are label and text of what it comes from."""

    rank: int
    title: str
    status: str
    customer_value: str
    ground: str
    business_value: str
    effort: str
    score: str
    origins: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class ReadingText:
    """A metric in a period."""

    value: str
    note: str
    period: str


@dataclass(frozen=True, slots=True)
class EffectText:
    """A metric before and after, and what that says."""

    before: ReadingText
    after: ReadingText
    delta: str
    interval: str
    verdict: str
    verdict_code: str


@dataclass(frozen=True, slots=True)
class InitiativeLine:
    """One initiative; `effect` is None while there is nothing to compare, and `waits` says why."""

    title: str
    status: str
    improvements: tuple[str, ...]
    owner: str
    due: str
    shipped: str
    metric: str
    target: str
    expected: str
    effect: EffectText | None
    waits: str


class BacklogWriter:
    """Writes the backlog of one map."""

    def __init__(self, document: JourneyMap, writer: Writer) -> None:
        self._document = document
        self._writer = writer
        self._metrics = {metric.id: metric for metric in document.metrics}
        self._named = _named(document, writer.reader)

    @property
    def _reader(self) -> Reader:
        return self._writer.reader

    def improvement(self, rank: int, ranked: RankedImprovement) -> ImprovementLine:
        """Write one improvement."""
        f = self._reader.formats
        return ImprovementLine(
            rank=rank,
            title=ranked.title.get(self._reader.language),
            status=word(vocabulary.IMPROVEMENT_STATUSES, ranked.status, self._reader.t),
            customer_value=f.number(ranked.customer_value),
            ground=self._ground(ranked),
            business_value=f.number(ranked.business_value),
            effort=f.number(ranked.effort, 1),
            score=f.number(ranked.score, 1),
            origins=tuple(self._origins(ranked.id)),
        )

    def initiative(self, id: str, effect: InitiativeEffect | None) -> InitiativeLine:  # noqa: A002
        """Write one initiative."""
        reader, f = self._reader, self._reader.formats
        found = next(one for one in self._document.initiatives if one.id == id)
        metric = self._metrics.get(found.metric or "")
        return InitiativeLine(
            title=found.title.get(reader.language),
            status=word(vocabulary.INITIATIVE_STATUSES, found.status, reader.t),
            improvements=tuple(self._named[name] for name in found.improvements),
            owner=owner_name(found.owner, reader.language),
            due=f.day(date.fromisoformat(found.due)) if found.due else "",
            shipped=f.day(date.fromisoformat(found.shipped)) if found.shipped else "",
            metric=metric.title.get(reader.language) if metric is not None else "",
            target=self._target(metric),
            expected=self._delta(metric, found.expected_delta) if metric is not None else "",
            effect=self._effect(metric, effect) if metric is not None and effect is not None else None,
            waits=self._waits(metric, found.shipped),
        )

    def _ground(self, ranked: RankedImprovement) -> str:
        """Say what a customer value was computed from."""
        t, f = self._reader.t, self._reader.formats
        if not ranked.is_computed:
            return t.pgettext("backlog", "by hand") if ranked.customer_value is not None else ""
        return t.pgettext(
            "backlog", "%(units)s units · gap %(gap)s · importance %(importance)s",
            units=f.number(ranked.affected_units), gap=f.percent(ranked.gap, 0), importance=ranked.importance,
        )  # fmt: skip

    def _origins(self, id: str) -> list[tuple[str, str]]:  # noqa: A002
        t = self._reader.t
        found = next((one for one in self._document.improvements if one.id == id), None)
        if found is None:
            return []
        named = (
            (t.pgettext("backlog", "Pains"), found.pains),
            (t.pgettext("map", "Phases"), found.phases),
            (t.pgettext("lane", "Steps"), found.steps),
            (t.pgettext("map", "Touchpoints"), found.touchpoints),
            (t.pgettext("backlog", "Metric"), (found.metric,) if found.metric else ()),
        )
        return [(label, "; ".join(self._named.get(name, name) for name in names)) for label, names in named if names]

    def _target(self, metric: Metric | None) -> str:
        if metric is None or metric.target is None:
            return ""
        sign = "≤" if metric.direction == "down" else "≥"
        return f"{sign} {write(metric.measure, metric.target, None, self._writer)}"

    def _delta(self, metric: Metric, value: float | None) -> str:
        if value is None:
            return ""
        t, change = self._reader.t, self._change(metric, value)
        if metric.measure is Measure.CONVERSION:
            return t.pgettext("difference", "%(n)s points", n=change)
        if metric.measure is Measure.MEDIAN_DAYS:
            return t.pgettext("difference", "%(n)s days", n=change)
        return change

    def _change(self, metric: Metric, value: float) -> str:
        """Write a difference without its unit; of shares in points."""
        return self._reader.formats.signed(100 * value if metric.measure is Measure.CONVERSION else value)

    def _effect(self, metric: Metric, effect: InitiativeEffect) -> EffectText:
        code, label = _VERDICTS[effect.verdict]
        interval = ""
        if effect.low is not None and effect.high is not None:
            low, high = (self._change(metric, value) for value in (effect.low, effect.high))
            interval = self._reader.t.pgettext("effect", "95 %%: %(low)s to %(high)s", low=low, high=high)
        return EffectText(
            before=self._reading(metric, effect.before),
            after=self._reading(metric, effect.after),
            delta=self._delta(metric, effect.delta) or MISSING,
            interval=interval,
            verdict=self._reader.t.label(label),
            verdict_code=code,
        )

    def _reading(self, metric: Metric, reading: Reading) -> ReadingText:
        f, hidden = self._reader.formats, self._writer.hidden
        last = date.fromordinal(reading.end.toordinal() - 1)
        return ReadingText(
            value=hidden if reading.suppressed else write(metric.measure, reading.value, None, self._writer),
            note="" if reading.suppressed else f"n {f.number(reading.n)}",
            period=f"{f.day(reading.start)} – {f.day(last)}",
        )

    def _waits(self, metric: Metric | None, shipped: str | None) -> str:
        """Say why nothing was compared."""
        t = self._reader.t
        if metric is None:
            return t.pgettext("backlog", "It names no metric.")
        if shipped is None:
            return t.pgettext("backlog", "It has not shipped yet.")
        return t.pgettext("backlog", "There is nothing to compare yet.")


def _named(document: JourneyMap, reader: Reader) -> dict[str, str]:
    """Return what the things an improvement can name are called, by id."""
    titled: list[tuple[str, LocalizedText]] = [
        (one.id, one.title)
        for group in (
            document.phases, document.steps, document.touchpoints, document.metrics, document.improvements
        )
        for one in group
    ]  # fmt: skip
    cards = [(card.id, card.text) for card in document.cards()]
    pains = [(pain.id, pain.text) for proposition in document.canvases for pain in proposition.pains]
    return {name: text.get(reader.language) for name, text in (*titled, *cards, *pains)}
