"""Why rows and events were rejected, in the reader's language; a reason that is not known here is shown as it is."""

from __future__ import annotations

from wegmarke.i18n import marked
from wegmarke.web.reader import Reader

REASONS = {
    "wrong_column_count": marked("rejection", "Another number of columns"),
    "wrong_encoding": marked("rejection", "No text in this encoding"),
    "broken_quotes": marked("rejection", "Broken quotes"),
    "nul_byte": marked("rejection", "A zero byte"),
    "line_too_long": marked("rejection", "Line too long"),
    "cell_error": marked("rejection", "Cell without a value"),
    "broken_json": marked("rejection", "No JSON"),
    "not_json": marked("rejection", "No JSON"),
    "not_an_object": marked("rejection", "No object"),
    "not_a_number": marked("rejection", "No number"),
    "duplicate_key": marked("rejection", "A name stands twice"),
    "duplicate_name": marked("rejection", "A name stands twice"),
    "duplicate_property": marked("rejection", "Two properties of one name"),
    "too_deep": marked("rejection", "Nested too deeply"),
    "lone_surrogate": marked("rejection", "Half a character"),
    "bad_encoding": marked("rejection", "Half a character"),
    "nul_character": marked("rejection", "A NUL character"),
    "incomplete_attribute": marked("rejection", "Attribute without key or value"),
    "missing_id": marked("rejection", "No id"),
    "long_id": marked("rejection", "Id too long"),
    "illegal_id": marked("rejection", "Id that names nobody"),
    "missing_time": marked("rejection", "No time"),
    "bad_time": marked("rejection", "No time"),
    "unreadable_time": marked("rejection", "Unreadable time"),
    "impossible_time": marked("rejection", "A time that does not exist"),
    "future_time": marked("rejection", "A time in the future"),
    "ancient_time": marked("rejection", "A time before 1900"),
    "unreadable_number": marked("rejection", "Unreadable number"),
    "number_too_large": marked("rejection", "Number too large"),
    "number_too_long": marked("rejection", "Number too long"),
    "missing_currency": marked("rejection", "No currency"),
    "unknown_currency": marked("rejection", "Unknown currency"),
    "bad_amount": marked("rejection", "No amount"),
    "bad_field": marked("rejection", "A member of the wrong kind"),
    "group_incomplete": marked("rejection", "Another row of the group was rejected"),
    "unknown_type": marked("rejection", "Unknown call"),
    "missing_event": marked("rejection", "No event name"),
    "long_name": marked("rejection", "Name too long"),
    "too_many_names": marked("rejection", "Too many event names"),
    "too_many_properties": marked("rejection", "Too many properties"),
    "too_many_items": marked("rejection", "Too many messages"),
    "long_value": marked("rejection", "Value too long"),
    "identity_not_allowed": marked("rejection", "A browser must not say who it is"),
    "consent_not_allowed": marked("rejection", "A browser must not record consent"),
    "event_not_allowed": marked("rejection", "Event not allowed with this key"),
    "type_not_allowed": marked("rejection", "Call not allowed with this key"),
    "empty_batch": marked("rejection", "Empty batch"),
    "body_too_large": marked("rejection", "Body too large"),
    "bad_gzip": marked("rejection", "No gzip"),
    "cloudevent": marked("rejection", "No CloudEvent"),
    "crashed": marked("rejection", "Reading failed"),
    "unknown_event": marked("rejection", "Event type not in the tracking plan"),
    "unknown_property": marked("rejection", "Property not in the tracking plan"),
    "missing_property": marked("rejection", "Required property missing"),
    "wrong_type": marked("rejection", "Value of another kind"),
    "not_allowed": marked("rejection", "Value not allowed"),
    "conflict": marked("rejection", "Same id, other content"),
}


def rejection_words(reason: str, reader: Reader) -> str:
    """Return the words of a reason."""
    return reader.t.label(REASONS[reason]) if reason in REASONS else reason.replace("_", " ")
