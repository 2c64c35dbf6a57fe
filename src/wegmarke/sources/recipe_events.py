"""Reads one event of a recipe."""

from __future__ import annotations

from sqlglot import exp

from wegmarke.domain import DocumentInvalid
from wegmarke.sources import times
from wegmarke.sources.channel_names import CHANNELS
from wegmarke.sources.currency import MINOR_DIGITS
from wegmarke.sources.formulas import Formula, Kind, Reach, Sql, parse_formula, writer
from wegmarke.sources.recipe import ChannelSpec, EventSpec, JoinKind, JoinSpec, Pick, TimeSpec
from wegmarke.sources.recipe_document import Section, nearest
from wegmarke.sources.recipe_values import Values

_KEYS = (
    "name", "from", "join", "where", "group_by", "id", "time", "time_format", "person", "account", "person_label",
    "account_label", "channel", "value", "currency", "properties",
)  # fmt: skip
_NOTHING = Formula("", "", None)


def read_event(section: Section, values: Values) -> EventSpec:
    """Read an event; a broken one is returned as far as it goes, with its problems noted in `values`."""
    values.known(section, *_KEYS)
    event = EventSpec(
        name=values.name(section, "name"),
        where=str(section.place),
        file=values.text(section, "from", required=True) or "",
        time=_time(section, values),
        joins=_joins(section, values),
        only=values.formula(section, "where"),
        group_by=values.formulas(section, "group_by"),
        id=values.formulas(section, "id"),
        person=values.named_formulas(section, "person"),
        account=values.named_formulas(section, "account"),
        person_label=values.formula(section, "person_label"),
        account_label=values.formula(section, "account_label"),
        channel=_channel(section, values),
        value=values.formula(section, "value"),
        currency=_currency(section, values),
        properties=values.named_formulas(section, "properties"),
    )
    _try_formulas(section, event, values)
    return event


def _time(section: Section, values: Values) -> TimeSpec:
    formula = values.formula(section, "time", required=True) or _NOTHING
    layout = values.text(section, "time_format") or times.AUTO
    wrong = times.layout_problem(layout)
    if wrong:
        remedy = f"Write auto, epoch, or a pattern of {times.known_codes()}."
        values.problem(section, "time_format", "a time format", f"{layout!r}: {wrong}", remedy)
        layout = times.AUTO
    if isinstance(formula.tree, exp.Min | exp.Max):
        pick = Pick.EARLIEST if isinstance(formula.tree, exp.Min) else Pick.LATEST
        return TimeSpec(Formula(formula.text, formula.where, formula.tree.this), layout, pick)
    return TimeSpec(formula, layout)


def _joins(section: Section, values: Values) -> tuple[JoinSpec, ...]:
    joined = values.section(section, "join")
    if joined is None:
        return ()
    joins = []
    for file in joined.items:
        inner = values.section(joined, file, required=True)
        if inner is None:
            continue
        values.known(inner, "on", "kind")
        kind = JoinKind(values.one_of(inner, "kind", [*JoinKind]) or JoinKind.LEFT)
        joins.append(JoinSpec(file, _pairs(inner, values), kind, str(inner.place)))
    return tuple(joins)


def _pairs(section: Section, values: Values) -> tuple[tuple[str, str], ...]:
    found = section.items.get("on")
    if isinstance(found, Section):
        pairs = [(left, values.text(found, left, required=True)) for left in found.items]
        return tuple((left, right) for left, right in pairs if right is not None)
    return tuple((name, name) for name in values.texts(section, "on", required=True))


def _channel(section: Section, values: Values) -> ChannelSpec | None:
    if values.is_text(section, "channel"):
        text = values.text(section, "channel")
        if text in CHANNELS:
            return ChannelSpec(always=text)
        formula = values.formula(section, "channel")
        return None if formula is None else ChannelSpec(formula)
    inner = values.section(section, "channel")
    if inner is None:
        return None
    values.known(inner, "column", "values", "otherwise")
    formula = values.formula(inner, "column", required=True)
    listed = values.section(inner, "values")
    channels = {} if listed is None else {name: _known_channel(listed, name, values) for name in listed.items}
    return ChannelSpec(formula, None, channels, _known_channel(inner, "otherwise", values))


def _known_channel(section: Section, name: str, values: Values) -> str | None:
    text = values.text(section, name)
    if text is not None and text not in CHANNELS:
        remedy = f"Choose one of {', '.join(sorted(CHANNELS))}.{nearest(text, CHANNELS)}"
        values.problem(section, name, "a channel", repr(text), remedy, "unknown_channel")
    return text


def _currency(section: Section, values: Values) -> Formula | None:
    text = values.text(section, "currency")
    if text in MINOR_DIGITS:
        return parse_formula(f"'{text}'", str(section.items["currency"].place))
    return values.formula(section, "currency")


class _AnyColumn:
    """Lets every column pass, to find the other problems of a formula before files are opened."""

    def find(self, file: str | None, name: str, where: str) -> Sql:
        return Sql("c", Kind.TEXT)


def _try_formulas(section: Section, event: EventSpec, values: Values) -> None:
    """Write every formula once for nothing, so that what it may not use is reported with all other problems."""
    for formula in (event.time.formula, *event.group_by):
        _try(formula, Reach.ROW, values)
    if event.only is not None:
        _try(event.only, Reach.ROW, values, is_condition=True)
    reach = Reach.GROUP if event.group_by else Reach.ROW
    for formula in event.formulas():
        _try(formula, reach, values)
    if event.group_by and event.value is not None and not event.value.is_aggregated:
        values.problem(
            section, "value", "one amount for the group", repr(event.value.text), f"Write `sum({event.value.text})`."
        )


def _try(formula: Formula, reach: Reach, values: Values, *, is_condition: bool = False) -> None:
    attempt = writer(_AnyColumn(), reach)
    try:
        written = attempt.write(formula)
        if is_condition:
            attempt.as_truth(written)
    except DocumentInvalid as error:
        values.problems.extend(error.problems)
