"""What the models of customer value say they are, in both languages."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wegmarke.analytics.definition import german_number
from wegmarke.domain import LocalizedText

if TYPE_CHECKING:
    from wegmarke.analytics.value.fitting import Fitted
    from wegmarke.analytics.value.gamma_gamma import SpendModel

MODEL = (
    LocalizedText(
        de="BG/NBD (Fader, Hardie, Lee 2005), größte Likelihood: wie oft jemand bestellt und wann er abwandert. "
        "Mehrere Bestellungen an einem Tag sind eine; die erste zählt nicht als Wiederholung. Häufigkeit, letzte "
        "Bestellung und Alter stehen alle in Tagen.",
        en="BG/NBD (Fader, Hardie, Lee 2005), maximum likelihood: how often somebody orders and when they leave. "
        "Several orders on one day are one; the first does not count as a repetition. Frequency, recency and age are "
        "all in days.",
    ),
    LocalizedText(
        de="Gamma-Gamma (Fader, Hardie 2013), nur aus Kunden, die wieder bestellten: was eine Bestellung wert ist.",
        en="Gamma-Gamma (Fader, Hardie 2013), from customers who ordered again only: what an order is worth.",
    ),
    LocalizedText(
        de="Beide gelten für Kunden, die bestellen, wann sie wollen; für Verträge gilt die Überlebenskurve.",
        en="Both are for customers who order when they like; for contracts there is the survival curve.",
    ),
)
EXPECTED = LocalizedText(
    de="Erwarteter Kundenwert: Deckungsbeitrag künftiger Bestellungen, der schon bekannte zählt nicht.",
    en="Expected customer value: margin of orders to come; what is already known does not count.",
)
_VERDICTS = {
    "holds": ("sie ist erfüllt", "it holds"),
    "roughly": ("sie ist nur ungefähr erfüllt", "it holds roughly only"),
    "fails": (
        "sie ist nicht erfüllt: der Wert häufiger Besteller ist verzerrt",
        "it does not hold: the value of frequent customers is biased",
    ),
}


_HELD = {
    ("r", "high"): ("Wie oft bestellt wird, unterscheidet sich kaum", "How often is ordered hardly differs"),
    ("a", "low"): ("Kaum jemand wandert ab", "Hardly anybody leaves"),
    ("a", "high"): ("Wer abwandert, ist Zufall", "Who leaves is chance"),
    ("b", "high"): ("Kaum jemand wandert ab", "Hardly anybody leaves"),
    ("p", "high"): ("Die Bestellungen eines Kunden sind fast gleich viel wert", "Orders of one customer hardly differ"),
    ("q", "high"): ("Kunden unterscheiden sich im Wert ihrer Bestellungen kaum", "Customers hardly differ in value"),
}


def held_sentences(fitted: Fitted | None) -> list[LocalizedText]:
    """Say which parameters are best at a bound, and what that means."""
    if fitted is None:
        return []
    values = dict(zip(fitted.names, fitted.values, strict=True))
    by_words: dict[tuple[str, str], list[str]] = {}
    for name, side in fitted.held:
        by_words.setdefault(_HELD[name, side], []).append(f"{name} = {values[name]:g}")
    return [
        LocalizedText(
            de=f"{german}; an der Grenze: {', '.join(held).replace('0.001', '0,001')}.",
            en=f"{english}; at a bound: {', '.join(held)}.",
        )
        for (german, english), held in by_words.items()
    ]


def assumption_sentence(model: SpendModel) -> LocalizedText:
    """Say how far what an order is worth depends on how often somebody orders."""
    german, english = _VERDICTS[model.assumption]
    figures = f"{model.dependence:.2f} ({model.low:.2f} – {model.high:.2f})"
    return LocalizedText(
        de="Annahme von Gamma-Gamma, dass der Wert einer Bestellung nicht von der Häufigkeit abhängt: "
        f"Rangkorrelation {figures.replace('.', ',')}, {german}.",
        en="Assumption of Gamma-Gamma that the value of an order does not depend on the frequency: rank correlation "
        f"{figures}, {english}.",
    )


def horizon_sentence(months: int, discount: float, margin_share: float) -> LocalizedText:
    """Say how far ahead, how it is discounted, and what is left of an order."""
    rate, share = f"{100 * discount:g}", f"{100 * margin_share:.3g}"
    return LocalizedText(
        de=f"Die nächsten {months} Monate zu 30,4375 Tagen, abgezinst mit {rate.replace('.', ',')} % im Jahr; vom Wert "
        f"bleiben {share.replace('.', ',')} %, wie bisher im Mittel.",
        en=f"The next {months} months of 30.4375 days, discounted at {rate} % a year; {share} % of the value are left, "
        "as so far on average.",
    )


def alive_sentence(n: int, alive: float, orders: float, total: float, currency: str) -> LocalizedText:
    """Say what is expected of all units together."""
    return LocalizedText(
        de=f"Alle {german_number(n)} Kunden zusammen: {german_number(round(alive))} noch aktiv, "
        f"{german_number(round(orders))} Bestellungen, {german_number(round(total))} {currency}.",
        en=f"All {n} customers together: {round(alive)} still active, {round(orders)} orders, {round(total)} "
        f"{currency}.",
    )
