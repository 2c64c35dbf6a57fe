"""The condition builder: what it is given it gives back, and every step leaves what was typed where it was."""

from __future__ import annotations

import json
import os

import pytest
from fake_workspace import a_reader
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from rule_trees import TREES, html_of, pairs_of

from wegmarke.domain import Language, Unit, UsageError
from wegmarke.rules import parse_rule, parse_subject_rule, rule_problems, subject_rule_problems
from wegmarke.rules.subjects import behaviour_check, tree
from wegmarke.rules.tree import OPERATORS
from wegmarke.web.conditions import (
    Field,
    On,
    Options,
    Seen,
    Size,
    begin,
    read_editing,
    read_pairs,
    stepped,
    view_of,
    words,
)
from wegmarke.web.conditions import comparisons as ops
from wegmarke.web.conditions import draft as drafts

EXAMPLES = 2_000 if os.environ.get("WEGMARKE_NIGHTLY") else 80
PROBLEMS = {On.SUBJECTS: subject_rule_problems, On.EVENTS: rule_problems}
QUOTE = {"did": {"event": "quote_sent", "within": "30 days", "at_least": 2}}
THREE = {"all": [QUOTE, {"field": "account.industry", "is": "pumps"}, {"did_not": {"event": "order_placed"}}]}


def exact(found: object) -> str:
    """Texts of JSON tell 12 from 12.0 and from true; equality of values does not."""
    return json.dumps(found, sort_keys=True)


def kept(found: object, on: On) -> object:
    return parse_subject_rule(found).tree if on is On.SUBJECTS else parse_rule(found).tree


def written(editing):
    return editing.written().tree


def step(
    editing, act: str, *changes: tuple[str, str], language: Language = Language.EN, options: Options | None = None
):
    """Post the form as the browser would, with fields changed by hand, and the act of a button."""
    pairs = pairs_of(editing, options, language)
    for name, text in changes:
        place = next(n for n, pair in enumerate(pairs) if pair[0] == name)
        pairs[place] = (name, text)
    posted = read_editing(pairs, editing.on, language)
    return stepped(posted, act, pairs, language)


def shown(editing, options: Options | None = None, language: Language = Language.EN):
    return view_of(editing, options or Options(on=editing.on), a_reader(language))


def an_editing(rule=None, on: On = On.SUBJECTS):
    return begin(rule, on, Language.EN)


@pytest.mark.parametrize("on", On)
@settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data(), language=st.sampled_from(Language))
def test_any_rule_comes_back_from_its_form_as_it_was(on, data, language):
    rule = data.draw(TREES[on].filter(lambda found: not PROBLEMS[on](found)))

    pairs = pairs_of(begin(rule, on, language), language=language)

    assert exact(written(read_editing(pairs, on, language))) == exact(rule)


@pytest.mark.parametrize("on", On)
@settings(max_examples=EXAMPLES // 3, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_any_rule_comes_back_from_text_as_it_was(on, data):
    rule = data.draw(TREES[on].filter(lambda found: not PROBLEMS[on](found)))

    as_text = step(begin(rule, on, Language.EN), "text")
    back = step(as_text, "form")

    assert exact(kept(written(back), on)) == exact(kept(rule, on))


def test_tables_know_every_word_of_the_rules():
    assert set(words.COMPARISONS) - {"missing"} == set(tree.FIELD_OPERATORS)
    assert set(ops.fitting("value", "", On.EVENTS)) | set(ops.fitting("name", "", On.EVENTS)) - {"missing"} >= set(
        OPERATORS
    )
    assert set(drafts.BEHAVIOURS) == set(tree.BEHAVIOURS)
    assert set(ops.COUNTS) == set(tree.COUNTS)
    assert set(ops.WHEN) == set(tree.WHEN_OPERATORS)
    assert set(words.PREFIXES) == set(tree.FIELD_PREFIXES)
    assert drafts.MOST_STEPS == behaviour_check.MAX_STEPS
    assert set(words.KINDS) == {*drafts.BEHAVIOURS, "field", "event", *drafts.GROUPS}


def test_three_conditions_are_built_step_by_step():
    editing = step(an_editing(), "add rule", ("rule:add", "did"))
    editing = step(editing, "detail rule.p0", ("rule.p0:event", "quote_sent"), ("rule.p0:op", "at_least"),
                   ("rule.p0:number", "2"), ("rule.p0:detail", "within"))  # fmt: skip
    editing = step(editing, "add rule", ("rule:add", "field"))
    editing = step(editing, "add rule", ("rule.p1:field", "account.industry"), ("rule.p1:value", "pumps"),
                   ("rule:add", "did_not"))  # fmt: skip
    editing = step(editing, "look", ("rule.p2:event", "order_placed"))

    assert written(editing) == THREE


def test_one_condition_needs_no_group():
    editing = step(an_editing(), "add rule", ("rule:add", "field"))

    assert written(step(editing, "look", ("rule.p0:field", "person.x"))) == {"field": "person.x", "is": ""}


def test_keyboard_is_led_to_the_new_part_and_stays_near_what_was_removed():
    added = step(an_editing(THREE), "add rule", ("rule:add", "did"))

    assert shown(added).focus == "rule.p3:kind"
    assert shown(step(an_editing(THREE), "remove rule.p1")).focus == "rule.p1:kind"
    assert shown(step(an_editing(THREE), "remove rule.p2")).focus == "rule.p1:kind"
    assert shown(step(an_editing(QUOTE), "remove rule.p0")).focus == "rule:add"
    assert shown(step(an_editing(QUOTE), "without rule.p0 within")).focus == "rule.p0:detail"


@pytest.mark.parametrize(("act", "order", "focus"), [
    ("down rule.p0", [1, 0, 2], "rule.p1:down"),
    ("up rule.p2", [0, 2, 1], "rule.p1:up"),
    ("up rule.p1", [1, 0, 2], "rule.p0:down"),
    ("down rule.p1", [0, 2, 1], "rule.p2:up"),
    ("up rule.p0", [0, 1, 2], "rule.p0:kind"),
])  # fmt: skip
def test_parts_change_places_and_the_button_stays_under_the_finger(act, order, focus):
    moved = step(an_editing(THREE), act)

    assert written(moved)["all"] == [THREE["all"][place] for place in order]
    assert shown(moved).focus == focus


def test_every_detail_can_be_added_and_removed():
    for kind, details in drafts.DETAILS.items():
        if kind in ("selection", "step"):
            continue
        part = drafts.new_part(kind)
        for detail in [*details, *drafts.EVENT_MOMENTS]:
            if detail not in drafts.offered_details(part):
                continue
            grown = drafts.with_detail(part, detail)
            back = drafts.without_detail(grown, drafts.EVENT_MOMENTS.get(detail, detail))

            assert grown != part, (kind, detail)
            assert back == part, (kind, detail)


def test_kind_is_changed_and_what_fits_stays():
    editing = step(an_editing(QUOTE), "refresh rule.p0 kind", ("rule.p0:kind", "distinct_days"))

    assert written(editing) == {"distinct_days": {"event": "quote_sent", "within": "30 days", "at_least": 2}}
    assert shown(editing).focus == "rule.p0:kind"


def test_group_is_turned_into_none_of_these():
    editing = step(an_editing(THREE), "look", ("rule:kind", "not-any"))

    assert written(editing) == {"not": {"any": THREE["all"]}}


def test_names_are_added_and_taken_out():
    editing = step(an_editing(QUOTE), "more rule.p0 event")

    assert shown(editing).focus == "rule.p0:event-1"
    assert written(editing) == QUOTE
    assert written(step(editing, "less rule.p0 event 0")) == {"did": {**QUOTE["did"], "event": ""}}


def test_blank_fields_are_complained_about_only_once_the_rule_is_checked():
    editing = step(an_editing(), "add rule", ("rule:add", "did"))

    assert shown(editing).complaints == ()
    assert shown(editing).unfinished == 1
    assert [found.target for found in shown(editing.checked()).complaints] == ["rule.p0:event-0"]


def test_all_problems_stand_beside_their_fields_and_nothing_typed_is_lost():
    editing = step(
        an_editing(THREE), "look", ("rule.p0:within", "bald"), ("rule.p0:number", "viele"), ("rule.p1:field", "x")
    )
    html = html_of(editing, language=Language.EN)

    assert {found.target for found in shown(editing).complaints} == {
        "rule.p0:within",
        "rule.p0:number",
        "rule.p1:field",
    }
    assert all(f'id="{name}-problem"' in html for name in ("rule.p0:within", "rule.p0:number", "rule.p1:field"))
    assert 'value="bald"' in html
    assert "rule.all[0].did.within: expected a length of time" in html
    assert shown(editing, language=Language.DE).complaints[0].text.startswith("Schreiben Sie")


def test_problem_inside_a_rule_on_the_event_finds_its_field():
    rule = {"did": {"event": "a", "where": {"all": [{"event": "b"}, {"field": "value", "at_least": 3}]}}}
    editing = step(an_editing(rule), "look", ("rule.p0.w0.p1:value", "drei"))

    assert [found.target for found in shown(editing).complaints] == ["rule.p0.w0.p1:value"]


def test_problem_of_a_kind_of_field_is_found_with_the_known_fields():
    options = Options(fields={"account.size": Field("number", "Größe")})
    editing = an_editing({"field": "account.size", "contains": "x"})

    assert [found.target for found in shown(editing, options).complaints] == ["rule.p0:value"]
    assert "Größe" in html_of(editing, options)


def test_unknown_field_stays_choosable():
    options = Options(fields={"account.size": Field("number", "Größe")})
    rule = {"field": "person.gone", "is": "x"}

    assert written(step(an_editing(rule), "look", options=options)) == rule


def test_rule_is_said_in_the_language_with_its_size():
    options = Options(subject=Unit.ACCOUNT, size=lambda rule: Size(f"{len(rule)} von 9 Unternehmen"))

    assert "„quote_sent“ ist in den letzten 30 Tagen" in shown(an_editing(QUOTE), options, Language.DE).said
    assert shown(an_editing(QUOTE), options).size == "1 von 9 Unternehmen"


def test_size_is_not_asked_for_a_rule_with_problems():
    asked = []
    options = Options(size=lambda rule: asked.append(rule) or Size(""))

    shown(step(an_editing(QUOTE), "look", ("rule.p0:within", "x")), options)

    assert asked == []


def test_what_was_seen_is_offered():
    seen = Seen(events=("quote_sent",), touchpoints={"fair": "Messe"}, properties=("origin",), sources=("crm",))
    html = html_of(an_editing(QUOTE), Options(seen=seen))

    assert '<datalist id="seen-events"><option value="quote_sent">' in html
    assert '<option value="fair" label="Messe">' in html
    assert 'list="seen-events"' in html


def test_text_that_is_no_rule_stays_with_its_problems():
    as_text = step(an_editing(QUOTE), "text")
    broken = step(as_text, "form", ("rule-text", "did: {event: a, within: soon}\r\n"))

    assert broken.text == "did: {event: a, within: soon}\n"
    assert "rule.did.within" in html_of(broken)


def test_unfinished_rule_goes_to_text_and_says_what_is_missing():
    unfinished = step(an_editing(), "add rule", ("rule:add", "sum"))

    as_text = step(unfinished, "text")

    assert "currency: EUR" in as_text.text
    assert shown(as_text).complaints


def test_text_may_stand_under_the_key_rule():
    as_text = step(an_editing(QUOTE), "text")

    assert written(step(as_text, "look", ("rule-text", "rule: {did: {event: a}}"))) == {"did": {"event": "a"}}


def test_numbers_are_read_in_the_language_they_were_written_in():
    rule = {"sum": {"event": "a", "of": "value", "currency": "EUR", "at_least": 0.5}}
    editing = begin(rule, On.SUBJECTS, Language.DE)
    pairs = pairs_of(editing)

    assert ("rule.p0:number", "0,5") in pairs
    assert written(read_editing(pairs, On.SUBJECTS, Language.EN)) == rule


HOSTILE = {
    "too many fields": b"&".join(b"rule.p%d:x=1" % n for n in range(13_000)),
    "too many parts": b"rule:kind=all&" + b"&".join(b"rule.p%d:kind=did" % n for n in range(999)),
    "too deep": b"rule:kind=all&" + b"&".join(b"rule" + b".p0" * n + b":kind=all" for n in range(1, 60)),
    "odd name": "rule.p0:\u202e<script>=1".encode(),
    "path that hangs nowhere": b"rule:kind=all&rule.p0.p0:kind=did",
    "no kind": b"rule.p0:event=a&rule:kind=all",
    "wrong kind": b"rule:kind=all&rule.p0:kind=__class__",
    "selection as a part": b"rule:kind=all&rule.p0:kind=step",
    "language of events": b"rule:kind=all&rule.p0:kind=event",
    "huge text": b"rule-mode=text&rule-text=" + b"a" * 300_000,
}


@pytest.mark.parametrize("name", HOSTILE)
def test_form_that_no_builder_writes_is_refused_once(name):
    with pytest.raises(UsageError, match=r"expected"):
        read_editing(read_pairs(HOSTILE[name]), On.SUBJECTS, Language.EN)


@pytest.mark.parametrize("act", ["", "jump rule", "remove rule", "add rule.p7 did", "detail rule.p0 constructor",
                                 "more rule.p0 kind", "less rule.p0 event 0", "without rule.p0 kind", "add rule.p0 did",
                                 "remove rule.p0.p0.p0", "up rule.x1", "less rule.p0 event x"])  # fmt: skip
def test_step_that_does_not_exist_is_refused(act):
    with pytest.raises(UsageError, match=r"expected"):
        step(an_editing(QUOTE), act)


@settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    fields=st.lists(
        st.tuples(
            st.sampled_from(["rule", "rule.p0", "rule.p1", "rule.p0.w0", "rule.p0.t0", "rule.p0.s0", "rule.p0.w0.p0"]),
            st.sampled_from(["kind", "event", "op", "number", "not", "bare", "value", "unit", "since", "of", "when",
                             "whenvalue", "field", "within", "withinunit", "currency", "role", "rolelist"]),
            st.sampled_from(["all", "did", "sum", "first", "field", "selection", "step", "not-any", "in", "is", "", "x",
                             "9" * 50, "-1", "\x00", "\ud7ff", '"\\ud800"', "1e999", "properties.", "value"]),
        ),
        max_size=25,
    )
)  # fmt: skip
def test_forged_fields_are_refused_or_become_a_draft_that_can_be_shown(fields):
    kinds = {"rule": "all", "rule.p0": "first", "rule.p1": "field", "rule.p0.w0": "all", "rule.p0.t0": "step",
             "rule.p0.s0": "selection", "rule.p0.w0.p0": "field"}  # fmt: skip
    pairs = [(f"{place}:kind", kind) for place, kind in kinds.items()]
    pairs += [(f"{place}:{name}", text) for place, name, text in fields]
    try:
        editing = read_editing(pairs, On.SUBJECTS, Language.EN)
    except UsageError:
        return

    assert html_of(editing.checked(), language=Language.EN)
    assert html_of(stepped(editing, "text", pairs, Language.EN)).encode()
