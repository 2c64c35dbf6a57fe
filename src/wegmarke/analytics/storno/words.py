"""What the definitions under Storno say."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from wegmarke.analytics.definition import german_number
from wegmarke.analytics.meanings import named
from wegmarke.analytics.storno.question import Question
from wegmarke.domain import LocalizedText
from wegmarke.paths import primitives

_TYPES: Final = (
    ("cancellations", "Stornierung vor Lieferung", "cancellation before delivery"),
    ("withdrawals", "Widerruf", "withdrawal"),
    ("returns", "Retoure", "return"),
    ("terminations", "Kündigung", "termination"),
    ("chargebacks", "Rückbuchung", "chargeback"),
)


def what(
    asked: Question, priced: Sequence[LocalizedText], left_out: Mapping[str, int], found: primitives.Cancelled
) -> tuple[LocalizedText, ...]:
    """Say what orders and Stornos are, and what was passed over."""
    types = [(named(getattr(asked, name)), german, english) for name, german, english in _TYPES]
    german = "; ".join(f"{word}: {names}" for names, word, _ in types if names) or "keine Art genannt"
    english = "; ".join(f"{word}: {names}" for names, _, word in types if names) or "no type named"
    orders = named(asked.orders)
    said = [
        LocalizedText(
            de=f"Bestellungen: {orders or 'alle Kontaktereignisse mit einem Wert'}. Storno nach Art: {german}.",
            en=f"Orders: {orders or 'all touches with a value'}. Storno by type: {english}.",
        ),
        _order(asked),
        LocalizedText(
            de="Ein Storno ohne Betrag nimmt den ganzen Rest, eine Kündigung ohne Betrag nichts; ein kleinerer Betrag "
            "mindert die Bestellung und schließt sie nicht.",
            en="A Storno without an amount takes all that is left, a termination without one nothing; a smaller amount "
            "lessens the order and does not close it.",
        ),
        *priced,
    ]
    return (*said, *_passed_over(left_out, found))


def _order(asked: Question) -> LocalizedText:
    if asked.order is None:
        return LocalizedText(
            de="Ein Storno gehört zur letzten noch offenen Bestellung der Einheit davor.",
            en="A Storno is of the unit's latest order before it that is still open.",
        )
    return LocalizedText(
        de=f"Ein Storno gehört zu der Bestellung, die {asked.order} nennt, ohne Angabe zur letzten offenen davor.",
        en=f"A Storno is of the order that {asked.order} names; without one, of the latest open one before it.",
    )


def _passed_over(left_out: Mapping[str, int], found: primitives.Cancelled) -> list[LocalizedText]:
    verdicts = {verdict: int((found.verdict == verdict).sum()) for verdict in range(1, 7)}
    counted = (
        (left_out["negative"], "Bestellungen mit negativem Wert zählen nicht",
         "orders with a negative value do not count"),
        (left_out["named_twice"], "Bestellungen mit schon vergebenem Namen zählen nicht",
         "orders with a name that is taken do not count"),
        (left_out["turned"], "Stornos mit negativem Betrag zählen mit seinem Gegenwert",
         "Stornos with a negative amount count as if it were positive"),
        (int(found.is_larger.sum()), "Stornos sind größer als der Rest der Bestellung und zählen mit diesem",
         "Stornos are larger than what was left of the order, and count with that"),
        (verdicts[primitives.Verdict.AGAIN], "Stornos schon ganz stornierter Bestellungen zählen nicht",
         "Stornos of orders that were cancelled wholly before do not count"),
        (verdicts[primitives.Verdict.BEFORE], "Stornos vor ihrer Bestellung zählen nicht",
         "Stornos before their order do not count"),
        (verdicts[primitives.Verdict.NO_ORDER], "Stornos ohne Bestellung zählen nicht",
         "Stornos without an order do not count"),
        (verdicts[primitives.Verdict.OTHER_MONEY], "Stornos in anderer Währung als ihre Bestellung zählen nicht",
         "Stornos in another currency than their order do not count"),
    )  # fmt: skip
    return [
        LocalizedText(de=f"{german_number(count)} {german}.", en=f"{count} {english}.")
        for count, german, english in counted
        if count
    ]


def rates(asked: Question) -> LocalizedText:
    """Say what the rates are."""
    days = f"{asked.window_days:g}"
    return LocalizedText(
        de="Stornoquote nach dem Zeitraum der Bestellung: Bestellungen mit einem Storno der Art ÷ Bestellungen "
        "(95-%-Intervall nach Wilson), verlorener Wert ÷ bestellter Wert (95-%-Intervall des Quotienten, "
        f"linearisiert). Unvollständig, solange nicht alle Bestellungen {days.replace('.', ',')} Tage alt sind.",
        en="Storno rate by the period of the order: orders with a Storno of the type ÷ orders (95 % interval after "
        "Wilson), value lost ÷ value ordered (95 % interval of the ratio, linearised). Incomplete while not all orders "
        f"are {days} days old.",
    )


REASONS: Final = LocalizedText(
    de="Stornos des Zeitraums nach Art und Grund; Anteil an ihrer Art, 95-%-Intervall (Wilson).",
    en="Stornos of the period by type and reason; share of their type, 95 % interval (Wilson).",
)


def before(asked: Question, stornos: int, stayed: int, days: float | None) -> list[LocalizedText]:
    """Say which stretches are compared."""
    window, median = f"{asked.window_days:g}", "–" if days is None else f"{days:.3g}"
    only = [] if asked.type is None else [LocalizedText(de=f"Nur Art {asked.type}.", en=f"Only the type {asked.type}.")]
    return [
        *only,
        LocalizedText(
            de=f"Vor dem Storno: Kontaktereignisse nach der Bestellung und vor ihrem ersten Storno, höchstens "
            f"{window.replace('.', ',')} Tage ({german_number(stornos)} Bestellungen). Geblieben: Bestellungen ohne "
            f"Storno, in den ersten {median.replace('.', ',')} Tagen, dem Median bis zum Storno "
            f"({german_number(stayed)} Bestellungen, die so alt sind).",
            en=f"Before the Storno: touches after the order and before its first Storno, at most {window} days "
            f"({stornos} orders). Stayed: orders without a Storno, in their first {median} days, the median until a "
            f"Storno ({stayed} orders that are so old).",
        ),
    ]


COLLAPSED: Final = LocalizedText(
    de="Ein Kontaktpunkt, der auf sich selbst folgt, steht einmal.",
    en="A touchpoint that follows itself stands once.",
)


def saves(asked: Question) -> LocalizedText:
    """Say what an offer led to."""
    days = f"{asked.window_days:g}"
    return LocalizedText(
        de=f"Angebote zum Bleiben: {named(asked.save_offers) or 'keine genannt'}. Gehalten: {asked.outcome} sagt es; "
        f"ohne Angabe, wer binnen {days.replace('.', ',')} Tagen danach nicht ganz storniert oder kündigt, oder nach "
        "einem Storno davor wieder bestellt. Quote: gehalten ÷ entschieden, 95-%-Intervall (Wilson). Gerettet: der "
        "Rest der offenen Bestellung, oder die nächste.",
        en=f"Offers to stay: {named(asked.save_offers) or 'none named'}. Retained: {asked.outcome} says so; where it "
        f"says nothing, who does not cancel wholly or terminate within {days} days, or, after a Storno before, orders "
        "again. Rate: retained ÷ decided, 95 % interval (Wilson). Recovered: what was left of the open order, or the "
        "next one.",
    )


def won_back(asked: Question) -> LocalizedText:
    """Say who counts as won back."""
    days = f"{asked.window_days:g}"
    return LocalizedText(
        de=f"Zurückgewonnen: binnen {days.replace('.', ',')} Tagen nach einem ganzen Storno oder einer Kündigung "
        "wieder bestellt, Grenze eingeschlossen; die Rate zählt nur, wer so lange beobachtet ist. 95-%-Intervall "
        "(Wilson).",
        en=f"Won back: ordered again within {days} days after a whole Storno or a termination, boundary included; the "
        "rate counts only those who were observed so long. 95 % interval (Wilson).",
    )


ORDERS: Final = LocalizedText(
    de="Stornos des Zeitraums einzeln, das letzte zuerst.", en="Stornos of the period one by one, the latest first."
)
