"""The web server of `serve`: which addresses it may take, with TLS or not, and how it runs beside the calls."""

import asyncio
import contextlib
import secrets
import socket
import ssl
from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path

import uvicorn
from fastapi import FastAPI

from pipeline.cli.stopping import Stop
from pipeline.config import BoardSettings
from pipeline.errors import InputError, UsageError
from pipeline.hub.hub import Hub
from pipeline.web.services import WebOptions, is_loopback, reached_at
from pipeline.web.sockets import MESSAGE_LIMIT_BYTES

SEND_BUFFER_BYTES = 128 * 1024
"""What the system may hold per connection: a slow listener should lose old sound, not hear it late."""
PING_SECONDS = 20.0
"""A page that does not answer a ping within this time is gone."""
STOP_SECONDS = 10.0
"""How long the calls may take for their last words."""
CLOSE_SECONDS = 3
"""How long pages may take to take leave."""


def check(board: BoardSettings) -> None:
    """Whether the board may be served like this. Raises UsageError; InputError for unusable TLS files."""
    if bool(board.tls_cert) != bool(board.tls_key):
        raise UsageError(
            "tls_incomplete", "TLS needs a certificate and its key.", "Give both: --tls-cert FILE --tls-key FILE"
        )
    if not is_loopback(board.host) and not board.tls_cert and not board.behind_proxy:
        raise UsageError(
            "serve_exposed",
            f"{board.host} can be reached from other machines, and what people say may not travel in the clear.",
            "Give --tls-cert and --tls-key, or --behind-proxy https://... where a proxy does TLS for us.",
        )
    if board.tls_cert and board.tls_key:
        _tls(board.tls_cert, board.tls_key)


def listening(board: BoardSettings) -> socket.socket:
    """A socket that listens where the settings say. Raises UsageError when it cannot."""
    family = socket.AF_INET6 if ":" in board.host else socket.AF_INET
    try:
        listener = socket.create_server((board.host.strip("[]"), board.port), family=family)
    except OSError as error:
        raise UsageError(
            "address_unavailable",
            f"Cannot serve at {board.host}:{board.port}: {error.strerror or error}.",
            "Choose another --port (0 takes a free one) or --host.",
        ) from error
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, SEND_BUFFER_BYTES)
    return listener


def web_options(board: BoardSettings, port: int, *, first_run: bool) -> WebOptions:
    """How pages reach us at `port`. A first run that others could reach asks for a code that only we print."""
    tls = board.tls_cert is not None
    public = (board.behind_proxy.rstrip("/"),) if board.behind_proxy else ()
    origins = reached_at(board.host, port, tls=tls, public=public)
    alone = is_loopback(board.host) and not public
    return WebOptions(
        origins=origins,
        secure=all(origin.startswith("https://") for origin in origins),
        setup_code=secrets.token_hex(4) if first_run and not alone else None,
    )


class Server(uvicorn.Server):
    """uvicorn, as a task beside the calls: signals are the command line's own business."""

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Leave the handlers as they are."""
        yield


def server_for(app: FastAPI, board: BoardSettings) -> Server:
    """The server, with bounds on what a client may send and how long it may be silent."""
    config = uvicorn.Config(
        app,
        log_level="warning",
        access_log=False,
        server_header=False,
        proxy_headers=board.behind_proxy is not None,
        ws_max_size=MESSAGE_LIMIT_BYTES,
        ws_ping_interval=PING_SECONDS,
        ws_ping_timeout=PING_SECONDS,
        ws_per_message_deflate=False,  # it costs 300 kB a page and gains little: messages are small
        timeout_graceful_shutdown=CLOSE_SECONDS,
        ssl_certfile=board.tls_cert,
        ssl_keyfile=board.tls_key,
    )
    return Server(config)


async def run(
    server: Server,
    listener: socket.socket,
    hub: Hub,
    calls: Callable[[asyncio.Event], Awaitable[None]],
    stop: Stop,
    ready: Callable[[], None],
) -> None:
    """Serve, tick and take calls until someone asks to stop; then the calls end, the pages are told, we close.

    `ready` is called once pages can be opened. Raises what the server or the calls could not begin with.
    """
    stopping = asyncio.Event()
    async with asyncio.TaskGroup() as tasks:
        serving = tasks.create_task(server.serve(sockets=[listener]))
        ticking = tasks.create_task(hub.run())
        while not server.started and not serving.done():
            await asyncio.sleep(0.01)
        ready()
        taking = tasks.create_task(_taken(calls, stopping))
        while not stop and not serving.done():
            await asyncio.sleep(0.1)
        stopping.set()
        await asyncio.wait([taking], timeout=STOP_SECONDS)
        taking.cancel()
        hub.tick()
        server.should_exit = True
        await asyncio.wait([serving])
        ticking.cancel()


async def _taken(calls: Callable[[asyncio.Event], Awaitable[None]], stopping: asyncio.Event) -> None:
    await calls(stopping)


def _tls(cert: Path, key: Path) -> None:
    try:
        ssl.create_default_context(ssl.Purpose.CLIENT_AUTH).load_cert_chain(cert, key)
    except (OSError, ssl.SSLError) as error:
        raise InputError(
            "tls_unusable",
            f"{cert} and {key} are no certificate and key: {error.strerror or error}.",
            "Give PEM files that belong together and may be read.",
        ) from error
