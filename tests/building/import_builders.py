"""Builders of files on their way through the import assistant."""

from __future__ import annotations

import time
from datetime import UTC, datetime
from pathlib import Path

from wegmarke.domain.imports import FileImport
from wegmarke.workspace import Workspace

NOW = datetime(2026, 1, 5, 9, 0, tzinfo=UTC)
LEADS = """\
Lead-Nr;Erstellt am;E-Mail;Firma;USt-IdNr;Umsatz;Status
L1;03.02.2025 10:00;ada@acme.example;ACME GmbH;DE123456789;1.250,50;neu
L2;04.02.2025 11:30;bob@beta.example;Beta AG;DE987654321;99,00;offen
L3;31.02.2025;eve@acme.example;ACME GmbH;DE123456789;10,00;neu
L4;05.02.2025;ada@acme.example;Cobalt KG;DE111222333;20,00;offen
"""
VISITS = "at,what,visitor id\n" + "".join(
    f"2025-03-{day:02}T08:00:00Z,{what},v{day}\n" for day in range(1, 11) for what in ("opened", "left")
)


def uploaded(workspace: Workspace, content: bytes | str, name: str = "leads.csv") -> FileImport:
    receiving = workspace.imports.receive(name)
    data = content.encode() if isinstance(content, str) else content
    for start in range(0, len(data), 65_536):
        receiving.write(data[start : start + 65_536])
    return receiving.finish()


def at_rest(workspace: Workspace, import_id: str) -> FileImport:
    for _ in range(1200):
        found = workspace.imports.get(import_id)
        if not found.status.is_running:
            return found
        time.sleep(0.05)
    raise AssertionError("the import did not end")


def checked(workspace: Workspace, import_id: str) -> FileImport:
    workspace.imports.check(import_id)
    return at_rest(workspace, import_id)


def imported(workspace: Workspace, import_id: str) -> FileImport:
    checked(workspace, import_id)
    workspace.imports.start(import_id)
    return at_rest(workspace, import_id)


def held(folder: Path) -> set[str]:
    return {str(file.relative_to(folder)) for file in (folder / "files/uploads").rglob("*") if file.is_file()}
