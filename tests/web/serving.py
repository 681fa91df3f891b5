"""A real server on a free port, in a thread of its own, and clients that speak WebSocket with it."""

import asyncio
import json
import socket
import threading
from collections.abc import Callable
from typing import Any

import httpx
from websockets.sync.client import ClientConnection, connect

from pipeline.cli import serving
from pipeline.cli.stopping import Stop
from pipeline.config import BoardSettings, Settings
from pipeline.hub.hub import Hub
from pipeline.store.store import Store
from pipeline.web.app import create_app
from pipeline.web.services import Services
from tests.web.conftest import CHEAP, PASSWORD

WAIT_SECONDS = 60.0


class Served:
    """The application of `store`, served. Everything of the hub is done in the server's own thread: `do`."""

    def __init__(self, store: Store) -> None:
        self._listener = serving.listening(BoardSettings(port=0))
        self.port = self._listener.getsockname()[1]
        options = serving.web_options(BoardSettings(), self.port, first_run=False)
        self.origin = options.origins[0]
        self.hub = Hub()
        self.services = Services(store=store, hub=self.hub, settings=Settings(), options=options, passwords=CHEAP)
        self._stop = Stop()
        self._ready = threading.Event()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._thread = threading.Thread(target=lambda: asyncio.run(self._run()), name="server")

    def __enter__(self) -> "Served":
        self._thread.start()
        assert self._ready.wait(WAIT_SECONDS)
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.asked = True
        self._thread.join(WAIT_SECONDS)
        self._listener.close()
        assert not self._thread.is_alive()

    def do(self, work: Callable[..., Any], *arguments: Any, **named: Any) -> Any:
        """Call `work` in the server's thread; its result."""

        async def call() -> Any:
            return work(*arguments, **named)

        assert self._loop
        return asyncio.run_coroutine_threadsafe(call(), self._loop).result(WAIT_SECONDS)

    def cookie(self, name: str) -> str:
        """The cookie of one of PEOPLE."""
        answer = httpx.post(
            f"{self.origin}/api/login", json={"name": name, "password": PASSWORD}, headers={"Origin": self.origin}
        )
        answer.raise_for_status()
        return "; ".join(f"{key}={value}" for key, value in answer.cookies.items())

    def watch(
        self, path: str, cookie: str | None, *, origin: str | None = "", buffer_bytes: int = 0
    ) -> ClientConnection:
        """A WebSocket at `path`; `buffer_bytes` keeps the system from holding more for a client that is slow."""
        raw = None
        if buffer_bytes:
            raw = socket.socket()
            raw.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, buffer_bytes)
            raw.connect(("127.0.0.1", self.port))
        return connect(
            f"ws://127.0.0.1:{self.port}{path}",
            sock=raw,
            origin=self.origin if origin == "" else origin,
            additional_headers={"Cookie": cookie} if cookie else {},
            compression=None,
            max_queue=4 if buffer_bytes else 256,
        )

    async def _run(self) -> None:
        self._loop = asyncio.get_running_loop()
        server = serving.server_for(create_app(self.services), BoardSettings())

        async def no_calls(_: asyncio.Event) -> None:
            return None

        await serving.run(server, self._listener, self.hub, no_calls, self._stop, self._ready.set)


def told(socket: ClientConnection, kind: str | None = None) -> dict[str, Any]:
    """The next message (of type `kind`); beats are passed over."""
    while True:
        message = json.loads(socket.recv(timeout=WAIT_SECONDS))
        if message["type"] == kind or (kind is None and message["type"] != "beat"):
            return message


def items_until(socket: ClientConnection, last: Callable[[dict[str, Any]], bool]) -> list[dict[str, Any]]:
    """The kept items that come, up to the first for which `last` holds."""
    items: list[dict[str, Any]] = []
    while True:
        for item in told(socket, "items")["items"]:
            if item["t"] != "now":
                items.append(item)
            if last(item):
                return items
