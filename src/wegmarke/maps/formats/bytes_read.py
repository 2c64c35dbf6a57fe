"""The bytes of a file as text, and errors that name places in a file."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, NoReturn

from wegmarke.domain import DocumentInvalid, Problem

MAX_BYTES: Final = 20_000_000


def text_of(content: bytes) -> str:
    """Return the text of a file; UTF-16 only where its mark says so.

    Raises:
        DocumentInvalid: for a file that is too large or is no text.
    """
    if len(content) > MAX_BYTES:
        refuse([Problem("file", f"at most {MAX_BYTES:,} bytes", f"{len(content):,}", "Divide the map.", "too_large")])
    coding = "utf-16" if content[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig"
    try:
        return content.decode(coding).replace("\r\n", "\n").replace("\r", "\n")
    except UnicodeDecodeError as error:
        came = f"byte {error.start} is not"
        refuse([Problem("file", "UTF-8 text", came, "Save the file as UTF-8.", "not_readable")])


def refuse(problems: Sequence[Problem]) -> NoReturn:
    """Refuse a file with all of its problems."""
    raise DocumentInvalid("The file cannot be read as a map; nothing of it was taken over.", problems=[*problems])
