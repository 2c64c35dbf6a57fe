"""What a disk that is full, broken or read-only means, in words for people."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import sqlalchemy as sa

from wegmarke.domain import StoreRefuses


@contextmanager
def disk_in_words(what: str) -> Iterator[None]:
    """Turn errors of the disk inside the block into one that says what to do; `what` names what was written.

    Raises:
        StoreRefuses: in place of them.
    """
    try:
        yield
    except ConnectionError:
        # Whoever asked has gone; that is no matter of the disk.
        raise
    except (OSError, sa.exc.OperationalError) as error:
        reason = getattr(error, "orig", None) or error
        raise StoreRefuses(
            f"{what}: expected a disk that can be written; it says: {reason}. Nothing that was accepted is lost. Free "
            "some room or repair the disk, then try again."
        ) from error
