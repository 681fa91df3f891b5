"""The guard: origins, hosts, sizes, and the headers on every answer. No page holds a script or a handler of its own."""

from dataclasses import replace
from html.parser import HTMLParser

import pytest
from starlette.testclient import TestClient

from pipeline.errors import UsageError
from pipeline.web.app import create_app
from pipeline.web.guard import HEADERS
from pipeline.web.services import WebOptions, is_loopback, reached_at
from tests.web.conftest import ORIGIN, PASSWORD

FOREIGN = "http://evil.example"


@pytest.fixture
def client(visitors) -> TestClient:
    return visitors.client()


@pytest.mark.parametrize("origin", [FOREIGN, "null", "http://testserver.evil.example", "https://testserver", None])
@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE"])
def test_an_unsafe_request_from_elsewhere_is_refused(app, origin, method):
    headers = {} if origin is None else {"Origin": origin}
    answer = TestClient(app, base_url=ORIGIN).request(method, "/api/logout", headers=headers)
    assert answer.status_code == 403
    assert answer.json()["error"]["code"] == "origin"


def test_our_own_origin_does_not_help_a_request_that_a_browser_calls_foreign(client):
    assert client.post("/api/logout", headers={"Sec-Fetch-Site": "cross-site"}).status_code == 403
    assert client.post("/api/logout", headers={"Sec-Fetch-Site": "same-site"}).status_code == 403
    assert client.post("/api/logout", headers={"Sec-Fetch-Site": "same-origin"}).status_code == 204


def test_another_site_may_lead_here_but_not_embed_or_fetch_us(client):
    headers = {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "no-cors", "Sec-Fetch-Dest": "script"}
    assert client.get("/messages.json", headers=headers).status_code == 403
    headers = {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "navigate", "Sec-Fetch-Dest": "iframe"}
    assert client.get("/login", headers=headers).status_code == 403
    headers = {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "navigate", "Sec-Fetch-Dest": "document"}
    assert client.get("/setup", headers=headers).status_code == 200


@pytest.mark.parametrize("host", ["evil.example", "testserver:81", "", "testserver.", "testserver@evil.example"])
def test_another_host_is_refused(client, host):
    assert client.get("/healthz", headers={"Host": host}).status_code == 421


def test_a_body_that_is_too_large_is_refused_told_or_not(client):
    body = b'{"name": "' + b"x" * 70_000 + b'"}'
    told = client.post("/api/login", content=body, headers={"Content-Type": "application/json"})
    parts = client.post("/api/login", content=iter([body]), headers={"Content-Type": "application/json"})
    for answer in (told, parts):
        assert answer.status_code == 413
        assert answer.json()["error"]["code"] == "too_large"


@pytest.mark.parametrize(
    "path", ["/", "/setup", "/nope", "/api/nope", "/api/me", "/healthz", "/static/style.css", "/static/nope.js"]
)
def test_every_answer_carries_the_headers(client, path):
    answer = client.get(path)
    for name, value in HEADERS.items():
        assert answer.headers[name] == value
    assert "server" not in answer.headers
    assert "Cache-Control" in answer.headers


def test_refusals_and_failures_carry_the_headers_and_say_nothing(app, services):
    client = TestClient(app, base_url=ORIGIN, raise_server_exceptions=False)
    assert "Content-Security-Policy" in client.post("/api/logout").headers

    @app.get("/api/broken")
    def broken() -> None:
        raise RuntimeError("wat de klant zei")

    answer = client.get("/api/broken")
    assert answer.status_code == 500
    assert "Content-Security-Policy" in answer.headers
    assert "klant" not in answer.text
    services.store.close()


def test_over_tls_browsers_are_told_to_stay_there(services):
    client = TestClient(
        create_app(replace(services, options=WebOptions(origins=("https://board.example",), secure=True))),
        base_url="https://board.example",
    )
    assert "max-age" in client.get("/healthz").headers["Strict-Transport-Security"]


class Page(HTMLParser):
    """Finds what the content-security policy would stop."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        self.found += [f"{tag} {name}" for name in given if name.startswith("on")]
        data = given.get("type") in ("application/json", "text/plain")
        if tag == "script" and not given.get("src") and not data:
            self.found.append("inline script")
        for name in ("src", "href", "action", "formaction"):
            address = (given.get(name) or "").strip().lower()
            if address.startswith("javascript:") or "//" in address:
                self.found.append(f"{tag} {name}={address}")


@pytest.mark.parametrize(
    ("who", "path"),
    [
        (None, "/login"),
        (None, "/nope"),
        ("coach", "/"),
        ("coach", "/history"),
        ("coach", "/trends/sanne"),
        ("coach", "/lexicon"),
        ("coach", "/audit"),
        ("coach", "/council"),
        ("agent", "/"),
        ("agent", "/me"),
        ("admin", "/accounts"),
        ("admin", "/settings"),
        ("admin", "/audit"),
    ],
)
def test_no_page_has_a_script_of_its_own_or_leads_outside(visitors, accounts, who, path):  # noqa: ARG001
    client = visitors.signed_in(who) if who else visitors.client()
    page = Page()
    page.feed(client.get(path).text)
    assert page.found == []


def test_the_first_run_page_has_none_either(client):
    page = Page()
    page.feed(client.get("/setup").text)
    assert page.found == []


def test_what_people_are_called_cannot_become_markup(visitors, accounts):  # noqa: ARG001
    name = "<script>alert(1)</script>"
    admin = visitors.signed_in("admin")
    assert admin.post("/api/accounts", json={"name": name, "role": "coach", "password": PASSWORD}).status_code == 201
    for path in ("/accounts", "/audit"):
        text = admin.get(path).text
        assert name not in text
        assert "&lt;script&gt;" in text


def test_the_addresses_by_which_we_are_reached():
    assert "http://localhost:8765" in reached_at("127.0.0.1", 8765)
    assert reached_at("board.example", 443, tls=True) == ("https://board.example",)
    assert reached_at("::1", 80) == ("http://127.0.0.1", "http://localhost", "http://[::1]")
    assert reached_at("127.0.0.1", 1, public=("https://Board.example",)) == ("https://board.example",)
    for wrong in ("board.example", "https://board.example/", "ftp://x", "https://"):
        with pytest.raises(UsageError):
            reached_at("127.0.0.1", 1, public=(wrong,))
    with pytest.raises(UsageError):
        reached_at("0.0.0.0", 1)
    assert is_loopback("::1") and is_loopback("localhost") and not is_loopback("10.0.0.1")
