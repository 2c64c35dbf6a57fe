"""Two real event logs as touches: every activity a touchpoint, every case an account; and maps drawn for them."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any

import pyarrow as pa

from wegmarke.maps import JourneyMap, load_map
from wegmarke.paths import Touches, from_data
from wegmarke.sources.xes_file import open_xes

LOGS = {"helpdesk_tickets": "Helpdesk.xes.gz", "bpic2012_loan_applications": "BPI_Challenge_2012.xes.gz"}


def touchpoint(activity: str) -> str:
    """Return an id for an activity: `Take in charge ticket` becomes `take_in_charge_ticket`."""
    return re.sub(r"[^a-z0-9]+", "_", activity.lower()).strip("_")


@cache
def log_table(folder: Path) -> pa.Table:
    """Return unit, touchpoint and time of every row of a log, in the order of the file."""
    log = open_xes(folder / LOGS[folder.name])
    parts = [part.table for part in log.parts(["case:concept:name", "concept:name", "time:timestamp"])]
    table = pa.concat_tables(parts).rename_columns(["line", "unit", "activity", "time"])
    names = {name: touchpoint(name) for name in table["activity"].unique().to_pylist()}
    activities = pa.array([names[name] for name in table["activity"].to_pylist()])
    times = pa.array([_instant(text) for text in table["time"].to_pylist()], pa.timestamp("us", "UTC"))
    return pa.table({"unit": table["unit"], "touchpoint": activities, "time": times, "order": table["line"]})


@cache
def log_touches(folder: Path) -> Touches:
    """Return a log as touches of accounts."""
    return from_data(log_table(folder))


def truth_of(folder: Path, words: str) -> Any:
    """Return a figure of the ground truth by a part of its name."""
    facts = json.loads((folder / "ground_truth.json").read_text())
    return next(figure for name, figure in facts.items() if words in name)


def drawn(name: str, phases: Sequence[tuple[str, Sequence[str]]], **more: Any) -> JourneyMap:
    """Draw a map with one step per touchpoint; a sign behind its id says what it is: `?` optional, `*` repeatable."""
    steps, placements, touchpoints, told = [], [], [], []
    for number, (phase, words) in enumerate(phases, 1):
        told.append({"id": phase, "title": phase, "canonical": ["consideration", "decision", "service"][number % 3]})
        for word in words:
            own = word.rstrip("?*")
            flags = {"optional": "?" in word, "repeatable": "*" in word}
            steps.append({"id": f"at_{own}", "phase": phase, "title": own} | {k: v for k, v in flags.items() if v})
            touchpoints.append({"id": own, "title": own, "rule": {"event": own}})
            placements.append({"id": f"p_{own}", "step": f"at_{own}", "touchpoint": own})
    content = {"id": name, "title": name, "phases": told, "steps": steps, "touchpoints": touchpoints}
    return load_map(json.dumps(content | {"placements": placements} | more))


def helpdesk_map() -> JourneyMap:
    """Return what a team would draw of its help desk: assign, take in charge, perhaps wait, resolve, close."""
    return drawn(
        "helpdesk",
        [
            ("opened", ["insert_ticket?", "assign_seriousness"]),
            ("worked_on", ["take_in_charge_ticket", "wait?", "require_upgrade?"]),
            ("done", ["resolve_ticket", "closed"]),
        ],
        transitions=[{"from_step": "at_wait", "to_step": "at_take_in_charge_ticket", "kind": "loop"}],
    )


def loan_map() -> JourneyMap:
    """Return what a team would draw of a loan: apply, complete, offer, validate, approve; it may end in between."""
    ends = ["a_preaccepted", "w_completeren_aanvraag", "o_sent_back", "a_partlysubmitted"]
    return drawn(
        "loan",
        [
            ("applied", ["a_submitted", "a_partlysubmitted", "w_afhandelen_leads?", "a_preaccepted"]),
            ("offered", ["w_completeren_aanvraag", "a_accepted", "a_finalized", "o_selected", "o_created", "o_sent",
                         "w_nabellen_offertes", "o_sent_back"]),
            ("decided", ["w_valideren_aanvraag", "a_approved", "a_registered", "a_activated", "o_accepted"]),
        ],
        transitions=[
            {"from_step": "at_w_nabellen_offertes", "to_step": "at_o_selected", "kind": "loop"},
            *({"from_step": f"at_{name}", "kind": "exit"} for name in ends),
        ],
    )  # fmt: skip


def _instant(text: str) -> Any:
    from datetime import datetime

    return datetime.fromisoformat(text)
