"""Guesses the canonical phase from what somebody calls a phase."""

from __future__ import annotations

import re
from typing import Final

from wegmarke.domain import CanonicalPhase

_WORDS: Final = {
    CanonicalPhase.EXIT: r"exit|churn|cancel|kündig|storno|abwander|leav",
    CanonicalPhase.ADVOCACY: r"advoca|recommend|referral|weiterempf|empfehl|fürsprach",
    CanonicalPhase.LOYALTY: r"loyal",
    CanonicalPhase.RETENTION: r"retention|retain|renew|bindung|verlänger|expan|upsell",
    CanonicalPhase.SERVICE: r"service|onboard|support|usage|\buse\b|\busing|deliver|liefer|nutz|einführ|implement",
    CanonicalPhase.DECISION: r"deci|purchase|buy|conver|acqui|order|contract|kauf|entscheid|bestell|vertrag|abschluss",
    CanonicalPhase.CONSIDERATION: r"consider|evaluat|compar|research|erwäg|überleg|vergleich|prüf|bewert|auswahl",
    CanonicalPhase.AWARENESS: r"aware|discover|need|trigger|aufmerk|bewusst|bedarf|entdeck",
}


def canonical_phase(title: str, before: CanonicalPhase | None) -> CanonicalPhase:
    """Return the canonical phase a title speaks of; in doubt that of the phase before it.

    >>> canonical_phase("Security check", None).value, canonical_phase("Vertrag prüfen", None).value
    ('awareness', 'decision')
    """
    text = title.casefold()
    said = (phase for phase, words in _WORDS.items() if re.search(words, text))
    return next(said, before or CanonicalPhase.AWARENESS)
