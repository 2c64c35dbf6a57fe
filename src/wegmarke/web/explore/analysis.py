"""What an analysis hands to the frame of *Explore*, which puts everything else around it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from wegmarke.web.front import Result, Rows
from wegmarke.web.selection import Selection
from wegmarke.web.site import Page


@dataclass(frozen=True)
class Picture:
    """A picture of our own: a template that writes one `<svg>` element, and the values it needs.

    The same element stands on the page and is downloaded as SVG and PNG, so its size stands in `viewBox`,
    and its looks come from classes of `charts.css`.
    """

    template: str
    values: Mapping[str, object]


@dataclass(frozen=True)
class Twin:
    """The table that says in numbers what the picture shows.

    Attributes:
        heads: label of each column, and whether it holds numbers.
        rows: texts written for the reader.
    """

    heads: tuple[tuple[str, bool], ...]
    rows: Sequence[Sequence[str]]


@dataclass(frozen=True)
class Answer:
    """One answer, written for one reader.

    Attributes:
        question: title of the picture: the finding or the question.
        result: what was computed; its definition and exclusions stand under the picture.
        picture: None where there is nothing to draw.
        twin: the picture's table.
        note: how to read the picture, in the reader's language.
        downloads: rows to download instead of the result's own.
        values: what the analysis's own template needs besides.
    """

    question: str
    result: Result
    picture: Picture | None
    twin: Twin
    note: str = ""
    downloads: Rows | None = None
    values: Mapping[str, object] = field(default_factory=dict)


def _no_form(_: Page) -> Mapping[str, object]:
    return {}


def _stay(_: Page) -> str | None:
    return None


@dataclass(frozen=True)
class Analysis:
    """One analysis of the menu: `/explore/{name}` shows it, `/explore/{name}.csv` and so on download it.

    Attributes:
        name: last part of the URL, and the analysis of a saved report.
        title: of the page, marked for translation.
        template: extends `explore/report.html` and may fill its blocks: form (fields of the question), picture
            (instead of the drawn one), beside (next to the downloads), more (sections below), empty.
        ask: answers what stands in the URL; raises `UsageError` for what cannot be answered.
        form: what the template's form needs; must get along with whatever stands in the URL.
        redirect: where a form's fields and buttons lead that are no address to keep; None to stay.
    """

    name: str
    title: tuple[str, str]
    template: str
    ask: Callable[[Page, Selection], Answer]
    form: Callable[[Page], Mapping[str, object]] = _no_form
    redirect: Callable[[Page], str | None] = _stay

    @property
    def url(self) -> str:
        """Where it is shown."""
        return f"/explore/{self.name}"
