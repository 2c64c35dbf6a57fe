"""How records of organisations are compared."""

from __future__ import annotations

import pyarrow as pa
import pyarrow.compute as pc

from wegmarke.duplicates import values
from wegmarke.duplicates.columns import column
from wegmarke.duplicates.shape import Comparison, Guards, Level, Shape, equal, mistyped, similar, unknown
from wegmarke.duplicates.writing import beginning, matched, plain


def prepared(records: pa.Table) -> pa.Table:
    """Return one row per record with the columns that comparisons and keys name."""
    name = values.account_name(column(records, "name"))
    mail = values.mail(column(records, "mail"))
    street = values.street(column(records, "street"))
    postcode = values.number(column(records, "postcode"))
    return pa.table(
        {
            "id": records["id"],
            "name": name,
            "words": pc.split_pattern(name, " "),
            "name_4": beginning(name, 4),
            "word": matched(name, r"^(?P<it>\S+)"),
            "last_word": matched(name, r"(?P<it>\S+)$"),
            "street": street,
            "street_name": values.street_name(street),
            "house": values.house(street),
            "postcode": postcode,
            "postcode_3": beginning(postcode, 3),
            "city": plain(column(records, "city")),
            "phone": values.phone(column(records, "phone")),
            "domain": values.own_domain(mail, column(records, "website")),
            "mail": mail,
            "number": values.number(column(records, "number")),
        }
    )


_SHARED_WORDS = "len(list_intersect(words_l, words_r))"
_ALL_WORDS = "len(list_distinct(list_concat(words_l, words_r)))"
_FEWER_WORDS = "least(len(list_distinct(words_l)), len(list_distinct(words_r)))"
_SIMILAR_STREET = "jaro_winkler_similarity(street_name_l, street_name_r) >= 0.85"

ACCOUNTS = Shape(
    subject="account",
    prepare=prepared,
    comparisons=(
        Comparison(
            "name",
            ("name",),
            unknown("name"),
            (
                equal("name"),
                Level("same_words", f"{_SHARED_WORDS} >= 0.7 * {_ALL_WORDS}"),
                similar("name", 0.92),
                Level("within", f"{_SHARED_WORDS} = {_FEWER_WORDS}"),
                Level("half_of_the_words", f"{_SHARED_WORDS} >= 0.5 * {_FEWER_WORDS}"),
                Level("a_word", f"{_SHARED_WORDS} >= 1"),
            ),
        ),
        Comparison(
            "street",
            ("street",),
            unknown("street"),
            (
                equal("street"),
                Level("same_house", "house_l = house_r AND street_name_l = street_name_r", "street_name"),
                Level("similar_house", f"house_l = house_r AND {_SIMILAR_STREET}"),
                Level("same_street", "street_name_l = street_name_r"),
            ),
        ),
        Comparison("phone", ("phone",), unknown("phone"), (equal("phone"), mistyped("phone", 1))),
        Comparison("domain", ("domain",), unknown("domain"), (equal("domain"),)),
        Comparison("postcode", ("postcode",), unknown("postcode"), (equal("postcode"), mistyped("postcode", 1))),
        Comparison("city", ("city",), unknown("city"), (equal("city"), similar("city", 0.88))),
        Comparison("number", ("number",), unknown("number"), (equal("number"), mistyped("number", 1))),
    ),
    keys=(
        ("number",), ("phone",), ("street",), ("name",), ("domain",), ("house", "street_name"), ("postcode", "name_4"),
        ("postcode", "house"), ("postcode", "street_name"), ("word", "last_word"), ("postcode", "last_word"),
        ("name_4", "house"), ("word", "street_name"), ("city", "name_4"), ("house",),
    ),
    training=(("phone",), ("street",), ("name",), ("domain",)),
    certain=(("name", "street"), ("phone", "street"), ("name", "phone"), ("number", "name"), ("domain", "street")),
    guards=Guards(cohesion=0.2),
    threshold=0.5,
)  # fmt: skip
