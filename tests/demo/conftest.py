from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

import pyarrow as pa
import pytest

from wegmarke.demo import generate
from wegmarke.sources import EVENT_SCHEMA

UNTIL = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)


def generated(persons: int, seed: int = 7, until: datetime = UNTIL, **options: int) -> pa.Table:
    chunks = [chunk.events for chunk in generate(persons, seed, until=until, **options)]
    return pa.concat_tables([EVENT_SCHEMA.empty_table(), *chunks])


@pytest.fixture(scope="session")
def until() -> datetime:
    return UNTIL


@pytest.fixture(scope="session")
def make_events() -> Callable[..., pa.Table]:
    return generated


@pytest.fixture(scope="session")
def events() -> pa.Table:
    """The demo as a new user meets it: 2,000 persons."""
    return generated(2000)


@pytest.fixture(scope="session")
def many_events() -> pa.Table:
    """Enough persons for shares to be steady, and more than one block."""
    return generated(12_000)
