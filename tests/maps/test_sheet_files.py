"""The sheet as SVG, PDF and PNG: A3, fonts embedded, text selectable, hostile texts neutral."""

from __future__ import annotations

import io
import re
import shutil
import subprocess
import time
import xml.etree.ElementTree as ET
from datetime import date
from pathlib import Path

import pytest
from benchmarks.map_sheet import mixed_map

import wegmarke.demo
from wegmarke.domain import CanonicalPhase, Language, LocalizedText, MapNumbers, Measure, MetricNumber, UsageError
from wegmarke.maps import (
    BuyingGroup,
    BuyingGroupMember,
    Card,
    EmotionPoint,
    JourneyMap,
    Lane,
    Metric,
    Persona,
    Phase,
    Placement,
    Review,
    Step,
    Touchpoint,
    load_map,
    rendering_of,
    sheet,
)
from wegmarke.maps.sheet.buying_group_row import BuyingGroupRow
from wegmarke.maps.sheet.footer import review_of
from wegmarke.maps.sheet.places import Places
from wegmarke.maps.sheet.saying import Saying

SVG = "{http://www.w3.org/2000/svg}"
DEMO = load_map((Path(wegmarke.demo.__file__).parent / "fuchsberg.yaml").read_text(encoding="utf-8"))
GERMAN = sheet.SheetOptions(languages=sheet.languages_of("de"))

poppler = pytest.mark.skipif(shutil.which("pdftotext") is None, reason="needs the tools of Poppler to look into a PDF")

HOSTILE = (
    "<script>alert(1)</script> &lol; ]]>",
    "<!ENTITY x SYSTEM 'file:///etc/passwd'>",
    "a\x00b\x1b[31m \u202eevil",
    "שלום עולם",
    "مرحبا بالعالم",
    "😀👩‍🔧 漢字",
    '#let x = 1 $y$ @ref *b* #image("/etc/passwd")',
    "lone \ud800",
    "e\u0301\u0323" * 9,
    "x" * 5_000_000,
)


def text(said: str) -> LocalizedText:
    return LocalizedText(de=said, en=said)


def a_map(**parts: object) -> JourneyMap:
    phases = (
        Phase(id="look", title=text("Suchen"), canonical=CanonicalPhase.CONSIDERATION),
        Phase(id="buy", title=text("Kaufen"), canonical=CanonicalPhase.DECISION),
    )
    return JourneyMap(**({"id": "m", "title": text("Karte"), "phases": phases} | parts))


@pytest.fixture(scope="module")
def hostile() -> JourneyMap:
    return a_map(
        title=text(HOSTILE[0]),
        scenario=text(HOSTILE[-1]),
        owner=HOSTILE[2],
        phases=tuple(Phase(id=f"p{n}", title=text(HOSTILE[n]), canonical=CanonicalPhase.SERVICE) for n in (0, 3, 5)),
        personas=(Persona(id="x", name=text(HOSTILE[3]), goals=tuple(map(text, HOSTILE))),),
        lanes=tuple(
            Lane(
                id=kind,
                type=kind,
                title=text(HOSTILE[1]),
                cards=tuple(Card(id=f"{kind}{n}", text=text(one), phase="p0") for n, one in enumerate(HOSTILE)),
            )
            for kind in ("pain", "text")
        ),
    )


@pytest.fixture(scope="module")
def pdf(tmp_path_factory) -> Path:
    file = tmp_path_factory.mktemp("sheet") / "demo.pdf"
    file.write_bytes(sheet.render_pdf(DEMO, None, GERMAN))
    return file


def tool(name: str, *arguments: object) -> str:
    words = [name, *(str(one) for one in arguments)]
    return subprocess.run(words, capture_output=True, text=True, check=True, timeout=60).stdout


@poppler
def test_the_pdf_is_one_a3_page_and_an_annex_with_title(pdf):
    about = tool("pdfinfo", "-f", "1", "-l", "9", pdf)

    assert re.search(r"Title:\s+Fuchsberg Antriebstechnik", about)
    assert re.search(r"Tagged:\s+yes", about)
    sizes = re.findall(r"Page +\d+ size: +(\S+) x (\S+) pts \(A3\)", about)
    assert len(sizes) >= 2
    assert set(sizes) == {("1190.55", "841.89")}


@poppler
def test_fonts_are_embedded_and_are_those_that_are_shipped(pdf):
    lines = tool("pdffonts", pdf).splitlines()[2:]

    assert lines
    assert all("SourceSansPro" in line for line in lines)
    assert all(line.split()[-5:-2] == ["yes", "yes", "yes"] for line in lines)


@poppler
def test_text_is_selectable_and_every_card_is_in_the_file(pdf):
    said = _letters(tool("pdftotext", "-layout", pdf, "-"))
    in_order = _letters(tool("pdftotext", "-raw", pdf, "-"))

    lost = [
        card.text.de
        for lane in DEMO.lanes
        for card in lane.cards
        if _letters(card.text.de) not in in_order and _letters(card.text.de) not in said
    ]
    assert lost == []
    assert "Seite1von" in said


def test_the_language_of_the_file_is_set():
    assert b"/Lang(de)" in sheet.render_pdf(a_map(), None, GERMAN).replace(b"/Lang (", b"/Lang(")


@poppler
@pytest.mark.parametrize(("language", "pages"), [("de", 2), ("both", 4)])
def test_every_language_has_a_sheet_and_an_annex(tmp_path, language, pages):
    file = tmp_path / "m.pdf"
    file.write_bytes(sheet.render_pdf(a_map(), None, sheet.SheetOptions(languages=sheet.languages_of(language))))

    assert f"Pages:           {pages}" in tool("pdfinfo", file)


@poppler
@pytest.mark.parametrize(
    ("paper", "size", "pages"),
    [("a1", "2383.94 x 1683.78", 2), ("a4-tiles", "841.89 x 595.276", 5), ("slides", "960.009 x 540", 4)],
)
def test_papers_have_their_sizes(tmp_path, paper, size, pages):
    file = tmp_path / "m.pdf"
    document = a_map(personas=(Persona(id="x", name=text("Ada")),))
    file.write_bytes(sheet.render_pdf(document, None, sheet.SheetOptions(sheet.paper_of(paper))))

    about = tool("pdfinfo", file)
    assert f"Pages:           {pages}" in about
    assert f"Page size:       {size}" in about


def test_the_svg_is_well_formed_with_titles_and_without_scripts():
    picture = ET.fromstring(sheet.render_svg(DEMO, None, GERMAN))

    assert (picture.get("width"), picture.get("height")) == ("420mm", "297mm")
    assert picture.get("lang") == "de"
    assert picture.findtext(f"{SVG}title") == DEMO.title.de
    titles = {title.text for title in picture.iter(f"{SVG}title")}
    assert {"Kontaktpunkte", "Emotion", "Schmerzpunkte", "Kennzahlen", "Aufmerksam werden"} <= titles
    assert not {element.tag for element in picture.iter()} & {f"{SVG}script", f"{SVG}style", f"{SVG}foreignObject"}


def test_curves_are_told_in_words():
    picture = ET.fromstring(sheet.render_svg(DEMO, None, GERMAN))

    words = [element.text for element in picture.iter(f"{SVG}desc")]
    assert any("Elke, Einkauf" in said and "Stornieren und gehen: −2 sehr unzufrieden" in said for said in words)


def test_hostile_texts_are_neutral_in_the_svg(hostile):
    written = sheet.render_svg(hostile, None, GERMAN)

    picture = ET.fromstring(written)
    assert "<script" not in written
    assert "<!ENTITY" not in written
    assert len(written) < 200_000
    assert any("<script>alert(1)</script>" in (element.text or "") for element in picture.iter(f"{SVG}text"))
    assert not re.search("[\x00-\x08\x0b\x0c\x0e-\x1f\u202e]", written)


@poppler
@pytest.mark.parametrize("paper", ["a3", "slides"])
def test_hostile_texts_are_neutral_on_paper(hostile, tmp_path, paper):
    file = tmp_path / "m.pdf"
    options = sheet.SheetOptions(sheet.paper_of(paper), GERMAN.languages)
    file.write_bytes(sheet.render_pdf(hostile, None, options))

    said = tool("pdftotext", "-raw", file, "-")
    assert "<script>alert(1)</script>" in said
    assert "#let x = 1 $y$" in said
    assert "◊" in said
    assert "JavaScript:      no" in tool("pdfinfo", file)


def test_black_and_white_has_no_colour():
    written = sheet.render_svg(DEMO, None, sheet.SheetOptions(black_and_white=True))

    colours = set(re.findall("#([0-9a-f]{6})", written))
    assert colours
    assert all(one[:2] == one[2:4] == one[4:] for one in colours)


def test_a_png_is_the_sheet_at_150_dots_per_inch():
    from PIL import Image

    image = Image.open(io.BytesIO(sheet.render_png(a_map(), None)))

    assert image.size == (2480, 1754)


def test_a_png_of_several_pages_is_refused():
    with pytest.raises(UsageError, match="expected a3 or a1"):
        sheet.render_png(a_map(), None, sheet.SheetOptions(sheet.Paper.SLIDES))


@pytest.mark.parametrize("name", ["sheet.docx", "sheet"])
def test_an_unknown_ending_is_refused(name):
    with pytest.raises(UsageError, match=r"\.svg, \.pdf, \.png"):
        rendering_of(name)


def test_unknown_words_are_refused():
    with pytest.raises(UsageError, match="de, en or both"):
        sheet.languages_of("fr")
    with pytest.raises(UsageError, match="a3, a4-tiles, a1, slides"):
        sheet.paper_of("a5")


def test_a_map_without_evidence_shows_it():
    expected = EmotionPoint(id="e", phase="look", value=1)
    measured = EmotionPoint(id="f", phase="look", value=-1, basis="measured", n=40, low=-1.4, high=-0.6)

    assumed = sheet.render_svg(a_map(emotions=(expected,)), None, GERMAN)
    proven = sheet.render_svg(a_map(emotions=(expected, measured)), None, GERMAN)

    assert "url(#wm-hatch-rule)" in _emotion(assumed)
    assert "url(#wm-hatch-rule)" not in _emotion(proven)
    assert "−1 unzufrieden (n 40)" in proven


@pytest.mark.parametrize(
    ("number", "shown", "missing"),
    [
        (MetricNumber("w", 0.42, 60, 0.3, 0.55, 0.3, "on_target"), ("42 %", "≥ 30 %", "n 60"), "n zu klein"),
        (MetricNumber("w", None, 3, suppressed=True, target=0.3), ("n zu klein", "≥ 30 %"), "n 3"),
    ],
)
def test_metrics_stand_beside_their_targets_and_small_numbers_are_hidden(number, shown, missing):
    document = a_map(
        metrics=(Metric(id="w", title=text("Quote"), measure=Measure.CONVERSION, phase="look", target=0.3),)
    )
    numbers = MapNumbers("m", "account", metrics={"w": number})

    written = sheet.render_svg(document, numbers, GERMAN).replace("\u00a0", " ")

    assert all(one in written for one in shown)
    assert missing not in written
    left_out = sheet.render_svg(document, numbers, sheet.SheetOptions(languages=GERMAN.languages, without_numbers=True))
    assert "Zahlen: weggelassen" in left_out
    assert shown[0] not in left_out.replace("\u00a0", " ")


@pytest.mark.parametrize(
    ("role", "phase", "kind", "influence"),
    [
        ("decider", 1, "decides", 5),
        ("decider", 0, "informed", 5),
        ("end_user", 0, "active", 2),
        ("buyer", 1, "role_missing", 3),
        ("works_council", 0, "role_missing", 3),
        ("works_council", 1, "", 3),
    ],
)
def test_roles_act_are_informed_decide_or_are_missing(role, phase, kind, influence):
    document = a_map(
        personas=(Persona(id="a", name=text("A")), Persona(id="b", name=text("B"))),
        buying_groups=(
            BuyingGroup(
                id="g",
                title=text("G"),
                members=(
                    BuyingGroupMember(persona="a", roles=("decider",), influence=5),
                    BuyingGroupMember(persona="b", roles=("end_user",), influence=2, needed_for_phases=("look",)),
                ),
            ),
        ),
        steps=(Step(id="s", phase="look", title=text("S")),),
        touchpoints=(Touchpoint(id="t", title=text("T")),),
        placements=(Placement(id="p", step="s", touchpoint="t", roles=("works_council",)),),
    )
    row = BuyingGroupRow(Places(document, None, Saying(Language.DE)))

    found = row.presence(role, phase)

    assert (found.kind, found.influence) == (kind, influence)


def test_a_review_that_has_passed_is_overdue():
    document = a_map(reviews=(Review(id="r", scope=text("Alles"), due="2026-03-01"),))
    places = Places(document, None, Saying(Language.DE))

    assert review_of(places, date(2026, 3, 1)) == "Nächstes Review: 01.03.2026"
    assert review_of(places, date(2026, 3, 2)) == "Nächstes Review: 01.03.2026 (überfällig)"


def test_four_hundred_cards_are_rendered_in_the_time_the_issue_allows():
    document = mixed_map()

    started = time.process_time()
    sheet.render_svg(document, None, GERMAN)
    svg = time.process_time() - started
    sheet.render_pdf(document, None, GERMAN)

    assert svg < 1
    assert time.process_time() - started - svg < 3


def _emotion(written: str) -> str:
    groups = ET.fromstring(written).iter(f"{SVG}g")
    return next(
        ET.tostring(group, encoding="unicode") for group in groups if group.findtext(f"{SVG}title") == "Emotion"
    )


def _letters(said: str) -> str:
    return "".join(char for char in said if char.isalnum())
