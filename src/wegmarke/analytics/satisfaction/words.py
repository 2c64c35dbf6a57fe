"""What exactly was computed of answers, in words."""

from __future__ import annotations

from typing import Final

from wegmarke.analytics.definition import (
    PATH_ORDER,
    Definition,
    excluded_sentence,
    german_number,
    period_sentence,
    state_sentence,
    zone_sentence,
)
from wegmarke.analytics.satisfaction.asking import Found
from wegmarke.analytics.satisfaction.counted import DETRACTOR, NPS_HEADLINE_N, PROMOTER
from wegmarke.analytics.satisfaction.question import EVENTS, ROLE, Kind, Question
from wegmarke.domain import LocalizedText

TRADEMARK: Final = LocalizedText(
    de="Net Promoter®, NPS® und Net Promoter Score sind Marken von Bain & Company, NICE (Satmetrix) und "
    "Fred Reichheld.",
    en="Net Promoter®, NPS® and Net Promoter Score are trademarks of Bain & Company, NICE (Satmetrix) and "
    "Fred Reichheld.",
)
"""Stands wherever the term is shown."""


def definition(found: Found) -> Definition:
    """Say what was computed."""
    asked = found.asked
    said = [_what(asked), _where(asked), _quarantine(asked)]
    if found.is_of_accounts:
        said.append(_accounts(asked))
    if asked.breakdown == ROLE:
        said.append(_ROLES)
    said += [_HEADLINE, _counted(found)]
    if found.strange:
        shown = ", ".join(repr(one[:20]) for one in found.strange)
        said.append(
            LocalizedText(de=f"Keine Antworten auf der Skala: {shown}.", en=f"No answers on the scale: {shown}.")
        )
    said += [
        period_sentence(found.period, found.calendar.zone),
        PATH_ORDER,
        zone_sentence(found.calendar.zone),
        excluded_sentence(found.excluded),
        state_sentence(found.last_at, found.calendar.zone),
    ]
    if asked.kind is Kind.NPS:
        said.append(TRADEMARK)
    return Definition(tuple(said))


def _what(asked: Question) -> LocalizedText:
    low, high = asked.scale
    if asked.kind is Kind.NPS:
        return LocalizedText(
            de=f"Net Promoter Score: Anteil der Antworten {PROMOTER} bis 10 (Promotoren) minus Anteil der Antworten 0 "
            f"bis {DETRACTOR} (Detraktoren) an allen, mal 100. Intervall: 95 %, Standardfehler "
            "√((p + d − (p − d)²)/n).",
            en=f"Net promoter score: share of answers {PROMOTER} to 10 (promoters) minus share of answers 0 to "
            f"{DETRACTOR} (detractors) among all, times 100. Interval: 95 %, standard error √((p + d − (p − d)²)/n).",
        )
    if asked.kind is Kind.CSAT:
        return LocalizedText(
            de=f"CSAT: Anteil der beiden besten Antworten ({high - 1} und {high}) auf der Skala {low} bis {high}. "
            "Intervall: 95 %, Wilson.",
            en=f"CSAT: share of the two best answers ({high - 1} and {high}) on the scale {low} to {high}. "
            "Interval: 95 %, Wilson.",
        )
    return LocalizedText(
        de=f"CES: Mittelwert der Antworten auf der Skala {low} bis {high}. Intervall: 95 %, des Mittelwerts.",
        en=f"CES: mean of the answers on the scale {low} to {high}. Interval: 95 %, of a mean.",
    )


def _where(asked: Question) -> LocalizedText:
    low, high = asked.scale
    named = ", ".join(asked.answers) or EVENTS[asked.kind]
    emotion = "" if asked.kind is not Kind.NPS else " (nur zur Anzeige)"
    english = "" if asked.kind is not Kind.NPS else " (for display only)"
    return LocalizedText(
        de=f"Antworten: Eigenschaft {asked.name} von {named}. Emotion: Mittelwert, {low} bis {high} auf −2 bis 2 "
        f"gelegt{emotion}.",
        en=f"Answers: property {asked.name} of {named}. Emotion: mean, {low} to {high} laid on −2 to 2{english}.",
    )


def _quarantine(asked: Question) -> LocalizedText:
    if not asked.quarantine_days:
        return LocalizedText(de="Jede Antwort zählt.", en="Every answer counts.")
    days = f"{asked.quarantine_days:g}"
    return LocalizedText(
        de=f"Je Person zählt eine Antwort in {days.replace('.', ',')} Tagen, die letzte; die Frist beginnt mit der "
        "ersten Antwort, und die nächste mit der ersten danach.",
        en=f"Of each person one answer counts in {days} days, the latest; the days begin with the first answer, and "
        "the next ones with the first answer after them.",
    )


def _accounts(asked: Question) -> LocalizedText:
    if not asked.role_factors:
        return LocalizedText(
            de="Mittelwert über Unternehmen: jedes zählt mit dem Wert seiner eigenen Antworten einmal.",
            en="Mean over accounts: each counts once, with the figure of its own answers.",
        )
    named = ", ".join(f"{role} {factor:g}" for role, factor in sorted(asked.role_factors.items()))
    return LocalizedText(
        de="Mittelwert über Unternehmen, im Unternehmen nach Rollen im Buying Center gewichtet: "
        f"{named.replace('.', ',')}; andere 1. Bei mehreren Rollen zählt die größte Zahl.",
        en=f"Mean over accounts, within an account by roles in the buying group: {named}; others 1. Of several roles "
        "the largest number counts.",
    )


_ROLES: Final = LocalizedText(
    de="Rolle: jede, die die Person heute im Buying Center des Unternehmens hat; mit mehreren Rollen steht eine "
    "Antwort in jeder.",
    en="Role: each that the person holds today in a buying group of the account; with several roles an answer stands "
    "in each of them.",
)
_HEADLINE: Final = LocalizedText(
    de=f"Unter n = {NPS_HEADLINE_N} steht nur das Intervall.",
    en=f"Below n = {NPS_HEADLINE_N} only the interval is said.",
)


def _counted(found: Found) -> LocalizedText:
    count = found.rows.num_rows
    german = f"{german_number(count)} Antworten zählen"
    english = f"{count} answers count"
    if found.unknown:
        german += f", davon {german_number(found.unknown)} von unbekannten Personen je einzeln"
        english += f", {found.unknown} of them of unknown persons, each on its own"
    return LocalizedText(de=f"{german}.", en=f"{english}.")
