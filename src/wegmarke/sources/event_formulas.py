"""Writes all formulas of an event, and notes for each what a row must satisfy for it to be right."""

from __future__ import annotations

from collections.abc import Sequence

from sqlglot import exp

from wegmarke.domain import DocumentInvalid, Problem
from wegmarke.engine import text_literal
from wegmarke.sources import checks
from wegmarke.sources.channel_names import CHANNELS
from wegmarke.sources.checks import Check
from wegmarke.sources.columns import EventColumns
from wegmarke.sources.currency import MINOR_DIGITS
from wegmarke.sources.formulas import Formula, FormulaWriter, Kind, Reach, Reading, Sql, writer
from wegmarke.sources.recipe import ChannelSpec, EventSpec

NONE = "CAST(NULL AS VARCHAR)"
_STRICT = (exp.Column, exp.Identifier, exp.Literal, exp.Add, exp.Sub, exp.Mul, exp.Paren, exp.Neg, exp.Sum)


class EventFormulas:
    """The formulas of one event as SQL.

    Attributes:
        event: what the recipe says.
        columns: the columns its formulas may name.
        problems: what is wrong with them.
        member_checks: what every row must satisfy.
        group_checks: what every group must satisfy.
        own: all columns of the event's file, where the content of the row is its id.
    """

    def __init__(self, event: EventSpec, columns: EventColumns, currency: str | None, *, is_wide: bool) -> None:
        self.event = event
        self.columns = columns
        self.problems: list[Problem] = []
        self.member_checks: list[Check] = []
        self.group_checks: list[Check] = []
        self.own: list[str] = []
        self._currency = currency
        self._is_wide = is_wide
        self._readings: list[Reading] = []
        self._reach = Reach.GROUP if event.group_by else Reach.ROW

    def numbers(self) -> list[str]:
        """Return SQL of every text that is read as a number."""
        return [*{reading.plain: None for reading in self._readings if reading.reason == "unreadable_number"}]

    def row_text(self, formula: Formula) -> str:
        """Return SQL for a formula over one row, as text."""
        return self._checked(formula, Reach.ROW, as_number=False)

    def condition(self) -> str:
        """Return SQL that is true for rows to choose, and for rows where an unreadable number leaves it open."""
        if self.event.only is None:
            return ""
        attempt, sql = self._written(self.event.only, Reach.ROW)
        if sql.kind is not Kind.TRUTH:
            return "true"
        self._readings.extend(attempt.readings)
        self.member_checks.extend(checks.readable(self.event.only, sql.text, attempt.readings))
        fails = " OR ".join(reading.fails for reading in attempt.readings) or "false"
        return f"coalesce({sql.text}, {fails})"

    def id(self, groups: Sequence[str]) -> str:
        """Return SQL for what makes the event unique under its name, and require it; empty for its content."""
        self.member_checks.extend(map(checks.missing_id, self.event.group_by, groups))
        if self.event.id:
            texts = [self._text(formula) for formula in self.event.id]
            target = self.group_checks if groups else self.member_checks
            target.extend(map(checks.missing_id, self.event.id, texts))
            return _joined(texts)
        if groups:
            return _joined(groups)
        try:
            self.own = [sql.text for sql in self.columns.all_of_own(self.event.where)]
        except DocumentInvalid as error:
            self.problems.extend(error.problems)
        return ""

    def further(self) -> dict[str, str]:
        """Return SQL for everything else, by name of the column."""
        event = self.event
        found = {f"person_{number}": self._text(formula) for number, (_, formula) in enumerate(event.person)}
        found |= {f"account_{number}": self._text(formula) for number, (_, formula) in enumerate(event.account)}
        found |= {f"property_{number}": self._text(formula) for number, (_, formula) in enumerate(event.properties)}
        found["person_label"] = self._text(event.person_label) if event.person_label else NONE
        found["account_label"] = self._text(event.account_label) if event.account_label else NONE
        found["channel"] = self._channel(event.channel)
        found["value"], found["currency"] = self._money()
        return found

    def channel_text(self) -> str | None:
        """Return SQL for the text that the recipe translates into channels, if it does, for one row."""
        spec = self.event.channel
        if spec is None or spec.formula is None or spec.formula.is_aggregated:
            return None
        attempt, sql = self._written(spec.formula, Reach.ROW)
        return attempt.as_text(sql)

    def _written(self, formula: Formula, reach: Reach) -> tuple[FormulaWriter, Sql]:
        attempt = writer(self.columns, reach, is_wide=self._is_wide)
        try:
            return attempt, attempt.write(formula)
        except DocumentInvalid as error:
            self.problems.extend(problem for problem in error.problems if problem not in self.problems)
            return attempt, Sql(NONE, Kind.TEXT)

    def _text(self, formula: Formula) -> str:
        return self._checked(formula, self._reach, as_number=False)

    def _checked(self, formula: Formula, reach: Reach, *, as_number: bool) -> str:
        """Return SQL for a formula, and require of every row that the numbers in it can be read."""
        by_row = Reach.MEMBER if reach is Reach.GROUP else reach
        attempt, sql = self._written(formula, by_row)
        row_sql = attempt.as_number(sql) if as_number else attempt.as_text(sql)
        self._readings.extend(attempt.readings)
        self.member_checks.extend(checks.readable(formula, row_sql, attempt.readings))
        if attempt.readings and (attempt.can_fail or formula.is_aggregated) and _is_strict(formula):
            named = [self.columns.find(file, name, formula.where).text for file, name in formula.columns()]
            self.member_checks.append(checks.not_too_large(formula, row_sql, [*dict.fromkeys(named)]))
        if reach is by_row:
            return row_sql
        attempt, sql = self._written(formula, reach)
        return attempt.as_number(sql) if as_number else attempt.as_text(sql)

    def _channel(self, spec: ChannelSpec | None) -> str:
        if spec is None:
            return NONE
        if spec.formula is None:
            return _or_null(spec.always)
        text = self._text(spec.formula)
        if not spec.values:
            known = ", ".join(text_literal(channel) for channel in sorted(CHANNELS))
            return f"CASE WHEN {text} IS NULL THEN NULL WHEN {text} IN ({known}) THEN {text} ELSE 'other' END"
        whens = " ".join(f"WHEN {text_literal(name)} THEN {_or_null(channel)}" for name, channel in spec.values.items())
        return f"CASE WHEN {text} IS NULL THEN NULL ELSE CASE {text} {whens} ELSE {_or_null(spec.otherwise)} END END"

    def _money(self) -> tuple[str, str]:
        """Return SQL for the value in minor units, not yet rounded, and for its currency."""
        if self.event.value is None:
            return NONE, NONE
        value = self._checked(self.event.value, self._reach, as_number=True)
        target = self.group_checks if self.event.group_by else self.member_checks
        target.append(checks.sensible_value(self.event.value, value))
        currency = _or_null(self._currency)
        if self.event.currency is not None:
            currency = f"coalesce(upper({self._text(self.event.currency)}), {currency})"
            target.extend(checks.known_currency(self.event.currency, value, currency))
        fits = f"CASE WHEN abs({value}) < {checks.LARGEST_VALUE} THEN {value} END"
        minor = f"CAST(CAST({fits} AS DECIMAL(38, 12)) * ({_minor_units(currency)}) AS DECIMAL(38, 12))"
        return minor, f"CASE WHEN {value} IS NOT NULL THEN {currency} END"


def _is_strict(formula: Formula) -> bool:
    """Tell whether a formula gives nothing only where a column is empty, unreadable or far too large."""
    return formula.tree is not None and all(isinstance(part, _STRICT) for part in formula.tree.walk())


def _joined(texts: Sequence[str]) -> str:
    """Return SQL for an id of several texts that no other texts can make."""
    if len(texts) == 1:
        return texts[0]
    return " || ':' || ".join(f"replace(replace({text}, '%', '%25'), ':', '%3A')" for text in texts)


def _or_null(text: str | None) -> str:
    return NONE if text is None else text_literal(text)


def _minor_units(currency: str) -> str:
    digits: dict[int, list[str]] = {}
    for code, count in MINOR_DIGITS.items():
        digits.setdefault(count, []).append(text_literal(code))
    del digits[2]
    whens = [f"WHEN {currency} IN ({', '.join(codes)}) THEN {10**count}" for count, codes in digits.items()]
    return f"CASE {' '.join(whens)} ELSE 100 END"
