"""The tracking plan of a workspace: its versions, and how far it covers what arrives."""

from __future__ import annotations

from datetime import datetime

from wegmarke import ingest
from wegmarke.domain.tracking_plan import Coverage, PlanVersion
from wegmarke.events import property_kinds, seen_events, seen_properties
from wegmarke.ingest import SeenEvent, SeenProperty
from wegmarke.workspace.operation import Door, operation


class PlanDoor(Door):
    """The tracking plan by version; the last one holds."""

    @operation("plan")
    def read(self, version: int | None = None) -> PlanVersion | None:
        """Return a version, the one that holds where none is named; None where there is no plan.

        Raises:
            NotFound: when the named version does not exist.
        """
        return ingest.read_plan(self.stores.state, version)

    @operation("plan")
    def history(self) -> list[tuple[int, datetime]]:
        """Return number and beginning of every version, newest first."""
        return ingest.plan_history(self.stores.state)

    @operation("plan")
    def put(self, text: str, base: int | None = None) -> PlanVersion:
        """Keep a plan (YAML) as the version that holds for everything that arrives from now on.

        Args:
            text: the document.
            base: the version it was written from; None to replace whatever holds.

        Raises:
            DocumentInvalid: with every problem of the document; nothing was kept.
            UsageError: when another version holds than `base`.
        """
        stores = self.stores
        kept, _ = ingest.keep_plan(stores.state, text, stores.clock.now(), base=base)
        stores.inbox.follow(kept.plan)
        return kept

    @operation("plan")
    def coverage(self) -> Coverage:
        """Lay the plan beside what is stored, what was removed and what was rejected."""
        return self._beside(ingest.read_plan(self.stores.state))

    @operation("plan")
    def rehearse(self, text: str) -> Coverage:
        """Lay a document beside what is stored as if it were the plan; nothing is kept.

        Raises:
            DocumentInvalid: with every problem of the document.
        """
        held = ingest.read_plan(self.stores.state)
        version = held.version + 1 if held is not None else 1
        return self._beside(PlanVersion(version, self.stores.clock.now(), text, ingest.parse_plan(text)))

    @operation("plan")
    def propose(self) -> str:
        """Write a plan that declares what is stored and not declared yet, as a document to start from."""
        held = ingest.read_plan(self.stores.state)
        kinds = property_kinds(self.stores.engine)
        return ingest.propose(held.plan if held is not None else None, *self._seen(), kinds)

    def _beside(self, version: PlanVersion | None) -> Coverage:
        inbox = self.stores.inbox_database
        return ingest.compare(
            version, *self._seen(), ingest.removed_so_far(inbox), ingest.rejected.undeclared_names(inbox)
        )

    def _seen(self) -> tuple[list[SeenEvent], list[SeenProperty]]:
        stores = self.stores
        return stores.answers.keep(
            "seen", stores.state_of_data, lambda: (seen_events(stores.engine), seen_properties(stores.engine))
        )
