"""What exactly was computed, in sentences that stand under every chart, in German and in English."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, time
from zoneinfo import ZoneInfo

from wegmarke.domain import Language, LocalizedText, Unit
from wegmarke.paths import Period

PATH_ORDER = LocalizedText(
    de="Reihenfolge im Pfad: (Zeitpunkt, Folgenummer der Quelle, Ereignisnummer).",
    en="Path order: (occurred_at, sequence, event_id).",
)

UNIT_WORDS: Mapping[str, str] = {
    "person": "Person",
    "account": "Unternehmen",
    "buying_group": "Buying Center",
    "opportunity": "Verkaufschance",
    "order": "Bestellung",
}

EXCLUDED_WORDS: Mapping[str, LocalizedText] = {
    "unrecognised": LocalizedText(de="nicht erkannt", en="unrecognised"),
    "off_map": LocalizedText(de="an anderen Kontaktpunkten", en="off map"),
    "without_unit": LocalizedText(de="ohne Einheit", en="without unit"),
    "automated": LocalizedText(de="automatisch ausgelöst", en="automated"),
    "internal": LocalizedText(de="intern", en="internal"),
    "not_chosen": LocalizedText(de="von anderen Einheiten", en="of other units"),
    "no_consent": LocalizedText(de="ohne Einwilligung", en="without consent"),
    "no_number": LocalizedText(de="mit einer Antwort, die keine Zahl ist", en="with an answer that is no number"),
    "off_scale": LocalizedText(de="mit einer Antwort außerhalb der Skala", en="with an answer off the scale"),
    "replaced": LocalizedText(de="durch eine spätere Antwort ersetzt", en="replaced by a later answer"),
}
"""Reasons for which events are left out, in the order in which they are asked; the first that holds counts."""


@dataclass(frozen=True)
class Definition:
    """Sentences that say what was computed.

    `str()` and formatting give the English text; `text` gives either.

    >>> definition = Definition.of(en="Counts units.", de="Zählt Einheiten.") + PATH_ORDER
    >>> definition.text("de")
    'Zählt Einheiten. Reihenfolge im Pfad: (Zeitpunkt, Folgenummer der Quelle, Ereignisnummer).'
    """

    sentences: tuple[LocalizedText, ...] = ()

    @classmethod
    def of(cls, en: str, de: str) -> Definition:
        """Make a definition of one sentence."""
        return cls((LocalizedText(de=de, en=en),))

    def text(self, language: Language | str = Language.EN) -> str:
        """Return all sentences in a language, `de` or `en`."""
        return " ".join(sentence.get(Language(language)) for sentence in self.sentences)

    def __str__(self) -> str:
        return self.text()

    def __add__(self, sentence: LocalizedText) -> Definition:
        return Definition((*self.sentences, sentence))


def unit_sentence(by: Unit) -> LocalizedText:
    """Say the unit of analysis."""
    return LocalizedText(de=f"Einheit: {UNIT_WORDS.get(by.value, by.value)}.", en=f"Unit: {by.value}.")


def period_sentence(period: Period, zone: str) -> LocalizedText:
    """Say the period; German readers get its ends in the zone."""
    start = "vom ersten Ereignis" if period.start is None else f"von {german_instant(period.start, zone)}"
    end = "bis zum letzten Ereignis" if period.end is None else f"bis vor {german_instant(period.end, zone)}"
    return LocalizedText(de=f"Zeitraum: {start} {end}.", en=f"Period: {period}.")


def zone_sentence(zone: str) -> LocalizedText:
    """Say the zone of calendar days and months."""
    return LocalizedText(de=f"Zeitzone: {zone}.", en=f"Zone: {zone}.")


def window_sentence(seconds: float) -> LocalizedText:
    """Say a window from the first step on; a day is 86,400 seconds in it."""
    size, one_de, many_de, one_en = next((span for span in _SPANS if seconds % span[0] == 0), _SPANS[-1])
    n = f"{seconds / size:g}"
    return LocalizedText(
        de=f"Zeitfenster: {n} {one_de if n == '1' else many_de}, Grenze eingeschlossen.",
        en=f"Window: {n} {one_en}{'' if n == '1' else 's'}, boundary included.",
    )


_SPANS = (
    (86_400, "Tag", "Tage", "day"),
    (3600, "Stunde", "Stunden", "hour"),
    (60, "Minute", "Minuten", "minute"),
    (1, "Sekunde", "Sekunden", "second"),
)


def excluded_sentence(excluded: Mapping[str, int]) -> LocalizedText:
    """Say how many events were left out, by reason."""
    counted = [(count, EXCLUDED_WORDS.get(reason, LocalizedText.of(reason.replace("_", " "))))
               for reason, count in excluded.items() if count]  # fmt: skip
    german = ", ".join(f"{german_number(count)} {words.de}" for count, words in counted)
    english = ", ".join(f"{count} {words.en}" for count, words in counted)
    return LocalizedText(
        de=f"Nicht berücksichtigte Ereignisse: {german or 'keine'}.", en=f"Excluded events: {english or 'none'}."
    )


def state_sentence(last_at: datetime | None, zone: str) -> LocalizedText:
    """Say how far the data reach."""
    if last_at is None:
        return LocalizedText(de="Stand: keine Daten.", en="State: no data.")
    return LocalizedText(
        de=f"Stand: Daten bis {german_instant(last_at, zone)}.", en=f"State: data until {last_at.isoformat()}."
    )


def german_number(count: int) -> str:
    """Write a whole number as German does."""
    return f"{count:,}".replace(",", ".")


def german_instant(instant: datetime, zone: str) -> str:
    """Write an instant in a zone as German does; a midnight is a day."""
    local = instant.astimezone(ZoneInfo(zone))
    day = f"{local:%d.%m.%Y}"
    return day if local.time() == time() else f"{day}, {local:%H:%M:%S} Uhr"
