"""How large packed files may become is a setting of the workspace."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest

from wegmarke.domain import SourceUnreadable
from wegmarke.workspace import Settings, init

RECIPE = """
format: recipe/1
source: crm
files: {leads: "leads*"}
events: [{name: lead_created, from: leads, id: id, time: created, account: {firm: id}}]
"""


@pytest.fixture
def files(tmp_path: Path) -> tuple[Path, Path]:
    rows = "".join(f'{{"id": {number}, "created": "2025-01-01", "note": "{"x" * 500}"}}\n' for number in range(3_000))
    (tmp_path / "leads.jsonl.gz").write_bytes(gzip.compress(rows.encode()))
    (tmp_path / "recipe.yaml").write_text(RECIPE)
    return tmp_path / "leads.jsonl.gz", tmp_path / "recipe.yaml"


def test_file_inside_the_limit_is_imported(tmp_path, files):
    with init(tmp_path / "ws", Settings()) as workspace:
        assert workspace.sources.import_files((files[0],), files[1]).stored == 3_000


def test_file_past_the_limit_is_refused_before_anything_is_stored(tmp_path, files):
    with init(tmp_path / "ws", Settings(unpacked_mb=1)) as workspace:
        with pytest.raises(SourceUnreadable, match=r"leads\.jsonl\.gz: expected at most 1 MB unpacked.*`unpacked_mb`"):
            workspace.sources.import_files((files[0],), files[1])

        assert workspace.overview().events == 0
