"""What in the data about accounts contradicts itself or says too little: found, named, and never corrected by guess."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from wegmarke.accounts import buying_groups, memberships, opportunities
from wegmarke.accounts.descriptions import Described
from wegmarke.accounts.domains import is_free_mail
from wegmarke.accounts.opportunities import USUAL, StageWords
from wegmarke.domain.accounts import BuyingRole, FindingCode
from wegmarke.engine import Engine


@dataclass(frozen=True, slots=True)
class Found:
    """One finding by numbers; whoever shows it puts labels in their place.

    Attributes:
        code: what is wrong.
        persons, accounts: whom it concerns.
        texts: what else the sentence names.
        instants: instants the sentence names, UTC.
        events: ids of the events that say so.
    """

    code: FindingCode
    persons: tuple[int, ...] = ()
    accounts: tuple[int, ...] = ()
    texts: dict[str, str] = field(default_factory=dict)
    instants: dict[str, datetime | None] = field(default_factory=dict)
    events: tuple[str, ...] = ()


def problems(engine: Engine, described: Described, words: StageWords = USUAL) -> list[Found]:
    """Return all findings, by code and then by time or number."""
    return [
        *_of_accounts(described),
        *_of_memberships(engine),
        *_of_opportunities(engine, words),
        *_of_roles(engine, words),
    ]


def _of_accounts(described: Described) -> Iterator[Found]:
    table = described.table
    events = dict(zip(table["account"].to_pylist(), table["parent_event"].to_pylist(), strict=True))
    for circle in described.hierarchy.circles:
        yield Found(FindingCode.CIRCULAR_PARENTS, accounts=circle, events=_texts(map(events.get, circle)))
    for row in described.unknown_parents().to_pylist():
        yield Found(
            FindingCode.UNKNOWN_PARENT,
            accounts=(row["account"],),
            texts={"parent": row["parent_text"]},
            events=_texts([row["parent_event"]]),
        )
    for row in table.filter(is_free_mail(table["domain"])).to_pylist():
        yield Found(FindingCode.FREE_MAIL_DOMAIN, accounts=(row["account"],), texts={"domain": row["domain"]})


def _of_memberships(engine: Engine) -> Iterator[Found]:
    for row in memberships.ambiguities(engine).to_pylist():
        yield Found(
            FindingCode.TWO_ACCOUNTS,
            persons=(row["person"],),
            accounts=tuple(row["accounts"]),
            instants=_instants(row, "from_at", "to_at"),
            events=tuple(row["evidence"]),
        )
    table = memberships.memberships(engine)
    for row in table.filter(pc.is_valid(table["problem"])).to_pylist():
        yield Found(
            FindingCode(row["problem"]),
            persons=(row["person"],),
            accounts=(row["account"],),
            instants=_instants(row, "from_at", "to_at"),
            events=tuple(row["evidence"]),
        )
    yield from _incomplete(memberships.incomplete(engine), FindingCode.MEMBERSHIP_INCOMPLETE)


def _of_opportunities(engine: Engine, words: StageWords) -> Iterator[Found]:
    for row in opportunities.steps_back(engine, words).to_pylist():
        named = {name: row[name] for name in ("opportunity", "source", "stage", "previous_stage")}
        yield Found(
            FindingCode.STAGE_WENT_BACK,
            texts={name: text or "" for name, text in named.items()},
            instants=_instants(row, "occurred_at"),
            events=(row["event_id"],),
        )
    table = opportunities.opportunities(engine, words)
    nobodys = table.filter(pc.is_null(table["account"]))
    for row in nobodys.sort_by([("source", "ascending"), ("opportunity", "ascending")]).to_pylist():
        yield Found(
            FindingCode.OPPORTUNITY_WITHOUT_ACCOUNT,
            texts={"opportunity": row["opportunity"], "source": row["source"], "stage": row["stage"] or ""},
        )
    yield from _incomplete(opportunities.nameless(engine), FindingCode.OPPORTUNITY_WITHOUT_NUMBER)


def _of_roles(engine: Engine, words: StageWords) -> Iterator[Found]:
    holders = buying_groups.role_holders(engine, words)
    known = pa.array([role.value for role in BuyingRole])
    for row in holders.filter(pc.invert(pc.is_in(holders["role"], value_set=known))).to_pylist():
        yield Found(
            FindingCode.UNKNOWN_ROLE,
            persons=(row["person"],),
            accounts=(row["account"],),
            texts={"role": row["role"], "solution": row["solution"]},
            events=(row["event_id"],),
        )
    yield from _incomplete(buying_groups.incomplete(engine, words), FindingCode.ROLE_INCOMPLETE)


def _incomplete(table: pa.Table, code: FindingCode) -> Iterator[Found]:
    for row in table.to_pylist():
        yield Found(
            code,
            persons=_known([row.get("person")]),
            accounts=_known([row.get("account")]),
            texts={"source": row["source"]},
            instants=_instants(row, "occurred_at"),
            events=(str(row["event_id"]),),
        )


def _instants(row: dict[str, Any], *names: str) -> dict[str, datetime | None]:
    return {name: row[name].replace(tzinfo=UTC) if row[name] is not None else None for name in names}


def _known(numbers: Sequence[int | None]) -> tuple[int, ...]:
    return tuple(number for number in numbers if number is not None)


def _texts(texts: Any) -> tuple[str, ...]:  # noqa: ANN401
    return tuple(text for text in texts if text is not None)
