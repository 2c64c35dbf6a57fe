"""The slides of a presentation and what is drawn on them: boxes, arrows, lines, tables, and numbered speaker notes."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from wegmarke.domain import Language
from wegmarke.maps.formats.pptx.fitting import (
    best_size,
    bold_size,
    clean,
    fitted,
    is_right_to_left,
    rows_in,
    shared_lines,
)

WIDTH: Final = 13.333
HEIGHT: Final = 7.5
MARGIN: Final = 0.45
FONT: Final = "Arial"

INK: Final = "1B2A41"
QUIET: Final = "5A6675"
PAPER: Final = "FFFFFF"
TINT: Final = "EEF2F7"
MIDDLE: Final = "C9D5E3"
STRONG: Final = "2F5D8C"
DARK: Final = "1F3F62"

_TITLE_ONLY: Final = 5
_INSET: Final = 0.06


@dataclass(frozen=True)
class Box:
    """A place on a slide, in inches."""

    left: float
    top: float
    width: float
    height: float

    def emu(self) -> tuple[int, int, int, int]:
        """Return left, top, width and height in the units of the file."""
        return tuple(round(value * 914_400) for value in (self.left, self.top, self.width, self.height))  # type: ignore[return-value]  # four of four


@dataclass(frozen=True)
class Words:
    """How words look.

    Attributes:
        size: in points.
        colour: six hexadecimal digits.
        align: `left`, `center` or `right`.
        is_bulleted: each text begins with a dot.
    """

    size: float = 11
    colour: str = INK
    is_bold: bool = False
    is_italic: bool = False
    align: str = "left"
    is_bulleted: bool = False


class Deck:
    """A presentation in the making.

    Attributes:
        slides: those there are, in order.
    """

    def __init__(self, language: Language) -> None:
        from pptx import Presentation
        from pptx.util import Inches

        self.language = language
        self.presentation = Presentation()
        self.slides: list[Slide] = []
        self.presentation.slide_width, self.presentation.slide_height = Inches(WIDTH), Inches(HEIGHT)

    def slide(self, title: str, above: str = "") -> Slide:
        """Add a slide with a title, and a small line above it."""
        added = self.presentation.slides.add_slide(self.presentation.slide_layouts[_TITLE_ONLY])
        slide = Slide(added, self.language)
        self.slides.append(slide)
        slide.title(title, above)
        return slide

    def content(self) -> bytes:
        """Return the file."""
        for slide in self.slides:
            slide.end()
        written = io.BytesIO()
        self.presentation.save(written)
        return written.getvalue()


class Slide:
    """One slide; a text that does not fit is shortened and stands in full in the speaker notes."""

    def __init__(self, slide: Any, language: Language) -> None:  # noqa: ANN401  # a slide of python-pptx
        self.slide = slide
        self.language = language
        self.noted = 0
        self.notes: list[str] = []

    def title(self, title: str, above: str) -> None:
        """Write the title where every slide has it."""
        place = Box(MARGIN, 0.5 if above else 0.3, WIDTH - 2 * MARGIN, 0.55)
        shape = self.slide.shapes.title
        shape.left, shape.top, shape.width, shape.height = place.emu()
        size = best_size([clean(title)], place.width - 2 * _INSET, 1, (22, 20, 18, 16), is_bold=True)
        self.write(shape.text_frame, [title], place, Words(size, INK, is_bold=True))
        if above:
            self.text([above], Box(MARGIN, 0.22, WIDTH - 2 * MARGIN, 0.3), Words(11, QUIET))

    def text(self, texts: Sequence[str], place: Box, words: Words, *, fill: str = "") -> Any:  # noqa: ANN401
        """Put a box with texts on the slide, one paragraph each."""
        from pptx.enum.shapes import MSO_SHAPE

        if not fill:
            shape = self.slide.shapes.add_textbox(*place.emu())
        else:
            shape = self.shape(MSO_SHAPE.RECTANGLE, place, fill)
        self.write(shape.text_frame, texts, place, words)
        return shape

    def shape(self, kind: Any, place: Box, fill: str) -> Any:  # noqa: ANN401  # shapes of python-pptx
        """Put a filled shape without outline on the slide."""
        from pptx.dml.color import RGBColor

        shape = self.slide.shapes.add_shape(kind, *place.emu())
        flat(shape)
        shape.line.fill.background()
        shape.fill.solid()
        shape.fill.fore_color.rgb = RGBColor.from_string(fill)
        return shape

    def write(self, frame: Any, texts: Sequence[str], place: Box, words: Words) -> None:  # noqa: ANN401
        """Write texts into a frame, as much of them as fits its place."""
        from pptx.enum.text import MSO_ANCHOR, MSO_AUTO_SIZE

        frame.word_wrap = True
        frame.auto_size = MSO_AUTO_SIZE.NONE
        frame.vertical_anchor = MSO_ANCHOR.TOP if len(texts) > 1 or words.is_bulleted else MSO_ANCHOR.MIDDLE
        frame.margin_left = frame.margin_right = round(_INSET * 914_400)
        frame.margin_top = frame.margin_bottom = round(_INSET / 2 * 914_400)
        self.paragraphs(frame, self.fitted(texts, place, words), words)

    def fitted(self, texts: Sequence[str], place: Box, words: Words) -> list[str]:
        """Shorten texts so that they fit a place together; what is cut off is noted."""
        dot = "• " if words.is_bulleted else ""
        cleaned = [f"{dot}{clean(text)}" for text in texts if text.strip()]
        width = place.width - 2 * _INSET
        size = bold_size(words.size) if words.is_bold else words.size
        lines = rows_in(place.height - _INSET, words.size)
        given = shared_lines(cleaned, width, size, lines, 2 if words.is_bulleted else 1)
        shown = []
        for text, full, some in zip(cleaned, [one for one in texts if one.strip()], given, strict=True):
            if some and fitted(text, width, size, some) != text:
                shown.append(fitted(text, width, size, some, f" [{self.note(full)}]"))
            elif some:
                shown.append(text)
        hidden = [one for one, some in zip((one for one in texts if one.strip()), given, strict=True) if not some]
        if hidden:
            shown.append(f"+ {len(hidden)} [{self.note(*hidden)}]")
        return shown

    def note(self, *texts: str) -> int:
        """Keep texts for the speaker notes, and return the number they have there."""
        self.noted += 1
        self.notes += [f"[{self.noted}] {clean(text)}" for text in texts]
        return self.noted

    def end(self) -> None:
        """Write the speaker notes."""
        if self.notes:
            self.slide.notes_slide.notes_text_frame.text = "\n".join(self.notes)

    def paragraphs(self, frame: Any, texts: Sequence[str], words: Words) -> None:  # noqa: ANN401
        """Write paragraphs that are known to fit."""
        from pptx.dml.color import RGBColor
        from pptx.enum.text import PP_ALIGN
        from pptx.util import Pt

        aligned = {"left": PP_ALIGN.LEFT, "center": PP_ALIGN.CENTER, "right": PP_ALIGN.RIGHT}
        for position, text in enumerate(texts):
            paragraph = frame.paragraphs[0] if position == 0 else frame.add_paragraph()
            paragraph.alignment = aligned[words.align]
            if is_right_to_left(text):
                paragraph.alignment = PP_ALIGN.RIGHT if words.align == "left" else aligned[words.align]
                paragraph._p.get_or_add_pPr().set("rtl", "1")  # noqa: SLF001  # the library has no name for it
            written = paragraph.add_run()
            written.text = text
            font = written.font
            font.name, font.size = FONT, Pt(words.size)
            font.bold, font.italic = words.is_bold, words.is_italic
            font.color.rgb = RGBColor.from_string(words.colour)


def flat(shape: Any) -> None:  # noqa: ANN401  # a shape of python-pptx
    """Take the shadow off a shape that its theme gives it."""
    shape.shadow.inherit = False
    for effect in shape.element.xpath(".//a:effectRef"):
        effect.set("idx", "0")


def describe(shape: Any, name: str, text: str = "") -> None:  # noqa: ANN401  # a shape of python-pptx
    """Say what a shape is, for lists of objects and for those who hear a slide."""
    about = shape.element.xpath(".//p:cNvPr")[0]
    about.set("name", clean(name))
    if text:
        about.set("descr", clean(text))
