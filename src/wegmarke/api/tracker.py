"""Serves the browser tracker: one small script, the same for everybody."""

from __future__ import annotations

import gzip
import hashlib
from collections.abc import Mapping
from importlib import resources

from wegmarke.api.answers import Answer

PATH = "/v1/tracker.js"
_NAME = "tracker.js"
_DAY = b"public, max-age=86400"


class Tracker:
    """The script, ready to be sent."""

    def __init__(self) -> None:
        plain = resources.files("wegmarke.api").joinpath(_NAME).read_bytes()
        self._plain = plain
        self._packed = gzip.compress(plain, 9, mtime=0)
        # The same for every browser, so that it tells nobody apart.
        self._tag = f'W/"{hashlib.sha256(plain).hexdigest()[:32]}"'
        self._headers = [
            (b"content-type", b"text/javascript; charset=utf-8"),
            (b"cache-control", _DAY),
            (b"etag", self._tag.encode()),
            (b"vary", b"accept-encoding"),
            # Pages of other origins load it, also those that are isolated from what does not say so.
            (b"access-control-allow-origin", b"*"),
            (b"cross-origin-resource-policy", b"cross-origin"),
        ]

    def answer(self, headers: Mapping[str, str]) -> Answer:
        """Return the script, or that the browser has it already."""
        if self._tag in (tag.strip() for tag in headers.get("if-none-match", "").split(",")):
            return Answer(304, b"", self._headers)
        if _takes_gzip(headers.get("accept-encoding", "")):
            return Answer(200, self._packed, [*self._headers, (b"content-encoding", b"gzip")])
        return Answer(200, self._plain, self._headers)


def _takes_gzip(accepted: str) -> bool:
    """Tell whether a header Accept-Encoding admits gzip.

    >>> _takes_gzip("gzip, br"), _takes_gzip("gzip;q=0"), _takes_gzip("")
    (True, False, False)
    """
    codings = [coding.replace(" ", "").lower().split(";") for coding in accepted.split(",")]
    return any(name == "gzip" and not _is_refused(rest) for name, *rest in codings)


def _is_refused(rest: list[str]) -> bool:
    return any(part.startswith("q=") and not part[2:].strip("0.") for part in rest)
