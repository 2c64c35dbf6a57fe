"""Conversions that are no touches: entering a stage of a model, and opportunities that were won."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from wegmarke import stages
from wegmarke.accounts import opportunities
from wegmarke.domain import UsageError
from wegmarke.domain.errors import unknown_value
from wegmarke.paths import Anchors, index
from wegmarke.workspace.stores import Stores

STAGE, WON = "stage:", "opportunity:won"


def anchors_of(stores: Stores, by: str, conversion: Sequence[str]) -> Anchors | None:
    """Return the conversions behind a name like `stage:account:customer` or `opportunity:won`; None for others.

    Raises:
        UsageError: for several such names, or another unit than they are of.
    """
    special = [name for name in conversion if name.startswith(STAGE) or name == WON]
    if not special:
        return None
    if len(conversion) > 1:
        raise UsageError(
            f"conversion: expected {special[0]} alone; got {', '.join(conversion)}. Ask for each of them on its own."
        )
    return _won(stores, by) if special[0] == WON else _stage(stores, by, special[0])


def _stage(stores: Stores, by: str, name: str) -> Anchors:
    _, _, rest = name.partition(":")
    model, _, stage = rest.partition(":")
    spans = stages.spans_of(stages.read_versions(stores.state, model))
    subject = spans[0].model.subject.value
    if by != subject or subject not in ("account", "person"):
        raise UsageError(f"conversion: {name} is about {subject}s; expected by={subject!r}, got {by!r}.")
    known = sorted({one.id for span in spans for one in span.model.stages})
    if stage not in known:
        raise unknown_value("conversion", name, [f"{STAGE}{model}:{one}" for one in known])
    history = stages.stage_history(stores.engine, spans)
    entered = history.filter(
        pc.and_(pc.equal(history["stage"].cast(pa.string()), stage), pc.invert(history["is_skipped"]))
    )
    unit = np.array([int(one) for one in entered["subject"].to_pylist()], np.int64)
    at = entered["entered_at"].to_numpy().astype(np.int64)
    return _anchors(unit, at, np.zeros(unit.size), np.zeros(unit.size, np.uint16))


def _won(stores: Stores, by: str) -> Anchors:
    if by != "account":
        raise UsageError(f"conversion: {WON} is about accounts; expected by='account', got {by!r}.")
    known = opportunities.opportunities(stores.engine)
    known = known.filter(
        pc.and_(
            pc.equal(known["outcome"], "won"), pc.and_(pc.is_valid(known["account"]), pc.is_valid(known["closed_at"]))
        )
    )
    currencies = [
        index.currency_code(one) if one and len(one) == 3 and one.isascii() and one.isupper() else 0
        for one in known["currency"].to_pylist()
    ]
    at = known["closed_at"].cast(pa.timestamp("us")).cast(pa.int64()).to_numpy()
    value = pc.fill_null(known["amount_minor"].cast(pa.float64()), 0.0).to_numpy()
    return _anchors(known["account"].to_numpy().astype(np.int64), at, value, np.array(currencies, np.uint16))


def _anchors(
    unit: np.ndarray[tuple[int], np.dtype[np.int64]],
    at: np.ndarray[tuple[int], np.dtype[np.int64]],
    value: np.ndarray[tuple[int], np.dtype[np.float64]],
    currency: np.ndarray[tuple[int], np.dtype[np.uint16]],
) -> Anchors:
    order = np.lexsort((at, unit))
    return Anchors(unit[order], at[order], value[order], currency[order])
