"""Writing maps together: the open draft of a map, edits in it, comments, and keeping it as a version."""

from __future__ import annotations

import builtins
from typing import Any

from wegmarke.domain.map_drafts import DraftKeepPlan, DraftNews, MapComment, MapDraft, MapDraftPlan
from wegmarke.maps import JourneyMap
from wegmarke.workspace.operation import Door, operation


class MapDraftsDoor(Door):
    """Drafts by map; versions never change, so that whoever edits one writes a draft."""

    @operation("maps")
    def rehearse_draft(self, map_id: str) -> MapDraftPlan:
        """Say what `begin_draft` would do; nothing is changed.

        Raises:
            NotFound: naming the maps that are there.
        """
        return self.stores.drafts.plan(map_id)

    @operation("maps")
    def begin_draft(self, map_id: str, who: str = "") -> MapDraft:
        """Begin a draft with what the newest version says, or return the one that is open.

        Raises:
            NotFound: naming the maps that are there.
        """
        return self.stores.drafts.begin(map_id, who)

    @operation("maps")
    def draft(self, map_id: str) -> MapDraft:
        """Return the open draft of a map.

        Raises:
            NotFound: when there is none.
        """
        return self.stores.drafts.get(map_id)

    @operation("maps")
    def draft_document(self, map_id: str) -> JourneyMap:
        """Return what the open draft of a map says, as a document.

        Raises:
            NotFound: when there is none.
        """
        return self.stores.drafts.document(map_id)

    @operation("maps")
    def edit(
        self,
        map_id: str,
        draft: int,
        base: int,
        edits: builtins.list[dict[str, Any]],
        client: str = "",
        who: str = "",
    ) -> DraftNews:
        """Make edits in the open draft, merged with what others did since `base`.

        Args:
            map_id: the map.
            draft: number of the draft.
            base: the revision the edits were written upon.
            edits: see docs/map-editor.md; each is made or refused by itself, and made once however often it comes.
            client: a random name of the browser tab or program.
            who: says who it was.

        Raises:
            NotFound: when another draft is open, or none.
            UsageError: when the edits cannot be read.
        """
        return self.stores.drafts.edit(map_id, draft, base, edits, client, who)

    @operation("maps")
    def draft_news(self, map_id: str, draft: int, since: int) -> DraftNews:
        """Return what happened to the open draft since a revision.

        Raises:
            NotFound: when another draft is open, or none.
        """
        return self.stores.drafts.news(map_id, draft, since)

    @operation("maps")
    def rehearse_keep(self, map_id: str) -> DraftKeepPlan:
        """Say what keeping the open draft as a version would do; nothing is changed.

        Raises:
            NotFound: when there is no open draft.
        """
        return self.stores.drafts.plan_of_keeping(map_id)

    @operation("maps")
    def keep_draft(
        self, map_id: str, draft: int, revision: int, newest: int, who: str = "", why: str = ""
    ) -> builtins.list[int]:
        """Keep the open draft as a version, as the plan said; returns its number, or nothing where it says nothing new.

        Args:
            map_id: the map.
            draft: number of the draft.
            revision: of the draft in the plan.
            newest: the newest version in the plan.
            who: says who it was.
            why: the reason.

        Raises:
            NotFound: when another draft is open, or none.
            UsageError: when draft or newest version are no longer those of the plan.
        """
        stores = self.stores
        with stores.work:
            if not stores.drafts.keep(map_id, draft, revision, newest, who, why):
                return []
            stores.state_of_data += 1
            stores.settle()
        return [stores.library.versions(map_id)[-1].version]

    @operation("maps")
    def discard_draft(self, map_id: str, draft: int) -> None:
        """Give the open draft up.

        Raises:
            NotFound: when another draft is open, or none.
        """
        self.stores.drafts.discard(map_id, draft)

    @operation("maps")
    def comments(self, map_id: str) -> builtins.list[MapComment]:
        """Return the comments of a map, oldest first.

        Raises:
            NotFound: naming the maps that are there.
        """
        return self.stores.drafts.comments(map_id)

    @operation("maps")
    def comment(self, map_id: str, space: str, thing: str, text: str, who: str = "") -> MapComment:
        """Keep a comment on something that stands on a map.

        Args:
            map_id: the map.
            space: what it is: cards, phases, steps, lanes, …
            thing: its id.
            text: names after an @ are mentions.
            who: says who it was.

        Raises:
            NotFound: when nothing of this id stands there.
            UsageError: for an empty text, or one that is too long.
        """
        return self.stores.drafts.comment(map_id, space, thing, text, who)

    @operation("maps")
    def settle_comment(self, map_id: str, number: int, who: str = "") -> MapComment:
        """Settle a comment.

        Raises:
            NotFound: when the map has no such comment.
        """
        return self.stores.drafts.settle_comment(map_id, number, who)
