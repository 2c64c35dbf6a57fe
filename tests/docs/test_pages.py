"""The pages hold together: links lead somewhere, and what the product can do is written down."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import fields
from pathlib import Path
from typing import Any

import pytest
import typer

from wegmarke.cli.application import application
from wegmarke.config import Settings
from wegmarke.maps import load_map
from wegmarke.segments import load_segment, scores
from wegmarke.sources import load_recipe
from wegmarke.stages import load_model

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"
DECISIONS = sorted((DOCS / "decisions").glob("*.md"))
TEXTS = [*(ROOT / name for name in ("README.md", "CONTRIBUTING.md", "CHANGELOG.md")), *sorted(DOCS.rglob("*.md"))]
MOST_DECISION_LINES = 60

_LINK = re.compile(r"\[[^\]]+\]\(([^)\s]+)\)")


@pytest.mark.parametrize("text", TEXTS, ids=lambda text: str(text.relative_to(ROOT)))
def test_links_lead_somewhere(text):
    links = [link for link in _LINK.findall(text.read_text(encoding="utf-8")) if "://" not in link]
    broken = [link for link in links if not _leads_somewhere(text, link)]

    assert broken == []


@pytest.mark.parametrize(
    "page", [page for page in sorted(DOCS.glob("*.md")) if page.stem != "index"], ids=lambda p: p.stem
)
def test_first_page_leads_to_every_page(page):
    assert f"({page.name})" in (DOCS / "index.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("page", sorted(DOCS.glob("*.md")), ids=lambda page: page.stem)
def test_maps_and_recipes_on_the_pages_can_be_used(page, tmp_path):
    documents = re.findall(r"^```yaml\n(format: .*?)^```$", page.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL)

    for document in documents:
        if document.startswith("format: journey-map/"):
            assert load_map(document).phases
        elif document.startswith("format: stage-model/"):
            assert load_model(document).stages
        elif document.startswith("format: segment/"):
            assert load_segment(document).rule is not None
        elif document.startswith("format: score/"):
            assert scores.load_score(document).title
        else:
            (tmp_path / "recipe.yaml").write_text(document, encoding="utf-8")
            assert load_recipe(tmp_path / "recipe.yaml").events


def test_every_command_is_described():
    assert len(_commands()) > 10

    page = (DOCS / "command-line.md").read_text(encoding="utf-8")
    missing = [name for name in _commands() if f"`wegmarke {name}" not in page]

    assert missing == []


def test_every_option_is_described():
    page = (DOCS / "command-line.md").read_text(encoding="utf-8")
    missing = [
        f"{name} {option}"
        for name, command in _commands().items()
        for parameter in command.params
        for option in parameter.opts
        if option.startswith("--") and f"`{option}" not in _section(page, name)
    ]

    assert missing == []


@pytest.mark.parametrize("name", [setting.name for setting in fields(Settings)])
def test_every_setting_is_described(name):
    assert f"| `{name}` |" in (DOCS / "workspace.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("record", DECISIONS, ids=lambda record: record.stem)
def test_decision_is_short_and_complete(record):
    text = record.read_text(encoding="utf-8")

    assert len(text.splitlines()) <= MOST_DECISION_LINES
    assert re.match(rf"# {record.stem[:4]} · .+\n\n2\d\d\d-\d\d-\d\d\n", text)
    assert re.findall(r"^## (.+)$", text, re.MULTILINE) == ["Context", "Decision", "Consequences"]


def test_decisions_are_numbered_without_gaps():
    assert [int(record.stem[:4]) for record in DECISIONS] == list(range(1, len(DECISIONS) + 1))


def test_index_names_every_decision():
    page = (DOCS / "architecture.md").read_text(encoding="utf-8")

    assert [record.name for record in DECISIONS if f"(decisions/{record.name})" not in page] == []


def test_changelog_fragments_are_lists():
    fragments = [file for file in (ROOT / "changelog.d").iterdir() if file.name != "README.md"]
    odd = [file.name for file in fragments if not re.fullmatch(r"(- .+\n(  .+\n)*)+", file.read_text(encoding="utf-8"))]

    assert odd == []


def _commands() -> Mapping[str, Any]:
    return dict(_named(typer.main.get_command(application), ""))


def _named(command: Any, name: str) -> Iterator[tuple[str, Any]]:
    # By its looks: typer brings groups of its own.
    if not hasattr(command, "commands"):
        yield name, command
        return
    for word, inner in command.commands.items():
        yield from _named(inner, f"{name} {word}".strip())


def _section(page: str, name: str) -> str:
    """Return what the page says about a command, up to the next heading."""
    after = page.partition(f"`wegmarke {name}")[2]
    return re.split(r"^## ", after, maxsplit=1, flags=re.MULTILINE)[0]


def _leads_somewhere(text: Path, link: str) -> bool:
    name, _, anchor = link.partition("#")
    target = (text.parent / name).resolve() if name else text
    if not target.exists() or not anchor:
        return target.exists()
    headings = re.findall(r"^#+ (.+)$", target.read_text(encoding="utf-8"), re.MULTILINE)
    return anchor in [re.sub(r"[^\w -]", "", heading.lower()).replace(" ", "-") for heading in headings]
