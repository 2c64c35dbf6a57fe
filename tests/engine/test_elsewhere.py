from __future__ import annotations

import sys
from importlib.util import find_spec

import pytest

from wegmarke.domain import StoreRefuses, UsageError
from wegmarke.engine import connect_clickhouse, connect_spark, connect_spark_session

MODULES = {"spark": ["pyspark"], "clickhouse": ["clickhouse_connect", "clickhouse_connect.driver.exceptions"]}
ASKED = {
    "spark": connect_spark,
    "spark session": lambda: connect_spark_session(None),
    "clickhouse": connect_clickhouse,
}


@pytest.mark.parametrize("name", ASKED)
def test_a_driver_that_is_not_there_is_named_with_how_to_get_it(name, monkeypatch):
    extra = name.partition(" ")[0]
    for module in MODULES[extra]:
        monkeypatch.setitem(sys.modules, module, None)

    with pytest.raises(UsageError, match=rf"pip install 'wegmarke\[{extra}\]'"):
        ASKED[name]()


HAS_DRIVER = find_spec("clickhouse_connect") is not None


@pytest.mark.skipif(not HAS_DRIVER, reason="needs the extra: pip install 'wegmarke[clickhouse]'")
def test_a_server_that_does_not_answer_is_said():
    with pytest.raises(StoreRefuses, match=r"ClickHouse at 127\.0\.0\.1: expected a server that answers"):
        connect_clickhouse("127.0.0.1", port=9)
