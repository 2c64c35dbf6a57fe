"""Which touchpoint is this? Rules in order of priority, the first that matches wins."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass

import ibis
import pyarrow as pa

from wegmarke.engine import Engine, compile_sql
from wegmarke.rules import Rule, compile_rule


@dataclass(frozen=True, slots=True)
class Recogniser:
    """One touchpoint of the library as the event store sees it.

    Attributes:
        touchpoint: id in the library.
        rule: recognises its events.
        phase: 1-based position of its phase in the reference map, None where it has none there.
    """

    touchpoint: str
    rule: Rule
    phase: int | None = None


@dataclass(frozen=True, slots=True)
class Recognition:
    """All touchpoints that can be recognised, strongest first; codes are their stable numbers."""

    recognisers: Sequence[Recogniser] = ()

    def text(self) -> str:
        """Return all of it as text, which `read_recognition` gives back."""
        return json.dumps([[r.touchpoint, r.rule.text, r.phase] for r in self.recognisers], sort_keys=True)

    def fingerprint(self) -> str:
        """Return a text that changes whenever the touches would."""
        return hashlib.sha256(self.text().encode()).hexdigest()


def read_recognition(text: str) -> Recognition:
    """Return the recognition that was written as this text."""
    return Recognition(tuple(Recogniser(touchpoint, Rule(rule), phase) for touchpoint, rule, phase in json.loads(text)))


_MOST_KEPT = 16
_statements: dict[tuple[str, tuple[tuple[str, int], ...]], str] = {}


def recognised_sql(engine: Engine, recognition: Recognition, codes: dict[str, int]) -> str:
    """Return the statement that adds a column `touchpoint` (code or NULL) to the view `events`."""
    # Writing it takes longer than running it on a few new events, and the view is the same everywhere.
    key = (recognition.fingerprint(), tuple(codes.items()))
    if key not in _statements:
        if len(_statements) >= _MOST_KEPT:
            _statements.clear()
        _statements[key] = _written(engine, recognition, codes)
    return _statements[key]


def _written(engine: Engine, recognition: Recognition, codes: dict[str, int]) -> str:
    events = engine.table("events")
    branches = [(compile_rule(r.rule, events), ibis.literal(codes[r.touchpoint])) for r in recognition.recognisers]
    column = ibis.cases(*branches) if branches else ibis.null("int16")
    return compile_sql(events.mutate(touchpoint=column.cast("uint16")))


def phase_table(recognition: Recognition, codes: dict[str, int]) -> pa.Table:
    """Return (touchpoint code, phase position) for the touchpoints that stand in the reference map."""
    placed = [(codes[r.touchpoint], r.phase) for r in recognition.recognisers if r.phase is not None]
    schema = pa.schema([("touchpoint", pa.uint16()), ("phase", pa.uint16())])
    return pa.table([[code for code, _ in placed], [phase for _, phase in placed]], schema=schema)
