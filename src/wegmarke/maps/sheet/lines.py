"""Texts as lines of a given width: cleaned of what no paper can show, and broken where a reader would break them."""

from __future__ import annotations

import functools
import re
import unicodedata
from dataclasses import dataclass
from typing import Final

from wegmarke.maps.sheet.syllables import SOFT_HYPHEN, joints_of_word, parts_of_word
from wegmarke.maps.sheet.typeface import width

LONGEST: Final = 2000
"""Characters of one text that are looked at on the sheet; the annex holds more."""

ELLIPSIS: Final = "…"

# A line that would stay this empty is filled by breaking the next word, where that word is long.
_RAGGED: Final = 0.38
_LONG_WORD: Final = 14
_JOINT_WORTH: Final = 0.55

_UNSEEN: Final = re.compile("[\x00-\x1f\x7f-\x9f\u200b\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff\ufffe\uffff]+")
# Soft hyphens beside each other, or at an edge of a word, break nothing.
_IDLE_HYPHENS: Final = re.compile("\u00ad+(?=\u00ad|\\W|$)|(?<!\\w)\u00ad+")
_BLANKS: Final = re.compile(r"[^\S\u00a0\u202f]+")
_AFTER: Final = re.compile(r"(?<=[-–/])(?=\w)")


@dataclass(frozen=True, slots=True)
class Lines:
    """A broken text; `is_cut` where it had more lines than there was room for."""

    texts: tuple[str, ...]
    is_cut: bool = False


def clean(text: str, longest: int = LONGEST) -> str:
    """Return a text without control characters and line breaks, in composed form, cut after so many characters."""
    head = text[: longest * 2]
    plain = _UNSEEN.sub(" ", head.encode("utf-8", "replace").decode("utf-8"))
    plain = _IDLE_HYPHENS.sub("", plain)
    words = _BLANKS.sub(" ", unicodedata.normalize("NFC", plain)).strip()
    return words if len(words) <= longest and len(text) <= longest * 2 else words[: longest - 1].rstrip() + ELLIPSIS


@functools.lru_cache(maxsize=8192)
def broken(text: str, room: float, points: float, most: int = 99, *, bold: bool = False) -> Lines:
    """Break a clean text into at most `most` lines of `room` millimetres; a text that is cut ends with an ellipsis."""
    lines: list[str] = []
    line = ""
    words = [part for word in text.split(" ") for part in _parts(word)]
    for number, (glue, word) in enumerate(words):
        joined = line + glue + word if line else word
        if width(joined, points, bold=bold) <= room:
            line = joined
            continue
        line = _filled(lines, line, (glue, word), room, points, bold=bold)
        if len(lines) > most or (len(lines) == most and (line or number < len(words) - 1)):
            return _cut(lines[:most], room, points, bold=bold)
    if line:
        lines.append(line)
    if len(lines) > most:
        return _cut(lines[:most], room, points, bold=bold)
    return Lines(tuple(one.replace(SOFT_HYPHEN, "") for one in lines))


def balanced(text: str, room: float, points: float, most: int) -> tuple[str, ...]:
    """Break a bold title into lines of about the same length."""
    lines = broken(text, room, points, most, bold=True)
    narrow = room
    while not lines.is_cut and len(lines.texts) > 1 and narrow > room * 0.5:
        narrow -= 2
        tried = broken(text, narrow, points, most, bold=True)
        hyphens = [sum(line.endswith("-") for line in found.texts) for found in (lines, tried)]
        if tried.is_cut or len(tried.texts) > len(lines.texts) or hyphens[1] > hyphens[0]:
            break
        lines = tried
    return lines.texts


def shortened(text: str, room: float, points: float, *, bold: bool = False) -> str:
    """Return a clean text on one line, with an ellipsis where it is cut."""
    if width(text, points, bold=bold) <= room:
        return text
    return _cut([text], room, points, bold=bold).texts[0]


def _parts(word: str) -> list[tuple[str, str]]:
    """Split a word behind hyphens and slashes; each part with what glues it to the one before."""
    return [(" " if number == 0 else "", part) for number, part in enumerate(_AFTER.split(word)) if part]


def _filled(lines: list[str], line: str, following: tuple[str, str], room: float, points: float, *, bold: bool) -> str:
    """Close a line, breaking the word that follows where it must or should be; return what stands on the next line."""
    glue, word = following
    taken = width(line, points, bold=bold) if line else 0.0
    is_ragged = line != "" and not bold and taken < room * (1 - _RAGGED) and len(word) >= _LONG_WORD
    if is_ragged or width(word, points, bold=bold) > room:
        head, rest = _split(word, room - taken - width(glue, points, bold=bold) if line else room, points, bold=bold)
        if head:
            lines.append(line + glue + head if line else head)
            line, word = "", rest
    if line:
        lines.append(line)
    while width(word, points, bold=bold) > room:
        head, rest = _split(word, room, points, bold=bold)
        head, rest = (head, rest) if head else _chopped(word, room, points, bold=bold)
        lines.append(head)
        word = rest
    return word


def _split(word: str, room: float, points: float, *, bold: bool) -> tuple[str, str]:
    """Break a word at the last syllable that fits; an empty head where none does."""
    joints = joints_of_word(word)
    best, joint = 0, 0
    at = 0
    for part in parts_of_word(word)[:-1]:
        at += len(part)
        if width(word[:at] + "-", points, bold=bold) > room:
            break
        best, joint = at, at if at in joints else joint
    # A joint of the compound is worth a shorter line.
    at = joint if joint >= best * _JOINT_WORTH else best
    head = word[:at]
    return (head if not head or head.endswith("-") else head + "-"), word[at:]


def _chopped(word: str, room: float, points: float, *, bold: bool) -> tuple[str, str]:
    length = 1
    while length < len(word) and width(word[: length + 1], points, bold=bold) <= room:
        length += 1
    return word[:length], word[length:]


def _cut(lines: list[str], room: float, points: float, *, bold: bool) -> Lines:
    last = lines[-1].rstrip("- ")
    while last and width(last + ELLIPSIS, points, bold=bold) > room:
        last = last[:-1].rstrip()
    return Lines(tuple(one.replace(SOFT_HYPHEN, "") for one in (*lines[:-1], last + ELLIPSIS)), is_cut=True)
