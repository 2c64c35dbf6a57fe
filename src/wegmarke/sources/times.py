"""Reads times as people and systems write them, as SQL over a text column.

Without a layout these are understood: `2025-12-31`, `2025-12-31 14:05[:09[.123456]]` (with `T` as well), the same with
`Z` or an offset, `31.12.2025` and `31.12.2025 14:05[:09]`. A date alone is precise to the day. `epoch` counts seconds
since 1970 (milliseconds from 100,000,000,000 on). Any other layout is written with strptime codes.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from wegmarke.engine import text_literal

AUTO, EPOCH = "auto", "epoch"

# How a text reads: the codes of the shape column.
ISO, ISO_OFFSET, GERMAN, NUMBER, PATTERN, OFFSET_PATTERN, UNKNOWN = 1, 2, 3, 4, 5, 6, 0

_DATE = "[0-9]{4}-[0-9]{2}-[0-9]{2}"
_CLOCK = "[T ][0-9]{2}:[0-9]{2}(:[0-9]{2}([.,][0-9]{1,9})?)?"
_OFFSET = " ?(Z|z|UTC|GMT|[+-][0-9]{2}(:?[0-9]{2})?)"
_GERMAN = r"[0-9]{1,2}\.[0-9]{1,2}\.[0-9]{4}(,? +[0-9]{1,2}:[0-9]{2}(:[0-9]{2})?( Uhr)?)?"
_EPOCH = r"-?[0-9]{1,16}(\.[0-9]{1,9})?"

# What a layout code matches, to tell a date that does not exist from a text that is no date.
_CODES = {
    "%Y": "[0-9]{4}",
    "%y": "[0-9]{2}",
    "%m": "[0-9]{1,2}",
    "%d": "[0-9]{1,2}",
    "%j": "[0-9]{1,3}",
    "%H": "[0-9]{1,2}",
    "%I": "[0-9]{1,2}",
    "%M": "[0-9]{1,2}",
    "%S": "[0-9]{1,2}",
    "%f": "[0-9]{1,6}",
    "%p": "[AaPp][Mm]",
    "%b": "[A-Za-z]{3}",
    "%B": "[A-Za-z]+",
    "%z": r"[+-][0-9]{2}:?[0-9]{2}",
    "%%": "%",
}
_CODE = re.compile("%.")

# Years before this are slips of the keyboard (0023) or defaults of a database (0001-01-01).
_FIRST = "TIMESTAMP '1000-01-01'"


@dataclass(frozen=True, slots=True)
class TimeSql:
    """How to read the text column `t`: SQL for its shape, then with `t_shape` for the rest.

    Attributes:
        shape: one of the codes above; null for null.
        local: the time as written, without zone; null if it does not exist.
        offset: seconds east of UTC where the text says so, else null.
        is_day: whether there is no time of day.
    """

    shape: str
    local: str
    offset: str
    is_day: str


def layout_problem(layout: str) -> str | None:
    """Say what is wrong with a layout, or None.

    >>> layout_problem("%d/%m/%Y"), layout_problem("%d/%Q/%Y")
    (None, "'%Q' is not a code")
    """
    if layout in (AUTO, EPOCH):
        return None
    codes = _CODE.findall(layout)
    unknown = [code for code in codes if code not in _CODES]
    if unknown or layout.count("%") != layout.count("%%") + sum(code != "%%" for code in codes) + layout.count("%%"):
        return f"{unknown[0]!r} is not a code" if unknown else "a lone '%'"
    is_dated = {"%d", "%m"} <= {*codes} or {"%d", "%b"} <= {*codes} or {"%d", "%B"} <= {*codes} or "%j" in codes
    if not is_dated or not {"%Y", "%y"} & {*codes}:
        return "it has no day, month and year"
    return None


def known_codes() -> str:
    """List the codes a layout may use."""
    return " ".join(_CODES)


def reading_sql(layout: str) -> TimeSql:
    """Return the SQL that reads times of a layout."""
    if layout == AUTO:
        return _auto()
    if layout == EPOCH:
        return _epoch()
    return _pattern(layout)


def date_sql(text: str) -> str:
    """Return SQL for the day a text names in ISO or German notation, null if it names none."""
    iso = f"regexp_full_match({text}, {text_literal(_DATE + '([T ].*)?')})"
    german = f"regexp_full_match({text}, {text_literal(_GERMAN)})"
    return (
        f"CASE WHEN {iso} THEN TRY_CAST(left({text}, 10) AS DATE) "
        f"WHEN {german} THEN CAST(try_strptime(regexp_extract({text}, '^[0-9.]+'), '%d.%m.%Y') AS DATE) END"
    )


def _matches(pattern: str) -> str:
    return f"regexp_full_match(t, {text_literal(pattern)})"


def _auto() -> TimeSql:
    shape = (
        f"CASE WHEN t IS NULL THEN NULL WHEN {_matches(f'{_DATE}({_CLOCK})?')} THEN {ISO} "
        f"WHEN {_matches(_DATE + _CLOCK + _OFFSET)} THEN {ISO_OFFSET} "
        f"WHEN {_matches(_GERMAN)} THEN {GERMAN} ELSE {UNKNOWN} END"
    )
    clock = "coalesce(nullif(regexp_extract(t, '[0-9:]+:[0-9]+'), ''), '0:00')"
    german = f"regexp_extract(t, '^[0-9.]+') || ' ' || {clock}"
    local = (
        f"CASE t_shape WHEN {ISO} THEN TRY_CAST(replace(t, ',', '.') AS TIMESTAMP) "
        f"WHEN {ISO_OFFSET} THEN CASE WHEN {_offset_seconds()} BETWEEN -64800 AND 64800 THEN "
        "TRY_CAST(replace(regexp_extract(t, '^[0-9-]{10}[T ][0-9:.,]+'), ',', '.') AS TIMESTAMP) END "
        f"WHEN {GERMAN} THEN try_strptime({german}, ['%d.%m.%Y %H:%M:%S', '%d.%m.%Y %H:%M']) END"
    )
    offset = f"CASE WHEN t_shape = {ISO_OFFSET} THEN {_offset_seconds()} END"
    return TimeSql(shape, _existing(local), offset, "NOT contains(t, ':')")


def _offset_seconds() -> str:
    part = "regexp_extract(t, '([+-])([0-9]{2}):?([0-9]{2})?$', ['sign', 'hours', 'minutes'])"
    hours = f"coalesce(TRY_CAST({part}.hours AS INTEGER), 0)"
    seconds = f"{hours} * 3600 + coalesce(TRY_CAST({part}.minutes AS INTEGER), 0) * 60"
    return f"(CASE WHEN {part}.sign = '-' THEN -1 ELSE 1 END * ({seconds}))"


def _epoch() -> TimeSql:
    shape = f"CASE WHEN t IS NULL THEN NULL WHEN {_matches(_EPOCH)} THEN {NUMBER} ELSE {UNKNOWN} END"
    seconds = "TRY_CAST(t AS DECIMAL(26, 9))"
    micros = f"CASE WHEN abs({seconds}) >= 100000000000 THEN {seconds} * 1000 ELSE {seconds} * 1000000 END"
    # Year 9999; larger numbers are no instants and would overflow.
    local = f"CASE WHEN abs({micros}) < 253402300800000000 THEN make_timestamp(CAST(trunc({micros}) AS BIGINT)) END"
    return TimeSql(shape, _existing(f"CASE WHEN t_shape = {NUMBER} THEN {local} END"), "0", "false")


def _pattern(layout: str) -> TimeSql:
    text = ""
    for part in re.split("(%.)", layout):
        text += _CODES.get(part, re.escape(part))
    code = OFFSET_PATTERN if "%z" in layout else PATTERN
    shape = f"CASE WHEN t IS NULL THEN NULL WHEN {_matches(text)} THEN {code} ELSE {UNKNOWN} END"
    read = f"try_strptime(t, {text_literal(layout)})"
    if code == OFFSET_PATTERN:
        read = f"make_timestamp(epoch_us({read}))"
    local = _existing(f"CASE WHEN t_shape = {code} THEN {read} END")
    is_day = "false" if re.search("%[HI]", layout) else "true"
    return TimeSql(shape, local, "0" if code == OFFSET_PATTERN else "CAST(NULL AS INTEGER)", is_day)


def _existing(local: str) -> str:
    return f"CASE WHEN ({local}) >= {_FIRST} THEN ({local}) END"
