"""Closed lists about people: roles, attitudes, kinds of personas, and how sure we are of what we say."""

from __future__ import annotations

from typing import Final

from wegmarke.maps.vocabulary.naming import names

ROLES: Final = names(
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

EVIDENCE_LEVELS: Final = names(
    ("assumption", "Assumption", "Annahme"),
    ("anecdotal", "Anecdotal", "Einzelaussage"),
    ("interview", "Interview", "Interview"),
    ("survey", "Survey", "Umfrage"),
    ("behavioural", "Behavioural data", "Verhaltensdaten"),
    ("experiment", "Experiment", "Experiment"),
)

ATTITUDES: Final = names(
    ("supporter", "Supporter", "Befürworter"),
    ("neutral", "Neutral", "Neutral"),
    ("opponent", "Opponent", "Gegner"),
    ("unknown", "Unknown", "Unbekannt"),
)

PERSONA_KINDS: Final = names(
    ("buyer", "Buyer", "Käufer"),
    ("end_user", "End user", "Anwender"),
    ("partner", "Partner", "Partner"),
    ("internal", "Internal", "Intern"),
    ("anti_persona", "Anti-persona", "Anti-Persona"),
)

PURCHASE_CLASSES: Final = names(
    ("new_task", "New task", "Neukauf"),
    ("modified_rebuy", "Modified rebuy", "Modifizierter Wiederkauf"),
    ("straight_rebuy", "Straight rebuy", "Identischer Wiederkauf"),
)

RELATION_KINDS: Final = names(
    ("reports_to", "Reports to", "Berichtet an"),
    ("influences", "Influences", "Beeinflusst"),
    ("trusts", "Trusts", "Vertraut"),
    ("informs", "Informs", "Informiert"),
    ("blocks", "Blocks", "Blockiert"),
    ("pays", "Pays", "Bezahlt"),
    ("supplies", "Supplies", "Beliefert"),
)

PROOF_KINDS: Final = names(
    ("interview", "Interview", "Interview"),
    ("survey", "Survey", "Umfrage"),
    ("observation", "Observation", "Beobachtung"),
    ("behaviour", "Behavioural data", "Verhaltensdaten"),
    ("experiment", "Experiment", "Experiment"),
    ("support_case", "Support case", "Support-Fall"),
    ("document", "Document", "Dokument"),
    ("other", "Other", "Sonstiger Beleg"),
)
