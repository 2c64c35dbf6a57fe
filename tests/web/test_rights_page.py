"""The page about rights: ticks that hold, for administrators alone."""

from __future__ import annotations

import html
import re

from wegmarke.domain.rights import KINDS, REST, Role, Way

PAGE = "/settings/rights"
ORIGIN = {"origin": "http://127.0.0.1:8765"}


def ticked(text: str) -> set[str]:
    return {html.unescape(value) for value in re.findall(r'name="grant" value="([^"]+)"[^>]* checked', text)}


def form(client, **changes: object) -> dict[str, object]:
    text = client.get(PAGE).text
    given = {
        "base": re.search(r'name="base" value="(\d+)"', text).group(1),
        "kind": ["birthday", "jobtitle"],
        "grant": sorted(ticked(text)),
        "exporter": ["administrator"],
        "most_rows": "500",
    }
    return {**given, **changes}


def test_ticks_are_the_rights_that_hold(client, workspace):
    rights = workspace.rights.versions[0].rights

    found = ticked(client.get(PAGE).text)

    kinds = (*KINDS, "birthday", "jobtitle")
    assert found == {
        f"{way}.{role}.{kind}"
        for way in Way
        for role in Role
        for kind in kinds
        if (role, way, rights.line_of(kind)) in rights.grants
    }


def test_what_is_ticked_is_kept(client, workspace):
    answer = client.post(f"{PAGE}/keep", data=form(client), headers=ORIGIN, follow_redirects=False)

    kept = workspace.rights.versions[0].rights
    assert answer.headers["location"] == f"{PAGE}?saved=1"
    assert (kept.most_rows, kept.exporters) == (500, {Role.ADMINISTRATOR})
    # Ticked like everything else, the fields that a source brought got no line of their own.
    assert kept.kinds == KINDS


def test_field_that_is_ticked_otherwise_gets_its_own_line(client, workspace):
    grants = [*form(client)["grant"], "page.sales.birthday"]

    client.post(f"{PAGE}/keep", data=form(client, grant=grants), headers=ORIGIN, follow_redirects=False)

    kept = workspace.rights.versions[0].rights
    assert kept.kinds == (*KINDS[:-1], "birthday", REST)
    assert (Role.SALES, Way.PAGE, "birthday") in kept.grants


def test_nothing_ticked_grants_nothing(client, workspace):
    given = form(client, grant=[], exporter=[])

    client.post(f"{PAGE}/keep", data=given, headers=ORIGIN, follow_redirects=False)

    assert workspace.rights.versions[0].rights.grants == frozenset()


def test_wrong_number_is_refused_with_what_was_expected(client, workspace):
    answer = client.post(f"{PAGE}/keep", data=form(client, most_rows="many"), headers=ORIGIN)

    assert answer.status_code == 422
    assert "expected a whole number of at least 1" in answer.text
    assert len(workspace.rights.versions) == 1


def test_others_than_the_administration_read_it_only(client, workspace):
    workspace.rights.role = Role.SALES

    text = client.get(PAGE).text
    answer = client.post(f"{PAGE}/keep", data=form(client), headers=ORIGIN)

    assert "Only the administration changes rights." in text
    assert "Keep these rights" not in text
    assert answer.status_code == 403
    assert "Your role has no right to this" in answer.text
