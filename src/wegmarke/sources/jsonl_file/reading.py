"""Reads JSON Lines: sound objects become text columns with line numbers, all other lines bad rows with a reason."""

from __future__ import annotations

import decimal
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path

import msgspec
import pyarrow as pa

from wegmarke.domain import SourceUnreadable
from wegmarke.sources.csv_file import open_utf8
from wegmarke.sources.jsonl_file import faults
from wegmarke.sources.jsonl_file.lines import DEFAULT_LIMITS, Cut, LineLimits, lines
from wegmarke.sources.jsonl_file.objects import Object, RepeatedName, TooDeep, as_texts, flat
from wegmarke.sources.parts import MOST_COLUMNS, BadRow, FilePart, text_part, too_many_columns
from wegmarke.sources.unpacking import DEFAULT_LIMITS as UNPACK_LIMITS
from wegmarke.sources.unpacking import UnpackLimits

_decode = msgspec.json.Decoder(float_hook=Decimal).decode
_REFUSED = (msgspec.DecodeError, UnicodeDecodeError, decimal.InvalidOperation, RecursionError, ValueError)
_BAD_ROWS = 20_000
_SHAPES = 10_000


@dataclass(frozen=True)
class JsonlFile:
    """A JSON Lines file whose names have been gathered.

    Attributes:
        path: where it is.
        columns: names of all values, in the order they first occur; nested ones with dots.
        notices: things to know about the file as a whole.
        limits: how much is looked at together.
        unpack: how large the file may become when it is packed.
    """

    path: Path
    columns: tuple[str, ...]
    notices: tuple[str, ...] = ()
    limits: LineLimits = DEFAULT_LIMITS
    unpack: UnpackLimits = UNPACK_LIMITS

    def parts(self, wanted: Sequence[str]) -> Iterator[FilePart]:
        """Read the rows part by part, with the wanted columns only."""
        for found in _pieces(self.path, self.limits, self.unpack):
            values = [as_texts([row.get(name) for row in found.rows]) for name in wanted]
            table = text_part(wanted, values, pa.array(found.numbers, type=pa.int64()))
            yield FilePart(table, (), table.num_rows)
            for start in range(0, len(found.bad), _BAD_ROWS):
                some = tuple(found.bad[start : start + _BAD_ROWS])
                yield FilePart(table.slice(0, 0), some, len(some))


def open_jsonl(
    path: Path, *, limits: LineLimits = DEFAULT_LIMITS, unpack: UnpackLimits = UNPACK_LIMITS
) -> JsonlFile | None:
    """Open a JSON Lines file and gather the names of its values; None if it holds nothing at all.

    Args:
        path: the file, plain or gzip.
        limits: how much is looked at together.
        unpack: how large the file may become when it is packed.

    Raises:
        SourceUnreadable: the file cannot be opened, no line holds an object, or there are too many names.
    """
    columns: dict[str, None] = {}
    shapes: set[tuple[str, ...]] = set()
    first_bad: BadRow | None = None
    rows = 0
    for found in _pieces(path, limits, unpack):
        rows += len(found.rows)
        if first_bad is None and found.bad:
            first_bad = found.bad[0]
            _refuse_other_layout(path, first_bad, found)
        new = set(map(tuple, found.rows)) - shapes
        # In the order of the file; a set has none.
        for shape in dict.fromkeys(map(tuple, found.rows)) if new else ():
            columns |= dict.fromkeys(shape)
        if len(columns) > MOST_COLUMNS:
            raise too_many_columns(path)
        shapes = shapes | new if len(shapes) < _SHAPES else new
    if not rows and first_bad is not None:
        raise SourceUnreadable(f"No line of {path.name} can be read. {first_bad.message}")
    return JsonlFile(path, tuple(columns), (), limits, unpack) if rows else None


@dataclass
class _Found:
    """What the lines of one piece hold."""

    rows: list[Object] = field(default_factory=list)
    numbers: list[int] = field(default_factory=list)
    bad: list[BadRow] = field(default_factory=list)


def _pieces(path: Path, limits: LineLimits, unpack: UnpackLimits) -> Iterator[_Found]:
    first = 1
    with open_utf8(path, "utf-8", unpack, wanted="a JSON Lines file") as opened:
        for piece in lines(opened.source, limits):
            yield _read(path.name, piece, first, limits)
            first += len(piece)


def _read(file: str, piece: list[bytes | Cut], first: int, limits: LineLimits) -> _Found:
    found = _Found()
    rows, numbers, bad = found.rows, found.numbers, found.bad
    for number, line in enumerate(piece, first):
        if isinstance(line, Cut):
            bad.append(faults.too_long(file, number, line.head, limits.line_bytes))
            continue
        try:
            value = _decode(line)
            if type(value) is not dict:
                bad.append(faults.no_object(file, number, line, value))
            elif b"\\u0000" in line and faults.holds_nul(line):
                bad.append(faults.nul_byte(file, number, line))
            else:
                is_compact = b" :" not in line and b"\t:" not in line and b"\r:" not in line
                rows.append(flat(value, line, is_compact=is_compact))
                numbers.append(number)
        except RepeatedName:
            bad.append(faults.repeated_name(file, number, line))
        except TooDeep:
            bad.append(faults.too_deep(file, number, line))
        except _REFUSED as error:
            if line.strip():
                bad.append(faults.unreadable(file, number, line, error))
    return found


def _refuse_other_layout(path: Path, bad: BadRow, found: _Found) -> None:
    """Refuse a file that is one large JSON document, not a document per line."""
    before = found.numbers and found.numbers[0] < (bad.line or 0)
    opening = bad.payload.removeprefix('{"text": "').lstrip()[:1]
    if before or bad.reason not in {"broken_json", "not_an_object"} or opening not in {"[", "{"}:
        return
    text = msgspec.json.decode(bad.payload)["text"].strip()
    if text in {"[", "{", "[{"} or text.startswith(("[{", "[ {")):
        raise SourceUnreadable(
            f"{path.name} line {bad.line}: expected one JSON object on every line, got the start of one large "
            "document. Write every object on a line of its own, for example with `jq -c '.[]'`."
        )
