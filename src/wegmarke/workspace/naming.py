"""How persons and accounts are called, for rows that know them by number."""

from __future__ import annotations

from collections.abc import Iterable

from wegmarke.domain.accounts import Named
from wegmarke.workspace.shown_labels import shown_labels
from wegmarke.workspace.stores import Stores


class Names:
    """Labels of some persons and accounts, looked up once."""

    def __init__(
        self, stores: Stores, *, persons: Iterable[int | None] = (), accounts: Iterable[int | None] = ()
    ) -> None:
        self._persons = _labels(stores, "person", persons)
        self._accounts = _labels(stores, "account", accounts)

    def person(self, number: int) -> Named:
        """Return a person; one without a label is called by number."""
        return Named(number, self._persons.get(number, f"#{number}"))

    def account(self, number: int) -> Named:
        """Return an account; one without a label is called by number."""
        return Named(number, self._accounts.get(number, f"#{number}"))

    def any_person(self, number: int | None) -> Named | None:
        """Do the same where there may be none."""
        return self.person(number) if number is not None else None

    def any_account(self, number: int | None) -> Named | None:
        """Do the same where there may be none."""
        return self.account(number) if number is not None else None


def _labels(stores: Stores, subject: str, numbers: Iterable[int | None]) -> dict[int, str]:
    wanted = {number for number in numbers if number is not None}
    return shown_labels(stores, wanted, subject) if wanted else {}
