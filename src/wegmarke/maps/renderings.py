"""The files a map can be rendered as, found by the ending of a file.

A rendering shows a map; nobody reads it back (what can be read back is a format, see `formats`). Another one
is added by its line in `RENDERINGS`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from wegmarke.domain import UsageError
from wegmarke.domain.numbers import MapNumbers
from wegmarke.maps.document import JourneyMap
from wegmarke.maps.formats import pptx
from wegmarke.maps.html_twin import render_html
from wegmarke.maps.sheet import SheetOptions, render_pdf, render_png, render_svg


@dataclass(frozen=True, slots=True)
class Rendering:
    """A kind of file, by its ending.

    Attributes:
        render: takes a document, the numbers measured for it (None without), and how it is wanted.
    """

    ending: str
    media_type: str
    render: Callable[[JourneyMap, MapNumbers | None, SheetOptions], bytes]


def _svg(document: JourneyMap, numbers: MapNumbers | None, options: SheetOptions) -> bytes:
    return render_svg(document, numbers, options).encode()


def _html(document: JourneyMap, numbers: MapNumbers | None, options: SheetOptions) -> bytes:
    return render_html(document, numbers, options.languages[0])


def _slides(document: JourneyMap, numbers: MapNumbers | None, options: SheetOptions) -> bytes:
    return pptx.write(document, numbers, language=options.languages[0]).content


RENDERINGS: tuple[Rendering, ...] = (
    Rendering(".svg", "image/svg+xml", _svg),
    Rendering(".pdf", "application/pdf", render_pdf),
    Rendering(".png", "image/png", render_png),
    Rendering(".html", "text/html", _html),
    Rendering(".pptx", "application/vnd.openxmlformats-officedocument.presentationml.presentation", _slides),
)


def rendering_of(file_name: str) -> Rendering:
    """Return the rendering of a file by its ending.

    Raises:
        UsageError: there is none; the message lists those there are.
    """
    for rendering in RENDERINGS:
        if file_name.lower().endswith(rendering.ending):
            return rendering
    known = ", ".join(rendering.ending for rendering in RENDERINGS)
    raise UsageError(f"file: expected one of the endings {known}; got {file_name!r}.")
