"""The setting that says how many reverse proxies are believed."""

from __future__ import annotations

from pathlib import Path

import pytest

from wegmarke.config import FILE_NAME, Settings, load_settings, write_settings
from wegmarke.domain import DocumentInvalid


def test_no_proxy_is_believed_unless_somebody_says_so(tmp_path: Path):
    (tmp_path / FILE_NAME).write_text("", encoding="utf-8")

    assert load_settings(tmp_path, {}).proxies == 0


@pytest.mark.parametrize("proxies", [0, 1, 9])
def test_number_of_proxies_is_written_and_read(tmp_path: Path, proxies: int):
    write_settings(tmp_path, Settings(proxies=proxies))

    assert load_settings(tmp_path, {}).proxies == proxies


@pytest.mark.parametrize("given", ["", "-1", "10", "12", "one", "²"])
def test_other_numbers_are_said(tmp_path: Path, given: str):
    write_settings(tmp_path, Settings())

    with pytest.raises(DocumentInvalid, match="from 0 to 9"):
        load_settings(tmp_path, {"WEGMARKE_PROXIES": given})
