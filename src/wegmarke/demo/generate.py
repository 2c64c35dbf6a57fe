"""The demo company's two years, block by block: each block has its own chance, so memory stays bounded."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from wegmarke.demo import attention, care, deals, selling, shop, supply
from wegmarke.demo.attention import Scene
from wegmarke.demo.cast import Cast, cast_block
from wegmarke.demo.draft import Draft
from wegmarke.demo.lives import joins, plan_lives
from wegmarke.demo.rows import event_table
from wegmarke.demo.vocabulary import PRODUCT
from wegmarke.demo.workdays import Workdays, workdays
from wegmarke.domain import UsageError
from wegmarke.sources import REJECTED_SCHEMA, Chunk

Integers = NDArray[np.int64]

PERSONS_PER_BLOCK = 10_000
CHUNK_ROWS = 50_000
EVENTS_PER_PERSON = 18.5  # measured; only the progress bar needs it


def estimate_events(persons: int) -> int:
    """Return about how many events `generate` will yield for so many persons.

    >>> estimate_events(2000)
    37000
    """
    return round(persons * EVENTS_PER_PERSON)


def generate(persons: int = 2000, seed: int = 7, *, until: datetime, chunk_rows: int = CHUNK_ROWS) -> Iterator[Chunk]:
    """Yield two years of events of the demo company, ending at an instant.

    The same persons, seed and instant give the same events; `chunk_rows` only cuts them differently.
    No more than a block of 10,000 persons is in memory at a time.

    Args:
        persons: people at the supplier's accounts; each is seen at least once.
        seed: begins the chance.
        until: end of the two years, with a time zone.
        chunk_rows: most events in one chunk.
    """
    for name, number, usual in (("persons", persons, 2000), ("chunk_rows", chunk_rows, CHUNK_ROWS)):
        if number < 1:
            raise UsageError(f"{name}: expected a number of at least 1; got {number}. Choose for example {usual}.")
    if until.tzinfo is None:
        raise UsageError(f"until: expected an instant with a time zone; got {until.isoformat()!r}. Add one, e.g. UTC.")
    return _chunks(persons, seed, until, chunk_rows)


def _chunks(persons: int, seed: int, until: datetime, chunk_rows: int) -> Iterator[Chunk]:
    calendar = workdays(until)
    blocks = -(-persons // PERSONS_PER_BLOCK)
    root, *seeds = np.random.SeedSequence(seed).spawn(blocks + 1)
    offset = int(np.random.default_rng(root).integers(0, 1_000_000))
    rejected = REJECTED_SCHEMA.empty_table()
    accounts = rows = 0
    for number, block_seed in enumerate(seeds):
        size = min(PERSONS_PER_BLOCK, persons - number * PERSONS_PER_BLOCK)
        rng = np.random.default_rng(block_seed)
        cast = cast_block(rng, size, accounts, offset)
        # what comes afterwards has its own chance, so that it changes nothing else
        events = _block(rng, np.random.default_rng(block_seed.spawn(1)[0]), cast, calendar, rows)
        for begin in range(0, events.num_rows, chunk_rows):
            part = events.slice(begin, chunk_rows)
            yield Chunk(events=part, rejected=rejected, rows=part.num_rows)
        accounts += cast.accounts
        rows += events.num_rows


def _block(
    rng: np.random.Generator, own: np.random.Generator, cast: Cast, calendar: Workdays, first_row: int
) -> pa.Table:
    fairs = np.concatenate([calendar.yearly(4, 3, 1), calendar.yearly(11, 2, 1)])
    lives = plan_lives(rng, cast, calendar, fairs)
    draft = Draft(calendar.end)
    favourite = rng.choice(PRODUCT, cast.accounts)
    scene = Scene(rng, calendar, cast, lives, joins(rng, cast, lives, calendar), favourite, draft)
    worth = selling.order_worth(rng, cast.accounts, cast.size)
    customers = supply.plan_orders(scene, worth)
    attention.first_touches(scene, customers.left_at)
    known = attention.introductions(scene)
    attention.sessions(scene, customers.left_at)
    attention.webinars(scene)
    attention.fairs(scene, fairs)
    attention.newsletters(scene, customers.since, customers.left_at)
    selling.calls(scene)
    selling.proofs(scene)
    selling.quotes(scene)
    selling.orders_won(scene, worth)
    _serve(scene, customers, calendar)
    deals.opportunities(scene, worth)
    deals.buying_roles(scene)
    shop.afterwards(own, draft)
    return event_table(draft.columns(), cast, known, calendar, first_row)


def _serve(scene: Scene, customers: supply.Customers, calendar: Workdays) -> None:
    orders = customers.orders
    supply.repeat_orders(scene, orders)
    supply.deliveries(scene, orders)
    supply.cancellations(scene, orders)
    care.tickets(scene, orders)
    care.nps_surveys(scene, orders)
    care.portal(scene, customers)
    care.ties(scene, customers, calendar.yearly(9, 3, 3))
    care.recommendations(scene, orders)
    care.farewells(scene, customers)
