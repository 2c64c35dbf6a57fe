"""Whether the compiled passes are ready: after an installation, nobody should wait for a compiler.

While they are not, an analysis asks the expressions of `wegmarke.paths`, which give the same numbers.
"""

from __future__ import annotations

import threading

_warm = threading.Event()


def is_warm() -> bool:
    """Tell whether every pass is compiled and loaded in this process."""
    return _warm.is_set()


def warm_up() -> None:
    """Compile or load every pass by asking each primitive about three touches; takes a second when they are cached."""
    from wegmarke.paths import behaviour
    from wegmarke.paths.index.rehearsal import rehearse
    from wegmarke.paths.primitives.rehearsal import rehearse as rehearse_measures

    rehearse()
    rehearse_measures()
    behaviour.rehearse()
    _warm.set()


def warm_up_in_background() -> threading.Thread:
    """Warm up in a thread of its own, which is returned so that a caller can wait for it."""
    thread = threading.Thread(target=warm_up, name="warm-up-paths", daemon=True)
    thread.start()
    return thread
