"""Files on their way through the import assistant, without a browser: uploaded, guessed, checked, imported, stopped."""

from __future__ import annotations

import gzip
import stat
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from import_builders import LEADS, NOW, VISITS, checked, held, uploaded

from wegmarke.domain import DocumentInvalid, NotFound, SetClock, SourceUnreadable, UsageError
from wegmarke.domain.imports import ColumnDraft, Draft, EventDraft, Part
from wegmarke.workspace import Settings, Workspace, init, open_workspace


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "ws"


@pytest.fixture
def workspace(folder: Path) -> Iterator[Workspace]:
    with init(folder, Settings(name="Test", upload_mb=1), clock=SetClock(NOW)) as workspace:
        yield workspace


def with_part(draft: Draft, column: str, part: Part, name: str = "") -> Draft:
    def changed(found: ColumnDraft) -> ColumnDraft:
        return replace(found, part=part, name=name) if found.column == column else found

    return replace(draft, columns=tuple(map(changed, draft.columns)))


def parts(draft: Draft) -> dict[str, str]:
    return {column.column: column.part.value for column in draft.columns}


# The upload


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ("leads.csv", "leads.csv"),
        ("../../../etc/passwd", "passwd"),
        ("C:\\export\\leads 2025.xlsx", "leads 2025.xlsx"),
        ("/", "file"),
        ("..", "file"),
        (".hidden.csv", "hidden.csv"),
        ("evil\x00\n\u202egnp.csv", "evil___gnp.csv"),
        ("ü" * 300 + ".csv", "ü" * 73 + ".csv"),
    ],
)
def test_name_of_an_upload_stays_in_its_folder(workspace, folder, sent, kept):
    found = uploaded(workspace, LEADS, sent)

    assert found.file == kept
    assert held(folder) == {f"files/uploads/{found.id}/{part}" for part in ("import.json", f"upload/{kept}")}


def test_upload_is_readable_by_its_owner_alone(workspace, folder):
    found = uploaded(workspace, LEADS)

    place = folder / "files/uploads" / found.id
    assert stat.S_IMODE(place.stat().st_mode) == 0o700
    assert stat.S_IMODE((place / "import.json").stat().st_mode) == 0o600


def test_file_that_is_too_large_leaves_nothing(workspace, folder):
    receiving = workspace.imports.receive("large.csv")
    receiving.write(b"a" * 1_000_000)

    with pytest.raises(UsageError, match="at most 1 MB"):
        receiving.write(b"b")
    receiving.abandon()

    assert held(folder) == set()
    assert workspace.imports.list() == []


def test_empty_file_is_refused_and_leaves_nothing(workspace, folder):
    with pytest.raises(UsageError, match="the file is empty"):
        uploaded(workspace, "")

    assert held(folder) == set()


@pytest.mark.parametrize("name", ["..", "../../keys", "0" * 15, "zz" * 8, ""])
def test_only_imports_can_be_named(workspace, name):
    with pytest.raises(NotFound):
        workspace.imports.get(name)
    with pytest.raises(NotFound):
        workspace.imports.erase(name)


def test_upload_that_broke_off_is_removed_at_the_next_opening(folder):
    with init(folder, clock=SetClock(NOW)) as workspace:
        receiving = workspace.imports.receive("leads.csv")
        receiving.write(b"half of ")
        receiving._target.close()

    with open_workspace(folder, clock=SetClock(NOW)) as again:
        assert again.imports.list() == []
    assert list((folder / "files/uploads").iterdir()) == []


def test_file_that_nobody_imports_is_removed_after_a_week(folder):
    with init(folder, clock=SetClock(NOW)) as workspace:
        old = uploaded(workspace, LEADS)

    with open_workspace(folder, clock=SetClock(NOW + timedelta(days=6))) as soon:
        assert [found.id for found in soon.imports.list()] == [old.id]
    with open_workspace(folder, clock=SetClock(NOW + timedelta(days=8))) as late:
        assert late.imports.list() == []
    assert held(folder) == set()


# What the columns are


def test_columns_are_guessed_with_reasons(workspace):
    draft = workspace.imports.draft(uploaded(workspace, LEADS).id)

    assert parts(draft) == {
        "Lead-Nr": "id", "Erstellt am": "time", "E-Mail": "person", "Firma": "account_label", "USt-IdNr": "account",
        "Umsatz": "value", "Status": "property",
    }  # fmt: skip
    assert all(column.reason for column in draft.columns)
    assert (draft.event, draft.source, draft.time_zone, draft.currency) == (
        "lead_created", "leads", "Europe/Berlin", "EUR",
    )  # fmt: skip


def test_examples_of_personal_columns_are_shown_in_part(workspace):
    draft = workspace.imports.draft(uploaded(workspace, LEADS).id)

    examples = {column.column: column.examples for column in draft.columns}
    assert set(examples["E-Mail"]) == {"a…e", "b…e", "e…e"}
    assert examples["Firma"][0] == "ACME GmbH"


def test_preview_shows_events_as_they_would_be_stored(workspace):
    preview = workspace.imports.preview(uploaded(workspace, LEADS).id)

    first = preview.events[0]
    assert (preview.rows, preview.found, [event.line for event in preview.events]) == (4, 3, [2, 3, 5])
    assert (first.name, first.occurred_at) == ("lead_created", datetime(2025, 2, 3, 9, 0, tzinfo=UTC))
    assert (first.person, first.account, first.account_label) == (
        (("email", "a…e"),), (("vat_number", "DE123456789"),), "ACME GmbH",
    )  # fmt: skip
    assert (first.value.minor, first.value.currency, first.properties) == (125050, "EUR", {"status": "neu"})
    assert [(group.reason, group.first_line) for group in preview.rejects] == [("impossible_time", 4)]
    assert workspace.overview().events == 0


def test_preview_names_properties_that_are_personal(workspace):
    found = uploaded(workspace, LEADS)
    draft = workspace.imports.draft(found.id)
    workspace.imports.put_draft(found.id, with_part(draft, "E-Mail", Part.PROPERTY, "email"))

    preview = workspace.imports.preview(found.id)

    assert preview.removed == ("email",)
    assert preview.events[0].properties == {"status": "neu"}


def test_preview_of_a_large_file_reads_its_start_alone(workspace):
    rows = "".join(f"{n},2025-01-01T00:00:{n % 60:02}Z,c{n}\n" for n in range(20_000))

    preview = workspace.imports.preview(uploaded(workspace, f"id,created at,company id\n{rows}").id)

    assert (preview.rows, len(preview.events)) == (200, 20)


def test_what_a_person_chose_becomes_the_recipe(workspace):
    found = uploaded(workspace, LEADS)
    draft = with_part(workspace.imports.draft(found.id), "Status", Part.LEFT_OUT)
    draft = with_part(draft, "E-Mail", Part.PERSON, "crm_mail")

    workspace.imports.put_draft(found.id, replace(draft, event="inquiry_received", source="crm", time_zone="UTC"))

    recipe = workspace.imports.recipe(found.id)
    assert "name: inquiry_received" in recipe
    assert "source: crm\ntime_zone: UTC\ncurrency: EUR" in recipe
    assert "crm_mail:" in recipe
    assert "status" not in recipe.casefold()
    assert workspace.imports.draft(found.id).columns[6].reason == ""


def test_column_of_events_brings_its_values(workspace):
    found = uploaded(workspace, VISITS, "visits.csv")
    draft = workspace.imports.draft(found.id)

    workspace.imports.put_draft(found.id, with_part(draft, "what", Part.EVENT))

    draft = workspace.imports.draft(found.id)
    assert draft.events == (EventDraft("left", "left"), EventDraft("opened", "opened"))
    workspace.imports.put_draft(found.id, replace(draft, events=(EventDraft("left", ""), EventDraft("opened", "seen"))))
    assert {event.name for event in workspace.imports.preview(found.id).events} == {"seen"}


def test_problems_of_a_form_come_together_and_the_form_is_kept(workspace):
    found = uploaded(workspace, LEADS)
    draft = with_part(workspace.imports.draft(found.id), "Erstellt am", Part.LEFT_OUT)
    draft = with_part(draft, "Status", Part.VALUE)

    with pytest.raises(DocumentInvalid) as refused:
        workspace.imports.put_draft(found.id, replace(draft, event="Won!", source="", time_zone="Mars", currency="X"))

    assert [problem.where for problem in refused.value.problems] == ["time", "value", "time zone", "currency", "event"]
    assert workspace.imports.draft(found.id).event == "Won!"
    with pytest.raises(DocumentInvalid):
        workspace.imports.preview(found.id)
    with pytest.raises(DocumentInvalid):
        workspace.imports.check(found.id)


def test_columns_of_another_file_are_refused(workspace):
    found = uploaded(workspace, LEADS)
    draft = workspace.imports.draft(found.id)

    with pytest.raises(UsageError, match="nose"):
        workspace.imports.put_draft(found.id, replace(draft, columns=(*draft.columns, ColumnDraft("nose", Part.ID))))


def test_recipe_can_be_written_as_text(workspace):
    found = uploaded(workspace, LEADS)
    text = workspace.imports.recipe(found.id).replace("lead_created", "lead_taken")

    assert workspace.imports.put_recipe(found.id, text).is_text
    assert workspace.imports.preview(found.id).events[0].name == "lead_taken"
    with pytest.raises(DocumentInvalid) as refused:
        workspace.imports.put_recipe(found.id, "format: recipe/1\nsauce: crm\n")
    assert len(refused.value.problems) > 1
    assert workspace.imports.recipe(found.id) == text


def test_file_without_times_asks_for_a_person_who_knows(workspace):
    found = uploaded(workspace, "id,name,von\n1,ACME,2025-01-02\n2,Beta,?\n", "firms.csv")

    with pytest.raises(DocumentInvalid) as refused:
        workspace.imports.preview(found.id)
    assert refused.value.problems[0].where == "time"
    workspace.imports.put_draft(found.id, with_part(workspace.imports.draft(found.id), "von", Part.WHEN))

    assert workspace.imports.preview(found.id).found == 1


# Files that are none


def a_bomb() -> bytes:
    return gzip.compress(b"id,created at\n" + b"1,2025-01-01T00:00:00Z\n" * 2_000_000)


def a_workbook_bomb(place: Path) -> bytes:
    file = place / "bomb.xlsx"
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", b"<Types/>")
        archive.writestr("xl/workbook.xml", b" " * 60_000_000)
    return file.read_bytes()


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("photo.csv", b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 40),
        ("offer.csv", b"%PDF-1.7\n" + b"x" * 500),
        ("old.xlsx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600),
        ("archive.xlsx", b"PK\x03\x04broken"),
        ("header.csv", b"id,created at\n"),
        ("table.parquet", b"PAR1xxxxPAR1"),
        ("log.xes", b'<!DOCTYPE a [<!ENTITY b "c">]><log>&b;</log>'),
        ("lines.jsonl", b"not json\nnor this\n"),
    ],
)
def test_file_that_is_no_table_is_named_and_nothing_is_stored(workspace, name, content):
    found = uploaded(workspace, content, name)

    with pytest.raises(SourceUnreadable) as refused:
        workspace.imports.draft(found.id)

    assert name in refused.value.message
    assert workspace.overview().events == 0


def test_bombs_are_refused(folder, tmp_path):
    settings = Settings(name="Test", unpacked_mb=20, workbook_mb=20)
    with init(folder, settings, clock=SetClock(NOW)) as workspace:
        packed = uploaded(workspace, a_bomb(), "bomb.csv.gz")
        workbook = uploaded(workspace, a_workbook_bomb(tmp_path), "bomb.xlsx")

        with pytest.raises(SourceUnreadable, match=r"bomb\.xlsx"):
            workspace.imports.draft(workbook.id)
        # Its start is a table; the check reads it all.
        workspace.imports.draft(packed.id)
        assert "20 MB" in checked(workspace, packed.id).failure
