"""The pages about segments: what they say in both languages, and that nothing is kept before its plan was shown."""

from __future__ import annotations

import re

import pytest
from fake_segments import PRICES
from fake_workspace import an_empty_workspace
from rule_trees import Posted
from test_pages import Structure

from wegmarke.web.site import Site

OWN = {"origin": "http://127.0.0.1:8765"}
LIST = "/people/segments"
PAGES = {
    LIST: ("Segments", "Segmente"),
    f"{LIST}?q=preis": ("Segments", "Segmente"),
    f"{LIST}/new": ("New segment", "Neues Segment"),
    f"{LIST}/new?kind=static_list": ("New segment", "Neues Segment"),
    f"{LIST}/new?kind=difference&subject=account": ("New segment", "Neues Segment"),
    f"{LIST}/price_watchers": ("Price watchers", "Preisinteressierte"),
    f"{LIST}/price_watchers?with=newsletter": ("Price watchers", "Preisinteressierte"),
    f"{LIST}/fair_guests": ("Fair guests", "Messegäste"),
    f"{LIST}/either/edit": ("Edit segment", "Segment bearbeiten"),
    f"{LIST}/price_watchers/edit": ("Edit segment", "Segment bearbeiten"),
    f"{LIST}/newsletter/remove": ("Remove segment", "Segment entfernen"),
}


def fields_of(text: str) -> dict[str, str | list[str]]:
    """Everything that the form of a segment would post."""
    posted = Posted(text[text.index('action="/people/segments/edit"') :])
    fields: dict[str, str | list[str]] = {}
    for name, value in posted.pairs:
        fields[name] = [*fields[name], value] if name in fields else [value]
    return fields


def post(client, fields, act: str, **changes: str):
    return client.post(f"{LIST}/edit", data={**fields, **changes, "act": act}, headers=OWN, follow_redirects=True)


def the_form(client, path: str = f"{LIST}/price_watchers/edit"):
    return fields_of(client.get(path).text)


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize("language", ["en", "de"])
def test_page_is_written_in_the_language(client, path, language):
    answer = client.get(path, headers={"accept-language": language})

    assert answer.status_code == 200
    assert PAGES[path][language == "de"] in answer.text.split("<h1>")[1].split("</h1>")[0]


@pytest.mark.parametrize("path", PAGES)
def test_page_is_well_formed(client, path):
    text = client.get(path).text
    structure = Structure(text)
    tags = [tag for tag, _ in structure.attributes]

    assert structure.open == []
    assert len(structure.ids) == len(set(structure.ids))
    assert "%(" not in text
    assert tags.count("table") == tags.count("caption")
    assert not any("style" in attributes for _, attributes in structure.attributes)


def test_list_counts_who_came_and_went_within_a_week(client):
    text = client.get(LIST).text

    assert "Price watchers" in text
    assert "+39" in text
    assert "−21" in text


def test_segment_shows_rule_size_people_and_overlap(client):
    text = client.get(f"{LIST}/price_watchers?with=newsletter", headers={"accept-language": "de"}).text

    for said in ("mindestens 2-mal geschehen", "492 Personen", "Anna Weber", "Person #4720", "Preise oder Newsletter",
                 "Nur in „Liest den Newsletter“", "1.008", "12,8"):  # fmt: skip
        assert said in text


def test_names_are_withheld_from_roles_without_the_right(client, workspace):
    workspace.segments.names_withheld = True

    text = client.get(f"{LIST}/price_watchers").text

    assert "Anna Weber" not in text
    assert "Names are not shown to your role" in text


def test_plan_is_shown_and_nothing_is_kept(client, workspace):
    before = dict(workspace.segments.texts)

    answer = post(client, the_form(client), "plan", **{"rule.p0:number": "3"})

    assert answer.status_code == 200
    assert re.findall(r"<dd>(\d+)</dd>", answer.text)[:3] == ["12", "3", "480"]
    assert "For example:" in answer.text
    assert "Save the segment" in answer.text
    assert workspace.segments.texts == before


def test_shown_plan_is_kept_with_who_and_why(client, workspace):
    shown = fields_of(post(client, the_form(client), "plan", **{"rule.p0:number": "3"}).text)

    answer = post(client, shown, "keep", who="Ada", why="Enger gefasst")

    assert "The segment is kept" in answer.text
    assert workspace.segments.said == [("Ada", "Enger gefasst")]
    assert "at_least: 3" in workspace.segments.texts["price_watchers"]


def test_plan_of_another_rule_does_not_count(client, workspace):
    shown = fields_of(post(client, the_form(client), "plan", **{"rule.p0:number": "3"}).text)

    answer = post(client, shown, "keep", **{"rule.p0:number": "4"})

    assert "Nothing was changed yet" in answer.text
    assert workspace.segments.said == []


def test_unchanged_segment_makes_no_version(client):
    assert "no new version would be made" in post(client, the_form(client), "plan").text


def test_two_people_cannot_overwrite_each_other(client, workspace):
    shown = fields_of(post(client, the_form(client), "plan", **{"rule.p0:number": "3"}).text)
    workspace.segments.versions["price_watchers"] = 2

    answer = post(client, shown, "keep")

    assert answer.status_code == 422
    assert "Somebody changed the segment meanwhile" in answer.text


def test_new_segment_gets_its_id_from_the_title(client, workspace):
    fields = fields_of(post(client, the_form(client, f"{LIST}/new"), "add rule", **{"rule:add": "field"}).text)
    filled = {**fields, "rule.p0:field": "account.industry", "rule.p0:value": "Pumpen", "title_de": "Heiße Leads (Q3)"}
    shown = fields_of(post(client, filled, "plan").text)

    answer = post(client, shown, "keep")

    assert answer.url.path == f"{LIST}/heisse_leads_q3"
    assert "is: Pumpen" in workspace.segments.texts["heisse_leads_q3"]


def test_problems_of_rule_and_form_are_shown_together_and_nothing_is_lost(client):
    fields = {
        **the_form(client, f"{LIST}/price_watchers/edit"),
        "title_de": "",
        "title_en": "",
        "rule.p0:within": "bald",
    }

    answer = post(client, fields, "plan")

    assert answer.status_code == 422
    assert "<li>title: expected a title" in answer.text
    assert 'id="rule.p0:within-problem"' in answer.text
    assert 'value="bald"' in answer.text


def test_live_size_is_that_of_the_rule_on_the_page(client, workspace):
    text = client.get(f"{LIST}/price_watchers/edit", headers={"accept-language": "de"}).text

    assert "1.234 von 5.678 Personen" in text
    assert workspace.segments.previews == [PRICES]


def test_sets_keep_their_order(client, workspace):
    fields = the_form(client, f"{LIST}/new?kind=difference")
    filled = {**fields, "first": "newsletter", "other": ["price_watchers", "newsletter"], "title_en": "Only readers"}
    shown = fields_of(post(client, filled, "plan").text)

    post(client, shown, "keep")

    assert "difference:\n- newsletter\n- price_watchers\n" in workspace.segments.texts["only_readers"]


def test_static_list_takes_numbers_and_addresses(client, workspace):
    put = client.post(f"{LIST}/fair_guests/put", data={"kind": "", "values": "4720\r\n4711\r\n"}, headers=OWN)
    named = client.post(
        f"{LIST}/fair_guests/put", data={"kind": "email", "values": "anna@x.de\nnobody@x.de"}, headers=OWN
    )

    assert "Put on the list: 1. Were on it already: 1." in put.text
    assert "<code>nobody@x.de</code>" in named.text
    assert workspace.segments.listed == [4711, 4713, 4720]


def test_wrong_line_is_said_and_stays(client):
    answer = client.post(f"{LIST}/fair_guests/put", data={"kind": "", "values": "4720\nAnna"}, headers=OWN)

    assert answer.status_code == 422
    assert "Anna" in answer.text.split("<textarea")[1]


def test_chosen_ones_are_taken_off_the_list(client, workspace):
    client.post(f"{LIST}/fair_guests/take-out", data={"subject": ["4711", "4713"]}, headers=OWN)

    assert workspace.segments.listed == []


def test_segment_is_removed_after_a_question_unless_others_need_it(client, workspace):
    assert "Remove “Newsletter readers” with 492 persons?" in client.get(f"{LIST}/newsletter/remove").text
    refused = client.post(f"{LIST}/newsletter/removed", data={}, headers=OWN)

    removed = client.post(f"{LIST}/either/removed", data={"who": "Ada"}, headers=OWN)

    assert refused.status_code == 422
    assert "The segment is removed" in removed.text
    assert "either" not in workspace.segments.texts


def test_downloads_hold_numbers_and_no_names(client):
    text = client.get(f"{LIST}/price_watchers/subjects.csv").text

    assert text.splitlines()[1].startswith("4711,2026-01-03")
    assert "Anna" not in text
    assert client.get(f"{LIST}/price_watchers/changes.csv").text.splitlines()[0].endswith("day,entered,left,size")


@pytest.mark.parametrize(("path", "status"), [
    (f"{LIST}/none", 404), (f"{LIST}/none/edit", 404), (f"{LIST}/new?kind=x", 400), (f"{LIST}/new?subject=x", 400),
    (f"{LIST}/price_watchers?with=none", 404), (f"{LIST}/price_watchers?with=big_accounts", 400),
    (f"{LIST}/price_watchers?page=x", 400),
])  # fmt: skip
def test_what_does_not_exist_is_refused(client, path, status):
    assert client.get(path).status_code == status


@pytest.mark.parametrize("body", [
    b"act=add+rule&rule:kind=all&rule.p0:kind=__init__",
    b"act=look&rule:kind=all&" + b"&".join(b"rule.p%d:kind=did" % n for n in range(999)),
    b"act=look&" + b"&".join(b"x%d=1" % n for n in range(13_000)),
    b"act=%00&rule:kind=all",
    b"\xff\xfe=%ff&act=look",
    b"act=look&rule:kind=all&base=" + b"9" * 400 + b"&kind=nope",
])  # fmt: skip
def test_forged_form_gets_one_refusal(client, body):
    answer = client.post(
        f"{LIST}/edit", content=body, headers={**OWN, "content-type": "application/x-www-form-urlencoded"}
    )

    assert answer.status_code == 400
    assert "What this page expects" in answer.text or "expected" in answer.text


def test_form_that_is_too_large_is_refused(client):
    body = b"act=look&rule:kind=all&who=" + b"a" * 2_000_000

    assert client.post(f"{LIST}/edit", content=body, headers=OWN).status_code == 413


def test_hostile_texts_are_escaped(client):
    fields = {**the_form(client), "title_de": "<script>alert(1)</script>", "rule.p0:event": '"><img src=x>'}

    for act in ("look", "plan", "text"):
        text = post(client, fields, act).text
        assert "<script>alert" not in text
        assert "<img" not in text


def test_without_segments_it_says_what_to_do(sessions, stranger):
    stranger.app.state.site = Site(an_empty_workspace(), sessions)
    stranger.get(sessions.issue_link(), follow_redirects=False)

    assert "There is no segment yet" in stranger.get(LIST).text
