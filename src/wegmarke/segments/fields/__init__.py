"""What a workspace knows about persons and accounts, as fields that rules compare.

Purpose: answer comparisons of fields for everybody or for some, over descriptions, opportunities, roles and stages.
Reads: touches and events, descriptions of accounts, opportunities, buying groups, stages, the tracking plan.
Writes: nothing.
Used by: segments, workspace.
"""

from wegmarke.segments.fields.accounts import AccountTables
from wegmarke.segments.fields.families import CONSENT, known_fields, tables_behind
from wegmarke.segments.fields.known import KnownFields
from wegmarke.segments.fields.staged import models_state, rules_of_stages
from wegmarke.segments.fields.stated import STATING, Personal, stated_names, stated_values

__all__ = [
    "CONSENT",
    "STATING",
    "AccountTables",
    "KnownFields",
    "Personal",
    "known_fields",
    "models_state",
    "rules_of_stages",
    "stated_names",
    "stated_values",
    "tables_behind",
]
