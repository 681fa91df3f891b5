"""What pages watch live: the board, a call, the agent's own call, and a call's sound.

A client may only send {"type":"beat"}: anything else closes the socket with 1003, more than 1 kB with 1009. Whoever is
not signed in, has the wrong role, may not see the call or comes from another origin is refused before the accept
(HTTP 403). Every 5 s a beat is sent and the sign-in is looked at again: 4401 once it is over.
"""

import asyncio
import json
from collections.abc import Awaitable, Callable
from typing import Annotated, Literal

from fastapi import APIRouter, Query, WebSocket, WebSocketDisconnect
from starlette.concurrency import run_in_threadpool

from pipeline.audio.frame import SAMPLE_RATE_HZ
from pipeline.hub.feed import dumps, message
from pipeline.hub.live_call import LiveCall
from pipeline.span import Speaker
from pipeline.store import audit
from pipeline.store.people import Account
from pipeline.web import actions, login
from pipeline.web.problem import unknown
from pipeline.web.roles import Agent, Coach, CoachOrAgent, may_see
from pipeline.web.services import Services, ServicesHere

router = APIRouter()

BEAT = dumps({"type": "beat"})
BEAT_SECONDS = 5.0
MESSAGE_LIMIT_BYTES = 1024
"""A client's longest message; the server that carries us should be told the same (ws_max_size)."""
NORMAL, UNSUPPORTED, TOO_BIG, SIGNED_OUT = 1000, 1003, 1009, 4401
SPEAKERS = {"both": tuple(Speaker), "agent": (Speaker.AGENT,), "customer": (Speaker.CUSTOMER,)}
FOR_THE_AGENT = frozenset({"pace", "nudge", "nudgeHidden", "whisper", "listening", "mute", "ended"})
"""Items that the agent's small page shows during a call."""


class _Over(Exception):
    """The socket is to be closed with this code."""

    def __init__(self, code: int) -> None:
        super().__init__(code)
        self.code = code


@router.websocket("/ws/board")
async def board(socket: WebSocket, account: Coach, here: ServicesHere) -> None:
    """A snapshot, then a diff per tick. Who was busy with an older message gets a new snapshot: the latest wins."""
    watched = here.hub.board

    async def tell() -> None:
        seq: int | None = None
        while True:
            seq, text = watched.after(seq)
            if text is None:
                await watched.bell.wait()
            else:
                await socket.send_text(text)

    await _serve(socket, account, here, tell)


@router.websocket("/ws/calls/{call_id}")
async def call(
    socket: WebSocket, call_id: str, account: CoachOrAgent, here: ServicesHere, after: Annotated[int, Query(ge=0)] = 0
) -> None:
    """All items after `after`, then each as it comes, until the call leaves the board."""
    live = _seen(call_id, account, here)

    async def tell() -> None:
        await _tell_items(socket, here, live, after)

    await _serve(socket, account, here, tell)


@router.websocket("/ws/agent")
async def agent(socket: WebSocket, account: Agent, here: ServicesHere) -> None:
    """The agent's running call, whichever it is: what the small page shows of it."""

    async def tell() -> None:
        idle = False
        while True:
            live = here.hub.call_of(account.agent) if account.agent else None
            if live is None:
                if not idle:
                    await socket.send_text(dumps({"type": "idle"}))
                idle = True
                await here.hub.bell.wait()
                continue
            idle = False
            await socket.send_text(dumps({"type": "call", "id": live.id, "after": live.feed.last}))
            await _tell_agent(socket, live)

    await _serve(socket, account, here, tell)


@router.websocket("/ws/calls/{call_id}/audio")
async def audio(
    socket: WebSocket,
    call_id: str,
    account: Coach,
    here: ServicesHere,
    channel: Literal["both", "agent", "customer"] = "both",
) -> None:
    """The call's sound from now on. Nobody hears a sample before the audit log says so and the agent can see it."""
    live = _seen(call_id, account, here)
    if live.ended:
        raise unknown("Dit gesprek")
    await _audited(here, actions.LISTEN_START, account, call_id, channel)
    listener = live.listen(account.name, *SPEAKERS[channel])

    async def tell() -> None:
        await socket.send_text(dumps({"type": "format", "rateHz": SAMPLE_RATE_HZ}))
        while (sound := await listener.get()) is not None:
            await socket.send_bytes(sound)

    try:
        await _serve(socket, account, here, tell)
    finally:
        live.leave(account.name, listener)
        await asyncio.shield(_audited(here, actions.LISTEN_STOP, account, call_id, channel))


async def _tell_items(socket: WebSocket, here: Services, live: LiveCall, seq: int) -> None:
    second = -1
    while True:
        seq, texts = live.feed.after(seq)
        if int(live.now) != second and not live.ended:
            second = int(live.now)
            texts = [*texts, dumps({"t": "now", "at": round(live.now, 3)})]
        if texts:
            await socket.send_text(message(texts))
        elif here.hub.find(live.id) is live:
            await live.bell.wait()
        else:
            return


async def _tell_agent(socket: WebSocket, live: LiveCall) -> None:
    """What of the call concerns its agent: as it stands, then as it comes, until the call is over."""
    items = [item for item in live.feed.items() if item["t"] in FOR_THE_AGENT]
    seq = live.feed.last
    paces = [item for item in items if item["t"] == "pace"]
    shown = [item for item in items if item["t"] != "pace" and item.get("until", live.now) >= live.now] + paces[-1:]
    if shown:
        await socket.send_text(message([dumps(item) for item in sorted(shown, key=lambda item: item["seq"])]))
    while True:
        seq, texts = live.feed.after(seq)
        wanted = [text for text in texts if json.loads(text)["t"] in FOR_THE_AGENT]
        if wanted:
            await socket.send_text(message(wanted))
        elif not texts:
            if live.ended:
                return
            await live.bell.wait()


async def _serve(socket: WebSocket, account: Account, here: Services, tell: Callable[[], Awaitable[None]]) -> None:
    """Accept, and tell until the client leaves, breaks a rule or is signed out, or there is nothing more to tell."""
    await socket.accept()
    tasks = [asyncio.ensure_future(work) for work in (tell(), _hear(socket), _beat(socket, account, here))]
    try:
        done, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
    errors = [error for task in done if (error := task.exception())]
    if any(isinstance(error, WebSocketDisconnect) for error in errors):
        return
    code = next((error.code for error in errors if isinstance(error, _Over)), NORMAL)
    await socket.close(code)
    for error in errors:
        if not isinstance(error, _Over):
            raise error


async def _hear(socket: WebSocket) -> None:
    """Take the client's beats; raises _Over for anything else."""
    while True:
        heard = await socket.receive()
        if heard["type"] == "websocket.disconnect":
            raise WebSocketDisconnect(heard.get("code", NORMAL))
        text, data = heard.get("text"), heard.get("bytes")
        if len(data or (text or "").encode()) > MESSAGE_LIMIT_BYTES:
            raise _Over(TOO_BIG)
        if text is None or not _is_beat(text):
            raise _Over(UNSUPPORTED)


def _is_beat(text: str) -> bool:
    try:
        return json.loads(text) == {"type": "beat"}
    except (ValueError, RecursionError):
        return False


async def _beat(socket: WebSocket, account: Account, here: Services) -> None:
    """Tell that we are there, as long as the one who watches is still signed in, in the same role."""
    while True:
        await asyncio.sleep(BEAT_SECONDS)
        now = await run_in_threadpool(login.account_of, socket, here)
        if now is None or (now.id, now.role, now.agent) != (account.id, account.role, account.agent):
            raise _Over(SIGNED_OUT)
        await socket.send_text(BEAT)


def _seen(call_id: str, account: Account, here: Services) -> LiveCall:
    """The call on the board, if there is one that `account` may see. Raises Problem 404."""
    live = here.hub.find(call_id)
    if live is None or not may_see(account, live.agent):
        raise unknown("Dit gesprek")
    return live


async def _audited(here: Services, action: str, account: Account, call_id: str, channel: str) -> None:
    await run_in_threadpool(
        audit.write,
        here.store,
        action,
        actor=account.name,
        account_id=account.id,
        call_id=call_id,
        detail={"channel": channel},
    )
