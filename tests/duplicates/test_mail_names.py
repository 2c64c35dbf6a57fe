"""Which local parts of mail addresses say nothing beyond the names beside them."""

from __future__ import annotations

import pyarrow as pa
import pytest

from wegmarke.duplicates.mail_names import made_of_names
from wegmarke.duplicates.writing import plain


def is_made(local: str, first: str | None, surname: str | None) -> bool:
    names = (plain(pa.chunked_array([pa.array([name], pa.string())])) for name in (first, surname))
    (truth,) = made_of_names(pa.chunked_array([[local]]), *names).to_pylist()
    return bool(truth)


@pytest.mark.parametrize(
    "local",
    [
        "juergen.mueller",
        "jurgen-muller",
        "mueller.juergen",
        "j.mueller",
        "jmueller",
        "muellerj",
        "mueller_j",
        "juergen",
        "mueller",
        "jm",
        "jürgen.müller",
        "mueller2",
        "info",
    ],
)
def test_a_local_part_made_of_names_is_recognised(local):
    assert is_made(local, "Jürgen", "Müller")


@pytest.mark.parametrize("local", ["sparky77", "juergen.mueller77", "anna.mueller", "muellerei", "x.mueller"])
def test_a_local_part_that_says_more_is_left(local):
    assert not is_made(local, "Jürgen", "Müller")


@pytest.mark.parametrize("local", ["ahlefeldt", "matthias.vonahlefeldt", "m.ahlefeldt"])
def test_one_word_of_a_longer_name_is_enough(local):
    assert is_made(local, "Matthias Karl", "von Ahlefeldt")


def test_without_names_nothing_is_made_of_them():
    assert not is_made("anna.huber", None, None)
