"""Documents of segments: checked against the workspace, rehearsed, kept and judged."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import numpy as np

from wegmarke import segments
from wegmarke.domain import DocumentInvalid, LocalizedText, UsageError
from wegmarke.domain.segments import SegmentKind, SegmentPlan
from wegmarke.domain.text import Language
from wegmarke.rules import explain_subject_rule
from wegmarke.segments import Book, Kept, Saving, SegmentDocument, rules_of_stages
from wegmarke.workspace.stores import Stores

_NEW_NUMBER = 0
"""Stands for a segment that was never kept; nobody is in it."""


def offered(stores: Stores, text: str) -> Saving:
    """Return what keeping a document would do.

    Raises:
        DocumentInvalid: with every problem of the document.
        UsageError: when a segment of this id consists of other subjects.
    """
    document, where = segments.read_segment(text)
    kept = stores.segments.upkeep.kept
    others = {
        name: one.document
        for name, one in segments.those_there(kept).items()
        if one.document is not None and name != document.id
    }
    surroundings = segments.Surroundings(stores.recognition(), lambda model: rules_of_stages(stores.state, model))
    problems = segments.workspace_problems(document, others, surroundings, where)
    if problems:
        raise DocumentInvalid(segments.MESSAGE, problems=problems)
    return segments.saving_of(kept, document)


def plan_of(stores: Stores, saving: Saving) -> SegmentPlan:
    """Say what keeping a document would change."""
    upkeep, document = stores.segments.upkeep, saving.document
    found = upkeep.rehearsed(Book.of({**upkeep.kept, document.id: _as_if_kept(stores, saving)}), document.id)
    own = next(one for one in found if one.ready.document.id == document.id)
    also = [one.ready.document.id for one in found if one is not own and not one.is_empty]
    return SegmentPlan(
        id=document.id,
        subject=document.subject,
        version=saving.version,
        is_new=saving.is_new,
        enter=len(own.enter),
        leave=len(own.leave),
        stay=own.stay,
        words=words_of(document, titles(upkeep.kept)),
        also=tuple(also),
        announces=document.announces,
    )


def save(stores: Stores, text: str, who: str, why: str, base: int | None) -> str:
    """Keep a document and judge everybody by it; returns its id.

    Raises:
        DocumentInvalid: with every problem of the document; nothing was kept.
        UsageError: when another version is the last one; nothing was kept.
    """
    upkeep = stores.segments.upkeep
    with stores.work:
        saving = offered(stores, text)
        with stores.state.write() as connection:
            segments.keep(connection, saving, stores.clock.now(), who, why, base)
        upkeep.read_again()
        # A kill before this is done leaves a version by which nobody was judged; the next opening does it.
        upkeep.judge_everybody([upkeep.book[saving.document.id]])
        stores.announce_segments()
    return saving.document.id


def remove(stores: Stores, name: str, who: str, why: str) -> None:
    """Remove a segment.

    Raises:
        NotFound: naming the segments that are there.
        UsageError: when other segments are made of it.
    """
    upkeep = stores.segments.upkeep
    with stores.work:
        kept = segments.find(upkeep.kept, name)
        users = used_by(upkeep.kept, name)
        if users:
            raise UsageError(
                f"segment {name!r}: expected one that no other is made of; it is a part of {', '.join(users)}. "
                "Change or remove these first."
            )
        now, nobody = stores.clock.now(), np.empty(0, dtype=np.int64)
        with stores.state.write() as connection:
            segments.keep_removal(connection, kept, now, who, why)
            gone = segments.Difference(kept.number, nobody, nobody, upkeep.present.of(kept.number))
            segments.write(connection, [gone], segments.microseconds(now))
            segments.drop_waiting(connection, kept.number)
        upkeep.present.read_again(kept.number)
        upkeep.read_again()


def used_by(kept: Mapping[str, Kept], name: str) -> tuple[str, ...]:
    """Return the segments that are made of one."""
    there = segments.those_there(kept)
    return tuple(other for other, one in there.items() if one.document is not None and name in one.document.others)


def titles(kept: Mapping[str, Kept]) -> dict[str, LocalizedText]:
    """Return the titles of the segments that are there, by id."""
    return {name: one.document.title for name, one in kept.items() if one.document is not None}


def words_of(document: SegmentDocument, named: Mapping[str, LocalizedText]) -> LocalizedText:
    """Say in words what decides who is in a segment."""
    if document.rule is not None:
        return LocalizedText(
            de=explain_subject_rule(document.rule, Language.DE), en=explain_subject_rule(document.rule, Language.EN)
        )
    if document.kind is SegmentKind.STATIC_LIST:
        return LocalizedText("von Hand aufgenommen", "put on the list by hand")
    de, en = _SET_WORDS[document.kind]
    others = [named.get(name, LocalizedText.of(name)) for name in document.others]
    first, rest = others[0], others[1:]
    return LocalizedText(
        de.format(_quoted(others, Language.DE), _quoted([first], Language.DE), _quoted(rest, Language.DE)),
        en.format(_quoted(others, Language.EN), _quoted([first], Language.EN), _quoted(rest, Language.EN)),
    )


_SET_WORDS = {
    SegmentKind.UNION: ("in mindestens einem von {0}", "in at least one of {0}"),
    SegmentKind.INTERSECTION: ("in jedem von {0}", "in each of {0}"),
    SegmentKind.DIFFERENCE: ("in {1} und nicht in {2}", "in {1} and not in {2}"),
}


def _quoted(names: list[LocalizedText], language: Language) -> str:
    opening, closing = ("„", "“") if language is Language.DE else ("“", "”")
    return ", ".join(f"{opening}{name.get(language)}{closing}" for name in names)


def _as_if_kept(stores: Stores, saving: Saving) -> Kept:
    before = saving.before
    if before is not None:
        return replace(before, document=saving.document, text=saving.text, version=saving.version)
    document = saving.document
    return Kept(_NEW_NUMBER, document.id, document.subject, saving.version, document, saving.text, stores.clock.now())
