"""Rights of a workspace: read, changed, and the fields there are to give rights for."""

from __future__ import annotations

import builtins

from wegmarke.domain.rights import Rights, RightsVersion, Viewer, kind_of_field
from wegmarke.identity import fields_held
from wegmarke.privacy import keep_rights, read_rights, rights_history
from wegmarke.workspace.operation import Door, operation


class RightsDoor(Door):
    """Which fields of the vault are shown to whom."""

    @operation("rights")
    def get(self) -> Rights:
        """Return the rights that hold."""
        return read_rights(self.stores.state)

    @operation("rights")
    def history(self, most: int = 50) -> builtins.list[RightsVersion]:
        """Return the youngest versions, newest first."""
        return rights_history(self.stores.state, most=most)

    @operation("rights")
    def put(self, rights: Rights, base: int) -> int:
        """Keep rights as a new version, written from version `base`; returns the version that holds then.

        Raises:
            DocumentInvalid: when they grant what does not exist, or limits are out of range.
            NotAllowed: when the reader is no administrator.
            UsageError: when somebody kept another version since `base`.
        """
        return keep_rights(self.stores.state, self.stores.clock, self.viewer, rights, base=base)

    @operation("rights")
    def kinds(self) -> builtins.list[str]:
        """Return the kinds of the fields that the vault holds of persons, in order."""
        return sorted({kind_of_field(field) for field in fields_held(self.stores.state, "person")})

    @operation("rights")
    def reader(self) -> Viewer:
        """Return who is reading."""
        return self.viewer
