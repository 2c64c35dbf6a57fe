"""A table of persons to take away: for roles that may, no longer than allowed, and written down."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pyarrow as pa

from wegmarke.domain import NotAllowed, StoreRefuses, UsageError
from wegmarke.domain.rights import MAIL, PHONE, Rights, kind_of_field
from wegmarke.identity import LABEL, fields_held, read, read_labels
from wegmarke.privacy import note_reading, read_rights
from wegmarke.workspace.person_choice import beginnings
from wegmarke.workspace.person_index import Numbers, Persons
from wegmarke.workspace.stores import Stores
from wegmarke.workspace.viewing import the_viewer

_COLUMNS = (MAIL, PHONE)


def export_table(stores: Stores, persons: Persons, places: Numbers) -> pa.Table:
    """Return the persons in these places; what the role does not see is empty.

    Raises:
        NotAllowed: when the role may not export persons.
        UsageError: when they are more than one export may hold.
        StoreRefuses: when the disk does not take the entry that says who exported what.
    """
    rights = read_rights(stores.state)
    _refuse_export(rights, len(places))
    wanted = persons.person[places].tolist()
    told = _told(stores, rights, wanted)
    accounts = read_labels(stores.state, stores.keys, "account")
    at = persons.account[places].tolist()
    return pa.table(
        {
            "person": pa.array(wanted, pa.int64()),
            "label": _column(told, wanted, [LABEL]),
            **{kind: _column(told, wanted, _fields(told, kind)) for kind in _COLUMNS},
            "account": pa.array([account or None for account in at], pa.int64()),
            "account_label": pa.array([accounts.get(account, "") for account in at], pa.string()),
            "touches": persons.touches[places],
            "identifiers": persons.identifiers[places],
            "is_anonymous": persons.is_anonymous[places],
            "first_at": pa.array(beginnings(stores, persons)[places], pa.timestamp("us", "UTC")),
            "last_at": pa.array(persons.last_at[places], pa.timestamp("us", "UTC")),
        }
    )


def _refuse_export(rights: Rights, rows: int) -> None:
    viewer = the_viewer()
    if not rights.may_export(viewer):
        may = ", ".join(sorted(rights.exporters)) or "none may"
        raise NotAllowed(
            f"export of persons: expected a role that may export ({may}); got {viewer.role}. Ask whoever "
            "runs the workspace, or change Settings · Rights."
        )
    if rows > rights.most_rows:
        raise UsageError(
            f"export of persons: expected at most {rights.most_rows:,} rows; got {rows:,}. Narrow the list, or raise "
            "the limit under Settings · Rights."
        )


def _told(stores: Stores, rights: Rights, wanted: Sequence[int]) -> dict[int, dict[str, str]]:
    viewer = the_viewer()
    held = [field for field in fields_held(stores.state, "person") if kind_of_field(field) in _COLUMNS]
    fields = [LABEL, *held]
    clear = [field for field in fields if rights.shows(viewer, field)]
    withheld = [field for field in fields if field not in clear]
    if not note_reading(stores.state, stores.clock, viewer, wanted, fields=clear, withheld=withheld, act="exported"):
        raise StoreRefuses("export of persons: the disk does not take the audit entry, so nothing is handed out.")
    return read(stores.state, stores.keys, "person", wanted, clear) if clear else {}


def _fields(told: Mapping[int, Mapping[str, str]], kind: str) -> list[str]:
    return sorted({field for values in told.values() for field in values if kind_of_field(field) == kind})


def _column(told: Mapping[int, Mapping[str, str]], wanted: Sequence[int], fields: Sequence[str]) -> pa.Array:
    """Return the first of some fields that each person has."""
    values = (told.get(person, {}) for person in wanted)
    return pa.array([next((found[field] for field in fields if field in found), "") for found in values], pa.string())
