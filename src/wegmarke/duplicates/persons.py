"""How records of persons are compared."""

from __future__ import annotations

import pyarrow as pa
import pyarrow.compute as pc

from wegmarke.duplicates import values
from wegmarke.duplicates.columns import column
from wegmarke.duplicates.mail_names import made_of_names
from wegmarke.duplicates.shape import RARELY, Comparison, Guards, Level, Shape, equal, mistyped, similar, unknown
from wegmarke.duplicates.writing import Texts, beginning, joined, matched, plain


def prepared(records: pa.Table) -> pa.Table:
    """Return one row per record with the columns that comparisons and keys name."""
    full = plain(column(records, "full_name"))
    first = pc.coalesce(plain(column(records, "first_name")), matched(full, r"^(?P<it>\S+) "))
    surname = pc.coalesce(plain(column(records, "surname")), matched(full, r" (?P<it>\S+)$"))
    born = values.born(column(records, "born_on"))
    mail = values.mail(column(records, "mail"))
    mail_name = values.mail_name(mail)
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
            "mail_name": mail_name,
            "mail_host": values.mail_host(mail),
            "mail_of_names": made_of_names(mail_name, first, surname),
            "domain": values.own_domain(mail, pa.chunked_array([pa.nulls(len(mail), pa.string())])),
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
_ALL_NAMES = " AND ".join(f"{name}_{side} IS NOT NULL" for name in ("first", "surname") for side in "lr")
_NAMES_OF_MAIL = "jaro_winkler_similarity(mail_name_l, mail_name_r)"
_MISTYPED_HOST = "damerau_levenshtein(mail_host_l, mail_host_r) BETWEEN 1 AND 2"
_OF_NAMES = f"""mail_l <> mail_r AND NOT {_MISTYPED_HOST} AND {_ALL_NAMES} AND (mail_of_names_l OR mail_of_names_r)
    AND ((mail_of_names_l AND mail_of_names_r) OR {_NAMES_OF_MAIL} >= 0.88)"""
"""Two addresses made of names: how far these agree is what the comparisons of the names say, where they are known."""
_COLLEAGUES = "mail_l <> mail_r AND domain_l = domain_r"


def _of_firm(column: str) -> tuple[Level, ...]:
    """Return the level of an address that both share because they work for one firm, which the domain says."""
    return (Level("of_firm", f"{_COLLEAGUES} AND {column}_l = {column}_r"),)


def _within(column: str) -> Level:
    return Level("within", f"list_contains(words_r, {column}_l) OR list_contains(words_l, {column}_r)")


def _short(column: str) -> Level:
    return Level("short", f"starts_with({column}_l, {column}_r) OR starts_with({column}_r, {column}_l)")


def _swapped_by_chance(table: pa.Table) -> float:
    """Return how often two strangers have each other's names.

    Either the first name is a surname, too, and that twice; or one record is swapped, and both are called alike.
    """
    first, surname = (table[name].drop_null() for name in ("first", "surname"))
    alike = _meeting(first, first) * _meeting(surname, surname)
    return float(min(max(_meeting(first, surname) ** 2, RARELY * alike), 0.01))


def _meeting(one: Texts, other: Texts) -> float:
    """Return how often a value drawn from one column is the one drawn from another; above 0."""
    drawn, others = (pc.value_counts(texts) for texts in (one, other))
    place = pc.index_in(pc.struct_field(drawn, "values"), value_set=pc.struct_field(others, "values"))
    counts = pc.fill_null(pc.struct_field(others, "counts").take(place), 0)
    same = pc.sum(pc.multiply(pc.struct_field(drawn, "counts"), counts)).as_py() or 0
    return float(max(same, 1) / max(len(one) * len(other), 1))


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
            # One host makes any two addresses at it look alike.
            Level("similar", f"jaro_winkler_similarity(mail_l, mail_r) >= 0.92 AND {_NAMES_OF_MAIL} >= 0.75"),
            similar("mail_name", 0.88, "similar_name"),
        ),
        silent=(Level("of_names", _OF_NAMES),),
    ),
    Comparison(
        "domain",
        ("domain",),
        f"{unknown('domain')} OR mail_l = mail_r",
        (equal("domain"),),
        # The comparison of the addresses says it.
        silent=(Level("mistyped", _MISTYPED_HOST),),
    ),
    Comparison(
        "phone",
        ("phone",),
        unknown("phone"),
        (equal("phone"), mistyped("phone", 1)),
        # Colleagues have neighbouring extensions.
        silent=(Level("extension", f"{_COLLEAGUES} AND damerau_levenshtein(phone_l, phone_r) = 1"),),
    ),
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
        silent=_of_firm("street"),
    ),
    Comparison(
        "postcode",
        ("postcode",),
        unknown("postcode"),
        (equal("postcode"), mistyped("postcode", 1), Level("same_area", "postcode_3_l = postcode_3_r", "postcode_3")),
        silent=_of_firm("postcode"),
    ),
    Comparison(
        "city",
        ("city",),
        unknown("city"),
        (equal("city"), similar("city", 0.88), Level("within", "contains(city_l, city_r) OR contains(city_r, city_l)")),
        silent=_of_firm("city"),
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
             ("mail", "born"), ("domain", "both_names"), ("phone", "both_names")),
    guards=Guards(cohesion=0.1, far_dates=("born_on",)),
    threshold=0.5,
)  # fmt: skip
