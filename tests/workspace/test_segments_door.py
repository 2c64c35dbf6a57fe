"""The door of segments: what a plan says is what saving does, and who is in follows what happens."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from event_builders import NOON, an_event, event_table

from wegmarke.domain import DocumentInvalid, LocalizedText, NotFound, RuleInvalid, SetClock, UsageError
from wegmarke.domain.rights import Role, Viewer, Way
from wegmarke.domain.segments import SegmentOverlap, SegmentSubject
from wegmarke.workspace import Settings, Workspace, init, open_workspace

DAY = timedelta(days=1)
WARM = """
id: warm
title: {de: Warm, en: Warm}
subject: person
rule: {did: {event: quote_opened, within: 30 days}}
"""
KNOWN = """
id: known
title: Known
subject: person
rule: {any: [{did: {event: quote_opened}}, {did: {event: order_placed}}]}
"""
BUYERS = """
id: buyers
title: Buyers
subject: account
rule: {did: {event: order_placed}}
"""
LIST = "{id: guests, title: Guests, subject: person, static_list: true}"


@pytest.fixture
def clock() -> SetClock:
    return SetClock(NOON + 100 * DAY)


@pytest.fixture
def workspace(tmp_path: Path, clock: SetClock) -> Iterator[Workspace]:
    with init(tmp_path / "ws", Settings(name="Test"), clock=clock) as opened:
        offer(opened, "ada", "quote_opened", 90)
        offer(opened, "bob", "quote_opened", 20)
        offer(opened, "eve", "order_placed", 95)
        yield opened
        assert opened.check() == []


def offer(workspace: Workspace, person: str, name: str, day: float, account: str = "acme", **changes: object) -> None:
    event = an_event(
        source_event_id=f"{person} {name} {day} {account}", name=name, occurred_at=NOON + day * DAY, account=account,
        person_label=person.title(), person_identifiers=[{"kind": "email", "value": f"{person}@acme.example"}],
        **changes,
    )  # fmt: skip
    workspace.stores.inbox.accept("crm", event_table([event]), origins="door")
    workspace.stores.settle()


def names(workspace: Workspace, segment: str) -> list[str]:
    return sorted(row.label for row in workspace.segments.subjects(segment).rows)


def test_saving_judges_everybody(workspace):
    saved = workspace.segments.save(WARM, who="Ada", why="spring")

    assert (saved.size, saved.version, saved.who, saved.why) == (1, 1, "Ada", "spring")
    assert names(workspace, "warm") == ["Ada"]
    assert saved.words.de == "„quote_opened“ ist in den letzten 30 Tagen geschehen"


def test_plan_says_what_saving_does(workspace):
    workspace.segments.save(WARM)
    newer = WARM.replace("30 days", "90 days")

    plan = workspace.segments.rehearse(newer)

    assert (plan.enter, plan.leave, plan.stay, plan.version, plan.is_new) == (1, 0, 1, 2, True)
    assert workspace.segments.get("warm").size == 1
    assert workspace.segments.save(newer).size == 2


def test_plan_of_something_new_counts_all_who_would_enter(workspace):
    assert workspace.segments.rehearse(KNOWN).enter == 3
    assert workspace.segments.all() == []


def test_unchanged_document_makes_no_version(workspace):
    workspace.segments.save(WARM)

    assert workspace.segments.save(WARM).version == 1


def test_document_written_from_an_older_version_is_refused(workspace):
    workspace.segments.save(WARM)
    workspace.segments.save(WARM.replace("30", "60"), base=1)

    with pytest.raises(UsageError, match="version 2"):
        workspace.segments.save(WARM.replace("30", "10"), base=1)


def test_new_event_lets_somebody_enter(workspace):
    workspace.segments.save(WARM)

    offer(workspace, "bob", "quote_opened", 99)

    assert names(workspace, "warm") == ["Ada", "Bob"]


def test_entering_says_what_matched(workspace):
    workspace.segments.save(KNOWN)
    why = {row.label: row.why for row in workspace.segments.subjects("known").rows}

    assert why["Eve"] == LocalizedText("„order_placed“ ist geschehen", "“order_placed” happened")


def test_time_alone_lets_somebody_leave(workspace, clock):
    workspace.segments.save(WARM)
    clock.instant = NOON + 121 * DAY

    workspace.stores.pass_time()

    assert names(workspace, "warm") == []


def test_history_tells_stays(workspace, clock):
    workspace.segments.save(WARM)
    ada = workspace.segments.subjects("warm").rows[0].number
    clock.instant = NOON + 121 * DAY
    workspace.stores.pass_time()
    offer(workspace, "ada", "quote_opened", 121)

    stays = workspace.segments.history("warm", ada)

    assert [(stay.since, stay.until) for stay in stays] == [
        (NOON + 100 * DAY, NOON + 121 * DAY),
        (NOON + 121 * DAY, None),
    ]


def test_changes_per_day_add_up_to_the_size(workspace, clock):
    workspace.segments.save(WARM)
    clock.instant = NOON + 121 * DAY
    offer(workspace, "bob", "quote_opened", 121)

    days = workspace.segments.changes("warm", 30)

    assert (days[-1].entered, days[-1].left, days[-1].size) == (1, 1, 1)
    assert [day.size for day in days if day.entered or day.left] == [1, 1]
    assert len(days) == 30


def test_accounts_are_subjects_too(workspace):
    workspace.segments.save(BUYERS)

    assert [row.number for row in workspace.segments.subjects("buyers").rows] == [1]


def test_sets_follow_what_they_are_made_of(workspace):
    for document in (WARM, KNOWN):
        workspace.segments.save(document)
    workspace.segments.save("{id: cold, title: Cold, subject: person, difference: [known, warm]}")
    assert names(workspace, "cold") == ["Bob", "Eve"]

    offer(workspace, "bob", "quote_opened", 99)

    assert names(workspace, "cold") == ["Eve"]
    assert workspace.segments.get("known").used_by == ("cold",)


def test_segment_that_others_are_made_of_stays(workspace):
    for document in (WARM, KNOWN, "{id: both, title: Both, subject: person, intersection: [known, warm]}"):
        workspace.segments.save(document)

    with pytest.raises(UsageError, match="both"):
        workspace.segments.remove("warm")


def test_removed_segment_keeps_its_history(workspace):
    workspace.segments.save(WARM)
    ada = workspace.segments.subjects("warm").rows[0].number

    workspace.segments.remove("warm", who="Ada", why="over")

    with pytest.raises(NotFound, match="none yet"):
        workspace.segments.get("warm")
    assert workspace.segments.save(WARM).version == 3
    assert [stay.version for stay in workspace.segments.history("warm", ada)] == [1, 3]


def test_circles_are_refused(workspace):
    workspace.segments.save(WARM)
    workspace.segments.save(KNOWN)
    workspace.segments.save("{id: a, title: A, subject: person, union: [warm, known]}")
    workspace.segments.save("{id: b, title: B, subject: person, union: [a, known]}")

    with pytest.raises(DocumentInvalid, match=r"a → b → a|b → a"):
        workspace.segments.save("{id: a, title: A, subject: person, union: [b, warm]}")


def test_list_holds_whom_somebody_put_there(workspace):
    workspace.segments.save(LIST)

    done = workspace.segments.put_named("guests", "email", ["Bob@acme.example", "nobody@acme.example"], who="Ada")

    assert (done.put, done.there, done.unknown) == (1, 0, ("nobody@acme.example",))
    assert names(workspace, "guests") == ["Bob"]
    assert workspace.segments.subjects("guests").rows[0].why.en == "put on the list by Ada"


def test_list_is_left_when_somebody_is_taken_out(workspace):
    workspace.segments.save(LIST)
    workspace.segments.put("guests", [1, 2, 999])

    assert workspace.segments.take_out("guests", [1]) == 1
    assert workspace.segments.get("guests").size == 1


def test_rule_is_no_list(workspace):
    workspace.segments.save(WARM)

    with pytest.raises(UsageError, match="static list"):
        workspace.segments.put("warm", [1])


def test_preview_keeps_nothing(workspace):
    found = workspace.segments.preview({"did": {"event": "order_placed"}}, SegmentSubject.PERSON)

    assert (found.size, found.of, [one.label for one in found.sample]) == (1, 3, ["Eve"])
    assert workspace.segments.all() == []


def test_preview_lists_problems(workspace):
    with pytest.raises(RuleInvalid, match="2 months"):
        workspace.segments.preview({"did": {"event": "order_placed", "within": "2 months"}}, SegmentSubject.PERSON)


def test_fields_offer_values_that_several_share(workspace):
    for person, plan, mail in (
        ("ada", "gold", "x"),
        ("bob", " gold", "x"),
        ("eve", "platinum", "x"),
        ("kim", "-", "x"),
    ):
        offer(workspace, person, "person_identified", 90, properties=[("plan", plan), ("email", mail)])
    for account in ("acme", "brot"):
        offer(workspace, "ada", "account_described", 91, account, properties=[("industry", "pumps")])

    fields = {field.name: field.values for field in workspace.segments.fields(SegmentSubject.PERSON)}

    # Platinum would tell who it is, and an address is no field.
    assert fields["person.plan"] == ("gold",)
    assert fields["account.industry"] == ("pumps",)
    assert "person.email" not in fields


def test_names_are_shown_to_those_who_may_see_them(workspace):
    workspace.segments.save(WARM)
    analyst = workspace.seen_by(Viewer("kim", Role.ANALYST, Way.PAGE))

    page = analyst.segments.subjects("warm")

    assert page.names_withheld
    assert [row.label for row in page.rows] == [""]


def test_nobody_is_found_by_an_identifier_one_may_not_see(workspace):
    workspace.segments.save(LIST)
    analyst = workspace.seen_by(Viewer("kim", Role.ANALYST, Way.PAGE))

    with pytest.raises(Exception, match="role that sees identifiers"):
        analyst.segments.put_named("guests", "email", ["bob@acme.example"])


def test_overlap_counts_both_sides(workspace):
    workspace.segments.save(WARM)
    workspace.segments.save(KNOWN)

    assert workspace.segments.overlap("known", "warm") == SegmentOverlap("known", "warm", 2, 1, 0)


def test_explanation_names_events(workspace):
    workspace.segments.save(WARM)
    ada = workspace.segments.subjects("warm").rows[0].number

    assert workspace.segments.explain("warm", ada).en.startswith("yes: “quote_opened” happened in the last 30 days (1")


def test_somebody_is_found_in_segments(workspace):
    workspace.segments.save(WARM)
    workspace.segments.save(KNOWN)

    assert [one.id for one in workspace.segments.with_subject(SegmentSubject.PERSON, 1)] == ["known", "warm"]


def test_merged_persons_keep_the_earlier_stay(workspace, clock):
    workspace.segments.save(WARM)
    clock.instant = NOON + 105 * DAY

    workspace.persons.merge(1, 2)

    rows = workspace.segments.subjects("warm").rows
    assert [(row.number, row.since) for row in rows] == [(1, NOON + 100 * DAY)]


def test_stay_follows_whose_number_became_another(workspace, clock):
    # Bob, number 2, is on the list and becomes one with Ada, number 1, who is not.
    workspace.segments.save(LIST)
    workspace.segments.put("guests", [2])
    clock.instant = NOON + 105 * DAY

    workspace.persons.merge(1, 2)

    rows = workspace.segments.subjects("guests").rows
    assert [(row.number, row.since) for row in rows] == [(1, NOON + 100 * DAY)]


def test_list_follows_whoever_is_split_off_again(workspace):
    workspace.segments.save(LIST)
    workspace.segments.put("guests", [2])
    workspace.persons.merge(1, 2)

    workspace.persons.split(1, 2)

    assert [row.number for row in workspace.segments.subjects("guests").rows] == [2]


def test_opened_workspace_catches_up_with_the_time(tmp_path, clock):
    with init(tmp_path / "ws", Settings(name="Test"), clock=clock) as first:
        offer(first, "ada", "quote_opened", 90)
        first.segments.save(WARM)

    clock.instant = NOON + 121 * DAY
    with open_workspace(tmp_path / "ws", clock=clock) as again:
        assert names(again, "warm") == []
