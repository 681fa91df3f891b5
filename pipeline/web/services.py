"""What the routes work with: the store, the hub, the settings and how this server is reached."""

from collections.abc import Callable
from dataclasses import dataclass, field
from ipaddress import ip_address
from typing import Annotated
from urllib.parse import urlsplit

from fastapi import Depends
from pwdlib import PasswordHash
from starlette.requests import HTTPConnection

from pipeline.config import Settings
from pipeline.council.settings import effective
from pipeline.errors import UsageError
from pipeline.hub.hub import Hub
from pipeline.store.store import Store
from pipeline.web.attempts import Attempts

LOOPBACK_NAMES = ("127.0.0.1", "localhost", "[::1]")


@dataclass(frozen=True, slots=True, kw_only=True)
class WebOptions:
    """How this server is reached, and how long a sign-in lasts."""

    origins: tuple[str, ...]
    """The addresses people open, e.g. ("https://souffleur.example.nl",): scheme, host and port, nothing more. A request
    for another host, or an unsafe one from another origin, is refused."""
    secure: bool = False
    """Served over TLS, by us or by a proxy: cookies get Secure and the __Host- prefix."""
    setup_code: str | None = None
    """What the first-run page asks for, printed where the server was started; None: it may be opened without."""
    login_hours: float = 12.0
    """A sign-in ends after this, used or not."""
    body_limit_bytes: int = 65_536
    """Largest request body."""


def reached_at(host: str, port: int, *, tls: bool = False, public: tuple[str, ...] = ()) -> tuple[str, ...]:
    """The origins of a server bound to `host` and `port`; `public` ones are those behind which it stands.

    Raises UsageError when a public origin is no origin, or when `host` means every address and none is given.
    """
    for origin in public:
        parts = urlsplit(origin)
        if parts.scheme not in ("http", "https") or not parts.netloc or origin != f"{parts.scheme}://{parts.netloc}":
            raise UsageError(
                "origin_malformed",
                f'"{origin}" is no origin.',
                "Give scheme and host alone: https://souffleur.example.nl",
            )
    if public:
        return tuple(origin.lower() for origin in public)
    if host in ("0.0.0.0", "::"):
        raise UsageError(
            "origin_missing",
            f"{host} is every address of this machine: which one do people open?",
            "Bind to one address or name (--host), or give the public address.",
        )
    scheme, usual = ("https", 443) if tls else ("http", 80)
    names = LOOPBACK_NAMES if is_loopback(host) else (f"[{host}]" if ":" in host else host,)
    return tuple(f"{scheme}://{name}" + ("" if port == usual else f":{port}") for name in names)


def is_loopback(host: str) -> bool:
    """Whether only this machine can reach `host`."""
    try:
        return ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return host == "localhost"


@dataclass(frozen=True, slots=True, kw_only=True)
class Services:
    """Handed to create_app once; routes ask for it with `ServicesHere`."""

    store: Store
    hub: Hub
    settings: Settings
    """As souffleur.toml, the environment and the command line gave them at the start."""
    options: WebOptions
    trouble: Callable[[], str | None] = lambda: None
    """What keeps calls from being stored right now; None where nothing does."""
    passwords: PasswordHash = field(default_factory=PasswordHash.recommended)
    """Argon2id."""
    attempts: Attempts = field(default_factory=Attempts)
    """Failed sign-ins of late."""

    def settings_now(self) -> Settings:
        """The settings with what an administrator changed in the board over them."""
        return effective(self.store, self.settings)


def services(connection: HTTPConnection) -> Services:
    """The services of the application that a request or WebSocket came to."""
    return connection.app.state.services


ServicesHere = Annotated[Services, Depends(services)]
