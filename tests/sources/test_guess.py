"""A guessed recipe runs as it is, and says why every column plays its part."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from workbooks import table

from wegmarke.domain import SourceUnreadable
from wegmarke.sources import Guess, guess_recipe, parse_recipe, read_files

LEADS = """Lead-ID;Erstellt am;Geändert am;E-Mail;Firma;Kundennummer;Betrag;Währung;Kanal;Quelle;Telefon;Notiz
L1;31.01.2025 14:05;01.02.2025;ada@example.com;ACME GmbH;K1;1.250,00;EUR;webshop;Messe;0151;x
L2;01.02.2025;03.02.2025;bo@example.com;Beta AG;K2;99,50;USD;email;Google;0152;y
L3;02.02.2025;04.02.2025;cy@example.com;Gamma KG;K1;10,00;EUR;email;Messe;0153;z
"""


def guessed(folder: Path, name: str, content: str | bytes) -> tuple[Guess, Path]:
    path = folder / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return guess_recipe(path), path


def parts_of(guess: Guess) -> dict[str, str]:
    return {column.name: column.part for column in guess.columns}


def read(guess: Guess, path: Path) -> list[dict]:
    chunks = list(read_files(parse_recipe(guess.recipe), [path], default_zone="Europe/Berlin"))
    assert sum(chunk.rejected.num_rows for chunk in chunks) == 0
    return [event for chunk in chunks for event in chunk.events.to_pylist()]


def test_german_export_is_read_as_it_is_meant(tmp_path):
    guess, path = guessed(tmp_path, "leads_2025-02.csv", LEADS)

    assert parts_of(guess) == {
        "Lead-ID": "id", "Erstellt am": "time", "Geändert am": "left_out", "E-Mail": "person", "Firma": "account_label",
        "Kundennummer": "account", "Betrag": "value", "Währung": "currency", "Kanal": "channel", "Quelle": "property",
        "Telefon": "left_out", "Notiz": "left_out",
    }  # fmt: skip
    first = read(guess, path)[0]
    assert (first["source_event_id"], first["name"], first["source"]) == ("lead_created:L1", "lead_created", "leads")
    assert (first["value_minor"], first["currency"], first["channel"]) == (125000, "EUR", "webshop")
    assert first["person_identifiers"] == [{"kind": "email", "value": "ada@example.com"}]
    assert first["account_identifiers"] == [{"kind": "kundennummer", "value": "K1"}]
    assert (first["account_label"], dict(first["properties"])) == ("ACME GmbH", {"quelle": "Messe"})


def test_recipe_is_written_with_reasons(tmp_path):
    guess, _ = guessed(tmp_path, "leads.csv", LEADS)

    assert 'rows: {match: "leads*", separator: ";", decimal: ",", thousands: "."}' in guess.recipe
    assert "time: Erstellt am  # its name fits best of 2 columns of times" in guess.recipe.replace('"', "")
    assert "# time_zone: Europe/Berlin  # times have no offset" in guess.recipe
    assert all(column.reason for column in guess.columns)


@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
@pytest.mark.parametrize("encoding", ["utf-8", "windows-1252", "utf-8-sig", "utf-16"])
def test_separator_and_encoding_are_found(tmp_path, separator, encoding):
    text = '"id","created","Größe, ca."\n"1","2025-01-01","groß"\n'.replace('","', f'"{separator}"')

    guess, path = guessed(tmp_path, "leads.csv", text.encode(encoding))

    assert parts_of(guess) == {"id": "id", "created": "time", "Größe, ca.": "property"}
    assert dict(read(guess, path)[0]["properties"]) == {"groesse_ca": "groß"}


@pytest.mark.parametrize(
    ("text", "layout"),
    [
        ("03/25/2025", "%m/%d/%Y"), ("25/03/2025 10:00", "%d/%m/%Y %H:%M"),
        ("15 Apr, 2021 00:03:00", "%d %b, %Y %H:%M:%S"), ("20250325", "%Y%m%d"),
        ("1742900000", "epoch"), ("1742900000000", "epoch"),
    ],
)  # fmt: skip
def test_way_of_writing_times_is_found(tmp_path, text, layout):
    guess, path = guessed(tmp_path, "leads.csv", f'id,time\n1,"{text}"\n2,"{text}"\n')

    assert f"time_format: {layout}" in guess.recipe.replace('"', "")
    assert len(read(guess, path)) == 2


def test_number_of_ten_digits_is_no_time_unless_its_name_says_so(tmp_path):
    guess, _ = guessed(tmp_path, "leads.csv", "phone_id,created\n1742900000,2025-01-01\n1742900001,2025-01-02\n")

    assert parts_of(guess) == {"phone_id": "id", "created": "time"}


def test_nested_objects_and_odd_names(tmp_path):
    rows = [
        {"id": n, "at": "2025-01-01T10:00:00Z", "firm": {"vat-id": f"DE12345678{n}", "group": "A"}, "2nd: x": "y"}
        for n in range(5)
    ]

    guess, path = guessed(tmp_path, "leads.jsonl", "".join(json.dumps(row) + "\n" for row in rows))

    assert parts_of(guess)["firm.vat-id"] == "account"
    event = read(guess, path)[0]
    assert event["account_identifiers"] == [{"kind": "vat_number", "value": "DE123456780"}]
    assert dict(event["properties"]) == {"firm_group": "A", "value_2_nd_x": "y"}


def test_column_that_names_what_happened_makes_an_event_of_each(tmp_path):
    lines = "".join(f"{n},2025-01-01,{['Quote sent', 'Order placed', 'Quote sent'][n % 3]}\n" for n in range(12))

    guess, path = guessed(tmp_path, "feed.csv", "id,date,Event name\n" + lines)

    assert [event["name"] for event in read(guess, path)].count("quote_sent") == 8
    assert guess.recipe.count("- name:") == 2


def test_names_of_staff_become_neither_events_nor_accounts(tmp_path):
    lines = "".join(f"{n},2025-01-01,{['Ann Low', 'Bob Ray'][n % 2]},c{n % 3}\n" for n in range(12))

    guess, _ = guessed(tmp_path, "calls.csv", "id,date,Event Owner,Contact Owner Id\n" + lines)

    assert parts_of(guess) == {"id": "id", "date": "time", "Event Owner": "left_out", "Contact Owner Id": "left_out"}
    assert "ann" not in guess.recipe.casefold()


def test_values_cannot_break_out_of_the_recipe(tmp_path):
    odd = ["it's", 'say "x"', "a: b # c", "{x}", "[y]", "- z", "'; DROP", "null"]
    rows = [["id", "created", "event"], *[[n, "2025-01-01", odd[n % 8]] for n in range(32)]]

    guess, path = guessed(tmp_path, "leads.xlsx", table(*rows))

    assert len(read(guess, path)) == 32


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        ("id,name\n1,x\n", "expected a column of times, found none among id, name"),
        ("id,created\n", "expected rows under the column names"),
        ("", "the file is empty"),
    ],
)
def test_file_that_cannot_be_guessed_says_why(tmp_path, content, expected):
    with pytest.raises(SourceUnreadable, match=rf"leads\.csv: .*{expected}|{expected}"):
        guessed(tmp_path, "leads.csv", content)


REAL = [
    "crm_opportunities_maven/sales_pipeline.csv", "olist_b2b_funnel/olist_marketing_qualified_leads_dataset.csv",
    "accounts_receivable_ibm/accounts_receivable.csv", "crm_opportunities_eci2020/opportunity_lines_eci2020.csv.gz",
    "crm_export_zoho_demo/Leads.csv.gz", "crm_export_zoho_demo/Calls.csv.gz", "helpdesk_tickets/Helpdesk.xes.gz",
    "attribution_sessions/touchpoints_raw.tsv.gz",
]  # fmt: skip


@pytest.mark.shared_data
@pytest.mark.parametrize("name", REAL)
def test_guess_of_real_exports_runs(shared_data, name):
    guess = guess_recipe(shared_data / name)

    chunks = list(read_files(parse_recipe(guess.recipe), [shared_data / name], default_zone="UTC"))

    rows = sum(chunk.rows for chunk in chunks)
    assert sum(chunk.events.num_rows for chunk in chunks) > 0.9 * rows > 0
    assert {"time"} <= set(parts_of(guess).values())
