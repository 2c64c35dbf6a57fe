"""The sheet of a map as one accessible web page: a real table and a text per phase, in a file of its own.

Purpose: write what the drawn sheet shows so that everybody can read, hear, print and keep it.
Reads: map documents, measured numbers.
Writes: nothing; the caller keeps the file.
Used by: workspace, for `wegmarke map render`.

The file has no script, loads nothing, and forbids both to itself. Texts of the map are texts in it, whatever they say.
"""

from wegmarke.maps.html_twin.page import render_html

__all__ = ["render_html"]
