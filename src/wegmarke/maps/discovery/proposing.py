"""Proposes a map from observed paths, beside a draft."""

from __future__ import annotations

import hashlib
import json
import math
import re
from collections.abc import Sequence
from datetime import datetime
from typing import Final

from wegmarke import analytics
from wegmarke.analytics import Facts
from wegmarke.domain import LocalizedText, Measure, Unit, UsageError
from wegmarke.domain.map_discovery import DiscoveryParameters, MapDiscovery, OrderedTouchpoint, Piece, PieceKind
from wegmarke.maps import difference
from wegmarke.maps.conformance import ObservedPaths, observed_paths
from wegmarke.maps.discovery.accepting import accept
from wegmarke.maps.discovery.flow import Follows, follows_of
from wegmarke.maps.discovery.pieces import Making, Thresholds
from wegmarke.maps.discovery.placing import Layout, lay_out, own_id
from wegmarke.maps.discovery.typical import CANDIDATES, LEAST_GAIN, typical_paths
from wegmarke.maps.document import JourneyMap, Touchpoint
from wegmarke.maps.native import content_hash
from wegmarke.maps.overlay import phase_model
from wegmarke.paths import Touches, event_names, path_touches
from wegmarke.rules import parse_rule

_PREFIX: Final = "properties."


def discover(
    draft: JourneyMap,
    touches: Touches,
    *,
    by: Unit | str = Unit.ACCOUNT,
    start: datetime | None = None,
    end: datetime | None = None,
    zone: str = "UTC",
    asked: DiscoveryParameters = DiscoveryParameters(),  # noqa: B008  # frozen
    known: Sequence[Touchpoint] = (),
    small_n: int = 0,
    base: int | None = None,
) -> MapDiscovery:
    """Propose what observed paths say about a map.

    Args:
        draft: what the proposal is compared with.
        touches: the tables.
        by: what a path belongs to.
        start: touches before do not count.
        end: touches from here on do not count.
        zone: zone of dates.
        asked: method and thresholds.
        known: touchpoints of other maps.
        small_n: nothing is proposed that fewer units show.
        base: number of the version of the draft.

    Raises:
        UsageError: for thresholds that make no proposal, and where the draft has no phase to put touchpoints in.
    """
    by_order = _is_by_order(draft, asked)
    others = asked.others or not draft.touchpoints
    names = None if others else [one.id for one in draft.touchpoints]
    found = analytics.facts(touches, by, start, end, zone=draft.time_zone or zone, touchpoints=names)
    library = {one.id: one for one in (*known, *draft.touchpoints)}
    observed, library = _observed(touches, found, names, library, events=asked.events)
    least = max(1, small_n, math.ceil(asked.least * observed.units.size))
    follows = follows_of(observed, least)
    layout = lay_out(draft, follows, by_order=by_order, phases=asked.count)
    thresholds = Thresholds(least, asked.usual, asked.loop, asked.clear)
    pieces = Making(draft, follows, layout, library, thresholds, int(observed.units.size)).all()
    pieces = tuple(piece for piece in pieces if piece.part >= small_n or piece.kind is PieceKind.OPTIONAL)
    pieces += tuple(_emotions(accept(draft, pieces), draft, touches, found, _answers(draft, asked), small_n))
    return MapDiscovery(
        map=draft.id,
        base=base,
        by=found.by.value,
        units=int(observed.units.size),
        touches=int(observed.us.size),
        variants=len(observed.paths),
        left_out=follows.left_out,
        parameters=_parameters(asked, by_order=by_order, least=least),
        order=_order(follows, layout, library),
        pieces=pieces,
        paths=tuple(path for path in typical_paths(follows.variants, follows.names) if path.units >= small_n),
        differences=difference.spoken_changes(draft, accept(draft, pieces)),
        definition=found.definition(*_says(asked, least, by_order=by_order)).sentences,
        seen=_name(draft, base, pieces),
    )


def _is_by_order(draft: JourneyMap, asked: DiscoveryParameters) -> bool:
    by_order = asked.phases == "order" or (not asked.phases and not draft.phases)
    if not by_order and not draft.phases:
        raise UsageError(f"phases: map {draft.id} has none. Ask for the order instead, which cuts them.")
    return by_order


def _observed(
    touches: Touches, found: Facts, names: list[str] | None, library: dict[str, Touchpoint], *, events: bool
) -> tuple[ObservedPaths, dict[str, Touchpoint]]:
    table = path_touches(touches, found.by, found.period, touchpoints=names, unrecognised=events)
    by_code: dict[int, str] = {}
    made = dict(library)
    for code, event in sorted(event_names(touches).items()) if events else ():
        own = next((n for n in (_plain(event), own_id("event", event)) if n not in made), own_id("unrecognised", event))
        by_code[code] = own
        words = event.replace("_", " ").replace(".", " ").capitalize()
        made[own] = Touchpoint(id=own, title=LocalizedText.of(words), rule=parse_rule({"event": event}))
    for name in touches.known_codes["touchpoint"].to_pylist():
        made.setdefault(name, Touchpoint(id=name, title=LocalizedText.of(name.replace("_", " ").capitalize())))
    return observed_paths(touches, table, events=by_code), made


def _plain(event: str) -> str:
    return re.sub(r"[^a-z0-9_.-]+", "_", event.lower()).strip("_.-")[:60] or "event"


def _answers(draft: JourneyMap, asked: DiscoveryParameters) -> str:
    if asked.answers:
        return asked.answers.removeprefix(_PREFIX)
    found = [one.property for one in draft.metrics if one.measure is Measure.SATISFACTION and one.property]
    return found[0].removeprefix(_PREFIX) if found else ""


def _emotions(
    proposed: JourneyMap, draft: JourneyMap, touches: Touches, found: Facts, answers: str, small_n: int
) -> list[Piece]:
    """Return the measured emotion of each phase of the proposed map that has answers."""
    if not answers or found.first_at is None or found.last_at is None:
        return []
    seen = analytics.measure_map(
        touches, phase_model(proposed), found.by, zone=found.zone, start=found.period.start, end=found.period.end
    )
    first, last = found.first_at.date().isoformat(), found.last_at.date().isoformat()
    made = []
    for phase in proposed.phases:
        own = own_id("measured", phase.id)
        measured = analytics.metric_number(
            seen, own, Measure.SATISFACTION, phase=phase.id, property_name=answers, small_n=max(1, small_n)
        )
        taken = any(one.phase == phase.id and one.basis == "measured" and one.id != own for one in draft.emotions)
        if measured.value is None or taken:
            continue
        content = {
            "phase": phase.id, "basis": "measured", "value": round(measured.value, 2), "n": measured.n,
            "start": first, "end": last, "source": f"{_PREFIX}{answers}",
        }  # fmt: skip
        if measured.low is not None and measured.high is not None:
            content |= {"low": round(measured.low, 2), "high": round(measured.high, 2)}
        text = LocalizedText(
            de=f"Gemessen: {measured.value:+.1f} aus {measured.n} Antworten.".replace(".", ",", 1),
            en=f"Measured: {measured.value:+.1f} from {measured.n} answers.",
        )
        is_new = all(one.id != own for one in draft.emotions)
        needs = () if any(one.id == phase.id for one in draft.phases) else (f"phase:{phase.id}",)
        made.append(
            Piece(
                f"emotion:{own}", PieceKind.EMOTION, "emotions", own, json.dumps(content), phase.title, text,
                measured.n, measured.n, needs=needs, is_new=is_new,
            )
        )  # fmt: skip
    return made


def _order(follows: Follows, layout: Layout, library: dict[str, Touchpoint]) -> tuple[OrderedTouchpoint, ...]:
    return tuple(
        OrderedTouchpoint(
            name, library[name].title, layout.spots[name].phase, int(follows.units[number]),
            int(follows.touches[number]), float(follows.position[number]),
        )
        for number, name in enumerate(follows.names)
    )  # fmt: skip


def _parameters(asked: DiscoveryParameters, *, by_order: bool, least: int) -> dict[str, str]:
    return {
        "phases": "order" if by_order else "map",
        "count": "" if asked.count is None else str(asked.count),
        "least": f"{asked.least:g}",
        "least_units": str(least),
        "usual": f"{asked.usual:g}",
        "loop": f"{asked.loop:g}",
        "clear": f"{asked.clear:g}",
        "others": str(asked.others).lower(),
        "events": str(asked.events).lower(),
        "answers": asked.answers,
    }


def _name(draft: JourneyMap, base: int | None, pieces: tuple[Piece, ...]) -> str:
    said = json.dumps([[one.id, one.content, one.part, one.of] for one in pieces])
    return hashlib.sha256(f"{content_hash(draft)} {base} {said}".encode()).hexdigest()[:32]


def _says(asked: DiscoveryParameters, least: int, *, by_order: bool) -> tuple[LocalizedText, ...]:
    usual, loop, clear = (f"{share * 100:g}" for share in (asked.usual, asked.loop, asked.clear))
    order = LocalizedText(
        de=(
            "Reihenfolge: Kontaktpunkte danach, vor wie vielen anderen sie im Mittel zuerst kommen. "
            f"Kontaktpunkte mit weniger als {least} Einheiten bleiben weg."
        ),
        en=(
            "Order: touchpoints by how many others they precede at their first touch, on the mean. "
            f"Touchpoints with fewer than {least} units are left out."
        ),
    )
    phases = (
        LocalizedText(
            de="Phasen: Schnitt der Reihenfolge mit der größten Modularität der Übergänge.",
            en="Phases: the cut of the order with the greatest modularity of transitions.",
        )
        if by_order
        else LocalizedText(
            de="Phasen: die der Map; neue Kontaktpunkte stehen dort, wohin die meisten Übergänge führen.",
            en="Phases: those of the map; new touchpoints stand where most transitions lead.",
        )
    )
    pieces = LocalizedText(
        de=(
            f"Optional: weniger als {usual} % der Einheiten der Phase. Wiederholung und Rückweg: ab {loop} % der "
            f"Einheiten am Kontaktpunkt und {least} Einheiten. Eine Reihenfolge gilt ab {clear} % der Einheiten mit "
            "beiden."
        ),
        en=(
            f"Optional: fewer than {usual} % of the units of the phase. Repetition and way back: from {loop} % of the "
            f"units at the touchpoint and {least} units. An order counts from {clear} % of the units with both."
        ),
    )
    paths = LocalizedText(
        de=(
            f"Typische Pfade: Vertreter der {CANDIDATES} häufigsten Pfade nach Editierdistanz; ein weiterer muss den "
            f"mittleren Abstand um {LEAST_GAIN * 100:g} % senken."
        ),
        en=(
            f"Typical paths: representatives of the {CANDIDATES} most frequent paths by edit distance; another one "
            f"must bring the mean distance down by {LEAST_GAIN * 100:g} %."
        ),
    )
    return order, phases, pieces, paths
