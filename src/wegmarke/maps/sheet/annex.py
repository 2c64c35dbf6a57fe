"""The annex as plain values for its template: notes, personas, metrics, evidence, rows the sheet does not draw."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from wegmarke.domain import LocalizedText
from wegmarke.maps import vocabulary
from wegmarke.maps.document import Metric, Persona, Proof
from wegmarke.maps.sheet.footer import evidence_of
from wegmarke.maps.sheet.metric_row import figure_of
from wegmarke.maps.sheet.notes import Note
from wegmarke.maps.sheet.page import DRAWN_LANES, Page
from wegmarke.maps.sheet.places import Places
from wegmarke.maps.sheet.typeface import SUBSTITUTE
from wegmarke.maps.sheet.words import DEFINITIONS

COLUMNS: Final = 3

# Notes with fewer lines than this are set side by side in columns of about the same height.
_SHORT: Final = 150
_LINE: Final = 62
_CARD_LINE: Final = 28

_WORDS: Final = (
    *("page", "of", "annex", "notes", "personas", "metric_annex", "proofs", "no_evidence", "other_rows"),
    *("unprintable", "tile", "persona", "phase", "overview"),
)

Values = dict[str, Any]


def annex_of(places: Places, page: Page) -> Values:
    """Return what the template of the annex sets for one language."""
    said = places.saying.label
    values: Values = {
        "title": places.saying.text(places.document.title),
        "lang": places.saying.language.value,
        "words": {name: said(name) for name in _WORDS},
        "foot": f"{places.saying.text(places.document.title)} · {evidence_of(places)}",
        "notes": [_note(note) for note in page.notes],
        "columns": _side_by_side(page.notes),
        "personas": [persona_card(places, persona) for persona in places.document.personas],
        "metric_heads": [said(name) for name in ("metrics", "where", "value", "target_head", "n", "status", "formula")],
        "metrics": [_metric(places, metric) for metric in places.document.metrics],
        "proof_heads": [said(name) for name in ("proofs", "kind", "source", "date", "sample", "excerpt")],
        "proofs": [_proof(places, proof) for proof in places.document.proofs],
        "others": _others(places, len(page.notes)),
    }
    values["unprintable"] = SUBSTITUTE in repr(values)
    return values


def persona_card(places: Places, persona: Persona) -> Values:
    """Return a persona as a card for print."""
    saying = places.saying
    name = saying.text(persona.name)
    channels = [
        (said, tuple(vocabulary.CHANNELS[channel] for channel in found))
        for said, found in (("channels", persona.preferred_channels), ("avoided", persona.avoided_channels))
    ]
    lists: list[tuple[str, Sequence[LocalizedText]]] = [
        ("goals_list", persona.goals),
        ("jobs", persona.jobs),
        ("pains", persona.pains),
        ("gains", persona.gains),
        ("needs", persona.needs),
        ("criteria", persona.decision_criteria),
        ("sources", persona.information_sources),
        ("objections", persona.objections),
        *channels,
    ]
    said_lists = [(saying.label(title), places.texts(texts)) for title, texts in lists if texts]
    evidence = vocabulary.EVIDENCE_LEVELS[persona.evidence].get(saying.language)
    job = saying.text(persona.job_title)
    return {
        "initial": name[:1].upper(),
        "name": name,
        "job": job if job != name else "",
        "roles": ", ".join(vocabulary.ROLES[role].get(saying.language) for role in persona.roles),
        "quote": saying.text(persona.quote),
        "lists": _two_columns(said_lists),
        "evidence": f"{saying.label('evidence')}: {evidence}",
        "assumed": persona.evidence == "assumption",
        "length": sum(len(text) + 12 for _, texts in said_lists for text in texts),
    }


def _two_columns(lists: list[tuple[str, tuple[str, ...]]]) -> list[list[tuple[str, tuple[str, ...]]]]:
    """Split lists into two columns of about the same height."""
    heights = [2 + sum(1 + len(text) // _CARD_LINE for text in texts) for _, texts in lists]
    columns: list[list[tuple[str, tuple[str, ...]]]] = [[], []]
    done = 0.0
    for one, height in zip(lists, heights, strict=True):
        columns[done + height / 2 > sum(heights) / 2].append(one)
        done += height
    return columns


def _note(note: Note) -> Values:
    return {
        "number": note.number,
        "lane": note.lane,
        "phase": note.phase,
        "texts": [*note.texts],
    }


def _side_by_side(notes: Sequence[Note]) -> list[list[Values]]:
    """Deal few notes into columns of about the same height; many flow from column to column by themselves."""
    heights = [1.6 + sum(1 + len(text) // _LINE for text in note.texts) for note in notes]
    if not notes or sum(heights) > _SHORT:
        return []
    columns: list[list[Values]] = [[] for _ in range(COLUMNS)]
    done = 0.0
    for note, height in zip(notes, heights, strict=True):
        columns[min(COLUMNS - 1, int((done + height / 2) / sum(heights) * COLUMNS))].append(_note(note))
        done += height
    return [column for column in columns if column]


def _metric(places: Places, metric: Metric) -> list[str]:
    saying, figure = places.saying, figure_of(places, metric)
    phases = {phase.id: phase.title for phase in places.document.phases}
    touchpoints = {touchpoint.id: touchpoint.title for touchpoint in places.document.touchpoints}
    where = phases.get(metric.phase or "") or touchpoints.get(metric.touchpoint or "")
    formula = saying.text(metric.formula) or DEFINITIONS[metric.measure.value].get(saying.language)
    status = saying.label(figure.status) if figure.status != "none" else "–"
    title = f"{metric.code} {figure.title}".strip()
    return [
        title,
        saying.text(where) if where else saying.label("whole_map"),
        figure.value,
        figure.target or "–",
        figure.n.removeprefix("n ") or "–",
        status,
        formula,
    ]


def _proof(places: Places, proof: Proof) -> list[str]:
    saying = places.saying
    kind = vocabulary.PROOF_KINDS[proof.kind].get(saying.language)
    sample = saying.formats.number(proof.sample_size) if proof.sample_size is not None else "–"
    day = saying.day(proof.date) or "–"
    excerpt = saying.text(proof.excerpt) or saying.text(proof.reference)
    return [saying.text(proof.title), kind, saying.text(proof.source) or "–", day, sample, excerpt]


def _others(places: Places, taken: int) -> list[Values]:
    """Return the cards of rows that are not drawn on the sheet, by row and phase."""
    found: list[Values] = []
    for lane in places.lanes:
        if lane.type in DRAWN_LANES or not lane.cards:
            continue
        name = places.saying.text(lane.title) or vocabulary.LANE_TYPES[lane.type].get(places.saying.language)
        by_phase: dict[int | None, list[str]] = {}
        for card in lane.cards:
            by_phase.setdefault(places.where(card)[0], []).append(places.saying.text(card.text))
        for phase, texts in by_phase.items():
            title = places.saying.label("whole_map") if phase is None else places.phase_title(phase)
            found.append({"number": taken + len(found) + 1, "lane": name, "phase": title, "texts": texts})
    return found
