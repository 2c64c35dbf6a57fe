"""Named statements: an `.sql` file holds blocks that begin with `-- name: purpose`."""

from __future__ import annotations

import re
from importlib.resources import files

_HEAD = re.compile(r"^-- (\w+): .*$", re.MULTILINE)


def load_statements(package: str, file: str) -> dict[str, str]:
    """Read the statements of a file that lies beside a package's modules, by name."""
    parts = _HEAD.split(files(package).joinpath(file).read_text(encoding="utf-8"))
    return {name: body.strip().removesuffix(";") for name, body in zip(parts[1::2], parts[2::2], strict=True)}
