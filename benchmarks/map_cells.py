"""The numbers of a map: all phases and touchpoints in a few passes, beside going from place to place.

    python -m benchmarks.map_cells [touches]

Touches are those of `benchmarks.analytics`: 32 touchpoints, here placed in five phases. What is printed is processor
time; both ways must give the same cells.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from typing import Any

from benchmarks.analytics import opened
from benchmarks.figures import peak_memory_gb, report
from wegmarke.analytics import cells, measure_map
from wegmarke.domain import CanonicalPhase, LocalizedText, Unit
from wegmarke.paths import PhaseColumn, PhaseModel, Touches, index, warm_up

TOUCHES = 1_000_000
PHASES, TOUCHPOINTS = 5, 32


def main() -> None:
    touches = int(sys.argv[1]) if len(sys.argv) > 1 else TOUCHES
    engine = opened(touches, memory_mb=1024)
    warm_up()
    codes = engine.table("code")
    named = codes.filter(codes.kind == "touchpoint").select("code", touchpoint=codes.text)
    indexes = {unit: index.PathIndex(engine, unit).build() for unit in (Unit.PERSON, Unit.ACCOUNT)}
    given = Touches(engine.table("touch"), engine.table("event"), codes, named, indexes)
    for by in indexes:
        measure_map(given, model(), by)  # the facts of the period are kept
        grouped, found = fastest(lambda by=by: cells(measure_map(given, model(), by)))
        single, expected = fastest(lambda by=by: from_place_to_place(given, by))
        same = {place: cell.units for side in found for place, cell in side.items()} == expected
        report(
            f"cells of {PHASES + TOUCHPOINTS} places by {by.value}", f"{grouped * 1000:.0f} ms",
            yardstick=f"from place to place {single * 1000:.0f} ms, equal results: {same}",
        )  # fmt: skip
    report("peak memory", f"{peak_memory_gb():.2f} GB")
    engine.close()


def model() -> PhaseModel:
    kinds = list(CanonicalPhase)[:PHASES]
    columns = tuple(PhaseColumn(f"ph_{n}", LocalizedText.of(f"{n}"), kind, n) for n, kind in enumerate(kinds))
    return PhaseModel(columns, {f"tp_{n}": f"ph_{n % PHASES}" for n in range(1, TOUCHPOINTS + 1)})


def from_place_to_place(given: Touches, by: Unit) -> dict[str, int]:
    """Count units, conversion and days of each place by a pass of its own."""
    seen, units = measure_map(given, model(), by), {}
    for phase in seen.model.groups():
        passage = seen.passages.at_phase(phase)
        passage.conversion(), passage.days_to_next()
        units[phase] = len(passage.unit)
    for touchpoint in seen.model.phase_of_touchpoint:
        passage = seen.passages.at_touchpoint(touchpoint)
        passage.conversion(), passage.days_to_next()
        units[touchpoint] = len(passage.unit)
    return units


def fastest(work: Callable[[], Any]) -> tuple[float, Any]:
    times = []
    for _ in range(3):
        began = time.process_time()
        answer = work()
        times.append(time.process_time() - began)
    return min(times), answer


if __name__ == "__main__":
    main()
