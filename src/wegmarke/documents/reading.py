"""Turns plain values into the parts of a document, collecting problems instead of stopping at the first.

Where a value cannot be used, a placeholder takes its place, so that everything beside it is still
read and checked; the document as a whole is refused afterwards. What a part does not know is kept as text
in its `extra` field: pairs of a path inside the part and the value that stood there.
"""

from __future__ import annotations

import enum
import json
import math
import re
import types
import typing
from collections.abc import Mapping, Sequence
from typing import Final

import msgspec

from wegmarke.documents.fields import fields_of
from wegmarke.documents.strict_yaml import Path, Plain
from wegmarke.domain import LocalizedText, Problem
from wegmarke.rules import Rule, SubjectRule, parse_rule, parse_subject_rule, rule_problems, subject_rule_problems

MAX_ITEMS: Final = 5_000
MAX_TEXT: Final = 10_000

_LANGUAGES: Final = ("de", "en")
# control characters other than line break and tab, and halves of characters
_UNPRINTABLE: Final = re.compile(r"[\x00-\x08\x0b-\x1f\ud800-\udfff]")


def show_path(path: Path, lines: Mapping[Path, int], what: str = "document") -> str:
    """Write a path as people read it, with the line where it is known: `phases[2].id (line 14)`."""
    text = "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in path).lstrip(".") or what
    known = next((path[:length] for length in range(len(path), -1, -1) if path[:length] in lines), None)
    return text if known is None else f"{text} (line {lines[known]})"


class Reading:
    """One pass over one document: where its values stand, and what is wrong with them.

    Attributes:
        what: what messages call the document.
    """

    def __init__(self, lines: Mapping[Path, int], what: str = "document") -> None:
        self.lines = lines
        self.what = what
        self.problems: list[Problem] = []
        self.unreadable: set[Path] = set()
        self._kept: list[tuple[Path, Plain]] = []

    def problem(self, path: Path, expected: str, came: str, remedy: str, code: str = "wrong_type") -> None:
        """Note a problem, and that the value at this path is a placeholder."""
        self.unreadable.add(path)
        self.problems.append(Problem(show_path(path, self.lines, self.what), expected, came, remedy, code))

    def part(self, kind: type[msgspec.Struct], found: Plain, path: Path) -> msgspec.Struct:
        """Read a part of a document, such as a phase of a map; missing and wrong fields become placeholders."""
        fields = fields_of(kind)
        if not isinstance(found, dict):
            expected = f"a mapping with {', '.join(field.name for field in fields if field.is_required)}"
            self.problem(path, expected, _quote(found), f"Write the fields of the {kind.__name__.lower()}.")
            return kind(**{field.name: _placeholder(field.hint) for field in fields if field.is_required})
        values: dict[str, object] = {}
        kept_before = len(self._kept)
        for field in fields:
            value = found.get(field.name)
            if value is not None:
                values[field.name] = self.value(field.hint, value, (*path, field.name))
            if field.is_required and not _is_filled(values.get(field.name)):
                self._missing(field.name, value, field.hint, path, values)
        extra = [(tuple(at[len(path) :]), value) for at, value in self._kept[kept_before:]]
        del self._kept[kept_before:]
        if len(found) > len(values):
            known = {field.name for field in fields}
            extra += [((name,), value) for name, value in found.items() if name not in known]
        return kind(**values, extra=json.dumps(extra, ensure_ascii=False) if extra else "")

    def _missing(self, name: str, value: Plain, hint: object, path: Path, values: dict[str, object]) -> None:
        place = (*path, name)
        if not any(reported[: len(place)] == place for reported in self.unreadable):
            expected = _EXPECTED.get(hint, "a value")
            came = "nothing" if value is None else _quote(value)
            self.problem(place, expected, came, f"Add {name}.", "missing_field")
        values.setdefault(name, _placeholder(hint))

    def value(self, hint: object, found: Plain, path: Path) -> object:
        """Read one value as the type its field asks for."""
        if typing.get_origin(hint) is types.UnionType:
            hint = next(choice for choice in typing.get_args(hint) if choice is not types.NoneType)
        if typing.get_origin(hint) is tuple:
            return self._members(typing.get_args(hint)[0], found, path)
        if hint is LocalizedText:
            return self._text(found, path)
        if hint is Rule:
            return self._rule(found, path)
        if hint is SubjectRule:
            return self._subject_rule(found, path)
        if isinstance(hint, type) and issubclass(hint, msgspec.Struct):
            return self.part(hint, found, path)
        if isinstance(hint, type) and issubclass(hint, enum.Enum):
            return self._choice(hint, found, path)
        return self._scalar(hint, found, path)

    def _members(self, hint: object, found: Plain, path: Path) -> tuple[object, ...]:
        if not isinstance(found, list):
            self.problem(path, "a list", _quote(found), "Write one item per line, each after a hyphen.")
            return ()
        if len(found) > MAX_ITEMS:
            self.problem(path, f"at most {MAX_ITEMS} items", f"{len(found)}", f"Split the {self.what}.", "too_large")
            return ()
        return tuple(self.value(hint, member, (*path, position)) for position, member in enumerate(found))

    def _text(self, found: Plain, path: Path) -> LocalizedText:
        if isinstance(found, str):
            return LocalizedText.of(self._words(found, path))
        if not isinstance(found, dict):
            self.problem(path, "a text, or a mapping with de and en", _quote(found), "Put the text into quotes.")
            return LocalizedText()
        self._kept += [((*path, name), value) for name, value in found.items() if name not in _LANGUAGES]
        words = {}
        for language in _LANGUAGES:
            value = found.get(language)
            words[language] = "" if value is None else self._words(value, (*path, language))
        return LocalizedText(**words)

    def _words(self, found: Plain, path: Path) -> str:
        if not isinstance(found, str):
            self.problem(path, "a text", _quote(found), "Put it into quotes.")
        elif len(found) > MAX_TEXT:
            remedy = f"Shorten it; a {self.what} is read at a glance."
            self.problem(path, f"at most {MAX_TEXT} characters", f"{len(found)}", remedy, "too_long")
        elif _UNPRINTABLE.search(found):
            remedy = "Remove the invisible character."
            self.problem(path, "a text without control characters", ascii(found)[:60], remedy, "bad_character")
        else:
            return found
        return ""

    def _rule(self, found: Plain, path: Path) -> Rule | None:
        return None if self._has_problems(rule_problems(found, "rule"), path) else parse_rule(found)

    def _subject_rule(self, found: Plain, path: Path) -> SubjectRule | None:
        return None if self._has_problems(subject_rule_problems(found, "rule"), path) else parse_subject_rule(found)

    def _has_problems(self, problems: Sequence[Problem], path: Path) -> bool:
        for problem in problems:
            inner = problem.where.removeprefix("rule")
            self.problem((*path, *_inner_path(inner)), problem.expected, problem.came, problem.remedy, problem.code)
        return bool(problems)

    def _choice(self, hint: type[enum.Enum], found: Plain, path: Path) -> enum.Enum:
        allowed = [member.value for member in hint]
        if found in allowed:
            return hint(found)
        self.problem(path, f"one of {', '.join(allowed)}", _quote(found), "Choose from the list.", "unknown_value")
        return next(iter(hint))

    def _scalar(self, hint: object, found: Plain, path: Path) -> object:
        if hint is str:
            return self._words(found, path)
        if hint is bool and isinstance(found, bool):
            return found
        if hint is int and isinstance(found, int) and not isinstance(found, bool) and abs(found) < 2**53:
            return found
        is_number = isinstance(found, int | float) and not isinstance(found, bool)
        if hint is float and is_number and abs(typing.cast("float", found)) < 1e15:
            return float(typing.cast("float", found))
        self.problem(path, _EXPECTED[hint], _quote(found), "Write it without quotes and without a unit.")
        return _placeholder(hint)


_EXPECTED: Final[dict[object, str]] = {
    str: "a text",
    LocalizedText: "a text, or a mapping with de and en",
    bool: "true or false",
    int: "a whole number",
    float: "a number",
}


def _is_filled(value: object) -> bool:
    return value is not None and value != "" and value != LocalizedText()


def _placeholder(hint: object) -> object:
    if isinstance(hint, type) and issubclass(hint, enum.Enum):
        return next(iter(hint))
    blanks: dict[object, object] = {str: "", LocalizedText: LocalizedText(), bool: False, int: 0, float: 0.0}
    return blanks.get(hint)


def _inner_path(text: str) -> Path:
    """Read the place inside a rule, such as `.all[1].is`, back into a path."""
    words = filter(None, text.replace("[", ".[").split("."))
    return tuple(int(word[1:-1]) if word.startswith("[") else word for word in words)


def _quote(found: Plain) -> str:
    if isinstance(found, dict | list):
        return "a mapping" if isinstance(found, dict) else "a list"
    if isinstance(found, float) and not math.isfinite(found):
        return "a number that is too large"
    if isinstance(found, int) and abs(found) >= 2**53:
        return "a whole number that is too large"
    text = repr(found)
    return text if len(text) <= 60 else f"{text[:57]}…"
