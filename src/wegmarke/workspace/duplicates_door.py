"""Suggested duplicates of persons and accounts: searched for, laid side by side, decided."""

from __future__ import annotations

import builtins
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from wegmarke import duplicates, identity
from wegmarke.domain import NotFound, UsageError
from wegmarke.domain.accounts import Named
from wegmarke.domain.duplicates import (
    AccountMergePlan,
    AccountSplitPlan,
    DuplicateLine,
    DuplicatePage,
    DuplicatePair,
    DuplicateSearch,
    Review,
    Verdict,
)
from wegmarke.domain.errors import unknown_value
from wegmarke.domain.persons import MergePlan
from wegmarke.workspace.account_merge_plan import plan_account_merge
from wegmarke.workspace.account_split_plan import plan_account_split
from wegmarke.workspace.duplicate_board import Board, board, shape_threshold
from wegmarke.workspace.duplicate_records import SUBJECTS
from wegmarke.workspace.duplicate_search import last_search, search
from wegmarke.workspace.duplicate_values import side_by_side
from wegmarke.workspace.naming import Names
from wegmarke.workspace.operation import Door, Progress, operation
from wegmarke.workspace.person_acts_door import PersonActsDoor
from wegmarke.workspace.stores import Stores


class DuplicatesDoor(Door):
    """Pairs of records by their two numbers; these are numbers of identifiers and stay whatever is merged."""

    @operation("duplicates")
    def find(self, subject: str = "person", progress: Progress | None = None) -> DuplicateSearch:
        """Search for duplicates, and keep what is found in place of what was found before.

        Raises:
            UsageError: when `subject` is neither person nor account, or a search is under way.
            StoreRefuses: when the entry that the vault is read cannot be written; nothing was read.
        """
        stores, viewer = self.stores, self.viewer
        _check(subject)
        stores.searching.run(subject, lambda: search(stores, subject, viewer, progress))
        return last_search(stores, subject)

    @operation("duplicates")
    def begin(self, subject: str = "person") -> DuplicateSearch:
        """Begin to search in the background; `search` tells how far it is.

        Raises:
            UsageError: when `subject` is neither person nor account, or a search is under way.
        """
        stores, viewer = self.stores, self.viewer
        _check(subject)
        stores.searching.begin(subject, lambda: search(stores, subject, viewer))
        return last_search(stores, subject)

    @operation("duplicates")
    def search(self, subject: str = "person") -> DuplicateSearch:
        """Return what is known about the last search, and how far the one at hand is."""
        _check(subject)
        return last_search(self.stores, subject)

    @operation("duplicates")
    def list(
        self,
        subject: str = "person",
        review: Review = Review.UNDECIDED,
        threshold: float | None = None,
        page: int = 1,
        size: int = 50,
    ) -> DuplicatePage:
        """Return one page of pairs: the most probable first, or the youngest decision first.

        Args:
            subject: `person` or `account`.
            review: which pairs.
            threshold: least probability of undecided pairs, 0.05 to 1; None for the usual one, 0.5.
            page: which part, from 1.
            size: how many in a part.

        Raises:
            UsageError: when `subject` or `threshold` is none of these.
        """
        stores = self.stores
        least = _threshold(subject, threshold)
        known = board(stores, subject)
        chosen = known.undecided(least) if review is Review.UNDECIDED else known.decided(Verdict(review.value))
        shown = chosen.slice((max(1, page) - 1) * size, size)
        return DuplicatePage(
            total=chosen.num_rows,
            lines=tuple(_lines(stores, subject, known, shown)),
            quality=known.quality(least),
            counts=known.counts(least),
            search=last_search(stores, subject),
        )

    @operation("duplicates")
    def get(self, subject: str, left: int, right: int, threshold: float | None = None) -> DuplicatePair:
        """Return one pair side by side: each property, both values, how far they agree and what that says.

        Reading the values of persons leaves an audit entry.

        Raises:
            NotFound: when the pair was neither suggested nor decided.
        """
        stores = self.stores
        least = _threshold(subject, threshold)
        known = board(stores, subject)
        line = _line_of(stores, subject, known, left, right)
        behind = _behind(known.undecided(least), line)
        return DuplicatePair(
            line=line,
            values=side_by_side(stores, subject, line, self.viewer),
            next=(behind["left"][0].as_py(), behind["right"][0].as_py()) if behind.num_rows else None,
            remaining=behind.num_rows,
        )

    @operation("duplicates")
    def plan(self, left: int, right: int) -> MergePlan:
        """Return what confirming that two records are one person would change.

        Raises:
            NotFound: when the pair was neither suggested nor decided.
            UsageError: when both are one already.
        """
        line = _line_of(self.stores, "person", board(self.stores, "person"), left, right)
        return PersonActsDoor(self.stores, None).plan_merge(line.first.number, line.second.number)

    @operation("duplicates")
    def plan_accounts(self, left: int, right: int) -> AccountMergePlan:
        """Return what confirming that two records are one account would change.

        Raises:
            NotFound: when the pair was neither suggested nor decided.
            UsageError: when both are one already.
        """
        line = _line_of(self.stores, "account", board(self.stores, "account"), left, right)
        return plan_account_merge(self.stores, line.first.number, line.second.number)

    @operation("duplicates")
    def plan_apart(self, left: int, right: int) -> AccountSplitPlan:
        """Return what reopening a pair of accounts that a decision joined would change.

        Raises:
            NotFound: when the pair was neither suggested nor decided, or no decision joined it.
        """
        stores = self.stores
        with stores.work:
            stores.settle()
            line = _line_of(stores, "account", board(stores, "account"), left, right)
            if line.joined is None or not line.is_joined:
                raise NotFound(
                    f"account {left} and {right}: expected a pair that a decision joined; got one that is apart."
                )
            return plan_account_split(stores, line.joined, self.viewer.name)

    @operation("duplicates")
    def confirm(self, subject: str, left: int, right: int, reason: str = "") -> int:
        """Say that both are one: a link by hand joins them, and every analysis follows.

        Returns:
            The number of the one person or account.

        Raises:
            NotFound: when the pair was neither suggested nor decided.
        """
        stores = self.stores
        with stores.work:
            line = _line_of(stores, subject, board(stores, subject), left, right)
            sides = sorted((line.first.number, line.second.number))
            joined = line.joined if line.is_joined else (sides[0], sides[1])
            act = identity.Act(self.viewer.name, reason, subject)
            with stores.state.write():
                _decide(stores, subject, line, duplicates.Ruling(Verdict.CONFIRMED, act.by, reason, joined=joined))
                if not line.is_joined:
                    identity.join(stores.state, stores.clock, act, *sides)
            stores.settle()
            return identity.reading.owner_of(stores.state, subject, line.left)

    @operation("duplicates")
    def refuse(self, subject: str, left: int, right: int, reason: str = "") -> None:
        """Say that both are two: they are not suggested again, whoever is merged with one of them.

        Raises:
            NotFound: when the pair was neither suggested nor decided.
            UsageError: when both are one now.
        """
        stores = self.stores
        with stores.work:
            line = _line_of(stores, subject, board(stores, subject), left, right)
            if line.is_joined:
                raise UsageError(
                    f"{subject} {line.first.number}: expected two different ones; both records belong to it. "
                    "Reopen the pair, or remove the link between them on its page."
                )
            _decide(stores, subject, line, duplicates.Ruling(Verdict.REFUSED, self.viewer.name, reason))

    @operation("duplicates")
    def reopen(self, subject: str, left: int, right: int, reason: str = "") -> None:
        """Take a decision back; where it joined both, the link is removed, and they are two again.

        Raises:
            NotFound: when nothing was decided about the pair.
        """
        stores = self.stores
        with stores.work:
            line = _line_of(stores, subject, board(stores, subject), left, right)
            if line.verdict is None:
                raise NotFound(f"{subject} {line.left} and {line.right}: expected a pair that was decided; it is open.")
            act = identity.Act(self.viewer.name, reason, subject)
            with stores.state.write():
                if line.joined is not None and line.is_joined:
                    identity.remove_link(stores.state, stores.clock, act, *line.joined)
                duplicates.take_back(stores.state, stores.clock, subject, (str(line.left), str(line.right)), act.by)
            stores.settle()


def _check(subject: str) -> None:
    if subject not in SUBJECTS:
        raise unknown_value("subject", subject, [*SUBJECTS])


def _threshold(subject: str, threshold: float | None) -> float:
    _check(subject)
    if threshold is None:
        return shape_threshold(subject)
    if not duplicates.LEAST_PROBABILITY <= threshold <= 1:
        raise UsageError(
            f"threshold: expected a probability from {duplicates.LEAST_PROBABILITY} to 1; got {threshold}. "
            "Less probable pairs are not kept."
        )
    return threshold


def _decide(stores: Stores, subject: str, line: DuplicateLine, ruling: duplicates.Ruling) -> None:
    known = duplicates.Ruling(ruling.verdict, ruling.by, ruling.why, line.probability, ruling.joined)
    duplicates.decide(stores.state, stores.clock, subject, [(str(line.left), str(line.right))], known)


def _behind(undecided: pa.Table, line: DuplicateLine) -> pa.Table:
    """Return the undecided pairs that come after one; all others where it is none of them."""
    is_it = pc.and_(pc.equal(undecided["left"], line.left), pc.equal(undecided["right"], line.right))
    place = pc.index(is_it, True).as_py()
    return undecided.slice(place + 1) if place >= 0 else undecided


def _line_of(stores: Stores, subject: str, known: Board, left: int, right: int) -> DuplicateLine:
    _check(subject)
    low, high = min(left, right), max(left, right)
    row = known.ruling(low, high) or _with_owners(stores, subject, known.suggestion(low, high))
    if not row:
        raise NotFound(
            f"{subject}: expected two records that were suggested or decided; got {left} and {right}. See the list."
        )
    (line,) = _lines(stores, subject, known, pa.Table.from_pylist([row]))
    return line


def _with_owners(stores: Stores, subject: str, row: dict[str, Any]) -> dict[str, Any]:
    if not row:
        return {}
    owners = identity.owners_of(stores.state, subject, (row["left"], row["right"]))
    return {**row, "first": owners.get(row["left"], 0), "second": owners.get(row["right"], 0)}


def _lines(stores: Stores, subject: str, known: Board, table: pa.Table) -> builtins.list[DuplicateLine]:
    rows = table.to_pylist()
    numbers = [row[side] for row in rows for side in ("first", "second")]
    names = Names(stores, persons=numbers) if subject == "person" else Names(stores, accounts=numbers)
    called = names.person if subject == "person" else names.account
    return [_line(row, known, called(row["first"]), called(row["second"])) for row in rows]


def _line(row: dict[str, Any], known: Board, first: Named, second: Named) -> DuplicateLine:
    suggested = row if "together" in row else known.suggestion(row["left"], row["right"])
    verdict = row.get("decision")
    joined = (row["joined"], row["joined_other"]) if row.get("joined") is not None else None
    return DuplicateLine(
        left=row["left"],
        right=row["right"],
        first=first,
        second=second,
        probability=row["probability"],
        agreements=known.agreements(suggested),
        verdict=Verdict(verdict) if verdict else None,
        decided_at=row.get("decided_at"),
        decided_by=row.get("decided_by", ""),
        why=row.get("why", ""),
        joined=joined,
        is_together=suggested.get("together", True),
    )
