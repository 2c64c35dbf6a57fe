"""How a closed list is written down: one line per word with its English and its German name."""

from __future__ import annotations

from typing import TypeAlias

from wegmarke.domain import LocalizedText

Names: TypeAlias = dict[str, LocalizedText]


def names(*lines: tuple[str, str, str]) -> Names:
    """Make a list from (identifier, English, German)."""
    return {identifier: LocalizedText(de=german, en=english) for identifier, english, german in lines}
