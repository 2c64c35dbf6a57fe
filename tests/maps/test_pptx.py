from __future__ import annotations

import io
import json

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from pptx import Presentation
from pptx.enum.dml import MSO_LINE
from pptx.enum.shapes import MSO_SHAPE_TYPE
from random_maps import maps
from test_xlsx import FEW, NIGHT

from wegmarke.domain import Language, LocalizedText
from wegmarke.maps import TEMPLATES, EmotionPoint, load_map, new_map_from_template
from wegmarke.maps.formats import pptx
from wegmarke.maps.formats.pptx.fitting import fitted, lines_of, shared_lines

INCH = 914_400


@pytest.fixture
def small(content):
    return load_map(json.dumps(content))


def slides_of(journey_map, **options):
    return Presentation(io.BytesIO(pptx.write(journey_map, **options).content))


def texts_of(slide) -> str:
    return " ".join(
        text
        for shape in slide.shapes
        for text in (
            [cell.text for row in shape.table.rows for cell in row.cells]
            if shape.has_table
            else [shape.text_frame.text]
            if shape.has_text_frame
            else []
        )
    )


def overflowing(presentation) -> list[str]:
    wide, high = presentation.slide_width, presentation.slide_height
    wrong = []
    for number, slide in enumerate(presentation.slides, 1):
        for shape in slide.shapes:
            bottom = shape.top + (sum(row.height for row in shape.table.rows) if shape.has_table else shape.height)
            if shape.left < 0 or shape.top < 0 or shape.left + shape.width > wide or bottom > high:
                wrong.append(f"{number}: {shape.name}")
            if shape.has_text_frame and shape.height < _height_of(shape) - 0.03 * INCH:
                wrong.append(f"{number}: {shape.name}: {shape.text_frame.text[:40]!r}")
    return wrong


def _height_of(shape) -> float:
    frame = shape.text_frame
    width = (shape.width - frame.margin_left - frame.margin_right) / INCH
    lines = [
        lines_of(one.text, width, one.runs[0].font.size.pt) * one.runs[0].font.size.pt * 1.2 / 72
        for one in frame.paragraphs
        if one.runs
    ]
    return sum(lines) * INCH


@settings(deadline=None, max_examples=FEW, suppress_health_check=[HealthCheck.too_slow])
@given(maps())
def test_nothing_leaves_its_slide(journey_map):
    presentation = slides_of(journey_map)

    assert overflowing(presentation) == []
    assert (presentation.slide_width / presentation.slide_height) == pytest.approx(16 / 9, abs=0.001)


@pytest.mark.parametrize("template", TEMPLATES if NIGHT else TEMPLATES[1:2])
@pytest.mark.parametrize("language", Language)
def test_templates_fit_and_hold_no_picture(template, language):
    journey_map = new_map_from_template(template)
    presentation = slides_of(journey_map, language=language)

    shapes = [shape for slide in presentation.slides for shape in slide.shapes]
    assert overflowing(presentation) == []
    assert not [shape for shape in shapes if shape.shape_type is MSO_SHAPE_TYPE.PICTURE]
    assert any(shape.has_table for shape in shapes)


def test_there_is_an_overview_and_a_slide_for_each_phase_and_persona(small):
    presentation = slides_of(small, language=Language.DE)

    titles = [slide.shapes.title.text_frame.text for slide in presentation.slides]
    assert titles[0] == "Klein"
    assert [title.partition(" (")[0] for title in titles[1:]] == [
        *(phase.title.de for phase in small.phases),
        *(persona.name.de for persona in small.personas),
    ]


def test_every_card_stands_on_a_slide_or_in_the_notes_of_one():
    journey_map = new_map_from_template("saas")
    presentation = slides_of(journey_map, language=Language.EN)

    noted = (slide.notes_slide.notes_text_frame.text for slide in presentation.slides if slide.has_notes_slide)
    said = " ".join([*map(texts_of, presentation.slides), *noted])
    missing = [card.text.en for card in journey_map.cards() if " ".join(card.text.en.split()) not in said]
    assert missing == []


def test_expected_curves_are_dashed_and_measured_ones_solid(small):
    points = [
        EmotionPoint(value=value, basis=basis, n=30, phase=phase.id)
        for basis in ("expected", "measured")
        for phase, value in zip(small.phases, (-1, 1, 2), strict=False)
    ]
    slide = slides_of(msgspec.structs.replace(small, emotions=tuple(points))).slides[0]

    lines = [shape for shape in slide.shapes if shape.shape_type is MSO_SHAPE_TYPE.FREEFORM]
    assert [line.line.dash_style for line in lines] == [MSO_LINE.DASH, MSO_LINE.SOLID]


def test_what_is_cut_off_stands_in_full_in_the_notes_under_its_number(small):
    long = "Ein sehr langes Kundenziel, " * 40
    journey_map = msgspec.structs.replace(small, scenario=LocalizedText.of(long.strip()))
    slide = slides_of(journey_map).slides[0]

    assert "… [1]" in texts_of(slide)
    assert f"[1] {long.strip()}" in slide.notes_slide.notes_text_frame.text


def test_what_stands_on_no_slide_is_told():
    journey_map = new_map_from_template("b2b-default")
    losses = {loss.where for loss in pptx.write(journey_map).losses}

    never = ("buying_groups", "transitions", "contents", "processing_activities", "canvases", "automations", "risks",
             "proofs", "reviews", "comments", "company_profiles", "solutions")  # fmt: skip
    assert {name for name in never if getattr(journey_map, name)} == losses & {*never}
    assert {"customer_goal", "phases[].canonical", "touchpoints[].rule"} <= losses
    assert not losses & {"title", "phases", "steps[].title", "personas[].gains", "metrics[].target"}


@pytest.mark.parametrize("lines", [1, 2, 5])
def test_a_cut_text_fits_and_one_more_word_would_not(lines):
    words = [f"Wort{number}" for number in range(60)]
    text = " ".join(words)

    shown = fitted(text, 2.0, 10, lines)

    kept = shown.removesuffix("…")
    assert text.startswith(kept)
    assert lines_of(shown, 2.0, 10) <= lines
    following = text[: len(kept)] + "".join(text[len(kept) :].partition(" ")[:2]) + "".join(words[0])
    assert lines_of(f"{following} {words[1]}…", 2.0, 10) > lines


@pytest.mark.parametrize("lines", range(1, 13))
def test_lines_are_shared_so_that_what_is_shown_can_be_read(lines):
    texts = ["a", "b " * 200, "c", "d " * 90]

    shared = shared_lines(texts, 2.0, 10, lines)

    shown = [one for one in shared if one]
    assert sum(shown) + (len(shown) < len(texts)) <= lines
    assert shared == shown + [0] * (len(texts) - len(shown))
    assert lines < 4 or all(one >= 2 for one, text in zip(shown, texts, strict=False) if len(text) > 1)
