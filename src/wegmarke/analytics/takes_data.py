"""Analyses take touches of a workspace, or any data with columns of touches."""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable
from dataclasses import replace
from typing import Concatenate, ParamSpec, cast

import pyarrow.compute as pc

from wegmarke import paths
from wegmarke.analytics.result import Result
from wegmarke.paths import Touches

P = ParamSpec("P")


def takes_data(analysis: Callable[Concatenate[Touches, P], Result]) -> Callable[Concatenate[object, P], Result]:
    """Let an analysis also take an Arrow table, a frame, an ibis table or the path of a Parquet file.

    Its unit is what `by` says, or what the analysis takes without; `zone` is that of times without one. Where units
    have texts for names, these stand in a column `unit` of the answer. Whoever asks several questions makes touches
    once, with `wegmarke.paths.from_data`.
    """
    signature = inspect.signature(analysis)

    @functools.wraps(analysis)
    def answer(touches: object, /, *args: P.args, **kwargs: P.kwargs) -> Result:
        if not isinstance(touches, Touches):
            asked = signature.bind(cast("Touches", touches), *args, **kwargs)
            asked.apply_defaults()
            touches = paths.from_data(touches, asked.arguments["by"], zone=asked.arguments.get("zone", "UTC"))
        return _named(analysis(touches, *args, **kwargs), touches)

    return answer


def _named(result: Result, touches: Touches) -> Result:
    rows, names = result.rows, touches.unit_names
    if names is None or "unit" not in rows.column_names:
        return result
    place = rows.schema.get_field_index("unit")
    return replace(result, rows=rows.set_column(place, "unit", names.take(pc.subtract(rows["unit"], 1))))
