"""What the definitions under checkouts say."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from wegmarke.analytics.checkout.question import Question
from wegmarke.analytics.definition import german_number
from wegmarke.analytics.meanings import named
from wegmarke.domain import LocalizedText


@dataclass(frozen=True)
class Counted:
    """What was passed over.

    Attributes:
        without_checkout: payments and orders that belong to no checkout.
        attempts_without: attempts that belong to none.
        unknown_states: attempts whose state is none that is known.
        negative: events with a negative value.
        begun_again: starts within the window of a checkout that was open.
    """

    without_checkout: int
    attempts_without: int
    unknown_states: int
    negative: int
    begun_again: int


def what(asked: Question, counted: Counted, priced: Sequence[LocalizedText]) -> tuple[LocalizedText, ...]:
    """Say what checkouts and payments are, and what was passed over."""
    begins, orders = named(asked.starts) or "–", named(asked.orders) or "–"
    attempts = named((*asked.attempts, *asked.states)) or "–"
    hours, rescue = f"{asked.window_hours:g}", f"{asked.rescue_hours:g}"
    german, german_rescue = hours.replace(".", ","), rescue.replace(".", ",")
    return (
        LocalizedText(
            de=f"Checkout: beginnt mit {begins}; bezahlt mit einer Zahlung im Zustand paid ({attempts}) oder {orders}, "
            "von derselben Person oder jemandem desselben Unternehmens.",
            en=f"Checkout: begins with {begins}; paid by a payment in the state paid ({attempts}) or {orders}, by the "
            "same person or somebody of the same account.",
        ),
        LocalizedText(
            de=f"Abgebrochen: binnen {german} Stunden nicht bezahlt, Grenze eingeschlossen; binnen {german_rescue} "
            "Stunden noch später bezahlt. Gerettet: binnen der Frist bezahlt, nachdem ein Versuch fehlschlug, verfiel "
            "oder abgebrochen wurde, oder durch eine andere Person oder über einen anderen Kanal.",
            en=f"Abandoned: not paid within {hours} hours, boundary included; within {rescue} hours it may be paid "
            "later. Rescued: paid within the window after an attempt failed, expired or was canceled, or by another "
            "person or through another channel.",
        ),
        *priced,
        *_passed_over(counted),
    )


def _passed_over(counted: Counted) -> list[LocalizedText]:
    sentences = (
        (counted.begun_again, "erneute Beginne eines offenen Checkouts gehören zu diesem",
         "starts of a checkout that was open belong to it"),
        (counted.without_checkout, "Zahlungen und Bestellungen ohne Checkout zählen nicht",
         "payments and orders without a checkout do not count"),
        (counted.attempts_without, "Zahlungsversuche ohne Checkout zählen nicht",
         "attempts to pay without a checkout do not count"),
        (counted.unknown_states, "Zahlungsversuche mit unbekanntem Zustand zählen ohne ihn",
         "attempts to pay in an unknown state count without it"),
        (counted.negative, "Ereignisse mit negativem Wert zählen ohne ihn",
         "events with a negative value count without it"),
    )  # fmt: skip
    return [
        LocalizedText(de=f"{german_number(count)} {german}.", en=f"{count} {english}.")
        for count, german, english in sentences
        if count
    ]


RATE: Final = LocalizedText(
    de="Abbruchquote: abgebrochen ÷ Checkouts, deren Frist vorbei ist oder die bezahlt sind, 95-%-Intervall (Wilson). "
    "Gefährdet: Wert der abgebrochenen und geretteten; zurückgeholt: Wert der geretteten und später bezahlten.",
    en="Abandonment rate: abandoned ÷ checkouts whose window is over or that are paid, 95 % interval (Wilson). At "
    "stake: value of those abandoned and rescued; recovered: value of those rescued and paid later.",
)
STEPS: Final = LocalizedText(
    de="Wie weit Checkouts kamen, binnen der Frist; laufende ausgelassen. Anteil an allen, 95-%-Intervall (Wilson).",
    en="How far checkouts came within the window; those still running are left out. Share of all, 95 % interval "
    "(Wilson).",
)
ATTEMPTS: Final = LocalizedText(
    de="Zahlungsversuche von Checkouts nach Zahlungsart und Zustand. Zustände: open, pending, authorized, paid, "
    "canceled, expired, failed. Anteil an der Zahlungsart, 95-%-Intervall (Wilson).",
    en="Attempts to pay of checkouts by method and state. States: open, pending, authorized, paid, canceled, expired, "
    "failed. Share of the method, 95 % interval (Wilson).",
)
RESCUES: Final = LocalizedText(
    de="Gerettete und später bezahlte Checkouts nach dem, wodurch sie bezahlt wurden.",
    en="Checkouts that were rescued or paid later, by what paid them.",
)
CHECKOUTS: Final = LocalizedText(
    de="Checkouts des Zeitraums einzeln, der letzte zuerst.", en="Checkouts of the period one by one, the latest first."
)
