"""The formats there are, found by the ending of a file."""

from __future__ import annotations

from wegmarke.domain import UsageError
from wegmarke.maps.formats.bpmn import BPMN
from wegmarke.maps.formats.cjml import CJML
from wegmarke.maps.formats.exchange import MapFormat
from wegmarke.maps.formats.markdown import MARKDOWN
from wegmarke.maps.formats.mermaid import MERMAID
from wegmarke.maps.formats.native import JSON, YAML

FORMATS: tuple[MapFormat, ...] = (YAML, JSON, MERMAID, MARKDOWN, CJML, BPMN)


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
