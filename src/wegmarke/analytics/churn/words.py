"""What the definitions under churn say."""

from __future__ import annotations

from typing import Final

from wegmarke.analytics.churn.lives import Skipped
from wegmarke.analytics.churn.question import Question
from wegmarke.analytics.definition import german_number
from wegmarke.analytics.meanings import named
from wegmarke.domain import LocalizedText


def pauses(asked: Question, negative: int) -> tuple[LocalizedText, ...]:
    """Say what ends being a customer without a contract."""
    what = named(asked.orders)
    german = f"Bestellungen: {what}." if what else "Bestellungen: alle Kontaktereignisse mit einem Wert."
    english = f"Orders: {what}." if what else "Orders: all touches with a value."
    said = [LocalizedText(de=german, en=english), _limit(asked)]
    said.append(
        LocalizedText(
            de="Die Abwanderung gilt ab dem Ende dieser Pause; eine spätere Bestellung ist eine Rückkehr und macht sie "
            "nicht ungeschehen.",
            en="Churn counts from the end of that pause; a later order is a return and does not undo it.",
        )
    )
    if negative:
        said.append(
            LocalizedText(
                de=f"{german_number(negative)} Bestellungen mit negativem Wert zählen nicht.",
                en=f"{negative} orders with a negative value do not count.",
            )
        )
    return tuple(said)


def _limit(asked: Question) -> LocalizedText:
    model = asked.model
    if model is not None:
        share = f"{100 * model.below:g}"
        figures = f"r = {model.r:.4g}, alpha = {model.alpha:.4g}, a = {model.a:.4g}, b = {model.b:.4g}"
        return LocalizedText(
            de=f"Abgewandert: sobald die Wahrscheinlichkeit, noch Kunde zu sein, unter {share.replace('.', ',')} % "
            f"fällt (BG/NBD, {figures.replace('.', ',')}); mit nur einer Bestellung nie.",
            en=f"Churned: as soon as the chance to be alive falls below {share} % (BG/NBD, {figures}); never after a "
            "single order.",
        )
    days, share = f"{asked.days:g}", f"{asked.permille / 10:g}"
    return LocalizedText(
        de=f"Abgewandert: keine Bestellung länger als {days.replace('.', ',')} Tage zu 24 Stunden, oder länger als das "
        f"{share.replace('.', ',')}-%-Quantil der eigenen Abstände bis dahin, falls dieses größer ist; Grenze "
        "eingeschlossen.",
        en=f"Churned: no order for more than {days} days of 24 hours, or for more than the {share} % quantile of the "
        "unit's own gaps until then, if that is longer; boundary included.",
    )


def contracts(asked: Question, skipped: Skipped) -> tuple[LocalizedText, ...]:
    """Say what ends a contract, and what was passed over."""
    starts, ends, notices = (named(one) or "–" for one in (asked.starts, asked.ends, asked.notices))
    said = [
        LocalizedText(
            de=f"Vertrag: beginnt mit {starts}, endet mit {ends}, gekündigt mit {notices}. Abgewandert ist, wessen "
            "Vertrag wirksam geendet hat; der Tag der Kündigung steht daneben.",
            en=f"Contract: begins with {starts}, ends with {ends}, notice by {notices}. Churned: whose contract has "
            "ended with effect; the day of the notice stands beside.",
        )
    ]
    if asked.ends_on is not None:
        said.append(
            LocalizedText(
                de=f"Der letzte Tag steht in {asked.ends_on} und zählt ganz; ohne ihn gilt das Ereignis selbst.",
                en=f"The last day stands in {asked.ends_on} and counts in full; without it the event's own time does.",
            )
        )
    elif not asked.ends:
        said.append(
            LocalizedText(
                de="Ein wirksames Ende ist nicht genannt: die Kündigung gilt als Ende.",
                en="No effective end is named: the notice counts as the end.",
            )
        )
    if asked.contract is not None:
        said.append(
            LocalizedText(
                de=f"Jeder Vertrag ({asked.contract}) zählt für sich.",
                en=f"Each contract ({asked.contract}) counts for itself.",
            )
        )
    return (*said, *_skipped(skipped))


def _skipped(skipped: Skipped) -> list[LocalizedText]:
    counted = (
        (skipped.started_again, "Vertragsbeginne während eines laufenden Vertrags sind übergangen",
         "starts of a contract that was active are passed over"),
        (skipped.ended_again, "Enden ohne laufenden Vertrag sind übergangen",
         "ends without an active contract are passed over"),
        (skipped.unreadable, "Enden mit unlesbarem letzten Tag gelten zum Zeitpunkt des Ereignisses",
         "ends whose last day cannot be read count at the event's own time"),
        (skipped.revoked, "Enden hat ein neuer Vertragsbeginn vor dem letzten Tag zurückgenommen",
         "ends were taken back by a new start before the last day"),
    )  # fmt: skip
    return [
        LocalizedText(de=f"{german_number(count)} {german}.", en=f"{count} {english}.")
        for count, german, english in counted
        if count
    ]


RATE: Final = LocalizedText(
    de="Abwanderungsrate je Periode: abgewandert in ihr ÷ aktiv an ihrem Beginn, ohne neue, 95-%-Intervall (Wilson). "
    "Eine unvollständige Periode ist noch nicht vorbei.",
    en="Churn rate per period: churned in it ÷ active at its start, without new ones, 95 % interval (Wilson). An "
    "incomplete period is not over yet.",
)
CURVE: Final = LocalizedText(
    de="Überlebenskurve: Anteil, der länger Kunde bleibt, von der ersten Bestellung oder dem Vertragsbeginn bis zur "
    "Abwanderung; wer noch Kunde ist, ist zum Datenstand zensiert. Schätzung nach Kaplan und Meier (1958), Varianz "
    "nach Greenwood, 95-%-Band log(-log). Bei mehr als hundert Zeitpunkten ausgewählte.",
    en="Survival curve: share that stays a customer longer, from the first order or the start of the contract to "
    "churn; who is still one is censored at the state of the data. Estimated after Kaplan and Meier (1958), variance "
    "after Greenwood, 95 % log(-log) band. Of more than a hundred instants, some.",
)


def breakdown(name: str | None) -> list[LocalizedText]:
    """Say by what curves are told apart."""
    if name is None:
        return []
    return [
        LocalizedText(
            de=f"Aufgeteilt nach {name} am Beginn; ohne Angabe eine eigene Gruppe.",
            en=f"Broken down by {name} at the begin; without a value a group of its own.",
        )
    ]


def won_back(asked: Question) -> LocalizedText:
    """Say who counts as won back."""
    days = f"{asked.window_days:g}"
    return LocalizedText(
        de=f"Zurückgewonnen: binnen {days.replace('.', ',')} Tagen nach der Abwanderung wieder Kunde, Grenze "
        "eingeschlossen. Die Rate zählt nur, wer so lange beobachtet ist; die übrigen warten noch. 95-%-Intervall "
        "(Wilson).",
        en=f"Won back: a customer again within {days} days after churn, boundary included. The rate counts only those "
        "who were observed so long; the others are waiting. 95 % interval (Wilson).",
    )


UNITS: Final = LocalizedText(
    de="Einzelne Leben als Kunde, das zuletzt beendete zuerst.",
    en="Single lives as a customer, those that ended last come first.",
)
