"""The words of the builder's closed lists, marked for translation."""

from __future__ import annotations

from typing import Final

from wegmarke.domain import Unit
from wegmarke.i18n import marked

KINDS: Final = {
    "did": marked("condition", "did"),
    "did_not": marked("condition", "did not do"),
    "field": marked("condition", "field"),
    "first": marked("condition", "first event"),
    "last": marked("condition", "last event"),
    "distinct_days": marked("condition", "number of days"),
    "sum": marked("condition", "sum"),
    "average": marked("condition", "average"),
    "minimum": marked("condition", "smallest value"),
    "maximum": marked("condition", "largest value"),
    "event": marked("condition", "name of the event"),
    "all": marked("condition", "group: all hold"),
    "any": marked("condition", "group: at least one holds"),
}
GROUP_KINDS: Final = {
    "all": marked("condition group", "All of these hold"),
    "any": marked("condition group", "At least one of these holds"),
    "not-any": marked("condition group", "None of these holds"),
    "not-all": marked("condition group", "Not all of these hold"),
}
DETAILS: Final = {
    "event": marked("condition detail", "Event"),
    "touchpoint": marked("condition detail", "Touchpoint"),
    "where": marked("condition detail", "Only events for which"),
    "by": marked("condition detail", "By anybody at the account"),
    "role": marked("condition detail", "By somebody with the role"),
    "within": marked("condition detail", "In the last"),
    "since": marked("condition detail", "From (date)"),
    "since_event": marked("condition detail", "After the last event"),
    "before": marked("condition detail", "Before (date)"),
    "before_event": marked("condition detail", "Before the first event"),
    "then": marked("condition detail", "And then"),
    "has": marked("condition detail", "This event is so"),
    "when": marked("condition detail", "It happened"),
}
BY: Final = marked("condition detail", "By")
ANYBODY: Final = marked("condition detail", "anybody at the account")
STEP_WITHIN: Final = marked("condition detail", "At most this much later")
COUNTED: Final = {
    "did": marked("condition detail", "How often"),
    "distinct_days": marked("condition detail", "On how many days"),
}
AMOUNT: Final = marked("condition detail", "Is")
AMOUNT_OF: Final = marked("condition detail", "Of")
ITSELF: Final = {
    Unit.PERSON: marked("condition", "Only events of the person itself count, unless something else is said."),
    Unit.ACCOUNT: marked("condition", "Events of all persons at the account count."),
}
COUNTS: Final = {
    "": marked("count", "at least once"),
    "at_least": marked("count", "at least"),
    "is": marked("count", "exactly"),
    "more_than": marked("count", "more than"),
    "at_most": marked("count", "at most"),
    "less_than": marked("count", "fewer than"),
}
COMPARISONS: Final = {
    "is": marked("comparison", "is"),
    "is_not": marked("comparison", "is not"),
    "in": marked("comparison", "is one of"),
    "not_in": marked("comparison", "is none of"),
    "contains": marked("comparison", "contains"),
    "starts_with": marked("comparison", "starts with"),
    "ends_with": marked("comparison", "ends with"),
    "like": marked("comparison", "looks like (* for anything)"),
    "more_than": marked("comparison", "is more than"),
    "at_least": marked("comparison", "is at least"),
    "less_than": marked("comparison", "is less than"),
    "at_most": marked("comparison", "is at most"),
    "before": marked("comparison", "is before the date"),
    "since": marked("comparison", "is on or after the date"),
    "after": marked("comparison", "is after the date"),
    "within": marked("comparison", "is in the last"),
    "older_than": marked("comparison", "is longer ago than"),
    "in_next": marked("comparison", "is in the next"),
    "exists": marked("comparison", "is present"),
    "missing": marked("comparison", "is missing"),
}
WHEN: Final = {
    "within": marked("moment", "in the last"),
    "older_than": marked("moment", "longer ago than"),
    "since": marked("moment", "on or after the date"),
    "after": marked("moment", "after the date"),
    "before": marked("moment", "before the date"),
}
UNITS: Final = {
    "minute": marked("length of time", "minutes"),
    "hour": marked("length of time", "hours"),
    "day": marked("length of time", "days"),
    "week": marked("length of time", "weeks"),
}
EVENT_FIELDS: Final = {
    "name": marked("event field", "Event"),
    "channel": marked("event field", "Channel"),
    "source": marked("event field", "Source"),
    "value": marked("event field", "Value"),
    "properties.": marked("event field", "Property …"),
}
PREFIXES: Final = {
    "person": marked("unit", "Person"),
    "account": marked("unit", "Account"),
    "opportunity": marked("field of", "Opportunity"),
    "stage": marked("field of", "Stage"),
    "consent": marked("field of", "Consent"),
}
OF: Final = {
    "value": marked("amount", "value of the events"),
    "property": marked("amount", "a property"),
}
LABELS: Final = {
    "kind": marked("condition field", "Kind of condition"),
    "group": marked("condition field", "How these belong together"),
    "not": marked("condition field", "does not hold"),
    "op": marked("condition field", "Comparison"),
    "number": marked("condition field", "Number"),
    "value": marked("condition field", "Value"),
    "values": marked("condition field", "Values, one per line"),
    "date": marked("condition field", "Date"),
    "unit": marked("condition field", "Unit of time"),
    "field": marked("condition field", "Field"),
    "property": marked("condition field", "Property"),
    "currency": marked("condition field", "Currency"),
    "of": marked("condition field", "Amount of"),
    "event": marked("condition field", "Event"),
    "touchpoint": marked("condition field", "Touchpoint"),
    "role": marked("condition field", "Role"),
    "add": marked("condition field", "Add a condition"),
    "detail": marked("condition field", "Say more"),
}
ACTS: Final = {
    "up": marked("condition act", "Move up"),
    "down": marked("condition act", "Move down"),
    "remove": marked("condition act", "Remove"),
    "add": marked("condition act", "Add"),
    "more": marked("condition act", "or another"),
    "refresh": marked("condition act", "Use"),
}
PROBLEMS: Final = {
    "bad_span": marked("rule problem", "Write a whole number of minutes, hours, days or weeks, at most 36,500 days."),
    "bad_date": marked("rule problem", "Write a date such as 2026-03-01."),
    "empty_list": marked("rule problem", "Write at least one value, each on a line of its own."),
    "empty_group": marked("rule problem", "Add at least one condition here, or remove the group."),
    "missing_field": marked("rule problem", "Something is missing here."),
    "unknown_field": marked("rule problem", "Choose a field that is known."),
    "unknown_operator": marked("rule problem", "Choose one comparison."),
    "operator_misfit": marked("rule problem", "This comparison does not fit the field."),
    "unknown_value": marked("rule problem", "Choose from the list."),
    "unknown_key": marked("rule problem", "Two details exclude each other: a sequence has no number."),
    "too_long": marked("rule problem", "The text is too long; at most 1,000 characters."),
    "bad_character": marked("rule problem", "There is a character in it that cannot be stored."),
    "too_large": marked("rule problem", "The rule is too large; split it into several."),
    "too_deep": marked("rule problem", "Too many groups inside each other; at most 20."),
    "too_costly": marked("rule problem", "The rule costs too much; leave out some sequences and comparisons."),
}
WRONG_TYPES: Final = {
    "number": marked("rule problem", "Write a number."),
    "event": marked("rule problem", "Write the name of an event."),
    "touchpoint": marked("rule problem", "Write the id of a touchpoint."),
    "property": marked("rule problem", "Write the name of a property."),
    "value": marked("rule problem", "Write a value that fits the comparison."),
}
CURRENCY: Final = marked("rule problem", "Write a code of three letters, such as EUR.")
SELECTION: Final = marked("rule problem", "Say which events count.")
END: Final = marked("rule problem", "Say what the event is like, or when it happened.")
