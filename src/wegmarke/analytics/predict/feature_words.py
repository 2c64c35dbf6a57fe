"""Features in words: what each says, its value, and whether it speaks for or against."""

from __future__ import annotations

import math

from wegmarke.domain import LocalizedText

_PLAIN = {
    "touches": LocalizedText(de="Kontaktereignisse bisher", en="touches so far"),
    "recent": LocalizedText(de="Kontaktereignisse in letzter Zeit", en="recent touches"),
    "days_since_first": LocalizedText(de="Tage seit dem ersten Kontaktereignis", en="days since the first touch"),
    "days_since_last": LocalizedText(de="Tage seit dem letzten Kontaktereignis", en="days since the last touch"),
    "sessions": LocalizedText(de="Sitzungen", en="sessions"),
    "different": LocalizedText(de="verschiedene Kontaktpunkte", en="different touchpoints"),
    "value": LocalizedText(de="Wert bisher", en="value so far"),
    "persons": LocalizedText(de="Personen", en="persons"),
    "phase_days": LocalizedText(de="Tage in der jetzigen Phase", en="days in the present phase"),
    "last_touchpoint": LocalizedText(de="letzter Kontaktpunkt", en="last touchpoint"),
    "phase_now": LocalizedText(de="jetzige Phase", en="present phase"),
    "calibration": LocalizedText(de="Kalibrierung", en="calibration"),
}


def feature_title(feature: str) -> LocalizedText:
    """Return the title of a feature; ids of touchpoints stay as they are."""
    if feature in _PLAIN:
        return _PLAIN[feature]
    kind, _, name = feature.partition(":")
    match kind:
        case "recent":
            return LocalizedText(de=f"{name}, in letzter Zeit", en=f"{name}, recently")
        case "since":
            return LocalizedText(de=f"Tage seit {name}", en=f"days since {name}")
        case "channel":
            return LocalizedText(de=f"Kanal {name}, in letzter Zeit", en=f"channel {name}, recently")
        case "phase":
            return LocalizedText(de=f"Phase {name}, in letzter Zeit", en=f"phase {name}, recently")
        case _:
            return LocalizedText(de=feature, en=feature)


def reason_words(title: LocalizedText, value: float, levels: tuple[str, ...], points: float) -> LocalizedText:
    """Say what a feature is for one unit and which way it moves the score."""
    if levels:
        known = not math.isnan(value) and 0 <= int(value) < len(levels)
        german = english = levels[int(value)] if known else ""
    else:
        english = "" if math.isnan(value) else f"{value:.1f}".removesuffix(".0")
        german = english.replace(".", ",")
    towards_de, towards_en = ("erhöht", "raises") if points >= 0 else ("senkt", "lowers")
    size_en = f"{points:+.2f}"
    size_en = size_en.replace("-", "−")
    size_de = size_en.replace(".", ",")
    return LocalizedText(
        de=f"{title.de or title.en}: {german or 'nie oder nicht bekannt'} ({towards_de}, {size_de})",
        en=f"{title.en or title.de}: {english or 'never or not known'} ({towards_en}, {size_en})",
    )
