"""Walk along the paths of all subjects at once: which event takes a subject into which stage?

The stage one is in depends on the stage before, event by event. All subjects take their first event together, then
their second, and so on; so the work in Python grows with the longest path, not with the number of events.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from wegmarke.stages.document import StageModel
from wegmarke.stages.versions import Span

Numbers = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]

NOWHERE = 0
"""The state of a subject that has not entered any stage; stages of all versions are numbered from 1."""


@dataclass(frozen=True)
class Rulebook:
    """All versions as tables, by number of the span and number of the stage.

    Attributes:
        stages: ids of stages of all versions; number 1 is the first of them.
        number: span, 1-based place in its document -> number of the stage.
        following: span, place, stage one is in -> stage one is in afterwards.
        order: span, stage -> its place in the order; 0 for a side stage, and for one the version does not know.
        known: span, stage -> the version knows it.
        allowed: span, stage before, stage -> the transition is allowed.
    """

    stages: tuple[str, ...]
    number: Numbers
    following: Numbers
    order: Numbers
    known: Flags
    allowed: Flags


@dataclass(frozen=True)
class Walk:
    """The events that changed a stage, in path order, by their place among the signals.

    Attributes:
        place: which signal.
        stage, previous: numbers of stages; `previous` is `NOWHERE` for the first.
        reached: place in the order of the furthest stage entered before, in the version that judges the event.
        went_back, is_allowed: how the version judges the transition.
    """

    place: Numbers
    stage: Numbers
    previous: Numbers
    reached: Numbers
    went_back: Flags
    is_allowed: Flags


def rulebook_of(spans: Sequence[Span]) -> Rulebook:
    """Write the versions down as tables."""
    stages = tuple(dict.fromkeys(stage.id for span in spans for stage in span.model.stages))
    numbers = {stage: number for number, stage in enumerate(stages, 1)}
    most, count = max((len(span.model.stages) for span in spans), default=0), len(stages) + 1
    shape = (len(spans), count)
    book = Rulebook(
        stages=stages,
        number=np.zeros((len(spans), most + 1), dtype=np.int64),
        following=np.zeros((len(spans), most + 1, count), dtype=np.int64),
        order=np.zeros(shape, dtype=np.int64),
        known=np.zeros(shape, dtype=np.bool_),
        allowed=np.ones((len(spans), count, count), dtype=np.bool_),
    )
    for place, span in enumerate(spans):
        _write(book, place, span.model, numbers)
    return book


def _write(book: Rulebook, span: int, model: StageModel, numbers: dict[str, int]) -> None:
    for place, stage in enumerate(model.stages, 1):
        number = numbers[stage.id]
        book.number[span, place] = number
        book.known[span, number] = True
        book.order[span, number] = 0 if stage.side else place
        book.allowed[span, number, :] = False
        book.allowed[span, number, [number, *(numbers[other] for other in model.goes_to(stage))]] = True
    for place, stage in enumerate(model.stages, 1):
        number = numbers[stage.id]
        # A sign counts only where one may go on from the stage one is in.
        stays = ~book.allowed[span, :, number] if stage.sign else np.zeros(len(book.known[span]), dtype=np.bool_)
        book.following[span, place] = np.where(stays, np.arange(len(stays)), number)


def walk(book: Rulebook, starts: Numbers, span: Numbers, place: Numbers) -> Walk:
    """Walk along all paths.

    Args:
        book: the versions.
        starts: where the path of each subject begins among the signals; the end comes last.
        span: of each signal, in path order by subject.
        place: of each signal, likewise.
    """
    before, after = _states(book, starts, span, place)
    (changed,) = np.nonzero(before != after)
    owner = np.searchsorted(starts, changed, side="right")
    spans, stage, previous = span[changed], after[changed], before[changed]
    order = book.order[spans, stage]
    reached, last = _reached(book, owner, spans, stage)
    return Walk(
        place=changed,
        stage=stage,
        previous=previous,
        reached=reached,
        went_back=(order > 0) & (last >= order),
        is_allowed=book.allowed[spans, previous, stage],
    )


def _states(book: Rulebook, starts: Numbers, span: Numbers, place: Numbers) -> tuple[Numbers, Numbers]:
    """Return the stage before and after each signal."""
    lengths = np.diff(starts)
    # The longest paths first: those that still go on are then always the first ones.
    paths = np.argsort(-lengths, kind="stable")
    begins, going = starts[:-1][paths], np.searchsorted(-lengths[paths], -np.arange(lengths.max(initial=0)), "left")
    before, after = np.zeros(len(span), dtype=np.int64), np.zeros(len(span), dtype=np.int64)
    state = np.full(len(paths), NOWHERE, dtype=np.int64)
    for step, count in enumerate(going.tolist()):
        at = begins[:count] + step
        before[at] = state[:count]
        state[:count] = book.following[span[at], place[at], state[:count]]
        after[at] = state[:count]
    return before, after


def _reached(book: Rulebook, owner: Numbers, spans: Numbers, stage: Numbers) -> tuple[Numbers, Numbers]:
    """Return, for each change, the furthest and the last place in the order that was entered before."""
    furthest, last = np.zeros(len(stage), dtype=np.int64), np.zeros(len(stage), dtype=np.int64)
    begins = np.searchsorted(owner, owner, side="left")
    for span in np.unique(spans).tolist():
        order = book.order[span, stage]
        mine = spans == span
        furthest[mine] = _before(np.maximum.accumulate(owner * (order.max() + 1) + order), begins, owner, order)[mine]
        # where a stage of the order was entered for the last time before
        entered = np.maximum.accumulate(np.where(order > 0, np.arange(len(order)), -1))
        where = np.concatenate([[-1], entered[:-1]])
        last[mine] = np.where(where >= begins, order[where], 0)[mine]
    return furthest, last


def _before(heights: Numbers, begins: Numbers, owner: Numbers, order: Numbers) -> Numbers:
    """Return the height before each change, 0 at the first one of a subject."""
    shifted = np.concatenate([[0], heights[:-1]]) - owner * (order.max() + 1)
    return np.where(np.arange(len(begins)) > begins, shifted, 0)
