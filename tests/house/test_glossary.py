"""One concept, one word: no word of the glossary's *Not* column names anything in the product."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Mapping

import pytest

# Whole names are compared, in snake case and singular: `customer` and `Customers` are found, `customer_goal` is not.
# Each exception names the packages where the word means something else than the glossary's concept.
EVERYWHERE = "*"
EXCEPTIONS: Mapping[str, tuple[str, str]] = {
    "key": (EVERYWHERE, "of a dictionary, a table or a lock; what tells persons apart is an identifier"),
    "row": (EVERYWHERE, "of a table or file; a row of a map is a lane"),
    "list": (EVERYWHERE, "Python's type, and the command that lists things"),
    "query": (EVERYWHERE, "a statement for a database; a condition is a rule"),
    "check": (EVERYWHERE, "looking for faults; whether we may is a permission"),
    "run": ("engine workspace", "to execute; one pass of a person is an enrollment"),
    "time": ("i18n sources web", "a field of recipes and pages; what is stored is occurred_at and received_at"),
    "status": ("domain maps web workspace", "of a document or an answer of HTTP; an account has a stage"),
    "entry": ("web workspace", "an item of a list or folder"),
    "member": (
        "analytics documents maps rules sources",
        "belongs to a group of rows or JSON; who logs in is a user",
    ),
    "operator": ("rules", "of a comparison"),
    "exclusion": (
        "analytics paths workspace",
        "what must not happen between two steps of a funnel; who is left untreated is the holdout",
    ),
    "expression": ("engine", "the word of ibis; a condition is a rule"),
    "case": ("paths sources", "SQL's CASE; what a path belongs to is a unit"),
    "measure": ("analytics domain maps web", "a field of the map document: what a metric counts"),
    "flow": ("analytics paths web", "a band of a Sankey chart, as its literature says"),
    "node": ("analytics web", "of a chart; a journey has steps"),
    "mask": ("analytics ingest", "truth values that choose rows, as in numpy"),
    "hash": ("identity", "the value; replacing names by it is to pseudonymise"),
    "facts": ("analytics demo", "what an analysis or an invented event is made of; the table is touch"),
    "trace": ("workspace", "an argument of Python's `__exit__`"),
    "revision": (
        "cli domain maps state web workspace",
        "how a touchpoint read over time; the last edit of a draft; and the word of Alembic",
    ),
    "canvas": ("maps", "the value proposition canvas, under its own name"),
    "interaction": ("maps", "a field of touchpoints after CJML: communication or action"),
    "listen": ("workspace", "at a socket"),
    "log": ("web", "the technical log; who did what is an audit_entry"),
    "weight": ("i18n", "of a language in the header Accept-Language"),
    "gate": ("web", "stands before pages; whether we may contact somebody is a permission"),
    "site": ("web", "all pages of one server"),
    "current": ("state web", "the version or page at hand"),
    "future": ("ingest", "a time that lies ahead"),
    "dry_run": ("cli domain workspace", "an import that writes nothing, under the name its option has in most tools"),
    "decision": ("domain", "a canonical phase"),
    "customer": ("demo", "an account that has ordered: a stage"),
    "company": ("demo", "the one that sells; the ones that buy are accounts"),
    "campaign": ("demo", "a property of invented advertisements"),
    "topic": ("demo", "a property of invented articles"),
    "ticket": ("demo", "a request at the help desk"),
    "mood": ("demo", "what decides about an invented customer; what a map shows is an emotion"),
}


@pytest.fixture(scope="module")
def rows(root) -> list[list[str]]:
    lines = (root / "docs/glossary.md").read_text(encoding="utf-8").splitlines()
    tables = [line.strip().strip("|").split("|") for line in lines if line.startswith("|") and "---" not in line]
    return [[cell.strip() for cell in row] for row in tables if row[0].strip() != "Code"]


@pytest.fixture(scope="module")
def avoided(rows) -> Mapping[str, str]:
    """Return the words of the Not column that are no code words elsewhere, each with the word to use."""
    words = {word: row[0] for row in rows for text in row[3].split(",") if (word := _snake(text.strip()))}
    code = {word for row in rows for word in re.findall(r"`([a-z_]+)`", row[0])}
    return {word: use for word, use in words.items() if word not in code}


@pytest.fixture(scope="module")
def found(modules, avoided) -> set[tuple[str, str, str]]:
    """Return (word, package, place) of every avoided word that names something."""
    return {
        (word, module.home, f"{module.place}:{line}: {name}; the glossary says {avoided[word]}")
        for module in modules
        for line, name in _names(module.tree)
        for word in avoided
        if _snake(name) in (word, f"{word}s", f"{word}es")
    }


def test_every_row_has_all_columns(rows):
    assert [row for row in rows if len(row) != 4 or not row[0] or not row[1] or not row[2]] == []


def test_every_word_means_one_thing(rows):
    words = [word for row in rows for word in re.findall(r"`([a-z_]+)`", row[0])]
    twice = sorted({word for word in words if words.count(word) > 1})

    assert twice == []


def test_nothing_is_named_by_an_avoided_word(found):
    wrong = sorted(place for word, package, place in found if package not in _allowed(word, package))

    assert not wrong, "\n".join(wrong)


def test_every_exception_is_needed(found):
    used = {word for word, _, _ in found}
    needless = sorted(word for word in EXCEPTIONS if word not in used)

    assert not needless, "\n".join(needless)


def _allowed(word: str, package: str) -> list[str]:
    packages, _ = EXCEPTIONS.get(word, ("", ""))
    return [package] if packages == EVERYWHERE else packages.split()


def _names(tree: ast.Module) -> Iterator[tuple[int, str]]:
    for node in ast.walk(tree):
        if isinstance(node, ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
            yield node.lineno, node.name
        elif isinstance(node, ast.arg):
            yield node.lineno, node.arg
        elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            yield node.lineno, node.id
        elif isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Store):
            yield node.lineno, node.attr


def _snake(name: str) -> str:
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])|[ -]", "_", name).lower().strip("_")
