"""A builder written for a reader: its parts, what is wrong, the rule in words, and how many satisfy it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from wegmarke.domain import DocumentInvalid, Problem
from wegmarke.web.conditions import words
from wegmarke.web.conditions.draft import ROOT, Draft, part_at
from wegmarke.web.conditions.editing import Editing
from wegmarke.web.conditions.form import read_address
from wegmarke.web.conditions.inputs import PartView
from wegmarke.web.conditions.options import On, Options, Tree
from wegmarke.web.conditions.part_view import Writer
from wegmarke.web.conditions.to_tree import Written
from wegmarke.web.reader import Reader
from wegmarke.workspace import rule_language

_UNFINISHED = frozenset({"empty_group", "missing_field", "unknown_operator"})


@dataclass(frozen=True, slots=True)
class Complaint:
    """One problem: where the field is, and what the check reports, in its own English."""

    target: str
    text: str
    reported: str


@dataclass(frozen=True, slots=True)
class ConditionView:
    """Everything the template `conditions/editor.html` shows.

    Attributes:
        root: the parts; None while the rule is edited as text.
        tree: the rule, checked; None while something is wrong with it.
        said: the rule in the reader's language; empty while it is unfinished.
        size: how many satisfy it, in words; empty where nobody can say.
        complaints: everything that is wrong, as far as it is to be shown yet.
        unfinished: problems that are not shown yet.
        focus: id of what the keyboard is to stand on.
        proposals: suggestions by id of their list, each with a title that may be empty.
    """

    language: str
    root: PartView | None
    text: str
    tree: Tree | None
    said: str
    size: str
    complaints: tuple[Complaint, ...]
    unfinished: int
    is_checked: bool
    focus: str
    proposals: Mapping[str, Sequence[tuple[str, str]]]
    itself: str
    is_empty: bool


def view_of(editing: Editing, options: Options, reader: Reader) -> ConditionView:
    """Check a rule and write it."""
    kinds = {name: known.kind for name, known in options.fields.items()} or None
    try:
        found = editing.written()
        problems = rule_language.problems_of(found.tree, editing.on, kinds)
    except DocumentInvalid as error:
        found, problems = Written({}), list(error.problems)
    shown, unfinished = _complaints(editing, found, problems, reader)
    writer = Writer(options, reader, _beside(shown))
    root = None if editing.text is not None else writer.part(editing.draft, (), editing.on)
    tree = None if problems else found.tree
    focusable = ["rule-text"] if root is None else writer.focusable
    return ConditionView(
        language=editing.language.value,
        root=root,
        text=editing.text or "",
        tree=tree,
        said="" if tree is None else rule_language.in_words(tree, editing.on).get(reader.language),
        size=options.size(tree).text if options.size is not None and tree is not None else "",
        complaints=tuple(replace(one, target=_focus(one.target, focusable)) for one in shown),
        unfinished=unfinished,
        is_checked=editing.is_checked,
        focus=_focus(editing.focus, focusable),
        proposals=_proposals(editing, options),
        itself=reader.t.label(words.ITSELF[options.subject]) if editing.on is On.SUBJECTS else "",
        is_empty=editing.is_empty,
    )


def _complaints(
    editing: Editing, found: Written, problems: Sequence[Problem], reader: Reader
) -> tuple[list[Complaint], int]:
    shown, unfinished = [], 0
    for problem in problems:
        target = "rule-text" if editing.text is not None else found.place_of(problem.where)
        if editing.text is None and not editing.is_checked and _is_unfinished(editing.draft, target, problem):
            unfinished += 1
        else:
            shown.append(Complaint(target, _said(problem, target, reader), str(problem)))
    return shown, unfinished


def _is_unfinished(root: Draft, target: str, problem: Problem) -> bool:
    """Tell whether a problem is only that nothing has been written there yet."""
    where, _, name = target.partition(":")
    if not name:
        return problem.code in _UNFINISHED
    part = part_at(root, read_address(where.removeprefix(ROOT)))
    field, _, number = name.partition("-")
    typed = part.texts.get(field, ("",)) if part is not None else ("",)
    return not typed[int(number or 0)].strip()


def _said(problem: Problem, target: str, reader: Reader) -> str:
    """Say a problem in the reader's language, as far as its field tells more than its code."""
    name = target.partition(":")[2].partition("-")[0]
    t = reader.t
    if name == "currency":
        return t.label(words.CURRENCY)
    if not name and problem.code == "missing_field":
        return t.label(words.END if problem.expected == "has or when" else words.SELECTION)
    if name == "ofname" or (name == "property" and problem.code in ("unknown_field", "wrong_type")):
        return t.label(words.WRONG_TYPES["property"])
    if problem.code == "wrong_type":
        return t.label(words.WRONG_TYPES.get(name, words.WRONG_TYPES["value"]))
    return t.label(words.PROBLEMS[problem.code]) if problem.code in words.PROBLEMS else str(problem)


def _beside(complaints: Sequence[Complaint]) -> dict[str, list[str]]:
    beside: dict[str, list[str]] = defaultdict(list)
    for complaint in complaints:
        if complaint.text not in beside[complaint.target]:
            beside[complaint.target].append(complaint.text)
    return beside


def _focus(wanted: str, focusable: Sequence[str]) -> str:
    """Return the id nearest to the one that was wanted: in the same part, or in the one around it."""
    if not wanted:
        return ""
    for exact in (wanted, f"{wanted}-0"):
        if exact in focusable:
            return exact
    where = wanted.partition(":")[0]
    while where:
        for candidate in focusable:
            if candidate.startswith((f"{where}:", f"{where}.")):
                return candidate
        where = where.rpartition(".")[0]
    return focusable[0] if focusable else ""


def _proposals(editing: Editing, options: Options) -> dict[str, list[tuple[str, str]]]:
    seen = options.seen
    proposals = {
        "seen-events": [(name, "") for name in seen.events],
        "seen-touchpoints": list(seen.touchpoints.items()),
        "seen-properties": [(name, "") for name in seen.properties],
        "seen-channels": [(name, "") for name in seen.channels],
        "seen-sources": [(name, "") for name in seen.sources],
    }
    return proposals | _values(editing.draft, ROOT, options)


def _values(part: Draft, where: str, options: Options) -> dict[str, list[tuple[str, str]]]:
    """Return the values of the known fields that the rule compares, each for the list beside its field."""
    known = options.fields.get(part.text("field")) if part.kind == "field" else None
    found = {f"seen-values-{where}": [(value, "") for value in known.values]} if known and known.values else {}
    for number, inner in enumerate(part.inside("parts")):
        found |= _values(inner, f"{where}.p{number}", options)
    return found
