"""Nobody is shown more of a person than their role may see, whichever way they look; and every look is written down."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from itertools import product

import pytest
from event_builders import an_event, event_table
from litestar.testing import TestClient

from wegmarke.config import load_settings
from wegmarke.domain import DocumentInvalid, NotAllowed, SetClock, UsageError
from wegmarke.domain.persons import PersonChoice
from wegmarke.domain.rights import KINDS, REST, Rights, Role, Viewer, Way, default_rights, kind_of_field
from wegmarke.privacy import read_entries
from wegmarke.server import build_app
from wegmarke.web import Sessions
from wegmarke.workspace import Settings, Workspace, init, open_workspace

ORIGIN = "http://127.0.0.1:8765"
CLOCK = SetClock(datetime(2026, 3, 2, 9, 0, tzinfo=UTC))
CANARIES = {
    "name": "Canaryname Person",
    "mail": "canarymail@x.example",
    "phone": "030 canaryphone",
    "address": "Canarystreet 1",
    "identifiers": "canarycrmid",
    "birthday": "canarybirthday",
}
"""One value of each kind; `birthday` has no line of its own at first."""

LOOKS = [
    pytest.param(role, way, kind, id=f"{role}-{way}-{kind}") for role, way, kind in product(Role, Way, sorted(CANARIES))
]


@pytest.fixture(scope="module")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workspace]:
    with init(tmp_path_factory.mktemp("rights") / "ws", Settings(name="Test"), clock=CLOCK) as opened:
        take(opened)
        yield opened


def take(workspace: Workspace) -> None:
    told = [("customer_email", CANARIES["mail"]), ("phone", CANARIES["phone"]), ("street", CANARIES["address"])]
    identifiers = [{"kind": "crm", "value": CANARIES["identifiers"]}, {"kind": "email", "value": CANARIES["mail"]}]
    row = an_event(
        person_identifiers=identifiers, properties=[*told, ("birthday", CANARIES["birthday"]), ("page", "/a")]
    )
    other = an_event(source_event_id="2", person_identifiers=[{"kind": "crm", "value": "othercrm"}])
    workspace.stores.inbox.accept("crm", event_table([row | {"person_label": CANARIES["name"]}, other]))
    workspace.stores.settle()


@pytest.fixture
def default(workspace: Workspace) -> Rights:
    """The rights of a fresh workspace, whatever another test left."""
    workspace.rights.put(default_rights(), workspace.rights.history()[0].version)
    return workspace.rights.get()


def seen(workspace: Workspace, viewer: Viewer) -> str:
    """Return all that a viewer gets of persons, as text; for an export also where it is refused."""
    mine = workspace.seen_by(viewer)
    if viewer.way is Way.PAGE:
        return pages(mine)
    if viewer.way is Way.EXPORT:
        try:
            table = mine.persons.export()
        except NotAllowed as refused:
            return str(refused)
        return json.dumps(table.to_pylist(), default=str)
    found = [mine.persons.list(), mine.persons.get(1), mine.persons.get(3)]
    return repr([*found, mine.persons.plan_merge(1, 3), mine.persons.held(), mine.persons.at_account(1)])


def pages(workspace: Workspace) -> str:
    sessions = Sessions(ORIGIN, CLOCK)
    with TestClient(build_app(workspace, sessions=sessions), base_url=ORIGIN) as client:
        client.get(sessions.issue_link(), follow_redirects=False)
        paths = ("/people/persons", "/people/persons/1", "/people/persons/3", "/people/persons/merge?first=1&second=3")
        answers = [client.get(path) for path in paths]
    assert [answer.status_code for answer in answers] == [200] * len(paths)
    return "".join(answer.text for answer in answers)


def shows(rights: Rights, role: Role, way: Way, kind: str) -> bool:
    return (role, way, kind if kind in rights.kinds else REST) in rights.grants


EXPORTED = ("name", "mail", "phone")
"""Kinds that an export has columns for."""


@pytest.mark.parametrize(("role", "way", "kind"), LOOKS)
def test_value_is_seen_exactly_where_it_is_granted(
    workspace: Workspace, default: Rights, role: Role, way: Way, kind: str
) -> None:
    granted = shows(default, role, way, kind)
    if way is Way.EXPORT:
        granted &= role in default.exporters and kind in EXPORTED

    assert (CANARIES[kind] in seen(workspace, Viewer("anna", role, way))) == granted


@pytest.mark.parametrize(("role", "way", "kind"), LOOKS)
def test_a_single_grant_shows_a_single_kind(
    workspace: Workspace, default: Rights, role: Role, way: Way, kind: str
) -> None:
    own = kind if kind in KINDS else REST
    alone = Rights(frozenset({(role, way, own)}), frozenset(Role))
    workspace.rights.put(alone, workspace.rights.history()[0].version)

    found = seen(workspace, Viewer("anna", role, way))

    expected = {kind} if way is not Way.EXPORT or kind in EXPORTED else set()
    assert {name for name, value in CANARIES.items() if value in found} == expected


@pytest.mark.parametrize("role", list(Role))
def test_without_any_grant_nothing_is_seen_on_any_way(workspace: Workspace, default: Rights, role: Role) -> None:
    workspace.rights.put(Rights(frozenset(), frozenset(Role)), workspace.rights.history()[0].version)

    found = "".join(seen(workspace, Viewer("anna", role, way)) for way in Way)

    assert [name for name, value in CANARIES.items() if value in found] == []


@pytest.mark.parametrize(("role", "way"), [pytest.param(*one, id="-".join(one)) for one in product(Role, Way)])
def test_every_reading_says_what_was_shown_and_what_was_withheld(
    workspace: Workspace, default: Rights, role: Role, way: Way
) -> None:
    viewer = Viewer("anna", role, way)
    mine = workspace.seen_by(viewer)

    before = len(read_entries(workspace.stores.state, most=10_000))
    mine.persons.get(1)
    entries = read_entries(workspace.stores.state, most=10_000)
    new = entries[: len(entries) - before]

    whole = max(new, key=lambda entry: len(entry.what["fields"]) + len(entry.what["withheld"]))
    fields = ["birthday", "customer_email", "identifier.crm", "identifier.email", "label", "phone", "street"]
    kinds = ["birthday", "mail", "identifiers", "mail", "name", "phone", "address"]
    clear = [field for field, kind in zip(fields, kinds, strict=True) if shows(default, role, way, kind)]
    assert (whole.by, whole.act, whole.what["role"], whole.what["way"]) == ("anna", "read", role, way)
    assert whole.what["persons"] == [1]
    assert whole.what["fields"] == clear
    assert whole.what["withheld"] == [field for field in fields if field not in clear]


def test_who_does_not_see_a_value_finds_nobody_by_it(workspace: Workspace, default: Rights) -> None:
    def finds(role: Role, text: str) -> int:
        return workspace.seen_by(Viewer("anna", role, Way.PAGE)).persons.list(PersonChoice(search=text)).total

    assert [finds(Role.ANALYST, CANARIES[kind]) for kind in ("name", "mail", "identifiers")] == [0, 0, 0]
    assert [finds(Role.SALES, CANARIES[kind]) for kind in ("name", "mail", "identifiers")] == [1, 1, 0]
    assert finds(Role.ANALYST, "#1") == 1


def test_who_does_not_see_names_does_not_sort_by_them(workspace: Workspace, default: Rights) -> None:
    analyst = workspace.seen_by(Viewer("anna", Role.ANALYST, Way.PAGE)).persons

    assert analyst.list(sort="label").lines == analyst.list(sort="last").lines


def test_export_is_written_down_with_its_rows_and_fields(workspace: Workspace, default: Rights) -> None:
    table = workspace.persons.export()

    (entry,) = read_entries(workspace.stores.state, most=1)
    assert (entry.act, entry.what["count"], entry.what["way"]) == ("exported", table.num_rows, "export")
    assert entry.what["fields"] == ["customer_email", "label", "phone"]


def test_export_that_is_too_long_is_refused_as_a_whole(workspace: Workspace, default: Rights) -> None:
    workspace.rights.put(replace(default, most_rows=1), workspace.rights.history()[0].version)

    with pytest.raises(UsageError, match=r"at most 1 rows; got 2\. Narrow the list, or raise the limit"):
        workspace.persons.export()

    assert workspace.persons.export(only=(3,)).num_rows == 1


@pytest.mark.parametrize("role", [Role.ANALYST, Role.MARKETING, Role.SALES])
def test_role_without_the_right_exports_nothing(workspace: Workspace, default: Rights, role: Role) -> None:
    with pytest.raises(NotAllowed, match=f"got {role}"):
        workspace.seen_by(Viewer("anna", role)).persons.export()


def test_export_that_cannot_be_written_down_does_not_happen(workspace: Workspace, default: Rights) -> None:
    with workspace.stores.state.write() as connection:
        connection.exec_driver_sql(
            "CREATE TRIGGER full BEFORE INSERT ON audit_entry BEGIN SELECT no_such_column FROM audit_entry; END"
        )
    try:
        with pytest.raises(Exception, match="nothing is handed out"):
            workspace.persons.export()
    finally:
        with workspace.stores.state.write() as connection:
            connection.exec_driver_sql("DROP TRIGGER full")


def test_only_the_administration_changes_rights(workspace: Workspace, default: Rights) -> None:
    for role in set(Role) - {Role.ADMINISTRATOR}:
        with pytest.raises(NotAllowed):
            workspace.seen_by(Viewer("anna", role)).rights.put(default, workspace.rights.history()[0].version)


def test_rights_have_versions_and_an_entry_each(workspace: Workspace, default: Rights) -> None:
    base = workspace.rights.history()[0].version
    changed = replace(default, most_rows=77)

    version = workspace.seen_by(Viewer("anna", Role.ADMINISTRATOR)).rights.put(changed, base)

    newest = workspace.rights.history()[0]
    assert (newest.version, newest.by, newest.rights) == (base + 1, "anna", changed)
    (entry,) = read_entries(workspace.stores.state, most=1, subject="rights")
    assert (entry.by, entry.act, entry.what) == ("anna", "rights_changed", {"version": version})


def test_same_rights_make_no_version(workspace: Workspace, default: Rights) -> None:
    base = workspace.rights.history()[0].version

    assert workspace.rights.put(default, base) == base


def test_rights_written_from_an_older_version_are_refused(workspace: Workspace, default: Rights) -> None:
    base = workspace.rights.history()[0].version
    workspace.rights.put(replace(default, most_rows=5), base)

    with pytest.raises(UsageError, match="meanwhile"):
        workspace.rights.put(replace(default, most_rows=6), base)


def test_wrong_rights_are_refused_with_all_that_is_wrong(workspace: Workspace, default: Rights) -> None:
    wrong = Rights(frozenset({(Role.SALES, Way.PAGE, "shoesize")}), frozenset(), most_rows=0)

    with pytest.raises(DocumentInvalid) as caught:
        workspace.rights.put(wrong, workspace.rights.history()[0].version)

    assert [problem.where for problem in caught.value.problems] == ["grants", "most_rows"]


def test_a_line_of_its_own_decides_about_a_field(workspace: Workspace, default: Rights) -> None:
    own = replace(
        default, kinds=(*KINDS[:-1], "birthday", REST), grants=default.grants | {(Role.SALES, Way.COMMAND, "birthday")}
    )
    workspace.rights.put(own, workspace.rights.history()[0].version)

    assert CANARIES["birthday"] in seen(workspace, Viewer("anna", Role.SALES))
    assert CANARIES["birthday"] not in seen(workspace, Viewer("anna", Role.ADMINISTRATOR))


def test_role_of_whoever_opens_the_workspace_is_a_setting(tmp_path) -> None:
    with init(tmp_path / "ws", Settings(name="Test", role=Role.ANALYST), clock=CLOCK) as opened:
        take(opened)

        assert CANARIES["name"] not in repr(opened.persons.list())
        assert opened.rights.reader() == Viewer("operator", Role.ANALYST, Way.COMMAND)
        assert opened.on_pages().rights.reader().way is Way.PAGE
    assert load_settings(tmp_path / "ws").role is Role.ANALYST
    with pytest.raises(DocumentInvalid, match="administrator"):
        load_settings(tmp_path / "ws", {"WEGMARKE_ROLE": "king"})


def test_viewer_goes_along_to_the_process_that_owns_the_workspace(workspace: Workspace, default: Rights) -> None:
    with open_workspace(workspace.folder.path) as other:
        assert not other.is_owner

        assert CANARIES["name"] in repr(other.persons.list())
        assert CANARIES["name"] not in repr(other.seen_by(Viewer("anna", Role.ANALYST)).persons.list())


@pytest.mark.parametrize(
    ("field", "kind"),
    [
        ("label", "name"), ("Vorname", "name"), ("last_name", "name"), ("E-Mail", "mail"), ("customer_email", "mail"),
        ("boss.email", "mail"), ("emailaddress", "mail"), ("mobile_phone", "phone"), ("Telefonnummer", "phone"),
        ("address.city", "address"), ("billing.address.street", "address"), ("PLZ", "address"), ("id", "identifiers"),
        ("birthday", "birthday"), ("jobTitle", "jobtitle"),
    ],
)  # fmt: skip
def test_fields_of_sources_have_a_kind(field: str, kind: str) -> None:
    assert kind_of_field(field) == kind


def test_exported_table_is_the_file_of_the_page(workspace: Workspace, default: Rights) -> None:
    sessions = Sessions(ORIGIN, CLOCK)
    with TestClient(build_app(workspace.on_pages(), sessions=sessions), base_url=ORIGIN) as client:
        client.get(sessions.issue_link(), follow_redirects=False)
        answer = client.get("/people/persons.csv?sort=touches")

    rows = list(csv.DictReader(io.StringIO(answer.text.removeprefix("\ufeff"))))
    assert {(row["label"], row["mail"], row["phone"]) for row in rows} == {
        (CANARIES["name"], CANARIES["mail"], CANARIES["phone"]),
        ("", "", ""),
    }
