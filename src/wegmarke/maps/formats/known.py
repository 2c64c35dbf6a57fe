"""The formats there are, found by the ending of a file."""

from __future__ import annotations

from wegmarke.domain import LocalizedText, UsageError
from wegmarke.maps.formats import long_csv, pptx, xlsx
from wegmarke.maps.formats.bpmn import BPMN
from wegmarke.maps.formats.cjml import CJML
from wegmarke.maps.formats.exchange import MapFormat
from wegmarke.maps.formats.markdown import MARKDOWN
from wegmarke.maps.formats.mermaid import MERMAID
from wegmarke.maps.formats.native import JSON, YAML

XLSX = MapFormat(
    "xlsx",
    (".xlsx",),
    LocalizedText(de="Arbeitsmappe", en="Workbook"),
    xlsx.write,
    xlsx.read,
    lambda document, numbers, language: xlsx.write(document, numbers, language=language),
)
CSV = MapFormat("csv", (".csv",), LocalizedText(de="Lange Tabelle", en="Long table"), long_csv.write, long_csv.read)
PPTX = MapFormat(
    "pptx",
    (".pptx",),
    LocalizedText(de="Folien", en="Slides"),
    pptx.write,
    write_in=lambda document, numbers, language: pptx.write(document, numbers, language=language),
)

FORMATS: tuple[MapFormat, ...] = (
    YAML,
    JSON,
    XLSX,
    CSV,
    MERMAID,
    MARKDOWN,
    CJML,
    BPMN,
    PPTX,
)


def format_of(file_name: str) -> MapFormat:
    """Return the format of a file by its ending; the longest that fits.

    Raises:
        UsageError: no format has this ending; the message lists those there are.
    """
    fitting = [(len(ending), form) for form in FORMATS for ending in form.endings if file_name.lower().endswith(ending)]
    if not fitting:
        known = ", ".join(ending for form in FORMATS for ending in form.endings)
        raise UsageError(f"file: expected one of the endings {known}; got {file_name!r}.")
    return max(fitting, key=lambda pair: pair[0])[1]
