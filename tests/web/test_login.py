"""Signing in and out: cookies, sessions that end, attempts that are counted, names that are not told."""

from dataclasses import replace
from datetime import timedelta

import pytest
from starlette.testclient import TestClient

from pipeline.store import audit, people
from pipeline.web import actions, attempts
from pipeline.web.app import create_app
from pipeline.web.services import WebOptions
from tests.web.conftest import ORIGIN, PASSWORD

COOKIE = "souffleur"


def credentials(name: str = "coach", password: str = PASSWORD) -> dict[str, str]:
    return {"name": name, "password": password}


@pytest.fixture
def client(visitors, accounts) -> TestClient:  # noqa: ARG001
    return visitors.client()


def test_the_cookie_is_for_us_alone(client):
    cookie = client.post("/api/login", json=credentials()).headers["Set-Cookie"]
    assert cookie.startswith("souffleur=")
    for part in ("HttpOnly", "SameSite=strict", "Path=/", "Max-Age=43200"):
        assert part in cookie
    assert "Secure" not in cookie


def test_over_tls_the_cookie_is_bound_to_the_host(services, accounts):  # noqa: ARG001
    origin = "https://board.example"
    options = WebOptions(origins=(origin,), secure=True)
    client = TestClient(create_app(replace(services, options=options)), base_url=origin, headers={"Origin": origin})
    cookie = client.post("/api/login", json=credentials()).headers["Set-Cookie"]
    assert cookie.startswith("__Host-souffleur=")
    assert "Secure" in cookie and "Path=/" in cookie and "Domain" not in cookie
    assert client.get("/api/me").json()["name"] == "coach"


def test_the_store_never_sees_the_token(client, services):
    client.post("/api/login", json=credentials())
    token = client.cookies[COOKIE]
    content = services.store.path.read_bytes() + services.store.path.with_name("calls.sqlite3-wal").read_bytes()
    assert token.encode() not in content
    assert PASSWORD.encode() not in content


def test_a_wrong_name_and_a_wrong_password_look_the_same(client):
    wrong = client.post("/api/login", json=credentials(password="iets heel anders"))
    nobody = client.post("/api/login", json=credentials(name="bestaat-niet"))
    assert (wrong.status_code, wrong.text) == (nobody.status_code, nobody.text)
    assert wrong.status_code == 401


def test_an_unknown_name_costs_a_hash_too(client, services, monkeypatch):
    seen = []
    verify = type(services.passwords).verify
    monkeypatch.setattr(type(services.passwords), "verify", lambda *given: seen.append(given) or verify(*given))
    client.post("/api/login", json=credentials(name="bestaat-niet"))
    client.post("/api/login", json=credentials(name="x" * 80))
    assert len(seen) == 2


def test_who_is_disabled_is_out_at_once_and_stays_out(visitors, accounts):
    coach, admin = visitors.signed_in("coach"), visitors.signed_in("admin")
    assert coach.get("/api/me").status_code == 200
    address = f"/api/accounts/{accounts['coach'].id}"
    assert admin.patch(address, json={"disabled": True}).status_code == 200
    assert coach.get("/api/me").status_code == 401
    assert coach.post("/api/login", json=credentials()).status_code == 401
    assert admin.patch(address, json={"disabled": False}).status_code == 200
    assert coach.post("/api/login", json=credentials()).status_code == 200


def test_signing_out_ends_the_session_and_not_only_the_cookie(visitors, accounts):  # noqa: ARG001
    client = visitors.signed_in("coach")
    token = client.cookies[COOKIE]
    assert client.post("/api/logout").status_code == 204
    assert COOKIE not in client.cookies
    assert visitors.client().get("/api/me", headers={"Cookie": f"{COOKIE}={token}"}).status_code == 401


def test_another_password_signs_out_everywhere_else(visitors, accounts):  # noqa: ARG001
    here, there = visitors.signed_in("coach"), visitors.signed_in("coach")
    fresh = "een andere lange zin"
    assert here.put("/api/me/password", json={"current": "fout", "fresh": fresh}).status_code == 403
    assert here.put("/api/me/password", json={"current": PASSWORD, "fresh": fresh}).status_code == 204
    assert here.get("/api/me").status_code == 200
    assert there.get("/api/me").status_code == 401
    assert there.post("/api/login", json=credentials()).status_code == 401
    assert there.post("/api/login", json=credentials(password=fresh)).status_code == 200


def test_a_sign_in_ends_by_itself(visitors, accounts, services):  # noqa: ARG001
    client = visitors.signed_in("coach")
    now = services.store.now()
    services.store.now = lambda: now + timedelta(hours=11, minutes=59)
    assert client.get("/api/me").status_code == 200
    services.store.now = lambda: now + timedelta(hours=12, minutes=1)
    assert client.get("/api/me").status_code == 401


@pytest.mark.parametrize("token", ["", "x", "a" * 5000, "é", "'; drop table login; --"])
def test_a_made_up_token_is_nobody(client, token):
    assert client.get("/api/me", headers={b"Cookie": f"{COOKIE}={token}".encode()}).status_code == 401


def test_five_wrong_passwords_make_one_wait_and_nobody_else(client, visitors):
    for _ in range(5):
        assert client.post("/api/login", json=credentials(password="fout")).status_code == 401
    refused = client.post("/api/login", json=credentials())
    assert refused.status_code == 429
    assert int(refused.headers["Retry-After"]) > 0
    assert client.post("/api/login", json=credentials(name="COACH", password="fout")).status_code == 429
    assert client.post("/api/login", json=credentials(name="agent")).status_code == 200
    elsewhere = TestClient(visitors.app, base_url=ORIGIN, headers={"Origin": ORIGIN}, client=("10.0.0.2", 1))
    assert elsewhere.post("/api/login", json=credentials()).status_code == 200


def test_one_account_can_be_guessed_at_from_many_addresses_only_so_often(client, visitors, monkeypatch):
    monkeypatch.setattr(attempts, "PER_ACCOUNT", "4 per 15 minutes")
    statuses = [
        TestClient(visitors.app, base_url=ORIGIN, headers={"Origin": ORIGIN}, client=(f"10.0.0.{n}", 1))
        .post("/api/login", json=credentials(password="fout"))
        .status_code
        for n in range(6)
    ]
    assert statuses == [401, 401, 401, 401, 429, 429]
    assert client.post("/api/login", json=credentials("agent")).status_code == 200


def test_one_address_can_guess_at_many_accounts_only_so_often(client, monkeypatch):
    monkeypatch.setattr(attempts, "PER_ADDRESS", "4 per 15 minutes")
    statuses = [client.post("/api/login", json=credentials(f"naam{n}", "fout")).status_code for n in range(6)]
    assert statuses == [401, 401, 401, 401, 429, 429]


def test_the_audit_log_tells_who_signed_in_and_who_could_not(client, services):
    client.post("/api/login", json=credentials(password="mijn geheim"))
    client.post("/api/login", json=credentials(name="mijn geheim in het verkeerde veld"))
    client.post("/api/login", json=credentials())
    client.post("/logout")
    told = [(line.action, line.actor) for line in audit.page(services.store).items]
    assert told == [
        (actions.SIGN_OUT, "coach"),
        (actions.SIGN_IN, "coach"),
        (actions.SIGN_IN_FAILED, actions.NOBODY),
        (actions.SIGN_IN_FAILED, "coach"),
    ]
    assert "geheim" not in str(audit.page(services.store).items)


@pytest.mark.parametrize("password", ["kort", "x" * 257, "nieuwe-coach1"])
def test_a_password_has_to_be_worth_something(visitors, accounts, password):  # noqa: ARG001
    body = {"name": "nieuwe-coach", "role": "coach", "password": password}
    assert visitors.signed_in("admin").post("/api/accounts", json=body).status_code == 422


def test_passwords_are_kept_as_argon2id(services, accounts):  # noqa: ARG001
    assert people.by_name(services.store, "coach").password_hash.startswith("$argon2id$")
