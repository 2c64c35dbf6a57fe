"""The cast of one block: accounts of one to twelve people, each person with a part in the decision."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from wegmarke.demo.names import company_names, family_sizes, person_names
from wegmarke.demo.vocabulary import ROLES

Integers = NDArray[np.int64]

SIZES = np.array([0.09, 0.19, 0.23, 0.19, 0.13, 0.07, 0.04, 0.025, 0.015, 0.01, 0.006, 0.004])
_COUNTRIES = (0.78, 0.12, 0.10)

# Who joins in which order, by the number of people at the account. Whoever is missing is played by
# somebody else, see `Cast.acting`.
_PARTS: dict[int, tuple[str, ...]] = {
    1: ("decider",),
    2: ("initiator", "decider"),
    3: ("initiator", "buyer", "decider"),
    4: ("initiator", "influencer", "buyer", "decider"),
    5: ("initiator", "end_user", "influencer", "buyer", "decider"),
}
_MORE = ("end_user", "champion", "gatekeeper", "influencer", "end_user", "influencer", "end_user")


@dataclass(frozen=True)
class Cast:
    """Accounts and persons of one block; a person's account is an index into the accounts.

    Attributes:
        first: number of the first account among all accounts of the demo.
        country: 0 Germany, 1 Austria, 2 Switzerland.
        rank: place in the order in which the people of an account join; 0 joins first.
        acting: per account and role, the person who plays it.
    """

    first: int
    size: Integers
    country: Integers
    label: pa.Array
    domain: pa.Array
    crm_id: pa.Array
    account: Integers
    rank: Integers
    role: Integers
    acting: Integers
    name: pa.Array
    email: pa.Array
    cookie: pa.Array

    @property
    def accounts(self) -> int:
        """Return the number of accounts."""
        return len(self.size)

    @property
    def persons(self) -> int:
        """Return the number of persons."""
        return len(self.account)

    def who(self, role: str, account: Integers) -> Integers:
        """Return the person who plays a role at each of some accounts."""
        chosen: Integers = self.acting[account, ROLES.index(role)]
        return chosen

    def somebody(self, rng: np.random.Generator, account: Integers) -> Integers:
        """Return any person of each of some accounts."""
        begin = np.concatenate([[0], np.cumsum(self.size)[:-1]])
        chosen: Integers = begin[account] + (rng.random(len(account)) * self.size[account]).astype(np.int64)
        return chosen


def cast_block(rng: np.random.Generator, persons: int, first: int, offset: int) -> Cast:
    """Invent accounts until exactly so many persons are employed.

    Args:
        rng: chance of this block.
        persons: persons in this block.
        first: number of the first account.
        offset: where in the list of company names the demo begins.
    """
    size = _sizes(rng, persons)
    accounts = len(size)
    country = rng.choice(3, accounts, p=_COUNTRIES)
    ordinal = first + np.arange(accounts)
    names = company_names(ordinal, country, rng.integers(0, 8, accounts), offset)
    account = np.repeat(np.arange(accounts), size)
    begin = np.cumsum(size) - size
    rank = np.arange(persons) - begin[account]
    role = _roles()[size[account], rank]
    label, email = _people(rng, account, rank, accounts, names.domain)
    return Cast(
        first=first,
        size=size,
        country=country,
        label=names.label,
        domain=names.domain,
        crm_id=pc.binary_join_element_wise("A", pc.cast(pa.array(ordinal + 100_001), pa.string()), "-"),
        account=account,
        rank=rank,
        role=role,
        acting=_acting(account, rank, role, begin, size),
        name=label,
        email=email,
        cookie=pc.cast(pa.array(rng.integers(10**17, 10**18, persons)), pa.string()),
    )


def _sizes(rng: np.random.Generator, persons: int) -> Integers:
    drawn = rng.choice(len(SIZES), persons, p=SIZES / SIZES.sum()) + 1
    total = np.cumsum(drawn)
    accounts = int(np.searchsorted(total, persons)) + 1
    size = drawn[:accounts].astype(np.int64)
    size[-1] -= total[accounts - 1] - persons
    return size


def _roles() -> Integers:
    """Return the role by account size (1–12) and rank (0–11)."""
    table = np.zeros((13, 12), dtype=np.int64)
    for size in range(1, 13):
        parts = _PARTS[min(size, 5)] + _MORE[: max(0, size - 5)]
        table[size, :size] = [ROLES.index(part) for part in parts]
    return table


def _acting(account: Integers, rank: Integers, role: Integers, begin: Integers, size: Integers) -> Integers:
    """Fill every role: the decider also buys, the initiator also uses and checks, where nobody else does."""
    acting = np.repeat(begin[:, None], len(ROLES), axis=1)
    last = begin + np.minimum(size, 5) - 1
    for name in ("buyer", "decider"):
        acting[:, ROLES.index(name)] = last
    for place in range(11, -1, -1):
        here = rank == place
        acting[account[here], role[here]] = np.flatnonzero(here)
    return acting


def _people(
    rng: np.random.Generator, account: Integers, rank: Integers, accounts: int, domain: pa.Array
) -> tuple[pa.Array, pa.Array]:
    """Name the people; a stride through the last names keeps addresses apart within one account."""
    first_names, last_names = family_sizes()
    start, step = rng.integers(0, last_names, accounts), rng.integers(11, 97, accounts)
    last = (start[account] + rank * step[account]) % last_names
    label, local = person_names(rng.integers(0, first_names, len(account)), last)
    return label, pc.binary_join_element_wise(local, domain.take(pa.array(account)), "@")
