"""All calls that run now. A tick every 100 ms makes the board's next diff; a call that ended leaves after a minute."""

import asyncio
import time
from collections.abc import Callable, Sequence
from datetime import UTC, datetime

from pipeline.detectors.flag import Detector
from pipeline.hub.bell import Bell
from pipeline.hub.board import Board
from pipeline.hub.live_call import Controls, LiveCall

TICK_SECONDS = 0.1
LEAVES_AFTER_SECONDS = 60.0
"""How long an ended call stays on the board. Then its feed is dropped: its history is the store's."""


def _utc() -> datetime:
    return datetime.now(UTC)


class Hub:
    """Calls by id. Belongs to the event loop's thread."""

    def __init__(self, *, clock: Callable[[], float] = time.monotonic, utc: Callable[[], datetime] = _utc) -> None:
        self.board = Board()
        self.bell = Bell()
        """Rings whenever a call begins, ends or leaves."""
        self._clock = clock
        self._utc = utc
        self._calls: dict[str, LiveCall] = {}
        self._ended: dict[str, float] = {}
        self.detectors: tuple[Detector, ...] | None = None
        """What calls that begin now should use; None until `use`."""
        self._muted: set[str] = set()

    def open(self, call_id: str, *, agent: str | None = None, controls: Controls | None = None) -> LiveCall:
        """A call begins: give its records to the LiveCall, which is a Sink. `controls` reach into the call; an agent
        who muted their last call begins the next one muted."""
        if call_id in self._calls:
            raise ValueError("a call of this id is on the board already")
        call = LiveCall(
            call_id, agent=agent, started_at=self._utc(), controls=controls, changed=lambda: self._noted(call)
        )
        self._calls[call_id] = call
        if agent in self._muted:
            call.mute(True)
        self.bell.ring()
        return call

    def use(self, detectors: Sequence[Detector]) -> None:
        """From now on these detectors look, in the running calls and in those to come."""
        self.detectors = tuple(detectors)
        for call in self._calls.values():
            if not call.ended:
                call.use(self.detectors)

    def _noted(self, call: LiveCall) -> None:
        """A call was muted or not any more, or ended."""
        if call.ended:
            self._ended[call.id] = self._clock()
            self.bell.ring()
        elif call.agent is not None:
            (self._muted.add if call.muted else self._muted.discard)(call.agent)

    def live(self, call_id: str) -> LiveCall | None:
        """The call, while it runs."""
        call = self._calls.get(call_id)
        return None if call is None or call.ended else call

    def find(self, call_id: str) -> LiveCall | None:
        """The call, while it runs or is still on the board."""
        return self._calls.get(call_id)

    def calls(self) -> tuple[LiveCall, ...]:
        """All calls on the board, in the order in which they began."""
        return tuple(self._calls.values())

    def call_of(self, agent: str) -> LiveCall | None:
        """The agent's running call, the newest if there are more."""
        return next((call for call in reversed(self.calls()) if call.agent == agent and not call.ended), None)

    def forget(self, call_id: str) -> None:
        """An ended call leaves the board at once, with its feed: it was erased."""
        if call_id in self._ended:
            self._ended[call_id] = float("-inf")
            self.tick()

    def tick(self) -> None:
        """Bring the board up to date."""
        due = self._clock() - LEAVES_AFTER_SECONDS
        gone = tuple(id for id, ended in self._ended.items() if ended <= due)
        for id in gone:
            del self._ended[id]
            self._calls.pop(id).bell.ring()
        changed = {id: call.row() for id, call in self._calls.items() if call.dirty}
        self.board.update(changed, gone)
        if gone:
            self.bell.ring()

    async def run(self) -> None:
        """Tick until cancelled."""
        while True:
            self.tick()
            await asyncio.sleep(TICK_SECONDS)
