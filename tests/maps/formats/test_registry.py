"""What holds for every format: losses are counted, hostile texts stay texts, and the page tells the truth."""

from __future__ import annotations

import json
import re
from html.parser import HTMLParser
from pathlib import Path

import pytest
from diagram_map import CONTENT, a_map

from wegmarke.domain import DocumentInvalid, UsageError
from wegmarke.maps import load_map, map_content
from wegmarke.maps.formats import FORMATS, format_of

PAGE = Path(__file__).parents[3] / "docs/map-formats.md"
TEXTS = [form for form in FORMATS if form.name in ("yaml", "json", "mermaid", "markdown", "cjml", "bpmn")]
HOSTILE = [
    "=HYPERLINK(\"http://x\")", "+1", "@SUM(A1)", "<script>alert(1)</script>", "&xxe;", "]]>", "<!--", "-->",
    "\u202egpj.exe", "مرحبا بالعالم", "👩‍🔧🎉", "```\n# x", "%%{init: {}}%%", "\u2028x", "a\ufffeb\uffff", "x|y",
]  # fmt: skip


def test_longest_ending_names_the_format():
    assert [format_of(name).name for name in ("a.YML", "a.journey.json", "b.cjml.xml", "c.mmd")] == [
        "yaml", "json", "cjml", "mermaid"
    ]  # fmt: skip


def test_unknown_ending_lists_those_there_are():
    with pytest.raises(UsageError, match=r"\.yaml.*\.mmd.*\.bpmn"):
        format_of("map.docx")


def test_no_two_formats_share_an_ending_or_a_name():
    endings = [ending for form in FORMATS for ending in form.endings]

    assert len(endings) == len({*endings})
    assert len({form.name for form in FORMATS}) == len(FORMATS)


def test_page_lists_every_format_with_its_endings_and_direction():
    rows = re.findall(r"^\| `(\w+)` \| (.*?) \| (.*?) \|", PAGE.read_text(encoding="utf-8"), re.MULTILINE)
    said = {name: (tuple(re.findall(r"`(\S+?)`", endings)), way) for name, endings, way in rows}

    known = {form.name: (form.endings, "out and in" if form.read else "out") for form in FORMATS}
    assert said == known


def test_page_says_nothing_is_left_behind_only_where_that_is_so():
    rows = re.findall(r"^\| `(\w+)` \|.*\| (.*?) \|$", PAGE.read_text(encoding="utf-8"), re.MULTILINE)
    nothing = {name for name, left in rows if left == "nothing"}

    assert nothing == {form.name for form in FORMATS if not form.write(a_map(), None).losses}


def hostile(text: str):
    content = json.loads(json.dumps(CONTENT))
    content["title"] = content["scenario"] = content["owner"] = text
    for name in ("phases", "steps", "touchpoints", "metrics"):
        content[name] = [one | {"title": text} for one in content[name]]
    content["personas"] = [one | {"name": text, "quote": text} for one in content["personas"]]
    content["lanes"][0]["cards"][0]["text"] = text
    return load_map(json.dumps(content))


@pytest.mark.parametrize("form", TEXTS, ids=lambda form: form.name)
def test_hostile_texts_are_neutral(form):
    for text in HOSTILE:
        written = form.write(hostile(text), None).content.decode()

        if form.name not in ("yaml", "json"):
            assert "<script" not in written
        if form.name in ("cjml", "bpmn"):
            assert not re.search("[\ufffe\uffff]|&xxe;(?<!&amp;xxe;)", written)


@pytest.mark.parametrize("form", [form for form in TEXTS if form.read], ids=lambda form: form.name)
def test_hostile_texts_come_back(form):
    for text in HOSTILE:
        document = hostile(text)

        assert form.read(form.write(document, None).content, document).document == document


class _Tags(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: object) -> None:
        self.found.append(tag)


@pytest.mark.parametrize("name", ["mermaid", "markdown"])
def test_page_around_a_text_format_gets_no_tags(name):
    form = next(one for one in FORMATS if one.name == name)
    for text in HOSTILE:
        tags = _Tags()
        tags.feed(form.write(hostile(text), None).content.decode())

        assert tags.found == []


@pytest.mark.parametrize("form", [form for form in TEXTS if form.read], ids=lambda form: form.name)
def test_card_of_five_megabytes_is_refused_with_its_place(form):
    mark = "place for many words"
    text = form.write(hostile(mark), None).content.decode().replace(mark, "x" * 5_000_000, 2)

    with pytest.raises(DocumentInvalid) as refused:
        form.read(text.encode(), None)

    assert len(str(refused.value)) < 5_000


@pytest.mark.parametrize("form", [form for form in TEXTS if form.read], ids=lambda form: form.name)
@pytest.mark.parametrize("content", [b"", b"\x00\x01\x02", b"\xff" * 100, b"<" * 1000, b"{" * 100_000])
def test_files_that_hold_no_map_are_refused_in_words(form, content):
    with pytest.raises(DocumentInvalid):
        form.read(content, None)


def test_every_filled_field_that_a_format_does_not_hold_is_a_loss():
    said = {loss.where for loss in next(one for one in FORMATS if one.name == "bpmn").write(a_map(), None).losses}

    assert {"emotions", "lanes", "personas", "metrics", "placements[].roles"} <= said
    assert map_content(a_map())["emotions"]
