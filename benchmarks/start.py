"""How long a new user waits: from the command to the link of the demo, beside starting Python with nothing."""

from __future__ import annotations

import subprocess
import sys
import tempfile
from pathlib import Path

from benchmarks.figures import report, timed

BARS = {2_000: "15 s", 200_000: ""}


def main() -> None:
    _, bare = timed(lambda: subprocess.run([sys.executable, "-c", "import pyarrow, duckdb, ibis"], check=True))
    for persons, bar in BARS.items():
        with tempfile.TemporaryDirectory() as place:
            _, seconds = timed(lambda persons=persons, place=place: until_served(Path(place) / "ws", persons))
        report(
            f"demo with {persons:,} persons, to the link", f"{seconds:.1f} s", bar=bar,
            yardstick=f"importing pyarrow, duckdb and ibis {bare:.1f} s",
        )  # fmt: skip


def until_served(folder: Path, persons: int) -> None:
    command = [
        sys.executable,
        "-m",
        "wegmarke",
        "demo",
        "--no-browser",
        "--persons",
        str(persons),
        "--dir",
        str(folder),
    ]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as server:
        assert server.stdout is not None
        for line in server.stdout:
            if "/open?" in line:
                break
        server.terminate()


if __name__ == "__main__":
    main()
