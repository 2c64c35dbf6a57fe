"""How a call to a workspace travels to the process that owns it: MessagePack frames with Arrow inside.

A frame is four bytes of length (big endian) and a MessagePack value. Tables travel as Arrow streams;
everything else are plain values and dataclasses, which MessagePack carries as they are.
"""

from __future__ import annotations

import socket
import struct
from pathlib import Path
from typing import Any

import msgspec
import pyarrow as pa

from wegmarke.domain import Problem, WegmarkeError, errors

_LENGTH = struct.Struct(">I")
_MOST_BYTES = 2**31


def encode(value: object) -> bytes:
    """Write a value as MessagePack."""
    return msgspec.msgpack.encode(value, enc_hook=_to_plain)


def decode(data: bytes, kind: Any) -> Any:  # noqa: ANN401  # any type in, a value of it out
    """Read a value of a kind from MessagePack."""
    return msgspec.msgpack.decode(data, type=kind, dec_hook=_from_plain)


def send(connection: socket.socket, frame: object) -> None:
    """Send one frame."""
    data = encode(frame)
    connection.sendall(_LENGTH.pack(len(data)) + data)


def receive(connection: socket.socket) -> bytes | None:
    """Receive one frame; None when the other side has closed."""
    head = _exactly(connection, _LENGTH.size)
    if head is None:
        return None
    (length,) = _LENGTH.unpack(head)
    return _exactly(connection, length) if length <= _MOST_BYTES else None


def pack_error(error: WegmarkeError) -> dict[str, object]:
    """Describe an error so that `unpack_error` can raise it again elsewhere."""
    problems = [
        {"where": p.where, "expected": p.expected, "came": p.came, "remedy": p.remedy, "code": p.code}
        for p in error.problems
    ]
    return {"kind": type(error).__name__, "message": error.message, "problems": problems}


def unpack_error(plain: dict[str, Any]) -> WegmarkeError:
    """Make the error again that `pack_error` described."""
    kind = getattr(errors, plain["kind"], WegmarkeError)
    error: WegmarkeError = kind(plain["message"], problems=[Problem(**problem) for problem in plain["problems"]])
    return error


def _exactly(connection: socket.socket, count: int) -> bytes | None:
    parts = bytearray()
    while len(parts) < count:
        part = connection.recv(min(count - len(parts), 1 << 20))
        if not part:
            return None
        parts += part
    return bytes(parts)


def _to_plain(value: object) -> object:
    if isinstance(value, pa.Table):
        sink = pa.BufferOutputStream()
        with pa.ipc.new_stream(sink, value.schema) as writer:
            writer.write_table(value)
        return bytes(sink.getvalue())
    if isinstance(value, Path):
        return str(value)
    raise TypeError(f"cannot send a {type(value).__name__}")


def _from_plain(kind: type, plain: Any) -> object:  # noqa: ANN401  # whatever MessagePack held
    if kind is pa.Table:
        with pa.ipc.open_stream(plain) as reader:
            return reader.read_all()
    if issubclass(kind, Path):
        return Path(plain)
    raise TypeError(f"cannot receive a {kind.__name__}")
