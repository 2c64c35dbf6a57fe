"""Links that guards hold: what was observed, joins nobody, and waits for somebody to decide."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from wegmarke.domain.persons import HeldBy
from wegmarke.identity.tables import identifiers, links
from wegmarke.state import Database

_IS_HELD = sa.and_(links.c.subject == "person", links.c.state == "held")


def held_counts(database: Database) -> dict[HeldBy, int]:
    """Return how many links of persons each guard holds."""
    query = sa.select(links.c.guard, sa.func.count()).where(_IS_HELD).group_by(links.c.guard).order_by(links.c.guard)
    with database.read() as connection:
        return {HeldBy(guard): count for guard, count in connection.execute(query)}


def held_links(database: Database, *, held_by: HeldBy | None, skipped: int, size: int) -> list[dict[str, Any]]:
    """Return held links of persons, the latest first.

    Each has `identifier`, `other`, `kind`, `other_kind`, `first`, `second` (the persons), `guard`, `source` and
    `observed_at` (µs since 1970, UTC).
    """
    one, other = identifiers.alias("one"), identifiers.alias("far")
    query = (
        sa.select(
            links.c.identifier, links.c.other, links.c.guard, links.c.source, links.c.observed_at,
            one.c.kind, other.c.kind.label("other_kind"), one.c.owner.label("first"), other.c.owner.label("second"),
        )
        .join_from(links, one, sa.and_(one.c.subject == links.c.subject, one.c.identifier == links.c.identifier))
        .join(other, sa.and_(other.c.subject == links.c.subject, other.c.identifier == links.c.other))
        .where(_IS_HELD)
        .order_by(links.c.observed_at.desc(), links.c.identifier, links.c.other)
    )  # fmt: skip
    if held_by is not None:
        query = query.where(links.c.guard == held_by.value)
    with database.read() as connection:
        return [dict(row) for row in connection.execute(query.offset(skipped).limit(size)).mappings()]
