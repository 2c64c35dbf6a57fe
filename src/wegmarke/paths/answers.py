"""Answers are kept until the data change: what is asked twice is computed once."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import Any, TypeVar

T = TypeVar("T")
_MOST = 64


class Answers:
    """The last answers, each with the state of the data it was computed from."""

    def __init__(self) -> None:
        self._kept: OrderedDict[Hashable, tuple[Hashable, Any]] = OrderedDict()
        self._lock = threading.Lock()

    def keep(self, question: Hashable, state: Hashable, compute: Callable[[], T]) -> T:
        """Return the kept answer to a question at a state of the data, or compute it."""
        with self._lock:
            known, answer = self._kept.get(question, (-1, None))
            if known == state:
                self._kept.move_to_end(question)
                found: T = answer
                return found
        answer = compute()
        with self._lock:
            self._kept[question] = (state, answer)
            while len(self._kept) > _MOST:
                self._kept.popitem(last=False)
        return answer
