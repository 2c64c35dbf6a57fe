"""Run by `benchmarks.attribution_beside` in an environment of its own: ChannelAttribution answers our questions.

    python attribution_oracle.py paths.csv 1 2

The columns are path (touchpoints with ` > ` between), conversions, value, null. Printed is one JSON object: seconds,
credits by touchpoint and removal effects, by question. It simulates chains; its tolerance is its own.
"""

from __future__ import annotations

import contextlib
import json
import sys
import time
from collections.abc import Callable
from typing import Any


def main() -> None:
    import pandas as pd

    with contextlib.redirect_stdout(sys.stderr):
        import ChannelAttribution  # GPL: run here as another programme, never a part of ours
    rows = pd.read_csv(sys.argv[1])
    asked = (rows, "path", "conversions")
    said: dict[str, dict[str, Any]] = {"seconds": {}, "credits": {}, "effects": {}}

    def timed(name: str, ask: Callable[[], Any]) -> Any:
        began = time.perf_counter()
        with contextlib.redirect_stdout(sys.stderr):
            answer = ask()
        said["seconds"][name] = time.perf_counter() - began
        return answer

    found = timed("heuristics", lambda: ChannelAttribution.heuristic_models(*asked, sep=">"))
    for name in ("first_touch", "last_touch", "linear_touch"):
        said["credits"][name] = pairs(found, name)
    for order in map(int, sys.argv[2:]):
        chain = timed(
            f"markov, order {order}",
            lambda order=order: ChannelAttribution.markov_model(
                *asked, var_null="null", order=order, out_more=True, sep=">", seed=7, verbose=False, conv_par=0.01
            ),
        )
        said["credits"][f"markov, order {order}"] = pairs(chain["result"], "total_conversions")
        said["effects"][f"markov, order {order}"] = pairs(chain["removal_effects"], "removal_effect")
    print(json.dumps(said))


def pairs(found: Any, column: str) -> dict[str, float]:
    """Return a column by touchpoint; names of columns differ between its versions."""
    name = next(one for one in found.columns if one.startswith("channel"))
    values = next(one for one in found.columns if one == column or one.startswith(column))
    return {str(key): float(value) for key, value in zip(found[name], found[values], strict=True)}


if __name__ == "__main__":
    main()
