"""Accounts, who belongs to them, what they may buy, and who decides it: derived from events with reserved names.

Purpose: memberships, opportunities, buying groups and descriptions of accounts as functions of stored events.
Reads: the view `events` and the touches of the event store, identifiers of accounts.
Writes: nothing.
Used by: analytics, workspace.
"""

from wegmarke.accounts import buying_groups, memberships, opportunities, unit_touches
from wegmarke.accounts.buying_groups import Completeness, completeness
from wegmarke.accounts.descriptions import Described, described, stated_properties
from wegmarke.accounts.domains import is_free_mail
from wegmarke.accounts.hierarchy import Hierarchy, hierarchy
from wegmarke.accounts.opportunities import StageWords
from wegmarke.accounts.problems import Found, problems

__all__ = [
    "Completeness",
    "Described",
    "Found",
    "Hierarchy",
    "StageWords",
    "buying_groups",
    "completeness",
    "described",
    "hierarchy",
    "is_free_mail",
    "memberships",
    "opportunities",
    "problems",
    "stated_properties",
    "unit_touches",
]
