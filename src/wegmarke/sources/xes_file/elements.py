"""Follows an event log through its elements and collects events as they end.

A log holds traces, a trace holds attributes and then events, an event holds attributes. An attribute is an element
named for its kind (`string`, `date` …) with a key and a value. Lists hold attributes; attributes of attributes,
extensions, globals and classifiers describe the log and are passed over.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import NoReturn

from wegmarke.domain import SourceUnreadable
from wegmarke.sources.parts import PAYLOAD_CHARACTERS, BadRow
from wegmarke.sources.xml_parsing import DEEPEST, Attributes, XmlParser

Row = dict[str, str]

TRACE_PREFIX = "case:"
_VALUED = frozenset({"string", "date", "int", "float", "boolean", "id"})
_LISTS = frozenset({"list", "container"})
_as_json = json.JSONEncoder(ensure_ascii=False).encode


@dataclass
class Found:
    """Events that ended since the last time somebody took them.

    Attributes:
        rows: attributes of each event.
        shared: attributes of the trace of each event.
        lines: line each starts on.
        bad: events that cannot be read.
    """

    rows: list[Row] = field(default_factory=list)
    shared: list[Row] = field(default_factory=list)
    lines: list[int] = field(default_factory=list)
    bad: list[BadRow] = field(default_factory=list)


class LogReader:
    """An event log that comes in pieces.

    Attributes:
        file: name of the file.
        found: events that nobody took yet.
        empty_traces: traces without events so far.
    """

    def __init__(self, file: str) -> None:
        self.file = file
        self.found = Found()
        self.empty_traces = 0
        self._parser = XmlParser(file, self._start, self._end)
        self._open: list[str] = []
        self._names: dict[str, str] = {}
        self._shared: Row = {}
        self._owner: Row | None = None
        self._event: Row | None = None
        self._line = 0
        self._fault: tuple[str, str] | None = None
        self._list: tuple[int, str, list[str]] | None = None
        self._events_of_trace = 0

    def feed(self, part: bytes) -> None:
        """Read a piece; an empty one ends the log.

        Raises:
            SourceUnreadable: it is no event log, or damaged.
        """
        self._parser.feed(part)

    def take(self) -> Found:
        """Return the events that ended, and forget them."""
        found, self.found = self.found, Found()
        return found

    def _start(self, full_name: str, attributes: Attributes) -> None:
        name = self._names.get(full_name) or self._local(full_name)
        level = len(self._open)
        if level > DEEPEST:
            self._refuse(f"at most {DEEPEST} elements inside each other", "more")
        if self._list is not None:
            self._into_list(name, attributes)
        elif self._owner is not None and level == (3 if self._open[1] == "trace" and self._event is not None else 2):
            self._attribute(name, attributes, level)
        elif level <= 1:
            self._outermost(name, level)
        self._open.append(name)

    def _outermost(self, name: str, level: int) -> None:
        if level == 0 and name != "log":
            self._refuse("an event log, which starts with <log>", f"<{name[:100]}>")
        if level == 1 and name == "trace":
            self._shared, self._events_of_trace = {}, 0
            self._owner = self._shared
        elif level == 1 and name == "event":
            self._shared = {}
            self._begin_event()

    def _begin_event(self) -> None:
        self._event = self._owner = {}
        self._line, self._fault = self._parser.line, None
        self._events_of_trace += 1

    def _attribute(self, name: str, attributes: Attributes, level: int) -> None:
        """Note an attribute of the event or trace that is open, or begin an event of the trace."""
        if name == "event" and self._event is None:
            self._begin_event()
            return
        owner = self._owner
        if owner is None or (name not in _VALUED and name not in _LISTS):
            return
        if self._event is None and self._events_of_trace:
            self._refuse("the attributes of a trace before its events", f"<{name}> behind them")
        key = attributes.get("key")
        if key is None or (name in _VALUED and "value" not in attributes):
            self._note("incomplete_attribute", f"a key and a value in <{name}>")
        elif key in owner:
            self._note("duplicate_key", f"every attribute once, {key[:100]!r} stands there twice")
        elif name in _LISTS:
            owner[key] = ""
            self._list = (level, key, [])
        else:
            owner[key] = attributes["value"]

    def _into_list(self, name: str, attributes: Attributes) -> None:
        if self._list is not None and name in _VALUED and "value" in attributes:
            self._list[2].append(attributes["value"])

    def _note(self, reason: str, expected: str) -> None:
        """Remember what is wrong with an event; a damaged trace would damage all of its events."""
        if self._event is None:
            self._refuse(expected, "a trace that breaks this")
        self._fault = self._fault or (reason, expected)

    def _end(self, _: str) -> None:
        name = self._open.pop()
        level = len(self._open)
        if self._list is not None:
            if level == self._list[0] and self._owner is not None:
                key, values = self._list[1:]
                self._owner[key] = _as_json(values) if values else ""
                self._list = None
        elif name == "event" and self._event is not None and level <= 2:
            self._end_event(self._event)
            self._event, self._owner = None, self._shared if level == 2 else None
        elif name == "trace" and level == 1:
            self.empty_traces += 0 if self._events_of_trace else 1
            self._owner = None

    def _end_event(self, event: Row) -> None:
        if self._fault is not None:
            reason, expected = self._fault
            where = f"{self.file} line {self._line}"
            payload = _as_json({key: value[:PAYLOAD_CHARACTERS] for key, value in event.items()})
            message = f"{where}: expected {expected}. Correct the event and import the file again."
            self.found.bad.append(BadRow(self._line, reason, message, payload))
            return
        self.found.rows.append(event)
        self.found.shared.append(self._shared)
        self.found.lines.append(self._line)

    def _local(self, full_name: str) -> str:
        """Return a name without its prefix; documents may call elements `xes:trace`."""
        name = full_name.rpartition(":")[2]
        if len(self._names) < 100:
            self._names[full_name] = name
        return name

    def _refuse(self, expected: str, came: str) -> NoReturn:
        raise SourceUnreadable(
            f"{self.file} line {self._parser.line}: expected {expected}, got {came}. Export the log again as XES."
        )
