"""Scores that people gave, one per person: the answers behind NPS and satisfaction."""

from __future__ import annotations

from collections.abc import Sequence

import ibis

from wegmarke.domain import Unit
from wegmarke.paths.choosing import counted_touches
from wegmarke.paths.terms.period import Period
from wegmarke.paths.terms.zone import Calendar
from wegmarke.paths.touches import Touches


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
