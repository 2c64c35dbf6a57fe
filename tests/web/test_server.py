from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import threading
import urllib.error
import urllib.request
from pathlib import Path
from queue import Queue

import pytest
from fake_workspace import a_workspace

from wegmarke.domain import UsageError
from wegmarke.server import Opening, serve

HERE = Path(__file__).parent
PROGRAM = """
import sys
sys.path.insert(0, sys.argv[1])
from fake_workspace import a_workspace
from wegmarke.server import serve
serve(a_workspace(), port=0, announce=lambda opening: print(opening.link, flush=True))
print("closed", flush=True)
"""


@pytest.fixture
def opening():
    announced: Queue[Opening] = Queue()
    thread = threading.Thread(target=serve, args=(a_workspace(),), kwargs={"announce": announced.put})
    thread.start()
    opening = announced.get(timeout=30)
    yield opening
    opening.stop()
    thread.join(timeout=30)
    assert not thread.is_alive()


def test_free_port_is_taken_and_announced(opening):
    assert opening.origin.startswith("http://127.0.0.1:")
    assert int(opening.origin.rpartition(":")[2]) > 1023


def test_link_opens_the_map_over_the_wire(opening):
    browser = urllib.request.build_opener(urllib.request.HTTPCookieProcessor())

    with browser.open(opening.link) as answer:
        assert answer.url == f"{opening.origin}/maps/pumps"
        assert b"Aufmerksam werden" in answer.read() or answer.status == 200
    with browser.open(opening.issue_link()) as answer:
        assert answer.status == 200


def test_stranger_gets_no_page_over_the_wire(opening):
    with pytest.raises(urllib.error.HTTPError) as refused:
        urllib.request.urlopen(opening.origin)

    assert refused.value.code == 401
    assert "server" not in {name.lower() for name in refused.value.headers}
    refused.value.close()


def test_only_loopback_listens(opening):
    port = int(opening.origin.rpartition(":")[2])
    others = {info[4][0] for info in socket.getaddrinfo(socket.gethostname(), None, socket.AF_INET)} - {"127.0.0.1"}
    outside = [address for address in others if not address.startswith("127.")]
    if not outside:
        pytest.skip("this machine has no address but loopback")

    with pytest.raises(OSError, match=r".+"):
        socket.create_connection((outside[0], port), timeout=2)


def test_taken_port_is_said_with_the_remedy():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()

        with pytest.raises(UsageError, match="Choose another one, or 0"):
            serve(a_workspace(), port=taken.getsockname()[1])


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_signal_ends_the_server_and_lets_the_caller_close(number):
    with subprocess.Popen(
        [sys.executable, "-c", PROGRAM, str(HERE)], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        link = process.stdout.readline().strip()
        with urllib.request.build_opener(urllib.request.HTTPCookieProcessor()).open(link) as answer:
            assert answer.status == 200

        os.kill(process.pid, number)
        said, complained = process.communicate(timeout=30)

    assert process.returncode == 0
    assert said.strip() == "closed"
    assert complained == ""
