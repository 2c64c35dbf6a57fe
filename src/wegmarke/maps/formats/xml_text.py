"""XML out and in: texts without signs that XML cannot hold, and trees of strangers without entities."""

from __future__ import annotations

import html
import re
from collections.abc import Collection
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Final
from xml.etree import ElementTree as ET
from xml.parsers import expat

from wegmarke.domain import Problem
from wegmarke.maps.formats.bytes_read import MAX_BYTES, refuse, text_of

DEEPEST: Final = 100
_ILLEGAL: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_ENTITIES: Final = {"amp": "&", "lt": "<", "gt": ">", "quot": '"', "apos": "'"}
_DOCTYPE: Final = re.compile(r"<!\s*(doctype|entity)", re.IGNORECASE)


def legal(text: str) -> str:
    r"""Return a text with the signs XML 1.0 cannot hold replaced by U+FFFD.

    >>> legal("a\x00b")
    'a\ufffdb'
    """
    return _ILLEGAL.sub("\ufffd", text)


def written(root: ET.Element) -> bytes:
    """Return a tree as an indented UTF-8 document."""
    ET.indent(root)
    return bytes(ET.tostring(root, encoding="utf-8", xml_declaration=True)) + b"\n"


def add(parent: ET.Element, name: str, text: str | None = None, /, **attributes: str) -> ET.Element:
    """Add an element with a text and attributes."""
    made = ET.SubElement(parent, name, {key: legal(value) for key, value in attributes.items()})
    if text is not None:
        made.text = legal(text)
    return made


@dataclass
class Element:
    """An element that was read: names in small letters and without prefix, texts trimmed."""

    name: str
    attributes: dict[str, str] = field(default_factory=dict)
    children: list[Element] = field(default_factory=list)
    texts: list[str] = field(default_factory=list)
    line: int = 0

    @property
    def text(self) -> str:
        """The text directly inside."""
        return "".join(self.texts).strip()

    def child(self, *names: str) -> Element | None:
        """Return the first child that has one of the names, in the order of the names."""
        return next((one for name in names for one in self.children if one.name == name), None)

    def all(self, *names: str) -> list[Element]:
        """Return the elements of some names at any depth, but none inside another of them."""
        found: list[Element] = []
        for one in self.children:
            found += [one] if one.name in names else one.all(*names)
        return found


@dataclass(frozen=True)
class Tree:
    """A document that was read; `damaged` says where it is not well-formed."""

    root: Element
    damaged: str = ""


def tree_of(content: bytes, apart: Collection[str] = ()) -> Tree:
    """Read a document; one that is not well-formed as far as its tags tell.

    Args:
        content: the document.
        apart: names of elements that never stand inside each other: where one begins, an open one ends.

    Raises:
        DocumentInvalid: for one that is too large or deep, defines a document type, or holds no element.
    """
    if len(content) > MAX_BYTES:
        text_of(content)
    builder = _Builder()
    try:
        builder.parse(content)
        damaged = ""
    except expat.ExpatError as error:
        damaged = f"line {error.lineno}: {expat.ErrorString(error.code)}"
        text = text_of(content)
        if _DOCTYPE.search(text):
            _refuse_doctype()
        builder = _Builder()
        _Lenient(builder, apart).read(text)
    if not builder.top.children:
        refuse([Problem("file", "an XML document", damaged or "none", "Export it again.", "not_readable")])
    return Tree(builder.top.children[0], damaged)


class _Builder:
    """Puts elements into each other as they begin and end."""

    def __init__(self) -> None:
        self.top = Element("")
        self.open = [self.top]

    def parse(self, content: bytes) -> None:
        parser = expat.ParserCreate()
        parser.buffer_text = True
        parser.StartElementHandler = lambda name, given: self.start(name, given, parser.CurrentLineNumber)
        parser.EndElementHandler = lambda _: self.open.pop()
        parser.CharacterDataHandler = lambda text: self.open[-1].texts.append(text)
        parser.StartDoctypeDeclHandler = lambda *_: _refuse_doctype()
        parser.Parse(content, True)

    def start(self, name: str, attributes: dict[str, str], line: int) -> None:
        if len(self.open) > DEEPEST:
            came = f"more in line {line}"
            refuse([Problem("file", f"at most {DEEPEST} elements inside each other", came, "Export it again.")])
        given = {_local(key): (value or "").strip() for key, value in attributes.items()}
        made = Element(_local(name), given, line=line)
        self.open[-1].children.append(made)
        self.open.append(made)


class _Lenient(HTMLParser):
    """Reads tags with attributes in no quotes, and elements nobody closed; knows no entities but those of HTML."""

    def __init__(self, builder: _Builder, apart: Collection[str]) -> None:
        super().__init__(convert_charrefs=False)
        # no element of ours holds a script
        self.set_cdata_mode = lambda *_, **__: None  # type: ignore[method-assign]
        self.builder = builder
        self.apart = apart

    def read(self, text: str) -> None:
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        name = _local(tag)
        if name in self.apart:
            self._close(self.apart)
        self.builder.start(tag, {name: value or "" for name, value in attrs}, self.getpos()[0])

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        self.builder.open.pop()

    def handle_endtag(self, tag: str) -> None:
        self._close((_local(tag),))

    def handle_entityref(self, name: str) -> None:
        self.handle_data(_ENTITIES.get(name, f"&{name};"))

    def handle_charref(self, name: str) -> None:
        self.handle_data(html.unescape(f"&#{name};"))

    def _close(self, names: Collection[str]) -> None:
        """Close the innermost open element of some names, with what is open inside."""
        for place in range(len(self.builder.open) - 1, 1, -1):
            if self.builder.open[place].name in names:
                del self.builder.open[place:]
                return

    def handle_data(self, data: str) -> None:
        self.builder.open[-1].texts.append(data)


def _local(name: str) -> str:
    return name.rpartition(":")[2].lower()


def _refuse_doctype() -> None:
    remedy = "Remove it if you trust the file: it can define entities that grow without end or read other files."
    refuse([Problem("file", "no document type (<!DOCTYPE …>)", "one", remedy, "doctype")])
