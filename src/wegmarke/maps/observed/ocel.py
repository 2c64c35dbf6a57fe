"""OCEL 2.0 as JSON: one event belongs to a person, an account, a touchpoint, and to opportunities and orders."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator
from typing import Final

import pyarrow as pa
import pyarrow.compute as pc

from wegmarke.domain import Unit
from wegmarke.maps.observed.labels import Labels

_ATTRIBUTES: Final = [{"name": name, "type": "string"} for name in ("channel", "phase", "step")]
_KINDS: Final = (Unit.ACCOUNT, Unit.PERSON)


def ocel_parts(batches: Iterator[pa.Table], labels: Labels, others: Collection[Unit] = ()) -> Iterator[bytes]:
    """Yield a log piece by piece.

    Args:
        batches: touches (see `observed_batches`).
        labels: what the map says about touchpoints.
        others: kinds of units that are columns of the batches besides.
    """
    yield _head(labels, others).encode()
    fixed = _fixed(labels)
    found: dict[str, set[str]] = {unit.value: set() for unit in (*_KINDS, *others)}
    number = 0
    for batch in batches:
        if batch.num_rows:
            for name, seen in found.items():
                seen.update(_named(batch, name, is_list=name in [unit.value for unit in others]))
            yield _events(batch, labels, fixed, number, others).encode()
            number += batch.num_rows
    yield _things(labels, found).encode()


def _head(labels: Labels, others: Collection[Unit]) -> str:
    kinds: list[dict[str, object]] = [{"name": unit.value, "attributes": []} for unit in (*_KINDS, *others)]
    kinds.append({"name": "touchpoint", "attributes": [{"name": "title", "type": "string"}]})
    types = [{"name": name, "attributes": _ATTRIBUTES} for name in labels.names]
    return f'{{"objectTypes": {json.dumps(kinds)},\n"eventTypes": {json.dumps(types)},\n"events": ['


def _fixed(labels: Labels) -> list[str]:
    """Return what every event at a touchpoint says alike, up to the first relationship but its own."""
    rows = zip(labels.ids, labels.names, labels.channels, labels.phases, labels.steps, strict=True)
    return [
        f'"type": {json.dumps(name)}, "attributes": '
        + json.dumps([{"name": key, "value": value} for key, value in
                      (("channel", channel), ("phase", phase), ("step", step)) if value])
        + f', "relationships": [{{"objectId": {json.dumps(f"touchpoint:{own}")}, "qualifier": "at"}}'
        for own, name, channel, phase, step in rows
    ]  # fmt: skip


def _events(batch: pa.Table, labels: Labels, fixed: list[str], first: int, others: Collection[Unit]) -> str:
    numbers = pa.array(range(first + 1, first + batch.num_rows + 1)).cast(pa.string())
    related = [
        pc.fill_null(_joined(', {"objectId": "', _column(batch, unit.value), f'", "qualifier": "{unit.value}"}}'), "")
        for unit in _KINDS
    ]
    for unit in others:
        between = f'", "qualifier": "{unit.value}"}}, {{"objectId": "'
        several = pc.replace_substring(_column(batch, unit.value).cast(pa.string()), " ", between)
        related.append(pc.fill_null(_joined(', {"objectId": "', several, f'", "qualifier": "{unit.value}"}}'), ""))
    comma = pa.array(["\n" if first + place == 0 else ",\n" for place in range(batch.num_rows)])
    events = _joined(
        comma,
        '{"id": "e',
        numbers,
        '", "time": "',
        _column(batch, "occurred_at"),
        '", ',
        labels.look_up(_column(batch, "touchpoint"), fixed),
        *related,
        "]}",
    )
    return "".join(events.to_pylist())


def _named(batch: pa.Table, name: str, *, is_list: bool) -> list[str]:
    found = pc.drop_null(pc.unique(_column(batch, name).cast(pa.string())))
    named: list[str] = (pc.unique(pc.list_flatten(pc.split_pattern(found, " "))) if is_list else found).to_pylist()
    return named


def _things(labels: Labels, found: dict[str, set[str]]) -> str:
    lines: list[dict[str, object]] = [
        {"id": name, "type": kind, "attributes": [], "relationships": []}
        for kind, names in found.items()
        for name in sorted(names)
    ]
    began = "1970-01-01T00:00:00Z"
    lines += [
        {
            "id": f"touchpoint:{own}",
            "type": "touchpoint",
            "attributes": [{"name": "title", "time": began, "value": title}],
            "relationships": [],
        }
        for own, title in zip(labels.ids, labels.names, strict=True)
    ]
    inner = ",\n".join(json.dumps(line) for line in lines)
    return f'\n],\n"objects": [\n{inner}\n]}}\n'


def _column(batch: pa.Table, name: str) -> pa.Array:
    return pa.concat_arrays(batch[name].chunks)


def _joined(*parts: pa.Array | str) -> pa.Array:
    return pc.binary_join_element_wise(
        *(part if isinstance(part, str) else part.cast(pa.string()) for part in parts), ""
    )
