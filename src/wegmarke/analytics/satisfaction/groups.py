"""Answers told apart: by touchpoint, phase, role, account, month, or a property of the event."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from wegmarke.analytics.satisfaction.asking import Found
from wegmarke.analytics.satisfaction.question import ACCOUNT, MONTH, PHASE, ROLE, TOUCHPOINT

Int64s = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Groups:
    """Which answers stand in which group; one with several roles stands in several.

    Attributes:
        names: what stands for each group; the last may be NULL, for those without one.
        answer: number of the row, one per answer and group.
        group: number of the group, likewise.
    """

    names: pa.Array
    answer: Int64s
    group: Int64s


def grouped(found: Found, phase_of: Mapping[str, str], roles: pa.Table | None) -> Groups:
    """Put answers into groups as the question asks."""
    breakdown = found.asked.breakdown
    if breakdown is None:
        size = found.rows.num_rows
        return Groups(pa.array([None], pa.string()), np.arange(size), np.zeros(size, np.int64))
    if breakdown == ROLE:
        return _by_role(found, roles)
    return _groups(_labels(found, breakdown, phase_of))


def role_of(found: Found, roles: pa.Table | None) -> pa.Table:
    """Return answer (number of its row) and role: every role that its person holds at its account."""
    answers = pa.table({"answer": np.arange(found.rows.num_rows), **_keys(found.rows)})
    if roles is None or not roles.num_rows:
        return pa.table({"answer": pa.array([], pa.int64()), "role": pa.array([], pa.string())})
    held = pa.table({**_keys(roles), "role": roles["role"].cast(pa.string())}).group_by(
        ["person", "account", "role"]
    ).aggregate([])  # fmt: skip
    joined = answers.join(held, ["person", "account"], join_type="inner")
    return joined.select(["answer", "role"]).sort_by([("answer", "ascending"), ("role", "ascending")])


def _keys(rows: pa.Table) -> dict[str, pa.ChunkedArray]:
    return {name: rows[name].cast(pa.int64()) for name in ("person", "account")}


def _by_role(found: Found, roles: pa.Table | None) -> Groups:
    known = role_of(found, roles)
    answer = known["answer"].to_numpy()
    without = np.setdiff1d(np.arange(found.rows.num_rows), answer)
    labels = pa.concat_arrays([known["role"].combine_chunks().cast(pa.string()), pa.nulls(without.size, pa.string())])
    made = _groups(labels)
    return Groups(made.names, np.concatenate([answer, without])[made.answer], made.group)


def _labels(found: Found, breakdown: str, phase_of: Mapping[str, str]) -> pa.Array:
    rows = found.rows
    match breakdown:
        case "account":
            return rows[ACCOUNT].combine_chunks().cast(pa.int64())
        case "month":
            at = rows["occurred_at"].cast(pa.timestamp("us")).cast(pa.int64()).to_numpy()
            return pa.array(found.calendar.months(at).tolist(), pa.string())
        case "touchpoint" | "phase":
            names = dict(found.touchpoints)
            if breakdown == PHASE:
                names = {code: phase_of[name] for code, name in names.items() if name in phase_of}
            codes = rows[TOUCHPOINT].cast(pa.int64())
            places = pc.index_in(codes, pa.array(list(names), pa.int64()))
            return pa.array(list(names.values()), pa.string()).take(places.combine_chunks())
        case _:
            return rows["label"].combine_chunks().cast(pa.string())


def _groups(labels: pa.Array) -> Groups:
    if isinstance(labels, pa.ChunkedArray):
        labels = pa.concat_arrays(labels.chunks) if labels.num_chunks else pa.nulls(0, labels.type)
    encoded = pc.dictionary_encode(labels, null_encoding="mask")
    names = encoded.dictionary
    missing = len(names)
    group = pc.fill_null(encoded.indices, missing).to_numpy(zero_copy_only=False).astype(np.int64)
    if encoded.null_count:
        names = pa.concat_arrays([names, pa.nulls(1, names.type)])
    return Groups(names, np.arange(len(labels)), group)


__all__ = ["MONTH", "Groups", "grouped", "role_of"]
