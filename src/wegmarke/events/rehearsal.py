"""What another recognition would change, counted before it holds."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from wegmarke.domain.recognition import RecognitionMove, RecognitionPlan
from wegmarke.engine import Engine
from wegmarke.events import reading
from wegmarke.events.differing import all_codes, asked_apart, differing
from wegmarke.events.recognition import Recognition

_MOST_NAMES = 5


def rehearse_recognition(engine: Engine, before: Recognition, after: Recognition) -> RecognitionPlan:
    """Say what another recognition would change; nothing is changed.

    Args:
        engine: holds touches as `before` made them.
        before: what holds.
        after: what would hold.
    """
    with asked_apart(engine, after) as (session, touchpoints):
        found = differing(session, engine, before, after, touchpoints)
    totals = reading.totals(engine)
    names = {code: text for text, code in all_codes(engine).get("event", {}).items()}
    places = {code: text for text, code in touchpoints.items()}
    moved = found.filter(pc.not_equal(_numbers(found, "before"), _numbers(found, "after")))
    came = pc.sum(pc.is_null(moved["before"])).as_py() or 0
    went = pc.sum(pc.is_null(moved["after"])).as_py() or 0
    return RecognitionPlan(
        is_new=before.fingerprint() != after.fingerprint(),
        events=totals.events,
        touches=moved.num_rows,
        phases=found.num_rows - moved.num_rows,
        persons=_distinct(found, "person"),
        accounts=_distinct(found, "account"),
        recognised_before=totals.touches,
        recognised_after=totals.touches + came - went,
        moves=tuple(_moves(moved, places, names)),
    )


def _moves(moved: pa.Table, places: dict[int, str], names: dict[int, str]) -> Sequence[RecognitionMove]:
    pairs = _numbers(moved, "before").to_numpy() * 65_536 + _numbers(moved, "after").to_numpy()
    found = []
    for pair in np.unique(pairs).tolist():
        these = moved.filter(pa.array(pairs == pair))
        found.append(
            RecognitionMove(
                before=places.get(pair // 65_536),
                after=places.get(pair % 65_536),
                touches=these.num_rows,
                persons=_distinct(these, "person"),
                accounts=_distinct(these, "account"),
                names=_names(these, names),
            )
        )
    return sorted(found, key=lambda move: (-move.touches, move.before or "", move.after or ""))


def _names(moved: pa.Table, names: dict[int, str]) -> tuple[str, ...]:
    codes, counts = np.unique(moved["event"].to_numpy(), return_counts=True)
    ordered = sorted(zip(codes.tolist(), counts.tolist(), strict=True), key=lambda pair: (-pair[1], names[pair[0]]))
    return tuple(names[code] for code, _ in ordered[:_MOST_NAMES])


def _numbers(table: pa.Table, name: str) -> pa.ChunkedArray:
    """Return a column of codes as whole numbers, 0 for none."""
    return pc.fill_null(table[name].cast(pa.int64()), 0)


def _distinct(table: pa.Table, name: str) -> int:
    return int(pc.count_distinct(table[name]).as_py())
