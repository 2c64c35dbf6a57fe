"""How records of persons are compared."""

from __future__ import annotations

import pyarrow as pa
import pyarrow.compute as pc

from wegmarke.duplicates import values
from wegmarke.duplicates.columns import column
from wegmarke.duplicates.shape import Comparison, Guards, Level, Shape, equal, mistyped, similar, unknown
from wegmarke.duplicates.writing import Texts, beginning, joined, matched, plain


def prepared(records: pa.Table) -> pa.Table:
    """Return one row per record with the columns that comparisons and keys name."""
    full = plain(column(records, "full_name"))
    first = pc.coalesce(plain(column(records, "first_name")), matched(full, r"^(?P<it>\S+) "))
    surname = pc.coalesce(plain(column(records, "surname")), matched(full, r" (?P<it>\S+)$"))
    born = values.born(column(records, "born_on"))
    mail = values.mail(column(records, "mail"))
    postcode = values.number(column(records, "postcode"))
    street = values.street(column(records, "street"))
    return pa.table(
        {
            "id": records["id"],
            "first": first,
            "surname": surname,
            "both_names": _in_any_order(first, surname),
            "words": pc.split_pattern(joined(first, surname, full), " "),
            "first_1": beginning(first, 1),
            "first_2": beginning(first, 2),
            "first_3": beginning(first, 3),
            "surname_2": beginning(surname, 2),
            "surname_4": beginning(surname, 4),
            "born": born,
            "year": beginning(born, 4),
            "day": pc.if_else(pc.is_null(born), None, pc.utf8_slice_codeunits(born, 5, 10)),
            "mail": mail,
            "mail_name": values.mail_name(mail),
            "phone": values.phone(column(records, "phone")),
            "number": values.number(column(records, "number")),
            "street": street,
            "postcode": postcode,
            "postcode_3": beginning(postcode, 3),
            "city": plain(column(records, "city")),
            "job": plain(column(records, "job_title")),
        }
    )


def _in_any_order(first: Texts, surname: Texts) -> Texts:
    """Return both names in alphabetical order, so that swapped ones are equal."""
    names = (pc.if_else(pc.less(first, surname), *sides) for sides in ((first, surname), (surname, first)))
    return pc.binary_join_element_wise(*names, " ")


_SWAPPED = "first_l = surname_r AND surname_l = first_r AND first_l <> surname_l"


def _within(column: str) -> Level:
    return Level("within", f"list_contains(words_r, {column}_l) OR list_contains(words_l, {column}_r)")


def _short(column: str) -> Level:
    return Level("short", f"starts_with({column}_l, {column}_r) OR starts_with({column}_r, {column}_l)")


def _swapped_by_chance(table: pa.Table) -> float:
    """Return how often two strangers have each other's names: the chance that a first name is a surname, squared."""
    first, surname = (pc.value_counts(table[name].drop_null()) for name in ("first", "surname"))
    surnames = pc.struct_field(surname, "values")
    place = pc.index_in(pc.struct_field(first, "values"), value_set=surnames)
    counts = pc.fill_null(pc.struct_field(surname, "counts").take(place), 0)
    same = pc.sum(pc.multiply(pc.struct_field(first, "counts"), counts)).as_py() or 0
    share = max(same, 1) / max(_known(table, "first") * _known(table, "surname"), 1)
    return float(min(share**2, 0.01))


def _known(table: pa.Table, name: str) -> int:
    return int(table.num_rows - table[name].null_count)


_NAMES = (
    Comparison(
        "first_name",
        ("first",),
        f"{unknown('first')} OR ({_SWAPPED})",
        (equal("first"), similar("first", 0.92), _short("first"), _within("first"), similar("first", 0.8, "remote")),
    ),
    Comparison(
        "surname",
        ("surname",),
        f"{unknown('surname')} OR ({_SWAPPED})",
        (equal("surname"), similar("surname", 0.92), _within("surname"), similar("surname", 0.8, "remote")),
    ),
    Comparison(
        "swapped_names",
        ("first", "surname"),
        " OR ".join(f"({unknown(column)})" for column in ("first", "surname")),
        (Level("swapped", _SWAPPED, chance=_swapped_by_chance),),
    ),
)

_REST = (
    Comparison(
        "born_on",
        ("born",),
        unknown("born"),
        (
            equal("born"),
            mistyped("born", 1),
            Level("same_day", "day_l = day_r"),
            mistyped("born", 2, "mistyped_twice"),
            Level("same_year", "year_l = year_r"),
            Level("near", "abs(try_cast(year_l AS INT) - try_cast(year_r AS INT)) <= 10"),
        ),
    ),
    Comparison(
        "mail",
        ("mail",),
        unknown("mail"),
        (
            equal("mail"),
            Level("same_name", "mail_name_l = mail_name_r", "mail_name"),
            similar("mail", 0.92),
            similar("mail_name", 0.88, "similar_name"),
        ),
    ),
    Comparison("phone", ("phone",), unknown("phone"), (equal("phone"), mistyped("phone", 1))),
    Comparison(
        "number",
        ("number",),
        unknown("number"),
        (equal("number"), mistyped("number", 1), mistyped("number", 2, "mistyped_twice")),
    ),
    Comparison(
        "street",
        ("street",),
        unknown("street"),
        (equal("street"), similar("street", 0.92), similar("street", 0.8, "remote")),
    ),
    Comparison(
        "postcode",
        ("postcode",),
        unknown("postcode"),
        (equal("postcode"), mistyped("postcode", 1), Level("same_area", "postcode_3_l = postcode_3_r", "postcode_3")),
    ),
    Comparison(
        "city",
        ("city",),
        unknown("city"),
        (equal("city"), similar("city", 0.88), Level("within", "contains(city_l, city_r) OR contains(city_r, city_l)")),
    ),
    Comparison("job_title", ("job",), unknown("job"), (equal("job"),)),
)

PERSONS = Shape(
    subject="person",
    prepare=prepared,
    comparisons=_NAMES + _REST,
    keys=(
        ("mail",), ("phone",), ("number",), ("both_names",), ("surname", "born"), ("first", "born"),
        ("mail_name",), ("postcode", "first"), ("postcode", "surname"), ("postcode", "born"), ("city", "born"),
        ("first_3", "surname_4"), ("postcode_3", "first"), ("postcode_3", "surname"), ("postcode_3", "born"),
        ("street",), ("first_2", "surname_2", "year"), ("surname_4", "year"), ("first_3", "year", "city"),
        ("first", "city"), ("surname", "city"), ("postcode",), ("born",), ("surname",),
    ),
    training=(("first", "surname"), ("born",), ("mail",), ("postcode",), ("number",), ("phone",)),
    certain=(("mail", "surname"), ("first", "surname", "born"), ("born", "postcode", "first"), ("number", "born"),
             ("mail", "born")),
    guards=Guards(cohesion=0.1, far_dates=("born_on",)),
    threshold=0.5,
)  # fmt: skip
