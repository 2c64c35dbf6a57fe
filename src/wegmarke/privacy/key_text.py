"""How a write key reads: a prefix that says what it is, 32 random bytes, and a checksum.

The prefix lets people and leak scanners recognise it; the checksum tells a real key from a text that looks
like one without asking anybody (as GitHub's tokens do).
"""

from __future__ import annotations

import secrets
import zlib

from wegmarke.domain.write_keys import KeyKind

_ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
_RANDOM_BYTES = 32
_BODY_SIGNS = 43  # 62 ** 43 > 256 ** 32
_CHECK_SIGNS = 6  # 62 ** 6 > 2 ** 32

PREFIXES = {KeyKind.BROWSER: "wm_web_", KeyKind.SERVER: "wm_srv_"}


def new_key_text(kind: KeyKind) -> str:
    """Make a new write key."""
    body = _encoded(int.from_bytes(secrets.token_bytes(_RANDOM_BYTES), "big"), _BODY_SIGNS)
    return f"{PREFIXES[kind]}{body}{_checksum(PREFIXES[kind] + body)}"


def kind_of(text: str) -> KeyKind | None:
    """Return the kind of a text that is a write key by its form, None where it is none."""
    for kind, prefix in PREFIXES.items():
        if text.startswith(prefix) and len(text) == len(prefix) + _BODY_SIGNS + _CHECK_SIGNS:
            return kind if text.isascii() and _checksum(text[:-_CHECK_SIGNS]) == text[-_CHECK_SIGNS:] else None
    return None


def _checksum(text: str) -> str:
    return _encoded(zlib.crc32(text.encode()), _CHECK_SIGNS)


def _encoded(number: int, signs: int) -> str:
    text = ""
    for _ in range(signs):
        number, place = divmod(number, len(_ALPHABET))
        text = _ALPHABET[place] + text
    return text
