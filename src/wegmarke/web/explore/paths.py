"""Paths: how they begin, as a picture, and what follows what, as a table."""

from __future__ import annotations

from collections.abc import Iterator

from wegmarke.i18n import marked
from wegmarke.web.explore import variants
from wegmarke.web.explore.analysis import Analysis, Answer, Picture, Twin
from wegmarke.web.explore.path_question import PathQuestion, form, read_question
from wegmarke.web.explore.sankey import Sankey, draw, read_flows
from wegmarke.web.explore.transitions import (
    NUMBERS,
    SORTS,
    WAITS,
    Transition,
    choose,
    read_transitions,
    write_lines,
)
from wegmarke.web.explore.variants import variants_of
from wegmarke.web.front import Result
from wegmarke.web.listing import heads, pager, read_page, read_search, read_sort
from wegmarke.web.reader import Reader
from wegmarke.web.selection import Selection, with_params
from wegmarke.web.site import Page
from wegmarke.web.titles import Titles, reference_titles
from wegmarke.web.words import UNITS_MANY

_URL = "/explore/paths"
_SIZE = 50


def ask(page: Page, selection: Selection) -> Answer:
    """Answer which ways units take, and what follows what."""
    question = read_question(page.params)
    flows = flows_of(page, selection, question)
    titles = reference_titles(page.front, page.reader)
    drawn = draw(read_flows(flows), titles, selection.by, page.reader)
    return Answer(
        question=_title(selection, question, page.reader),
        result=flows,
        picture=Picture("explore/sankey.svg.html", {"sankey": drawn}) if drawn else None,
        twin=_twin(drawn, selection, page.reader),
        note=page.reader.t.gettext("Heights are proportional to the counts. Boxes carry the shade of their phase."),
        values=_transitions(page, selection, question, titles) | _variants(page, selection, question, titles),
    )


PATHS = Analysis("paths", marked("explore", "Paths"), "explore/paths.html", ask, form)


def transitions_of(page: Page, selection: Selection, question: PathQuestion, *, waits: bool) -> Result:
    """Return all transitions of the chosen units and period, with or without how long units waited."""
    return page.analytics.paths(
        by=selection.by.value, start=selection.start, end=selection.end, collapse=question.collapse, waits=waits
    )


def flows_of(page: Page, selection: Selection, question: PathQuestion) -> Result:
    """Return the flows behind the picture."""
    return page.analytics.sankey(
        by=selection.by.value, start=selection.start, end=selection.end, positions=question.positions,
        top=question.named, anchor=question.anchor, at=(question.at,) if question.at else (),
        collapse=question.collapse,
    )  # fmt: skip


def transition_cells(found: list[Transition]) -> Iterator[tuple[object, ...]]:
    """Yield the lines of the table of transitions as a spreadsheet has them."""
    for line in found:
        yield (
            line.came_from, line.from_title, line.went_to, line.to_title, line.transitions, line.units, line.share,
            line.waits, line.wait_median_hours, line.wait_p90_hours,
        )  # fmt: skip


def _transitions(page: Page, selection: Selection, question: PathQuestion, titles: Titles) -> dict[str, object]:
    sorts = SORTS if question.waits else tuple(name for name in SORTS if name not in WAITS)
    search, sort, number = read_search(page.params), read_sort(page.params, sorts), read_page(page.params)
    result = transitions_of(page, selection, question, waits=question.waits)
    chosen = choose(read_transitions(result, titles), search, sort)
    shown = chosen[(number - 1) * _SIZE : number * _SIZE]
    t = page.reader.t
    labels = {
        "transitions": t.pgettext("paths", "Transitions"),
        "units": t.label(UNITS_MANY[selection.by]),
        "share": t.pgettext("paths", "Share"),
        "wait": t.pgettext("paths", "Waited (median)"),
        "long_wait": t.pgettext("paths", "90 % within"),
        "from": t.pgettext("paths", "From"),
        "to": t.pgettext("paths", "To"),
    }
    return {
        "lines": write_lines(shown, page.front.settings.small_n, page.reader),
        "heads": heads({name: labels[name] for name in sorts}, sort, _URL, page.params, numbers=NUMBERS),
        "search": search,
        "kept": {name: value for name, value in page.params.items() if name not in {"q", "page"}},
        "pager": pager(number, _SIZE, len(chosen), _URL, page.params, page.reader),
        "transitions": result,
        "small_n": page.front.settings.small_n,
        "has_waits": question.waits,
        "transitions_csv": with_params("/explore/transitions.csv", page.params),
    }


def _variants(page: Page, selection: Selection, question: PathQuestion, titles: Titles) -> dict[str, object]:
    result = variants_of(page, selection, question)
    return {
        "variants": result,
        "variant_heads": variants.heads(question, selection, page.reader),
        "variant_lines": variants.lines(result, question, titles, page.reader),
        "variants_csv": with_params("/explore/variants.csv", page.params),
    }


def _twin(drawn: Sankey | None, selection: Selection, reader: Reader) -> Twin:
    t = reader.t
    labels = (
        (t.pgettext("paths", "Position"), False),
        (t.pgettext("paths", "From"), False),
        (t.pgettext("paths", "To"), False),
        (t.label(UNITS_MANY[selection.by]), True),
    )
    return Twin(labels, drawn.rows if drawn else ())


def _title(selection: Selection, question: PathQuestion, reader: Reader) -> str:
    units = reader.t.label(UNITS_MANY[selection.by])
    if question.anchor == "end":
        return reader.t.gettext("%(units)s: which ways do they take over their last touches?", units=units)
    return reader.t.gettext("%(units)s: which ways do they take over their first touches?", units=units)
