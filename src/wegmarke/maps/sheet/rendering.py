"""A map as picture and paper: SVG, PDF and PNG.

Layout is Python's and gives shapes in millimetres; they are written as SVG, and Typst sets the SVG on paper together
with the annex. Texts of users reach Typst as data, never as markup.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final, Literal

from wegmarke.domain import Language, MapNumbers, UsageError
from wegmarke.maps.document import JourneyMap
from wegmarke.maps.sheet.annex import COLUMNS, annex_of, persona_card
from wegmarke.maps.sheet.header import Edition
from wegmarke.maps.sheet.options import Paper, SheetOptions
from wegmarke.maps.sheet.page import Page, lay_out
from wegmarke.maps.sheet.palette import COLOURS, GREYS
from wegmarke.maps.sheet.places import Places
from wegmarke.maps.sheet.saying import Saying
from wegmarke.maps.sheet.slides import HEIGHT, WIDTH, slides_of
from wegmarke.maps.sheet.svg import svg_of
from wegmarke.maps.sheet.typeface import FOLDER

TEMPLATES: Final = Path(__file__).parent / "templates"

_SIZES: Final = {Paper.A3: (420, 297), Paper.A4_TILES: (420, 297), Paper.A1: (841, 594)}
_DOTS_PER_INCH: Final = {Paper.A3: 150, Paper.A1: 150}

Values = dict[str, Any]


def render_svg(document: JourneyMap, numbers: MapNumbers | None, options: SheetOptions | None = None) -> str:
    """Return the sheet as SVG, 420 × 297 mm; several languages stand below each other.

    Args:
        document: the map.
        numbers: what was measured; None where nothing is or shall be shown.
        options: how it is wanted.
    """
    options = options or SheetOptions()
    pages = [_page(places, options) for places in _places(document, numbers, options, is_paper=False)]
    return _svg(document, [page.shapes for page in pages], options, is_fitted=True)


def render_pdf(document: JourneyMap, numbers: MapNumbers | None, options: SheetOptions | None = None) -> bytes:
    """Return the sheet as PDF: fonts embedded, text selectable, title and language set, tagged."""
    options = options or SheetOptions()
    is_slides = options.paper is Paper.SLIDES
    values, pictures = (_slides if is_slides else _papers)(document, numbers, options)
    template = TEMPLATES / ("slides.typ" if is_slides else "paper.typ")
    return _compiled(template, values, pictures, "pdf")


def render_png(document: JourneyMap, numbers: MapNumbers | None, options: SheetOptions | None = None) -> bytes:
    """Return the sheet as PNG without its annex: A3 at 150 dots per inch, A1 with four times as many.

    Raises:
        UsageError: for tiles and slides, which are several pages.
    """
    options = options or SheetOptions()
    if options.paper not in _DOTS_PER_INCH:
        raise UsageError(
            f"paper: expected a3 or a1 for a PNG; got {options.paper.value!r}. Take a PDF for several pages."
        )
    pages = [_page(places, options) for places in _places(document, numbers, options, is_paper=True)]
    width, height = _SIZES[options.paper]
    svg = _svg(document, [page.shapes for page in pages], options)
    values = {"width": width, "height": height * len(pages)}
    return _compiled(TEMPLATES / "picture.typ", values, {"picture": svg}, "png", _DOTS_PER_INCH[options.paper])


def _papers(document: JourneyMap, numbers: MapNumbers | None, options: SheetOptions) -> tuple[Values, dict[str, str]]:
    parts, pictures = [], {}
    for places in _places(document, numbers, options, is_paper=True):
        page, language = _page(places, options), places.saying.language
        name = f"sheet-{language.value}"
        pictures[name] = _svg(document, [page.shapes], options, language)
        parts.append(annex_of(places, page) | {"svg": name, "alt": _in_words(places)})
    width, height = _SIZES[options.paper]
    is_small = options.paper is Paper.A4_TILES
    values = _common(document, options) | {
        "paper": options.paper.value,
        "parts": parts,
        "width": width,
        "height": height,
        "annex_width": 297 if is_small else 420,
        "annex_height": 210 if is_small else 297,
        "note_columns": 2 if is_small else COLUMNS,
        "cards": 2 if is_small else 4,
    }
    return values, pictures


def _slides(document: JourneyMap, numbers: MapNumbers | None, options: SheetOptions) -> tuple[Values, dict[str, str]]:
    parts, pictures = [], {}
    for places in _places(document, numbers, options, is_paper=True):
        language, slides = places.saying.language, []
        for number, slide in enumerate(slides_of(places)):
            name = f"slide-{language.value}-{number}"
            pictures[name] = svg_of(
                [slide.shapes],
                WIDTH,
                HEIGHT,
                title=slide.title,
                words=slide.words,
                language=language.value,
                black_and_white=options.black_and_white,
            )
            slides.append({"svg": name, "alt": slide.words})
        title = places.saying.text(document.title)
        words = {"persona": places.saying.label("persona")}
        cards = [persona_card(places, persona) for persona in document.personas]
        parts.append({"lang": language.value, "title": title, "words": words, "slides": slides, "personas": cards})
    return _common(document, options) | {"parts": parts, "width": WIDTH, "height": HEIGHT}, pictures


def _places(document: JourneyMap, numbers: MapNumbers | None, options: SheetOptions, *, is_paper: bool) -> list[Places]:
    shown = None if options.without_numbers else numbers
    return [Places(document, shown, Saying(language, is_paper)) for language in options.languages]


def _page(places: Places, options: SheetOptions) -> Page:
    day = places.saying.formats.day(options.today) if options.today else ""
    return lay_out(places, Edition(options.version, day), options.today, is_left_out=options.without_numbers)


def _svg(
    document: JourneyMap,
    pages: Sequence[Sequence[Any]],
    options: SheetOptions,
    language: Language | None = None,
    *,
    is_fitted: bool = False,
) -> str:
    language = language or options.languages[0]
    saying = Saying(language)
    return svg_of(
        pages,
        420,
        297,
        title=saying.text(document.title),
        words=_in_words(Places(document, None, saying)),
        language=language.value,
        black_and_white=options.black_and_white,
        is_fitted=is_fitted,
    )


def _in_words(places: Places) -> str:
    """Say what the picture shows, for those who do not see it."""
    saying = places.saying
    phases = ", ".join(saying.text(phase.title) for phase in places.phases)
    scenario = saying.text(places.document.scenario)
    return (
        f"{saying.label('map')}: {saying.text(places.document.title)}. {scenario} {saying.label('phases')}: {phases}."
    )


def _common(document: JourneyMap, options: SheetOptions) -> Values:
    language = options.languages[0]
    words = {name: Saying(language, is_paper=True).label(name) for name in ("page", "of")}
    inks = GREYS if options.black_and_white else COLOURS
    return {
        "title": Saying(language, is_paper=True).text(document.title),
        "lang": language.value,
        "words": words,
        "inks": dict(inks),
    }


def _compiled(
    template: Path, values: Values, pictures: dict[str, str], form: Literal["pdf", "png"], dots: float | None = None
) -> bytes:
    """Set a template with its data; fonts are those that are shipped."""
    # Only here: a program that prints nothing need not load the typesetter.
    import typst

    fonts = typst.Fonts(include_system_fonts=False, font_paths=[str(FOLDER)])
    inputs = {"data": json.dumps(values, ensure_ascii=False), **pictures}
    compiler = typst.Compiler(str(template), root=str(TEMPLATES), font_paths=fonts, sys_inputs=inputs)
    try:
        made = compiler.compile(format=form, ppi=dots, pdf_standards="ua-1" if form == "pdf" else [])
    except typst.TypstError:
        # Letters with several marks have no single code, which PDF/UA asks for. They are printed all the same, tagged.
        made = compiler.compile(format=form, ppi=dots)
    assert isinstance(made, bytes), "a PDF, or a PNG of one page"
    return made
