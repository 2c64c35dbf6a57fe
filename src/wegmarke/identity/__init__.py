"""Identity: identifiers become persons and accounts; what is personal stays in the vault.

Purpose: say who an event belongs to, by keyed hash, without the event store knowing a name.
Reads: identifiers of accepted events.
Writes: identifiers, links, the vault (state database).
Used by: events, workspace.
"""

from wegmarke.identity import reading
from wegmarke.identity.acts import (
    Act,
    join,
    owners_parted,
    owners_with,
    owners_without,
    remove_link,
    restore_link,
    split_off,
)
from wegmarke.identity.blocked import adopt_blocked
from wegmarke.identity.changes import last as last_change
from wegmarke.identity.changes import owners_since
from wegmarke.identity.directory import Directory
from wegmarke.identity.earlier_uses import DeviceFacts, device_facts, planned_facts
from wegmarke.identity.held import held_counts, held_links
from wegmarke.identity.internal import (
    Internal,
    add_internal,
    internal_names,
    internal_owners,
    planned_internal,
    remove_internal,
)
from wegmarke.identity.internal_marks import internal_identifiers
from wegmarke.identity.mailboxes import is_role_mailbox
from wegmarke.identity.normalise import BLOCKED, normalise
from wegmarke.identity.own import OWN_KIND, name_account, name_accounts, name_person, name_persons
from wegmarke.identity.records import identifier_texts, owners_of, records_with, stated_fields
from wegmarke.identity.resolve import Resolved, resolve
from wegmarke.identity.rule_changes import Changed, change_rules, plan_rules
from wegmarke.identity.rules import rules_of, rules_version
from wegmarke.identity.vault import (
    LABEL,
    adopt_labels,
    fields_held,
    keep,
    label_entries,
    labels_of_parts,
    newest_label,
    open_label,
    property_entries,
    read,
    read_identifiers,
    read_labels,
    sealed_labels,
)

__all__ = [
    "BLOCKED",
    "LABEL",
    "OWN_KIND",
    "Act",
    "Changed",
    "DeviceFacts",
    "Directory",
    "Internal",
    "Resolved",
    "add_internal",
    "adopt_blocked",
    "adopt_labels",
    "change_rules",
    "device_facts",
    "fields_held",
    "held_counts",
    "held_links",
    "identifier_texts",
    "internal_identifiers",
    "internal_names",
    "internal_owners",
    "is_role_mailbox",
    "join",
    "keep",
    "label_entries",
    "labels_of_parts",
    "last_change",
    "name_account",
    "name_accounts",
    "name_person",
    "name_persons",
    "newest_label",
    "normalise",
    "open_label",
    "owners_of",
    "owners_parted",
    "owners_since",
    "owners_with",
    "owners_without",
    "plan_rules",
    "planned_facts",
    "planned_internal",
    "property_entries",
    "read",
    "read_identifiers",
    "read_labels",
    "reading",
    "records_with",
    "remove_internal",
    "remove_link",
    "resolve",
    "restore_link",
    "rules_of",
    "rules_version",
    "sealed_labels",
    "split_off",
    "stated_fields",
]
