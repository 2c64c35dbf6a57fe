"""The page *Paper* of a map: how the sheet looks, and its files to download."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from litestar import Response, get
from litestar.di import NamedDependency
from litestar.params import FromPath

from wegmarke.domain import NotFound
from wegmarke.i18n import marked
from wegmarke.web.map.tabs import map_address, map_head
from wegmarke.web.reader import Reader
from wegmarke.web.site import Page

MEDIA_TYPES = {
    "pdf": "application/pdf",
    "svg": "image/svg+xml",
    "png": "image/png",
    "html": "text/html; charset=utf-8",
    "pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
}
"""Files of a map by their ending; web page and slides are laid out by themselves, whatever the paper."""

_PAPERS = {
    "a3": marked("paper", "A3, one page and annex"),
    "a4-tiles": marked("paper", "A4, four sheets with crop marks"),
    "a1": marked("paper", "A1, poster"),
    "slides": marked("paper", "Slides 16:9"),
}
_LANGUAGES = {
    "de": marked("paper", "German"),
    "en": marked("paper", "English"),
    "both": marked("paper", "both languages"),
}
_SEVERAL_PAGES = ("a4-tiles", "slides")


@dataclass(frozen=True, slots=True)
class Choice:
    """One entry of a chooser."""

    value: str
    label: str
    is_chosen: bool


@dataclass(frozen=True, slots=True)
class Wish:
    """How the sheet is wanted, as the address says."""

    paper: str
    language: str
    black_and_white: bool
    without_numbers: bool

    def address(self, map_id: str, ending: str, *, seen: bool = False) -> str:
        """Return the address of the file; `seen` for one that the page shows itself."""
        values = {"paper": self.paper, "language": self.language}
        values |= {name: "1" for name in ("black_and_white", "without_numbers") if getattr(self, name)}
        values |= {"seen": "1"} if seen else {}
        return f"{map_address(map_id)}/paper/{ending}?{urlencode(values)}"


@get("/maps/{map_id:str}/paper", sync_to_thread=True)
def map_paper(map_id: FromPath[str], page: NamedDependency[Page]) -> Response[str]:
    """Show the sheet and what it can be downloaded as."""
    reader, document = page.reader, page.front.maps.get(map_id)
    wish = _wish(page.params, reader)
    endings = [ending for ending in MEDIA_TYPES if ending == "pdf" or wish.paper not in _SEVERAL_PAGES]
    picture = Wish("a3", "en" if wish.language == "en" else "de", wish.black_and_white, wish.without_numbers)
    return page.render(
        "map/paper.html",
        title=document.title.get(reader.language),
        place="map",
        head=map_head(document, "/paper", reader),
        papers=_choices(_PAPERS, wish.paper, reader),
        languages=_choices(_LANGUAGES, wish.language, reader),
        wish=wish,
        files=[(ending.upper(), wish.address(map_id, ending)) for ending in endings],
        picture=picture.address(map_id, "svg", seen=True),
    )


@get("/maps/{map_id:str}/paper/{ending:str}", sync_to_thread=True)
def map_paper_file(map_id: FromPath[str], ending: FromPath[str], page: NamedDependency[Page]) -> Response[bytes]:
    """Answer with the sheet as a file; raise `NotFound` for another ending."""
    if ending not in MEDIA_TYPES:
        raise NotFound(f"download: expected one of {', '.join(MEDIA_TYPES)}; got {ending[:20]!r}.")
    wish = _wish(page.params, page.reader)
    name = f"{map_id}-{wish.paper}-{wish.language}.{ending}"
    content = page.front.maps.rendered(
        map_id,
        f"sheet.{ending}",
        paper=wish.paper,
        language=wish.language,
        black_and_white=wish.black_and_white,
        without_numbers=wish.without_numbers,
    )
    headers = {} if page.params.get("seen") else {"content-disposition": f'attachment; filename="{name}"'}
    return Response(content, media_type=MEDIA_TYPES[ending], headers=headers)


def _wish(params: Mapping[str, str], reader: Reader) -> Wish:
    paper, language = params.get("paper", "a3"), params.get("language", reader.language.value)
    return Wish(
        paper if paper in _PAPERS else "a3",
        language if language in _LANGUAGES else reader.language.value,
        params.get("black_and_white") == "1",
        params.get("without_numbers") == "1",
    )


def _choices(labels: Mapping[str, tuple[str, str]], chosen: str, reader: Reader) -> tuple[Choice, ...]:
    return tuple(Choice(value, reader.t.label(label), value == chosen) for value, label in labels.items())
