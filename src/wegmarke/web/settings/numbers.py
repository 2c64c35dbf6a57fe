"""Numbers of versions in addresses."""

from __future__ import annotations

from collections.abc import Mapping

from wegmarke.domain import UsageError


def version_number(params: Mapping[str, str], name: str = "version") -> int | None:
    """Return the number of a version; None where none is named."""
    text = params.get(name, "")
    if not text:
        return None
    if not (text.isascii() and text.isdigit()):
        raise UsageError(f"{name}: expected a whole number; got {text[:40]!r}.")
    return int(text[:9])
