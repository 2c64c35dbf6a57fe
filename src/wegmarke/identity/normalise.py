"""Which identifier values count, and in which form.

Mail addresses are trimmed and lower-cased, without removing dots or plus parts. Values that many
systems write when they know nothing would make one person of strangers; they never identify
anybody. The list is the union of those published by analytics vendors (Mixpanel, PostHog, Segment).
"""

from __future__ import annotations

import pyarrow as pa
import pyarrow.compute as pc

from wegmarke.identity.mailboxes import is_unread_mailbox

BLOCKED = (
    "anonymous", "guest", "distinctid", "distinct_id", "id", "not_authenticated", "email", "undefined",
    "true", "false", "[object object]", "nan", "none", "null", "0", "-1", "n/a", "unknown",
)  # fmt: skip


def normalise(kinds: pa.Array, values: pa.Array) -> pa.Array:
    """Return identifier values in comparable form; null where the value identifies nobody.

    Args:
        kinds: of each value.
        values: as they came.
    """
    trimmed = pc.utf8_trim_whitespace(values)
    lowered = pc.utf8_lower(trimmed)
    wanted = pc.if_else(pc.equal(kinds, "email"), lowered, trimmed)
    nobody = pc.or_kleene(
        pc.is_in(lowered, value_set=pa.array(BLOCKED)), pc.match_substring_regex(trimmed, r"^[0\-\s]*$")
    )
    nobody = pc.or_kleene(nobody, pc.and_(pc.equal(kinds, "email"), is_unread_mailbox(lowered)))
    return pc.if_else(pc.fill_null(nobody, True), pa.scalar(None, pa.string()), wanted)
