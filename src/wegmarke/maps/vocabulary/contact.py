"""Closed lists about places of contact: channels, directions, expectations, automations."""

from __future__ import annotations

from typing import Final

from wegmarke.maps.vocabulary.naming import names

CHANNELS: Final = names(
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

MODES: Final = names(("online", "Online", "Online"), ("offline", "Offline", "Offline"), ("hybrid", "Hybrid", "Hybrid"))

INFLUENCES: Final = names(
    ("direct", "Direct influence", "Direkt beeinflussbar"),
    ("indirect", "Indirect influence", "Indirekt beeinflussbar"),
)

OWNERSHIPS: Final = names(
    ("owned", "Owned", "Eigen"),
    ("paid", "Paid", "Bezahlt"),
    ("earned", "Earned", "Verdient"),
    ("partner", "Partner", "Partner"),
)

DIRECTIONS_OF_CONTACT: Final = names(
    ("inbound", "Inbound", "Eingehend"),
    ("outbound", "Outbound", "Ausgehend"),
    ("internal", "Internal", "Intern"),
    ("third_party", "Third party", "Dritte"),
)

INTERACTIONS: Final = names(
    ("communication", "Communication", "Kommunikation"),
    ("action", "Action", "Aktion"),
)

OCCURRENCES: Final = names(
    ("must", "Must occur", "Muss vorkommen"),
    ("should", "Should occur", "Soll vorkommen"),
    ("may", "May occur", "Kann vorkommen"),
    ("must_not", "Must not occur", "Darf nicht vorkommen"),
)

SUBJECTS: Final = names(
    ("person", "Person", "Person"),
    ("account", "Account", "Unternehmen"),
    ("opportunity", "Opportunity", "Verkaufschance"),
)

CONTENT_FORMATS: Final = names(
    ("article", "Article", "Beitrag"),
    ("white_paper", "White paper", "Whitepaper"),
    ("data_sheet", "Data sheet", "Datenblatt"),
    ("case_study", "Case study", "Anwenderbericht"),
    ("video", "Video", "Video"),
    ("webinar", "Webinar", "Webinar"),
    ("checklist", "Checklist", "Checkliste"),
    ("calculator", "Calculator", "Rechner"),
    ("presentation", "Presentation", "Präsentation"),
    ("template", "Template", "Vorlage"),
    ("manual", "Manual", "Anleitung"),
    ("certificate", "Certificate", "Nachweis"),
    ("email", "E-mail", "E-Mail"),
    ("other", "Other", "Sonstiger Inhalt"),
)

AUTOMATION_KINDS: Final = names(
    ("trigger", "Trigger", "Auslöser"),
    ("send", "Send", "Senden"),
    ("wait", "Wait", "Warten"),
    ("branch", "Split", "Verzweigung"),
    ("handover", "Handover", "Übergabe"),
    ("exit", "Exit", "Ausstieg"),
)

AUTOMATION_STATES: Final = names(
    ("planned", "Planned", "Geplant"),
    ("active", "Active", "Aktiv"),
    ("paused", "Paused", "Pausiert"),
    ("stopped", "Stopped", "Beendet"),
)

DEVIATIONS: Final = names(
    ("missing", "Missing", "Fehlend"),
    ("ad_hoc", "Ad hoc", "Ungeplant"),
    ("failing", "Failing", "Fehlgeschlagen"),
    ("out_of_sequence", "Out of sequence", "Falsche Reihenfolge"),
    ("late", "Late", "Verspätet"),
    ("wrong_channel_or_actor", "Wrong channel or actor", "Falscher Kanal oder Akteur"),
)

ACTUAL_STATUSES: Final = names(
    ("completed", "Completed", "Erledigt"),
    ("adhoc", "Ad hoc", "Ungeplant"),
    ("failing", "Failing", "Fehlgeschlagen"),
    ("missing", "Missing", "Fehlend"),
)
