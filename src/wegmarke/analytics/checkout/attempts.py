"""How far checkouts came, which attempts to pay they made, and what rescued them."""

from __future__ import annotations

from collections import Counter, defaultdict

import numpy as np
import pyarrow as pa

from wegmarke.analytics.checkout import words
from wegmarke.analytics.checkout.look import ATTEMPT, Look
from wegmarke.analytics.checkout.outcomes import IN_TIME, OUTCOMES, PAID_AT_ALL
from wegmarke.analytics.checkout.question import STATES
from wegmarke.analytics.intervals import rate
from wegmarke.analytics.result import Interval, Result
from wegmarke.analytics.rows import Numbers, numbers
from wegmarke.analytics.small_numbers import Guard
from wegmarke.paths import primitives

_HOUR = 3_600_000_000
_SHARES = tuple((name, pa.float64()) for name in ("share", "low", "high"))
_FINAL = [STATES.index(name) for name in ("paid", "canceled", "expired", "failed")]
_STEPS = pa.schema([("step", pa.string()), ("checkouts", pa.int64()), *_SHARES])
_ATTEMPTS = pa.schema([("method", pa.string()), ("state", pa.string()), ("attempts", pa.int64()), *_SHARES])
_RESCUES = pa.schema(
    [
        *((name, pa.string()) for name in ("outcome", "touchpoint", "event", "channel", "by")),
        ("checkouts", pa.int64()),
        *_SHARES,
        ("recovered_minor", pa.int64()),
        ("currency", pa.string()),
        ("hours_median", pa.float64()),
    ]
)


def steps(look: Look) -> Result:
    """Return how far checkouts came; see `wegmarke.analytics.checkout.steps` for the columns."""
    found = look.found
    over = ~found.is_any(("running",))
    reached = (
        ("started", np.ones(over.size, bool)), ("offered", found.was_offered), ("chosen", found.was_chosen),
        ("attempted", found.was_tried), ("paid", found.is_any(IN_TIME)), ("paid_or_later", found.is_any(PAID_AT_ALL)),
    )  # fmt: skip
    of = int(over.sum())
    rows = []
    for step, did in reached if of else ():
        share = rate(int((did & over).sum()), of)
        rows.append({"step": step, "checkouts": share.part, "share": share.value, "low": share.low, "high": share.high})
    table = pa.Table.from_pylist(rows, schema=_STEPS)
    n = pa.chunked_array([pa.array([of] * table.num_rows, pa.int64())])
    return _result("checkout_steps", look, table, words.STEPS, n)


def attempts(look: Look) -> Result:
    """Return attempts by method and state; see `wegmarke.analytics.checkout.attempts` for the columns."""
    places = _attempts(look)
    said = look.rows["said_1"].take(pa.array(places)).to_pylist()
    counted = Counter(zip(said, look.state[places].tolist(), strict=True))
    of: Counter[str | None] = Counter(said)
    order = sorted(counted, key=lambda one: (-of[one[0]], one[0] is None, one[0] or "", one[1]))
    rows = []
    for method, state in order:
        share = rate(counted[method, state], of[method])
        rows.append(
            {
                "method": method, "state": STATES[state], "attempts": share.part, "share": share.value,
                "low": share.low, "high": share.high,
            }
        )  # fmt: skip
    table = pa.Table.from_pylist(rows, schema=_ATTEMPTS)
    n = pa.chunked_array([pa.array([of[method] for method, _ in order], pa.int64())])
    return _result("checkout_attempts", look, table, words.ATTEMPTS, n)


def _attempts(look: Look) -> Numbers:
    """Return the row of the last state of each attempt of the checkouts that are looked at."""
    asked = np.zeros(look.of.size, bool)
    asked[look.begun] = True
    places = np.flatnonzero((look.mark == ATTEMPT) & (look.state >= 0) & (look.of >= 0) & asked[look.of])
    if look.asked.payment is not None and places.size:
        names = look.rows["said_2"].take(pa.array(places)).combine_chunks().cast(pa.string()).dictionary_encode()
        attempt = names.indices.fill_null(-1).to_numpy(zero_copy_only=False).astype(np.int64)
        attempt = np.where(attempt >= 0, attempt, -2 - places)
        reverse = attempt[::-1]
        _, last = np.unique(reverse, return_index=True)
        return np.sort(places[::-1][last])
    # without a name, a state that is not final belongs to the attempt of the next one of the same checkout
    order = np.lexsort((places, look.of[places]))
    places = places[order]
    is_last = np.append(look.of[places][1:] != look.of[places][:-1], [True]) if places.size else np.zeros(0, bool)
    return np.sort(places[np.isin(look.state[places], _FINAL) | is_last])


def rescues(look: Look) -> Result:
    """Return what rescued checkouts; see `wegmarke.analytics.checkout.rescues` for the columns."""
    found, at = look.found, numbers(look.rows, "at")
    back = np.flatnonzero(found.is_any(("rescued", "paid_later")))
    ends = found.concluded[back]
    took = at[ends] - at[look.begun[back]]
    codes = [numbers(look.rows, name)[ends] for name in ("touchpoint", "event", "channel")]
    touchpoint = primitives.named(look.touches, pa.array(codes[0])).to_pylist()
    event, channel = (primitives.texts_of(look.touches, kind, code)
                      for kind, code in zip(("event", "channel"), codes[1:], strict=True))  # fmt: skip
    by = ["other" if other else "same" for other in found.by_other[back].tolist()]
    outcome = [OUTCOMES[place] for place in found.outcome[back].tolist()]
    groups: dict[tuple[str | None, ...], list[int]] = defaultdict(list)
    for place, told in enumerate(zip(outcome, touchpoint, event, channel, by, strict=True)):
        groups[told].append(place)
    rows = []
    for key, places in sorted(groups.items(), key=lambda one: (-len(one[1]), [str(part) for part in one[0]])):
        share, value = rate(len(places), back.size), found.value[back[places]]
        rows.append(
            {
                **dict(zip(("outcome", "touchpoint", "event", "channel", "by"), key, strict=True)),
                "checkouts": share.part, "share": share.value, "low": share.low, "high": share.high,
                "recovered_minor": int(value[value >= 0].sum()), "currency": look.priced.shown,
                "hours_median": float(np.median(took[places])) / _HOUR,
            }
        )  # fmt: skip
    table = pa.Table.from_pylist(rows, schema=_RESCUES)
    return _result("checkout_rescues", look, table, words.RESCUES, table["checkouts"])


def _result(name: str, look: Look, table: pa.Table, says: object, n: pa.ChunkedArray) -> Result:
    shown = tuple(column for column in ("share", "low", "high", "hours_median") if column in table.column_names)
    definition = look.known.definition(says, *look.said)  # type: ignore[arg-type]
    return Result(
        name, table, definition, look.known.excluded, (Interval("share", "low", "high", "Wilson"),), (Guard(shown, n),)
    )
