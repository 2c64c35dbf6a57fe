"""The paper of a large map: 8 phases, 20 lanes of all kinds, 4 personas, 400 cards; as SVG and as PDF.

python -m benchmarks.map_sheet
"""

from __future__ import annotations

import itertools

import msgspec

from benchmarks.figures import best_of, report
from benchmarks.maps import large_map
from wegmarke.maps import JourneyMap, sheet

KINDS = (
    *("customer_goal", "activity", "need", "question", "thought", "buying_group", "pain", "gain", "pain_reliever"),
    *("gain_creator", "content", "initiative", "automation", "data_protection", "risk", "backstage", "system"),
    *("company_goal", "text", "storyboard"),
)
TIMES = 3


def main() -> None:
    document = mixed_map()
    alike = large_map()
    options = sheet.SheetOptions(languages=sheet.languages_of("de"))
    sheet.render_pdf(alike, None, options)
    svg = best_of(TIMES, lambda: sheet.render_svg(document, None, options))
    report("SVG of 400 cards", f"{svg * 1000:.0f} ms", bar="1 s", yardstick="20 kinds of lanes")
    svg = best_of(TIMES, lambda: sheet.render_svg(alike, None, options))
    report("SVG of 400 cards, all in one row", f"{svg * 1000:.0f} ms", bar="1 s")
    pdf = best_of(TIMES, lambda: sheet.render_pdf(document, None, options))
    report("PDF with annex", f"{pdf * 1000:.0f} ms", bar="3 s")
    for paper in (sheet.Paper.A4_TILES, sheet.Paper.SLIDES):
        other = sheet.SheetOptions(paper, options.languages)
        seconds = best_of(1, lambda other=other: sheet.render_pdf(document, None, other))
        report(f"PDF as {paper.value}", f"{seconds * 1000:.0f} ms", bar="3 s")


def mixed_map() -> JourneyMap:
    """Return the large map with lanes of twenty kinds instead of one."""
    plain = large_map()
    lanes = zip(plain.lanes, itertools.cycle(KINDS), strict=False)
    return msgspec.structs.replace(plain, lanes=tuple(msgspec.structs.replace(lane, type=kind) for lane, kind in lanes))


if __name__ == "__main__":
    main()
