from __future__ import annotations

import time

import pytest

from wegmarke.documents.strict_yaml import MAX_BYTES, read_text, write_text
from wegmarke.domain import DocumentInvalid

BOMB = "a: &a [x, x]\n" + "\n".join(
    f"{chr(98 + n)}: &{chr(98 + n)} [*{chr(97 + n)}, *{chr(97 + n)}]" for n in range(20)
)

REFUSED = [
    ("a: 1\na: 2\n", "line 2", "duplicate_key"),
    ("a:\n  b: 1\n  b: 2\n", "line 3", "duplicate_key"),
    ('{"a": 1, "b": 2, "a": 3}', "a", "duplicate_key"),
    ("a: &x 1\nb: *x\n", "line 1", "anchor"),
    ("b: *x\n", "line 1", "anchor"),
    (BOMB, "line 1", "anchor"),
    ("a: !!python/object/apply:os.system [ls]\n", "line 1", "tag"),
    ("a: !!str 3\n", "line 1", "tag"),
    ("a: 1\n---\nb: 2\n", "line 2", "not_readable"),
    ("a: [1, 2\n", "line 2", "not_readable"),
    ("a: b: c\n", "line 1", "not_readable"),
    ("\ta: 1\n", "line 1", "not_readable"),
    ('{"a": 1,, }', "line 1", "not_readable"),
    ("? [a, b]\n: 1\n", "line 1", "bad_key"),
    ("a: \x01\n", "text", "not_readable"),
    ("[" * 60 + "]" * 60, "line 1", "too_deep"),
    ("[" * 1_000_000, "line 1", "too_deep"),
    ('{"a":' * 60 + "1" + "}" * 60, "text", "too_deep"),
    ('{"a":' * 100_000 + "1" + "}" * 100_000, "text", "too_deep"),
    ("a: " + "x" * MAX_BYTES, "text", "too_large"),
]


@pytest.mark.parametrize(("text", "where", "code"), REFUSED, ids=lambda value: str(value)[:20])
def test_dangerous_or_broken_text_is_refused(text, where, code):
    with pytest.raises(DocumentInvalid) as caught:
        read_text(text, "map")

    (problem,) = caught.value.problems
    assert (problem.where, problem.code) == (where, code)


WORDS = """
no            | 'no'
yes           | 'yes'
on            | 'on'
NO            | 'NO'
true          | True
False         | False
~             | None
null          | None
12            | 12
-0            | 0
007           | 7
1_000         | '1_000'
1:30          | '1:30'
2024-01-01    | '2024-01-01'
0x1F          | '0x1F'
0o17          | '0o17'
1.5           | 1.5
.5            | 0.5
1e3           | 1000.0
.inf          | '.inf'
.nan          | '.nan'
"12"          | '12'
'true'        | 'true'
=             | '='
"""


@pytest.mark.parametrize("line", WORDS.strip().splitlines())
def test_words_resolve_as_in_json(line):
    word, expected = (part.strip() for part in line.split(" | "))

    assert repr(read_text(f"a: {word}", "map").content["a"]) == expected


def test_json_with_tabs_is_read():
    assert read_text('{\n\t"a": [1, "\\ud83d\\ude00"]\n}', "map").content == {"a": [1, "😀"]}


def test_flow_yaml_is_not_taken_for_json():
    assert read_text("{a: b}", "map").content == {"a": "b"}


def test_endless_digits_stay_text():
    digits = "9" * 100_000

    assert read_text(f"a: {digits}", "map").content == {"a": digits}


def test_lines_are_known():
    assert read_text("a:\n  - b: 1\n", "map").lines[("a", 0, "b")] == 2


def test_large_text_is_read_in_a_few_seconds():
    text = "a:\n" + "".join(f"  - {{id: item{number}, text: Some words here}}\n" for number in range(50_000))

    started = time.monotonic()
    read_text(text, "map")

    assert time.monotonic() - started < 30


@pytest.mark.parametrize(
    "text", ["no", "12", "1e5", "~", "a\nb", " a", "a ", "#", "- x", "a: b", "\u2028", "\x85", "é", "'"]
)
def test_written_words_stay_words(text):
    assert read_text(write_text({"a": text}), "map").content == {"a": text}
