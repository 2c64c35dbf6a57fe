"""Attribution of whole paths beside ChannelAttribution on the same paths: `python -m benchmarks.attribution_beside`.

    python -m benchmarks.attribution_beside [paths] [--orders 1 2] [--python PYTHON]

It is an oracle, never a dependency: it is installed into an environment of its own, `.bench/attribution` (its source
is compiled there, for minutes), and runs there as a process. `--python` names the interpreter of one that is there.
Its heuristic models must be ours exactly, and its Markov chains, which it simulates, within `TOLERANCE`.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import time
import venv
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from benchmarks.figures import report
from benchmarks.paths import PLACE
from wegmarke.analytics import attribution

ENVIRONMENT = PLACE / "attribution"
PACKAGES = ("ChannelAttribution", "pandas", "matplotlib")
HEURISTICS = {"first_touch": "first_touch", "last_touch": "last_touch", "linear_touch": "linear"}
EXACT, TOLERANCE = 1e-6, 0.01
"""Largest difference of a credit as a share of all conversions: of counted models, and of simulated chains."""


def given_paths(paths: int, touchpoints: int = 12) -> pd.DataFrame:
    """Make paths with lengths as in the public reference data, each with conversions, their value, and nulls."""
    chance = np.random.default_rng(7)
    sizes = 1 + chance.geometric(0.25, paths)
    names = np.array([f"c{number}" for number in range(touchpoints)])
    drawn = names[np.minimum(chance.geometric(0.25, int(sizes.sum())) - 1, touchpoints - 1)]
    texts = [" > ".join(part) for part in np.split(drawn, np.cumsum(sizes)[:-1])]
    won = chance.poisson(0.6, paths)
    return pd.DataFrame({"path": texts, "conversions": won, "value": won * 40.0, "null": chance.poisson(3, paths)})


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("paths", type=int, nargs="?", default=100_000)
    parser.add_argument("--orders", type=int, nargs="*", default=[1, 2])
    parser.add_argument("--python", type=Path)
    asked = parser.parse_args()
    frame = given_paths(asked.paths)
    PLACE.mkdir(exist_ok=True)
    file = PLACE / "attribution_paths.csv"
    frame.to_csv(file, index=False)
    said = ask_beside(asked.python or made(), file, asked.orders)
    attribution.markov(frame.head(9), order=2)
    report("paths, conversions", f"{asked.paths:,}", yardstick=f"{frame['conversions'].sum():,} conversions")
    whole = float(frame["conversions"].sum())
    wrong = []
    for name, theirs in said["credits"].items():
        ours, seconds = our_credits(frame, name)
        worst = max(abs(theirs[one] - ours[one][0]) for one in theirs) / whole
        bound = EXACT if name in HEURISTICS else TOLERANCE
        beside = f"{said['seconds'][name]:.2f} s" if name in said["seconds"] else "with the others"
        difference = f"largest difference {worst:.2e} of all conversions"
        if name in said["effects"]:
            effect = max(abs(said["effects"][name][one] - ours[one][1]) for one in theirs)
            difference += f", of a removal effect {effect:.2e}"
        report(name, f"ours {seconds:.2f} s", bar=f"{bound:g}", yardstick=f"theirs {beside}; {difference}")
        wrong += [name] if worst > bound else []
    report("their heuristic models together", f"{said['seconds']['heuristics']:.2f} s")
    if wrong:
        raise SystemExit(f"answers differ: {', '.join(wrong)}")


def our_credits(frame: pd.DataFrame, name: str) -> tuple[dict[str, tuple[float, float]], float]:
    """Return credit and removal effect by touchpoint, and the seconds it took."""
    began = time.perf_counter()
    if name in HEURISTICS:
        rows = attribution.attribute(frame, HEURISTICS[name]).rows.to_pylist()
    else:
        rows = attribution.markov(frame, order=int(name.rpartition(" ")[2])).rows.to_pylist()
    seconds = time.perf_counter() - began
    return {row["touchpoint"]: (row["conversions"], row.get("removal_effect") or 0.0) for row in rows}, seconds


def made() -> Path:
    """Return the interpreter of the environment, made where it is not there yet."""
    python = ENVIRONMENT / "bin" / "python"
    if not python.exists():
        venv.create(ENVIRONMENT, with_pip=True)
        subprocess.run([python, "-m", "pip", "install", "-q", *PACKAGES], check=True)
    return python


def ask_beside(python: Path, file: Path, orders: list[int]) -> dict[str, Any]:
    script = Path(__file__).with_name("attribution_oracle.py")
    said = subprocess.run(
        [str(python), str(script), str(file), *map(str, orders)], check=True, stdout=subprocess.PIPE, text=True
    )
    answer: dict[str, Any] = json.loads(said.stdout.splitlines()[-1])
    return answer


if __name__ == "__main__":
    main()
