"""Finds out what kind of file a file is, and opens it.

The content decides where it is clear: Parquet, ZIP archives (workbooks) and XML (XES) have a sign at their start, and
no table starts with `{"`. Otherwise the name decides, and what is left is CSV.
"""

from __future__ import annotations

import re
from pathlib import Path

from wegmarke.sources.csv_file import open_csv
from wegmarke.sources.jsonl_file import open_jsonl
from wegmarke.sources.parquet_file import is_parquet, open_parquet
from wegmarke.sources.parts import OpenedFile
from wegmarke.sources.recipe import FileSpec
from wegmarke.sources.unpacking import UnpackLimits, first_bytes
from wegmarke.sources.xes_file import open_xes
from wegmarke.sources.xlsx_file import open_workbook

_START_BYTES = 1_024
_ZIP = b"PK\x03\x04"
_MARK = b"\xef\xbb\xbf"
_BRACE = re.compile(rb"\s*\{\s*[\"}]")
_XML = re.compile(rb"\s*<(\?xml|!|[A-Za-z])")
_WORKBOOKS = (".xlsx", ".xlsm", ".xltx", ".xltm")
_JSON = (".jsonl", ".ndjson", ".json")
_XES = (".xes",)


def open_file(path: Path, spec: FileSpec, limits: UnpackLimits) -> OpenedFile | None:
    """Open a file as what it is; None if it holds nothing at all.

    Args:
        path: the file.
        spec: what the recipe says about it.
        limits: how large packed files may become.

    Raises:
        SourceUnreadable: the file cannot be read at all.
    """
    if is_parquet(path):
        return open_parquet(path)
    start = first_bytes(path, _START_BYTES).removeprefix(_MARK)
    name = path.name.casefold().removesuffix(".gz")
    if start.startswith(_ZIP) or name.endswith(_WORKBOOKS):
        decimal = spec.notation.decimal
        return open_workbook(
            path, limits=limits, sheet=spec.sheet, header=spec.header, columns=spec.columns, decimal=decimal
        )
    if _XML.match(start) or name.endswith(_XES):
        return open_xes(path, limits=limits)
    if _BRACE.match(start) or name.endswith(_JSON):
        return open_jsonl(path, unpack=limits)
    return open_csv(
        path, separator=spec.separator, encoding=spec.encoding, columns=spec.columns, unpack=limits,
        joins_torn=spec.joins_torn,
    )  # fmt: skip
