"""A small map to change, and `recognised_touches` within reach of the tests beside it."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

sys.path.append(str(Path(__file__).parent))

from small_map import small_content


@pytest.fixture
def content() -> dict[str, object]:
    return small_content()
