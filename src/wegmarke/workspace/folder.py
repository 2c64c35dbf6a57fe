"""A workspace is a folder: where its parts lie, and how a new one is made."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from wegmarke.config import FILE_NAME, Settings, check_settings, load_settings, write_settings
from wegmarke.domain import WorkspaceExists, WorkspaceMissing
from wegmarke.privacy import create_keys


@dataclass(frozen=True, slots=True)
class Folder:
    """The parts of a workspace folder."""

    path: Path

    @property
    def keys(self) -> Path:
        """Folder of the keys, readable by the owner alone; not part of a backup unless asked for."""
        return self.path / "keys"

    @property
    def state(self) -> Path:
        """Application database: vault, maps, promises."""
        return self.path / "state.sqlite3"

    @property
    def inbox(self) -> Path:
        """Accepted events not yet stored, event keys, rejected events."""
        return self.path / "inbox.sqlite3"

    @property
    def events(self) -> Path:
        """Analytic database: pseudonymous events and touches."""
        return self.path / "events.duckdb"

    @property
    def files(self) -> Path:
        """Attachments, exports and the analytic engine's spill files."""
        return self.path / "files"

    @property
    def lock(self) -> Path:
        """Held by the process that owns the workspace; names its socket."""
        return self.path / "owner.lock"

    def settings(self) -> Settings:
        """Read the settings."""
        return load_settings(self.path)


def find(path: Path | str) -> Folder:
    """Return the folder of an existing workspace.

    Raises:
        WorkspaceMissing: when there is no `wegmarke.toml`.
    """
    folder = Folder(Path(path).expanduser().resolve())
    if not (folder.path / FILE_NAME).is_file():
        raise WorkspaceMissing(
            f"{folder.path}: expected a workspace folder with {FILE_NAME}, which is not there. "
            f"Make one with `wegmarke init {path}`, or name another folder."
        )
    return folder


def create(path: Path | str, settings: Settings) -> Folder:
    """Make a new workspace folder; the settings file is written last and makes it one.

    Raises:
        WorkspaceExists: when the folder is a workspace already or holds anything else.
        DocumentInvalid: when a setting cannot be used; nothing was made.
    """
    check_settings(settings)
    folder = Folder(Path(path).expanduser().resolve())
    if folder.path.is_dir() and any(entry.name != "keys" for entry in folder.path.iterdir()):
        raise WorkspaceExists(
            f"{folder.path}: expected a folder that is new or empty; it holds {_first(folder.path)!r}. "
            "Choose another folder; nothing was changed."
        )
    folder.path.mkdir(parents=True, exist_ok=True)
    # Rejected rows lie in it as they came: the folder is for its owner alone, also where it was there before.
    folder.path.chmod(0o700)
    folder.files.mkdir(exist_ok=True)
    if not (folder.keys / "workspace.key").exists():
        create_keys(folder.keys)
    write_settings(folder.path, settings)
    _sync(folder.path)
    return folder


def _first(path: Path) -> str:
    return sorted(entry.name for entry in path.iterdir())[0]


def _sync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
