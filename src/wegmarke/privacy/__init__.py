"""What protects people: keys, keyed hashes and sealed values.

Purpose: make identifiers comparable without being readable, and personal values readable only with the key.
Reads: the workspace's `keys/` folder.
Writes: the same folder, once, when a workspace is made.
Used by: identity, workspace.
"""

from wegmarke.privacy.keys import KeyRing, create_keys, open_keys

__all__ = ["KeyRing", "create_keys", "open_keys"]
