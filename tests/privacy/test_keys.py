from __future__ import annotations

import stat
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wegmarke.domain import StoreDamaged, WorkspaceMissing
from wegmarke.privacy import KeyRing, create_keys, open_keys

ONE, OTHER = KeyRing(b"1" * 32), KeyRing(b"2" * 32)


@given(st.text())
def test_sealed_text_opens_again(text: str) -> None:
    if not text.isprintable() and any(0xD800 <= ord(c) <= 0xDFFF for c in text):
        return
    assert ONE.unseal(ONE.seal(text)) == text


def test_sealing_twice_gives_different_bytes() -> None:
    assert ONE.seal("Beispiel GmbH") != ONE.seal("Beispiel GmbH")


def test_another_key_cannot_open() -> None:
    with pytest.raises(StoreDamaged, match="keys/"):
        OTHER.unseal(ONE.seal("Beispiel GmbH"))


def test_hash_depends_on_key_kind_and_value() -> None:
    hashes = [
        *ONE.hash_identifiers(["email\x1fa@x.example", "email\x1fb@x.example"]),
        *ONE.hash_identifiers(["crm\x1fa@x.example"]),
        *OTHER.hash_identifiers(["email\x1fa@x.example"]),
    ]

    assert len(set(hashes)) == 4
    assert ONE.hash_identifiers(["email\x1fa@x.example"]) == hashes[:1]


def test_key_file_is_readable_by_its_owner_alone(tmp_path: Path) -> None:
    create_keys(tmp_path / "keys")

    assert stat.S_IMODE((tmp_path / "keys").stat().st_mode) == 0o700
    assert stat.S_IMODE((tmp_path / "keys" / "workspace.key").stat().st_mode) == 0o600


def test_missing_key_names_file_and_remedy(tmp_path: Path) -> None:
    with pytest.raises(WorkspaceMissing, match=r"workspace\.key.*Put the keys/ folder"):
        open_keys(tmp_path)
