"""A cluster of Spark on this machine for the nightly suite: a master and two workers that only this machine reaches."""

from __future__ import annotations

import atexit
import os
import shutil
import socket
import subprocess
import tempfile
import time
from functools import cache
from importlib.util import find_spec
from pathlib import Path

from wegmarke.engine import Elsewhere, connect_spark

_HOST = "127.0.0.1"
_JAVA = "org.apache.spark.deploy"


def why_not() -> str | None:
    """Say why Spark is not asked here; None where it is."""
    if not os.environ.get("WEGMARKE_NIGHTLY"):
        return "by night: Spark takes about a second per question"
    if find_spec("pyspark") is None:
        return "needs the extra: pip install 'wegmarke[spark]'"
    return None if shutil.which("java") else "needs Java 17 or later"


@cache
def spark() -> Elsewhere:
    """Return a connection to a cluster that ends with this process; `WEGMARKE_SPARK` names another master."""
    master = os.environ.get("WEGMARKE_SPARK") or _cluster()
    folder = tempfile.mkdtemp(prefix="spark")
    quiet = {
        "spark.log.level": "ERROR",
        "spark.ui.enabled": "false",
        "spark.ui.showConsoleProgress": "false",
        "spark.driver.host": _HOST,
        "spark.driver.bindAddress": _HOST,
        "spark.sql.shuffle.partitions": "2",
        "spark.executor.memory": "768m",
        "spark.sql.warehouse.dir": f"{folder}/warehouse",
    }
    return connect_spark(master, settings=quiet)


def _cluster() -> str:
    port, folder = _free_port(), Path(tempfile.mkdtemp(prefix="spark"))
    master = f"spark://{_HOST}:{port}"
    _begin(folder, f"{_JAVA}.master.Master", "--host", _HOST, "--port", str(port), "--webui-port", "0")
    _wait_for(port)
    for _ in range(2):
        _begin(folder, f"{_JAVA}.worker.Worker", "--host", _HOST, "--webui-port", "0", "-c", "1", "-m", "1g", master)
    return master


def _begin(folder: Path, *words: str) -> None:
    spark_home = Path(str(find_spec("pyspark").submodule_search_locations[0]))
    environment = os.environ | {
        "SPARK_HOME": str(spark_home),
        "SPARK_LOCAL_IP": _HOST,
        "SPARK_DAEMON_MEMORY": "256m",
        "SPARK_WORKER_DIR": str(folder / "work"),
    }
    with (folder / "said.txt").open("ab") as said:
        process = subprocess.Popen(
            [spark_home / "bin" / "spark-class", *words], env=environment, stdout=said, stderr=said, cwd=folder
        )
    atexit.register(_end, process)


def _end(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    process.wait(timeout=30)


def _free_port() -> int:
    with socket.socket() as door:
        door.bind((_HOST, 0))
        return int(door.getsockname()[1])


def _wait_for(port: int) -> None:
    for _ in range(240):
        with socket.socket() as door:
            if door.connect_ex((_HOST, port)) == 0:
                return
        time.sleep(0.25)
    raise TimeoutError(f"Expected a master of Spark at port {port} within a minute.")
