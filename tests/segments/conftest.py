from __future__ import annotations

from collections.abc import Iterator

import pytest
from event_builders import OpenStores, open_stores_in


@pytest.fixture(scope="module")
def many(tmp_path_factory: pytest.TempPathFactory) -> Iterator[OpenStores]:
    """Stores that every example finds empty."""
    opened = open_stores_in(tmp_path_factory.mktemp("many"))
    yield opened
    opened.close()
