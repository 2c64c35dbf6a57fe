from __future__ import annotations

from datetime import UTC, datetime

from wegmarke.domain.persons import PersonChoice


def test_filters_of_the_url_reach_the_workspace(client, workspace):
    client.get("/people/persons?q=%20Kr%C3%BCger&account=none&anonymous=1&from=2025-01-01&to=2025-01-31")

    (choice,) = workspace.persons.asked
    assert choice == PersonChoice(
        search="Krüger",
        has_account=False,
        start=datetime(2024, 12, 31, 23, tzinfo=UTC),
        end=datetime(2025, 1, 31, 23, tzinfo=UTC),
        is_anonymous=True,
    )


def test_list_of_one_account_says_so_and_can_be_taken_back(client, workspace):
    text = client.get("/people/persons?account=100&sort=label").text

    assert workspace.persons.asked[0].account == 100
    assert "Touches at: <strong>Brauerei Hohenfels GmbH</strong>" in text
    assert 'href="/people/persons?sort=label"' in text


def test_list_of_an_account_that_is_not_there_is_not_found(client):
    assert client.get("/people/persons?account=9999").status_code == 404


def test_person_without_a_label_is_shown_by_number(client):
    assert '<a href="/people/persons/4713" class="pseudonym">Person #4713</a>' in client.get("/people/persons").text


def test_no_person_that_fits_is_said(client):
    answer = client.get("/people/persons?q=nobody")

    assert "No person fits." in answer.text


def test_csv_holds_the_list_as_it_is_narrowed(client):
    lines = client.get("/people/persons.csv?q=Sabine").text.splitlines()

    assert lines == [
        "\ufeffperson,label,mail,phone,account,account_label,touches,identifiers,is_anonymous,first_at,last_at",
        "4711,Sabine Krüger,sk@hohenfels.example,,100,Brauerei Hohenfels GmbH,48"
        ",2,False,2024-01-03 07:12:00+00:00,2025-12-19 16:40:00+00:00",
    ]


def test_csv_of_chosen_persons_holds_them_alone(client):
    lines = client.get("/people/persons.csv?person=4711&person=4715").text.splitlines()

    assert [line.partition(",")[0] for line in lines[1:]] == ["4711", "4715"]


def test_two_chosen_rows_lead_to_their_plan(client):
    answer = client.get("/people/persons/chosen?person=4711&person=4713", follow_redirects=False)

    assert answer.headers["location"] == "/people/persons/merge?first=4711&second=4713"


def test_person_page_shows_accounts_from_the_present_back(client):
    text = client.get("/people/persons/4711").text

    places = [
        text.index(words) for words in ("Brauerei Hohenfels GmbH</a> <span", "Account 101</a>", "No account</th>")
    ]
    assert places == sorted(places)


def test_withheld_identifiers_and_unknown_times_have_words_of_their_own(client):
    text = client.get("/people/persons/4711").text

    assert (
        '<th scope="row">Person in the CRM</th><td><span class="quiet">not shown to your role</span></td>'
        '<td class="num">#4733</td><td class="num">–</td><td class="num">–</td>' in text
    )


def test_person_page_shows_what_is_known_and_says_what_is_withheld(client):
    text = client.get("/people/persons/4711").text

    assert "<dt>Name</dt><dd>Sabine Krüger</dd>" in text
    assert "<dt>jobTitle</dt><dd>Leiterin Einkauf</dd>" in text
    assert '<dt>phone</dt><dd><span class="quiet">not shown to your role</span></dd>' in text


def test_evidence_shows_what_is_known_about_a_link(client):
    text = client.get("/people/persons/4711").text

    assert "held back" in text
    assert "97%" in text
    assert 'href="/people/persons/split?identifier=4711&amp;other=4720"' in text


def test_sessions_are_numbered_where_they_begin(client):
    text = client.get("/people/persons/4711").text

    assert text.count('<tr class="opens">') == 9
    assert text.count('class="num session"><span class="hidden">') == 36 - 9


def test_accounts_are_narrowed_by_phase_and_can_be_taken_back(client, workspace):
    phase = workspace.accounts.lines[0].phase
    text = client.get(f"/people?phase={phase}&sort=label").text

    assert workspace.accounts.lines[0].label in text
    assert 'href="/people?sort=label"' in text


def test_csv_of_chosen_accounts_holds_them_alone(client):
    lines = client.get("/people/accounts.csv?account=101").text.splitlines()

    assert lines[0].lstrip("\ufeff") == "account,label,phase,touches,persons,first_at,last_at"
    assert [line.partition(",")[0] for line in lines[1:]] == ["101"]
