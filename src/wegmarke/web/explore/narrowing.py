"""Choosing whom a question is about: a segment from a menu, a rule as text."""

from __future__ import annotations

from dataclasses import dataclass

from wegmarke.domain import Unit
from wegmarke.domain.segments import SegmentSubject
from wegmarke.web.selection import Choice, Chooser, Selection, with_params
from wegmarke.web.site import Page


@dataclass(frozen=True, slots=True)
class Whom:
    """What the choosers above an answer need.

    Attributes:
        segments: the chooser of segments; None where there is none for the unit.
        where: the rule as it was typed.
        kept: fields that the form of the rule keeps.
        everybody: the same question without the rule.
    """

    segments: Chooser | None
    where: str
    kept: dict[str, str]
    everybody: str


def whom(page: Page, selection: Selection) -> Whom:
    """Build the choosers; segments are of persons where persons are analysed, else of accounts."""
    return Whom(
        segments=_segments(page, selection),
        where=page.params.get("where", ""),
        kept={name: value for name, value in page.params.items() if name not in {"where", "page"}},
        everybody=with_params(page.path, page.params, where=None, page=None),
    )


def _segments(page: Page, selection: Selection) -> Chooser | None:
    subject = SegmentSubject.PERSON if selection.by is Unit.PERSON else SegmentSubject.ACCOUNT
    there = [one for one in page.front.segments.all() if one.subject is subject]
    if not there and not selection.segment:
        return None
    titles = {one.id: one.title.get(page.reader.language) or one.id for one in there}
    everybody = Choice(
        page.reader.t.pgettext("segment chooser", "Everybody"),
        with_params(page.path, page.params, segment=None, page=None),
        not selection.segment,
    )
    choices = (
        Choice(title, with_params(page.path, page.params, segment=id_, page=None), id_ == selection.segment)
        for id_, title in sorted(titles.items(), key=lambda pair: pair[1].casefold())
    )
    label = titles.get(selection.segment, selection.segment) or everybody.label
    return Chooser(label, (everybody, *choices), {})
