"""Rights that are kept in memory, under the same rules as in a workspace."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime

from wegmarke.domain import NotAllowed, UsageError
from wegmarke.domain.rights import Rights, RightsVersion, Role, Viewer, Way, default_rights

AT = datetime(2026, 1, 5, 8, 30, tzinfo=UTC)


@dataclass
class FakeRights:
    role: Role = Role.ADMINISTRATOR
    versions: list[RightsVersion] = field(default_factory=lambda: [RightsVersion(0, None, "", default_rights())])

    def history(self, most: int = 50) -> list[RightsVersion]:
        return self.versions[:most]

    def put(self, rights: Rights, base: int) -> int:
        if self.role is not Role.ADMINISTRATOR:
            raise NotAllowed("rights: expected an administrator.")
        if base != self.versions[0].version:
            raise UsageError("rights: expected changes to the newest version.")
        self.versions.insert(0, RightsVersion(base + 1, AT, "operator", rights))
        return base + 1

    def kinds(self) -> list[str]:
        return ["birthday", "jobtitle", "name", "phone"]

    def reader(self) -> Viewer:
        return Viewer("operator", self.role, Way.PAGE)
