"""Reads JSON Lines: sound objects become text columns with line numbers, all other lines bad rows with a reason."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path

import msgspec
import pyarrow as pa

from wegmarke.domain import SourceUnreadable
from wegmarke.sources.csv_file import open_utf8
from wegmarke.sources.jsonl_file import faults
from wegmarke.sources.jsonl_file.lines import DEFAULT_LIMITS, LineLimits, Lines, lines
from wegmarke.sources.jsonl_file.names import Names
from wegmarke.sources.jsonl_file.objects import Fields, RepeatedName, TooDeep, as_texts, flat
from wegmarke.sources.parts import BadRow, FilePart, text_part, too_many_columns
from wegmarke.sources.unpacking import DEFAULT_LIMITS as UNPACK_LIMITS
from wegmarke.sources.unpacking import UnpackLimits

_decode = msgspec.json.Decoder(float_hook=Decimal).decode
# Rows are taken apart a few at a time, because objects cost memory, and handed on many at a time.
_PART_ROWS = 50_000


@dataclass(frozen=True)
class JsonlFile:
    """A JSON Lines file whose first names are known.

    Attributes:
        path: where it is.
        columns: names of all values, in the order they first occur; nested ones with dots.
        notices: things to know about the file as a whole.
        limits: how much is looked at together.
        unpack: how large the file may become when it is packed.
    """

    path: Path
    columns: Sequence[str]
    notices: tuple[str, ...] = ()
    limits: LineLimits = DEFAULT_LIMITS
    unpack: UnpackLimits = UNPACK_LIMITS

    def parts(self, wanted: Sequence[str]) -> Iterator[FilePart]:
        """Read the rows part by part, with the wanted columns only."""
        gathered: list[pa.Table] = []
        for found in self._found():
            values = [as_texts([row.get(name) for row in found.rows]) for name in wanted]
            gathered.append(text_part(wanted, values, pa.array(found.numbers, type=pa.int64())))
            if found.bad:
                yield FilePart(gathered[0].slice(0, 0), tuple(found.bad), len(found.bad))
            if sum(table.num_rows for table in gathered) > _PART_ROWS:
                yield _part(gathered)
                gathered = []
        if gathered:
            yield _part(gathered)

    def first(self) -> _Found | None:
        """Return the first lines that are not blank; None if all of them are."""
        return next((found for found in self._found() if found.rows or found.bad), None)

    def _found(self) -> Iterator[_Found]:
        for piece in _lines(self.path, self.limits, self.unpack):
            yield _read(self.path.name, piece, self.limits)


def _part(gathered: list[pa.Table]) -> FilePart:
    table = pa.concat_tables(gathered)
    return FilePart(table, (), table.num_rows)


def open_jsonl(
    path: Path, *, limits: LineLimits = DEFAULT_LIMITS, unpack: UnpackLimits = UNPACK_LIMITS
) -> JsonlFile | None:
    """Open a JSON Lines file; None if it holds nothing at all.

    Args:
        path: the file, plain or gzip.
        limits: how much is looked at together.
        unpack: how large the file may become when it is packed.

    Raises:
        SourceUnreadable: the file cannot be opened, no line holds an object, or there are too many names.
    """
    names = Names(lambda: _lines(path, limits, unpack), too_many_columns(path))
    file = JsonlFile(path, names, (), limits, unpack)
    found = file.first()
    if found is None:
        return None
    if not found.rows:
        _refuse_other_layout(path, found.bad[0])
        if not names:
            raise SourceUnreadable(f"No line of {path.name} can be read. {found.bad[0].message}")
    return file


@dataclass
class _Found:
    """What the lines of one piece hold."""

    rows: list[Fields] = field(default_factory=list)
    numbers: list[int] = field(default_factory=list)
    bad: list[BadRow] = field(default_factory=list)


def _lines(path: Path, limits: LineLimits, unpack: UnpackLimits) -> Iterator[Lines]:
    with open_utf8(path, "utf-8", unpack, wanted="a JSON Lines file") as opened:
        yield from lines(opened.source, limits)


def _read(file: str, piece: Lines, limits: LineLimits) -> _Found:
    found = _Found()
    rows, numbers, bad, is_compact = found.rows, found.numbers, found.bad, piece.is_compact
    for number, line in enumerate(piece.lines, piece.first):
        try:
            value = _decode(line)
            if type(value) is not dict:
                bad.append(faults.no_object(file, number, line, value))
            elif piece.may_hold_nul and faults.holds_nul(line):
                bad.append(faults.nul_byte(file, number, line))
            else:
                rows.append(flat(value, line, is_compact=is_compact))
                numbers.append(number)
        except RepeatedName:
            bad.append(faults.repeated_name(file, number, line))
        except TooDeep:
            bad.append(faults.too_deep(file, number, line))
        except faults.REFUSED as error:
            if line.strip():
                bad.append(faults.unreadable(file, number, line, error))
            elif head := piece.cut.get(number - piece.first):
                bad.append(faults.too_long(file, number, head, limits.line_bytes))
    return found


def _refuse_other_layout(path: Path, bad: BadRow) -> None:
    """Refuse a file that is one large JSON document, not a document per line."""
    text = msgspec.json.decode(bad.payload)["text"].strip()
    if text in {"[", "{", "[{"} or text.startswith(("[{", "[ {")):
        raise SourceUnreadable(
            f"{path.name} line {bad.line}: expected one JSON object on every line, got the start of one large "
            "document. Write every object on a line of its own, for example with `jq -c '.[]'`."
        )
