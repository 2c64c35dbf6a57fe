"""What a map expects of a path: places in an order that leaves room, with options and ways back.

A placement without an expectation is one way to pass its step: a step that is not optional wants at least one touch at
any of these. A placement that says `must` or `should` wants its own.

Steps follow each other in the order of the document; steps of one parallel group go on side by side. Inside a step the
order of touchpoints is free, unless an expectation says `after` or `before`. Ways between steps say where one may go
on, back, or leave.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from wegmarke.domain import CanonicalPhase, UsageError
from wegmarke.maps.document import JourneyMap, Placement, Step
from wegmarke.rules import Rule

END: Final = -1
"""Number of the place behind the last stretch."""
_ONWARD: Final = ("next", "branch")


@dataclass(frozen=True, slots=True)
class Place:
    """One placement as a path may pass it.

    Attributes:
        least, most: how often it should and may be passed each time the path comes by; None for any number.
        choice: places of the same step, this one among them, of which at least one should be passed; empty for none.
        after: numbers of places of the same stretch that come before this one.
        follows: numbers of all places it follows, wherever they stand; a delay counts from the last of them.
        max_delay_days: None where nobody says.
        channels, roles: where or by whom alone it is right; empty for anywhere and anybody.
        went_well, went_badly: rules that tell which touches here did.
    """

    placement: str
    touchpoint: str
    step: str
    phase: str
    least: int
    most: int | None
    choice: tuple[int, ...] = ()
    after: tuple[int, ...] = ()
    follows: tuple[int, ...] = ()
    max_delay_days: float | None = None
    channels: frozenset[str] = frozenset()
    roles: frozenset[str] = frozenset()
    went_well: Rule | None = None
    went_badly: Rule | None = None


@dataclass(frozen=True, slots=True)
class Stretch:
    """One step, or steps side by side.

    Attributes:
        places: their numbers.
        optional: the path may pass by.
        again: it may begin anew when it is over.
        onward: numbers of stretches that may come next; `END` where the path may end.
    """

    phase: str
    places: tuple[int, ...]
    optional: bool
    again: bool
    onward: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Expected:
    """What a map expects.

    Attributes:
        placed: touchpoints that may occur somewhere.
        most: how often each touchpoint may occur at all its places together; without those that may any number.
    """

    map: str
    places: tuple[Place, ...]
    stretches: tuple[Stretch, ...]
    placed: frozenset[str] = field(default=frozenset())
    most: dict[str, int] = field(default_factory=dict)


def expected_paths(document: JourneyMap) -> Expected:
    """Read what a map expects of paths.

    Raises:
        UsageError: when no touchpoint stands at a step, so that nothing is expected.
    """
    groups = _groups(document)
    planned = [
        (one, step) for group in groups for step in group for one in document.placements
        if one.step == step.id and _may_occur(one)
    ]  # fmt: skip
    if not planned:
        raise UsageError(
            f"map {document.id}: expected touchpoints that stand at steps; got none. Place some, so that the map says "
            "what paths should look like."
        )
    places = _places(document, planned, groups)
    numbers = {place.placement: number for number, place in enumerate(places)}
    stretches = _stretches(document, groups, places, numbers)
    placed = frozenset(place.touchpoint for place in places)
    return Expected(document.id, tuple(places), tuple(stretches), placed, _most(places, stretches))


def _groups(document: JourneyMap) -> list[list[Step]]:
    """Return the steps in order of their phases, those side by side together."""
    groups: list[list[Step]] = []
    for phase in document.phases:
        for step in (one for one in document.steps if one.phase == phase.id):
            before = groups[-1][-1] if groups else None
            if before is not None and step.parallel_group and before.parallel_group == step.parallel_group:
                groups[-1].append(step)
            else:
                groups.append([step])
    return groups


def _may_occur(placement: Placement) -> bool:
    told = placement.expectation
    return told is None or (told.occurrence != "must_not" and told.max_count != 0)


def _places(
    document: JourneyMap, planned: Sequence[tuple[Placement, Step]], groups: Sequence[Sequence[Step]]
) -> list[Place]:
    numbers = {placement.id: number for number, (placement, _) in enumerate(planned)}
    group_of = {step.id: number for number, group in enumerate(groups) for step in group}
    follows = _follows(planned, numbers)
    side_by_side = {step.id for group in groups if len(group) > 1 for step in group}
    loose = {step.id for _, step in planned if step.optional and step.id in side_by_side}
    choices = _choices(planned, loose)
    made = []
    for number, (placement, step) in enumerate(planned):
        least, most = _counts(placement, is_optional=step.id in loose)
        near = tuple(one for one in follows[number] if group_of[planned[one][1].id] == group_of[step.id])
        made.append(_place(document, placement, step, least, most, choices[number], near, follows[number]))
    return made


def _place(
    document: JourneyMap,
    placement: Placement,
    step: Step,
    least: int,
    most: int | None,
    choice: tuple[int, ...],
    near: tuple[int, ...],
    follows: tuple[int, ...],
) -> Place:
    touchpoint = next(one for one in document.touchpoints if one.id == placement.touchpoint)
    told = placement.expectation
    personas = [one for one in document.personas if one.id in placement.personas]
    return Place(
        placement=placement.id,
        touchpoint=placement.touchpoint,
        step=step.id,
        phase=step.phase,
        least=least,
        most=most,
        choice=choice,
        after=near,
        follows=follows,
        max_delay_days=told.max_delay_days if told else None,
        channels=frozenset(told.allowed_channels if told else ()),
        roles=frozenset([*placement.roles, *(role for persona in personas for role in persona.roles)]),
        went_well=(told and told.success_rule) or touchpoint.success_rule,
        went_badly=(told and told.failure_rule) or touchpoint.failure_rule,
    )


def _counts(placement: Placement, *, is_optional: bool) -> tuple[int, int | None]:
    told = placement.expectation
    if told is None:
        return 0, None
    least = told.min_count if told.min_count is not None else 1
    if told.occurrence == "may" or is_optional:
        least = 0
    if told.max_count is not None:
        least = min(least, told.max_count)
    return least, told.max_count


def _choices(planned: Sequence[tuple[Placement, Step]], loose: set[str]) -> list[tuple[int, ...]]:
    """Return per place the places of its step that say nothing, where nothing else at the step says enough."""
    told = {
        step.id for placement, step in planned if placement.expectation and _counts(placement, is_optional=False)[0]
    }
    silent: dict[str, list[int]] = {}
    for number, (placement, step) in enumerate(planned):
        if placement.expectation is None and step.id not in told | loose:
            silent.setdefault(step.id, []).append(number)
    return [tuple(silent.get(step.id, ())) if placement.expectation is None else () for placement, step in planned]


def _follows(planned: Sequence[tuple[Placement, Step]], numbers: dict[str, int]) -> list[tuple[int, ...]]:
    found: list[set[int]] = [set() for _ in planned]
    for number, (placement, _) in enumerate(planned):
        told = placement.expectation
        for earlier in told.after if told else ():
            if earlier in numbers:
                found[number].add(numbers[earlier])
        for later in told.before if told else ():
            if later in numbers:
                found[numbers[later]].add(number)
    return [tuple(sorted(one)) for one in found]


def _stretches(
    document: JourneyMap, groups: Sequence[Sequence[Step]], places: Sequence[Place], numbers: dict[str, int]
) -> list[Stretch]:
    leaving = {phase.id for phase in document.phases if phase.canonical is CanonicalPhase.EXIT}
    usual = [number for number, group in enumerate(groups) if group[0].phase not in leaving]
    exits = [number for number, group in enumerate(groups) if group[0].phase in leaving]
    group_of = {step.id: number for number, group in enumerate(groups) for step in group}
    made = []
    for number, group in enumerate(groups):
        steps = {step.id for step in group}
        onward, again = _ways(document, number, steps, group_of, usual if number in usual else exits)
        if number in usual:
            onward |= {*exits[:1]}
        made.append(
            Stretch(
                phase=group[0].phase,
                places=tuple(numbers[one.placement] for one in places if one.step in steps),
                optional=all(step.optional for step in group),
                again=again or any(step.repeatable for step in group),
                onward=tuple(sorted(onward)),
            )
        )
    return made


def _ways(
    document: JourneyMap, number: int, steps: set[str], group_of: dict[str, int], row: Sequence[int]
) -> tuple[set[int], bool]:
    """Return where a stretch leads, and whether it may begin anew; without a way onward it leads to the next one."""
    onward: set[int] = set()
    again = False
    is_said = False
    for way in document.transitions:
        if way.from_step not in steps:
            continue
        is_said = is_said or way.kind in _ONWARD
        target = END if way.to_step is None else group_of[way.to_step]
        if target != number:
            onward.add(target)
        elif way.kind == "loop":
            again = True
    if not is_said:
        place = row.index(number)
        onward.add(row[place + 1] if place + 1 < len(row) else END)
    return onward, again


def _most(places: Sequence[Place], stretches: Sequence[Stretch]) -> dict[str, int]:
    """Return how often touchpoints may occur on a path that never comes back; none where every place is open."""
    found: dict[str, int | None] = {}
    for place in places:
        before = found.get(place.touchpoint, 0)
        found[place.touchpoint] = None if before is None or place.most is None else before + place.most
    return {touchpoint: most for touchpoint, most in found.items() if most is not None}
