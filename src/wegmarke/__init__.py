"""Wegmarke: map, measure, steer and protect the B2B customer journey.

>>> import wegmarke
>>> ws = wegmarke.open("acme")  # doctest: +SKIP
>>> ws.analytics.paths(by="account").to_pandas()  # doctest: +SKIP
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from wegmarke.workspace import Workspace

__version__ = "0.1.0"


def open(path: Path | str) -> Workspace:  # noqa: A001  # the name a notebook reads best
    """Open a workspace folder; see `wegmarke.workspace.open_workspace`."""
    # imported here, so that `import wegmarke` stays fast
    from wegmarke.workspace import open_workspace

    return open_workspace(path)
