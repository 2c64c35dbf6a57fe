"""CJML: what the format holds comes back, the rest stays in the map, and documents of other writers are read."""

from __future__ import annotations

import json

import pytest
from diagram_map import a_map
from hypothesis import given, settings
from random_maps import EXAMPLES, maps

from wegmarke.domain import DocumentInvalid, Language
from wegmarke.maps.formats import format_of
from wegmarke.maps.formats.cjml.shown import cjml_outline

CJML = format_of("map.cjml")


@settings(deadline=None, max_examples=EXAMPLES)
@given(maps())
def test_map_is_unchanged_by_a_document_written_from_it(journey_map):
    assert CJML.read(CJML.write(journey_map, None).content, journey_map).document == journey_map


@settings(deadline=None, max_examples=EXAMPLES)
@given(maps())
def test_everything_the_format_holds_comes_back_without_the_map(journey_map):
    found = CJML.read(CJML.write(journey_map, None).content, None).document

    language = Language.EN if journey_map.title.en else Language.DE
    assert cjml_outline(found, Language.EN) == cjml_outline(journey_map, language)
    assert {one.id for one in found.personas} == {one.id for one in journey_map.personas}


def test_losses_are_counted_by_kind():
    said = {loss.where: loss.text.en for loss in CJML.write(a_map(), None).losses}

    assert said["lanes"] == "1 card in lanes Pain point"
    assert said["emotions"] == "Emotion: 3"
    assert said["placements[].roles"] == "Use of a touchpoint: Roles (1)"
    assert said["title"] == "Texts in the other language (DE): 2 titles"


SAMPLE = """<?xml version="1.0"?>
<CJML version="2.0"><plannedJourney>
  <touchpoints>
    <plannedCommunicationPoint>
      <channel><channelName>Web (tablet)</channelName></channel>
      <receiver><receiverLabel>Receive order</receiverLabel><refersTo actorIDref="SP1"/></receiver>
      <initiator><initiatorLabel>Place order &amp; pay</initiatorLabel><refersTo actorIDref=" U1 "/></initiator>
      <belongsTo phaseIDref=" P1"/><touchpointID> T1 </touchpointID>
    </plannedCommunicationPoint>
    <plannedAction><touchpointID>T2</touchpointID><belongsTo phaseIDref="P2"/>
      <initiator><refersTo actorIDref="U1"/><initiatorLabel>Unpack</initiatorLabel></initiator></plannedAction>
  </touchpoints>
  <actors>
    <serviceProvider actorID="SP1"><companyName>Shop</companyName></serviceProvider>
    <endUser actorID="U1"><actorName>Buyer Bo</actorName></endUser>
  </actors>
  <journeyPhases>
    <journeyPhase phaseID="P1 "><phaseName>Purchase</phaseName><phaseDescription>Get it</phaseDescription>
    </journeyPhase>
    <journeyPhase phaseID="P2"><phaseName>Use</phaseName></journeyPhase>
  </journeyPhases>
  <journeyTitle>Order</journeyTitle><journeyID>j1</journeyID>
</plannedJourney><actualJourney><journeyID>j2</journeyID></actualJourney></CJML>
"""


def test_order_of_elements_is_free_and_references_are_looked_up():
    reading = CJML.read(SAMPLE.encode(), None)

    document = reading.document
    assert (document.id, document.title.en) == ("j1", "Order")
    assert [(one.id, one.canonical.value) for one in document.phases] == [("P1", "decision"), ("P2", "service")]
    assert [(one.id, one.initiator, one.receiver) for one in document.placements] == [
        ("T1", "U1", "Shop"),
        ("T2", "U1", ""),
    ]
    assert [(one.title.en, one.channel) for one in document.touchpoints] == [
        ("Place order & pay", "website"),
        ("Unpack", "other"),
    ]
    assert [one.text.en for one in reading.losses] == ["More journeys in the document: 1"]


SIMPLE = """<cjml>
<actor id=A1 type=enduser name="Ann">
<actor id=A2 type=provider name=Bank>
<touchpoint id=t1 type=communicationPoint>
  <initiator>A1</initiator><receiver ref=A2></receiver><name>Ask for a loan</name><channel>phone</channel>
</touchpoint>
<action id=t2 actor=A1 name="Read <offer>">
</cjml>"""


def test_simple_dialect_that_is_not_well_formed_is_read_as_far_as_it_goes():
    reading = CJML.read(SIMPLE.encode(), None)

    assert [(one.id, one.initiator, one.receiver) for one in reading.document.placements] == [
        ("t1", "A1", "Bank"),
        ("t2", "A1", ""),
    ]
    assert [one.title.en for one in reading.document.touchpoints] == ["Ask for a loan", "Read <offer>"]
    assert "damaged (line 2" in reading.losses[0].text.en or "damaged" in reading.losses[0].text.en


ACTUAL = """<CJML version="2.0"><actualJourney><journeyID>j</journeyID><touchpoints>
<actualCommunicationPoint><touchpointID>T1</touchpointID><belongsTo phaseIDref="gone"/>
<initiator><initiatorLabel>Call</initiatorLabel></initiator><compliance>adhoc</compliance>
<touchpointExperience><experienceRating>{}</experienceRating></touchpointExperience></actualCommunicationPoint>
</touchpoints></actualJourney></CJML>"""


def test_journey_of_a_person_becomes_what_is_expected():
    reading = CJML.read(ACTUAL.format("2").encode(), None)

    assert [(one.value, one.basis) for one in reading.document.emotions] == [(-1, "expected")]
    assert [one.where for one in reading.losses] == ["actualJourney", "touchpoint 1"]


def test_rating_outside_of_the_scale_is_told():
    reading = CJML.read(ACTUAL.format("9").encode(), None)

    assert reading.document.emotions == ()
    assert any("between 1 and 5" in one.text.en for one in reading.losses)


def test_change_in_a_document_reaches_the_map_and_nothing_else_does():
    text = CJML.write(a_map(), None).content.decode()
    changed = text.replace("<phaseName>Look</phaseName>", "<phaseName>Search</phaseName>")

    document = CJML.read(changed.encode(), a_map()).document

    assert (document.phases[0].title.en, document.phases[0].title.de) == ("Search", "Suchen")
    assert (document.emotions, document.lanes, document.metrics) == (
        a_map().emotions, a_map().lanes, a_map().metrics
    )  # fmt: skip


LAUGHS = """<?xml version="1.0"?><!DOCTYPE l [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">]>
<CJML><plannedJourney><journeyTitle>&b;</journeyTitle></plannedJourney></CJML>"""


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (LAUGHS, "document type"),
        (LAUGHS.replace("</CJML>", ""), "document type"),
        ('<!DOCTYPE x SYSTEM "file:///etc/passwd"><CJML/>', "document type"),
        ("", "XML document"),
        ("hello", "XML document"),
        ("<html><body/></html>", "CJML document"),
        ("<a>" * 5000, "elements inside each other"),
    ],
)
def test_documents_of_the_wrong_kind_are_refused(content, expected):
    with pytest.raises(DocumentInvalid) as refused:
        CJML.read(content.encode(), None)

    assert expected in refused.value.problems[0].expected


def test_undefined_entities_stay_text():
    text = SAMPLE.replace("Place order &amp; pay", "Pay &nothing; now")

    assert CJML.read(text.encode(), None).document.touchpoints[0].title.en == "Pay &nothing; now"


def test_signs_that_xml_cannot_hold_are_told():
    document = a_map()
    content = json.loads(json.dumps({"id": "x", "title": "a\ufffeb"}))
    from wegmarke.maps import load_map

    writing = CJML.write(load_map(json.dumps(content)), None)

    assert "a\ufffdb" in writing.content.decode()
    assert any("XML cannot hold" in one.text.en for one in writing.losses)
    assert not any("XML cannot hold" in one.text.en for one in CJML.write(document, None).losses)
