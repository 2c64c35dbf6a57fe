"""Takes an uploaded file part by part; nothing a sender says about it is believed, and none of it stays in memory."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field

from litestar import Request
from litestar.datastructures import State
from multipart import MultipartError, MultipartSegment, PushMultipartParser

from wegmarke.domain import UsageError
from wegmarke.domain.imports import FileImport
from wegmarke.web.imports.front import Imports, Receiving

_MOST_PARTS = 8
_LONGEST_FIELD = 200
_FRAMING_BYTES = 100_000
"""What a form may hold beside the file."""


@dataclass
class _Form:
    """A form on its way in: one file, and short fields beside it."""

    imports: Imports
    parser: PushMultipartParser
    fields: dict[str, str] = field(default_factory=dict)
    file: Receiving | None = None
    record: FileImport | None = None
    _name: str = ""
    _is_file: bool = False
    _text: bytearray = field(default_factory=bytearray)

    def take(self, chunk: bytes) -> None:
        """Take the next bytes of the request."""
        for found in self.parser.parse(chunk):
            if isinstance(found, MultipartSegment):
                self._begin(found)
            elif found is None:
                self._end()
            else:
                self._add(bytes(found))

    def close(self) -> FileImport:
        """Return the file that came.

        Raises:
            UsageError: none came.
        """
        self.parser.close()
        if self.record is None:
            raise UsageError("file: expected a file; none was chosen. Choose one and try again.")
        return self.record

    def abandon(self) -> None:
        """Remove what came so far of a file."""
        if self.file is not None:
            self.file.abandon()

    def _begin(self, segment: MultipartSegment) -> None:
        self._name, self._text = segment.name, bytearray()
        self._is_file = segment.name == "file" and bool(segment.filename)
        if self._is_file:
            if self.record is not None:
                raise UsageError("file: expected one file; several came. Choose one after the other.")
            self.file = self.imports.receive(segment.filename or "")

    def _add(self, part: bytes) -> None:
        if self._is_file and self.file is not None:
            self.file.write(part)
        elif len(self._text) + len(part) <= _LONGEST_FIELD:
            self._text += part

    def _end(self) -> None:
        if self._is_file and self.file is not None:
            self.record, self.file, self._is_file = self.file.finish(), None, False
        elif self._name:
            self.fields[self._name] = self._text.decode(errors="replace")


async def receive_upload(
    request: Request[object, object, State], imports: Imports
) -> tuple[FileImport, dict[str, str]]:
    """Write the file of a form to the workspace and return it with the other fields.

    Raises:
        UsageError: no file came, several did, or one that is empty, cut off or too large.
    """
    length = request.content_length
    if length is not None and length > imports.most_bytes + _FRAMING_BYTES:
        raise UsageError(f"file: expected at most {imports.most_bytes // 1_000_000:,} MB; this one is larger.")
    form = _Form(imports, _parser(request))
    try:
        async for chunk in request.stream():
            if chunk:
                await asyncio.to_thread(form.take, chunk)
        return form.close(), form.fields
    except MultipartError as error:
        form.abandon()
        raise UsageError("file: expected a whole file; the upload broke off. Try again.") from error
    except BaseException:
        form.abandon()
        raise


def _parser(request: Request[object, object, State]) -> PushMultipartParser:
    kind, options = request.content_type
    if kind != "multipart/form-data" or not options.get("boundary"):
        raise UsageError("file: expected a form with a file. Open the page and choose one.")
    return PushMultipartParser(options["boundary"], max_segment_count=_MOST_PARTS, strict=True)
