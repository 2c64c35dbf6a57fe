"""What does not fit: stages gone back, ways that are not allowed, names that no stage knows. Nothing is dropped."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pyarrow as pa
import pyarrow.compute as pc

from wegmarke.domain import Language, LocalizedText
from wegmarke.domain.stages import FindingCode, StageSubject
from wegmarke.engine import Engine
from wegmarke.events import matched_sql
from wegmarke.stages.signals import STATEMENTS, stage_rules, within
from wegmarke.stages.versions import Span

COLUMNS = ("code", "subject", "occurred_at", "event_id", "event", "source", "previous", "stage")
_TEXTS = {
    FindingCode.WENT_BACK: LocalizedText(
        de="von „{previous}“ zurück zu „{stage}“, wegen {event} aus {source}",
        en="back from “{previous}” to “{stage}”, by {event} of {source}",
    ),
    FindingCode.NOT_ALLOWED: LocalizedText(
        de="von „{previous}“ zu „{stage}“, wegen {event} aus {source}; das Modell nennt diesen Übergang nicht",
        en="from “{previous}” to “{stage}”, by {event} of {source}; the model does not list this transition",
    ),
    FindingCode.UNKNOWN_STAGE: LocalizedText(
        de="{source} nennt die Stufe „{stage}“; keine Stufe des Modells kennt diesen Namen",
        en="{source} calls the stage “{stage}”; no stage of the model knows this name",
    ),
    FindingCode.NO_OPPORTUNITY: LocalizedText(
        de="{event} aus {source} sagt nicht, welche Verkaufschance gemeint ist (Eigenschaft opportunity)",
        en="{event} of {source} does not say which opportunity it means (property opportunity)",
    ),
}


@dataclass(frozen=True, slots=True)
class Found:
    """All findings of a model: see `COLUMNS`, newest first, times in µs since 1970."""

    rows: pa.Table

    def counts(self) -> dict[FindingCode, int]:
        """Count the findings of each code."""
        counted = pc.value_counts(self.rows["code"]).to_pylist()
        return {FindingCode(row["values"]): row["counts"] for row in counted}


def find(engine: Engine, spans: Sequence[Span], history: pa.Table) -> Found:
    """List what does not fit a model."""
    parts = [_of_ways(history, "went_back", FindingCode.WENT_BACK)]
    parts.append(_of_ways(history, "is_allowed", FindingCode.NOT_ALLOWED))
    if spans and spans[0].model.subject is StageSubject.OPPORTUNITY:
        parts += [_unknown_stages(engine, span) for span in spans]
        parts.append(_completed(engine.query(STATEMENTS["no_opportunities"]), FindingCode.NO_OPPORTUNITY))
    rows = pa.concat_tables(parts)
    return Found(rows.sort_by([("occurred_at", "descending"), ("event_id", "ascending"), ("code", "ascending")]))


def in_words(code: FindingCode, values: Mapping[str, str], titles: Mapping[str, LocalizedText]) -> LocalizedText:
    """Say what was found; stages are called by their titles where they have one.

    >>> values = {"source": "crm", "stage": "Someday"}
    >>> in_words(FindingCode.UNKNOWN_STAGE, values, {}).en
    'crm calls the stage “Someday”; no stage of the model knows this name'
    """
    texts = _TEXTS[code]
    # what a source calls a stage is quoted as it is
    named = () if code is FindingCode.UNKNOWN_STAGE else ("previous", "stage")
    titled = {name: titles[values[name]] for name in named if values.get(name) in titles}

    def written(language: Language) -> str:
        return texts.get(language).format(**{**values, **{name: title.get(language) for name, title in titled.items()}})

    return LocalizedText(de=written(Language.DE), en=written(Language.EN))


def _of_ways(history: pa.Table, flag: str, code: FindingCode) -> pa.Table:
    # A way back that the model does not list is reported once: as a way back.
    wrong = (
        history["went_back"]
        if flag == "went_back"
        else pc.and_(pc.invert(history["is_allowed"]), pc.invert(history["went_back"]))
    )
    found = history.filter(wrong).rename_columns({"entered_at": "occurred_at"})
    return _completed(found, code)


def _unknown_stages(engine: Engine, span: Span) -> pa.Table:
    rules, _ = stage_rules(span.model)
    statement = STATEMENTS["unknown_stages"].format(
        matched=matched_sql(engine, rules), within=within(span), wanted="coalesce(m.properties['stage'], '') != ''"
    )
    return _completed(engine.query(statement), FindingCode.UNKNOWN_STAGE)


def _completed(table: pa.Table, code: FindingCode) -> pa.Table:
    """Bring a table to `COLUMNS`; what it does not have is empty."""
    blank = pa.array([""] * table.num_rows, pa.string())
    columns = {name: table[name].cast(pa.string()) if name in table.column_names else blank for name in COLUMNS}
    columns |= {"code": pa.array([code.value] * table.num_rows, pa.string()), "occurred_at": table["occurred_at"]}
    return pa.table(columns).select(list(COLUMNS))
