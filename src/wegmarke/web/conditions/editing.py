"""The state of a builder between two posts, and the steps that lead from one to the next.

Every button of the builder posts the whole form with one act: a word, the address of a part, sometimes a name.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

from wegmarke.domain import DocumentInvalid, Language, Problem, UsageError
from wegmarke.web.conditions.draft import (
    DETAILS,
    EVENT_MOMENTS,
    GROUPS,
    KINDS,
    REPEATED,
    ROOT,
    Address,
    Draft,
    language_of,
    new_part,
    new_root,
    offered_details,
    part_at,
    replaced,
    show,
    with_detail,
    without_detail,
)
from wegmarke.web.conditions.form import Pairs, read_address, read_draft
from wegmarke.web.conditions.from_tree import draft_of
from wegmarke.web.conditions.options import On, Tree
from wegmarke.web.conditions.to_tree import Written, written
from wegmarke.workspace import rule_language

MOST_TEXT: Final = 200_000


@dataclass(frozen=True, slots=True)
class Editing:
    """A rule in the making.

    Attributes:
        language: how numbers in the fields are written.
        draft: the rule as a form.
        text: the rule as YAML, while it is edited as that; None while it is a form.
        is_checked: whether fields that are still blank are to be complained about.
        focus: id of what the keyboard is to stand on; empty to leave it.
        problems: what is wrong with the text.
    """

    on: On
    language: Language
    draft: Draft
    text: str | None = None
    is_checked: bool = False
    focus: str = ""
    problems: tuple[Problem, ...] = ()

    def written(self) -> Written:
        """Return the tree as far as it is written, right or wrong.

        Raises:
            DocumentInvalid: while it is edited as text, and the text is no rule.
        """
        if self.text is not None:
            return Written(rule_language.read_tree(self.text, self.on))
        return written(self.draft, self.on, self.language)

    @property
    def is_empty(self) -> bool:
        """Return whether there is no condition at all."""
        return not self.draft.inside("parts") if self.text is None else not self.text.strip()

    def checked(self) -> Editing:
        """Return it with every problem shown, also those of blank fields."""
        return replace(self, is_checked=True)


def begin(tree: Tree | None, on: On, language: Language) -> Editing:
    """Begin with a rule, or with an empty one; a tree whose shape is wrong is edited as text."""
    if tree is None:
        return Editing(on, language, new_root())
    if rule_language.problems_of(tree, on):
        return Editing(on, language, new_root(), text=rule_language.write_tree(tree))
    return Editing(on, language, draft_of(tree, on, language))


def read_editing(pairs: Pairs, on: On, language: Language) -> Editing:
    """Read what was posted.

    Raises:
        UsageError: where it is nothing that a builder has written.
    """
    fields = dict(pairs)
    stated = fields.get("rule-language", "")
    text = fields.get("rule-text") if fields.get("rule-mode") == "text" else None
    if text is not None and len(text) > MOST_TEXT:
        raise UsageError(f"rule: expected at most {MOST_TEXT} characters; got {len(text)}. Split the rule.")
    return Editing(
        on=on,
        language=Language(stated) if stated in set(Language) else language,
        draft=new_root() if text is not None else read_draft(pairs, on),
        text=None if text is None else text.replace("\r\n", "\n"),
        is_checked=fields.get("rule-checked") == "1",
    )


def stepped(editing: Editing, act: str, pairs: Pairs, language: Language) -> Editing:
    """Return what becomes of a rule by one step, written for a reader of this language.

    Raises:
        UsageError: for a step that does not exist, or a part that is not there.
    """
    word, _, rest = act.partition(" ")
    if word == "look":
        return editing
    if word == "text":
        return replace(editing, text=rule_language.write_tree(editing.written().tree), focus="rule-text")
    if word == "form":
        return _as_form(editing, language)
    where, _, name = rest.partition(" ")
    address = read_address(where.removeprefix(ROOT))
    part = part_at(editing.draft, address)
    if part is None:
        raise UsageError(f"rule: expected a part of it; got {where[:40]!r}. Open the page again.")
    return _part_step(editing, word, address, part, name or dict(pairs).get(f"{show(address)}:{word}", ""))


def _as_form(editing: Editing, language: Language) -> Editing:
    try:
        tree = editing.written().tree
    except DocumentInvalid as error:
        return replace(editing, problems=error.problems, is_checked=True, focus="rule-text")
    return replace(begin(tree, editing.on, language), focus="rule:kind")


def _part_step(editing: Editing, word: str, address: Address, part: Draft, name: str) -> Editing:
    match word:
        case "refresh":
            return replace(editing, focus=f"{show(address)}:{name or 'kind'}")
        case "add":
            return _added(editing, address, part, name)
        case "remove" if address:
            return _removed(editing, address)
        case "up" | "down" if address:
            return _moved(editing, address, word)
        case "detail" if name in offered_details(part):
            return _detailed(editing, address, part, name)
        case "without" if name in DETAILS.get(part.kind, ()):
            draft = replaced(editing.draft, address, without_detail(part, name))
            return replace(editing, draft=draft, focus=f"{show(address)}:detail")
        case "more" if name in REPEATED:
            typed = (*part.texts.get(name, ()), "")
            draft = replaced(editing.draft, address, part.with_text(name, *typed))
            return replace(editing, draft=draft, focus=f"{show(address)}:{name}-{len(typed) - 1}")
        case "less":
            return _lessened(editing, address, part, name)
    raise UsageError(f"rule: expected one of the builder's steps; got {word[:40]!r}. Open the page again.")


def _added(editing: Editing, address: Address, part: Draft, kind: str) -> Editing:
    on = _language_at(editing.on, address)
    if part.kind not in GROUPS or kind not in (*GROUPS, *KINDS[on]):
        raise UsageError(f"rule: expected a kind of condition to add; got {kind[:40]!r}. Choose one from the list.")
    there = part.inside("parts")
    # A group that was left out because it had one part says how its parts belong together once there are two.
    grown = replace(part, is_bare=part.is_bare and not there).with_slot("parts", (*there, new_part(kind)))
    focus = f"{show((*address, ('parts', len(there))))}:kind"
    return replace(editing, draft=replaced(editing.draft, address, grown), focus=focus)


def _removed(editing: Editing, address: Address) -> Editing:
    above, (slot, number) = address[:-1], address[-1]
    if slot in ("where", "has", "since", "before"):
        focus = f"{show(above)}:detail"
    else:
        parent = part_at(editing.draft, above)
        left = len(parent.inside(slot)) - 1 if parent is not None else 0
        beside = (*above, (slot, min(number, left - 1)))
        focus = f"{show(beside)}:kind" if left else f"{show(above)}:{'add' if slot == 'parts' else 'detail'}"
    return replace(editing, draft=replaced(editing.draft, address), focus=focus)


def _moved(editing: Editing, address: Address, word: str) -> Editing:
    above, (slot, number) = address[:-1], address[-1]
    parent = part_at(editing.draft, above)
    there = list(parent.inside(slot)) if parent is not None else []
    target = number + (1 if word == "down" else -1)
    if parent is None or not 0 <= target < len(there):
        return replace(editing, focus=f"{show(address)}:kind")
    there[number], there[target] = there[target], there[number]
    draft = replaced(editing.draft, above, parent.with_slot(slot, tuple(there)))
    # At an end the button that was pressed is gone; its counterpart stands there.
    is_at_end = target == (0 if word == "up" else len(there) - 1)
    back = {"up": "down", "down": "up"}[word] if is_at_end else word
    return replace(editing, draft=draft, focus=f"{show((*above, (slot, target)))}:{back}")


def _detailed(editing: Editing, address: Address, part: Draft, detail: str) -> Editing:
    draft = replaced(editing.draft, address, with_detail(part, detail))
    slot = EVENT_MOMENTS.get(detail, detail)
    grown = part_at(draft, address)
    inside = grown.inside(slot) if grown is not None else ()
    first = {"where": ".p0:field", "has": ".p0:field", "by": ":detail"}
    if detail in ("where", "has"):
        focus = show((*address, (slot, 0))) + first[detail]
    elif inside:
        focus = f"{show((*address, (slot, len(inside) - 1)))}:event-0"
    else:
        focus = f"{show(address)}{first.get(detail, f':{detail}-0' if detail in REPEATED else f':{detail}')}"
    return replace(editing, draft=draft, focus=focus)


def _lessened(editing: Editing, address: Address, part: Draft, name: str) -> Editing:
    field, _, number = name.partition(" ")
    typed = part.texts.get(field, ())
    if field not in REPEATED or not number.isdigit() or len(number) > 3 or len(typed) < 2:
        raise UsageError("rule: expected one of several names to take out. Open the page again.")
    left = typed[: int(number)] + typed[int(number) + 1 :]
    focus = f"{show(address)}:{field}-{min(int(number), len(left) - 1)}"
    return replace(editing, draft=replaced(editing.draft, address, part.with_text(field, *left)), focus=focus)


def _language_at(on: On, address: Address) -> On:
    for slot, _ in address:
        on = language_of(slot, on)
    return on
