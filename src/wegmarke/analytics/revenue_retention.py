"""Revenue retention: what customers pay who paid before, and how many of them and of their contracts stay.

Gross retention = 1 − (lost + contraction) / start; net retention adds expansion. Units that were not there before are
new and stand in neither. Currencies are never added.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TypeAlias

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from wegmarke.analytics.facts import facts
from wegmarke.analytics.intervals import rate
from wegmarke.analytics.phase_look import data_state
from wegmarke.analytics.phase_velocity import length_of
from wegmarke.analytics.result import Interval, Result
from wegmarke.analytics.retention import Clock, named_or_refused, touchpoints_of
from wegmarke.analytics.small_numbers import Guard
from wegmarke.analytics.takes_data import takes_data
from wegmarke.domain import LocalizedText, Unit, UsageError
from wegmarke.paths import (
    Calendar,
    CalendarPeriod,
    Reference,
    Returning,
    Touches,
    period_start,
    period_starts,
    primitives,
)

Numbers: TypeAlias = npt.NDArray[np.int64]

_SUMS = ("customers", "customers_lost", "start_minor", "lost_minor", "contraction_minor", "expansion_minor")
_COLUMNS = [
    ("currency", pa.string()),
    ("begins", pa.date32()),
    ("periods_since", pa.int64()),
    *((name, pa.int64()) for name in (*_SUMS, "new_customers", "new_minor")),
    *((name, pa.float64()) for name in ("gross", "net", "customer_retention", "low", "high")),
    ("is_complete", pa.bool_()),
]
_CONTRACTS = [
    *((name, pa.int64()) for name in ("contracts", "contracts_lost")),
    *((name, pa.float64()) for name in ("contract_retention", "contract_low", "contract_high")),
]
_GERMAN = {
    CalendarPeriod.DAY: "Tag",
    CalendarPeriod.WEEK: "Woche",
    CalendarPeriod.MONTH: "Monat",
    CalendarPeriod.QUARTER: "Quartal",
    CalendarPeriod.YEAR: "Jahr",
}


@takes_data
def revenue_retention(
    touches: Touches,
    by: Unit | str = Unit.ACCOUNT,
    *,
    payments: Sequence[str] = (),
    groups: Mapping[str, Sequence[str]] | None = None,
    reference: Reference | str = Reference.PREVIOUS,
    length: CalendarPeriod | str = CalendarPeriod.MONTH,
    periods: int = 12,
    contract: str | None = None,
    start: datetime | None = None,
    end: datetime | None = None,
    zone: str = "UTC",
) -> Result:
    """Measure gross and net revenue retention per currency.

    Args:
        touches: the tables, or data.
        by: unit of analysis; a unit is a customer in a period in which its values sum to more than zero.
        payments: touchpoints (or phases, see `groups`) whose values count; none for all that have a value.
        groups: touchpoints by id of a phase.
        reference: each period against the `previous` one, or against the first period of its `cohort`.
        length: `day`, `week`, `month`, `quarter` or `year`.
        periods: how many periods since the start of a cohort.
        contract: name of the event property that names a contract; adds the retention of contracts.
        start: first instant at which a value counts.
        end: instant after which none counts.
        zone: zone of the calendar.

    Columns: currency, begins (first day of the period; of the cohort's), periods_since (NULL without cohorts),
    customers (at the start), customers_lost, start_minor, lost_minor, contraction_minor, expansion_minor,
    new_customers, new_minor (NULL with cohorts), gross, net, customer_retention, low, high (95 % Wilson interval),
    is_complete; with `contract` also contracts, contracts_lost, contract_retention, contract_low, contract_high.
    """
    length, reference = length_of(length), named_or_refused("reference", reference, Reference)
    if not 1 <= periods <= 1_000:
        raise UsageError(f"periods: expected a number from 1 to 1000; got {periods}. Write 12, for example.")
    paid = touchpoints_of(touches, "payments", payments, groups)
    known = facts(touches, by, start, end, zone=zone)
    codes = primitives.codes_of(touches, paid) if paid else None
    calendar = Calendar.over(zone, known.first_at, known.last_at)

    def summed(name: str | None) -> pa.Table:
        return primitives.sum_amounts(
            touches, known.by, known.period, calendar, length, touchpoints=codes, property_name=name
        )

    clock = Clock(calendar, Returning(length=length, most=periods), data_state(touches, end))
    rows = _rows(summed(None), None if contract is None else summed(contract), clock, reference, periods)
    table = pa.Table.from_pylist(rows, schema=pa.schema(_COLUMNS + (_CONTRACTS if contract is not None else [])))
    guarded = ("gross", "net", "customer_retention", "low", "high")
    shares = [Interval("customer_retention", "low", "high", "Wilson")]
    guards = [Guard(guarded, table["customers"])]
    if contract is not None:
        shares.append(Interval("contract_retention", "contract_low", "contract_high", "Wilson"))
        guards.append(Guard(("contract_retention", "contract_low", "contract_high"), table["contracts"]))
    definition = known.definition(*_says(reference, length, paid, contract))
    return Result("revenue_retention", table, definition, known.excluded, tuple(shares), tuple(guards))


@dataclass(frozen=True)
class _Ledger:
    """Amounts above zero per payer and period, customers and periods rising."""

    payer: Numbers
    period: Numbers
    amount: Numbers

    @classmethod
    def of(cls, payer: Numbers, period: Numbers, amount: Numbers) -> _Ledger:
        """Put amounts in order; a payer whose amounts do not exceed zero pays nothing in that period."""
        order = np.lexsort((period, payer))
        order = order[amount[order] > 0]
        return cls(payer[order], period[order], amount[order])

    def against_previous(self, size: int) -> dict[str, Numbers]:
        """Sum what changed from each period to the next, by number of the later one, below `size`."""
        goes_on = np.zeros(self.payer.size, np.bool_)
        goes_on[:-1] = (self.payer[1:] == self.payer[:-1]) & (self.period[1:] == self.period[:-1] + 1)
        now = np.where(goes_on, np.append(self.amount[1:], [0] * bool(self.amount.size)), 0)
        inside = self.period + 1 < size
        sums = _changes(self.period[inside] + 1, self.amount[inside], now[inside], size)
        is_new = np.ones(self.payer.size, np.bool_)
        is_new[1:] = ~goes_on[:-1]
        fresh = self.period[is_new]
        return sums | {
            "new_customers": np.bincount(fresh, minlength=size)[:size],
            "new_minor": _sums(fresh, self.amount[is_new], size),
        }

    def against_cohort(self, size: int, periods: int) -> dict[str, Numbers]:
        """Sum what changed since each customer's first period: shape (size, periods + 1), by that period and since."""
        is_first = np.ones(self.payer.size, np.bool_)
        is_first[1:] = self.payer[1:] != self.payer[:-1]
        owner = np.cumsum(is_first) - 1
        cohort, base = self.period[is_first], self.amount[is_first]
        since = self.period - cohort[owner]
        near = since <= periods
        now = np.zeros((cohort.size, periods + 1), np.int64)
        now[owner[near], since[near]] = self.amount[near]
        place = cohort[:, None] * (periods + 1) + np.arange(periods + 1)
        found = _changes(place.ravel(), np.repeat(base, periods + 1), now.ravel(), size * (periods + 1))
        return {name: sums.reshape(size, periods + 1) for name, sums in found.items()}


def _changes(place: Numbers, before: Numbers, now: Numbers, size: int) -> dict[str, Numbers]:
    lost = now == 0
    return {
        "customers": np.bincount(place, minlength=size),
        "customers_lost": np.bincount(place[lost], minlength=size),
        "start_minor": _sums(place, before, size),
        "lost_minor": _sums(place[lost], before[lost], size),
        "contraction_minor": _sums(place[~lost], np.maximum(before - now, 0)[~lost], size),
        "expansion_minor": _sums(place, np.maximum(now - before, 0), size),
    }


def _sums(place: Numbers, amount: Numbers, size: int) -> Numbers:
    # np.bincount would sum cents as floating point numbers
    sums = np.zeros(size, np.int64)
    np.add.at(sums, place, amount)
    return sums


def _rows(
    amounts: pa.Table, by_contract: pa.Table | None, clock: Clock, reference: Reference, periods: int
) -> list[dict[str, object]]:
    if not amounts.num_rows:
        return []
    begins = _begins(amounts, clock)
    rows: list[dict[str, object]] = []
    for currency in sorted(pc.unique(amounts["currency"]).to_pylist()):
        books = [_ledger(amounts, currency, begins)]
        if by_contract is not None:
            books.append(_ledger(by_contract, currency, begins))
        found = _of_books(books, begins, clock, reference, periods)
        rows += [{"currency": currency} | row for row in found]
    return rows


def _begins(amounts: pa.Table, clock: Clock) -> list[date]:
    """Return the first days of all periods from the first value to the state of the data."""
    earliest = pc.min(amounts["begins"]).as_py()
    return period_starts(clock.length, earliest, max(period_start(clock.length, clock.today), earliest))


def _ledger(rows: pa.Table, currency: str, begins: list[date]) -> _Ledger:
    rows = rows.filter(pc.equal(rows["currency"], currency))
    payer = rows["unit"].to_numpy().astype(np.int64)
    if "label" in rows.column_names:
        rows = rows.filter(pc.is_valid(rows["label"]))
        label = rows["label"].combine_chunks().dictionary_encode().indices.to_numpy().astype(np.int64)
        _, unit = np.unique(rows["unit"].to_numpy(), return_inverse=True)
        payer = unit.astype(np.int64) * (int(label.max(initial=0)) + 1) + label
    days = np.asarray(begins, "datetime64[D]")
    period = np.searchsorted(days, rows["begins"].to_numpy().astype("datetime64[D]")).astype(np.int64)
    return _Ledger.of(payer, period, rows["value_minor"].to_numpy().astype(np.int64))


def _of_books(
    books: list[_Ledger], begins: list[date], clock: Clock, reference: Reference, periods: int
) -> Iterator[dict[str, object]]:
    size = len(begins)
    if reference is Reference.PREVIOUS:
        found = [book.against_previous(size) for book in books]
        for place in range(size):
            if found[0]["customers"][place] or found[0]["new_customers"][place]:
                row = {name: int(sums[place]) for name, sums in found[0].items()}
                contracts = {name: int(sums[place]) for name, sums in found[-1].items()} if len(found) > 1 else None
                ends = {"begins": begins[place], "is_complete": clock.is_over(begins[place], 0)}
                yield ends | _with_shares(row, contracts)
        return
    found = [book.against_cohort(size, periods) for book in books]
    for place, since in np.argwhere(found[0]["customers"]).tolist():
        if not clock.has_begun(begins[place], since):
            continue
        row = {name: int(sums[place, since]) for name, sums in found[0].items()}
        contracts = {name: int(sums[place, since]) for name, sums in found[-1].items()} if len(found) > 1 else None
        ends = {"begins": begins[place], "periods_since": since, "is_complete": clock.is_over(begins[place], since)}
        yield ends | _with_shares(row, contracts)


def _with_shares(row: dict[str, int], contracts: dict[str, int] | None) -> dict[str, object]:
    start, gone = row["start_minor"], row["lost_minor"] + row["contraction_minor"]
    kept = rate(row["customers"] - row["customers_lost"], row["customers"])
    shares: dict[str, object] = {
        "gross": 1 - gone / start if start else None,
        "net": 1 - (gone - row["expansion_minor"]) / start if start else None,
        "customer_retention": kept.value,
        "low": kept.low,
        "high": kept.high,
    }
    if contracts is not None:
        stayed = rate(contracts["customers"] - contracts["customers_lost"], contracts["customers"])
        shares |= {
            "contracts": contracts["customers"],
            "contracts_lost": contracts["customers_lost"],
            "contract_retention": stayed.value,
            "contract_low": stayed.low,
            "contract_high": stayed.high,
        }
    return {**row, **shares}


def _says(
    reference: Reference, length: CalendarPeriod, paid: Sequence[str], contract: str | None
) -> list[LocalizedText]:
    against = (
        ("der Periode davor", "the period before")
        if reference is Reference.PREVIOUS
        else ("der ersten Periode der Kohorte", "the first period of the cohort")
    )
    german, english = (", ".join(paid), ", ".join(paid)) if paid else ("alle mit einem Wert", "all that have a value")
    said = [
        LocalizedText(
            de=f"Umsatzbindung je Währung, Periode: {_GERMAN[length]}, verglichen mit {against[0]}; Zahlungen: "
            f"{german}. Kunde: Einheit, deren Werte in der Periode zusammen über null liegen. Brutto = 1 − (verloren + "
            "Rückgang) / Anfang, netto zuzüglich Zuwachs; Neue zählen in keines von beiden. Währungen werden nie "
            "addiert. Kundenbindung: Anteil der Kunden am Anfang, die noch zahlen, 95-%-Intervall (Wilson).",
            en=f"Revenue retention per currency, period: {length.value}, against {against[1]}; payments: {english}. "
            "Customer: unit whose values in the period sum to more than zero. Gross = 1 − (lost + contraction) / "
            "start, net adds expansion; new ones stand in neither. Currencies are never added. Customer retention: "
            "share of customers at the start who still pay, 95 % interval (Wilson).",
        )
    ]
    if contract is not None:
        said.append(
            LocalizedText(
                de=f"Vertragsbindung: dasselbe je Vertrag, genannt in {contract}; Zahlungen ohne Vertrag zählen nicht.",
                en=f"Contract retention: the same per contract, named by {contract}; payments without do not count.",
            )
        )
    return said
