"""Lists: search, sorting and paging, all kept in the URL."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from wegmarke.domain import UsageError
from wegmarke.domain.errors import unknown_value
from wegmarke.web.reader import Reader
from wegmarke.web.selection import with_params

_LONGEST_SEARCH = 200
_HIGHEST_PAGE = 1_000_000


@dataclass(frozen=True, slots=True)
class Head:
    """The head of a column by which a list can be sorted."""

    label: str
    url: str
    sorted: str
    number: bool


@dataclass(frozen=True, slots=True)
class Pager:
    """Which part of a list is shown, and the way to its neighbours; an empty URL where there is none."""

    text: str
    earlier: str
    later: str


def read_search(params: Mapping[str, str]) -> str:
    """Return the words to search for."""
    return params.get("q", "").strip()[:_LONGEST_SEARCH]


def read_sort(params: Mapping[str, str], allowed: tuple[str, ...]) -> str:
    """Return the column to sort by, the first one where none is given."""
    wanted = params.get("sort", "") or allowed[0]
    if wanted not in allowed:
        raise unknown_value("sort", wanted, allowed)
    return wanted


def read_page(params: Mapping[str, str]) -> int:
    """Return the number of the page."""
    text = params.get("page", "") or "1"
    if not (text.isascii() and text.isdigit() and 1 <= int(text[:9]) <= _HIGHEST_PAGE):
        raise UsageError(f"page: expected a number from 1; got {text[:40]!r}.")
    return int(text[:9])


def heads(
    labels: Mapping[str, str],
    current: str,
    path: str,
    params: Mapping[str, str],
    *,
    numbers: frozenset[str],
    upward: frozenset[str] = frozenset(),
) -> tuple[Head, ...]:
    """Build the heads of a sortable table; numbers sort downwards, except those named in `upward`, texts upwards."""
    kept = {name: value for name, value in params.items() if name not in {"sort", "page"}}
    first = next(iter(labels))
    return tuple(
        Head(
            label=label,
            url=with_params(path, kept, sort=None if name == first else name),
            sorted=("descending" if name in numbers - upward else "ascending") if name == current else "",
            number=name in numbers,
        )
        for name, label in labels.items()
    )


def pager(page: int, size: int, total: int, path: str, params: Mapping[str, str], reader: Reader) -> Pager:
    """Build the line below a list."""
    first, last = (page - 1) * size + 1, min(page * size, total)
    f = reader.formats
    text = reader.t.pgettext(
        "list", "%(first)s–%(last)s of %(total)s", first=f.number(first), last=f.number(last), total=f.number(total)
    )
    return Pager(
        text=text if first <= total else reader.t.pgettext("list", "%(total)s in all", total=f.number(total)),
        earlier=with_params(path, params, page=None if page == 2 else str(page - 1)) if page > 1 else "",
        later=with_params(path, params, page=str(page + 1)) if last < total else "",
    )
