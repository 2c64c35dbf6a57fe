"""Parses XML of strangers: nothing is fetched, no entity is defined, and no tag is without end.

A document type is refused as a whole. It is the only place where entities can be defined, and neither XES nor
workbooks need one.
"""

from __future__ import annotations

from collections.abc import Callable
from xml.parsers import expat

from wegmarke.domain import SourceUnreadable
from wegmarke.sources.unpacking import in_megabytes

DEEPEST = 100
_LONGEST_TAG = 16 << 20
Attributes = dict[str, str]


class XmlParser:
    """Calls back for every element of a document that comes in pieces.

    Attributes:
        what: the document, for messages: a file, or a part of one.
    """

    def __init__(
        self,
        what: str,
        start: Callable[[str, Attributes], None],
        end: Callable[[str], None],
        text: Callable[[str], None] | None = None,
    ) -> None:
        self.what = what
        self._fed = 0
        self._parser = expat.ParserCreate()
        self._parser.buffer_text = True
        self._parser.StartElementHandler = start
        self._parser.EndElementHandler = end
        if text is not None:
            self._parser.CharacterDataHandler = text
        self._parser.StartDoctypeDeclHandler = self._refuse_doctype

    @property
    def line(self) -> int:
        """Line of what is being called back for."""
        return self._parser.CurrentLineNumber

    def feed(self, part: bytes) -> None:
        """Parse a piece; nothing but the end of the document is empty.

        Raises:
            SourceUnreadable: the document is damaged, defines entities, or has a tag without end.
        """
        try:
            self._parser.Parse(part, not part)
        except expat.ExpatError as error:
            detail = expat.ErrorString(error.code)
            raise SourceUnreadable(
                f"{self.what} line {error.lineno}: expected well-formed XML, got {detail!r} at place "
                f"{error.offset + 1}. The file is cut off or damaged; transfer or export it again."
            ) from error
        self._fed += len(part)
        if self._fed - self._parser.CurrentByteIndex > _LONGEST_TAG:
            raise SourceUnreadable(
                f"{self.what} line {self.line}: expected tags of at most {in_megabytes(_LONGEST_TAG)}, this one is "
                "longer. The file is damaged there; export it again."
            )

    def _refuse_doctype(self, *_: object) -> None:
        raise SourceUnreadable(
            f"{self.what} line {self.line}: expected no document type (<!DOCTYPE …>), got one. It can define entities "
            "that grow without end or read other files. Remove it if you trust the file."
        )
