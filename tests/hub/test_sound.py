"""Listening in: the call's own samples, in their place in time, and never more than a second late in memory."""

import asyncio
from datetime import UTC, datetime

import numpy as np

from pipeline.audio.frame import Frame
from pipeline.hub.live_call import LiveCall
from pipeline.hub.sound import BUFFER_SECONDS, HEADER, Sound
from pipeline.span import Speaker

RATE_HZ = 16_000


def frames(samples: np.ndarray, speaker: Speaker, size: int) -> list[Frame]:
    return [
        Frame(speaker=speaker, offset=start, samples=samples[start : start + size])
        for start in range(0, len(samples), size)
    ]


def decoded(message: bytes) -> tuple[float, int, np.ndarray]:
    seconds, channel = HEADER.unpack_from(message)
    assert len(message) <= HEADER.size + 2 * RATE_HZ // 10 and message[9:16] == bytes(7)
    return seconds, channel, np.frombuffer(message, "<i2", offset=HEADER.size)


async def heard(listener) -> list[tuple[float, int, np.ndarray]]:
    got = []
    while (message := await listener.get(0.0)) is not None:
        got.append(decoded(message))
    return got


def noise(seconds: float, seed: int) -> np.ndarray:
    return np.random.default_rng(seed).integers(-32768, 32768, round(seconds * RATE_HZ)).astype(np.int16)


def test_listeners_get_the_samples_of_the_call_bit_for_bit_in_their_place():
    async def scenario() -> None:
        sound, spoken = Sound(), {speaker: noise(0.9, i) for i, speaker in enumerate(Speaker)}
        both, agent = sound.listen(tuple(Speaker)), sound.listen([Speaker.AGENT])
        for speaker, samples in spoken.items():
            for frame in frames((samples / 32768).astype(np.float32), speaker, 2500):
                sound.frame(frame)
        got = await heard(both)
        for channel, speaker in enumerate((Speaker.AGENT, Speaker.CUSTOMER)):
            own = [(seconds, samples) for seconds, number, samples in got if number == channel]
            np.testing.assert_array_equal(np.concatenate([samples for _, samples in own]), spoken[speaker])
            at = 0
            for seconds, samples in own:
                assert seconds == at / RATE_HZ
                at += len(samples)
        assert {channel for _, channel, _ in await heard(agent)} == {0}

    asyncio.run(scenario())


def test_a_slow_listener_loses_the_oldest_and_delays_nobody():
    async def scenario() -> None:
        sound, samples = Sound(), (noise(5.0, 3) / 32768).astype(np.float32)
        slow, quick = sound.listen([Speaker.AGENT]), sound.listen([Speaker.AGENT])
        taken = 0
        for frame in frames(samples, Speaker.AGENT, 1600):
            sound.frame(frame)
            taken += len(decoded(await quick.get())[2])
            assert slow.buffered_seconds <= BUFFER_SECONDS
        assert taken == len(samples) and quick.dropped_samples == 0
        got = await heard(slow)
        assert slow.dropped_samples == 4 * RATE_HZ and got[0][0] == 4.0
        assert sum(len(samples) for _, _, samples in got) == RATE_HZ

    asyncio.run(scenario())


def test_nothing_is_kept_when_nobody_listens_and_a_call_that_ends_ends_the_sound():
    async def scenario() -> None:
        call = LiveCall("c1", agent="Noor", started_at=datetime(2026, 3, 2, tzinfo=UTC))
        frame = Frame(speaker=Speaker.AGENT, offset=0, samples=np.zeros(1600, np.float32))
        call.sound.frame(frame)
        listener = call.listen("Coach Els", Speaker.AGENT)
        assert await listener.get(0.0) is None and not listener.closed
        call.sound.frame(frame)
        call.close()
        assert await listener.get() is not None
        assert await listener.get() is None and listener.closed

    asyncio.run(scenario())


def test_the_agent_sees_who_listens_and_no_more_often_than_it_changes():
    call = LiveCall("c1", agent="Noor", started_at=datetime(2026, 3, 2, tzinfo=UTC))
    told = []
    tell = call.add_item
    call.add_item = lambda item: told.append((item["by"], item["on"])) or tell(item)
    first, second = call.listen("Els", Speaker.AGENT), call.listen("Els", Speaker.CUSTOMER)
    other = call.listen("Bram", *Speaker)
    assert call.row()["listeners"] == ["Bram", "Els"]
    call.leave("Els", first)
    assert call.listeners == ("Bram", "Els")
    call.leave("Els", second)
    call.leave("Bram", other)
    assert call.listeners == ()
    assert told == [("Els", True), ("Bram", True), ("Els", False), ("Bram", False)]
