"""Why subjects entered: few distinct reasons, each written down once and said in words when somebody asks."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Final

import numpy as np
import numpy.typing as npt
import sqlalchemy as sa

from wegmarke.domain import Language, LocalizedText
from wegmarke.domain.segments import SegmentKind
from wegmarke.rules import Judged, Plan, explain_part, matched_parts
from wegmarke.segments.document import SegmentDocument
from wegmarke.segments.tables import reasons
from wegmarke.state import Database

Numbers = npt.NDArray[np.int64]
Truths = npt.NDArray[np.bool_]

Said = tuple[str, ...]
"""Places in a rule, ids of segments, or who put somebody on a list and why."""
_BY_HAND: Final = LocalizedText("von Hand aufgenommen", "put on the list by hand")


def reasons_by_rule(plan: Plan, judged: Judged, chosen: Numbers) -> tuple[list[Said], Numbers]:
    """Return the distinct reasons of some subjects that satisfy a rule, and which of them each has.

    Args:
        plan: the compiled rule.
        judged: its answers, with parts.
        chosen: places of the subjects among those judged.
    """
    matched = matched_parts(plan, judged)
    return reasons_by_part(list(matched), [truths[chosen] for truths in matched.values()], len(chosen))


def reasons_by_part(names: Sequence[str], truths: Sequence[Truths], count: int) -> tuple[list[Said], Numbers]:
    """Return the distinct combinations of named truths, and which of them each subject has."""
    if count == 0:
        return [], np.empty(0, dtype=np.int64)
    bits = np.packbits(np.stack(truths, axis=1), axis=1) if names else np.zeros((count, 1), dtype=np.uint8)
    _, first, which = np.unique(bits, axis=0, return_index=True, return_inverse=True)
    said = [tuple(name for name, truth in zip(names, truths, strict=True) if truth[place]) for place in first.tolist()]
    return said, which.reshape(-1).astype(np.int64)


def number_of(connection: sa.Connection, segment: int, version: int, said: Sequence[Said]) -> Numbers:
    """Return the numbers of reasons, writing new ones down in the transaction at hand."""
    c = reasons.c
    query = sa.select(c.said, c.reason).where(c.segment == segment, c.version == version)
    known = {row.said: int(row.reason) for row in connection.execute(query)}
    texts = [json.dumps(one, ensure_ascii=False) for one in said]
    missing = [text for text in dict.fromkeys(texts) if text not in known]
    if missing:
        last = int(connection.scalar(sa.select(sa.func.coalesce(sa.func.max(c.reason), 0))) or 0)
        fresh = {text: last + place for place, text in enumerate(missing, 1)}
        values = [
            {"reason": number, "segment": segment, "version": version, "said": text} for text, number in fresh.items()
        ]
        connection.execute(reasons.insert(), values)
        known |= fresh
    return np.array([known[text] for text in texts], dtype=np.int64)


def read_reasons(state: Database, numbers: Iterable[int]) -> dict[int, tuple[int, Said]]:
    """Return version and what was said, by number of the reason."""
    c = reasons.c
    query = sa.select(c.reason, c.version, c.said).where(c.reason.in_(sorted(set(numbers))))
    with state.read() as connection:
        return {row.reason: (row.version, tuple(json.loads(row.said))) for row in connection.execute(query)}


def in_words(document: SegmentDocument, said: Said, titles: Mapping[str, LocalizedText]) -> LocalizedText:
    """Say a reason in words.

    Args:
        document: the version of the segment by which the subject was judged.
        said: the reason.
        titles: of segments, by id.
    """
    if document.kind is SegmentKind.STATIC_LIST:
        who, why = (*said, "", "")[:2]
        return _each(lambda language: ": ".join(filter(None, [_put_by(who, language), why])))
    if document.rule is not None:
        rule = document.rule
        return _each(lambda language: "; ".join(explain_part(rule, place, language) for place in said))
    return _each(lambda language: _inside([titles.get(name, LocalizedText.of(name)) for name in said], language))


def _put_by(who: str, language: Language) -> str:
    if not who:
        return _BY_HAND.get(language)
    return f"aufgenommen von {who}" if language is Language.DE else f"put on the list by {who}"


def _inside(titles: Sequence[LocalizedText], language: Language) -> str:
    if language is Language.DE:
        return "in " + ", ".join(f"„{title.get(language)}“" for title in titles)
    return "in " + ", ".join(f"“{title.get(language)}”" for title in titles)


def _each(write: Callable[[Language], str]) -> LocalizedText:
    return LocalizedText(de=write(Language.DE), en=write(Language.EN))
