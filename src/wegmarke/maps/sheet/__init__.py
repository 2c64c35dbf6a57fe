"""The paper of a journey map: the one-sheet map as SVG, PDF and PNG.

Purpose: lay a map out on a grid of millimetres, draw it, and print it with its annex.
Reads: map documents, measured numbers; the fonts beside it.
Writes: nothing.
Used by: workspace.

Layout (`page`, `rows` and the modules of the rows) gives shapes; drawing (`svg`) turns shapes into SVG; `rendering`
prints.
"""

from wegmarke.maps.sheet.options import Paper, SheetOptions, languages_of, paper_of
from wegmarke.maps.sheet.rendering import render_pdf, render_png, render_svg

__all__ = ["Paper", "SheetOptions", "languages_of", "paper_of", "render_pdf", "render_png", "render_svg"]
