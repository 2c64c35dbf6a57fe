"""Import the two real data sets, from an empty folder to measured cells, beside a bare read of the same files.

Needs the public data sets beside the checkout; says so where they are absent.
"""

from __future__ import annotations

import tempfile
from pathlib import Path

import pyarrow as pa
import pyarrow.csv

from benchmarks.figures import report, timed
from wegmarke.workspace import Settings, init

ROOT = Path(__file__).parents[1]
DATA = ROOT.parent / "shared" / "data"
SETS = {
    "olist": ("olist_b2b_funnel", "*.csv", "olist-b2b-funnel"),
    "online_retail": ("online_retail_uci", "*.csv.gz", "online-retail"),
}


def main() -> None:
    if not DATA.is_dir():
        print("imports: the public data sets are not beside this checkout")
        return
    for example, (folder, pattern, map_id) in SETS.items():
        measure(example, tuple(sorted((DATA / folder).glob(pattern))), map_id)


def measure(example: str, files: tuple[Path, ...], map_id: str) -> None:
    place = ROOT / "examples" / example
    _, bare = timed(lambda: [pa.csv.read_csv(file) for file in files])
    with tempfile.TemporaryDirectory() as folder, init(Path(folder) / "ws", Settings(name="bench")) as workspace:
        imported, seconds = timed(lambda: workspace.sources.import_files(files, place / "recipe.yaml"))
        workspace.maps.put((place / "map.yaml").read_text(encoding="utf-8"))
        _, cells = timed(lambda: workspace.maps.numbers(map_id))
    report(
        f"import {example}, {imported.rows:,} rows", f"{seconds:.1f} s", bar="30 s" if example == "olist" else "",
        yardstick=f"bare read of the files {bare:.2f} s",
    )  # fmt: skip
    report(f"cells of the {example} map", f"{cells:.2f} s")


if __name__ == "__main__":
    main()
