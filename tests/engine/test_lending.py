"""Tables lent to a session: the error that ends a transaction is the one that is told."""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa
import pytest

from wegmarke.engine import open_engine


@pytest.mark.parametrize("error", [KeyboardInterrupt, ValueError])
def test_error_inside_a_failed_transaction_is_the_one_that_is_told(tmp_path: Path, error: type[BaseException]) -> None:
    engine = open_engine(tmp_path / "events.duckdb")

    def fail() -> None:
        with engine.write() as session, session.lend(lent=pa.table({"a": [1]})):
            with pytest.raises(Exception, match="nowhere"):
                session.run("INSERT INTO nowhere SELECT * FROM lent")
            raise error

    with pytest.raises(error):
        fail()

    with engine.write() as session, session.lend(lent=pa.table({"a": [2]})):
        assert session.rows("SELECT a FROM lent") == [(2,)]
    engine.close()
