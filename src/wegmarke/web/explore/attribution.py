"""Attribution: the same conversions shared by several models, side by side."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from wegmarke.domain import UsageError
from wegmarke.domain.numbers import Money
from wegmarke.i18n import marked
from wegmarke.web.explore.analysis import Analysis, Answer, Picture, Twin
from wegmarke.web.explore.attribution_changes import SINCE, changes_part
from wegmarke.web.explore.attribution_costs import costs_part, group_choices, read_rates
from wegmarke.web.explore.attribution_picture import draw_models
from wegmarke.web.reader import Reader
from wegmarke.web.selection import Choice, Selection
from wegmarke.web.site import Page
from wegmarke.web.titles import Titles, reference_titles
from wegmarke.web.words import UNITS_MANY

Row = Mapping[str, object]
UNATTRIBUTED: Final = "(unattributed)"
_SLOTS: Final = {"model_1": "first_touch", "model_2": "last_touch", "model_3": "position_based", "model_4": "markov"}
_TYPED: Final = {"conversion": "", "new_lead": "", "new_opportunity": "", "direct": "", "lookback": "90", "order": "1"}
_RULES: Final = (
    ("every", marked("attribution", "also before an earlier conversion")),
    ("reset", marked("attribution", "only after the conversion before")),
    ("first", marked("attribution", "only of the first conversion")),
)
MODELS: Final[tuple[tuple[str, tuple[str, str]], ...]] = (
    ("first_touch", marked("attribution model", "First touch")),
    ("last_touch", marked("attribution model", "Last touch")),
    ("last_non_direct", marked("attribution model", "Last touch that is not direct")),
    ("linear", marked("attribution model", "Linear")),
    ("position_based", marked("attribution model", "Position 40/20/40")),
    ("position_20_20_60", marked("attribution model", "Position 20/20/60")),
    ("position_60_20_20", marked("attribution model", "Position 60/20/20")),
    ("time_decay", marked("attribution model", "Time decay")),
    ("milestone_u_50_50", marked("attribution model", "Milestones U 50/50")),
    ("milestone_u_40_40_20", marked("attribution model", "Milestones U 40/40/20")),
    ("milestone_w_30_30_30_10", marked("attribution model", "Milestones W 30/30/30/10")),
    ("milestone_full_22_5", marked("attribution model", "Milestones, full path 22.5")),
    ("markov", marked("attribution model", "Markov chain")),
    ("shapley", marked("attribution model", "Shapley value (coverage)")),
    ("participation", marked("attribution model", "Participation (does not add up)")),
)
_NAMES: Final = dict(MODELS)
_OF_CHANGES: Final = ("conversion", "lookback")


@dataclass(frozen=True, slots=True)
class Line:
    """One touchpoint and what one model says of it."""

    model: str
    touchpoint: str
    title: str
    touches: int
    conversions: float
    share: float
    money: Money | None


def ask(page: Page, selection: Selection) -> Answer:
    """Answer which touchpoints earned the conversions, by each of the chosen models."""
    reader, typed = page.reader, form(page)
    models = tuple(dict.fromkeys(one for one in (str(typed[slot]) for slot in _SLOTS) if one))
    if not models:
        raise UsageError("models: expected at least one; got none. Choose one.")
    asked: dict[str, object] = {
        "by": selection.by.value, "conversion": _ids(page, "conversion"), "start": selection.start,
        "end": selection.end, "order": _whole(page, "order"), "lookback": _days(page),
        "reset_on_win": typed["rule"] == "reset", "first_only": typed["rule"] == "first",
        "direct": _ids(page, "direct"), "new_lead": _ids(page, "new_lead"),
        "new_opportunity": _ids(page, "new_opportunity"),
    }  # fmt: skip
    rates, titles = read_rates(page.params.get("rates", "")), reference_titles(page.front, reader)
    result = page.analytics.attribution(compared=models, rates=rates, **asked)  # type: ignore[arg-type]
    lines = _lines(result.to_pyarrow().to_pylist(), titles, reader)
    drawn = draw_models(lines, [_name(model, reader) for model in models], reader)
    return Answer(
        question=reader.t.gettext(
            "Who earned the conversions? %(units)s", units=reader.t.label(UNITS_MANY[selection.by])
        ),
        result=result,
        picture=Picture("explore/attribution.svg.html", {"drawn": drawn}) if drawn else None,
        twin=_twin(lines, reader),
        note=reader.t.gettext("One column per model; bars are shares of all conversions, on one scale."),
        values={
            "costs": costs_part(page, _chosen_model(page, models), asked, titles, rates),
            "changes": changes_part(
                page, selection, _chosen_model(page, models), {name: asked[name] for name in _OF_CHANGES}, titles
            ),
        },
    )


def form(page: Page) -> Mapping[str, object]:
    """Return the choices of the form and what was typed."""
    titles, reader = reference_titles(page.front, page.reader), page.reader
    chosen = {slot: page.params.get(slot, model) for slot, model in _SLOTS.items()}
    typed = {name: page.params.get(name, default) for name, default in _TYPED.items()}
    rule = page.params.get("rule", "every")
    return {
        **chosen,
        **typed,
        "rule": rule,
        "slots": [
            (slot, [Choice(_name(model, reader), model, model == chosen[slot]) for model, _ in MODELS])
            for slot in _SLOTS
        ],
        "rules": [Choice(reader.t.label(words), value, value == rule) for value, words in _RULES],
        "cost_groups": group_choices(page),
        "of_models": [
            Choice(_name(model, page.reader), model, model == page.params.get("of_model"))
            for model in dict.fromkeys(one for one in chosen.values() if one and one != "participation")
        ],
        "rates": page.params.get("rates", ""),
        "since": page.params.get(SINCE, ""),
        "known_places": [(key, title) for key, title in titles.touchpoints.items() if not key.startswith("(")],
        "own": {*chosen, *typed, "rule", "costs", "of_model", "rates"},
    }


ATTRIBUTION = Analysis("attribution", marked("explore", "Attribution"), "explore/attribution.html", ask, form)


def _name(model: str, reader: Reader) -> str:
    return reader.t.label(_NAMES[model]) if model in _NAMES else model


def _chosen_model(page: Page, models: tuple[str, ...]) -> tuple[str, str]:
    """Return id and name of the model by which costs and changes are told: the one that was chosen, else the first."""
    fitting = [model for model in models if model != "participation"] or ["position_based"]
    asked = page.params.get("of_model", "")
    model = asked if asked in fitting else fitting[0]
    return model, _name(model, page.reader)


def _ids(page: Page, name: str) -> tuple[str, ...]:
    text = page.params.get(name, "")
    return (text,) if text else ()


def _whole(page: Page, name: str) -> int:
    text = page.params.get(name, "").strip() or _TYPED[name]
    if not text.isdecimal() or len(text) > 4:
        raise UsageError(f"{name}: expected a whole number such as {_TYPED[name]}; got {text[:20]!r}. Write a number.")
    return int(text)


def _days(page: Page) -> str | None:
    """Return the look-back; a field that was emptied means any time."""
    if "lookback" in page.params and not page.params["lookback"].strip():
        return None
    return f"{_whole(page, 'lookback')} days"


def _lines(rows: list[dict[str, object]], titles: Titles, reader: Reader) -> list[Line]:
    nobody = reader.t.pgettext("attribution", "Unattributed")
    return [
        Line(
            _name(str(row["model"]), reader),
            str(row["touchpoint"]),
            nobody if row["touchpoint"] == UNATTRIBUTED else titles.touchpoint(str(row["touchpoint"])),
            int(_number(row["touches"])),
            _number(row["conversions"]),
            _number(row["share"]),
            Money(int(_number(row["value_minor"])), str(row["currency"])) if row["currency"] else None,
        )
        for row in rows
    ]


def _twin(lines: list[Line], reader: Reader) -> Twin:
    t, f = reader.t, reader.formats
    heads = (
        (t.pgettext("attribution", "Model"), False), (t.pgettext("attribution", "Touchpoint"), False),
        (t.pgettext("attribution", "Touches"), True), (t.pgettext("attribution", "Conversions"), True),
        (t.pgettext("attribution", "Share"), True), (t.pgettext("attribution", "Value"), True),
    )  # fmt: skip
    rows = [
        (
            line.model, line.title, f.number(line.touches), f.number(line.conversions, 2), f.percent(line.share),
            f.money(line.money),
        )
        for line in lines
        if line.touches or line.conversions
    ]  # fmt: skip
    return Twin(heads, rows)


def _number(value: object) -> float:
    return float(value) if isinstance(value, int | float) else 0.0
