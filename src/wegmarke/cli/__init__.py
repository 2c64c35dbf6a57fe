"""The command line: one file per noun.

Purpose: do everything from a shell that pages and notebooks can do.
Reads: the workspace.
Writes: through the workspace.
Used by: people and scripts.
"""

from wegmarke.cli.application import main

__all__ = ["main"]
