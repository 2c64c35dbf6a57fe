"""Markdown: a reader sees the words of the map, and nothing in them is markup, HTML or a link."""

from __future__ import annotations

import html
import re

import pytest
from diagram_map import a_map
from hypothesis import given, settings
from random_maps import EXAMPLES, maps, words

from wegmarke.domain import Language
from wegmarke.maps.formats import format_of
from wegmarke.maps.formats.markdown import told

MARKDOWN = format_of("map.md")


def text_of(document) -> str:
    return MARKDOWN.write(document, None).content.decode()


def test_document_has_a_table_per_phase_and_the_diagram():
    text = text_of(a_map())

    assert text.startswith("# Offer: 5 %; now\n")
    assert "## Look\n" in text
    assert "| Touchpoint | Ask | Form (Other): Initiator, Buyer |" in text
    assert "| Emotion/Satisfaction | Sign \\#1 | +2 very satisfied (Measured, n 12) |" in text
    assert "```mermaid\njourney\n" in text
    assert text.rstrip().endswith("```")


def test_german_document():
    assert MARKDOWN.write_in is not None

    text = MARKDOWN.write_in(a_map(), None, Language.DE).content.decode()

    assert "| Kontaktpunkt | Ask | Formular (Sonstiger Kanal): Initiator, Einkäufer |" in text


def test_losses_name_what_is_left_out():
    assert "metrics[].measure" in {loss.where for loss in MARKDOWN.write(a_map(), None).losses}


@settings(deadline=None, max_examples=EXAMPLES)
@given(maps())
def test_every_table_keeps_its_columns_and_every_fence_its_place(journey_map):
    lines = text_of(journey_map).split("\n")

    fences = [number for number, line in enumerate(lines) if line.startswith("```")]
    assert len(fences) == 2
    for line in lines[: fences[0]]:
        assert line == "" or line.startswith(("# ", "## ", "### ", "- **", "| "))
        if line.startswith("| "):
            assert len(re.findall(r"(?<!\\)\|", line)) == 4


@settings(deadline=None, max_examples=200)
@given(words)
def test_told_texts_read_the_same_and_hold_no_live_sign(text):
    written = told(text)

    plain = html.unescape(re.sub(r"\\([!-/:-@\[-`{-~])", r"\1", written))
    assert (
        plain == re.sub(r"[\s\x00-\x1f\x7f-\x9f\u2028\u2029]+", " ", re.sub("[\ufffe\uffff]", "\ufffd", text)).strip()
    )
    assert not re.search(r"(?<!\\)[<>*_`\[\]|~$]", written)


@pytest.mark.parametrize(
    "text", ["https://evil.example", "www.evil.example", "a@evil.example", ":smile:", "![x](y)", "<b>", "1. x", "- x"]
)
def test_nothing_becomes_a_link_a_picture_or_a_list(text):
    written = told(text)

    assert not re.search(r"://|www\.|@|:\w+:|!\[|<b|^\d\.|^-", written)
