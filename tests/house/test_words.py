"""What must not stand in any file under version control."""

from __future__ import annotations

import re

# Put together here, so that this file does not hold what it looks for.
_OPEN_END = "TO" + "DO"
_PLACES = re.compile(r"(?<![\w.$])/(work|home/[a-z]|Users/[A-Za-z]|root|mnt)/|[A-Z]:\\\\Users")
_UNFINISHED = re.compile(rf"\b({_OPEN_END}|FIX{'ME'}|X{'XX'})\b(?!\(#\d+\))")


def test_no_file_names_a_place_on_somebodys_machine(tracked_files, root):
    found = _found(tracked_files, root, _PLACES)

    assert not found, "\n".join(found)


def test_open_ends_carry_the_number_of_an_issue(tracked_files, root):
    found = _found(tracked_files, root, _UNFINISHED)

    assert not found, "\n".join(found)


def test_no_conflict_of_a_merge_was_left(tracked_files, root):
    found = _found(tracked_files, root, re.compile(r"^(<{7}|>{7}) "))

    assert not found, "\n".join(found)


def _found(files, root, pattern) -> list[str]:
    return [
        f"{file.relative_to(root)}:{number}: {line.strip()[:100]}"
        for file in files
        for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), 1)
        if pattern.search(line)
    ]
