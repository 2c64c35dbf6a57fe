"""Reads YAML or JSON text into plain values, strictly, and writes plain values as YAML.

YAML has more to it than a document needs, and some of it is dangerous or surprising. Here:

* Words resolve as in JSON and YAML 1.2: `no`, `on`, `2024-01-01` and `1:30` stay texts.
* Anchors, tags, several documents in one text and a key written twice are refused.
* Size and depth are limited before anything is built.

Text that starts with `{` is read as JSON first, because not all JSON is good YAML (tabs, for one).
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final, NoReturn, TypeAlias

import yaml

from wegmarke.domain import DocumentInvalid, Problem

MAX_BYTES: Final = 5_000_000
MAX_DEPTH: Final = 50

Plain: TypeAlias = "dict[str, Plain] | list[Plain] | str | int | float | bool | None"
Path: TypeAlias = tuple[str | int, ...]

_NOTHING: Final = {"", "~", "null", "Null", "NULL"}
_BOOLEANS: Final = {"true": True, "True": True, "TRUE": True, "false": False, "False": False, "FALSE": False}
# Longer digit strings stay texts; no field takes them, and converting them costs quadratic time.
_WHOLE: Final = re.compile(r"[-+]?[0-9]{1,300}")
_DECIMAL: Final = re.compile(r"[-+]?([0-9]{1,300}(\.[0-9]{0,300})?|\.[0-9]{1,300})([eE][-+]?[0-9]{1,3})?")
_BLOCK_TEXT: Final = re.compile(r"(\S ?)+(\n(\S ?)+)+")

_Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@dataclass(frozen=True, slots=True)
class Document:
    """Plain values, and the line (1-based) on which the value at each path starts; JSON has no lines."""

    content: Plain
    lines: dict[Path, int] = field(default_factory=dict)


def read_text(text: str, what: str) -> Document:
    """Read YAML or JSON text.

    Args:
        text: the text.
        what: what the text should be, for messages: "map".

    >>> read_text("id: no", "map").content
    {'id': 'no'}
    """
    size = len(text.encode("utf-8", "surrogatepass"))
    if size > MAX_BYTES:
        _refuse(what, "text", f"at most {MAX_BYTES} bytes", f"{size}", "Split the document.", "too_large")
    text = text.removeprefix("\ufeff")
    if text.lstrip().startswith("{"):
        document = _read_json(text, what)
        if document is not None:
            return document
    return _Builder(what).build(text)


def write_text(content: Plain) -> str:
    """Write plain values as YAML in block style; `read_text` gives the same values back."""
    return yaml.dump(
        content, Dumper=_Writer, allow_unicode=True, sort_keys=False, default_flow_style=False, width=100, indent=2
    )


def _read_json(text: str, what: str) -> Document | None:
    """Read JSON; None where the text is not JSON, so that YAML may have its turn."""
    repeated: list[str] = []

    def pairs(members: list[tuple[str, Plain]]) -> dict[str, Plain]:
        content = dict(members)
        if len(content) < len(members):
            names = [name for name, _ in members]
            repeated.append(next(name for name in content if names.count(name) > 1))
        return content

    try:
        content = json.loads(text, object_pairs_hook=pairs)
    except RecursionError:
        _refuse_depth(what, "text")
    except ValueError:
        return None
    if repeated:
        remedy = "Keep one of them."
        _refuse(what, repeated[0], "every key once", f"{repeated[0]!r} twice", remedy, "duplicate_key")
    if _depth_exceeds(content):
        _refuse_depth(what, "text")
    return Document(content)


def _depth_exceeds(content: Plain) -> bool:
    level: list[Plain] = [content]
    for _ in range(MAX_DEPTH + 1):
        level = [inner for outer in level for inner in _inner(outer)]
    return bool(level)


def _inner(outer: Plain) -> list[Plain]:
    if isinstance(outer, dict):
        return list(outer.values())
    return outer if isinstance(outer, list) else []


class _Builder:
    """Builds plain values from the events of the YAML parser, and remembers lines."""

    def __init__(self, what: str) -> None:
        self.what = what
        self.lines: dict[Path, int] = {}
        self.events: Iterator[yaml.Event] = iter(())

    def build(self, text: str) -> Document:
        try:
            self.events = iter(yaml.parse(text, Loader=_Loader))
            content = self._documents()
        except yaml.MarkedYAMLError as error:
            line = error.problem_mark.line + 1 if error.problem_mark else 1
            came = " ".join(filter(None, [error.context, error.problem]))
            remedy = "Check indentation, colons and quotes around this line."
            _refuse(self.what, f"line {line}", "YAML or JSON", came, remedy, "not_readable")
        except yaml.YAMLError as error:
            came, remedy = str(error).split("\n")[0], "Save the file as UTF-8 text without control characters."
            _refuse(self.what, "text", "YAML or JSON", came, remedy, "not_readable")
        return Document(content, self.lines)

    def _documents(self) -> Plain:
        content: Plain = None
        documents = 0
        for event in self.events:
            if isinstance(event, yaml.DocumentStartEvent):
                documents += 1
                if documents > 1:
                    line = _line(event)
                    remedy = "Keep one document per file; remove the line ---."
                    _refuse(self.what, f"line {line}", "one document", "a second one", remedy, "not_readable")
                content = self._value(next(self.events), (), 0)
        return content

    def _value(self, event: yaml.Event, path: Path, depth: int) -> Plain:
        line = _line(event)
        if depth > MAX_DEPTH:
            _refuse_depth(self.what, f"line {line}")
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
            remedy = "Write the text out where it is needed."
            _refuse(self.what, f"line {line}", "values without anchors (& and *)", "an anchor", remedy, "anchor")
        if getattr(event, "tag", None):
            remedy = "Remove the word that starts with an exclamation mark."
            _refuse(self.what, f"line {line}", "values without tags", f"{event.tag!r}", remedy, "tag")  # type: ignore[attr-defined]  # has one, see above
        self.lines[path] = line
        if isinstance(event, yaml.MappingStartEvent):
            return self._mapping(path, depth)
        if isinstance(event, yaml.SequenceStartEvent):
            return self._sequence(path, depth)
        assert isinstance(event, yaml.ScalarEvent)  # the parser has no other kind
        return resolve(event.value) if event.implicit[0] else event.value

    def _mapping(self, path: Path, depth: int) -> Plain:
        members: dict[str, Plain] = {}
        while not isinstance(event := next(self.events), yaml.MappingEndEvent):
            line = _line(event)
            if not isinstance(event, yaml.ScalarEvent):
                _refuse(self.what, f"line {line}", "a text as key", "a list or mapping", "Quote the key.", "bad_key")
            name = event.value
            if name in members:
                remedy = "Keep one of them."
                _refuse(self.what, f"line {line}", "every key once", f"{name!r} twice", remedy, "duplicate_key")
            members[name] = self._value(next(self.events), (*path, name), depth + 1)
        return members

    def _sequence(self, path: Path, depth: int) -> Plain:
        members: list[Plain] = []
        while not isinstance(event := next(self.events), yaml.SequenceEndEvent):
            members.append(self._value(event, (*path, len(members)), depth + 1))
        return members


def _line(event: yaml.Event) -> int:
    return event.start_mark.line + 1 if event.start_mark else 1


def resolve(word: str) -> Plain:
    """Read an unquoted word as nothing, boolean, number or, mostly, as text."""
    if word in _NOTHING:
        return None
    if word in _BOOLEANS:
        return _BOOLEANS[word]
    if _WHOLE.fullmatch(word):
        return int(word)
    return float(word) if _DECIMAL.fullmatch(word) else word


class _Writer(getattr(yaml, "CSafeDumper", yaml.SafeDumper)):  # type: ignore[misc]  # the fast one may be missing
    """Writes texts so that `resolve` reads them as texts again; refers to nothing twice."""

    def ignore_aliases(self, data: object) -> bool:
        """Write every value out."""
        return True


def _write_text(writer: yaml.SafeDumper, text: str) -> yaml.ScalarNode:
    style = None
    if not isinstance(resolve(text), str):
        style = "'"
    elif _BLOCK_TEXT.fullmatch(text):
        style = "|"
    return writer.represent_scalar("tag:yaml.org,2002:str", text, style=style)


_Writer.add_representer(str, _write_text)


def _refuse_depth(what: str, where: str) -> NoReturn:
    _refuse(what, where, f"at most {MAX_DEPTH} levels", "deeper nesting", "Flatten the document.", "too_deep")


def _refuse(what: str, where: str, expected: str, came: str, remedy: str, code: str) -> NoReturn:
    message = f"The {what} cannot be read."
    raise DocumentInvalid(message, problems=[Problem(where, expected, came, remedy, code)])
