"""Statements of several steps: each step is a named query that can be run and looked at alone."""

from __future__ import annotations

import re

from wegmarke.engine import load_statements

_STEP = re.compile(r"\{(\w+)\}")


def load_steps(file: str, **others: str) -> dict[str, str]:
    """Read the statements of a file of this package; `{name}` in one stands for the statement of that name.

    A statement stands behind those that it names; `others` are statements from elsewhere.
    """
    written: dict[str, str] = dict(others)
    for name, body in load_statements("wegmarke.accounts", file).items():
        written[name] = _STEP.sub(lambda found: written[found[1]], body)
    return written
