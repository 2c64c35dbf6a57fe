"""XES (IEEE 1849): one trace per unit, one event per touch."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final
from xml.sax.saxutils import quoteattr

import pyarrow as pa
import pyarrow.compute as pc

from wegmarke.domain import Unit
from wegmarke.maps.formats.xml_text import legal
from wegmarke.maps.observed.labels import Labels

_EXTENSIONS: Final = (
    ("Concept", "concept", "http://www.xes-standard.org/concept.xesext"),
    ("Time", "time", "http://www.xes-standard.org/time.xesext"),
    ("Lifecycle", "lifecycle", "http://www.xes-standard.org/lifecycle.xesext"),
    ("Organizational", "org", "http://www.xes-standard.org/org.xesext"),
)
_END: Final = "  </trace>\n"


def xes_parts(batches: Iterator[pa.Table], labels: Labels, title: str, by: Unit) -> Iterator[bytes]:
    """Yield a log piece by piece.

    Args:
        batches: touches in path order, unit after unit (see `observed_batches`).
        labels: what the map says about touchpoints.
        title: name of the log.
        by: what a trace belongs to.
    """
    yield _head(title, by).encode()
    fixed = _fixed(labels)
    last = ""
    for batch in batches:
        if batch.num_rows:
            yield _part(batch, labels, fixed, by, last).encode()
            last = batch["unit"][-1].as_py()
    yield f"{_END if last else ''}</log>\n".encode()


def _head(title: str, by: Unit) -> str:
    extensions = "".join(
        f'  <extension name="{name}" prefix="{prefix}" uri="{uri}"/>\n' for name, prefix, uri in _EXTENSIONS
    )
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        '<log xes.version="1849-2023" xes.features="" xmlns="http://www.xes-standard.org/">\n'
        f"{extensions}"
        '  <global scope="trace">\n    <string key="concept:name" value=""/>\n  </global>\n'
        '  <global scope="event">\n    <string key="concept:name" value=""/>\n'
        '    <date key="time:timestamp" value="1970-01-01T00:00:00.000+00:00"/>\n  </global>\n'
        '  <classifier name="Touchpoint" keys="concept:name"/>\n'
        '  <classifier name="Phase" keys="journey:phase"/>\n'
        f"{_string('  ', 'concept:name', title)}{_string('  ', 'journey:unit', by.value)}"
    )


def _string(indent: str, key: str, value: str) -> str:
    return f'{indent}<string key="{key}" value={quoteattr(legal(value))}/>\n'


def _fixed(labels: Labels) -> list[str]:
    """Return what every event at a touchpoint says alike."""
    rows = zip(labels.ids, labels.names, labels.phases, labels.steps, labels.channels, strict=True)
    keys = ("journey:touchpoint", "concept:name", "journey:phase", "journey:step", "journey:channel")
    return [
        "".join(_string("      ", key, value) for key, value in zip(keys, row, strict=True) if value) for row in rows
    ]


def _part(batch: pa.Table, labels: Labels, fixed: list[str], by: Unit, last: str) -> str:
    unit = _column(batch, "unit")
    before = pa.concat_arrays([pa.array([last], pa.string()), unit.slice(0, len(unit) - 1).cast(pa.string())])
    begins = pc.not_equal(unit, before)
    begin = _joined('  <trace>\n    <string key="concept:name" value="', unit, '"/>\n')
    ended = pc.if_else(pc.equal(before, ""), "", _END)
    is_day = pc.if_else(_column(batch, "precision_day"), '      <boolean key="journey:day_only" value="true"/>\n', "")
    other = _column(batch, "account" if by is Unit.PERSON else "person")
    key = "journey:account" if by is Unit.PERSON else "org:resource"
    who = pc.fill_null(_joined(f'      <string key="{key}" value="', other, '"/>\n'), "")
    events = _joined(
        pc.if_else(begins, _joined(ended, begin), ""),
        "    <event>\n",
        labels.look_up(_column(batch, "touchpoint"), fixed),
        '      <date key="time:timestamp" value="',
        _column(batch, "occurred_at"),
        '"/>\n      <string key="lifecycle:transition" value="complete"/>\n',
        who,
        is_day,
        "    </event>\n",
    )
    return "".join(events.to_pylist())


def _column(batch: pa.Table, name: str) -> pa.Array:
    return pa.concat_arrays(batch[name].chunks)


def _joined(*parts: pa.Array | str) -> pa.Array:
    return pc.binary_join_element_wise(
        *(part if isinstance(part, str) else part.cast(pa.string()) for part in parts), ""
    )
