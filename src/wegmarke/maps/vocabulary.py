"""The closed lists of a journey map with their German and English names.

The identifiers are what documents hold; the names are what pages and printed sheets show. Both follow
the glossary: where an older word of the map specification differs, the glossary's word stands here
(`end_user` for user, `metric` for KPI, `improvement` for opportunity).
"""

from __future__ import annotations

from typing import Final, TypeAlias

from wegmarke.domain import CanonicalPhase, LocalizedText, Measure

Names: TypeAlias = dict[str, LocalizedText]


def _names(*lines: tuple[str, str, str]) -> Names:
    """Make a list from (identifier, English, German)."""
    return {identifier: LocalizedText(de=german, en=english) for identifier, english, german in lines}


PHASES: Final = _names(
    (CanonicalPhase.AWARENESS, "Awareness", "Aufmerksamkeit"),
    (CanonicalPhase.CONSIDERATION, "Consideration", "Erwägung"),
    (CanonicalPhase.DECISION, "Decision/Purchase", "Entscheidung/Kauf"),
    (CanonicalPhase.SERVICE, "Service/Onboarding", "Service"),
    (CanonicalPhase.RETENTION, "Retention", "Kundenbindung"),
    (CanonicalPhase.LOYALTY, "Loyalty", "Loyalität"),
    (CanonicalPhase.ADVOCACY, "Advocacy", "Weiterempfehlung"),
    (CanonicalPhase.EXIT, "Exit", "Kündigung"),
)

LANE_TYPES: Final = _names(
    ("storyboard", "Storyboard", "Storyboard"),
    ("customer_goal", "Customer goal", "Kundenziel"),
    ("activity", "Activity", "Tätigkeit"),
    ("need", "Need", "Bedürfnis"),
    ("question", "Question", "Frage/Informationsbedarf"),
    ("thought", "Thought", "Gedanke"),
    ("touchpoint", "Touchpoint", "Kontaktpunkt"),
    ("channel", "Channel", "Kanal"),
    ("buying_group", "Buying group", "Buying Center"),
    ("emotion", "Emotion/Satisfaction", "Emotion/Zufriedenheit"),
    ("pain", "Pain point", "Schmerzpunkt"),
    ("gain", "Gain", "Gain"),
    ("pain_reliever", "Pain reliever", "Problemlöser"),
    ("gain_creator", "Gain creator", "Mehrwert"),
    ("content", "Content", "Inhalt"),
    ("frontstage", "Frontstage", "Sichtbare Leistung"),
    ("backstage", "Backstage", "Hintergrund"),
    ("system", "System", "System"),
    ("company_goal", "Company goal", "Unternehmensziel"),
    ("metric", "Metric", "Kennzahl"),
    ("conformance", "Conformance", "Soll-Ist-Abgleich"),
    ("automation", "Automation", "Automation"),
    ("improvement", "Improvement", "Verbesserung"),
    ("initiative", "Initiative", "Maßnahme"),
    ("risk", "Risk", "Risiko"),
    ("data_protection", "Data protection", "Datenschutz"),
    ("nested_map", "Nested map", "Teil-Map"),
    ("review", "Review", "Review"),
    ("text", "Text", "Freitext"),
    ("image", "Image", "Bild"),
)

CHANNELS: Final = _names(
    ("search_ad", "Search ad", "Suchanzeige"),
    ("social_ad", "Social ad", "Social-Media-Anzeige"),
    ("display", "Display ad", "Bannerwerbung"),
    ("seo", "Organic search", "Organische Suche"),
    ("website", "Website", "Website"),
    ("landing_page", "Landing page", "Landingpage"),
    ("blog", "Blog", "Blog"),
    ("webshop", "Web shop", "Webshop"),
    ("checkout", "Checkout", "Kasse"),
    ("customer_portal", "Customer portal", "Kundenportal"),
    ("app", "App", "App"),
    ("newsletter", "Newsletter", "Newsletter"),
    ("email", "E-mail", "E-Mail"),
    ("webinar", "Webinar", "Webinar"),
    ("download", "Download", "Download"),
    ("review_portal", "Review portal", "Bewertungsportal"),
    ("trade_portal", "Trade portal", "Branchenportal"),
    ("social_media", "Social media", "Social Media"),
    ("chat", "Chat", "Chat"),
    ("phone", "Phone", "Telefon"),
    ("video_call", "Video call", "Videogespräch"),
    ("visit", "On-site visit", "Besuch vor Ort"),
    ("trade_fair", "Trade fair", "Messe"),
    ("event", "Event", "Veranstaltung"),
    ("print_ad", "Print ad", "Printanzeige"),
    ("trade_press", "Trade press", "Fachpresse"),
    ("direct_mail", "Direct mail", "Werbebrief"),
    ("parcel_insert", "Parcel insert", "Paketbeilage"),
    ("radio_tv", "Radio/TV", "Radio/TV"),
    ("branch", "Branch", "Niederlassung"),
    ("partner", "Partner", "Partner"),
    ("referral", "Referral", "Empfehlung"),
    ("offer", "Quotation", "Angebot"),
    ("contract", "Contract", "Vertrag"),
    ("invoice", "Invoice", "Rechnung"),
    ("payment", "Payment", "Zahlung"),
    ("support_ticket", "Support ticket", "Support-Ticket"),
    ("survey", "Survey", "Umfrage"),
    ("sms", "SMS", "SMS"),
    ("fax", "Fax", "Fax"),
    ("self_service", "Self-service", "Selbstbedienung"),
    ("other", "Other", "Sonstiger Kanal"),
)

ROLES: Final = _names(
    ("initiator", "Initiator", "Initiator"),
    ("end_user", "End user", "Anwender"),
    ("influencer", "Influencer", "Beeinflusser"),
    ("buyer", "Buyer", "Einkäufer"),
    ("decider", "Decider", "Entscheider"),
    ("approver", "Approver", "Genehmiger"),
    ("gatekeeper", "Gatekeeper", "Informationsselektierer (Gatekeeper)"),
    ("champion", "Champion", "Fürsprecher"),
    ("economic_buyer", "Economic buyer", "Budgetverantwortlicher"),
    ("technical_evaluator", "Technical evaluator", "Technischer Prüfer"),
    ("executive_sponsor", "Executive sponsor", "Sponsor"),
    ("legal_compliance", "Legal/Compliance", "Recht/Datenschutz"),
    ("works_council", "Works council", "Betriebsrat"),
    ("coach", "Coach", "Coach"),
    ("blocker", "Blocker", "Blockierer"),
    ("other", "Other", "Sonstige Rolle"),
)

MODES: Final = _names(("online", "Online", "Online"), ("offline", "Offline", "Offline"), ("hybrid", "Hybrid", "Hybrid"))

INFLUENCES: Final = _names(
    ("direct", "Direct influence", "Direkt beeinflussbar"),
    ("indirect", "Indirect influence", "Indirekt beeinflussbar"),
)

OWNERSHIPS: Final = _names(
    ("owned", "Owned", "Eigen"),
    ("paid", "Paid", "Bezahlt"),
    ("earned", "Earned", "Verdient"),
    ("partner", "Partner", "Partner"),
)

STATUSES: Final = _names(
    ("draft", "Draft", "Entwurf"),
    ("in_review", "In review", "In Prüfung"),
    ("approved", "Approved", "Freigegeben"),
    ("live", "Live", "Aktiv"),
    ("retired", "Retired", "Abgelöst"),
)

STATES: Final = _names(("hypothesis", "Hypothesis", "Hypothese"), ("as_is", "As is", "Ist"), ("to_be", "To be", "Soll"))

EVIDENCE_LEVELS: Final = _names(
    ("assumption", "Assumption", "Annahme"),
    ("anecdotal", "Anecdotal", "Einzelaussage"),
    ("interview", "Interview", "Interview"),
    ("survey", "Survey", "Umfrage"),
    ("behavioural", "Behavioural data", "Verhaltensdaten"),
    ("experiment", "Experiment", "Experiment"),
)

DIRECTIONS: Final = _names(
    ("up", "More is better", "Mehr ist besser"), ("down", "Less is better", "Weniger ist besser")
)

MEASURES: Final = _names(
    (Measure.TOUCHES, "Touches", "Kontaktereignisse"),
    (Measure.PERSONS, "Persons", "Personen"),
    (Measure.ACCOUNTS, "Accounts", "Unternehmen"),
    (Measure.CONVERSION, "Conversion", "Konversion"),
    (Measure.MEDIAN_DAYS, "Median days to the next phase", "Median der Tage bis zur nächsten Phase"),
    (Measure.VALUE, "Value", "Wert"),
    (Measure.NPS, "Net promoter score", "Net Promoter Score"),
    (Measure.SATISFACTION, "Satisfaction", "Zufriedenheit"),
)

_EMOTIONS: Final = {
    -2: LocalizedText(de="sehr unzufrieden", en="very dissatisfied"),
    -1: LocalizedText(de="unzufrieden", en="dissatisfied"),
    0: LocalizedText(de="neutral", en="neutral"),
    1: LocalizedText(de="zufrieden", en="satisfied"),
    2: LocalizedText(de="sehr zufrieden", en="very satisfied"),
}


def emotion_word(value: float) -> LocalizedText:
    """Name an emotion by the nearest whole value; halves count towards neutral.

    >>> emotion_word(-1.5).en
    'dissatisfied'
    """
    nearest = int(abs(value) + 0.5 - 1e-9)
    return _EMOTIONS[min(nearest, 2) * (1 if value >= 0 else -1)]
