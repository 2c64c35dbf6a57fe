"""Random edits of several clients, late, repeated and in any order between them: all end equal, and nothing is lost."""

from __future__ import annotations

import copy
import json
import os

from draft_builders import a_draft
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, initialize, invariant, rule
from small_map import small_content

from wegmarke.maps import load_map
from wegmarke.maps.editing import Asked, Edit, EditKind, NoticeKind, StrokeKind, content_problems, replayed, strokes_on

NIGHTLY = bool(os.environ.get("WEGMARKE_NIGHTLY"))
PHASES, LANES, CLIENTS = ["lead", "won"], ["questions", "pains"], ["a", "b", "c"]
CARDS = [f"c{number}" for number in range(6)]
TEXTS = ["", "eins", "zwei", "<b>drei</b>"]


class Client:
    """What a browser does: it keeps what it has not sent, and follows the strokes of the server."""

    def __init__(self, name, content):
        self.name = name
        self.content = copy.deepcopy(content)
        self.revision = 0
        self.waiting: list[Edit] = []

    def follow(self, made):
        for one in made:
            if one.number == self.revision + 1:
                strokes_on(self.content, one.strokes)
                self.revision = one.number


class Together(RuleBasedStateMachine):
    """Three clients write; the server takes their edits whenever they arrive."""

    edits = Bundle("edits")

    @initialize()
    def begin(self):
        content = small_content() | {
            "lanes": [{"id": "questions", "type": "question"}, {"id": "pains", "type": "pain"}]
        }
        self.draft = a_draft(content)
        self.begun = copy.deepcopy(self.draft.content)
        self.clients = {name: Client(name, self.draft.content) for name in CLIENTS}
        self.count = 0
        self.bases: dict[int, int] = {}
        self.asked: dict[str, Edit] = {}

    def wait(self, client, kind, **words):
        self.count += 1
        edit = Edit(id=f"{client}{self.count}", kind=EditKind(kind), **words)
        self.asked[edit.id] = edit
        self.clients[client].waiting.append(edit)

    @rule(
        client=st.sampled_from(CLIENTS), card=st.sampled_from(CARDS), lane=st.sampled_from(LANES),
        phase=st.sampled_from(PHASES), after=st.sampled_from(["", *CARDS]),
    )  # fmt: skip
    def insert_card(self, client, card, lane, phase, after):
        content = {"id": card, "phase": phase, "text": {"de": f"{client} {self.count}"}}
        self.wait(client, "insert", space="cards", thing=card, lane=lane, after=after, content=content)

    @rule(
        client=st.sampled_from(CLIENTS), card=st.sampled_from(CARDS), value=st.sampled_from(TEXTS),
        language=st.sampled_from(["de", "en"]),
    )  # fmt: skip
    def write_text(self, client, card, value, language):
        self.wait(client, "set", space="cards", thing=card, field=("text", language), value=value or None)

    @rule(client=st.sampled_from(CLIENTS), card=st.sampled_from(CARDS), severity=st.sampled_from([None, 1, 5, 7]))
    def write_severity(self, client, card, severity):
        self.wait(client, "set", space="cards", thing=card, field=("severity",), value=severity)

    @rule(
        client=st.sampled_from(CLIENTS), card=st.sampled_from(CARDS), lane=st.sampled_from(LANES),
        after=st.sampled_from(["", *CARDS]), phase=st.sampled_from(PHASES),
    )  # fmt: skip
    def move_card(self, client, card, lane, after, phase):
        content = {"phase": phase, "step": None}
        self.wait(client, "move", space="cards", thing=card, lane=lane, after=after, content=content)

    @rule(client=st.sampled_from(CLIENTS), phase=st.sampled_from(PHASES), after=st.sampled_from(["", *PHASES]))
    def move_phase(self, client, phase, after):
        self.wait(client, "move", space="phases", thing=phase, after=after)

    @rule(client=st.sampled_from(CLIENTS), place=st.sampled_from(PHASES), value=st.sampled_from([-2, 0, 1.5]))
    def feel(self, client, place, value):
        name = f"e.{place}"
        content = {"id": name, "phase": place, "value": value, "persona": "buyer"}
        self.wait(client, "insert", space="emotions", thing=name, content=content)

    @rule(
        client=st.sampled_from(CLIENTS),
        what=st.sampled_from(
            [("cards", card) for card in CARDS]
            + [("phases", "lead"), ("lanes", "pains"), ("steps", "ask"), ("personas", "buyer")]
        ),
    )
    def remove(self, client, what):
        self.wait(client, "remove", space=what[0], thing=what[1])

    @rule(client=st.sampled_from(CLIENTS), back=st.integers(0, 5))
    def undo(self, client, back):
        self.wait(client, "undo", number=max(1, self.draft.revision - back))

    @rule(client=st.sampled_from(CLIENTS), most=st.integers(1, 4), is_lost=st.booleans())
    def send(self, client, most, is_lost):
        """Send what waits; where the answer is lost on the way, all of it is sent again later."""
        sender = self.clients[client]
        revision = self.draft.revision
        asked = Asked(client, client, sender.revision, 0)
        answers = self.draft.make(sender.waiting[:most], asked, lambda _: None)
        for number in range(revision + 1, self.draft.revision + 1):
            self.bases[number] = sender.revision
        if not is_lost:
            del sender.waiting[: len(answers)]
            sender.follow(self.draft.since(sender.revision))

    @rule(client=st.sampled_from(CLIENTS))
    def look(self, client):
        self.clients[client].follow(self.draft.since(self.clients[client].revision))

    @invariant()
    def document_is_valid(self):
        if hasattr(self, "draft"):
            assert content_problems(self.draft.content) == []

    def teardown(self):
        if not hasattr(self, "draft"):
            return
        for name in CLIENTS:
            while self.clients[name].waiting:
                self.send(name, 4, is_lost=False)
        for client in self.clients.values():
            client.follow(self.draft.since(client.revision))
            assert client.content == self.draft.content
        assert replayed(self.begun, self.draft.made) == self.draft.content
        load_map(json.dumps(self.draft.content))
        assert len({one.edit for one in self.draft.made}) == len(self.draft.made)
        for one in self.draft.made:
            self.nothing_is_lost(one)

    def nothing_is_lost(self, later):
        """Whatever an edit overwrites or takes without having seen it, stands in a notice of it."""
        edit = self.asked[later.edit]
        unseen = [
            (one, stroke)
            for one in self.draft.made
            if self.bases[later.number] < one.number < later.number and one.client != later.client
            for stroke in one.strokes
        ]
        for one, stroke in unseen:
            for mine in later.strokes:
                if (mine.space, mine.thing) != (stroke.space, stroke.thing):
                    continue
                if edit.kind is EditKind.REMOVE:
                    assert mine.kind is not StrokeKind.TAKE, (one, later)
                is_written = edit.kind is EditKind.SET and mine.kind is StrokeKind.SET and stroke.kind is StrokeKind.SET
                if is_written and mine.field == stroke.field == edit.field:
                    kept = [notice.other for notice in later.notices if notice.kind is NoticeKind.BOTH_WROTE]
                    assert mine.before in kept, (one, later)


TestTogether = Together.TestCase
TestTogether.settings = settings(
    max_examples=400 if NIGHTLY else 40, stateful_step_count=60 if NIGHTLY else 30, deadline=None
)
