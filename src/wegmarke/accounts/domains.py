"""Domains of mail providers that anybody may use: they make no account, because strangers share them."""

from __future__ import annotations

from functools import cache
from importlib.resources import files

import pyarrow as pa
import pyarrow.compute as pc


def is_free_mail(domains: pa.Array) -> pa.Array:
    """Tell for each domain, or mail address, whether it is one of a free-mail provider; false where it is null.

    >>> is_free_mail(pa.array(["GMX.de", "acme.de", "ada@gmail.com"])).to_pylist()
    [True, False, True]
    """
    lowered = pc.utf8_lower(pc.utf8_trim_whitespace(domains))
    host = pc.replace_substring_regex(pc.replace_substring_regex(lowered, r"^.*@", ""), r"\.$", "")
    return pc.fill_null(pc.is_in(host, value_set=_free_mail_domains()), False)


@cache
def _free_mail_domains() -> pa.Array:
    lines = files("wegmarke.accounts").joinpath("free_mail_domains.txt").read_text(encoding="utf-8").splitlines()
    return pa.array([line for line in lines if line and not line.startswith("#")])
