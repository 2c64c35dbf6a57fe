"""Run by `benchmarks.analytics_beside` in an environment of its own: two other programmes answer our questions.

    python beside_oracles.py rows.parquet

The rows hold unit, name and occurred_at in path order. Printed is one JSON object: seconds and answers by question.
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

    rows = pd.read_parquet(sys.argv[1])
    said: dict[str, dict[str, Any]] = {"seconds": {}, "answers": {}}

    def timed(name: str, ask: Callable[[], Any]) -> Any:
        began = time.perf_counter()
        with contextlib.redirect_stdout(sys.stderr):
            answer = ask()
        said["seconds"][name] = time.perf_counter() - began
        return answer

    def told(name: str, ask: Callable[[], Any], plain: Callable[[Any], Any]) -> None:
        said["answers"][name] = plain(timed(name, ask))

    with contextlib.redirect_stdout(sys.stderr):
        import pm4py
        from retentioneering import Eventstream
    log = rows.rename(columns={"unit": "case:concept:name", "name": "concept:name", "occurred_at": "time:timestamp"})
    log["time:timestamp"] = pd.to_datetime(log["time:timestamp"], utc=True)
    told("pm4py: transitions", lambda: pm4py.discover_dfg(log)[0], from_pairs)
    told("pm4py: variants", lambda: pm4py.get_variants(log), most_frequent)
    stream_rows = rows.rename(columns={"unit": "user_id", "name": "event", "occurred_at": "timestamp"})
    stream = timed("retentioneering: reading", lambda: Eventstream(stream_rows))
    told("retentioneering: transitions", lambda: stream.transition_graph_data(edge_weight="count"), from_matrix)
    told(
        "retentioneering: transition units",
        lambda: stream.transition_graph_data(edge_weight="unique_paths"),
        from_matrix,
    )
    print(json.dumps(said))


def from_pairs(found: Any) -> list[list[Any]]:
    return sorted([origin, aim, int(count)] for (origin, aim), count in found.items())


def from_matrix(found: Any) -> list[list[Any]]:
    cells = found.stack()
    return sorted(
        [origin, aim, int(count)]
        for (origin, aim), count in cells.items()
        if count and origin != "path_start" and aim != "path_end"
    )


def most_frequent(found: Any) -> list[int]:
    return sorted((int(count) for count in found.values()), reverse=True)[:20]


if __name__ == "__main__":
    main()
