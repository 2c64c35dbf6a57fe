from __future__ import annotations

from importlib.util import find_spec

import pytest

from wegmarke.domain import StoreRefuses, UsageError
from wegmarke.engine import connect_clickhouse, connect_spark, connect_spark_session

ASKED = {
    "spark": connect_spark,
    "spark session": lambda: connect_spark_session(None),
    "clickhouse": connect_clickhouse,
}


@pytest.mark.parametrize("name", ASKED)
def test_a_driver_that_is_not_there_is_named_with_how_to_get_it(name, monkeypatch):
    extra = name.partition(" ")[0]
    monkeypatch.setitem(__import__("sys").modules, {"spark": "pyspark", "clickhouse": "clickhouse_connect"}[extra], None)

    with pytest.raises(UsageError, match=rf"pip install 'wegmarke\[{extra}\]'"):
        ASKED[name]()


@pytest.mark.skipif(find_spec("clickhouse_connect") is None, reason="needs the extra: pip install 'wegmarke[clickhouse]'")
def test_a_server_that_does_not_answer_is_said():
    with pytest.raises(StoreRefuses, match=r"ClickHouse at 127\.0\.0\.1: expected a server that answers"):
        connect_clickhouse("127.0.0.1", port=9)
