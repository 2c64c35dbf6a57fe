"""Valid rules of both languages, drawn from everything that they allow, and forms read as a browser would post them."""

from __future__ import annotations

from html.parser import HTMLParser

from fake_workspace import a_reader
from hypothesis import strategies as st

from wegmarke.domain import Language
from wegmarke.domain.accounts import BuyingRole
from wegmarke.web.conditions import Editing, On, Options, view_of
from wegmarke.web.site import environment, static_url

ODD = [
    "",
    " ",
    "12",
    "0,5",
    "1.000",
    '"',
    '"quoted"',
    "a, b",
    "Müller & Söhne",
    "two\nlines",
    "\t",
    "<b>",
    "\u00a0x",
    "üé",
    "\\",
]
texts = st.sampled_from(ODD) | st.text(st.characters(exclude_characters="\x00", exclude_categories=["Cs"]), max_size=6)
filled = texts.filter(bool)
numbers = (
    st.integers(-(10**6), 10**6) | st.floats(-1e9, 1e9, allow_nan=False) | st.sampled_from([0.5, 1e-7, 12.0, 10**13])
)
scalars = texts | numbers
names = filled | st.lists(texts, min_size=1, max_size=3)
spans = st.builds("{} {}{}".format, st.integers(1, 99), st.sampled_from(["minute", "hour", "day", "week"]),
                  st.sampled_from(["", "s"]))  # fmt: skip
dates = st.sampled_from(["2026-03-01", "2026-03-01T09:00", "1999-12-31T23:59:59Z", "2026-03-01T09:00:00+02:00"])
EQUALITY, LISTS = ("is", "is_not"), ("in", "not_in")
TEXTS = ("contains", "starts_with", "ends_with", "like")
ORDERS = ("more_than", "at_least", "less_than", "at_most")
DATES, SPANS = ("before", "since", "after"), ("within", "older_than", "in_next")


def comparison(words, operands):
    return st.tuples(st.sampled_from(words), operands).map(lambda pair: {pair[0]: pair[1]})


def comparisons(values, *, with_texts: bool, with_numbers: bool):
    kinds = [comparison(EQUALITY, values), comparison(LISTS, st.lists(values, min_size=1, max_size=3)),
             st.booleans().map(lambda truth: {"exists": truth})]  # fmt: skip
    kinds += [comparison(TEXTS, filled)] * with_texts + [comparison(ORDERS, numbers)] * with_numbers
    return st.one_of(kinds)


def fields(name, compared):
    return st.tuples(name, compared).map(lambda pair: {"field": pair[0], **pair[1]})


def grouped(leaves):
    return st.recursive(
        leaves,
        lambda inner: st.one_of(
            st.lists(inner, min_size=1, max_size=3).map(lambda members: {"all": members}),
            st.lists(inner, min_size=1, max_size=3).map(lambda members: {"any": members}),
            inner.map(lambda part: {"not": part}),
        ),
        max_leaves=4,
    )


event_trees = grouped(
    st.one_of(
        names.map(lambda found: {"event": found}),
        fields(st.sampled_from(["name", "source", "channel"]), comparisons(texts, with_texts=True, with_numbers=False)),
        fields(st.just("value"), comparisons(numbers, with_texts=False, with_numbers=True)),
        fields(filled.map("properties.{}".format), comparisons(scalars, with_texts=True, with_numbers=True)),
    )
)
_selection = {"event": names, "touchpoint": names, "where": event_trees}


def selecting(own=None, **may):
    """A mapping with at least one of the keys that say which events."""
    return st.sampled_from(list(_selection)).flatmap(
        lambda key: st.fixed_dictionaries(
            {key: _selection[key], **(own or {})},
            optional={name: drawn for name, drawn in {**_selection, **may}.items() if name != key},
        )
    )


roles = st.sampled_from([role.value for role in BuyingRole])
by = st.just("anybody_at_account") | (roles | st.lists(roles, min_size=1, max_size=3)).map(lambda who: {"role": who})
moments = dates | selecting()
_common = {"by": by, "within": spans, "since": moments, "before": moments}
COUNTS = ("is", *ORDERS)
counts = comparison(COUNTS, st.integers(0, 1000))
bounds = comparison(COUNTS, numbers)
of = st.just({"of": "value", "currency": "EUR"}) | filled.map(lambda name: {"of": f"properties.{name}"})
when = comparison(DATES, dates) | comparison(SPANS[:2], spans)
steps = st.lists(selecting(within=spans), min_size=1, max_size=3)


def behaviour(word, *extras):
    return st.tuples(selecting(**_common), *extras).map(
        lambda parts: {word: {k: v for part in parts for k, v in part.items()}}
    )


behaviours = st.one_of(
    behaviour("did"),
    behaviour("did", counts),
    behaviour("did", steps.map(lambda found: {"then": found})),
    behaviour("did_not", steps.map(lambda found: {"then": found}) | st.just({})),
    behaviour("distinct_days", counts),
    *[behaviour(word, of, bounds) for word in ("sum", "average", "minimum", "maximum")],
    *[behaviour(word, event_trees.map(lambda rule: {"has": rule})) for word in ("first", "last")],
    behaviour("last", event_trees.map(lambda rule: {"has": rule}), when.map(lambda found: {"when": found})),
)
subject_fields = fields(
    st.tuples(st.sampled_from(["person", "account", "opportunity", "stage", "consent"]), filled).map(".".join),
    st.one_of(
        comparisons(scalars, with_texts=True, with_numbers=True), comparison(DATES, dates), comparison(SPANS, spans)
    ),
)
subject_trees = grouped(behaviours | subject_fields)
TREES = {On.SUBJECTS: subject_trees, On.EVENTS: event_trees}


class Posted(HTMLParser):
    """The fields that a browser would post, in their order, with its line ends and its refusal of them in one line."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.pairs: list[tuple[str, str]] = []
        self._select = self._area = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = {name: value or "" for name, value in attrs}
        if tag == "input" and found.get("type") == "checkbox":
            self.pairs += [(found["name"], found["value"])] if "checked" in found else []
        elif tag == "input" and "name" in found:
            self.pairs.append((found["name"], found.get("value", "").replace("\r", "").replace("\n", "")))
        elif tag == "select":
            self._select = found["name"]
        elif tag == "option" and self._select and "selected" in found:
            self.pairs.append((self._select, found["value"].replace("\r\n", "\n").replace("\n", "\r\n")))
        elif tag == "textarea":
            self._area = found["name"]
            self.pairs.append((self._area, ""))

    def handle_data(self, data: str) -> None:
        if self._area:
            name, text = self.pairs.pop()
            self.pairs.append((name, text + data))

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea":
            name, text = self.pairs.pop()
            self.pairs.append((name, text.removeprefix("\n").replace("\n", "\r\n")))
            self._area = ""
        if tag == "select":
            self._select = ""


def html_of(editing: Editing, options: Options | None = None, language: Language = Language.DE) -> str:
    reader = a_reader(language)
    view = view_of(editing, options or Options(on=editing.on), reader)
    t = reader.t
    template = environment().from_string(
        '{% import "conditions/editor.html" as of with context %}{{ of.editor(view) }}'
    )
    return template.render(
        view=view, reader=reader, gettext=t.gettext, pgettext=t.pgettext, ngettext=t.ngettext, asset=static_url
    )


def pairs_of(
    editing: Editing, options: Options | None = None, language: Language = Language.DE
) -> list[tuple[str, str]]:
    return Posted(html_of(editing, options, language)).pairs
