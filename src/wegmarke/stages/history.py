"""The history of stages: a pure function of the stored events and the versions of the model.

One row per stay of a subject in a stage. A stage that was passed over gets a row that lasts no time, in front of the
one that was entered; it is flagged and counts nowhere.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence

import numpy as np
import pyarrow as pa

from wegmarke.engine import Engine
from wegmarke.stages.signals import read_signals, read_texts
from wegmarke.stages.versions import Span
from wegmarke.stages.walk import Numbers, Rulebook, Walk, rulebook_of, walk

OPEN = np.iinfo(np.int64).max
"""When a stay ends that has not ended."""

SCHEMA = pa.schema(
    [
        ("subject", pa.string()),
        ("stage", pa.dictionary(pa.int32(), pa.string())),
        ("entered_at", pa.int64()),  # µs since 1970, UTC
        ("left_at", pa.int64()),  # the same; `OPEN` while it lasts
        ("previous", pa.dictionary(pa.int32(), pa.string())),
        ("event_id", pa.string()),
        ("event", pa.string()),
        ("source", pa.string()),
        ("went_back", pa.bool_()),
        ("is_allowed", pa.bool_()),
        ("is_skipped", pa.bool_()),
        ("version", pa.int32()),
    ]
)
"""One row per stay, by subject and in path order."""


def stage_history(engine: Engine, spans: Sequence[Span], subjects: Collection[str] | None = None) -> pa.Table:
    """Return the stays of all subjects, or of the given ones: see `SCHEMA`."""
    if not spans:
        return SCHEMA.empty_table()
    signals = read_signals(engine, spans, subjects)
    if not signals.num_rows:
        return SCHEMA.empty_table()
    book = rulebook_of(spans)
    starts = _starts(signals["subject"])
    walked = walk(book, starts, _numbers(signals["span"]), _numbers(signals["place"]))
    return _rows(signals, spans, book, walked, starts, read_texts(engine))


def _rows(
    signals: pa.Table,
    spans: Sequence[Span],
    book: Rulebook,
    walked: Walk,
    starts: Numbers,
    texts: dict[tuple[str, int], str],
) -> pa.Table:
    found = signals.take(pa.array(walked.place))
    entered = _numbers(found["occurred_at"])
    owner = np.searchsorted(starts, walked.place, side="right")
    is_last = np.append(owner[1:] != owner[:-1], [True] * bool(len(owner)))
    left = np.where(is_last, OPEN, np.append(entered[1:], [OPEN])[: len(entered)])
    of, stage, skipped = _with_skipped(book, walked, _numbers(found["span"]))
    versions = np.array([span.version for span in spans], dtype=np.int32)
    inner = found.take(pa.array(of))
    names = pa.array(book.stages)
    columns = [
        inner["subject"].cast(pa.string()),
        pa.DictionaryArray.from_arrays(pa.array(stage - 1, pa.int32()), names),
        pa.array(entered[of]),
        pa.array(np.where(skipped, entered[of], left[of])),
        pa.DictionaryArray.from_arrays(
            pa.array(walked.previous[of] - 1, pa.int32(), mask=walked.previous[of] == 0), names
        ),
        inner["event_id"],
        _texts(inner["event_code"], "event", texts),
        _texts(inner["source_code"], "source", texts),
        pa.array(walked.went_back[of] & ~skipped),
        pa.array(walked.is_allowed[of] | skipped),
        pa.array(skipped),
        pa.array(versions[_numbers(inner["span"])]),
    ]
    return pa.table(columns, schema=SCHEMA)


def _with_skipped(book: Rulebook, walked: Walk, span: Numbers) -> tuple[Numbers, Numbers, np.ndarray]:
    """Return which change each row belongs to, its stage, and whether it was passed over."""
    order = book.order[span, walked.stage]
    # Places between the furthest one reached and the one entered; side stages among them are no steps.
    between = np.maximum(order - walked.reached - 1, 0)
    counts = between + 1
    of = np.repeat(np.arange(len(order)), counts)
    nth = np.arange(len(of)) - np.repeat(np.cumsum(counts) - counts, counts)
    skipped = nth < between[of]
    place = np.where(skipped, walked.reached[of] + 1 + nth, 0)
    stage = np.where(skipped, book.number[span[of], place], walked.stage[of])
    kept = ~skipped | (book.order[span[of], stage] > 0)
    return of[kept], stage[kept], skipped[kept]


def _starts(subjects: pa.ChunkedArray) -> Numbers:
    """Return where each subject begins in a sorted column, and the end."""
    codes = _numbers(subjects.combine_chunks().dictionary_encode().indices)
    return np.concatenate([[0], np.nonzero(np.diff(codes))[0] + 1, [len(codes)]])


def _texts(codes: pa.ChunkedArray, kind: str, texts: dict[tuple[str, int], str]) -> pa.Array:
    coded = codes.combine_chunks().dictionary_encode()
    words = [texts[kind, code] for code in coded.dictionary.to_pylist()]
    return pa.array(words, pa.string()).take(coded.indices)


def _numbers(column: pa.Array | pa.ChunkedArray) -> Numbers:
    numbers: Numbers = column.to_numpy().astype(np.int64)
    return numbers
