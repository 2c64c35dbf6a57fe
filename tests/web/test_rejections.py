"""Every reason for which something is rejected has words, in both languages, and stands in the documentation."""

from __future__ import annotations

import re
from pathlib import Path

from wegmarke.web.rejections import REASONS

DOCS = Path(__file__).parents[2] / "docs"
PAGES = ("http.md", "sources.md", "tracking-plan.md")


def test_documentation_and_words_name_the_same_reasons():
    documented = set()
    for page in PAGES:
        text = (DOCS / page).read_text(encoding="utf-8")
        for table in re.findall(r"\| Reason \|.*?\n((?:\|.*\n)+)", text):
            for line in table.splitlines():
                documented |= set(re.findall(r"`([a-z_]+)`", line.split("|")[1]))

    assert documented == set(REASONS)
