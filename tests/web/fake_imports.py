"""The part of the small workspace that imports files, with everything a page can be about."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime

from wegmarke.domain import DocumentInvalid, Money, NotFound, Problem, SourceUnreadable, UsageError
from wegmarke.domain.imports import (
    ColumnDraft,
    Draft,
    EventDraft,
    FileImport,
    ImportProgress,
    ImportStatus,
    Part,
    Preview,
    PreviewEvent,
    SavedRecipe,
    Stage,
)
from wegmarke.domain.views import ImportReport, RejectedGroup

NOW = datetime(2025, 12, 19, 17, 5, tzinfo=UTC)
RECIPE = "format: recipe/1\nsource: crm\n"
UNREADABLE = "photo.csv: expected a table, but the file holds neither text nor a workbook."
LEFT = "2025-31-12 is no date"


def an_id(number: int) -> str:
    return f"{number:016x}"


def a_report(*, dry_run: bool, message: str = "leads.csv line 9: expected a date, got '31.02.2025'.") -> ImportReport:
    rejects = (RejectedGroup("crm", "leads.csv", "impossible_time", message, 6, 9, 2509),)
    stored = 0 if dry_run else 2_994
    notices = ("The recipe names no time zone.",)
    return ImportReport(3_000, 3_000, stored, 0, 0, 6, {"lead_created": 2_994}, notices, rejects, dry_run, 1.5)


def a_draft() -> Draft:
    columns = (
        ColumnDraft("Nr", Part.ID, "", "text", "every row has a value of its own", ("L1", "L2")),
        ColumnDraft("Erstellt am", Part.WHEN, "", "time", "its name fits best of 2 columns of times"),
        ColumnDraft("E-Mail", Part.PERSON, "email", "email", "its values are e-mail addresses", ("a…e",)),
        ColumnDraft("Vorgang", Part.EVENT, "", "text", "it names what happened, 2 different things", ("neu",)),
        ColumnDraft("Umsatz", Part.VALUE, "", "number", "its name says that it is an amount", ("1.250,50",)),
        ColumnDraft("Region", Part.PROPERTY, "region", "text", "1,204 different values", ("Nord",)),
        ColumnDraft("<b>Notiz</b>", Part.LEFT_OUT, "", "text", "it may be about people; properties never are"),
    )
    events = (EventDraft("neu", "lead_created"), EventDraft("gewonnen", "deal_won"))
    return Draft("crm", columns, "", events, "Europe/Berlin", "EUR", 3_000, 2, is_local=True)


def a_preview() -> Preview:
    events = tuple(
        PreviewEvent(
            line, datetime(2025, 2, line, 9, 0, tzinfo=UTC), "instant", "lead_created", (("email", "a…e"),), "A…a",
            (("vat_number", "DE123"),), "ACME GmbH", "email", Money(125_050, "EUR"), {"region": "Nord"},
        )
        for line in range(2, 6)
    )  # fmt: skip
    rejects = (RejectedGroup("crm", "leads.csv", "impossible_time", LEFT, 1, 9, 9),)
    return Preview(200, events, 199, rejects, ("phone",))


def an_import(number: int, status: ImportStatus, **changes: object) -> FileImport:
    found = FileImport(an_id(number), "leads.csv", 288_202, NOW, NOW, status, "crm", "crm-leads")
    return replace(found, **changes)


def some_imports() -> list[FileImport]:
    running = ImportProgress(Stage.ACCEPTING, 1_500, 2_994, 0.7, 130.0)
    return [
        an_import(1, ImportStatus.READY),
        an_import(2, ImportStatus.READY, report=a_report(dry_run=True)),
        an_import(3, ImportStatus.CHECKING, progress=ImportProgress(Stage.READING, 20_000)),
        an_import(4, ImportStatus.IMPORTING, progress=running),
        an_import(5, ImportStatus.DONE, report=a_report(dry_run=False, message=""), has_file=False),
        an_import(6, ImportStatus.CANCELLED, progress=running),
        an_import(7, ImportStatus.INTERRUPTED),
        an_import(8, ImportStatus.FAILED, failure="The disk is nearly full.", problems=("a: expected b, got c. d",)),
        an_import(9, ImportStatus.READY, file="photo.csv"),
        an_import(10, ImportStatus.READY, is_text=True),
    ]


@dataclass
class FakeReceiving:
    imports: FakeImports
    file: str
    content: bytearray = field(default_factory=bytearray)
    is_abandoned: bool = False

    def write(self, part: bytes) -> None:
        if len(self.content) + len(part) > self.imports.most_bytes:
            raise UsageError(f"{self.file}: expected a file of at most 1 MB; this one is larger.")
        self.content += part

    def finish(self) -> FileImport:
        if not self.content:
            raise UsageError(f"{self.file}: expected rows, but the file is empty.")
        found = FileImport(an_id(100), self.file, len(self.content), NOW, NOW)
        self.imports.found.insert(0, found)
        self.imports.received[self.file] = bytes(self.content)
        return found

    def abandon(self) -> None:
        self.is_abandoned = True


@dataclass
class FakeImports:
    found: list[FileImport] = field(default_factory=list)
    most_bytes: int = 1_000_000
    received: dict[str, bytes] = field(default_factory=dict)
    receiving: list[FakeReceiving] = field(default_factory=list)
    drafts: list[Draft] = field(default_factory=list)
    asked: list[tuple[str, ...]] = field(default_factory=list)
    saved: list[SavedRecipe] = field(default_factory=list)
    problem: DocumentInvalid | None = None

    def receive(self, file: str) -> FakeReceiving:
        self.receiving.append(FakeReceiving(self, file))
        return self.receiving[-1]

    def list(self) -> Sequence[FileImport]:
        return self.found

    def get(self, import_id: str) -> FileImport:
        for found in self.found:
            if found.id == import_id:
                return found
        raise NotFound(f"import: expected one that exists; got {import_id!r}.")

    def draft(self, import_id: str) -> Draft:
        if self.get(import_id).file == "photo.csv":
            raise SourceUnreadable(UNREADABLE)
        return self.drafts[-1] if self.drafts else a_draft()

    def put_draft(self, import_id: str, draft: Draft) -> FileImport:
        self.drafts.append(draft)
        if self.problem is not None:
            raise self.problem
        return self.get(import_id)

    def recipe(self, import_id: str) -> str:
        if self.problem is not None:
            raise self.problem
        return RECIPE

    def put_recipe(self, import_id: str, text: str) -> FileImport:
        if "sauce" in text:
            problem = Problem("recipe line 2", "one of source", "'sauce'", "Remove or correct it.")
            raise DocumentInvalid("The recipe has 1 problem; nothing was read.", problems=[problem])
        return self._asked("put_recipe", import_id, text)

    def use_recipe(self, import_id: str, name: str) -> FileImport:
        self.saved_recipe(name)
        return self._asked("use_recipe", import_id, name)

    def preview(self, import_id: str) -> Preview:
        if self.problem is not None:
            raise self.problem
        return a_preview()

    def check(self, import_id: str) -> FileImport:
        return self._asked("check", import_id)

    def start(self, import_id: str, recipe_name: str = "") -> FileImport:
        if " " in recipe_name:
            raise UsageError(f"name of the recipe: expected small letters; got {recipe_name!r}.")
        return self._asked("start", import_id, recipe_name)

    def resume(self, import_id: str) -> FileImport:
        return self._asked("resume", import_id)

    def cancel(self, import_id: str) -> FileImport:
        return self._asked("cancel", import_id)

    def erase(self, import_id: str) -> None:
        self._asked("erase", import_id)

    def recipes(self) -> Sequence[SavedRecipe]:
        return self.saved

    def saved_recipe(self, name: str) -> SavedRecipe:
        for saved in self.saved:
            if saved.name == name:
                return saved
        raise NotFound(f"recipe: expected one of the saved recipes; got {name!r}.")

    def erase_recipe(self, name: str) -> None:
        self.saved.remove(self.saved_recipe(name))

    def _asked(self, what: str, import_id: str, *more: str) -> FileImport:
        found = self.get(import_id)
        self.asked.append((what, import_id, *more))
        return found


def a_recipe() -> SavedRecipe:
    return SavedRecipe("crm-leads", "crm", ("lead_created", "deal_won"), NOW, RECIPE)
