"""What all analyses of a workspace share: they see one state of the touches, and their answers are kept."""

from __future__ import annotations

from collections.abc import Callable, Collection, Hashable, Mapping
from dataclasses import replace
from typing import Any, Self

from wegmarke.analytics import Definition, Result
from wegmarke.domain import LocalizedText
from wegmarke.paths import Touches
from wegmarke.workspace import about, rule_language
from wegmarke.workspace.about import About
from wegmarke.workspace.analyses.choosing import chosen_of
from wegmarke.workspace.operation import Door
from wegmarke.workspace.questions import ask_in_one_state

_KEPT_SECONDS = 60


class AnalysisDoor(Door):
    """A door for one kind of analysis."""

    def about(
        self,
        segment: str | None = None,
        where: str | Mapping[str, Any] | None = None,
        including: Collection[str] = (),
    ) -> Self:
        """Return the same door for questions about some units only.

        Args:
            segment: id of a segment, of persons where persons are analysed, else of accounts.
            where: a rule on the same subjects, as a tree or as YAML or JSON.
            including: kinds of touches that count although they are usually left out: `automated`, `internal`.

        Raises:
            DocumentInvalid, RuleInvalid: with all problems of the rule.
        """
        return replace(self, about_=about.about(segment, where, including))

    def _kept(
        self, question: tuple[Hashable, ...], ask: Callable[[Touches], Result], *, waits_for_index: bool = False
    ) -> Result:
        """Return the kept answer to a question, or ask it; numbers behind which too few units stand are hidden.

        Args:
            question: the name of the analysis, its unit, and all its other arguments.
            ask: computes the answer from the touches.
            waits_for_index: while the path index is made for the first time, wait for it rather than ask statements.
        """
        stores, said = self.stores, self.about_ or About()

        def answer() -> Result:
            if waits_for_index:
                stores.paths.wait_while_made()
            result = ask_in_one_state(stores, ask if not said else lambda touches: ask(self._chosen(touches, question)))
            definition = Definition((*result.definition.sentences, *self._sentences(said)))
            return replace(result, definition=definition).without_small_numbers(stores.settings.small_n)

        return stores.answers.keep((*question, said), self._state(said), answer)

    def _chosen(self, touches: Touches, question: tuple[Hashable, ...]) -> Touches:
        said = self.about_ or About()
        by = str(question[1])
        chosen = chosen_of(self.stores, by, said.segment, said.tree, including=said.including, answers=touches.answers)
        return replace(touches, chosen=chosen)

    def _state(self, said: About) -> Hashable:
        """Return the state of what the answer depends on: who is in a segment changes with time, too."""
        stores = self.stores
        if not (said.segment or said.where):
            return stores.state_of_data
        kept = stores.segments.upkeep.kept.get(said.segment or "")
        minute = int(stores.clock.now().timestamp()) // _KEPT_SECONDS
        return stores.state_of_data, kept.version if kept else 0, minute

    def _sentences(self, said: About) -> list[LocalizedText]:
        sentences = []
        if said.segment:
            kept = self.stores.segments.upkeep.kept[said.segment]
            title = kept.document.title if kept.document else LocalizedText.of(said.segment)
            sentences.append(LocalizedText(de=f"Nur Segment „{title.de or title.en}“.", en=f"Segment: {said.segment}."))
        if said.where:
            words = rule_language.in_words(said.tree, rule_language.SUBJECTS)
            sentences.append(LocalizedText(de=f"Nur wo gilt: {words.de}.", en=f"Where: {words.en}."))
        if said.including:
            kinds = ", ".join(said.including)
            sentences.append(LocalizedText(de=f"Einschließlich: {kinds}.", en=f"Including: {kinds}."))
        return sentences
