"""Where a request carries its write key: in a header, in the body, or, for browsers alone, in the address."""

from __future__ import annotations

import base64
import binascii
from urllib.parse import parse_qs

_IN_ADDRESS = ("writeKey", "key")


def key_in_header(authorization: str) -> str | None:
    """Return the key of `Basic` (as user name) or `Bearer`; None where the header holds neither.

    >>> key_in_header("Bearer wm_srv_1"), key_in_header("Basic d21fc3J2XzE6")
    ('wm_srv_1', 'wm_srv_1')
    """
    scheme, _, rest = authorization.strip().partition(" ")
    if scheme.lower() == "bearer":
        return rest.strip()
    if scheme.lower() != "basic":
        return None
    try:
        return base64.b64decode(rest.strip(), validate=True).decode().partition(":")[0]
    except (binascii.Error, ValueError):
        return None


def key_in_address(query: bytes) -> str | None:
    """Return the key that the address names."""
    if not query:
        return None
    try:
        found = parse_qs(query.decode("latin-1"), max_num_fields=20)
    except ValueError:
        return None
    return next((found[name][0] for name in _IN_ADDRESS if name in found), None)
