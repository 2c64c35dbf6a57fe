"""The map of a fictional maker of industrial pumps, as the pages of the tests show it."""

from __future__ import annotations

from wegmarke.domain import CanonicalPhase, LocalizedText, Measure
from wegmarke.maps import (
    Card,
    EmotionPoint,
    JourneyMap,
    Lane,
    Metric,
    Persona,
    Phase,
    Placement,
    Step,
    Touchpoint,
)
from wegmarke.rules import parse_rule


def both(text: str) -> LocalizedText:
    de, _, en = text.partition(" | ")
    return LocalizedText(de=de, en=en or de)


PHASES = """
awareness     | Aufmerksam werden | Noticing                 | 30
consideration | Lösung suchen | Looking for a solution       | 45
decision      | Anbieter wählen | Choosing a supplier        | 40
service       | Einführen | Getting it running               | 60
retention     | Betreiben | Running it                       | 365
loyalty       | Nachkaufen | Buying again                    |
advocacy      | Weiterempfehlen | Recommending               |
"""

CUSTOMER_GOALS = {
    "awareness": "Wissen, warum die Pumpe zu viel Strom verbraucht | Know why the pump uses too much power",
    "consideration": "Eine Lösung finden, die in die Anlage passt | Find a solution that fits the plant",
    "decision": "Sicher entscheiden und intern begründen können | Decide safely and justify it inside",
    "service": "Ohne Stillstand umstellen | Change over without a standstill",
    "retention": "Laufzeit ohne Überraschungen | Uptime without surprises",
    "loyalty": "Ersatz ohne neue Ausschreibung | Replacement without another tender",
    "advocacy": "",
}

STEPS = """
awareness     | Energiekosten prüfen | Check energy costs
awareness     | Ursache suchen | Look for the cause
consideration | Anforderungen klären | Clarify requirements
consideration | Anbieter vergleichen | Compare suppliers
decision      | Angebot prüfen | Examine the quotation
decision      | Auftrag erteilen | Place the order
service       | Inbetriebnahme | Commissioning
service       | Einweisung des Personals | Instruction of staff  | optional
retention     | Wartung und Ersatzteile | Maintenance and spares | repeatable
loyalty       | Weitere Anlagen ausrüsten | Equip further plants | repeatable
advocacy      | Erfahrung teilen | Share the experience         | optional
"""

# id | step number | de | en | channel | mode | influence | ownership | moment of truth
TOUCHPOINTS = """
search_ad   | 1  | Suchanzeige | Search advert | search_ad | online | direct | paid |
trade_press | 1  | Fachzeitschrift | Trade press | trade_press | offline | indirect | earned |
blog        | 2  | Ratgeber Energieeffizienz | Guide to energy efficiency | blog | online | direct | owned |
fair        | 2  | Hannover Messe | Hannover trade fair | trade_fair | offline | direct | paid | x
configurator| 3  | Pumpenkonfigurator | Pump configurator | website | online | direct | owned | x
webinar     | 3  | Webinar Auslegung | Webinar on sizing | webinar | online | direct | owned |
portal      | 4  | Lieferantenportal | Supplier portal | trade_portal | online | indirect | partner |
reference   | 4  | Referenzbesuch beim Betreiber | Visit to a reference plant | visit | offline | direct | owned |
quote       | 5  | Angebot | Quotation | offer | hybrid | direct | owned | x
call        | 5  | Telefonat Angebotsverfolgung | Quotation follow-up call | phone | offline | direct | owned |
order       | 6  | Auftrag | Order | contract | hybrid | direct | owned |
commission  | 7  | Inbetriebnahme vor Ort | On-site commissioning | visit | offline | direct | owned | x
training    | 8  | Schulung | Training | event | hybrid | direct | owned |
ticket      | 9  | Serviceanfrage | Service request | support_ticket | online | direct | owned |
visit       | 9  | Wartungsbesuch | Maintenance visit | visit | offline | direct | owned |
invoice     | 9  | Rechnung | Invoice | invoice | online | direct | owned |
reorder     | 10 | Nachbestellung im Portal | Re-order in the portal | customer_portal | online | direct | owned |
survey      | 11 | Zufriedenheitsumfrage | Satisfaction survey | survey | online | direct | owned |
review      | 11 | Bewertung auf Fachportal | Review on a trade portal | review_portal | online | indirect | earned |
"""

LANES = {
    "activity": {
        "awareness": ("Verbrauchsberichte lesen, Kollegen fragen | Read consumption reports, ask colleagues",),
        "consideration": (
            "Lastprofil aufnehmen | Record the load profile",
            "Drei Anbieter in die engere Wahl nehmen | Shortlist three suppliers",
        ),
        "decision": ("Vergleichstabelle für die Geschäftsleitung erstellen | Prepare a comparison for management",),
        "service": ("Umstellung in der Betriebspause planen | Plan the change-over for the break",),
        "retention": ("Störungen melden, Wartung abrufen | Report faults, call for maintenance",),
        "loyalty": ("Budget für weitere Linien beantragen | Apply for budget for further lines",),
    },
    "question": {
        "awareness": ("Lohnt sich ein Austausch vor Ende der Laufzeit? | Does an early replacement pay?",),
        "consideration": ("Passt die Regelung zu unserer Leittechnik? | Does the control fit our system?",),
        "decision": (
            "Wer haftet bei Stillstand? | Who is liable for standstill?",
            "Wie sicher ist der Liefertermin? | How firm is the delivery date?",
        ),
        "service": ("Wer ist nachts erreichbar? | Who can be reached at night?",),
    },
    "pain": {
        "awareness": (),
        "consideration": ("Datenblätter sind nicht vergleichbar | Data sheets cannot be compared",),
        "decision": ("Angebot kommt erst nach zwei Wochen | The quotation takes two weeks",),
        "service": ("Drei Ansprechpartner für eine Lieferung | Three contacts for one delivery",),
        "retention": ("Ersatzteilnummern weichen vom Schild ab | Part numbers differ from the plate",),
    },
    "gain": {
        "awareness": ("Einsparung in Euro statt in Prozent | Savings in euros, not in per cent",),
        "consideration": ("Konfigurator liefert Stückliste und CAD | Configurator yields parts list and CAD",),
        "service": ("Eine Nummer für alle Fragen | One number for all questions",),
        "retention": ("Wartung, bevor etwas ausfällt | Maintenance before anything fails",),
        "advocacy": ("Eigener Vortrag auf dem Anwendertag | A talk of one’s own at the user day",),
    },
    "backstage": {
        "consideration": (
            "Technischer Vertrieb prüft jede Konfiguration | Technical sales checks every configuration",
        ),
        "decision": ("Kalkulation und Kreditprüfung laufen nacheinander | Costing and credit check run in sequence",),
        "service": ("Montageplanung im ERP | Assembly planning in the ERP",),
        "retention": ("Ferndiagnose meldet Abweichungen | Remote diagnosis reports deviations",),
    },
}

# phase | persona | value | note
EMOTIONS = """
awareness     | plant | -0.5 | Druck von oben, Ursache unklar | Pressure from above, cause unclear
consideration | plant | 1    | Konfigurator gibt Halt | The configurator gives support
decision      | plant | -1.5 | Warten auf das Angebot | Waiting for the quotation
service       | plant | 0.5  | Läuft, aber viele Ansprechpartner | Works, but many contacts
retention     | plant | 1.5  | Anlage läuft ruhig | The plant runs quietly
loyalty       | plant | 1    |  |
advocacy      | plant | 2    | Stolz auf das Ergebnis | Proud of the result
awareness     | buyer | 0    |  |
consideration | buyer | -0.5 |  |
decision      | buyer | 0.5  | Verhandlung mit Spielraum | Room for negotiation
service       | buyer | 0    |  |
retention     | buyer | -1   | Preiserhöhung ohne Ankündigung | Price rise without notice
loyalty       | buyer | 0.5  |  |
"""

METRICS = """
m_reach | awareness | Neue Unternehmen | New accounts | accounts | 400 | up |
m_conf  | consideration | Konversion zur Entscheidung | Conversion to decision | conversion | 0.4 | up |
m_quote | decision | Tage bis zum Auftrag | Days to order | median_days | 30 | down |
m_won   | decision | Auftragsvolumen | Order volume | value | 4000000 | up | properties.region
m_start | service | Inbetriebnahmen | Commissionings | touches | 150 | up |
m_csat  | retention | Zufriedenheit | Satisfaction | satisfaction | 0.8 | up |
m_rebuy | loyalty | Nachkäufe | Repeat orders | accounts |  | up |
m_nps   | advocacy | NPS | NPS | nps | 40 | up | month
"""


def a_map(map_id: str = "pumps") -> JourneyMap:
    phases = tuple(
        Phase(
            id=phase_id,
            title=LocalizedText(de=de, en=en),
            canonical=CanonicalPhase(phase_id),
            expected_days=float(days) if days else None,
            customer_goal=both(CUSTOMER_GOALS[phase_id]),
        )
        for phase_id, de, en, days in lines(PHASES, 4)
    )
    steps = tuple(
        Step(
            id=f"s{number}",
            phase=phase,
            title=LocalizedText(de=de, en=en),
            optional=kind == "optional",
            repeatable=kind == "repeatable",
        )
        for number, (phase, de, en, kind) in enumerate(lines(STEPS, 4), start=1)
    )
    return JourneyMap(
        id=map_id,
        title=both(
            "Ich ersetze eine alte Pumpe, ohne dass die Anlage steht | I replace an old pump without a standstill"
        ),
        scenario=both(
            "Betriebsleitung eines Chemiewerks sucht Ersatz für ungeregelte Pumpen. Auslöser: Energiebericht. | "
            "The manager of a chemical plant seeks a replacement for fixed-speed pumps. Trigger: the energy report."
        ),
        customer_goal=both("Energiekosten um ein Viertel senken | Cut energy costs by a quarter"),
        status="live",
        state="as_is",
        owner="Produktmanagement Pumpen",
        personas=personas(),
        phases=phases,
        steps=steps,
        touchpoints=tuple(a_touchpoint(line) for line in lines(TOUCHPOINTS, 9)),
        placements=tuple(Placement(step=f"s{line[1]}", touchpoint=line[0]) for line in lines(TOUCHPOINTS, 9)),
        lanes=tuple(a_lane(kind, cards) for kind, cards in LANES.items()),
        emotions=tuple(
            EmotionPoint(phase=phase, persona=persona, value=float(value), note=LocalizedText(de=de, en=en))
            for phase, persona, value, de, en in lines(EMOTIONS, 5)
        ),
        metrics=tuple(a_metric(line) for line in lines(METRICS, 8)),
    )


def a_touchpoint(line: list[str]) -> Touchpoint:
    touchpoint_id, _, de, en, channel, mode, influence, ownership, moment = line
    return Touchpoint(
        id=touchpoint_id,
        title=LocalizedText(de=de, en=en),
        channel=channel,
        mode=mode,
        influence=influence,
        ownership=ownership,
        moment_of_truth=moment == "x",
        rule=None if touchpoint_id == "trade_press" else parse_rule({"event": touchpoint_id}),
    )


def a_lane(kind: str, cards: dict[str, tuple[str, ...]]) -> Lane:
    return Lane(
        id=f"lane_{kind}",
        type=kind,
        cards=tuple(
            Card(text=both(text), phase=phase, severity=4 if kind == "pain" else None)
            for phase, texts in cards.items()
            for text in texts
        ),
    )


def a_metric(line: list[str]) -> Metric:
    metric_id, phase, de, en, measure, target, direction, breakdown = line
    return Metric(
        id=metric_id,
        title=LocalizedText(de=de, en=en),
        measure=Measure(measure),
        phase=phase,
        target=float(target) if target else None,
        direction=direction,
        breakdown=breakdown or None,
    )


def personas() -> tuple[Persona, ...]:
    return (
        Persona(
            id="plant",
            name=both("Birgit, Betriebsleiterin | Birgit, plant manager"),
            job_title=both("Leitung Produktion | Head of production"),
            quote=both("Stillstand kostet mich mehr als jede Pumpe. | A standstill costs me more than any pump."),
            roles=("decider", "end_user"),
            goals=(both("Energiekosten senken | Cut energy costs"), both("Ausfälle vermeiden | Avoid failures")),
            pains=(both("Zu viele Ansprechpartner | Too many contacts"),),
            gains=(both("Planbare Wartung | Maintenance that can be planned"),),
            decision_criteria=(both("Lebenszykluskosten | Life-cycle costs"), both("Liefertermin | Delivery date")),
            information_sources=(both("Fachmessen | Trade fairs"), both("Kollegen | Colleagues")),
            objections=(both("Die alte Pumpe läuft doch noch | The old pump still runs"),),
            evidence="interview",
        ),
        Persona(
            id="buyer",
            name=both("Tarek, Einkäufer | Tarek, buyer"),
            job_title=both("Strategischer Einkauf | Strategic purchasing"),
            quote=both("Drei Angebote, sonst unterschreibe ich nicht. | Three quotations or I do not sign."),
            roles=("buyer", "gatekeeper"),
            goals=(both("Vergleichbare Angebote | Comparable quotations"),),
            pains=(both("Nachträge nach Vertragsschluss | Extras after the contract"),),
            evidence="assumption",
        ),
    )


def lines(block: str, columns: int) -> list[list[str]]:
    rows = [[cell.strip() for cell in line.split("|")] for line in block.strip().splitlines()]
    return [row + [""] * (columns - len(row)) for row in rows]
