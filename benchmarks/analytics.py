"""Every report of the analyses, by person and by account, beside a bare scan and a query written by hand.

    python -m benchmarks.analytics [touches] [part of a report's name]

Touches are generated as for `benchmarks.paths` and kept in `.bench`. The analyses are asked in a process of their own,
warm and with the path index mapped from files, so that its peak memory is theirs (pages of these files, which the
system can drop, are told apart); scans and queries run in another over the same file,
and their rows must be equal. The same reports over a million touches give the slope: 1 is a cost that grows as the
touches do.
"""

from __future__ import annotations

import importlib
import json
import math
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from benchmarks.analytics_reports import Report, comparable
from benchmarks.figures import OwnMemory, best_of, peak_memory_gb, report
from benchmarks.paths import PLACE, generate
from wegmarke.domain import Unit

UNITS = (Unit.PERSON, Unit.ACCOUNT)
OF_THE_BARS = {10_000_000: "0.25 s", 50_000_000: "1 s"}
SMALL = 1_000_000
MEMORY_BAR = "5 GB"
# the same that paths.py generates, under the names that analyses know
CODES = """
CREATE TABLE code (kind VARCHAR, code USMALLINT, text VARCHAR);
INSERT INTO code SELECT 'touchpoint', number, 'tp_' || number FROM range(1, 33) t(number);
CREATE TABLE event (event_id UUID, properties MAP(VARCHAR, VARCHAR));
"""


def main() -> None:
    words = sys.argv[1:]
    if words[:1] == ["--ask"]:
        print(json.dumps(asked(int(words[1]), words[2]), default=str))
        return
    numbers = [word for word in words if word.isdigit()]
    touches = int(numbers[0]) if numbers else SMALL
    part = next((word for word in words if not word.isdigit()), "")
    small = asked_aside(SMALL, part) if touches > SMALL else {}
    compare(touches, part, asked_aside(touches, part), small.get("seconds", {}))


def reports(part: str) -> Iterator[Report]:
    """Return the reports of all analyses whose names hold these words."""
    for file in sorted(Path(__file__).parent.glob("analytics_*.py")):
        found = getattr(importlib.import_module(f"benchmarks.{file.stem}"), "REPORTS", ())
        yield from (one for one in found if part in one.name)


def asked_aside(touches: int, part: str) -> dict[str, Any]:
    words = [sys.executable, "-m", "benchmarks.analytics", "--ask", str(touches), part]
    said = subprocess.run(words, check=True, stdout=subprocess.PIPE, text=True)
    answer: dict[str, Any] = json.loads(said.stdout.splitlines()[-1])
    return answer


def asked(touches: int, part: str) -> dict[str, Any]:
    """Ask every report warm, by the path index: seconds and rows by report and unit, and the peak memory."""
    from wegmarke.paths import Touches, index, warm_up

    own = OwnMemory()
    engine = opened(touches, memory_mb=1024)
    warm_up()
    codes = engine.table("code")
    named = codes.filter(codes.kind == "touchpoint").select("code", touchpoint=codes.text)
    # as a served workspace keeps it: files that are mapped
    with tempfile.TemporaryDirectory(dir=PLACE, prefix="index-") as place:
        indexes = {
            unit: index.PathIndex(engine, unit, folder=Path(place) / unit, name_state=lambda _: str(touches)).build()
            for unit in UNITS
        }
    built = own.peak_gb
    given = Touches(engine.table("touch"), engine.table("event"), codes, named, indexes)
    seconds: dict[str, float] = {}
    answers: dict[str, list[str]] = {}
    for one in reports(part):
        for unit in UNITS:
            key = f"{one.name} by {unit.value}"
            answers[key] = comparable(one.rows(one.ask(given, unit)))
            seconds[key] = best_of(3, lambda one=one, unit=unit: one.ask(given, unit))
    memory = {"built_gb": built, "peak_gb": own.peak_gb, "resident_gb": peak_memory_gb()}
    return {"seconds": seconds, "answers": answers} | memory


def opened(touches: int, memory_mb: int) -> Any:
    """Open the generated touches, with the names that analyses know."""
    from wegmarke.engine import open_engine

    file = PLACE / f"paths-{touches}.duckdb"
    if not file.with_suffix(".complete").exists():
        generate(file, touches)
    engine = open_engine(file, memory_mb=memory_mb)
    if not engine.rows("SELECT 1 FROM duckdb_columns() WHERE table_name = 'touch' AND column_name = 'automated'"):
        # kept from before touches knew who caused them
        engine.close()
        generate(file, touches)
        engine = open_engine(file, memory_mb=memory_mb)
    if not engine.rows("SELECT 1 FROM duckdb_tables() WHERE table_name = 'event'"):
        with engine.write() as session:
            for statement in filter(str.strip, CODES.split(";")):
                session.run(statement)
    return engine


def compare(touches: int, part: str, said: dict[str, Any], small: dict[str, float]) -> None:
    engine = opened(touches, memory_mb=4096)
    bar = OF_THE_BARS.get(touches, "")
    wrong = []
    for one in reports(part):
        for unit in UNITS:
            key = f"{one.name} by {unit.value}"
            sums = ", ".join(f"sum({column.format(unit=unit.value)})" for column in one.columns)
            scan = best_of(3, lambda sums=sums: engine.query(f"SELECT {sums} FROM touch"))
            asked = one.query.format(unit=unit.value)
            rows = comparable([tuple(row.values()) for row in engine.query(asked).to_pylist()])
            query = best_of(1, lambda asked=asked: engine.query(asked))
            is_same = rows == said["answers"][key]
            figures = [f"bare scan {scan * 1000:.0f} ms", f"query {query * 1000:.0f} ms", f"equal results: {is_same}"]
            if key in small:
                slope = math.log(said["seconds"][key] / small[key]) / math.log(touches / SMALL)
                figures.append(f"slope from 1 million {slope:.2f}")
            report(key, f"{said['seconds'][key] * 1000:.0f} ms", bar=bar, yardstick=", ".join(figures))
            if not is_same:
                wrong.append(key)
    report("peak memory of the analyses", f"{said['peak_gb']:.2f} GB", bar=MEMORY_BAR,
           yardstick=f"with both indexes built {said['built_gb']:.2f} GB, "
                     f"with the pages of their mapped files {said['resident_gb']:.2f} GB")  # fmt: skip
    engine.close()
    if wrong:
        raise SystemExit(f"the analysis and the query disagree: {', '.join(wrong)}")


if __name__ == "__main__":
    main()
