"""Whatever a client sends to a socket: it is closed with the right code, nothing breaks, and nobody hears what is not
theirs."""

import json
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from websockets.exceptions import ConnectionClosed, InvalidStatus

from pipeline.conversation.events import CallStarted
from pipeline.store import people
from pipeline.store.store import Store
from tests.hub.records import heard
from tests.web.conftest import CHEAP, PASSWORD, PEOPLE
from tests.web.serving import Served

UNSUPPORTED, TOO_BIG = 1003, 1009
LIMIT_BYTES = 1024
SECRET = "geheimwoord"
"""Said in sanne's call."""
SOCKETS = (
    ("coach", "/ws/board"),
    ("coach", "/ws/calls/c1"),
    ("coach", "/ws/calls/c1/audio"),
    ("agent", "/ws/calls/c1"),
    ("agent", "/ws/agent"),
    ("other", "/ws/agent"),
)
JSON = st.recursive(
    st.none() | st.booleans() | st.floats() | st.text(max_size=20),
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8) | st.just("type"), inner, max_size=4)
    ),
    max_leaves=8,
)
ANYTHING = (
    st.binary(max_size=2000)
    | st.text(max_size=600)
    | JSON.map(json.dumps)
    | st.sampled_from(["[" * 500, '{"type":"beat"', '{"type":"beat","x":1}', "beat", "", "\0", '{"type":["beat"]}'])
    | st.integers(1, 40).map(lambda thousands: "x" * 1000 * thousands)
)
FEW = settings(max_examples=12, deadline=None, derandomize=True, database=None, suppress_health_check=list(HealthCheck))


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    file: Path = tmp_path_factory.mktemp("sockets") / "calls.sqlite3"
    with Store.open(str(file)) as store:
        for name, (role, agent) in PEOPLE.items():
            people.create(store, name=name, role=role, agent=agent, password_hash=CHEAP.hash(PASSWORD))
        with Served(store) as server:
            live = server.do(server.hub.open, "c1", agent="sanne")
            server.do(live.take, CallStarted(call_id="c1", agent="sanne"))
            server.do(live.take, heard("agent-1", SECRET))
            yield server


@pytest.fixture(scope="module")
def cookies(served) -> dict[str | None, str | None]:
    return {None: None} | {name: served.cookie(name) for name in PEOPLE}


def expected(sent: str | bytes) -> int | None:
    """The close code for a message; None for a beat, after which the socket stays open."""
    if len(sent if isinstance(sent, bytes) else sent.encode()) > LIMIT_BYTES:
        return TOO_BIG
    try:
        return None if isinstance(sent, str) and json.loads(sent) == {"type": "beat"} else UNSUPPORTED
    except (ValueError, RecursionError):
        return UNSUPPORTED


@pytest.mark.parametrize(("who", "path"), SOCKETS)
def test_anything_but_a_beat_closes_the_socket_and_nothing_else(served, cookies, who, path):
    @FEW
    @given(sent=ANYTHING)
    def answered(sent: str | bytes) -> None:
        heard_words = ""
        with served.watch(path, cookies[who]) as socket:
            socket.send(sent)
            code = expected(sent)
            if code is None:
                return
            with pytest.raises(ConnectionClosed) as closed:
                while True:
                    heard_words += str(socket.recv(timeout=20))
            assert closed.value.rcvd is not None
            assert closed.value.rcvd.code == code
        assert who in ("coach", "agent") or SECRET not in heard_words

    answered()
    with served.watch("/ws/board", cookies["coach"]) as board:  # the server is well
        assert json.loads(board.recv(timeout=20))["type"] == "snapshot"


@FEW
@given(
    id=st.text(st.characters(exclude_categories=("Cs",)), min_size=1, max_size=30).filter(lambda id: id != "c1"),
    after=st.integers(-3, 2**70) | st.text(st.characters(exclude_categories=("Cs",)), max_size=5),
    who=st.sampled_from([None, *PEOPLE]),
)
def test_an_address_that_is_none_is_refused_before_the_accept(served, cookies, id, after, who):
    for path in (f"/ws/calls/{quote(id, safe='')}?after={quote(str(after))}", f"/ws/{quote(id, safe='')}"):
        with pytest.raises(InvalidStatus) as refused:
            served.watch(path, cookies[who])
        assert refused.value.response.status_code == 403


@FEW
@given(cookie=st.binary(max_size=60).map(lambda noise: "souffleur=" + quote(noise)))
def test_a_made_up_cookie_opens_nothing(served, cookie):
    for _, path in SOCKETS:
        with pytest.raises(InvalidStatus) as refused:
            served.watch(path, cookie)
        assert refused.value.response.status_code == 403
        assert SECRET.encode() not in (refused.value.response.body or b"")
