"""Writes the SQL that turns the rows of the opened files into the columns of one kind of event.

Named steps, each a SELECT over the one before:

    joined     the event's file with its joins: the columns that formulas name, the row, its file and line
    chosen     rows that satisfy the condition, or whose condition cannot be told
    timed      with the text of the time `t`, its shape, and what it reads as
    judged     with `fault`: 0, or the number of the first check that the row fails
    events     one row per event with all its formulas; for groups with the fault of the group
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from wegmarke.domain import DocumentInvalid
from wegmarke.engine import quoted_name, text_literal
from wegmarke.sources import checks, times
from wegmarke.sources.checks import Check
from wegmarke.sources.columns import EventColumns
from wegmarke.sources.event_formulas import EventFormulas
from wegmarke.sources.recipe import EventSpec, JoinKind, Pick, TimeSpec

HELD_BACK = -1
"""The fault of a group in which some row fails a check."""


@dataclass(frozen=True)
class EventSql:
    """The SQL of one kind of event.

    Attributes:
        event: the kind of event.
        columns: the columns of `joined` that formulas name, as they are selected.
        joined, chosen, judged: the steps described above.
        select, grouping: what stands before and after the rows in the last step.
        member_checks: what `fault` of `judged` counts.
        group_checks: what `fault` of `events` counts for groups.
        groups: SQL of what rows of a group agree in; empty if every row is an event.
        condition: SQL that is true for rows to choose; empty if all are.
        numbers: SQL of every text that is read as a number, in plain notation.
        channel_text: SQL of the text that the recipe translates into channels, if it does.
    """

    event: EventSpec
    columns: tuple[str, ...]
    joined: str
    chosen: str
    judged: str
    select: str
    grouping: str
    member_checks: tuple[Check, ...]
    group_checks: tuple[Check, ...]
    groups: tuple[str, ...]
    condition: str
    numbers: tuple[str, ...]
    channel_text: str | None

    def events(self, rows: str) -> str:
        """Return the SELECT for the events of rows in the form of `judged`."""
        return f"SELECT {self.select} FROM ({rows}){self.grouping}"


def table_name(file: str) -> str:
    """Return the name of the table that holds the rows of a file."""
    return f"file_{file}"


def write_event(event: EventSpec, columns: EventColumns, currency: str | None, *, is_wide: bool = False) -> EventSql:
    """Write the SQL of an event.

    Args:
        event: what the recipe says.
        columns: the columns its formulas may name.
        currency: of values without their own.
        is_wide: whether numbers need the wide form.

    Raises:
        DocumentInvalid: columns are missing; all problems of the event are listed.
    """
    formulas = EventFormulas(event, columns, currency, is_wide=is_wide)
    condition = formulas.condition()
    groups = tuple(formulas.row_text(formula) for formula in event.group_by)
    identity = formulas.id(groups)
    time_text = formulas.row_text(event.time.formula)
    further = formulas.further()
    channel_text = formulas.channel_text()
    joined = _joined(event, columns, formulas)
    if formulas.problems:
        raise DocumentInvalid("The recipe does not fit the files.", problems=formulas.problems)
    member_checks = [*formulas.member_checks, *_time_checks(event)]
    group_checks = [*formulas.group_checks, checks.missing_time(event.time.formula, "min(t_shape)")]
    chosen = f"SELECT * FROM ({joined})" + (f" WHERE {condition}" if condition else "")
    timed = _timed(chosen if identity else _numbered(chosen, formulas.own), event.time, time_text)
    select, grouping = _last_step(event, groups, identity, further, group_checks)
    return EventSql(
        event=event,
        columns=_selected(columns),
        joined=joined,
        chosen=chosen,
        judged=f"SELECT *, CAST({checks.fault(member_checks)} AS INTEGER) AS fault FROM ({timed})",
        select=select,
        grouping=grouping,
        member_checks=tuple(member_checks),
        group_checks=tuple(group_checks),
        groups=groups,
        condition=condition,
        numbers=tuple(formulas.numbers()),
        channel_text=channel_text,
    )


def _time_checks(event: EventSpec) -> list[Check]:
    found = checks.readable_time(event.time.formula, event.time.layout)
    # In a group it is enough that one row has a time.
    return found if event.group_by else [*found, checks.missing_time(event.time.formula, "t_shape")]


def _joined(event: EventSpec, columns: EventColumns, formulas: EventFormulas) -> str:
    tables = quoted_name(table_name(event.file)) + " f0"
    for place in range(1, len(columns.files)):
        join = event.joins[place - 1]
        word = "LEFT JOIN" if join.kind is JoinKind.LEFT else "JOIN"
        tables += f" {word} {quoted_name(table_name(join.file))} f{place} ON {_on(event, columns, formulas, place)}"
    # Without a join, rows come in the order they stand in the file anyway.
    order = ", ".join(f'f{place}."row"' for place in range(len(columns.files)))
    wanted = ", ".join(['f0."row"', 'f0."file"', "f0.line", *_selected(columns)])
    return f"SELECT {wanted} FROM {tables}" + (f" ORDER BY {order}" if event.joins else "")


def _selected(columns: EventColumns) -> tuple[str, ...]:
    return tuple(f'f{place}."c{number}" AS "f{place}_c{number}"' for place, number in sorted(columns.used))


def _on(event: EventSpec, columns: EventColumns, formulas: EventFormulas, place: int) -> str:
    """Return the condition under which rows of a joined file belong to a row."""
    join, pairs = event.joins[place - 1], []
    for left, right in join.pairs:
        try:
            left_place, left_number = columns.locate(None, left, join.where, before=place)
            _, right_number = columns.locate(join.file, right, join.where)
        except DocumentInvalid as error:
            formulas.problems.extend(error.problems)
            continue
        pairs.append(f'f{left_place}."c{left_number}" = f{place}."c{right_number}"')
    return " AND ".join(pairs) or "false"


def _numbered(chosen: str, own: Sequence[str]) -> str:
    """Add the digest of a row's content and its number among equal rows of its file, which together are its id."""
    # Rows with a zero byte are rejected, so it separates the columns without doubt.
    content = ", ".join(f"coalesce({column}, '')" for column in own) or "''"
    digested = f"SELECT *, md5(concat_ws(chr(0), {content})) AS digest FROM ({chosen})"
    number = 'row_number() OVER (PARTITION BY "file", digest ORDER BY "row")'
    return f'SELECT *, {number} AS "number" FROM ({digested}) ORDER BY "row"'


def _timed(chosen: str, time: TimeSpec, text: str) -> str:
    sql = times.reading_sql(time.layout)
    with_text = f"SELECT *, {text} AS t FROM ({chosen})"
    shaped = f"SELECT *, {sql.shape} AS t_shape FROM ({with_text})"
    read = f"SELECT *, {sql.local} AS t_local, {sql.offset} AS t_offset, {sql.is_day} AS t_is_day FROM ({shaped})"
    return (
        "SELECT *, CASE WHEN t_offset IS NULL THEN epoch_us(t_local) END AS t_local_us, "
        f"epoch_us(t_local) - CAST(t_offset AS BIGINT) * 1000000 AS t_utc_us FROM ({read})"
    )


def _last_step(
    event: EventSpec, groups: Sequence[str], identity: str, further: dict[str, str], group_checks: Sequence[Check]
) -> tuple[str, str]:
    """Return what stands before and after the rows in the SELECT for the events."""
    numbered = "digest || CASE WHEN \"number\" > 1 THEN '-' || \"number\" ELSE '' END"
    id_sql = f"{text_literal(event.name + ':')} || {identity or numbered}"
    computed = ", ".join(f"{sql} AS {column}" for column, sql in further.items())
    if not groups:
        plain = '"row", "file", line, fault, t_local_us AS local_us, t_utc_us AS utc_us, t_is_day AS is_day'
        return f"{plain}, {id_sql} AS id, {computed}", ""
    first = 'min("row") AS "row", arg_min("file", "row") AS "file", arg_min(line, "row") AS line'
    fault = f"CASE WHEN max(fault) > 0 THEN {HELD_BACK} ELSE {checks.fault(group_checks)} END AS fault"
    grouping = f' GROUP BY {", ".join(groups)} ORDER BY min("row")'
    return f"{first}, {fault}, {_picked(event.time.pick)}, {id_sql} AS id, {computed}", grouping


def _picked(pick: Pick) -> str:
    name = "min" if pick is Pick.EARLIEST else "max"
    which = f"arg_{name}(t_is_day, coalesce(t_local_us, t_utc_us))"
    return f"{name}(t_local_us) AS local_us, {name}(t_utc_us) AS utc_us, {which} AS is_day"
