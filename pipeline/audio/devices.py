"""Devices to capture from: listing them, finding one by name, opening one. sounddevice is imported on first use.

On Linux with PulseAudio or PipeWire each of its sources is a device, monitors of outputs included (PortAudio itself
shows only one device, "pulse", for all of them). Elsewhere a loopback needs a device that offers one (Stereo Mix,
BlackHole).
"""

import contextlib
import difflib
import os
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from pipeline.audio import pulseaudio
from pipeline.audio.frame import SAMPLE_RATE_HZ
from pipeline.errors import DeviceError

_LOOPBACK_WORDS = ("monitor", "loopback", "stereo mix", "what u hear", "wave out mix", "blackhole", "soundflower")

_opening = threading.Lock()
"""Opening changes the environment for a moment (PULSE_SOURCE) and looks for the capture that it made."""

_open_streams: set[int] = set()
"""Streams of this process that are open, by identity: PortAudio may be started anew only when there is none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Device:
    """Something to capture from."""

    name: str
    description: str
    host: str
    """Who offers it: PulseAudio, ALSA, Core Audio, Windows WASAPI, ..."""
    inputs: int
    rate_hz: int
    default: bool
    loopback: bool
    """Whether it seems to carry what is played rather than what is said (guessed from its name)."""
    index: int
    """PortAudio's index."""
    pulse_source: str | None = None
    """Name of the PulseAudio source behind it."""


def list_devices() -> list[Device]:
    """All devices with an input, PulseAudio's sources first. Raises DeviceError("portaudio_missing")."""
    sounddevice = _sounddevice()
    hosts = [host["name"] for host in sounddevice.query_hostapis()]
    entries = [entry for entry in sounddevice.query_devices() if entry["max_input_channels"] > 0]
    default = sounddevice.default.device[0]
    pulse = next((entry for entry in entries if entry["name"] == pulseaudio.PORTAUDIO_NAME), None)
    sources = pulseaudio.sources() if pulse is not None else []
    chosen = pulseaudio.default_source() if sources else None
    found = [
        Device(
            name=source.name,
            description=source.description,
            host="PulseAudio",
            inputs=source.channels,
            rate_hz=source.rate_hz,
            default=source.name == chosen,
            loopback=source.monitor,
            index=pulse["index"],
            pulse_source=source.name,
        )
        for source in sources
    ]
    return found + [
        Device(
            name=entry["name"],
            description=entry["name"],
            host=hosts[entry["hostapi"]],
            inputs=entry["max_input_channels"],
            rate_hz=round(entry["default_samplerate"]),
            default=chosen is None and entry["index"] == default,
            loopback=any(word in entry["name"].lower() for word in _LOOPBACK_WORDS),
            index=entry["index"],
        )
        for entry in entries
    ]


def find_device(wanted: str | int | None) -> Device:
    """The device of that name or part of a name, or that number in `list_devices`; None is the default device.

    Raises DeviceError: portaudio_missing, device_none, device_not_found (with the nearest names), device_ambiguous.
    """
    devices = list_devices()
    if not devices:
        raise DeviceError(
            "device_none", "No device to capture from was found.", "Plug one in, or start the sound server."
        )
    if wanted is None:
        return next((device for device in devices if device.default), devices[0])
    text = str(wanted).strip()
    if text.isdigit() and int(text) < len(devices):
        return devices[int(text)]
    low = text.lower()
    exact = [device for device in devices if low in (device.name.lower(), device.description.lower())]
    part = [device for device in devices if low and low in f"{device.name} {device.description}".lower()]
    matches = exact[:1] or part
    if len(matches) == 1:
        return matches[0]
    names = [device.name for device in matches or devices]
    if matches:
        raise DeviceError(
            "device_ambiguous", f"{text!r} fits several devices: {', '.join(names)}.", "Give more of the name."
        )
    near = difflib.get_close_matches(low, names, n=3, cutoff=0.3) or names[:3]
    raise DeviceError(
        "device_not_found",
        f"There is no device {text!r}. Nearest: {', '.join(near)}.",
        "`devices` lists all; give a name, a part of one, or a number.",
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """A running capture."""

    stream: Any
    rate_hz: int
    capture: int | None
    """PulseAudio's index of the capture, where it goes through PulseAudio."""
    source: int | None
    """PulseAudio's index of the source that the capture was attached to when it began."""

    def close(self) -> None:
        """Let go of the device, without waiting for ever for a sound server that no longer answers."""
        closing = threading.Thread(target=_close, args=(self.stream,), daemon=True)
        closing.start()
        closing.join(2.0)


def find_again(device: Device) -> Device:
    """The device after it was away. Raises DeviceError("device_not_found") while it is.

    PortAudio knows only the devices that were there when it started, so it is started anew when no other stream of this
    process is open (that would end it); else the device is tried under its old number.
    """
    with _opening:
        if device.pulse_source is None and not _open_streams:
            sounddevice = _sounddevice()
            sounddevice._terminate()
            sounddevice._initialize()
    for candidate in list_devices():
        if (candidate.name, candidate.host) == (device.name, device.host):
            return candidate
    raise DeviceError("device_not_found", f"{device.name} is not there.", "Plug it in again.")


def open_device(device: Device, callback: Callable[..., None], *, block_seconds: float) -> Opened:
    """Start capturing mono float32 blocks at 16 kHz if the device can, else at its own rate.

    `callback(block, count, time, status)` runs in PortAudio's thread, as sounddevice describes.
    Raises DeviceError: portaudio_missing, device_not_opened.
    """
    sounddevice = _sounddevice()
    with _opening, _pulse_source(device.pulse_source):
        if device.pulse_source and device.pulse_source not in {source.name for source in pulseaudio.sources()}:
            raise _not_opened(device, "it is not there")
        before = pulseaudio.captures()
        try:
            rate_hz = _rate_hz(sounddevice, device)
            stream = sounddevice.InputStream(
                device=device.index,
                channels=1,
                samplerate=rate_hz,
                blocksize=round(block_seconds * rate_hz),
                dtype="float32",
                latency="low",
                callback=callback,
            )
            _open_streams.add(id(stream))
            stream.start()
        except (sounddevice.PortAudioError, ValueError) as error:
            raise _not_opened(device, str(error)) from error
        mine = {index: source for index, source in pulseaudio.captures().items() if index not in before}
    capture = next(iter(mine), None)
    return Opened(stream=stream, rate_hz=rate_hz, capture=capture, source=None if capture is None else mine[capture])


def _rate_hz(sounddevice: Any, device: Device) -> int:
    if device.pulse_source is not None:
        return SAMPLE_RATE_HZ
    try:
        sounddevice.check_input_settings(device=device.index, channels=1, dtype="float32", samplerate=SAMPLE_RATE_HZ)
    except (sounddevice.PortAudioError, ValueError):
        return device.rate_hz
    return SAMPLE_RATE_HZ


def _close(stream: Any) -> None:
    stream.close(ignore_errors=True)
    _open_streams.discard(id(stream))


@contextlib.contextmanager
def _pulse_source(name: str | None) -> Iterator[None]:
    """Let captures opened meanwhile take this source (libpulse reads PULSE_SOURCE when it connects)."""
    if name is None:
        yield
        return
    before = os.environ.get("PULSE_SOURCE")
    os.environ["PULSE_SOURCE"] = name
    try:
        yield
    finally:
        if before is None:
            del os.environ["PULSE_SOURCE"]
        else:
            os.environ["PULSE_SOURCE"] = before


def _not_opened(device: Device, reason: str) -> DeviceError:
    return DeviceError(
        "device_not_opened",
        f"{device.name} cannot be opened: {reason}.",
        "Is it plugged in, and not in use by another program? `devices` lists what is there.",
    )


def _sounddevice() -> Any:
    """The sounddevice module. Raises DeviceError when it or the PortAudio library is not there."""
    try:
        import sounddevice
    except (ImportError, OSError) as error:
        raise DeviceError(
            "portaudio_missing",
            f"Live capture needs PortAudio, which cannot be loaded: {error}.",
            "Debian, Ubuntu: apt install libportaudio2. Fedora: dnf install portaudio. Arch: pacman -S portaudio. "
            "macOS and Windows: it comes with pip install sounddevice.",
        ) from error
    except Exception as error:
        if type(error).__name__ != "PortAudioError":  # defined by the module that failed to load
            raise
        raise DeviceError(
            "portaudio_failed", f"PortAudio cannot start: {error}.", "Check the sound system's own configuration."
        ) from error
    return sounddevice
