"""The first run: once, with a code where others could reach it, and the administrator then or later."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest
from starlette.testclient import TestClient

from pipeline.store import people
from pipeline.store.people import Role
from pipeline.web.app import create_app
from pipeline.web.services import WebOptions
from tests.web.conftest import ORIGIN, PASSWORD

COACH = {"name": "Anna", "password": PASSWORD}
ADMIN = {"name": "Bea", "password": PASSWORD}


def roles(services) -> dict[str, Role]:
    return {account.name: account.role for account in people.everyone(services.store)}


def test_the_first_page_leads_there_and_later_to_signing_in(visitors):
    client = visitors.client(follow=True)
    assert client.get("/").url.path == "/setup"
    assert client.post("/api/setup", json=COACH).status_code == 201
    assert client.get("/").url.path == "/"
    assert visitors.client(follow=True).get("/").url.path == "/login"
    assert visitors.client(follow=True).get("/setup").url.path == "/login"


def test_it_makes_the_coach_and_if_asked_the_administrator(visitors, services):
    assert visitors.client().post("/api/setup", json=COACH | {"admin": ADMIN}).status_code == 201
    assert roles(services) == {"Anna": Role.COACH, "Bea": Role.ADMIN}


def test_it_happens_once(visitors, services):
    assert visitors.client().post("/api/setup", json=COACH).status_code == 201
    assert visitors.client().post("/api/setup", json={"name": "Eve", "password": PASSWORD}).status_code == 404
    assert roles(services) == {"Anna": Role.COACH}


def test_it_happens_once_even_at_the_same_time(visitors, services):
    clients = [visitors.client() for _ in range(6)]
    with ThreadPoolExecutor(6) as pool:
        done = pool.map(
            lambda n: clients[n].post("/api/setup", json={"name": f"Eve{n}", "password": PASSWORD}).status_code,
            range(6),
        )
    assert sorted(done) == [201, 404, 404, 404, 404, 404]
    assert len(roles(services)) == 1


@pytest.mark.parametrize(
    "wrong",
    [
        {"name": "Anna"},
        COACH | {"password": "kort"},
        COACH | {"name": ""},
        COACH | {"admin": COACH},
        COACH | {"admin": ADMIN | {"password": "kort"}},
        COACH | {"role": "admin"},
    ],
)
def test_nothing_is_made_when_anything_is_wrong(visitors, services, wrong):
    assert visitors.client().post("/api/setup", json=wrong).status_code == 422
    assert roles(services) == {}


def test_where_others_could_reach_it_a_code_is_asked(services):
    options = WebOptions(origins=(ORIGIN,), setup_code="1a2b3c4d")
    client = TestClient(create_app(replace(services, options=options)), base_url=ORIGIN, headers={"Origin": ORIGIN})
    assert "Startcode" in client.get("/setup").text
    assert client.post("/api/setup", json=COACH).status_code == 403
    assert client.post("/api/setup", json=COACH | {"code": "1a2b3c4e"}).status_code == 403
    assert roles(services) == {}
    assert client.post("/api/setup", json=COACH | {"code": " 1a2b3c4d "}).status_code == 201


def test_the_code_cannot_be_guessed_at_for_long(services):
    options = WebOptions(origins=(ORIGIN,), setup_code="1a2b3c4d")
    client = TestClient(create_app(replace(services, options=options)), base_url=ORIGIN, headers={"Origin": ORIGIN})
    statuses = [client.post("/api/setup", json=COACH | {"code": str(n)}).status_code for n in range(7)]
    assert statuses == [403] * 5 + [429] * 2


def test_the_first_coach_can_make_the_administrator_later_but_only_the_first(visitors, services):
    coach = visitors.client()
    coach.post("/api/setup", json=COACH)
    assert "Er is nog geen beheerder" in coach.get("/me").text
    assert coach.post("/api/setup/admin", json=ADMIN).status_code == 201
    assert coach.post("/api/setup/admin", json={"name": "Eve", "password": PASSWORD}).status_code == 403
    assert roles(services) == {"Anna": Role.COACH, "Bea": Role.ADMIN}
    assert "Er is nog geen beheerder" not in coach.get("/me").text
