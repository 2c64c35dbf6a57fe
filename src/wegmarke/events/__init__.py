"""The event store: what happened, by pseudonym, and the touches every analysis reads.

Purpose: store accepted events exactly once and derive touches in path order.
Reads: the inbox, identity.
Writes: `events.duckdb`.
Used by: paths, workspace.
"""

from wegmarke.events import person_reading, reading
from wegmarke.events.changed import Changed, Rewritten, joined
from wegmarke.events.coverage import property_kinds, seen_events, seen_properties
from wegmarke.events.device_plan import rehearse_devices
from wegmarke.events.internal import rehearse_internal
from wegmarke.events.matching import count_matching, matched_sql
from wegmarke.events.owner_plan import account_touches, rehearse_accounts
from wegmarke.events.recognised import Recognised, name_coverage, recognised
from wegmarke.events.recognition import Recogniser, Recognition
from wegmarke.events.rehearsal import rehearse_recognition
from wegmarke.events.sink import Sink, Stored
from wegmarke.events.states import state_of_touches
from wegmarke.events.tables import create_tables
from wegmarke.events.touch_months import touch_months
from wegmarke.events.touches import derive, derive_in, rebuild

__all__ = [
    "Changed",
    "Recognised",
    "Recogniser",
    "Recognition",
    "Rewritten",
    "Sink",
    "Stored",
    "account_touches",
    "count_matching",
    "create_tables",
    "derive",
    "derive_in",
    "joined",
    "matched_sql",
    "name_coverage",
    "person_reading",
    "property_kinds",
    "reading",
    "rebuild",
    "recognised",
    "rehearse_accounts",
    "rehearse_devices",
    "rehearse_internal",
    "rehearse_recognition",
    "seen_events",
    "seen_properties",
    "state_of_touches",
    "touch_months",
]
