"""What protects people: keys, keyed hashes, sealed values, and who may send events.

Purpose: make identifiers comparable without being readable, and personal values readable only with the key and the
    right.
Reads: the workspace's `keys/` folder, write keys.
Writes: the same folder, once, when a workspace is made; write keys, rights, objections and audit entries (state
    database).
Used by: identity, workspace.
"""

from wegmarke.privacy.audit import AuditEntry, note, note_reading, read_entries
from wegmarke.privacy.keys import KeyRing, Sealer, create_keys, open_keys
from wegmarke.privacy.objections import KeptObjection, add_objection, read_objections, withdraw_objections
from wegmarke.privacy.rights import keep_rights, read_rights, rights_history
from wegmarke.privacy.write_keys import WriteKeys

__all__ = [
    "AuditEntry",
    "KeptObjection",
    "KeyRing",
    "Sealer",
    "WriteKeys",
    "add_objection",
    "create_keys",
    "keep_rights",
    "note",
    "note_reading",
    "open_keys",
    "read_entries",
    "read_objections",
    "read_rights",
    "rights_history",
    "withdraw_objections",
]
