"""Scores that people gave, one per person: the answers behind NPS and satisfaction."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import ibis

from wegmarke.domain import Unit
from wegmarke.paths.choosing import chosen_for, counted_touches
from wegmarke.paths.terms.period import Period
from wegmarke.paths.terms.zone import Calendar
from wegmarke.paths.touches import Touches, in_period


def latest_scores(
    touches: Touches,
    period: Period,
    touchpoints: Sequence[str],
    name: str,
    *,
    month: Calendar | None = None,
    property_name: str | None = None,
) -> ibis.Table:
    """Count latest scores: label, score, answers.

    The score is the event property `name`; texts that are no number are no answers. Of one person only
    the latest answer counts (the latest of each month where months are asked for); answers of unknown
    persons cannot be told apart and count each. `label` is the month, the property, or NULL.
    """
    answers = _answers(touches, period, touchpoints, name, month, property_name)
    known = answers.filter(answers.person.notnull())
    per_person = ["person", "label"] if month is not None else ["person"]
    latest = known.group_by(*per_person).agg(event_id=known.event_id.argmax(known.position))
    known = known.semi_join(latest, "event_id")
    counted = ibis.union(known, answers.filter(answers.person.isnull()))
    return counted.group_by("label", "score").agg(answers=counted.count())


def _answers(
    touches: Touches,
    period: Period,
    touchpoints: Sequence[str],
    name: str,
    month: Calendar | None,
    property_name: str | None,
) -> ibis.Table:
    table = counted_touches(touches, period)
    codes = touches.touchpoint_codes
    wanted = codes.filter(codes.touchpoint.isin(list(touchpoints))).select("code")
    table = table.semi_join(wanted, table.touchpoint == wanted.code)
    table = table.select(Unit.PERSON.value, "occurred_at", "event_id", position=table.person_position)
    properties = touches.events.properties
    said = touches.events.select(
        "event_id",
        score=properties.get(name).try_cast("float64"),
        said_label=properties.get(property_name) if property_name else ibis.literal(None, "string"),
    )
    table = table.join(said, "event_id")
    table = table.filter(table.score.notnull())
    label = month.month(table.occurred_at) if month is not None else table.said_label
    return table.select("person", "event_id", "position", "score", label=label)


def stated_scores(
    touches: Touches,
    by: Unit,
    period: Period,
    name: str,
    *,
    scale: tuple[float, float],
    property_name: str | None = None,
) -> ibis.Table:
    """Return all events that state a score, oldest first, recognised or not, of persons or of nobody.

    Columns: person, account, touchpoint and event (codes), occurred_at, automated, internal, score (NULL where what was
    stated is no number), strange (the text that was stated, where it is no number of the scale), label (the property,
    where one is named). What is usually left out stands there, too, with its flags: whoever counts says how many.
    """
    table, chosen = in_period(touches.touches, period), chosen_for(touches, by)
    if chosen is not None:
        table = replace(chosen, left_out=frozenset()).in_table(table, by.value, touches.touchpoint_codes)
    kept = ("person", "account", "touchpoint", "event", "occurred_at", "sequence", "event_id")
    flags = {kind: _flag(table, kind) for kind in ("automated", "internal")}
    table = table.select(*kept, **flags)
    properties = touches.events.properties
    said = properties.get(name)
    labels = {"label": properties.get(property_name)} if property_name else {}
    stated = touches.events.select(said_id="event_id", said=said, **labels)
    stated = stated.filter(stated.said.notnull())
    table = table.join(stated, table.event_id == stated.said_id)
    score = table.said.try_cast("float64")
    table = table.mutate(score=score, strange=ibis.ifelse(score.between(*scale), ibis.null("string"), table.said))
    ordered = table.order_by(["occurred_at", "sequence", "event_id"])
    return ordered.drop("event_id", "said_id", "sequence", "said")


def _flag(table: ibis.Table, kind: str) -> ibis.Value:
    return table[kind].fill_null(ibis.literal(value=False)) if kind in table.columns else ibis.literal(value=False)
