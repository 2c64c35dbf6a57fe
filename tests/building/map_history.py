"""A workspace whose maps have a history: versions, a map that looks closer, and an initiative that shipped."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import yaml
from event_builders import an_event, event_table

from wegmarke.maps import dump_map, new_map_from_template
from wegmarke.workspace import Settings, Workspace, init

BEGUN = datetime(2025, 1, 6, 9, tzinfo=UTC)
SHIPPED = datetime(2025, 4, 1, 9, tzinfo=UTC)
ACCOUNTS = 240


class MinuteClock:
    """A clock that goes on by a minute with each look."""

    def __init__(self) -> None:
        self.at = BEGUN + timedelta(days=180)

    def now(self) -> datetime:
        self.at += timedelta(minutes=1)
        return self.at


def a_workspace_with_maps(folder: Path, *, events: bool = False) -> Workspace:
    """Return a workspace with the map `software` in three versions and `try-out`, which looks closer at it.

    Only where it has events, an initiative has an effect; without them it is made in a third of the time.
    """
    workspace = init(folder, Settings(name="Nordlicht Software GmbH"), clock=MinuteClock())
    if events:
        workspace.stores.inbox.accept("crm", event_table(_events()))
        workspace.stores.settle()
    ours = yaml.safe_load(dump_map(new_map_from_template("saas", "software"))) | {"state": "as_is"}
    ours["initiatives"][0] |= {
        "status": "shipped", "due": "2025-03-31", "shipped": f"{SHIPPED.date()}", "expected_delta": 0.1
    }  # fmt: skip
    ours["buying_groups"] = [_group(*(persona["id"] for persona in ours["personas"][:2]))]
    workspace.maps.put(json.dumps(ours), who="Ines Kober", why="Nach dem Workshop")
    for status, who in (("in_review", "Ines Kober"), ("approved", "Ralf Thoma"), ("live", "Ralf Thoma")):
        workspace.maps.move("software", 1, status, who, "Leitung hat zugestimmt")
    wanted = ours | {"state": "to_be", "title": {"de": "Wir führen Software schneller ein", "en": "Software, sooner"}}
    workspace.maps.put(json.dumps(wanted), who="Ines Kober", why="So soll es werden")
    workspace.maps.put(json.dumps(wanted | {"metrics": _without_targets(wanted)}), who="Ines Kober", why="Ohne Ziele")
    workspace.maps.move("software", 3, "in_review", "Ines Kober", "Bitte bis Freitag")
    closer = yaml.safe_load(dump_map(new_map_from_template("saas", "try-out", "Wir probieren aus", "de")))
    workspace.maps.put(json.dumps(closer | {"level": "micro", "parent": {"map": "software", "phase": "try"}}))
    return workspace


def _without_targets(content: dict[str, list[dict[str, object]]]) -> list[dict[str, object]]:
    return [{name: value for name, value in metric.items() if name != "target"} for metric in content["metrics"]]


def _group(first: str, second: str) -> dict[str, object]:
    return {
        "id": "bg_software", "title": {"de": "Wer über Software entscheidet", "en": "Who decides on software"},
        "members": [
            {"persona": first, "roles": ["decider"], "influence": 5, "attitude": "opponent"},
            {"persona": second, "roles": ["buyer"], "influence": 2, "min_count": 2, "needed_for_phases": ["try"]},
        ],
        "stakeholder_relations": [
            {"from_persona": second, "to_persona": first, "kind": "reports_to", "strength": 4},
            {"from_persona": first, "to_persona": second, "kind": "blocks"},
        ],
    }  # fmt: skip


def _events() -> list[dict[str, object]]:
    """Return one click per account, half of them before the day it shipped; a third goes on then, two thirds after."""
    rows = [
        an_event(
            source_event_id="role",
            name="buying_role_assigned",
            occurred_at=BEGUN,
            person="ada",
            person_label="Ada Kern",
            account="a0",
            properties=[("role", "decider"), ("solution", "Software")],
        )
    ]
    for number in range(ACCOUNTS):
        is_after = number >= ACCOUNTS // 2
        at = SHIPPED + timedelta(days=(number % 60) + 1 if is_after else -(number % 60) - 20)
        rows.append(_event(f"click-{number}", "ad_clicked", at, number))
        if number % 3 < (2 if is_after else 1):
            rows.append(_event(f"trial-{number}", "trial_started", at + timedelta(days=3), number))
    return rows


def _event(event_id: str, name: str, at: datetime, account: int) -> dict[str, object]:
    return an_event(source_event_id=event_id, name=name, occurred_at=at, account=f"a{account}")
