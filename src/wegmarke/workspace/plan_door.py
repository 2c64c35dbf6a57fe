"""The tracking plan of a workspace: its versions, and how far it covers what arrives."""

from __future__ import annotations

from datetime import datetime

from wegmarke import ingest
from wegmarke.domain.tracking_plan import Coverage, PlanVersion
from wegmarke.events import seen_events, seen_properties
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
        stores = self.stores
        events, properties = stores.answers.keep(
            "seen", stores.state_of_data, lambda: (seen_events(stores.engine), seen_properties(stores.engine))
        )
        return ingest.compare(
            ingest.read_plan(stores.state),
            events,
            properties,
            ingest.removed_so_far(stores.inbox_database),
            ingest.rejected.undeclared_names(stores.inbox_database),
        )

    @operation("plan")
    def propose(self) -> str:
        """Write a plan that declares what is stored and not declared yet, as a document to start from."""
        stores = self.stores
        held = ingest.read_plan(stores.state)
        return ingest.propose(
            held.plan if held is not None else None, seen_events(stores.engine), seen_properties(stores.engine)
        )
