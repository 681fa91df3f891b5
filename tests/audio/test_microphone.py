"""Real captures: PortAudio, PulseAudio and sound played into null sinks. Skipped, with the reason, where those lack."""

import threading
import time
from collections.abc import Callable, Iterator

import numpy as np
import pytest

from pipeline.audio import pulseaudio
from pipeline.audio.devices import find_device, list_devices
from pipeline.audio.events import AudioLost
from pipeline.audio.frame import Frame
from pipeline.audio.microphone import CallClock, CaptureOptions, Microphone
from pipeline.audio.timeline import Hole
from pipeline.errors import DeviceError
from pipeline.span import Speaker
from tests import pulse
from tests.sound import chirp, two_speakers

lacking = pulse.missing()
pytestmark = pytest.mark.skipif(lacking is not None, reason=lacking or "")

AGENT, CUSTOMER = Speaker.AGENT, Speaker.CUSTOMER
VANISHED = [reason for reason in Hole if reason.vanished]


@pytest.fixture(scope="module")
def server(tmp_path_factory) -> Iterator[pulse.PulseServer]:
    with pulse.PulseServer(tmp_path_factory.mktemp("pulse")) as running:
        pulse.restart_portaudio()
        running.add_sink("agent")
        running.add_sink("customer")
        yield running


class Walk:
    """A microphone that is listened to in a thread of its own."""

    def __init__(self, microphone: Microphone) -> None:
        self.microphone = microphone
        self.events: list[Frame | AudioLost] = []
        self._thread = threading.Thread(target=self._walk)
        self._thread.start()

    def _walk(self) -> None:
        for event in self.microphone.events():
            self.events.append(event)

    def until(self, condition: Callable[[list], bool], seconds: float = 15.0) -> None:
        deadline = time.monotonic() + seconds
        while not condition(self.events):
            assert time.monotonic() < deadline, f"did not happen; holes: {self.holes}"
            assert self._thread.is_alive()
            time.sleep(0.01)

    def end(self) -> None:
        self.microphone.close()
        self._thread.join(10)
        assert not self._thread.is_alive()

    @property
    def holes(self) -> list[AudioLost]:
        return [event for event in self.events if isinstance(event, AudioLost)]

    def samples(self) -> np.ndarray:
        """The channel as it lies in the call, holes as silence; checks that nothing overlaps and no time is missing."""
        parts: list[np.ndarray] = []
        at = 0
        for event in list(self.events):
            if isinstance(event, Frame):
                assert event.offset == at
                parts.append(event.samples)
            else:
                assert round(event.span.start * 16000) == at
                parts.append(np.zeros(round(event.span.end * 16000) - at, np.float32))
            at += len(parts[-1])
        return np.concatenate(parts) if parts else np.zeros(0, np.float32)


def frames_after(hole: AudioLost) -> Callable[[list], bool]:
    return lambda events: any(isinstance(e, Frame) and e.span.start >= hole.span.end for e in list(events))


def has_frames(events: list) -> bool:
    return any(isinstance(event, Frame) for event in list(events))


def has_hole(*reasons: Hole, times: int = 1) -> Callable[[list], bool]:
    return lambda events: sum(isinstance(e, AudioLost) and e.reason in reasons for e in list(events)) >= times


def test_what_is_played_is_captured_bit_for_bit(server):
    sound = chirp(3.0)
    with Microphone(AGENT, "agent.monitor", clock=CallClock()) as microphone:
        walk = Walk(microphone)
        walk.until(has_frames)
        with server.play("agent", sound) as playing:
            playing.wait()
            time.sleep(0.5)
        walk.end()
    captured = walk.samples()
    start = pulse.heard_in(captured, sound)
    assert np.array_equal(np.rint(captured[start : start + len(sound)] * 32768), np.rint(sound * 32767))
    assert walk.holes == [] and microphone.outages == 0
    assert abs(microphone.drift_seconds) < 0.5


def test_two_devices_at_once_stay_apart_and_share_a_clock(server):
    sound = two_speakers(3.0)
    clock = CallClock()
    with (
        Microphone(AGENT, "agent.monitor", clock=clock) as agent,
        Microphone(CUSTOMER, "customer.monitor", clock=clock) as customer,
    ):
        walks = [Walk(agent), Walk(customer)]
        for walk in walks:
            walk.until(has_frames)
        with server.play("agent", sound[:, 0]) as first, server.play("customer", sound[:, 1]) as second:
            first.wait()
            second.wait()
            time.sleep(0.5)
        for walk in walks:
            walk.end()
    starts = []
    for column, walk in enumerate(walks):
        captured = walk.samples()
        starts.append(pulse.heard_in(captured, sound[:, column]))
        heard = captured[starts[-1] : starts[-1] + len(sound)]
        assert np.array_equal(np.rint(heard * 32768), np.rint(sound[:, column] * 32767))
        assert all(event.speaker is walk.microphone.speaker for event in walk.events)
    # two players started one after the other: within half a second of each other in the call's time
    assert abs(starts[0] - starts[1]) < 8000


def test_a_device_that_vanishes_is_told_and_taken_back_while_the_other_goes_on(server):
    server.add_sink("headset")
    clock = CallClock()
    sound = two_speakers(3.0)
    with (
        Microphone(AGENT, "agent.monitor", clock=clock) as agent,
        Microphone(CUSTOMER, "headset.monitor", clock=clock) as customer,
    ):
        kept, gone = Walk(agent), Walk(customer)
        kept.until(has_frames)
        gone.until(has_frames)
        with server.play("agent", sound[:, 0]) as playing:
            server.remove_sink("headset")
            gone.until(has_hole(Hole.ABSENT, times=2))
            playing.wait()
        server.add_sink("headset")
        gone.until(frames_after(gone.holes[-1]))
        with server.play("headset", sound[:, 1]) as playing:
            playing.wait()
            time.sleep(0.5)
        kept.end()
        gone.end()
    reasons = [hole.reason for hole in gone.holes if hole.reason != Hole.NOT_STARTED]
    assert reasons[0] in VANISHED
    assert set(reasons[1:]) == {Hole.ABSENT}
    assert customer.outages == 1 and agent.outages == 0
    assert [hole for hole in kept.holes if hole.reason != Hole.NOT_STARTED] == []
    heard = kept.samples()
    start = pulse.heard_in(heard, sound[:, 0])
    assert np.array_equal(np.rint(heard[start : start + len(sound)] * 32768), np.rint(sound[:, 0] * 32767))
    heard = gone.samples()  # asserts that holes and frames join
    start = pulse.heard_in(heard, sound[:, 1])
    assert np.array_equal(np.rint(heard[start : start + len(sound)] * 32768), np.rint(sound[:, 1] * 32767))
    assert abs(len(heard) - len(kept.samples())) < 16000
    assert customer.lost_seconds == pytest.approx(sum(hole.span.duration for hole in gone.holes))


def test_a_capture_that_was_moved_never_hears_the_other_speaker(server):
    """PulseAudio moves a capture whose source is gone to the default one: here the one that the agent speaks into."""
    server.add_sink("earpiece")
    pulse_default = server.set_default("agent.monitor")
    try:
        with Microphone(CUSTOMER, "earpiece.monitor", clock=CallClock()) as customer:
            walk = Walk(customer)
            walk.until(has_frames)
            with server.play("agent", chirp(3.0)):
                time.sleep(1.0)
                server.remove_sink("earpiece")
                walk.until(has_hole(*VANISHED))
                time.sleep(1.5)
            walk.end()
    finally:
        server.set_default(pulse_default)
    leaked = np.count_nonzero(walk.samples())
    assert leaked <= 16000 * 0.1, f"{leaked / 16:.0f} ms of the agent came through as the customer"


def test_the_sound_server_crashes_and_comes_back(tmp_path):
    with pulse.PulseServer(tmp_path) as own:
        pulse.restart_portaudio()
        own.add_sink("agent")
        with Microphone(AGENT, "agent.monitor", clock=CallClock()) as microphone:
            walk = Walk(microphone)
            walk.until(has_frames)
            own.stop()
            walk.until(has_hole(*VANISHED))
            own.start()
            own.add_sink("agent")
            walk.until(frames_after(walk.holes[-1]))
            walk.end()
        assert microphone.outages >= 1
        walk.samples()


def test_a_sound_server_that_hangs_is_noticed_by_its_silence(tmp_path):
    with pulse.PulseServer(tmp_path) as own:
        pulse.restart_portaudio()
        own.add_sink("agent")
        with Microphone(AGENT, "agent.monitor", clock=CallClock()) as microphone:
            walk = Walk(microphone)
            walk.until(has_frames)
            own.freeze()
            try:
                walk.until(has_hole(Hole.SILENT))
            finally:
                own.thaw()
            walk.until(frames_after(walk.holes[-1]))
            walk.end()
        walk.samples()


def test_a_device_at_another_rate_is_resampled_live(server, monkeypatch):
    """Through ALSA's own device, which PortAudio opens at 16 kHz: forced to 48 kHz as a sound card would."""
    monkeypatch.setattr("pipeline.audio.devices.SAMPLE_RATE_HZ", 48_000)
    sound = chirp(2.0, high_hz=600)  # the sub-sample phase of two resamplers is free
    with Microphone(AGENT, "agent.monitor", clock=CallClock()) as microphone:
        walk = Walk(microphone)
        walk.until(has_frames)
        with server.play("agent", sound) as playing:
            playing.wait()
            time.sleep(0.5)
        walk.end()
    captured = walk.samples()
    start = pulse.heard_in(captured, sound)
    heard = captured[start : start + len(sound)]
    assert np.corrcoef(heard[400:-400], sound[400:-400])[0, 1] > 0.99


@pytest.mark.usefixtures("server")
def test_a_reader_who_is_late_loses_the_oldest_and_is_told():
    options = CaptureOptions(buffer_seconds=0.5)
    with Microphone(AGENT, "agent.monitor", clock=CallClock(), options=options) as microphone:
        events: list = []
        for event in microphone.events():
            events.append(event)
            if len(events) == 5:
                time.sleep(2.0)
            if event.span.end > 3.5:
                microphone.close()
    holes = [event for event in events if isinstance(event, AudioLost)]
    assert [hole.reason for hole in holes] == [Hole.OVERRUN]
    assert 1.0 < holes[0].span.duration < 2.5


@pytest.mark.usefixtures("server")
def test_devices_are_listed_and_found_by_name_part_and_number():
    devices = list_devices()
    names = [device.name for device in devices]
    assert {"agent.monitor", "customer.monitor", "silence.monitor"} <= set(names)
    assert [device.name for device in devices if device.default] == ["silence.monitor"]
    assert all(device.loopback for device in devices if device.name.endswith(".monitor"))
    number = names.index("customer.monitor")
    for wanted in ("customer.monitor", "CUSTOMER", number, str(number)):
        assert find_device(wanted).name == "customer.monitor"
    assert find_device(None).name == "silence.monitor"


@pytest.mark.usefixtures("server")
def test_a_device_that_is_not_there_is_refused_with_the_nearest_names():
    with pytest.raises(DeviceError) as caught:
        find_device("custmer.monitr")
    assert caught.value.code == "device_not_found" and "Nearest: customer.monitor" in caught.value.message
    with pytest.raises(DeviceError) as caught:
        find_device("monitor")
    assert caught.value.code == "device_ambiguous" and "agent.monitor" in caught.value.message
    with pytest.raises(DeviceError), Microphone(AGENT, "nothing", clock=CallClock()):
        pass


@pytest.mark.usefixtures("server")
def test_leaving_the_block_ends_the_walk():
    with Microphone(AGENT, "agent.monitor", clock=CallClock()) as microphone:
        walk = Walk(microphone)
        walk.until(has_frames)
    walk.end()
    walk.samples()


@pytest.mark.usefixtures("server")
def test_closing_a_microphone_that_nobody_walked_lets_go_of_the_device():
    microphone = Microphone(AGENT, "agent.monitor", clock=CallClock())
    microphone.start()
    assert len(pulseaudio.captures()) == 1
    microphone.close()
    assert pulseaudio.captures() == {} and list(microphone.events()) == []


@pytest.mark.usefixtures("server")
def test_a_walk_that_ended_lets_go_of_the_device():
    microphone = Microphone(AGENT, "agent.monitor", clock=CallClock())
    microphone.start()
    for event in microphone.events():
        if isinstance(event, Frame):
            microphone.close()
    assert pulseaudio.captures() == {}
