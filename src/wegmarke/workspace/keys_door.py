"""Write keys: made, listed, replaced and revoked by whoever runs the workspace."""

from __future__ import annotations

from datetime import timedelta

from wegmarke.domain.write_keys import KeyKind, NewWriteKey, WriteKey
from wegmarke.workspace.operation import Door, operation


class KeysDoor(Door):
    """Keys with which other systems send events."""

    @operation("keys")
    def make(
        self, kind: KeyKind, name: str, event_types: tuple[str, ...] = (), lifetime_days: int | None = None
    ) -> NewWriteKey:
        """Make a key; its text is in the answer and nowhere else.

        Args:
            kind: where the key will live.
            name: the source its events belong to.
            event_types: names of events that a browser may send with it, beside page views.
            lifetime_days: after which it expires; None for never.
        """
        lifetime = timedelta(days=lifetime_days) if lifetime_days is not None else None
        return self.stores.write_keys.make(name, kind, event_types=event_types, lifetime=lifetime)

    @operation("keys")
    def replace(self, number: int, overlap_hours: int = 48) -> NewWriteKey:
        """Make a key like another one, which goes on for some hours and then expires.

        Raises:
            NotFound: when there is no such key, or it opens nothing any more.
        """
        return self.stores.write_keys.replace(number, overlap=timedelta(hours=overlap_hours))

    @operation("keys")
    def revoke(self, number: int) -> WriteKey:
        """Take a key back at once.

        Raises:
            NotFound: when there is no such key.
        """
        return self.stores.write_keys.revoke(number)

    @operation("keys")
    def list(self) -> list[WriteKey]:
        """Return all keys, also those that open nothing any more, oldest first."""
        return self.stores.write_keys.all()
