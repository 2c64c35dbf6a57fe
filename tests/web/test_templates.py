from __future__ import annotations

import re
from pathlib import Path

import pytest
from jinja2 import nodes

import wegmarke.web
from wegmarke.web.icons import _CHANNELS
from wegmarke.web.site import PLACES, environment, static_files

TEMPLATES = sorted((Path(wegmarke.web.__file__).parent / "templates").rglob("*.html"))
FILTERS = {"join", "length"}


def tree(file: Path) -> nodes.Template:
    return environment().parse(file.read_text(encoding="utf-8"))


@pytest.mark.parametrize("file", TEMPLATES, ids=lambda file: file.name)
def test_template_only_repeats_and_chooses(file):
    forbidden = (nodes.Assign, nodes.AssignBlock, nodes.CallBlock, nodes.FilterBlock, nodes.MarkSafe)

    assert not list(tree(file).find_all(forbidden))
    assert {node.name for node in tree(file).find_all(nodes.Filter)} <= FILTERS


@pytest.mark.parametrize("file", TEMPLATES, ids=lambda file: file.name)
def test_template_holds_no_words_outside_of_translation(file):
    source = re.sub(r"{% block main_class %}.*?{%", "{%", file.read_text(encoding="utf-8"))
    text = re.sub(r"{%.*?%}|{{.*?}}|<[^>]*>", " ", source, flags=re.DOTALL)
    words = set(re.findall(r"[^\W\d_]{2,}", text))

    assert words <= {"DE", "EN", "Deutsch", "English", "Wegmarke"}


def test_static_files_name_no_other_host():
    for name, content in static_files().items():
        text = content.decode().replace("http://www.w3.org/2000/svg", "")
        assert "://" not in text, name
        assert "url(" not in text, name
        assert "@import" not in text, name


def test_every_icon_that_is_used_exists():
    sprite = set(re.findall(r'symbol id="([^"]+)"', static_files()["icons.svg"].decode()))
    used = {name for file in TEMPLATES for name in re.findall(r'icon\("([^"]+)"\)', file.read_text(encoding="utf-8"))}

    assert used | set(_CHANNELS) | {place.name for place in PLACES} | {"dot", "minus", "plus", "question"} <= sprite
