"""An analysis as a file: its figures as CSV or Parquet, its picture as SVG or PNG."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

from litestar import Response

from wegmarke.domain import NotFound
from wegmarke.web.explore.analysis import Analysis, Answer
from wegmarke.web.explore.csv_file import csv_response
from wegmarke.web.explore.drawing import drawn
from wegmarke.web.explore.frame import FORMATS, PICTURES
from wegmarke.web.explore.picture_file import as_png, as_svg
from wegmarke.web.front import Rows
from wegmarke.web.site import Page
from wegmarke.web.titles import Titles, reference_titles

if TYPE_CHECKING:
    import pyarrow as pa


def download(page: Page, analysis: Analysis, ending: str) -> Response[str] | Response[bytes]:
    """Answer with a file; raise `NotFound` for another ending, or for a picture where nothing is drawn."""
    if ending not in FORMATS + PICTURES:
        raise NotFound(f"download: expected one of {', '.join(FORMATS + PICTURES)}; got {ending[:20]!r}.")
    selection = page.selection()
    answer = analysis.ask(page, selection)
    name = f"wegmarke-{analysis.name}-{selection.by.value}"
    if ending in PICTURES:
        return _picture(page, answer, ending, f"{name}.{ending}")
    return download_rows(page, answer.downloads or answer.result.to_pyarrow(), ending, name)


def download_rows(page: Page, found: Rows, ending: str, stem: str) -> Response[str] | Response[bytes]:
    """Answer with figures as a file; raise `NotFound` for another ending."""
    if ending not in FORMATS:
        raise NotFound(f"download: expected one of {', '.join(FORMATS)}; got {ending[:20]!r}.")
    rows, name = with_titles(found, reference_titles(page.front, page.reader)), f"{stem}.{ending}"
    if ending == "csv":
        lines = rows.to_pylist()
        return csv_response(name, rows.column_names, (tuple(line.values()) for line in lines))
    return _attached(_parquet(rows), "application/vnd.apache.parquet", name)


def with_titles(rows: pa.Table, titles: Titles) -> pa.Table:
    """Return the rows with a title beside each id of a touchpoint."""
    for name in rows.column_names:
        if name.rpartition("_")[2] != "touchpoint":
            continue
        written = [titles.touchpoint(value) if value is not None else None for value in rows[name].to_pylist()]
        place = rows.schema.get_field_index(name) + 1
        rows = rows.add_column(place, f"{name.removesuffix('touchpoint')}title", [written])
    return rows


def _picture(page: Page, answer: Answer, ending: str, name: str) -> Response[bytes]:
    if answer.picture is None:
        raise NotFound("picture: expected something to draw; nothing was observed. Choose another period.")
    svg = as_svg(drawn(answer.picture, page.reader))
    if ending == "svg":
        return _attached(svg.encode(), "image/svg+xml; charset=utf-8", name)
    return _attached(as_png(svg), "image/png", name)


def _parquet(rows: pa.Table) -> bytes:
    # pages that download nothing need not wait for it
    import pyarrow.parquet

    sink = io.BytesIO()
    pyarrow.parquet.write_table(rows, sink)
    return sink.getvalue()


def _attached(content: bytes, media_type: str, name: str) -> Response[bytes]:
    headers = {"content-disposition": f'attachment; filename="{name}"'}
    return Response(content, media_type=media_type, headers=headers)
