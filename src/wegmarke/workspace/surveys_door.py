"""Surveys of a workspace: made, linked, answered."""

from __future__ import annotations

import builtins
import threading
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Final

import sqlalchemy as sa

from wegmarke import identity, segments, surveys
from wegmarke.domain import NotFound, UsageError
from wegmarke.domain.segments import SegmentSubject
from wegmarke.domain.surveys import (
    COMMENT,
    MOST_COMMENT,
    Survey,
    SurveyAnswer,
    SurveyAsked,
    SurveyLine,
    SurveyLink,
    SurveyLinks,
)
from wegmarke.identity import LABEL
from wegmarke.privacy import note
from wegmarke.workspace.operation import Door, operation
from wegmarke.workspace.shown_labels import shown_fields

MOST_LINKS: Final = 100_000
_SHOWN: Final = 200
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_ONE_AT_A_TIME: Final = threading.Lock()
_LANGUAGES: Final = ("de", "en")
_ANSWERS: Final = """
SELECT e.person, try_cast(e.properties[$answer] AS DOUBLE) AS score, e.occurred_at
FROM events e WHERE e.source = $source AND e.name = $name AND e.properties['survey'] = $survey
ORDER BY e.occurred_at DESC, e.event_id LIMIT $most
"""


class SurveysDoor(Door):
    """Surveys, their links and answers; the last four operations are those of the public page."""

    @operation("surveys")
    def list(self) -> builtins.list[SurveyLine]:
        """Return all surveys with how many links they have and how many of them were answered, the newest first."""
        return surveys.find(self.stores.state)

    @operation("surveys")
    def get(self, name: str) -> Survey:
        """Return a survey, or raise `NotFound`."""
        return surveys.get(self.stores.state, name)

    @operation("surveys")
    def add(self, survey: Survey) -> Survey:
        """Keep a new survey; returns it with the texts that were left out.

        Raises:
            DocumentInvalid: with all its problems, or because its id is taken.
        """
        return self._kept(survey, is_new=True)

    @operation("surveys")
    def change(self, survey: Survey) -> Survey:
        """Keep a survey anew under its id; links that are out show it as it is then.

        Raises:
            DocumentInvalid: with all its problems, or for another kind than it was made with.
            NotFound: when there is none of this id.
        """
        return self._kept(survey, is_new=False)

    @operation("surveys")
    def remove(self, name: str) -> None:
        """Remove a survey and its links, which open nothing any more; answers that were given stay.

        Raises:
            NotFound: when there is none of this id.
        """
        stores = self.stores
        with stores.state.write() as connection:
            surveys.remove(connection, name)
            self._note(connection, "survey_removed", survey=name)

    @operation("surveys")
    def make_links(
        self,
        name: str,
        persons: tuple[int, ...] = (),
        segment: str | None = None,
        count: int = 0,
        language: str = "",
    ) -> SurveyLinks:
        """Make signed links: for persons by their numbers, for a segment of persons, or so many for nobody known.

        Who does not want to be asked gets none, nor does anybody of whom nothing but devices is known.

        Raises:
            NotFound: when there is no such survey, person or segment.
            UsageError: for nobody, too many, or another language.
        """
        stores, survey = self.stores, surveys.get(self.stores.state, name)
        chosen = language or stores.settings.language.value
        if chosen not in _LANGUAGES:
            raise UsageError(f"language: expected de or en; got {chosen[:20]!r}. Choose one of them.")
        wanted = self._persons((*persons, *(self._in_segment(segment) if segment else ())))
        if not 1 <= len(wanted) + count <= MOST_LINKS or count < 0:
            raise UsageError(
                f"links: expected 1 to {MOST_LINKS:,}; got {len(wanted) + count}. Name persons, a segment, or a count."
            )
        nameable = identity.name_persons(stores.state, stores.keys, wanted)
        refused = surveys.refused_among(stores.state, wanted)
        known = [person for person in wanted if person in nameable and person not in refused]
        at = self._now()
        with stores.state.write() as connection:
            made = surveys.make_links(
                connection, name, [*known, *[None] * count], chosen, at=at, days=survey.days
            )  # fmt: skip
            self._note(connection, "survey_links_made", survey=name, links=len(made))
        nameless = len(set(wanted) - nameable.keys() - refused)
        return SurveyLinks(tuple(self._shown(survey, link) for link in made), len(refused), nameless)

    @operation("surveys")
    def links(self, name: str, most: int = _SHOWN, after: int = 0) -> builtins.list[SurveyLink]:
        """Return links of a survey, the newest first, or raise `NotFound`."""
        survey = surveys.get(self.stores.state, name)
        found = surveys.links_of(self.stores.state, name, most=most, after=after)
        return [self._shown(survey, link) for link in found]

    @operation("surveys")
    def answers(self, name: str, most: int = _SHOWN) -> builtins.list[SurveyAnswer]:
        """Return the newest answers to a survey; names and comments as far as the viewer's role goes."""
        stores, survey = self.stores, surveys.get(self.stores.state, name)
        asked: dict[str, str | int] = {
            "answer": survey.kind.answer,
            "source": surveys.SOURCE,
            "name": survey.kind.event,
            "survey": name,
            "most": most,
        }
        rows = stores.engine.query(_ANSWERS, asked).to_pylist()
        persons = sorted({row["person"] for row in rows if row["person"] is not None})
        shown = shown_fields(stores, persons, [LABEL, COMMENT]) if persons else {}
        return [
            SurveyAnswer(
                row["person"],
                row["score"],
                row["occurred_at"].replace(tzinfo=UTC),
                shown.get(row["person"], {}).get(LABEL, ""),
                shown.get(row["person"], {}).get(COMMENT, ""),
            )
            for row in rows
        ]

    @operation("surveys")
    def asked(self, token: str) -> SurveyAsked | None:
        """Return what a link shows; None for one that this workspace did not sign, that is over, or whose survey is.

        Whoever the link is for, and whether they are known, makes no difference. Nothing is written.
        """
        found = self._read(token)
        return None if found is None else SurveyAsked(found[0], found[1].language)

    @operation("surveys")
    def answer(self, token: str, score: int) -> SurveyAsked | None:
        """Take an answer, durably; None for a link that shows nothing. A later one replaces it.

        Raises:
            UsageError: when the score is not on the scale, or the link was answered too often.
        """
        found = self._read(token)
        if found is None:
            return None
        survey, read = found
        low, high = survey.kind.scale
        if not low <= score <= high:
            raise UsageError(f"score: expected a whole number from {low} to {high}; got {score}. Choose one.")
        stores = self.stores
        with _ONE_AT_A_TIME:
            link = self._link(read)
            if link is not None and link.answers >= surveys.MOST_ANSWERS and link.score != score:
                raise UsageError(
                    f"answer: expected at most {surveys.MOST_ANSWERS} answers by one link; the last one stands."
                )
            if link is None or link.score != score:
                number = 0 if link is None else link.answers
                who = self._who(read, link)
                event = surveys.answer_event(survey, read, who, score, number=number, at=stores.clock.now())
                stores.inbox.accept(surveys.SOURCE, event, origins=surveys.SOURCE)
                with stores.state.write() as connection:
                    surveys.answered(connection, read, score)
        stores.wake()
        return SurveyAsked(survey, read.language)

    @operation("surveys")
    def comment(self, token: str, comment: str) -> SurveyAsked | None:
        """Take a comment of somebody who answered; it goes to the vault. None for a link that shows nothing.

        Raises:
            UsageError: when it is too long.
        """
        found = self._read(token)
        if found is None:
            return None
        survey, read = found
        words = comment.strip()
        if len(words) > MOST_COMMENT:
            raise UsageError(f"comment: expected at most {MOST_COMMENT:,} letters; got {len(words):,}. Shorten it.")
        link = self._link(read)
        who = self._who(read, link)
        # without an answer, or a person to keep it with, there is nothing a comment could stand beside
        if words and survey.asks_comment and who is not None and link is not None and link.answers:
            event = surveys.comment_event(survey, read, who, words, at=self.stores.clock.now())
            self.stores.inbox.accept(surveys.SOURCE, event, origins=surveys.SOURCE)
            self.stores.wake()
        return SurveyAsked(survey, read.language)

    @operation("surveys")
    def refuse(self, token: str) -> SurveyAsked | None:
        """Write down that somebody does not want to be asked any more; None for a link that shows nothing."""
        found = self._read(token)
        if found is None:
            return None
        survey, read = found
        link = self._link(read)
        if link is not None:
            with self.stores.state.write() as connection:
                surveys.refuse(connection, link, at=self._now())
                self._note(connection, "survey_refused", survey=survey.id)
        return SurveyAsked(survey, read.language)

    def _kept(self, survey: Survey, *, is_new: bool) -> Survey:
        stores, checked = self.stores, survey.check()
        with stores.state.write() as connection:
            surveys.keep(connection, checked, stores.clock.now(), is_new=is_new)
            self._note(connection, "survey_made" if is_new else "survey_changed", survey=checked.id)
        return checked

    def _note(self, connection: sa.Connection, act: str, **what: object) -> None:
        note(connection, self.stores.clock, by=self.viewer.name, act=act, subject="person", what=what)

    def _read(self, text: str) -> tuple[Survey, surveys.Token] | None:
        token = surveys.read_token(self.stores.keys, text)
        if token is None or token.expires_at * 60_000_000 <= self._now():
            return None
        try:
            return surveys.get(self.stores.state, token.survey), token
        except NotFound:
            return None

    def _link(self, token: surveys.Token) -> surveys.Link | None:
        with self.stores.state.read() as connection:
            return surveys.kept_link(connection, token)

    def _who(self, token: surveys.Token, link: surveys.Link | None) -> tuple[str, str] | None:
        if link is None:
            return None
        if link.person is None:
            return "survey_link", token.link.hex()
        try:
            return identity.name_person(self.stores.state, self.stores.keys, link.person)
        except (NotFound, UsageError):
            return None

    def _in_segment(self, segment: str) -> Sequence[int]:
        stores = self.stores
        kept = segments.find(segments.those_there(stores.segments.upkeep.kept), segment)
        if kept.document is None or kept.document.subject is not SegmentSubject.PERSON:
            raise UsageError(f"segment: expected a segment of persons; got {segment!r}. Name another one.")
        found = segments.reading.subjects_of(stores.state, kept.number, SegmentSubject.PERSON, None)
        return [int(one) for one in found]

    def _persons(self, numbers: Sequence[int]) -> builtins.list[int]:
        """Return the persons behind numbers, or raise `NotFound`; of two that are one now, the one."""
        owners = identity.owners_of(self.stores.state, "person", numbers)
        if unknown := sorted(set(numbers) - owners.keys()):
            shown = ", ".join(map(str, unknown[:5]))
            raise NotFound(f"person: expected numbers of persons; got {shown}. See the list of persons.")
        return sorted(set(owners.values()))

    def _shown(self, survey: Survey, link: surveys.Link) -> SurveyLink:
        token = surveys.write_token(self.stores.keys, link.token)
        return SurveyLink(
            link.person,
            link.token.language,
            f"{survey.address}/s/{token}",
            _EPOCH + timedelta(microseconds=link.made_at),
            _EPOCH + timedelta(minutes=link.token.expires_at),
            link.answers,
        )

    def _now(self) -> int:
        return (self.stores.clock.now() - _EPOCH) // timedelta(microseconds=1)
