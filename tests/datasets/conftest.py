"""The server that downloads are tested against, and the end of what tests of loaders opened."""

import threading
from collections.abc import Iterator
from http.server import ThreadingHTTPServer

import pytest

from segeval.datasets import _fetch
from tests.datasets.helpers import OPEN
from tests.datasets.server import Handler, Page, Server


@pytest.fixture(autouse=True)
def _close() -> Iterator[None]:
    yield
    OPEN.close()


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[Server]:
    monkeypatch.setenv("no_proxy", "127.0.0.1")
    monkeypatch.setattr(_fetch, "PAUSE", 0.0)
    pages: dict[str, Page] = {}
    handler = type("Bound", (Handler,), {"pages": pages})
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as running:
        thread = threading.Thread(target=running.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield Server(f"http://127.0.0.1:{running.server_port}", pages)
        running.shutdown()
        thread.join()
