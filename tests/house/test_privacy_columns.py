"""Every column with something personal says so, and only these columns are personal."""

from __future__ import annotations

import importlib
import re

from wegmarke.events import tables as event_tables
from wegmarke.state import inbox_metadata, state_metadata

PERSONAL = {
    ("packet", "body"),  # accepted events as they came, until the sink has stored them
    ("rejected_event", "payload"),  # the row as it came, until it is replayed or erased
    ("rejected_event", "edited"),  # the same as somebody corrected it
    ("identifier", "wrapped"),  # the key of what is personal, encrypted
    ("identifier", "sealed"),  # the identifier itself, encrypted
    ("vault_entry", "sealed"),  # names, labels, addresses, encrypted
    ("map_version", "who"),  # who kept a version of a map, as that person said
    ("survey_link", "identifier"),  # for whom a link was made; erased with the person
    ("survey_link", "score"),  # what that person answered last
    ("map_act", "who"),  # who approved it or moved it on, likewise
    ("map_draft", "who"),  # who began to write, likewise
    ("map_edit", "who"),  # who wrote what, likewise
    ("map_comment", "who"),  # who said something about it, likewise
    ("map_comment", "resolved_by"),  # who settled it, likewise
    ("map_comment", "text"),  # may name people
}
# Nothing but pseudonyms: numbers, codes, times, hashes, amounts, and properties that a recipe chose to keep.
EVENT_STORE_COLUMNS = {
    "account", "account_gap", "account_identifier", "account_position", "account_previous", "automated", "batch",
    "channel", "content", "currency", "device_identifier", "event", "event_id", "first_at", "internal", "last_at",
    "occurred_at", "open_accounts", "person", "person_gap", "person_identifier", "person_position", "person_previous",
    "phase", "position", "precision_day", "properties", "received_at", "recognised_at", "says_internal", "sequence",
    "session", "source",
    "stated_account", "touches", "touchpoint", "value_minor",
}  # fmt: skip


def test_personal_columns_are_the_known_ones(root):
    _declare_all_tables(root)
    tables = [*state_metadata.tables.values(), *inbox_metadata.tables.values()]
    personal = {
        (table.name, column.name) for table in tables for column in table.columns if column.info.get("personal")
    }

    assert personal == PERSONAL


def test_column_notes_use_known_words(root):
    _declare_all_tables(root)
    tables = [*state_metadata.tables.values(), *inbox_metadata.tables.values()]
    notes = {(note, value) for table in tables for column in table.columns for note, value in column.info.items()}

    assert notes <= {("personal", True)}


def test_event_store_has_pseudonymous_columns_alone():
    declared = event_tables.EVENT.partition("(")[2] + event_tables.TOUCH_COLUMNS + event_tables.ENDS
    columns = set(re.findall(r"^    ([a-z_]+) [A-Z]", declared, re.MULTILINE))

    assert columns == EVENT_STORE_COLUMNS


def test_tables_of_nested_packages_are_looked_at(root):
    _declare_all_tables(root)

    assert "score_crossing" in state_metadata.tables


def _declare_all_tables(root) -> None:
    for file in sorted((root / "src/wegmarke").glob("**/tables.py")):
        importlib.import_module(".".join(file.relative_to(root / "src").with_suffix("").parts))
