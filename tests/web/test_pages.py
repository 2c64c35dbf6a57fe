from __future__ import annotations

import re
from html.parser import HTMLParser

import pytest
from fake_workspace import an_empty_workspace

from wegmarke.web.site import Site

PEOPLE = [
    "/people",
    "/people/accounts/100",
    "/people/persons",
    "/people/persons/4711",
    "/people/persons/merge?first=4711&second=4713",
    "/people/persons/split?identifier=4711&other=4720",
    "/people/persons/4711/membership",
    "/people/persons/4711/membership?account=101&role=Einkauf&first=2025-01-01",
]
PAGES = ["/", "/maps", "/maps/pumps", "/explore/paths", "/rejected", *PEOPLE]
TITLES = {
    "/": ("Overview", "Überblick"),
    "/maps": ("Journey maps", "Journey-Maps"),
    "/maps/pumps": ("I replace an old pump without a standstill", "Ich ersetze eine alte Pumpe"),
    "/explore/paths": ("Paths", "Pfade"),
    "/people": ("Accounts", "Unternehmen"),
    "/people/accounts/100": ("Brauerei Hohenfels GmbH", "Brauerei Hohenfels GmbH"),
    "/rejected": ("Rejected rows", "Abgewiesene Zeilen"),
    "/people/persons": ("Persons", "Personen"),
    "/people/persons/4711": ("Sabine Krüger", "Sabine Krüger"),
    "/people/persons/merge?first=4711&second=4713": ("Treat two persons as one", "Zwei Personen zusammenführen"),
    "/people/persons/split?identifier=4711&other=4720": ("Remove a link", "Eine Verknüpfung entfernen"),
    "/people/persons/4711/membership": ("Change where a person belongs", "Zugehörigkeit einer Person ändern"),
    "/people/persons/4711/membership?account=101&role=Einkauf&first=2025-01-01": (
        "Change where a person belongs",
        "Zugehörigkeit einer Person ändern",
    ),
}
VOID = {"meta", "link", "input", "br", "col", "use"}


class Structure(HTMLParser):
    """Checks that elements are closed in order, and collects what tests ask for."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.ids: list[str] = []
        self.attributes: list[tuple[str, dict[str, str | None]]] = []
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        self.attributes.append((tag, dict(attrs)))
        self.ids += [value for name, value in attrs if name == "id" and value]
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag):
        if tag not in VOID:
            assert self.open.pop() == tag


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize("language", ["en", "de"])
def test_page_is_written_in_the_language(client, path, language):
    answer = client.get(path, headers={"accept-language": language})

    assert answer.status_code == 200
    assert f'<html lang="{language}"' in answer.text
    assert f"{TITLES[path][language == 'de']}" in answer.text.split("<h1>")[1].split("</h1>")[0]


@pytest.mark.parametrize("path", PAGES)
def test_page_is_well_formed(client, path):
    text = client.get(path).text
    structure = Structure(text)

    assert structure.open == []
    assert len(structure.ids) == len(set(structure.ids))
    assert "%(" not in text


@pytest.mark.parametrize("path", PAGES)
def test_page_needs_neither_inline_script_nor_inline_style(client, path):
    structure = Structure(client.get(path).text)

    for tag, attributes in structure.attributes:
        assert "style" not in attributes
        assert tag != "style"
        assert not any(name.startswith("on") for name in attributes)
        assert tag != "script" or attributes["src"].startswith("/static/")


@pytest.mark.parametrize("path", PAGES)
def test_page_asks_no_other_host(client, path):
    text = client.get(path).text

    addresses = re.findall(r'(?:href|src|action)="([^"]*)"', text)
    assert addresses
    assert all(address.startswith(("/", "#", "?")) and not address.startswith("//") for address in addresses)


@pytest.mark.parametrize("path", PAGES)
def test_every_table_has_a_caption_and_scoped_heads(client, path):
    structure = Structure(client.get(path).text)
    tags = [tag for tag, _ in structure.attributes]

    assert tags.count("table") == tags.count("caption")
    assert all("scope" in attributes for tag, attributes in structure.attributes if tag == "th")


@pytest.mark.parametrize("path", PAGES)
def test_every_link_inside_the_product_leads_somewhere(client, path):
    text = client.get(path).text

    for address in set(re.findall(r'<a [^>]*href="([^"#]+)"', text)):
        assert client.get(address.replace("&amp;", "&")).status_code == 200, address


@pytest.mark.parametrize("path", ["/", "/maps", "/explore/paths", "/people", "/people/persons", "/rejected"])
@pytest.mark.parametrize("language", ["en", "de"])
def test_empty_page_says_what_to_do_next(sessions, stranger, path, language):
    stranger.app.state.site = Site(an_empty_workspace(), sessions)
    stranger.get(sessions.issue_link(), follow_redirects=False)

    answer = stranger.get(path, headers={"accept-language": language})

    assert answer.status_code == 200
    assert 'class="notice"' in answer.text


def test_without_a_map_the_map_leads_home(sessions, stranger):
    stranger.app.state.site = Site(an_empty_workspace(), sessions)
    stranger.get(sessions.issue_link(), follow_redirects=False)

    assert stranger.get("/map", follow_redirects=False).headers["location"] == "/"


@pytest.mark.parametrize(
    "path",
    [
        "/nothing",
        "/maps/none",
        "/people/accounts/9999",
        "/people/accounts/x",
        "/people/persons/9999",
        "/maps/pumps/x",
        "/%2e%2e/x",
    ],
)
@pytest.mark.parametrize(("language", "words"), [("en", "There is nothing at this address"), ("de", "gibt es nichts")])
def test_what_is_not_there_is_said_in_both_languages(client, path, language, words):
    answer = client.get(path, headers={"accept-language": language})

    assert answer.status_code == 404
    assert words in answer.text


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("/maps/pumps?by=company", "expected one of person, account"),
        ("/maps/pumps?from=31.01.2025", "expected a date like 2025-01-31"),
        ("/maps/pumps?from=0001-01-01", "expected a date between"),
        ("/maps/pumps?from=2025-02-01&to=2025-01-01", "expected a period that ends after it begins"),
        ("/explore/paths?sort=magic", "expected one of transitions"),
        ("/people?page=0", "expected a number from 1"),
        ("/people?page=99999999999999999999", "expected a number from 1"),
        ("/people?sort=;drop", "expected one of last"),
        ("/people/persons?sort=name", "expected one of last"),
        ("/people/persons?account=;drop", "expected some, none or the number of an account"),
        ("/people/persons?from=2025-13-01", "expected a date like 2025-01-31"),
        ("/people/persons/chosen?person=1", "expected two persons; got 1"),
        ("/people/persons/merge?first=1", "second: expected a number"),
        ("/people/persons/4711/membership?account=zzz", "account: expected the name or number of an account"),
        ("/people?phase=;drop", "phase: expected one of"),
    ],
)
def test_wrong_parameter_is_explained(client, path, expected):
    answer = client.get(path)

    assert answer.status_code == 400
    assert expected in answer.text


@pytest.mark.parametrize(("language", "words"), [("en", "could not be made"), ("de", "konnte nicht erstellt werden")])
def test_fault_is_shown_without_its_inside(client, workspace, monkeypatch, caplog, language, words):
    monkeypatch.setattr(type(workspace), "overview", lambda self: 1 / 0)

    answer = client.get("/", headers={"accept-language": language})

    assert answer.status_code == 500
    assert words in answer.text
    assert "division" not in answer.text
    assert "page failed" in caplog.text
