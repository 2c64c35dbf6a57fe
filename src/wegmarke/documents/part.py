"""What all parts of a document share."""

from __future__ import annotations

import msgspec


class Part(msgspec.Struct, frozen=True, kw_only=True):
    """A part of a document, such as a phase or a stage.

    Attributes:
        extra: fields that a newer program wrote, as JSON text: pairs of a path inside the part and the
            value that stood there. `reading` and `writing` know them; nobody else needs to look.
    """

    extra: str = ""
