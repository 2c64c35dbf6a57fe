"""The condition builder: a rule as a form, for segments, touchpoints, triggers, branches and exits alike.

Purpose: take a rule tree and options, and give a rule tree back; nothing here knows what the rule is for.
Reads: form posts, and what was seen in the workspace as its caller hands it in.
Writes: nothing.
Used by: web.people (segments), web.settings (touchpoint rules).
"""

from wegmarke.web.conditions.editing import Editing, begin, read_editing, stepped
from wegmarke.web.conditions.form import Pairs, read_pairs
from wegmarke.web.conditions.options import MOST_BYTES, Field, On, Options, Seen, Size, Tree
from wegmarke.web.conditions.view import ConditionView, view_of

__all__ = [
    "MOST_BYTES",
    "ConditionView",
    "Editing",
    "Field",
    "On",
    "Options",
    "Pairs",
    "Seen",
    "Size",
    "Tree",
    "begin",
    "read_editing",
    "read_pairs",
    "stepped",
    "view_of",
]
