"""Bodies compressed with gzip, unpacked up to a limit."""

from __future__ import annotations

import zlib

_GZIP = 31  # zlib's window size for the gzip format


class NotGzip(ValueError):
    """A body that says it is gzip and is not, or is cut off."""


def gunzip(body: bytes, most: int) -> bytes | None:
    """Unpack a body; None where it holds more than `most` bytes.

    Raises:
        NotGzip: when it cannot be unpacked.
    """
    unpacked = bytearray()
    rest = body
    while rest:
        member = zlib.decompressobj(_GZIP)
        try:
            unpacked += member.decompress(rest, most + 1 - len(unpacked))
        except zlib.error as error:
            raise NotGzip(str(error)) from error
        if len(unpacked) > most:
            return None
        if not member.eof:
            raise NotGzip("the body ends too early")
        rest = member.unused_data
    return bytes(unpacked)
