from __future__ import annotations

import subprocess
import sys

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv
import pytest
from people_recorded_twice import people

from wegmarke.domain.errors import UsageError
from wegmarke.duplicates import ACCOUNTS, PERSONS, cluster, pair_quality, suggest


@pytest.fixture(scope="module")
def drawn():
    return people()


@pytest.fixture(scope="module")
def suggested(drawn):
    return suggest(drawn[0], PERSONS)


def test_duplicates_are_found_without_labels(drawn, suggested):
    records, truth = drawn

    quality = pair_quality(cluster(suggested.pairs, records, PERSONS.threshold, PERSONS.guards), truth)

    assert (quality.precision >= 0.98, quality.recall >= 0.95) == (True, True), quality


def test_the_same_records_in_another_order_give_the_same_pairs(drawn, suggested):
    records, _ = drawn

    again = suggest(records.take(pc.sort_indices(records["id"])), PERSONS)

    assert again.pairs.select(["left", "right"]).equals(suggested.pairs.select(["left", "right"]))


def test_pairs_stand_in_canonical_order(suggested):
    pairs = suggested.pairs.select(["probability", "left", "right"]).to_pylist()

    assert pairs == sorted(pairs, key=lambda pair: (-pair["probability"], pair["left"], pair["right"]))


def test_every_pair_says_what_agrees(drawn, suggested):
    records = {row["id"]: row for row in drawn[0].to_pylist()}
    swapped = [
        pair
        for pair in suggested.first(suggested.pairs.num_rows)
        if records[pair.left]["first_name"] == records[pair.right]["surname"]
        and records[pair.left]["surname"] == records[pair.right]["first_name"]
    ]

    assert swapped
    for pair in swapped:
        (names,) = [agreement for agreement in pair.agreements if agreement.column == "swapped_names"]
        assert names.level == "swapped"
        assert names.speaks > 0


def test_accounts_are_found_by_what_they_share():
    words = [
        f"{one}{two}" for one in ("alpha", "borna", "ceta", "dolm") for two in ("werk", "bau", "tech", "holz", "glas")
    ]
    rows = []
    for number, word in enumerate(words * 3):
        street = f"{word.title()}{number}weg {number}"
        row = {
            "name": f"{word} {number} GmbH",
            "street": street,
            "phone": f"0561 7{number:06d}",
            "mail": f"a@{word}{number}.example",
        }
        rows.append({"id": f"{number}-0", **row})
        if number % 3 == 0:
            rows.append(
                {"id": f"{number}-1", **row, "name": f"{word.title()} {number} AG", "mail": "someone@gmail.com"}
            )

    pairs = suggest(pa.Table.from_pylist(rows), ACCOUNTS).pairs.filter(pc.field("probability") > 0.9)

    assert {(row["left"], row["right"]) for row in pairs.to_pylist()} == {(f"{n}-0", f"{n}-1") for n in range(0, 60, 3)}


@pytest.mark.parametrize(
    "columns", [{"id": ["1"]}, {"id": ["1", "2"], "surname": [None, None]}, {"id": [1, 2], "surname": ["a", "b"]}]
)
def test_records_that_share_nothing_suggest_nothing(columns):
    assert suggest(pa.table(columns), PERSONS).pairs.num_rows == 0


def test_a_few_records_are_enough():
    names = {"first_name": ["Eva", "Éva", "Ida"], "surname": ["Maier", "Maier", "Maier"]}
    records = pa.table({"id": ["1", "2", "3"], **names, "mail": ["e@x.org", "e@x.org", "ida@y.org"]})

    probable = suggest(records, PERSONS).pairs.filter(pc.field("probability") > PERSONS.threshold)

    assert probable.select(["left", "right"]).to_pylist() == [{"left": "1", "right": "2"}]


def test_ids_that_do_not_tell_apart_are_named():
    with pytest.raises(UsageError) as refused:
        suggest(pa.table({"id": ["1", "1", None], "surname": ["a", "b", "c"]}), PERSONS)

    assert [problem.code for problem in refused.value.problems] == ["id_twice", "id_missing"]


def test_splink_is_imported_only_when_something_is_compared():
    code = "import sys, wegmarke.duplicates; print('splink' in sys.modules)"

    printed = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout

    assert printed == "False\n"


@pytest.mark.shared_data
def test_fake1000_is_better_than_its_tutorial(shared_data):
    own = pyarrow.csv.read_csv(
        shared_data / "identity_fake1000" / "fake_1000.csv",
        convert_options=pyarrow.csv.ConvertOptions(strings_can_be_null=True, column_types={"dob": pa.string()}),
    )
    names = {
        "unique_id": "id",
        "first_name": "first_name",
        "surname": "surname",
        "dob": "born_on",
        "city": "city",
        "email": "mail",
    }
    records = own.select(list(names)).rename_columns(list(names.values()))
    records = records.set_column(0, "id", records["id"].cast(pa.string()))
    truth = pa.table({"id": records["id"], "cluster": own["cluster"]})

    pairs = suggest(records, PERSONS).pairs
    quality = pair_quality(cluster(pairs, records, PERSONS.threshold, PERSONS.guards), truth)

    assert (quality.precision >= 0.99, quality.f1 >= 0.94) == (True, True), quality
