"""Every route and socket, tried as every role. The table is held against the application's own routes: one that is
missing here, or gone there, fails."""

import shutil
from collections.abc import Iterator
from concurrent.futures import CancelledError
from contextlib import suppress
from pathlib import Path

import pytest
from fastapi import FastAPI
from fastapi.routing import APIRoute, APIWebSocketRoute, iter_route_contexts
from starlette.testclient import TestClient
from starlette.websockets import WebSocketDisconnect

from pipeline.config import Settings
from pipeline.conversation.events import CallStarted
from pipeline.council import lock
from pipeline.hub.hub import Hub
from pipeline.store import people, terms
from pipeline.store.store import Store
from pipeline.web.app import create_app
from pipeline.web.services import Services, WebOptions
from tests.hub.records import pace
from tests.store.stored_calls import keep, usual_call
from tests.web.access_table import BODIES, OF_LIVE, SOCKETS, TABLE, TERM, UNLISTED, WHO
from tests.web.conftest import CHEAP, ORIGIN, PASSWORD, PEOPLE, Visitors


class World:
    """An application with a stored and a running call of sanne, and a term."""

    def __init__(self, file: Path) -> None:
        self.store = Store.open(str(file))
        hub = Hub()
        live = hub.open("live", agent="sanne")
        live.take(CallStarted(call_id="live", agent="sanne"))
        live.take(pace())
        options = WebOptions(origins=(ORIGIN,))
        self.services = Services(store=self.store, hub=hub, settings=Settings(), options=options, passwords=CHEAP)
        self.app = create_app(self.services)
        self.visitors = Visitors(self.app)

    def client(self, who: str | None) -> TestClient:
        return self.visitors.signed_in(who) if who else self.visitors.client()

    def cookie(self, who: str | None) -> str:
        return "; ".join(f"{name}={value}" for name, value in self.client(who).cookies.items())

    def path(self, route: str) -> str:
        filled = {
            "call_id": "live" if route in OF_LIVE else "over",
            "account_id": people.by_name(self.store, "second").id,
            "term_id": terms.active(self.store)[0].id,
            "form": "md" if "or-pakket" in route else "vtt",
            "agent": "sanne",
            "key:path": "itch_word:3.0",
        }
        path = route.split(" ")[-1]
        for name, value in filled.items():
            path = path.replace("{" + name + "}", str(value))
        return path

    def body(self, route: str) -> object:
        if route == "POST /api/council/agree":
            return {"sha256": lock.standing(self.store, self.services.settings).sha256}
        return BODIES.get(route)


@pytest.fixture(scope="module")
def seeded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store with accounts, a call and a term, to be copied."""
    file = tmp_path_factory.mktemp("access") / "calls.sqlite3"
    hashed = CHEAP.hash(PASSWORD)
    with Store.open(str(file)) as store:
        for name, (role, agent) in (PEOPLE | {"second": PEOPLE["coach"]}).items():
            people.create(store, name=name, role=role, agent=agent, password_hash=hashed)
        keep(store, usual_call(call_id="over", agent="sanne"), "over")
        keep(store, usual_call(call_id="live", agent="sanne"), "live")
        fields = {name: tuple(text) if isinstance(text, list) else text for name, text in TERM.items()}
        terms.add(store, **fields, instead=(), category="eigen", actor="coach", account_id=1)
        store.engine.dispose()
    return file


@pytest.fixture
def world(seeded: Path, tmp_path: Path) -> Iterator[World]:
    made = World(shutil.copy(seeded, tmp_path / "calls.sqlite3"))
    yield made
    made.store.close()


@pytest.fixture(scope="module")
def routes(seeded: Path, tmp_path_factory: pytest.TempPathFactory) -> FastAPI:
    """An application to be looked at."""
    return World(shutil.copy(seeded, tmp_path_factory.mktemp("routes") / "calls.sqlite3")).app


def test_the_tables_name_every_route_and_socket(routes):
    listed, sockets, others = set(), set(), set()
    for route in iter_route_contexts(routes.routes):
        if isinstance(route.original_route, APIRoute):
            listed |= {f"{method} {route.path}" for method in route.methods}
        elif isinstance(route.original_route, APIWebSocketRoute):
            sockets.add(route.path)
        else:
            others.add(route.original_route.path)
    assert listed == set(TABLE)
    assert sockets == set(SOCKETS)
    assert others == UNLISTED


@pytest.mark.parametrize("route", sorted(TABLE))
def test_each_role_gets_what_it_may(world, route):
    method = route.split(" ")[0]
    path, body = world.path(route), world.body(route)
    for who, status in zip(WHO, TABLE[route], strict=True):
        answer = world.client(who).request(method, path, json=body)
        assert answer.status_code == status, (who, answer.text[:200])
        if status >= 400 and path.startswith("/api/"):
            assert set(answer.json()["error"]) == {"code", "message", "remedy"}


@pytest.mark.parametrize("route", sorted(SOCKETS))
def test_each_role_watches_what_it_may(world, route):
    path = world.path(route).replace("/over", "/live")
    with world.client(None) as client:  # one loop for all: the hub's bells belong to it
        for who in WHO:
            headers = {"Cookie": world.cookie(who)}
            if who in SOCKETS[route]:
                told = None
                with suppress(CancelledError), client.websocket_connect(path, headers=headers) as socket:
                    told = socket.receive_json()["type"]  # on leaving, the test client cancels the endpoint
                assert told
            else:
                with (
                    pytest.raises(WebSocketDisconnect) as refused,
                    client.websocket_connect(path, headers=headers),
                ):
                    raise AssertionError("accepted")
                assert 4400 < refused.value.code < 4500


def test_a_call_of_another_looks_like_no_call(world):
    """The same answer, letter by letter: who asks learns nothing about which calls there are."""
    client = world.client("other")
    for route, status in TABLE.items():
        if "{call_id}" not in route or status[WHO.index("other")] != 404:
            continue
        method, body = route.split(" ")[0], world.body(route)
        path = world.path(route)
        theirs = client.request(method, path, json=body)
        nobodys = client.request(method, path.replace("/over", "/nope").replace("/live", "/nope"), json=body)
        assert (theirs.status_code, theirs.text) == (nobodys.status_code, nobodys.text)


def test_an_agent_gets_only_their_own(world):
    for path, theirs in (("/api/calls", "sanne"), ("/api/calls?agent=sanne", "sanne"), ("/api/audit", "over")):
        world.client("coach").get("/api/calls/over/export.vtt")
        assert theirs in world.client("agent").get(path).text
        assert theirs not in world.client("other").get(path).text


def test_the_administrator_gets_no_words(world):
    client = world.client("admin")
    for route in TABLE:
        if route.startswith("GET "):
            assert "ga even kijken" not in client.get(world.path(route)).text
