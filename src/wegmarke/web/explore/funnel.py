"""The page of funnels: who comes how far, what is lost on the way, how long it takes, and how it changes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from wegmarke.i18n import marked
from wegmarke.web.explore.analysis import Analysis, Answer, Picture, Twin
from wegmarke.web.explore.drawing import drawn
from wegmarke.web.explore.funnel_form import form, redirect
from wegmarke.web.explore.funnel_parts import (
    breakdown_part,
    curve_part,
    downloads_of,
    lost_step,
    lost_units,
    next_part,
    times_part,
    trend_part,
)
from wegmarke.web.explore.funnel_picture import base_units, draw_funnel, number, share_text
from wegmarke.web.explore.funnel_question import FunnelQuestion, question_of
from wegmarke.web.explore.spans import span_text
from wegmarke.web.front import Result
from wegmarke.web.selection import Selection
from wegmarke.web.site import Page


def ask(page: Page, selection: Selection) -> Answer:
    """Answer who comes how far."""
    question = question_of(page, selection)
    frame: dict[str, Any] = {**question.frame}
    result = page.analytics.funnel(**frame, steps=question.steps)
    picture = draw_funnel(result, question)
    t = page.reader.t
    if picture is None:
        return Answer(t.gettext("Who comes how far?"), result, None, Twin((), ()))
    return Answer(
        question=_finding(result, question),
        result=result,
        picture=Picture("explore/funnel.svg.html", {"drawn": picture}),
        twin=_twin(result, question),
        note=t.gettext(
            "Bars are proportional to the counts. The pale part of a bar is what the step before had more; the mark on "
            "it is the 95 % interval of the share."
        ),
        values=_sections(question, result),
    )


FUNNEL = Analysis("funnel", marked("explore", "Funnel"), "explore/funnel.html", ask, form, redirect)


def _sections(question: FunnelQuestion, result: Result) -> Mapping[str, object]:
    step = lost_step(question, result.to_pyarrow().to_pylist())
    lines, pager, total = lost_units(question, step)
    steps = len(question.steps.steps)
    return {
        "times": times_part(question),
        "curve": curve_part(question),
        "trend": trend_part(question),
        "broken_down": breakdown_part(question),
        "following": next_part(question, step),
        "lost": lines,
        "lost_pager": pager,
        "lost_total": total,
        "lost_step": step,
        "lost_steps": [(number, question.step_title(number)) for number in range(1, steps)],
        "lost_title": question.step_title(step),
        "unit_word": question.unit_word,
        "drawn": lambda picture: drawn(picture, question.page.reader),
        "files": lambda part: downloads_of(part, question.page.params),
    }


def _finding(result: Result, question: FunnelQuestion) -> str:
    reader, rows = question.page.reader, result.to_pyarrow().to_pylist()
    first, last = number(rows[0]["units"]), number(rows[-1]["units"])
    counted = reader.t.pgettext("funnel", "Attempts") if question.counts_attempts else question.units_word
    return reader.t.gettext(
        "%(units)s: %(first)s began, %(last)s reached the last step (%(share)s)",
        units=counted,
        first=reader.formats.number(first),
        last=reader.formats.number(last),
        share=share_text(rows[-1]["of_first"], first, question),
    )


def _twin(result: Result, question: FunnelQuestion) -> Twin:
    reader, rows = question.page.reader, result.to_pyarrow().to_pylist()
    t, f = reader.t, reader.formats
    counted = t.pgettext("funnel", "Attempts") if question.counts_attempts else question.units_word
    heads = (
        (t.pgettext("funnel", "Step"), False), (counted, True), (t.pgettext("funnel", "Went past"), True),
        (t.pgettext("funnel", "Came no further"), True), (t.pgettext("funnel", "Of the first"), True),
        (t.pgettext("funnel", "Of the previous"), True), (t.gettext("95 % interval"), True),
        (t.pgettext("funnel", "Of all paths"), True), (t.gettext("Median time since"), True),
    )  # fmt: skip
    lines = [
        (
            f"{place + 1}. {question.step_title(place + 1)}",
            f.number(number(row["units"])),
            f.number(number(row["skipped"])),
            f.number(number(row["ended_here"])),
            share_text(row["of_first"], number(rows[0]["units"]), question),
            share_text(row["of_previous"], base_units(place, rows, question), question),
            f.percent_range(number(row["low"]), number(row["high"])) if row["low"] is not None else f.number(None),
            f.percent(None if row["of_all"] is None else number(row["of_all"])),
            span_text(None if row["seconds_median"] is None else number(row["seconds_median"]), reader),
        )
        for place, row in enumerate(rows)
    ]
    return Twin(heads, lines)
