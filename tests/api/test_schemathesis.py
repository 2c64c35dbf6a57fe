"""What the OpenAPI description promises, held against a real server by a tool that reads it."""

from __future__ import annotations

import importlib.util
import os
import subprocess
import sys
from pathlib import Path

import pytest
from http_builders import Served

from wegmarke.workspace import open_workspace

NIGHTLY = bool(os.environ.get("WEGMARKE_NIGHTLY"))
CHECKS = (
    "not_a_server_error",
    "status_code_conformance",
    "content_type_conformance",
    "response_headers_conformance",
    "response_schema_conformance",
    "negative_data_rejection",
    "unsupported_method",
)
# Whether a body that fits the description is accepted is not checked: no schema says that an id such as 'null'
# names nobody, or that a text must not hold NUL.

pytestmark = pytest.mark.skipif(
    importlib.util.find_spec("schemathesis") is None, reason="schemathesis is not installed"
)


@pytest.mark.timeout(7200)
@pytest.mark.parametrize("has_key", [False, True], ids=["without key", "with key"])
def test_server_does_what_its_description_says(server: Served, folder: Path, tmp_path: Path, has_key: bool) -> None:
    # As a program of its own: its pytest plugin would be loaded for every other test, too.
    command = [
        sys.executable, "-m", "schemathesis.cli", "run", f"http://127.0.0.1:{server.port}/openapi.json",
        "--phases", "coverage,fuzzing,stateful" if NIGHTLY else "fuzzing",
        "--max-examples", "1000" if NIGHTLY else "50" if has_key else "15",
        "--checks", ",".join(CHECKS), "--seed", "1", "--generation-deterministic", "--no-color",
        *(["--header", f"Authorization: Bearer {server.key}"] if has_key else []),
    ]  # fmt: skip
    before = received(folder)

    ran = subprocess.run(command, capture_output=True, text=True, check=False, cwd=tmp_path)

    assert ran.returncode == 0, ran.stdout[-8000:] + ran.stderr[-2000:]
    with open_workspace(folder) as workspace:
        assert workspace.check() == []
    assert (received(folder) > before) == has_key


def received(folder: Path) -> int:
    with open_workspace(folder) as workspace:
        return sum(line.received for line in workspace.overview().sources)
