from __future__ import annotations

from importlib.resources import files

import pyarrow as pa
import pytest

from wegmarke.accounts import is_free_mail
from wegmarke.identity import is_role_mailbox


@pytest.mark.parametrize(
    "address", ["info@acme.de", " INFO@Acme.DE ", "einkauf2@acme.de", "sales-de@acme.com", "info+fair@acme.de",
                "büro@acme.at", "no-reply@acme.ch", "sales.dach@acme.com"]
)  # fmt: skip
def test_role_mailboxes_are_known_by_name(address: str) -> None:
    assert is_role_mailbox(pa.array([address])).to_pylist() == [True]


@pytest.mark.parametrize(
    "address", ["ada@acme.de", "infohr@acme.de", "m.info@acme.de", "info", "info@", "a info@acme.de", "", None,
                "salesman@acme.de", "it.meier@acme.de"]
)  # fmt: skip
def test_persons_and_other_texts_are_none(address: str | None) -> None:
    assert is_role_mailbox(pa.array([address], pa.string())).to_pylist() == [False]


@pytest.mark.parametrize("domain", ["gmx.de", "GMX.AT", "bluewin.ch", "gmail.com", " web.de ", "t-online.de."])
def test_free_mail_domains_are_known(domain: str) -> None:
    assert is_free_mail(pa.array([domain, f"ada@{domain.strip()}"])).to_pylist() == [True, True]


@pytest.mark.parametrize("domain", ["acme.de", "mygmx.de", "gmx.de.acme.com", "", None])
def test_other_domains_are_not(domain: str | None) -> None:
    assert is_free_mail(pa.array([domain], pa.string())).to_pylist() == [False]


def test_a_million_addresses_are_judged_as_a_set() -> None:
    addresses = pa.array(["ada@acme.de", "info@gmx.net"] * 500_000)

    assert is_role_mailbox(addresses).true_count == is_free_mail(addresses).true_count == 500_000


def test_every_domain_stands_once_and_in_small_letters() -> None:
    text = files("wegmarke.accounts").joinpath("free_mail_domains.txt").read_text(encoding="utf-8")
    domains = [line for line in text.splitlines() if line and not line.startswith("#")]

    assert len(domains) == len(set(domains)) > 150
    assert [domain for domain in domains if domain != domain.strip().lower() or "." not in domain] == []
