"""The labelled sets of duplicates as tables of records, columns named by what they mean, the truth apart from them."""

from __future__ import annotations

import gzip
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as csv
import pyarrow.parquet as parquet

DATA = Path(__file__).parents[2] / "shared" / "data"


@dataclass(frozen=True)
class LabelledSet:
    """Records, and which of them are the same: the truth is a table of id and cluster and goes into no setting."""

    subject: str
    records: pa.Table
    truth: pa.Table
    own: pa.Table  # under the names of the source, for the yardstick


def fake1000() -> LabelledSet:
    own = texts(DATA / "identity_fake1000" / "fake_1000.csv")
    meaning = {"first_name": "first_name", "surname": "surname", "dob": "born_on", "city": "city", "email": "mail"}
    return labelled("person", own, "unique_id", own["cluster"], meaning)


def febrl4() -> LabelledSet:
    halves = [texts(DATA / "identity_febrl4" / f"dataset4{half}.csv.gz") for half in "ab"]
    own = pa.concat_tables(halves).combine_chunks()
    truth = pc.replace_substring_regex(own["rec_id"], r"^rec-(\d+)-.*$", r"\1")
    own = own.append_column("source_dataset", pc.if_else(pc.match_substring(own["rec_id"], "org"), "a", "b"))
    street = pc.binary_join_element_wise(own["address_1"], pc.fill_null(own["street_number"], ""), " ")
    own = own.append_column("street", street)
    meaning = {
        "given_name": "first_name", "surname": "surname", "date_of_birth": "born_on", "street": "street",
        "suburb": "city", "postcode": "postcode", "soc_sec_id": "number",
    }  # fmt: skip
    return labelled("person", own, "rec_id", truth, meaning)


def historical50k() -> LabelledSet:
    own = parquet.read_table(DATA / "identity_historical50k" / "historical_figures_with_errors_50k.parquet")
    meaning = {
        "first_name": "first_name", "surname": "surname", "full_name": "full_name", "dob": "born_on",
        "birth_place": "city", "postcode_fake": "postcode", "occupation": "job_title",
    }  # fmt: skip
    return labelled("person", own, "unique_id", own["cluster"], meaning)


def chicago_orgs() -> LabelledSet:
    own = texts(DATA / "identity_chicago_orgs" / "orgs_with_true_ids.csv.gz")
    meaning = {
        "Site name": "name", "Address": "street", "Zip": "postcode", "Phone": "phone", "Website": "website",
        "Email Address": "mail",
    }  # fmt: skip
    return labelled("account", own, "Id", own["True Id"], meaning)


SETS: Mapping[str, Callable[[], LabelledSet]] = {
    "fake1000": fake1000,
    "febrl4": febrl4,
    "historical50k": historical50k,
    "chicago_orgs": chicago_orgs,
}


def labelled(subject: str, own: pa.Table, id_: str, truth: pa.Array, meaning: Mapping[str, str]) -> LabelledSet:
    records = own.select([id_, *meaning]).rename_columns(["id", *meaning.values()])
    return LabelledSet(subject, records, pa.table({"id": own[id_], "cluster": truth}), own)


def texts(file: Path) -> pa.Table:
    """Read a CSV file with every column as text, blanks around values removed, empty values null."""
    with (gzip.open if file.suffix == ".gz" else open)(file, "rt", encoding="utf-8-sig") as stream:
        names = [name.strip().strip('"') for name in stream.readline().strip().split(",")]
    table = csv.read_csv(
        file,
        read_options=csv.ReadOptions(column_names=names, skip_rows=1),
        parse_options=csv.ParseOptions(newlines_in_values=True),
        convert_options=csv.ConvertOptions(
            column_types=dict.fromkeys(names, pa.string()), strings_can_be_null=True, null_values=[""]
        ),
    )
    trimmed = {name: pc.utf8_trim_whitespace(table[name]) for name in table.column_names}
    return pa.table({name: pc.if_else(pc.equal(column, ""), None, column) for name, column in trimmed.items()})
