"""Shapes as SVG. Every text of a user is escaped here and nowhere else; there are no scripts."""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from xml.sax.saxutils import escape, quoteattr

from wegmarke.maps.sheet.icons import ICONS
from wegmarke.maps.sheet.palette import COLOURS, GREYS, HATCHES
from wegmarke.maps.sheet.shapes import Box, Dot, Part, Shape, Sign, Way, Words
from wegmarke.maps.sheet.typeface import FAMILY, MM_PER_POINT, pieces
from wegmarke.maps.sheet.typeface import width as width_of

_FAMILIES = f"'{FAMILY}', 'Source Sans 3', 'Segoe UI', 'Noto Sans', 'Helvetica Neue', Arial, sans-serif"


@dataclass(frozen=True, slots=True)
class Pen:
    """What shapes are drawn with: a colour per ink, and whether lines of text keep their measured width."""

    inks: Mapping[str, str]
    is_fitted: bool = False


def svg_of(
    pages: Iterable[Iterable[Shape]],
    width: float,
    height: float,
    *,
    title: str,
    words: str,
    language: str,
    black_and_white: bool = False,
    is_fitted: bool = False,
) -> str:
    """Write pages of shapes below each other as one SVG, `width` by `height` millimetres each.

    Args:
        pages: the shapes of each page.
        width: of a page.
        height: of a page.
        title: what it is called, for those who do not see it.
        words: what it shows.
        language: of its texts.
        black_and_white: greys instead of colours.
        is_fitted: every line keeps its measured width where another font is taken, as in a browser.
    """
    inks = GREYS if black_and_white else COLOURS
    pen = Pen(inks, is_fitted)
    drawn = [
        f'<g transform="translate(0 {number * height:g})">{_page(page, pen)}</g>' for number, page in enumerate(pages)
    ]
    whole = height * max(1, len(drawn))
    head = (
        f'<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" width="{width:g}mm" '
        f'height="{whole:g}mm" viewBox="0 0 {width:g} {whole:g}" role="graphics-document" '
        f'aria-label={quoteattr(title)} xml:lang="{language}" lang="{language}" '
        f'font-family="{_FAMILIES}" fill="none" stroke-linecap="round" stroke-linejoin="round">'
    )
    about = f"<title>{escape(title)}</title><desc>{escape(words)}</desc>"
    ground = f'<rect width="{width:g}" height="{whole:g}" fill="{pen.inks["paper"]}"/>'
    return f"{head}{about}<defs>{_defs(pen)}</defs>{ground}{''.join(drawn)}</svg>"


def _page(shapes: Iterable[Shape], pen: Pen) -> str:
    return "".join(_drawn(shape, pen) for shape in shapes)


def _drawn(shape: Shape, pen: Pen) -> str:
    draw: Callable[..., str] = _DRAWINGS[type(shape)]
    return draw(shape, pen)


def _words(words: Words, pen: Pen) -> str:
    fit = ""
    if pen.is_fitted and len(words.text) > 1 and not any(piece.family for piece in pieces(words.text)):
        wide = width_of(words.text, words.points, bold=words.bold)
        fit = f' textLength="{wide:.2f}" lengthAdjust="spacingAndGlyphs"'
    boldness = ' font-weight="600"' if words.bold else ""
    style = ' font-style="italic"' if words.italic and not words.bold else ""
    anchor = f' text-anchor="{words.anchor}"' if words.anchor != "start" else ""
    size = words.points * MM_PER_POINT
    return (
        f'<text x="{words.x:.2f}" y="{words.y:.2f}" font-size="{size:.3f}"{boldness}{style}{anchor}{fit} '
        f'fill="{pen.inks[words.ink]}" xml:space="preserve">{_text(words.text)}</text>'
    )


@functools.lru_cache(maxsize=8192)
def _text(text: str) -> str:
    """Write a text, the parts that need another font in spans of their own."""
    return "".join(
        f"<tspan font-family=\"'{piece.family}', sans-serif\">{escape(piece.text)}</tspan>"
        if piece.family
        else escape(piece.text)
        for piece in pieces(text)
    )


def _box(box: Box, pen: Pen) -> str:
    corner = f' rx="{box.corner:g}"' if box.corner else ""
    return (
        f'<rect x="{box.x:.2f}" y="{box.y:.2f}" width="{max(0.0, box.width):.2f}" '
        f'height="{max(0.0, box.height):.2f}"{corner}{_look(box, pen)}/>'
    )


def _way(way: Way, pen: Pen) -> str:
    opacity = f' opacity="{way.opacity:g}"' if way.opacity != 1 else ""
    return f'<path d="{way.path}"{_look(way, pen)}{opacity}/>'


def _dot(dot: Dot, pen: Pen) -> str:
    return f'<circle cx="{dot.x:.2f}" cy="{dot.y:.2f}" r="{dot.radius:.2f}"{_look(dot, pen)}/>'


def _sign(sign: Sign, pen: Pen) -> str:
    scale = sign.size / 20
    left, top = sign.x - sign.size / 2, sign.y - sign.size / 2
    return (
        f'<use xlink:href="#wm-{sign.name}" transform="translate({left:.2f} {top:.2f}) scale({scale:.4f})" '
        f'stroke="{pen.inks[sign.ink]}" stroke-width="1.6"/>'
    )


def _part(part: Part, pen: Pen) -> str:
    words = f"<desc>{escape(part.words)}</desc>" if part.words else ""
    return f'<g role="group"><title>{escape(part.title)}</title>{words}{_page(part.shapes, pen)}</g>'


def _look(shape: Box | Way | Dot, pen: Pen) -> str:
    fill = ""
    if shape.fill.startswith("hatch-"):
        fill = f' fill="url(#wm-{shape.fill})"'
    elif shape.fill:
        fill = f' fill="{pen.inks[shape.fill]}"'
    if not shape.line_ink:
        return fill
    dash = f' stroke-dasharray="{shape.dash}"' if shape.dash else ""
    return f'{fill} stroke="{pen.inks[shape.line_ink]}" stroke-width="{shape.line:g}"{dash}'


def _defs(pen: Pen) -> str:
    hatches = (
        f'<pattern id="wm-hatch-{ink}" width="{step}" height="{step}" patternUnits="userSpaceOnUse" '
        f'patternTransform="rotate(45)"><rect width="{line}" height="{step}" fill="{pen.inks[ink]}"/></pattern>'
        for ink, (step, line) in HATCHES.items()
    )
    icons = (f'<g id="wm-{name}">{drawing}</g>' for name, drawing in ICONS.items())
    return "".join((*hatches, *icons))


_DRAWINGS: Mapping[type, Callable[..., str]] = {
    Words: _words,
    Box: _box,
    Way: _way,
    Dot: _dot,
    Sign: _sign,
    Part: _part,
}
