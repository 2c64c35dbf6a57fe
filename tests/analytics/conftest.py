"""Lets tests of this folder import `touch_histories`, which stands beside the tests of paths."""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.append(str(Path(__file__).parents[1] / "paths"))
