"""The German and English phrases that rules on subjects are said with."""

from __future__ import annotations

from typing import Final

from wegmarke.domain import Language
from wegmarke.domain.accounts import BuyingRole

DE, EN = Language.DE, Language.EN

PHRASES: Final[dict[Language, dict[str, str]]] = {
    EN: {
        "where": "{events} where {rule}",
        "an_event": "an event",
        "at": "{events} at touchpoint {touchpoints}",
        "then": "{events} and then {step}",
        "step_within": "{step} within {span}",
        "happened": "{events} happened{count}{by}{span}",
        "did_not": "{events} did not happen{by}{span}",
        "on_days": "{events} happened on {count} different days{by}{span}",
        "amount": "the {word} of {of} over {events}{by}{span} {compared}",
        "first": "the first {events}{by}{span}: {what}",
        "last": "the last {events}{by}{span}: {what}",
        "it_happened": "it happened {when}",
        "value": "the value in {currency}",
        "property": "property {name}",
        "anybody": "by anybody at the account",
        "role": "by somebody there with the role {roles}",
        "field": "{name} ({prefix})",
        "field_date": "{field} is {when}",
        "and": "and",
        "or": "or",
        "not": "not",
    },
    DE: {
        "where": "{events} mit: {rule}",
        "an_event": "ein Ereignis",
        "at": "{events} am Kontaktpunkt {touchpoints}",
        "then": "{events} und danach {step}",
        "step_within": "{step} innerhalb von {span}",
        "happened": "{events} ist{span}{by}{count} geschehen",
        "did_not": "{events} ist{span}{by} nicht geschehen",
        "on_days": "{events} ist{span}{by} an {count} verschiedenen Tagen geschehen",
        "amount": "{word} {of} über {events}{span}{by} {compared}",
        "first": "das erste {events}{span}{by}: {what}",
        "last": "das letzte {events}{span}{by}: {what}",
        "it_happened": "es geschah {when}",
        "value": "des Werts in {currency}",
        "property": "der Eigenschaft {name}",
        "anybody": "durch irgendeine Person des Unternehmens",
        "role": "durch eine Person dort mit der Rolle {roles}",
        "field": "{name} ({prefix})",
        "field_date": "{field} liegt {when}",
        "and": "und",
        "or": "oder",
        "not": "nicht",
    },
}
DATES: Final[dict[Language, dict[str, str]]] = {
    EN: {
        "before": "before {}",
        "since": "on or after {}",
        "after": "after {}",
        "within": "in the last {}",
        "older_than": "at least {} ago",
        "in_next": "in the next {}",
    },
    DE: {
        "before": "vor dem {}",
        "since": "ab dem {}",
        "after": "nach dem {}",
        "within": "in den letzten {}",
        "older_than": "vor mindestens {}",
        "in_next": "in den nächsten {}",
    },
}
AFTER_EVENT: Final = {EN: "after the last {}", DE: "nach dem letzten {}"}
BEFORE_EVENT: Final = {EN: "before the first {}", DE: "vor dem ersten {}"}
COUNTS: Final[dict[Language, dict[str, str]]] = {
    EN: {
        "is": "exactly {}",
        "at_least": "at least {}",
        "more_than": "more than {}",
        "at_most": "at most {}",
        "less_than": "fewer than {}",
    },
    DE: {
        "is": "genau {}",
        "at_least": "mindestens {}",
        "more_than": "mehr als {}",
        "at_most": "höchstens {}",
        "less_than": "weniger als {}",
    },
}
REPEATED: Final = {EN: "{} times", DE: "{}-mal"}
AMOUNTS: Final[dict[Language, dict[str, str]]] = {
    EN: {"sum": "sum", "average": "average", "minimum": "minimum", "maximum": "maximum"},
    DE: {"sum": "die Summe", "average": "der Durchschnitt", "minimum": "das Minimum", "maximum": "das Maximum"},
}
SPANS: Final[dict[Language, dict[str, str]]] = {
    EN: {"second": "seconds", "minute": "minutes", "hour": "hours", "day": "days", "week": "weeks"},
    DE: {"second": "Sekunden", "minute": "Minuten", "hour": "Stunden", "day": "Tagen", "week": "Wochen"},
}
PREFIXES: Final[dict[Language, dict[str, str]]] = {
    EN: {
        "person": "person",
        "account": "account",
        "opportunity": "opportunity",
        "stage": "stage",
        "consent": "consent",
    },
    DE: {
        "person": "Person",
        "account": "Unternehmen",
        "opportunity": "Verkaufschance",
        "stage": "Stufe",
        "consent": "Einwilligung",
    },
}
ROLES: Final[dict[Language, dict[str, str]]] = {
    EN: {role.value: role.value.replace("_", " ") for role in BuyingRole},
    DE: {
        BuyingRole.INITIATOR: "Initiator",
        BuyingRole.END_USER: "Anwender",
        BuyingRole.INFLUENCER: "Beeinflusser",
        BuyingRole.BUYER: "Einkäufer",
        BuyingRole.DECIDER: "Entscheider",
        BuyingRole.APPROVER: "Genehmiger",
        BuyingRole.GATEKEEPER: "Informationsselektierer (Gatekeeper)",
        BuyingRole.CHAMPION: "Fürsprecher",
        BuyingRole.ECONOMIC_BUYER: "Budgetverantwortlicher",
        BuyingRole.TECHNICAL_EVALUATOR: "Technischer Prüfer",
        BuyingRole.EXECUTIVE_SPONSOR: "Sponsor",
        BuyingRole.LEGAL_COMPLIANCE: "Recht/Datenschutz",
        BuyingRole.WORKS_COUNCIL: "Betriebsrat",
        BuyingRole.COACH: "Coach",
        BuyingRole.BLOCKER: "Blockierer",
        BuyingRole.OTHER: "Sonstige Rolle",
    },
}
YES_NO: Final = {EN: {True: "yes", False: "no"}, DE: {True: "ja", False: "nein"}}
EVENTS: Final = {EN: "{} events", DE: "{} Ereignisse"}
ONE_EVENT: Final = {EN: "1 event", DE: "1 Ereignis"}
EARLIER: Final = {EN: "the latest {}", DE: "die letzten {}"}
ALL_OF: Final = {EN: {"all": "all of these", "any": "any of these"}, DE: {"all": "alle davon", "any": "eines davon"}}
