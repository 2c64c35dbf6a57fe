"""A picture of a page as a file of its own: the looks that the style sheet gives it on the page go with it.

Typst draws the PNG: it holds fonts of its own, so a server without fonts writes words too, and it will write
our documents for paper. It asks nobody and reads no file.
"""

from __future__ import annotations

import re
from functools import cache
from typing import Final

from wegmarke.web.site import static_files

_VIEW: Final = re.compile(r'<svg\b[^>]*\bviewBox="0 0 ([\d.]+) ([\d.]+)"')
_COLOUR: Final = re.compile(r"(--[\w-]+):\s*(?:light-dark\(([^,]+),[^)]*\)|([^;]+));")
_FONTS: Final = "Liberation Sans, Noto Sans, DejaVu Sans, Arial, sans-serif"
_MARGIN: Final = 16

# Typst takes 96 units for an inch, so this draws two dots per unit.
_PIXELS_PER_INCH: Final = 192.0


def as_svg(element: str) -> str:
    """Return an `<svg>` element of a page as a document, in the light colours and on white."""
    view = _VIEW.search(element)
    assert view is not None, "pictures have a viewBox"
    width, height = float(view[1]), float(view[2])
    inner = element[element.index(">", view.start()) + 1 : element.rindex("</svg>")]
    box = f"{-_MARGIN} {-_MARGIN} {width + 2 * _MARGIN:g} {height + 2 * _MARGIN:g}"
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="{box}" width="{width + 2 * _MARGIN:g}" '
        f'height="{height + 2 * _MARGIN:g}" font-family="{_FONTS}"><style>{_style()}</style>'
        f'<rect x="{-_MARGIN}" y="{-_MARGIN}" width="100%" height="100%" fill="#ffffff"/>{inner}</svg>\n'
    )


def as_png(svg: str) -> bytes:
    """Draw an SVG document as PNG, two dots per unit."""
    # 35 MB of a library that only downloads need
    import typst

    page = b"#set page(width: auto, height: auto, margin: 0pt)\n#image(bytes(sys.inputs.picture))\n"
    png = typst.compile(page, sys_inputs={"picture": svg}, format="png", ppi=_PIXELS_PER_INCH)
    assert isinstance(png, bytes), "a picture has one page"
    return png


@cache
def _style() -> str:
    """Return the style sheet of pictures with the light colours written out: files know no page around them."""
    files = static_files()
    colours = {name: light or plain for name, light, plain in _COLOUR.findall(files["base.css"].decode())}
    return re.sub(r"var\((--[\w-]+)\)", lambda found: colours[found[1]].strip(), files["charts.css"].decode())
