"""What people call phases, lanes, channels and feelings in sheets of their own, in German and English."""

from __future__ import annotations

import re
from typing import Final

from wegmarke.domain import CanonicalPhase, LocalizedText
from wegmarke.maps import vocabulary

_PHASES: Final[dict[CanonicalPhase, str]] = {
    CanonicalPhase.AWARENESS: "aware bewusst aufmerksam attention problem inspir bedarf need trigger anlass entdeck",
    CanonicalPhase.CONSIDERATION: "consider erwäg überleg research recherch inform evalu vergleich compar such search",
    CanonicalPhase.DECISION: "deci entscheid kauf purchas buy order bestell vertrag contract conver abschluss acqui "
    "angebot",
    CanonicalPhase.SERVICE: "service onboard liefer deliver implement einführ inbetrieb support setup nutz usage use "
    "install",
    CanonicalPhase.RETENTION: "retention bindung renew verläng engag adopt wachs grow expan after-sales aftersales",
    CanonicalPhase.LOYALTY: "loyal treue",
    CanonicalPhase.ADVOCACY: "advoca empfehl recommend referr refer botschaft",
    CanonicalPhase.EXIT: "exit künd storno churn cancel leave ausstieg abwander",
}

# Beginnings of words; the first list that fits decides, so the narrow ones stand before the wide ones.
_LANES: Final[tuple[tuple[str, str], ...]] = (
    ("storyboard", "storyboard bilderfolge"),
    ("pain_reliever", "pain-reliever painreliever pain\u00a0reliever problemlös linderung"),
    ("gain_creator", "gain-creator gaincreator mehrwert nutzenstift"),
    ("company_goal", "unternehmensziel company-goal business-goal geschäftsziel"),
    ("customer_goal", "ziel goal kundenziel objective"),
    ("data_protection", "datenschutz privacy data-protection dsgvo gdpr"),
    ("buying_group", "buying-center buying-centre buying-group buyingcenter einkaufsgremium beteiligte stakeholder"),
    ("touchpoint", "touchpoint kontaktpunkt berührungspunkt touch-point"),
    ("channel", "kanal kanäl channel medien medium"),
    ("emotion", "emotion gefühl stimmung zufrieden satisf feeling mood sentiment erlebnis experience"),
    ("thought", "gedank thought denk think"),
    ("question", "frag question informationsbedarf"),
    ("need", "bedürf bedarf need erwartung expect anforder"),
    ("pain", "pain schmerz problem barrier hürd frust ärger issue friction hindernis"),
    ("gain", "gain freude delight wow gewinn nutzen benefit positiv"),
    ("initiative", "maßnahm massnahm initiative aktionsplan next-steps"),
    ("improvement", "verbesser chance opportunit idee idea potenzial potential improvement"),
    ("metric", "kpi kennzahl metric messgröß measure"),
    ("risk", "risik risk"),
    ("automation", "automat"),
    ("content", "inhalt content material"),
    ("frontstage", "frontstage sichtbar vordergrund front-stage"),
    ("backstage", "backstage hintergrund back-stage interne-prozess prozess process behind"),
    ("system", "system tool it- software"),
    ("review", "review prüfung"),
    ("activity", "aktiv tätig handlung aktion action activit doing tun was-macht"),
)

_FEELINGS: Final[dict[float, str]] = {
    2.0: "++ 😀 😃 😄 😁 🤩 😍 🥳 very-satisfied very-happy sehr-zufrieden begeistert delighted sehr-gut excellent",
    1.0: "+ 🙂 😊 ☺ ☺️ satisfied happy zufrieden gut good positiv positive froh erleichtert",
    0.0: "0 o ○ 😐 😑 neutral mittel okay ok",
    -1.0: "- − – 🙁 ☹ ☹️ 😟 😕 unsatisfied dissatisfied unhappy unzufrieden schlecht bad negativ negative skeptisch",
    -2.0: "-- −− 😞 😢 😡 😠 😭 😤 very-unsatisfied very-dissatisfied very-unhappy sehr-unzufrieden frustriert "
    "frustrated sehr-schlecht wütend verärgert",
}

_STEPS: Final = "schritt step teilschritt journey-step prozessschritt"
_PHASE_TITLES: Final = "phase stage abschnitt etappe"
_CHANNELS: Final[dict[str, str]] = {
    "email": "e-mail email mail",
    "phone": "phone telefon anruf call telephone",
    "direct_mail": "letter brief postal",
    "visit": "face-to-face besuch visit persönlich",
    "chat": "chat",
    "sms": "sms text-message",
    "website": "web website webseite internet homepage",
    "app": "app mobile",
    "self_service": "self-service terminal automat",
    "parcel_insert": "parcel paket",
    "fax": "fax",
    "branch": "shop counter filiale laden store desk",
    "payment": "payment zahlung",
    "social_media": "social linkedin xing facebook instagram",
    "webinar": "webinar",
    "trade_fair": "messe fair",
    "newsletter": "newsletter",
    "offer": "angebot offer quote",
    "contract": "vertrag contract",
    "invoice": "rechnung invoice",
    "customer_portal": "portal",
    "webshop": "webshop onlineshop shop",
    "video_call": "video teams zoom",
    "support_ticket": "ticket",
}


def canonical_phase(title: str) -> CanonicalPhase | None:
    """Guess which canonical phase a title means.

    >>> canonical_phase("2. Recherche & Vergleich")
    <CanonicalPhase.CONSIDERATION: 'consideration'>
    """
    for phase, said in vocabulary.PHASES.items():
        if _folded(title) in (_folded(said.de), _folded(said.en), str(phase)):
            return CanonicalPhase(phase)
    return next((phase for phase, words in _PHASES.items() if _speaks_of(title, words)), None)


def lane_type(title: str) -> str | None:
    """Guess which type of lane a title means.

    >>> lane_type("Pain Points"), lane_type("Wie fühlt sich der Kunde? (Stimmung)"), lane_type("Farbe")
    ('pain', 'emotion', None)
    """
    for name, said in vocabulary.LANE_TYPES.items():
        if _folded(title) in (_folded(said.de), _folded(said.en), _folded(name)):
            return str(name)
    return next((name for name, words in _LANES if _speaks_of(title, words)), None)


def is_steps(title: str) -> bool:
    """Tell whether a row is the one with the steps."""
    return _speaks_of(title, _STEPS)


def is_phases(title: str) -> bool:
    """Tell whether a row is the one with the phases."""
    return _speaks_of(title, _PHASE_TITLES)


def feeling(words: str) -> float | None:
    """Guess an emotion from a word, a face or signs.

    >>> feeling("Sehr zufrieden"), feeling("🙁"), feeling("Vertrag")
    (2.0, -1.0, None)
    """
    wanted = _folded(words)
    return next((value for value, known in _FEELINGS.items() if wanted in known.split()), None)


def channel(words: str) -> str | None:
    """Guess the channel of a touchpoint from its title."""
    for name, said in vocabulary.CHANNELS.items():
        if _folded(words) in (_folded(said.de), _folded(said.en), _folded(str(name))):
            return str(name)
    found = {*_folded(words).split("-")}
    return next((name for name, known in _CHANNELS.items() if found & {*known.split()}), None)


def told(de: str, en: str) -> LocalizedText:
    """Say something in both languages."""
    return LocalizedText(de=de, en=en)


def _speaks_of(title: str, beginnings: str) -> bool:
    words = _folded(title)
    return any(re.search(rf"(^|-){re.escape(beginning)}", words) for beginning in beginnings.split(" "))


def _folded(text: str) -> str:
    """Return words in small letters, joined by hyphens; signs and faces stay."""
    small = re.sub(r"[\s_/&·•:,;.!?()\[\]\"„“”']+", "-", text.strip().casefold())
    return small.strip("-") or small if re.search(r"\w", small) else text.strip()
