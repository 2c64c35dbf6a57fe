"""How well the people at an account cover what a buying group on a map asks for."""

from __future__ import annotations

from dataclasses import dataclass

from wegmarke.domain.accounts import Named, RoleHolder


@dataclass(frozen=True, slots=True)
class RoleCoverage:
    """One needed role at one account.

    Attributes:
        influence: 0 to 5.
        holders: who plays it there.
    """

    role: str
    needed: int
    found: int
    influence: int
    holders: tuple[RoleHolder, ...]

    @property
    def missing(self) -> int:
        """Return how many chairs are empty."""
        return max(0, self.needed - self.found)


@dataclass(frozen=True, slots=True)
class GroupCoverage:
    """The buying group of one account beside the map's.

    Attributes:
        share: coverage from 0 to 1; None where the map asks for nobody.
        roles: the needed roles.
        others: who plays a role that the map does not ask for.
    """

    account: Named
    solution: str
    share: float | None
    roles: tuple[RoleCoverage, ...]
    others: tuple[RoleHolder, ...]
    opportunities: int = 0
    open_opportunities: int = 0

    @property
    def missing(self) -> int:
        """Return how many chairs are empty."""
        return sum(role.missing for role in self.roles)


@dataclass(frozen=True, slots=True)
class CoveragePage:
    """The accounts with a buying group: open opportunities first, of them the least covered.

    Attributes:
        total: how many there are, `with_open` of them with open opportunities.
        mean: their mean coverage; None without any.
        is_matched: whether the data names the group's solution; otherwise the groups of all solutions are shown.
    """

    total: int
    with_open: int
    mean: float | None
    is_matched: bool
    groups: tuple[GroupCoverage, ...]
