"""Which stretch of a path an analysis is about, and the sentences that say so."""

from __future__ import annotations

from collections.abc import Sequence

from wegmarke.analytics.facts import Facts
from wegmarke.domain import LocalizedText
from wegmarke.paths import Cut, Touches, primitives

COLLAPSED = LocalizedText(
    de="Ein Kontaktpunkt, der sich unmittelbar wiederholt, zählt einmal.",
    en="A touchpoint that follows itself counts once.",
)


def cut_of(
    touches: Touches,
    since: Sequence[str],
    until: Sequence[str],
    *,
    keeps_end: bool = True,
    only_ended: bool = False,
) -> Cut | None:
    """Return the stretch from the first touch at one touchpoint on, up to the first at another; None for all."""
    if not since and not until:
        return None
    return Cut(
        since=primitives.codes_of(touches, since) if since else None,
        until=primitives.codes_of(touches, until) if until else None,
        keeps_end=keeps_end,
        only_ended=only_ended,
    )


def stretch_sentences(since: Sequence[str], until: Sequence[str], *, only_ended: bool = False) -> list[LocalizedText]:
    """Say which stretch counts."""
    said = []
    for touchpoints, verb_de, verb_en, only in (
        (since, "beginnen", "begin", True),
        (until, "enden", "end", only_ended),
    ):
        if not touchpoints:
            continue
        named = ", ".join(touchpoints)
        said.append(
            LocalizedText(
                de=f"Pfade {verb_de} mit dem ersten Kontaktereignis an: {named}"
                + ("; Einheiten ohne ein solches zählen nicht." if only else "."),
                en=f"Paths {verb_en} with the first touch at: {named}"
                + ("; units without one do not count." if only else "."),
            )
        )
    return said


def top_touchpoints(known: Facts, top: int | None) -> list[str] | None:
    """Return the touchpoints with the most touches in the period, or None where all are told apart."""
    if top is None or top >= len(known.touches):
        return None
    ranked = sorted(known.touches.items(), key=lambda item: (-item[1], item[0]))
    return [touchpoint for touchpoint, _ in ranked[:top]]


def top_sentence(top: int) -> LocalizedText:
    """Say that only some touchpoints have names."""
    return LocalizedText(
        de=f"Die {top} Kontaktpunkte mit den meisten Kontaktereignissen haben einen Namen, die übrigen sind "
        f"{primitives.REMAINDER}.",
        en=f"The {top} touchpoints with the most touches are named, the others are {primitives.REMAINDER}.",
    )
