"""Makes pieces of a proposal: each says what it adds, and how many units showed it."""

from __future__ import annotations

import itertools
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from wegmarke.documents import Plain, content_of
from wegmarke.domain import CanonicalPhase, LocalizedText
from wegmarke.domain.map_discovery import Piece, PieceKind
from wegmarke.maps.discovery.accepting import BEGINNING
from wegmarke.maps.discovery.flow import Follows
from wegmarke.maps.discovery.placing import Layout, alongside, own_id, units_at
from wegmarke.maps.document import JourneyMap, Step, Touchpoint

_CANONICAL: Final = tuple(one for one in CanonicalPhase if one is not CanonicalPhase.EXIT)


@dataclass(frozen=True, slots=True)
class Thresholds:
    """What must be seen for a piece to be proposed.

    Attributes:
        least_units: a touchpoint needs so many units.
        usual: a step that fewer of the units in its phase pass is optional; 0..1.
        loop: a way back, or a repetition, needs this share of the units at the touchpoint it begins from, and no
            fewer than a touchpoint.
        clear: an order is decided where this share of the units with both touchpoints have it.
    """

    least_units: int
    usual: float
    loop: float
    clear: float


@dataclass(frozen=True)
class Making:
    """Makes the pieces of one proposal.

    Attributes:
        library: touchpoints by id, with their titles and rules.
    """

    draft: JourneyMap
    follows: Follows
    layout: Layout
    library: Mapping[str, Touchpoint]
    thresholds: Thresholds
    units: int

    def all(self) -> tuple[Piece, ...]:
        """Return all pieces but emotions, in the order in which they are put in."""
        made = [*self._touchpoints(), *self._phases(), *self._steps(), *self._placements()]
        made += [*self._optional(), *self._repeatable(), *self._parallel(), *self._loops()]
        present = {piece.id for piece in made}
        return tuple(_keeping(piece, present) for piece in made)

    def _touchpoints(self) -> Iterator[Piece]:
        there = {one.id for one in self.draft.touchpoints}
        for name in self.follows.names:
            if name not in there:
                fields = content_of(self.library[name])
                yield self._of_touchpoint(PieceKind.TOUCHPOINT, "touchpoints", name, fields, name)

    def _phases(self) -> Iterator[Piece]:
        there = {phase.id for phase in self.draft.phases}
        behind = self.draft.phases[-1].id if self.draft.phases else ""
        for number, phase in enumerate(self.layout.cut):
            names = self._in_phase(phase)
            if phase not in there:
                largest = max(names, key=lambda name: (int(self.follows.units[self.follows.number[name]]), name))
                title = self.library[largest].title
                named = LocalizedText(de=f"Phase {number + 1}: {title.de}", en=f"Phase {number + 1}: {title.en}")
                fields: dict[str, Plain] = {
                    "title": {"de": named.de, "en": named.en}, "canonical": _CANONICAL[number].value
                }  # fmt: skip
                seen = units_at(self.follows, names)
                yield self._piece(
                    PieceKind.PHASE, "phases", phase, fields, named, _seen(seen, self.units), seen, self.units,
                    behind=behind,
                )  # fmt: skip
            behind = phase

    def _steps(self) -> Iterator[Piece]:
        there = {step.id: step for step in self.draft.steps}
        told: set[str] = set()
        last: dict[str, str] = {}
        inhabited = {step.phase for step in self.draft.steps}
        for name, spot in self.layout.spots.items():
            step = there.get(spot.step)
            if spot.step not in told and (step is None or step.phase != spot.phase):
                fields: dict[str, Plain] = {"phase": spot.phase}
                if step is None:
                    fields["title"] = _both(self.library[name].title)
                told.add(spot.step)
                first = BEGINNING if spot.phase in inhabited else ""
                yield self._of_touchpoint(
                    PieceKind.STEP,
                    "steps",
                    spot.step,
                    fields,
                    name,
                    behind=last.get(spot.phase, first),
                    is_new=step is None,
                    needs=(f"phase:{spot.phase}",),
                )
            last[spot.phase] = spot.step

    def _placements(self) -> Iterator[Piece]:
        for name, spot in self.layout.spots.items():
            if not spot.is_placed:
                yield self._of_touchpoint(
                    PieceKind.PLACEMENT, "placements", own_id("seen", name),
                    {"step": spot.step, "touchpoint": name}, name,
                    needs=(f"step:{spot.step}", f"touchpoint:{name}"),
                )  # fmt: skip

    def _optional(self) -> Iterator[Piece]:
        by_step: dict[str, list[str]] = {}
        for name, spot in self.layout.spots.items():
            by_step.setdefault(spot.step, []).append(name)
        for step, names in by_step.items():
            phase = self.layout.spots[names[0]].phase
            part, of = units_at(self.follows, names), units_at(self.follows, self._in_phase(phase))
            known = self._step(step)
            if part < self.thresholds.usual * of and not (known and known.optional):
                text = LocalizedText(
                    de=f"Von {_n(of, '.')} Einheiten in dieser Phase kamen {_n(part, '.')} hier vorbei.",
                    en=f"Of {_n(of, ',')} units in this phase, {_n(part, ',')} passed here.",
                )
                yield self._piece(
                    PieceKind.OPTIONAL, "steps", step, {"optional": True}, self._title_of(step, names[0]), text, part,
                    of, is_new=False, needs=(f"step:{step}",),
                )  # fmt: skip

    def _repeatable(self) -> Iterator[Piece]:
        for name, spot in self.layout.spots.items():
            number = self.follows.number[name]
            part, of = int(self.follows.hop_units[number, number]), int(self.follows.units[number])
            known = self._step(spot.step)
            if self._is_loop(part, of) and not (known and known.repeatable):
                text = LocalizedText(
                    de=f"Bei {_n(part, '.')} von {_n(of, '.')} Einheiten folgt es sich selbst.",
                    en=f"It follows itself with {_n(part, ',')} of {_n(of, ',')} units.",
                )
                yield self._piece(
                    PieceKind.REPEATABLE, "steps", spot.step, {"repeatable": True},
                    self._title_of(spot.step, name), text, part, of, is_new=False, needs=(f"step:{spot.step}",),
                )  # fmt: skip

    def _parallel(self) -> Iterator[Piece]:
        """Say which new steps of a phase that was cut from the order have no order among themselves."""
        for phase in self.layout.cut:
            for abreast in alongside(
                self.follows, self._in_phase(phase), self.thresholds.least_units, self.thresholds.clear
            ):
                if any(self.layout.spots[name].is_placed for name in abreast):
                    continue
                part = min(
                    int(self.follows.both[self.follows.number[a], self.follows.number[b]])
                    for a, b in itertools.pairwise(abreast)
                )
                text = LocalizedText(
                    de=f"Von {_n(part, '.')} Einheiten mit beiden kam keines eindeutig zuerst.",
                    en=f"Of {_n(part, ',')} units with both, neither clearly came first.",
                )
                for name in abreast:
                    step = self.layout.spots[name].step
                    yield self._piece(
                        PieceKind.PARALLEL, "steps", step, {"parallel_group": own_id("beside", abreast[0])},
                        self.library[name].title, text, part, part, is_new=False, needs=(f"step:{step}",),
                    )  # fmt: skip

    def _loops(self) -> Iterator[Piece]:
        there = {(way.from_step, way.to_step) for way in self.draft.transitions if way.kind == "loop"}
        place = {step: number for number, step in enumerate(self.layout.sequence)}
        told: set[tuple[str, str]] = set()
        for name, spot in self.layout.spots.items():
            for back, target in self.layout.spots.items():
                pair = (spot.step, target.step)
                here, there_too = self.follows.number[name], self.follows.number[back]
                part, of = int(self.follows.hop_units[here, there_too]), int(self.follows.units[here])
                is_back = place[target.step] < place[spot.step]
                is_clear = float(self.follows.before[there_too, here]) >= self.thresholds.clear
                if is_back and is_clear and pair not in there | told and self._is_loop(part, of):
                    told.add(pair)
                    yield self._loop(name, back, pair, part, of)

    def _loop(self, name: str, back: str, pair: tuple[str, str], part: int, of: int) -> Piece:
        one, other = self.library[name].title, self.library[back].title
        text = LocalizedText(
            de=f"Von {_n(of, '.')} Einheiten gingen {_n(part, '.')} zurück.",
            en=f"Of {_n(of, ',')} units, {_n(part, ',')} went back.",
        )
        fields: dict[str, Plain] = {
            "from_step": pair[0], "to_step": pair[1], "kind": "loop", "expected_share": round(part / of, 4)
        }  # fmt: skip
        title = LocalizedText(de=f"{one.de} → {other.de}", en=f"{one.en} → {other.en}")
        return self._piece(
            PieceKind.LOOP, "transitions", own_id("back", f"{pair[0]}-{pair[1]}"), fields, title, text, part, of,
            needs=(f"step:{pair[0]}", f"step:{pair[1]}", f"placement:{own_id('seen', name)}"),
        )  # fmt: skip

    def _is_loop(self, part: int, of: int) -> bool:
        return part >= max(self.thresholds.least_units, self.thresholds.loop * of)

    def _in_phase(self, phase: str) -> list[str]:
        return [name for name, spot in self.layout.spots.items() if spot.phase == phase]

    def _step(self, name: str) -> Step | None:
        return next((step for step in self.draft.steps if step.id == name), None)

    def _title_of(self, step: str, name: str) -> LocalizedText:
        known = self._step(step)
        return known.title if known else self.library[name].title

    def _of_touchpoint(
        self,
        kind: PieceKind,
        collection: str,
        thing: str,
        fields: Mapping[str, Plain],
        name: str,
        *,
        behind: str = "",
        needs: tuple[str, ...] = (),
        is_new: bool = True,
    ) -> Piece:
        number = self.follows.number[name]
        part, position = int(self.follows.units[number]), float(self.follows.position[number])
        text = _seen(part, self.units, position)
        return self._piece(
            kind, collection, thing, fields, self.library[name].title, text, part, self.units,
            position=position, behind=behind, needs=needs, is_new=is_new,
        )  # fmt: skip

    def _piece(
        self,
        kind: PieceKind,
        collection: str,
        thing: str,
        fields: Mapping[str, Plain],
        title: LocalizedText,
        text: LocalizedText,
        part: int,
        of: int,
        *,
        position: float | None = None,
        behind: str = "",
        needs: tuple[str, ...] = (),
        is_new: bool = True,
    ) -> Piece:
        content = json.dumps({key: value for key, value in fields.items() if key != "id"}, ensure_ascii=False)
        return Piece(
            f"{kind.value}:{thing}", kind, collection, thing, content, title, text, part, of, position, behind, needs,
            is_new,
        )  # fmt: skip


def _keeping(piece: Piece, present: set[str]) -> Piece:
    """Leave out what a piece needs and the draft has already."""
    return Piece(
        piece.id, piece.kind, piece.collection, piece.thing, piece.content, piece.title, piece.text, piece.part,
        piece.of, piece.position, piece.behind, tuple(one for one in piece.needs if one in present), piece.is_new,
    )  # fmt: skip


def _seen(part: int, of: int, position: float | None = None) -> LocalizedText:
    german = "" if position is None else f", Position im Median {position:g}".replace(".", ",")
    english = "" if position is None else f", median position {position:g}"
    return LocalizedText(
        de=f"Gesehen bei {_n(part, '.')} von {_n(of, '.')} Einheiten{german}.",
        en=f"Seen with {_n(part, ',')} of {_n(of, ',')} units{english}.",
    )


def _both(text: LocalizedText) -> Plain:
    return {"de": text.de, "en": text.en}


def _n(number: int, sign: str) -> str:
    return f"{number:,}".replace(",", sign)
