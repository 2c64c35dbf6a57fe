"""The analyses that have a page, in the order of the menu."""

from __future__ import annotations

from typing import Final

from wegmarke.domain import NotFound
from wegmarke.i18n import marked
from wegmarke.web.explore.analysis import Analysis
from wegmarke.web.explore.attribution import ATTRIBUTION
from wegmarke.web.explore.cac import CAC
from wegmarke.web.explore.checkout import CHECKOUT
from wegmarke.web.explore.churn import CHURN
from wegmarke.web.explore.funnel import FUNNEL
from wegmarke.web.explore.paths import PATHS
from wegmarke.web.explore.phases import PHASES
from wegmarke.web.explore.retention import RETENTION
from wegmarke.web.explore.satisfaction import SATISFACTION
from wegmarke.web.explore.storno import STORNO
from wegmarke.web.explore.value import VALUE
from wegmarke.web.reader import Reader
from wegmarke.web.selection import Choice

ANALYSES: Final[tuple[Analysis, ...]] = (
    PATHS,
    FUNNEL,
    PHASES,
    RETENTION,
    ATTRIBUTION,
    SATISFACTION,
    VALUE,
    CAC,
    CHURN,
    STORNO,
    CHECKOUT,
)

# Pages of Explore that are no analysis: URL and label.
REPORTS: Final = "/explore/reports"
SURVEYS: Final = "/explore/surveys"
PREDICTION: Final = "/explore/prediction"
OTHER_PAGES: Final[tuple[tuple[str, tuple[str, str]], ...]] = (
    (PREDICTION, marked("explore", "Prediction")),
    (SURVEYS, marked("explore", "Surveys")),
    (REPORTS, marked("explore", "Saved reports")),
    ("/explore/sql", marked("explore", "SQL")),
)


def analysis_named(name: str) -> Analysis:
    """Return an analysis, or raise `NotFound`."""
    for analysis in ANALYSES:
        if analysis.name == name:
            return analysis
    names = ", ".join(analysis.name for analysis in ANALYSES)
    raise NotFound(f"analysis: expected one of {names}; got {name[:40]!r}.")


def menu(current: str, reader: Reader) -> tuple[Choice, ...]:
    """Build the menu of Explore; `current` is the URL of the page shown."""
    pages = [(analysis.url, analysis.title) for analysis in ANALYSES] + [*OTHER_PAGES]
    return tuple(Choice(reader.t.label(label), url, url == current) for url, label in pages)
