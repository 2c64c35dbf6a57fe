"""What a workspace knows about persons and accounts, as fields that rules compare.

Purpose: answer comparisons of fields for everybody or for some, over descriptions, opportunities, roles and stages.
Reads: touches and events, descriptions of accounts, opportunities, buying groups, stages, the tracking plan.
Writes: nothing.
Used by: segments, workspace.
"""

from wegmarke.segments.fields.accounts import AccountTables
from wegmarke.segments.fields.families import CONSENT, known_fields
from wegmarke.segments.fields.known import KnownFields
from wegmarke.segments.fields.stated import Personal

__all__ = ["CONSENT", "AccountTables", "KnownFields", "Personal", "known_fields"]
