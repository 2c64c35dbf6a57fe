"""Transitions and variants of a million touches, beside pm4py and retentioneering on the same rows.

    python -m benchmarks.analytics_beside [touches]

Both are oracles, never dependencies: they are installed into an environment of their own, `.bench/beside`, and run
there as a process. Their answers must be ours.
"""

from __future__ import annotations

import json
import subprocess
import sys
import venv
from collections.abc import Callable
from typing import Any

from benchmarks.analytics import SMALL, opened
from benchmarks.figures import best_of, report
from benchmarks.paths import PLACE

ENVIRONMENT = PLACE / "beside"
PACKAGES = ("pm4py", "retentioneering", "pyarrow")
ROWS = """
SELECT CAST(person AS VARCHAR) AS unit, 'tp_' || touchpoint AS name, occurred_at + to_microseconds(place) AS occurred_at
FROM (
    SELECT *, row_number() OVER (PARTITION BY person ORDER BY occurred_at, sequence, event_id) AS place
    FROM touch WHERE person IS NOT NULL AND touchpoint IS NOT NULL
) ORDER BY person, place
"""
"""Path order as strictly rising times: neither of them knows another order."""


def main() -> None:
    touches = int(sys.argv[1]) if len(sys.argv) > 1 else SMALL
    asked, answers = our_questions(touches)
    said = ask_beside()
    wrong = []
    for name, seconds in said["seconds"].items():
        question = name.partition(": ")[2]
        if question not in asked:
            report(name, f"{seconds:.2f} s")
            continue
        ours = best_of(3, asked[question])
        is_same = said["answers"][name] == answers[question]
        report(name, f"{seconds:.2f} s", yardstick=f"ours {ours * 1000:.0f} ms, equal results: {is_same}")
        wrong += [] if is_same else [name]
    if wrong:
        raise SystemExit(f"answers differ: {', '.join(wrong)}")


def our_questions(touches: int) -> tuple[dict[str, Callable[[], Any]], dict[str, Any]]:
    from wegmarke import analytics
    from wegmarke.domain import Unit
    from wegmarke.paths import END, START, Touches, index, warm_up

    engine = opened(touches, memory_mb=1024)
    warm_up()
    file = PLACE / "beside.parquet"
    import pyarrow.parquet

    pyarrow.parquet.write_table(engine.query(ROWS), file)
    codes = engine.table("code")
    named = codes.filter(codes.kind == "touchpoint").select("code", touchpoint=codes.text)
    indexes = {Unit.PERSON: index.PathIndex(engine, Unit.PERSON).build()}
    given = Touches(engine.table("touch"), engine.table("event"), codes, named, indexes)
    rows = analytics.paths(given, Unit.PERSON).to_pyarrow().to_pylist()
    inner = [row for row in rows if row["from_touchpoint"] != START and row["to_touchpoint"] != END]
    variants = analytics.variants(given, Unit.PERSON).to_pyarrow().to_pylist()

    def pairs(figure: str) -> list[list[Any]]:
        return sorted([row["from_touchpoint"], row["to_touchpoint"], row[figure]] for row in inner)

    answers = {
        "transitions": pairs("transitions"),
        "transition units": pairs("units"),
        "variants": [row["units"] for row in variants if row["variants"] == 1],
    }
    asked = {name: lambda: analytics.paths(given, Unit.PERSON) for name in ("transitions", "transition units")}
    return asked | {"variants": lambda: analytics.variants(given, Unit.PERSON)}, answers


def ask_beside() -> dict[str, Any]:
    python = ENVIRONMENT / "bin" / "python"
    if not python.exists():
        venv.create(ENVIRONMENT, with_pip=True)
        subprocess.run([python, "-m", "pip", "install", "-q", *PACKAGES], check=True)
    words = [str(python), "-m", "beside_oracles", str(PLACE / "beside.parquet")]
    said = subprocess.run(
        words, check=True, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, cwd=PLACE.parent / "benchmarks"
    )
    answer: dict[str, Any] = json.loads(said.stdout.splitlines()[-1])
    return answer


if __name__ == "__main__":
    main()
