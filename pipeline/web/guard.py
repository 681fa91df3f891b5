"""Before any route and after every answer: whose request it is by its origin, how large, and the security headers.

The session cookie is SameSite=Strict; the checks here hold where a browser does not. Sources: OWASP cheat sheets on
cross-site request forgery (origin and fetch-metadata checks), on WebSockets and on content security policy.
"""

from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.middleware.body_limit import RequestBodyLimitMiddleware
from starlette.requests import HTTPConnection
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from pipeline.web.problem import Problem, of_status, respond
from pipeline.web.services import WebOptions

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
FORBIDDEN = 4403
"""The close code of a WebSocket whose origin is not ours; before the accept a client sees HTTP 403."""

CONTENT_SECURITY_POLICY = "; ".join(
    (
        "default-src 'self'",
        "script-src 'self'",
        "style-src 'self' 'unsafe-inline'",  # Plotly sets styles on what it draws
        "img-src 'self' data:",
        "connect-src 'self'",
        "object-src 'none'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
        "form-action 'self'",
    )
)
HEADERS = {
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
}
STRICT_TRANSPORT = "max-age=31536000"


class Guard:
    """ASGI middleware around the whole application, its error pages included."""

    def __init__(self, app: ASGIApp, options: WebOptions) -> None:
        self._app = RequestBodyLimitMiddleware(app, options.body_limit_bytes)
        self._origins = frozenset(options.origins)
        self._hosts = frozenset(urlsplit(origin).netloc for origin in options.origins)
        self._limit_bytes = options.body_limit_bytes
        self._secure = options.secure

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "websocket":
            if self._refusal(scope):
                await send({"type": "websocket.close", "code": FORBIDDEN, "reason": "origin"})
                return
            await self._app(scope, receive, send)
        elif scope["type"] == "http":
            await self._http(scope, receive, send)
        else:
            await self._app(scope, receive, send)

    async def _http(self, scope: Scope, receive: Receive, send: Send) -> None:
        started = False

        async def sealed(message: Message) -> None:
            nonlocal started
            if message["type"] == "http.response.start":
                started = True
                self._seal(message)
            await send(message)

        if problem := self._refusal(scope) or self._too_large(scope):
            await respond(HTTPConnection(scope), problem)(scope, receive, sealed)
            return
        try:
            await self._app(scope, receive, sealed)
        except Exception:
            if not started:
                await respond(HTTPConnection(scope), of_status(500))(scope, receive, sealed)
            raise  # the server logs it

    def _seal(self, message: Message) -> None:
        headers = MutableHeaders(scope=message)
        headers.update(HEADERS)
        headers.setdefault("Cache-Control", "no-store")
        if self._secure:
            headers["Strict-Transport-Security"] = STRICT_TRANSPORT

    def _refusal(self, scope: Scope) -> Problem | None:
        """What is wrong with where the request comes from, or None."""
        headers = Headers(scope=scope)
        origin, site = headers.get("origin"), headers.get("sec-fetch-site")
        if headers.get("host", "").lower() not in self._hosts:  # also ends DNS rebinding
            return Problem(
                421,
                "host",
                "Dit adres is niet van Souffleur.",
                "Open Souffleur op het adres dat bij het starten staat.",
            )
        foreign = Problem(
            403, "origin", "Dit verzoek komt van een andere site.", "Open Souffleur zelf en probeer het daar."
        )
        if scope["type"] == "websocket":
            return None if origin in self._origins and site in (None, "same-origin") else foreign
        if scope["method"] not in SAFE_METHODS:
            return None if origin in self._origins and site in (None, "same-origin") else foreign
        navigates = headers.get("sec-fetch-mode") == "navigate" and headers.get("sec-fetch-dest") == "document"
        return foreign if site in ("cross-site", "same-site") and not navigates else None

    def _too_large(self, scope: Scope) -> Problem | None:
        length = Headers(scope=scope).get("content-length", "0")
        return of_status(413) if length.isdecimal() and int(length) > self._limit_bytes else None
