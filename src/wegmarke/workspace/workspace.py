"""The Python front door: `wegmarke.open("acme")`."""

from __future__ import annotations

import types
from datetime import datetime
from pathlib import Path

from wegmarke.config import Settings
from wegmarke.domain import Clock, SystemClock, WorkspaceBusy
from wegmarke.domain.rights import UNNAMED, Viewer, Way
from wegmarke.domain.views import Health, Overview
from wegmarke.workspace import folder as folders
from wegmarke.workspace.account_facts_door import AccountFactsDoor
from wegmarke.workspace.accounts_door import AccountsDoor
from wegmarke.workspace.analyses import AnalyticsDoor
from wegmarke.workspace.buying_groups_door import BuyingGroupsDoor
from wegmarke.workspace.costs_door import CostsDoor
from wegmarke.workspace.disk import disk_in_words
from wegmarke.workspace.duplicates_door import DuplicatesDoor
from wegmarke.workspace.folder import Folder
from wegmarke.workspace.identity_door import IdentityDoor
from wegmarke.workspace.imports import SourcesDoor
from wegmarke.workspace.imports_door import ImportsDoor
from wegmarke.workspace.intake import HandBack, Intake
from wegmarke.workspace.internal_door import InternalDoor
from wegmarke.workspace.keys_door import KeysDoor
from wegmarke.workspace.maps_door import MapsDoor
from wegmarke.workspace.objections_door import ObjectionsDoor
from wegmarke.workspace.operation import Door
from wegmarke.workspace.opportunities_door import OpportunitiesDoor
from wegmarke.workspace.overview_door import OverviewDoor
from wegmarke.workspace.owner import Ownership, claim
from wegmarke.workspace.pages_door import PagesDoor
from wegmarke.workspace.person_acts_door import PersonActsDoor
from wegmarke.workspace.plan_door import PlanDoor
from wegmarke.workspace.predictions_door import PredictionsDoor
from wegmarke.workspace.recognition_door import RecognitionDoor
from wegmarke.workspace.rejected_door import RejectedDoor
from wegmarke.workspace.remote import RemoteOwner, patience, pause, reach
from wegmarke.workspace.reports_door import ReportsDoor
from wegmarke.workspace.rights_door import RightsDoor
from wegmarke.workspace.scores_door import ScoresDoor
from wegmarke.workspace.segments_door import SegmentsDoor
from wegmarke.workspace.sql_door import SqlDoor
from wegmarke.workspace.stages_door import StagesDoor
from wegmarke.workspace.stores import Stores, open_stores
from wegmarke.workspace.surveys_door import SurveysDoor

_DOORS: dict[str, type[Door]] = {
    "overview": OverviewDoor,
    "maps": MapsDoor,
    "analytics": AnalyticsDoor,
    "accounts": AccountsDoor,
    "account_facts": AccountFactsDoor,
    "opportunities": OpportunitiesDoor,
    "buying_groups": BuyingGroupsDoor,
    "duplicates": DuplicatesDoor,
    "persons": PersonActsDoor,
    "plan": PlanDoor,
    "recognition": RecognitionDoor,
    "rejected": RejectedDoor,
    "sources": SourcesDoor,
    "imports": ImportsDoor,
    "pages": PagesDoor,
    "keys": KeysDoor,
    "identity": IdentityDoor,
    "internal": InternalDoor,
    "costs": CostsDoor,
    "segments": SegmentsDoor,
    "stages": StagesDoor,
    "scores": ScoresDoor,
    "surveys": SurveysDoor,
    "predictions": PredictionsDoor,
    "objections": ObjectionsDoor,
    "rights": RightsDoor,
    "reports": ReportsDoor,
    "sql": SqlDoor,
}


class Workspace:
    """A workspace, owned by this process or reached through the process that owns it.

    Use it as a context manager, or call `close`. Both kinds behave the same.

    Attributes:
        maps: map documents and their numbers.
        analytics: paths, funnels, phases.
        accounts: the accounts and their timelines.
        account_facts: what is known about accounts, who belongs to them, and what is wrong in that.
        opportunities: opportunities with their history, and in figures.
        buying_groups: who decides what at which account, and which chairs are empty.
        duplicates: records that are probably one person or account, and what was decided about them.
        persons: the persons, what identifies them, and what can be decided about them, each with its plan.
        plan: the tracking plan and its coverage.
        recognition: the rules of touchpoints by priority, how far they reach, and what others would change.
        rejected: what was not accepted, with reasons.
        sources: imports.
        imports: uploaded files on their way through the assistant, and saved recipes.
        keys: write keys, with which other systems send events.
        identity: limits, blocked values and shared devices, and what other ones would change.
        internal: mail domains, accounts and persons of our own, whose touches analyses leave out.
        costs: what touchpoints, channels and everything behind them cost, by month.
        segments: who is in which segment, since when and why.
        stages: stage models, and where accounts, persons and opportunities stand.
        scores: score documents, everybody's scores, and what they are made of.
        surveys: questions to persons on a page of our own, its links and answers.
        predictions: fitted models with their cards, and everybody's scores with reasons.
        objections: who objects to profiling.
        reports: questions that somebody saved under a name.
        rights: which personal fields are shown to whom.
        sql: questions in SQL over documented views, read only.
    """

    def __init__(
        self,
        folder: Folder,
        *,
        stores: Stores | None,
        owner: RemoteOwner | None,
        ownership: Ownership | None = None,
        viewer: Viewer | None = None,
    ) -> None:
        self.folder = folder
        self.settings: Settings = stores.settings if stores else folder.settings()
        self._stores = stores
        self._owner = owner
        self._ownership = ownership
        self.maps = MapsDoor(stores, owner, viewer)
        self.analytics = AnalyticsDoor(stores, owner, viewer)
        self.accounts = AccountsDoor(stores, owner, viewer)
        self.account_facts = AccountFactsDoor(stores, owner, viewer)
        self.opportunities = OpportunitiesDoor(stores, owner, viewer)
        self.buying_groups = BuyingGroupsDoor(stores, owner, viewer)
        self.duplicates = DuplicatesDoor(stores, owner, viewer)
        self.persons = PersonActsDoor(stores, owner, viewer)
        self.plan = PlanDoor(stores, owner, viewer)
        self.recognition = RecognitionDoor(stores, owner, viewer)
        self.rejected = RejectedDoor(stores, owner, viewer)
        self.sources = SourcesDoor(stores, owner, viewer)
        self.imports = ImportsDoor(stores, owner, viewer)
        self.pages = PagesDoor(stores, owner, viewer)
        self.keys = KeysDoor(stores, owner, viewer)
        self.identity = IdentityDoor(stores, owner, viewer)
        self.internal = InternalDoor(stores, owner, viewer)
        self.costs = CostsDoor(stores, owner, viewer)
        self.segments = SegmentsDoor(stores, owner, viewer)
        self.stages = StagesDoor(stores, owner, viewer)
        self.scores = ScoresDoor(stores, owner, viewer)
        self.surveys = SurveysDoor(stores, owner, viewer)
        self.predictions = PredictionsDoor(stores, owner, viewer)
        self.objections = ObjectionsDoor(stores, owner, viewer)
        self.rights = RightsDoor(stores, owner, viewer)
        self.reports = ReportsDoor(stores, owner, viewer)
        self.sql = SqlDoor(stores, owner, viewer)
        self._overview = OverviewDoor(stores, owner, viewer)

    @property
    def name(self) -> str:
        """How the workspace is called."""
        return self.settings.name

    @property
    def is_owner(self) -> bool:
        """Whether this process has the stores open itself."""
        return self._stores is not None

    @property
    def stores(self) -> Stores:
        """The open stores, for the parts of the product that run inside the owner."""
        return self._overview.stores

    def seen_by(self, viewer: Viewer) -> Workspace:
        """Return the same workspace for somebody who reads it; it is closed with this one, and not by itself."""
        return Workspace(self.folder, stores=self._stores, owner=self._owner, viewer=viewer)

    def on_pages(self) -> Workspace:
        """Return the same workspace for whoever opens its pages."""
        return self.seen_by(Viewer(UNNAMED, self.settings.role, Way.PAGE))

    def overview(self) -> Overview:
        """Return what the workspace holds."""
        return self._overview.read()

    def span(self) -> tuple[datetime | None, datetime | None]:
        """Return when the first and the last event happened, as of the last settle; None without events."""
        return self._overview.span()

    def check(self) -> list[str]:
        """Return what is broken, one sentence each; an empty list means all invariants hold."""
        return self._overview.check()

    def open_intake(self, hand_back: HandBack) -> Intake:
        """Open the door for events over HTTP; only the owner can. Close it before the workspace."""
        return Intake(self.stores, hand_back)

    def health(self) -> Health:
        """Return how the workspace is: books per hour, what waits, the last commit, the disk."""
        return self._overview.health()

    def close(self) -> None:
        """Close the stores, or the connection to the owner."""
        if self._owner is not None:
            self._owner.close()
        if self._ownership is not None:
            self._ownership.stop()
        if self._stores is not None:
            self._stores.close()
        if self._ownership is not None:
            self._ownership.free()

    def __enter__(self) -> Workspace:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: types.TracebackType | None
    ) -> None:
        self.close()


def init(path: Path | str, settings: Settings | None = None, *, clock: Clock | None = None) -> Workspace:
    """Make a workspace in a new or empty folder and open it.

    Raises:
        WorkspaceExists: when the folder is a workspace already or holds anything else.
    """
    folders.create(path, settings or Settings())
    return open_workspace(path, clock=clock)


def open_workspace(path: Path | str, *, clock: Clock | None = None) -> Workspace:
    """Open a workspace: through its owner where there is one, else as its owner.

    Raises:
        WorkspaceMissing: when the folder is not a workspace.
        WorkspaceBusy: when another process owns it and does not answer.
        StoreRefuses: when the disk is full, broken or read-only.
    """
    folder = folders.find(path)
    for seconds in patience():
        with disk_in_words(folder.path.name):
            ownership = claim(folder)
        if ownership is not None:
            return _own(folder, ownership, clock or SystemClock())
        owner = reach(folder)
        if owner is not None:
            return Workspace(folder, stores=None, owner=owner)
        pause(seconds)
    raise WorkspaceBusy(
        f"{folder.path}: another process owns this workspace and does not answer. Wait for it to finish, or end it; "
        f"its process id stands in {folder.lock.name}."
    )


def _own(folder: Folder, ownership: Ownership, clock: Clock) -> Workspace:
    try:
        with disk_in_words(folder.path.name):
            stores = open_stores(folder, clock)
            stores.settle()
            stores.open_segments()
            RejectedDoor(stores, None).erase_old()
            ImportsDoor(stores, None).tidy()
    except BaseException:
        ownership.stop()
        ownership.free()
        raise
    ownership.answer(lambda name: _DOORS[name](stores, None))
    return Workspace(folder, stores=stores, owner=None, ownership=ownership)
