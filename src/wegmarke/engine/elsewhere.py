"""Engines that hold somebody else's tables: a ClickHouse server, or Spark.

Their drivers are extras. What is asked of them are the same expressions as of the embedded engine; what they do
otherwise stands here.
"""

from __future__ import annotations

import importlib
from collections.abc import Mapping
from dataclasses import dataclass
from types import ModuleType

import ibis
import pyarrow as pa

from wegmarke.domain import StoreRefuses, UsageError


@dataclass(frozen=True)
class Capabilities:
    """What an engine does otherwise than the embedded one.

    Attributes:
        has_unsigned: knows whole numbers without a sign; else they come as wider signed ones.
        has_null_everywhere: every column may be empty; else only those that say so, so that primitives make the ones
            nullable that they look back along.
        reads_maps: can look up a property in a map of texts.
    """

    has_unsigned: bool
    has_null_everywhere: bool
    reads_maps: bool


@dataclass(frozen=True)
class Elsewhere:
    """A connection to another engine.

    Attributes:
        name: of the engine.
        backend: builds and answers expressions.
        capabilities: what it does otherwise.
    """

    name: str
    backend: ibis.BaseBackend
    capabilities: Capabilities

    def table(self, name: str) -> ibis.Table:
        """Return a table of the engine as an expression; `schema.name` for one of another schema."""
        schema, _, own = name.rpartition(".")
        return self.backend.table(own, database=schema or None)

    def query(self, expression: ibis.Table) -> pa.Table:
        """Let the engine answer an expression."""
        return self.backend.to_pyarrow(expression)


_CLICKHOUSE = Capabilities(has_unsigned=True, has_null_everywhere=False, reads_maps=True)
_SPARK = Capabilities(has_unsigned=False, has_null_everywhere=True, reads_maps=True)


def connect_clickhouse(
    host: str = "localhost",
    *,
    port: int | None = None,
    user: str = "default",
    password: str = "",
    database: str = "default",
    secure: bool = False,
) -> Elsewhere:
    """Connect to a ClickHouse server by its HTTP door.

    Raises:
        UsageError: when the extra is not installed.
        StoreRefuses: when the server does not answer, or not to this user.
    """
    driver = _driver("clickhouse_connect.driver.exceptions", "clickhouse")
    try:
        backend = ibis.clickhouse.connect(
            host=host, port=port, user=user, password=password, database=database, secure=secure
        )
    except (driver.ClickHouseError, OSError) as error:
        raise StoreRefuses(
            f"ClickHouse at {host}: expected a server that answers; got: {_first_line(error)} "
            "Check host, port, user and password."
        ) from error
    return Elsewhere("clickhouse", backend, _CLICKHOUSE)


def connect_spark(master: str = "local[*]", *, settings: Mapping[str, str] | None = None) -> Elsewhere:
    """Begin a session of Spark, or use the one that this process has already.

    Args:
        master: where Spark computes: `local[2]` on two cores of this machine, `spark://host:7077` on a cluster.
        settings: further settings of the session, by Spark's names.

    Raises:
        UsageError: when the extra is not installed.
        StoreRefuses: when no session can be begun.
    """
    _driver("pyspark", "spark")
    spark = importlib.import_module("wegmarke.engine.spark")
    try:
        return Elsewhere("spark", spark.begin(master, settings or {}), _SPARK)
    except Exception as error:  # the driver has no error of its own for a Java that is missing, too old, or refuses
        raise StoreRefuses(
            f"Spark at {master}: expected a session; got: {_first_line(error)} "
            "Spark needs Java 17 or later, and a master that answers."
        ) from error


def connect_spark_session(session: object) -> Elsewhere:
    """Use a session of Spark that somebody has begun, as notebooks do."""
    _driver("pyspark", "spark")
    return Elsewhere("spark", importlib.import_module("wegmarke.engine.spark").of_session(session), _SPARK)


def _driver(module: str, extra: str) -> ModuleType:
    try:
        return importlib.import_module(module)
    except ImportError as error:
        raise UsageError(
            f"{extra}: expected the package {module.partition('.')[0]}, which is not installed. "
            f"Install it: pip install 'wegmarke[{extra}]'."
        ) from error


def _first_line(error: BaseException) -> str:
    return (str(error).strip() or type(error).__name__).splitlines()[0]
