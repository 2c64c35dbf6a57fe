"""Run benchmarks by name: `python -m benchmarks touches`; without a name all of them, one process each."""

from __future__ import annotations

import subprocess
import sys

NAMES = (
    "start", "imports", "ingest", "ingest_cost", "touches", "recognition", "paths", "live_paths", "rules", "segments",
    "scores", "identity", "persons", "duplicates", "analytics", "analytics_beside", "attribution", "attribution_beside",
    "customer_value", "satisfaction", "losses", "prediction", "reports", "maps", "map_cells", "map_page", "map_sheet",
    "conformance",
)  # fmt: skip


def main() -> int:
    names = sys.argv[1:] or list(NAMES)
    if unknown := [name for name in names if name not in NAMES]:
        print(f"expected some of {', '.join(NAMES)}; got {', '.join(unknown)}")
        return 2
    return max(subprocess.call([sys.executable, "-m", f"benchmarks.{name}"]) for name in names)


if __name__ == "__main__":
    sys.exit(main())
