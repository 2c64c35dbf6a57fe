"""The public page of a survey, written: what it asks, what it says afterwards, and that a link opens nothing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final
from urllib.parse import urlencode

from wegmarke.domain import Language
from wegmarke.domain.surveys import MOST_COMMENT, Survey, SurveyKind
from wegmarke.i18n import marked, translator
from wegmarke.web.site import environment

PREFIX: Final = "/s/"
SHEETS: Final = {"-/base.css": "base.css", "-/survey.css": "survey.css", "-/sign.svg": "sign.svg"}
"""Paths of the style sheets and the sign below the prefix; no token begins with a hyphen."""

_ENDS: Final = {
    SurveyKind.NPS: (marked("survey", "not at all likely"), marked("survey", "very likely")),
    SurveyKind.CSAT: (marked("survey", "very dissatisfied"), marked("survey", "very satisfied")),
    SurveyKind.CES: (marked("survey", "very difficult"), marked("survey", "very easy")),
}
_TITLES: Final = {
    "ask": marked("survey", "Your opinion"),
    "thanks": marked("survey", "Thank you"),
    "stop": marked("survey", "No further surveys"),
    "stopped": marked("survey", "No further surveys"),
    "gone": marked("survey", "This link opens nothing any more"),
    "busy": marked("survey", "Too many requests"),
    "failed": marked("survey", "Your answer was not kept"),
}


@dataclass(frozen=True, slots=True)
class View:
    """What is to be written.

    Attributes:
        what: ask, thanks, stop, stopped, gone, busy or failed.
        language: de or en.
        survey: what is asked; None where nothing is.
        token: of the link.
        params: what the address or the form said.
        is_wrong: whether what was sent could not be taken.
    """

    what: str
    language: Language
    survey: Survey | None = None
    token: str = ""
    params: Mapping[str, str] = field(default_factory=dict)
    is_wrong: bool = False


def language_of(params: Mapping[str, str], otherwise: str) -> str:
    """Return the language somebody chose, else another one."""
    chosen = params.get("lang", "")
    return chosen if chosen in set(Language) else otherwise


def page_of(view: View) -> str:
    """Write the page."""
    t, survey = translator(view.language), view.survey
    low, high = survey.kind.scale if survey else (0, 0)
    ends = _ENDS[survey.kind] if survey else None
    return (
        environment()
        .get_template("surveys/public.html")
        .render(
            what=view.what,
            title=t.label(_TITLES[view.what]),
            language=view.language.value,
            gettext=t.gettext,
            pgettext=t.pgettext,
            survey=survey,
            question=survey.question.get(view.language) if survey else "",
            thanks=survey.thanks.get(view.language) if survey else "",
            scores=range(low, high + 1),
            ends=[t.label(end) for end in ends] if ends else [],
            chosen=_chosen(view, low, high),
            said=view.params.get("said") == "1",
            comment=view.params.get("comment", "") if view.is_wrong else "",
            is_wrong=view.is_wrong,
            most=MOST_COMMENT,
            at=f"{PREFIX}{view.token}",
            languages=[(one.value, name, _here(view, one)) for one, name in _NAMES.items()],
            is_nps=survey is not None and survey.kind is SurveyKind.NPS,
        )
    )


_NAMES: Final = {Language.DE: "Deutsch", Language.EN: "English"}
_ACTS: Final = {"ask": "", "thanks": "/thanks", "stop": "/stop", "stopped": "/stopped"}


def _here(view: View, language: Language) -> str:
    """Return the address of the same page in a language; a page about nothing has none of its own."""
    if view.survey is None:
        return f"?{urlencode({'lang': language.value})}"
    kept = {name: view.params[name] for name in ("score", "said") if name in view.params}
    return f"{PREFIX}{view.token}{_ACTS[view.what]}?{urlencode({**kept, 'lang': language.value})}"


def _chosen(view: View, low: int, high: int) -> int | None:
    """Return the score that a link brings along: it is marked, and nothing more."""
    text = view.params.get("score", "")
    if view.what != "ask" or not (text.isascii() and text.isdecimal() and len(text) <= 2):
        return None
    return int(text) if low <= int(text) <= high else None
