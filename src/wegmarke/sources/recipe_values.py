"""Takes values out of a document and notes every problem instead of stopping at the first."""

from __future__ import annotations

import re
from collections.abc import Sequence

from wegmarke.domain import DocumentInvalid, Problem
from wegmarke.sources.formulas import Formula, parse_formula
from wegmarke.sources.recipe_document import Item, Listing, Scalar, Section, nearest

_NAME = re.compile(r"[a-z][a-z0-9_]*")


class Values:
    """Reads values and collects problems.

    Attributes:
        problems: what is wrong so far, in the order of reading.
    """

    def __init__(self) -> None:
        self.problems: list[Problem] = []

    def problem(self, section: Section, name: str, expected: str, came: str, remedy: str, code: str = "recipe") -> None:
        """Note a problem with a value of a section."""
        found = section.items.get(name)
        where = str(found.place) if found is not None else f"{section.place}"
        self.problems.append(Problem(where, expected, came, remedy, code))

    def known(self, section: Section, *names: str) -> None:
        """Note every name that does not exist here."""
        for name, item in section.items.items():
            if name not in names:
                remedy = f"Remove or correct it.{nearest(name, names)}"
                self.problems.append(
                    Problem(str(item.place), f"one of {', '.join(names)}", repr(name), remedy, "unknown_key")
                )

    def is_text(self, section: Section, name: str) -> bool:
        """Tell whether a value is a text or a list."""
        return isinstance(section.items.get(name), Scalar | Listing)

    def text(self, section: Section, name: str, *, required: bool = False) -> str | None:
        """Return a text, None if there is none."""
        item = section.items.get(name)
        if item is None or (isinstance(item, Scalar) and item.text in (None, "")):
            if required:
                self.problem(section, name, f"`{name}`", "nothing", f"Add `{name}:`.", "missing_key")
            return None
        return self._single(item)

    def name(self, section: Section, name: str) -> str:
        """Return a required name of small letters, digits and underscores."""
        text = self.text(section, name, required=True)
        if text is not None and not _NAME.fullmatch(text):
            remedy = "Use small letters, digits and _."
            self.problem(section, name, "a name such as lead_created", repr(text), remedy, "name")
        return text or ""

    def one_of(self, section: Section, name: str, allowed: Sequence[str], *, required: bool = False) -> str | None:
        """Return a text out of a closed list, None if there is none or it is wrong."""
        text = self.text(section, name, required=required)
        if text is None or text in allowed:
            return text
        listed = ", ".join(map(repr, allowed))
        self.problem(section, name, f"one of {listed}", repr(text), f"Choose one.{nearest(text, allowed)}")
        return None

    def flag(self, section: Section, name: str) -> bool:
        """Return true or false; false if there is none."""
        return self.one_of(section, name, ["true", "false"]) == "true"

    def count(self, section: Section, name: str) -> int | None:
        """Return a whole number of at least 1, None if there is none or it is wrong."""
        text = self.text(section, name)
        if text is None or (text.isascii() and text.isdigit() and int(text[:9]) > 0):
            return None if text is None else int(text[:9])
        self.problem(section, name, "a whole number of at least 1", repr(text), "Write e.g. `3`.")
        return None

    def texts(self, section: Section, name: str, *, required: bool = False) -> list[str]:
        """Return a text or a list of texts as a list."""
        item = section.items.get(name)
        if isinstance(item, Listing):
            return [text for part in item.items if (text := self._single(part)) is not None]
        text = self.text(section, name, required=required)
        return [] if text is None else [text]

    def section(self, section: Section, name: str, *, required: bool = False) -> Section | None:
        """Return a section, None if there is none."""
        item = section.items.get(name)
        if isinstance(item, Section):
            return item
        if item is not None and not (isinstance(item, Scalar) and item.text is None):
            self.problem(section, name, "names with values", "a text or list", "Indent `name: value` under it.")
        elif required:
            self.problem(section, name, f"`{name}`", "nothing", f"Add `{name}:`.", "missing_key")
        return None

    def sections(self, section: Section, name: str) -> list[Section]:
        """Return a required list of sections."""
        item = section.items.get(name)
        if isinstance(item, Listing) and item.items:
            for part in item.items:
                if not isinstance(part, Section):
                    self._wrong(part, "names with values", "a text or list")
            return [part for part in item.items if isinstance(part, Section)]
        self.problem(section, name, f"a list under `{name}`", "none", "Start each with `- name:`.", "missing_key")
        return []

    def formula(self, section: Section, name: str, *, required: bool = False) -> Formula | None:
        """Return a formula, None if there is none or it is wrong."""
        text = self.text(section, name, required=required)
        return None if text is None else self._parsed(text, section.items[name])

    def formulas(self, section: Section, name: str) -> tuple[Formula, ...]:
        """Return a formula or a list of formulas."""
        item = section.items.get(name)
        if not isinstance(item, Listing):
            formula = self.formula(section, name)
            return () if formula is None else (formula,)
        found = [self._parsed(text, part) for part in item.items if (text := self._single(part)) is not None]
        return tuple(formula for formula in found if formula is not None)

    def named_formulas(self, section: Section, name: str) -> tuple[tuple[str, Formula], ...]:
        """Return formulas by name, in order."""
        inner = self.section(section, name)
        if inner is None:
            return ()
        for inner_name in inner.items:
            if not _NAME.fullmatch(inner_name):
                self.problem(
                    inner,
                    inner_name,
                    "a name such as landing_page",
                    repr(inner_name),
                    "Use small letters, digits and _.",
                )
        found = [(inner_name, self.formula(inner, inner_name, required=True)) for inner_name in inner.items]
        return tuple((inner_name, formula) for inner_name, formula in found if formula is not None)

    def _parsed(self, text: str, item: Item) -> Formula | None:
        try:
            return parse_formula(text, str(item.place))
        except DocumentInvalid as error:
            self.problems.extend(error.problems)
            return None

    def _single(self, item: Item) -> str | None:
        if isinstance(item, Scalar):
            return item.text
        self._wrong(item, "a text", "a list or section")
        return None

    def _wrong(self, item: Item, expected: str, came: str) -> None:
        self.problems.append(Problem(str(item.place), expected, came, "Write it on one line.", "recipe"))
