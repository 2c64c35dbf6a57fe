"""The token in a link: which survey, which link, in which language, until when, and a signature of this workspace.

base64url of: version (1 byte), language (1), end in minutes since 1970 (4), link (16), id of the survey, signature (16
bytes: HMAC-SHA256 with a key of this purpose alone, cut to 128 bits). It names nobody: the link is a random number.
"""

from __future__ import annotations

import base64
import binascii
import hmac
import struct
from dataclasses import dataclass
from typing import Final

from wegmarke.privacy import KeyRing

LANGUAGES: Final = ("de", "en")
_PURPOSE: Final = "survey link"
_VERSION: Final = 1
_HEAD: Final = struct.Struct(">BBI16s")
_SIGNATURE_BYTES: Final = 16
_MOST_LETTERS: Final = 120


@dataclass(frozen=True, slots=True)
class Token:
    """What a link says; `expires_at` in minutes since 1970, UTC."""

    survey: str
    link: bytes
    language: str
    expires_at: int


def write_token(keys: KeyRing, token: Token) -> str:
    """Write and sign a token."""
    head = _HEAD.pack(_VERSION, LANGUAGES.index(token.language), token.expires_at, token.link)
    body = head + token.survey.encode()
    return _text(body + keys.signature(_PURPOSE, body))


def read_token(keys: KeyRing, text: str) -> Token | None:
    """Return what a token says; None where this workspace did not sign it. Whether it is over is asked elsewhere."""
    if not text.isascii() or len(text) > _MOST_LETTERS:
        return None
    try:
        content = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
    except (binascii.Error, ValueError):
        return None
    body, signature = content[:-_SIGNATURE_BYTES], content[-_SIGNATURE_BYTES:]
    if len(body) < _HEAD.size or not hmac.compare_digest(signature, keys.signature(_PURPOSE, body)):
        return None
    version, language, expires_at, link = _HEAD.unpack(body[: _HEAD.size])
    # one token has one text: others that decode to the same bytes are none
    if version != _VERSION or language >= len(LANGUAGES) or _text(content) != text:
        return None
    return Token(body[_HEAD.size :].decode(), link, LANGUAGES[language], expires_at)


def _text(content: bytes) -> str:
    return base64.urlsafe_b64encode(content).decode().rstrip("=")
