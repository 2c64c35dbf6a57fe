from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from http_builders import Served, make_key, served

from wegmarke.domain.write_keys import KeyKind
from wegmarke.workspace import Settings, init


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("api") / "ws"
    init(folder, Settings(name="Test")).close()
    return folder


@pytest.fixture(scope="module")
def server(folder: Path) -> Iterator[Served]:
    key = make_key(folder)
    with served(folder, key) as running:
        yield running


@pytest.fixture(scope="module")
def browser_key(folder: Path, server: Served) -> str:
    """Made while the server runs: it must open the door at once."""
    return make_key(folder, KeyKind.BROWSER, "site", event_types=("Quote Requested",))
