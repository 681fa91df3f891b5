"""Playing in real time: late or not, everything comes, in order, and the other calls have their turn."""

import asyncio

from pipeline.conversation.events import CallEnded, CallStarted, Tick
from pipeline.detectors.gate import NudgeHidden
from pipeline.live.paced import paced_events, until


def test_a_replay_that_is_late_lets_others_have_their_turn():
    records = [CallStarted(call_id="c1"), *(Tick(at=-1.0) for _ in range(50)), NudgeHidden(at=0.0, flag="f")]
    turns = 0

    async def other() -> None:
        nonlocal turns
        while True:
            turns += 1
            await asyncio.sleep(0)

    async def scenario() -> list:
        task = asyncio.create_task(other())
        heard = [event async for event in paced_events([*records, CallEnded(at=-1.0)])]
        task.cancel()
        return heard

    heard = asyncio.run(scenario())
    assert len(heard) == 52 and isinstance(heard[-1], CallEnded), "outcomes are passed over"
    assert turns >= 50


def test_stopping_ends_the_sound_where_it_is():
    async def scenario() -> list:
        stopping, heard = asyncio.Event(), []
        async for event in until(stopping, paced_events([Tick(at=0.0) for _ in range(9)])):
            heard.append(event)
            if len(heard) == 3:
                stopping.set()
        return heard

    assert len(asyncio.run(scenario())) == 3
