"""Spark as an engine of expressions; only who asks it loads its driver.

Rows come and go as Arrow. The library's own way leads over pandas, where whole numbers with gaps become broken ones,
and needs a Python beside every worker.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from typing import Any

import ibis
import ibis.expr.operations as ops
import pyarrow as pa
from ibis.backends.pyspark import Backend
from ibis.formats.pyarrow import PyArrowData
from pyspark.sql import SparkSession  # type: ignore[import-not-found, unused-ignore]  # an extra

_WIDER = {pa.uint8(): pa.int16(), pa.uint16(): pa.int32(), pa.uint32(): pa.int64(), pa.uint64(): pa.int64()}
_SETTINGS = {
    # instants are read as what they are, UTC, on a machine of any zone
    "spark.sql.session.timeZone": "UTC",
    "spark.sql.execution.arrow.pyspark.enabled": "true",
}


class SparkBackend(Backend):  # type: ignore[misc, unused-ignore]  # untyped where the extra is not installed
    """The library's backend with Arrow on both ends."""

    def to_pyarrow(  # the library's own signature
        self,
        expr: ibis.Expr,
        /,
        *,
        params: Any = None,  # noqa: ANN401
        limit: Any = None,  # noqa: ANN401
        **kwargs: Any,  # noqa: ANN401
    ) -> Any:  # noqa: ANN401
        """Return the answer to an expression: a table, a column or a value."""
        table = expr.as_table()
        self._run_pre_execute_hooks(table)
        sql = self.compile(table, params=params, limit=limit, **kwargs)
        answer = without_zone(self._session.sql(sql).toArrow())
        return expr.__pyarrow_result__(PyArrowData.convert_table(answer, table.schema()))

    def _register_in_memory_table(self, op: ops.InMemoryTable) -> None:
        self.lend(op.name, op.data.to_pyarrow(op.schema))

    def lend(self, name: str, rows: pa.Table) -> None:
        """Let rows stand under a name as long as the session lasts, or until they are taken back."""
        self._session.createDataFrame(signed(rows)).createOrReplaceTempView(name)

    def take_back(self, name: str) -> None:
        """End what `lend` began."""
        self._session.catalog.dropTempView(name)


def begin(master: str, settings: Mapping[str, str]) -> SparkBackend:
    """Begin a session, or use the one that this process has."""
    os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
    builder = SparkSession.builder.appName("wegmarke").master(master)
    for name, value in {**_SETTINGS, **settings}.items():
        builder = builder.config(name, value)
    return of_session(builder.getOrCreate())


def of_session(session: SparkSession) -> SparkBackend:
    """Use a session that somebody has begun."""
    backend = SparkBackend()
    backend.register_options()  # the library does so only for backends that it looks up by name
    backend.do_connect(session)
    return backend


def signed(rows: pa.Table) -> pa.Table:
    """Return the rows with wider whole numbers where they had no sign: Spark knows none without."""
    return rows.cast(pa.schema([field.with_type(_WIDER.get(field.type, field.type)) for field in rows.schema]))


def without_zone(rows: pa.Table) -> pa.Table:
    """Return the rows with instants of UTC that name no zone."""
    instant = pa.timestamp("us")
    fields = [field.with_type(instant) if pa.types.is_timestamp(field.type) else field for field in rows.schema]
    return rows.cast(pa.schema(fields))
