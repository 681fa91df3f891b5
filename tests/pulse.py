"""A PulseAudio server of our own for tests, in a temporary folder: null sinks to play into, monitors to capture from.

    with PulseServer(folder) as server:
        server.add_sink("agent")
        with server.play("agent", samples) as playing: ...        # capture from the device "agent.monitor"

Needs `apt-get install --no-install-recommends libportaudio2 pulseaudio pulseaudio-utils libasound2-plugins`;
`missing()` says what is not there, for `pytest.skip`. The server's default source is a silent sink of its own, so that
a capture which PulseAudio moves never hears another speaker by accident.
"""

import ctypes.util
import os
import shutil
import signal
import subprocess
import tempfile
import time
from pathlib import Path

import numpy as np

RATE_HZ = 16_000
LEAD_SECONDS = 0.3
"""PulseAudio needs this much silence before a sound that is to come through whole."""

_KEPT = ("PULSE_SERVER", "PULSE_RUNTIME_PATH", "PULSE_SOURCE", "PULSE_SINK")


def missing() -> str | None:
    """What this machine lacks for tests with real devices, in words; None when all is there."""
    lacking = [program for program in ("pulseaudio", "pactl", "pacat") if shutil.which(program) is None]
    if ctypes.util.find_library("portaudio") is None:
        lacking.append("libportaudio2")
    plugins = any(Path("/usr").glob("lib*/**/alsa-lib/libasound_module_pcm_pulse.so"))
    if not plugins:
        lacking.append("libasound2-plugins")
    return f"not installed: {', '.join(lacking)}" if lacking else None


class PulseServer:
    """A running server; while it runs, the environment of this process (and of programs started from it) leads to it.

    Enter it before PortAudio starts: `restart_portaudio` helps when it is running already.
    """

    def __init__(self, folder: Path | None = None) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="pulse-", dir=folder))
        self.socket = self.folder / "socket"
        self._modules: dict[str, str] = {}
        self._server: subprocess.Popen[bytes] | None = None
        self._environment = {name: os.environ.get(name) for name in _KEPT}
        self._log = self.folder / "log.txt"

    def __enter__(self) -> "PulseServer":
        os.environ.update(PULSE_SERVER=f"unix:{self.socket}", PULSE_RUNTIME_PATH=str(self.folder))
        os.environ.pop("PULSE_SOURCE", None)
        os.environ.pop("PULSE_SINK", None)
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()
        for name, value in self._environment.items():
            if value is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = value

    def start(self) -> None:
        """Start the server with its silent sink alone."""
        script = self.folder / "start.pa"
        script.write_text(
            f"load-module module-native-protocol-unix auth-anonymous=1 socket={self.socket}\n"
            f"load-module module-null-sink sink_name=silence rate={RATE_HZ} channels=1 format=s16le\n"
            "set-default-sink silence\nset-default-source silence.monitor\n"
        )
        with self._log.open("wb") as log:
            self._server = subprocess.Popen(
                ["pulseaudio", "-n", "-F", str(script), "--exit-idle-time=-1", "--daemonize=no", "--use-pid-file=no"],
                stdout=log,
                stderr=log,
                env={**os.environ, "HOME": str(self.folder), "XDG_RUNTIME_DIR": str(self.folder)},
            )
        deadline = time.monotonic() + 15
        while self._run("info", check=False).returncode:
            if time.monotonic() > deadline or self._server.poll() is not None:
                raise RuntimeError(f"pulseaudio did not start: {self._log.read_text()}")
            time.sleep(0.05)

    def stop(self) -> None:
        """End the server, as a crash would."""
        if self._server is not None:
            self._server.kill()
            self._server.wait()
            self._server = None
        self._modules.clear()

    def freeze(self) -> None:
        """Let the server hang: it neither answers nor ends."""
        assert self._server is not None
        self._server.send_signal(signal.SIGSTOP)

    def thaw(self) -> None:
        """Let it go on after `freeze`."""
        assert self._server is not None
        self._server.send_signal(signal.SIGCONT)

    def add_sink(self, name: str, *, rate_hz: int = RATE_HZ) -> str:
        """A null sink of a new name; gives the name of its monitor."""
        if name in self._modules:
            raise ValueError(f"there is a sink {name!r} already")
        done = self._run(
            "load-module", "module-null-sink", f"sink_name={name}", f"rate={rate_hz}", "channels=1", "format=s16le"
        )
        self._modules[name] = done.stdout.decode().strip()
        return f"{name}.monitor"

    def remove_sink(self, name: str) -> None:
        """Pull the device out."""
        self._run("unload-module", self._modules.pop(name))

    def set_default(self, source: str) -> str:
        """Make a source the default one; gives the name of the one before."""
        before = self._run("get-default-source").stdout.decode().strip()
        self._run("set-default-source", source)
        return before

    def play(self, sink: str, samples: np.ndarray, *, rate_hz: int = RATE_HZ) -> "Playing":
        """Start playing float32 samples (as 16 bits, after a short silence) into a sink; does not wait."""
        lead = np.zeros(round(LEAD_SECONDS * rate_hz), np.int16)
        whole = np.concatenate([lead, np.rint(samples * 32767).astype(np.int16), lead])
        raw = self.folder / f"{sink}-{time.monotonic_ns()}.raw"
        raw.write_bytes(whole.tobytes())
        return Playing(sink, raw, rate_hz)

    def _run(self, *arguments: str, check: bool = True) -> subprocess.CompletedProcess[bytes]:
        return subprocess.run(["pactl", *arguments], check=check, capture_output=True, timeout=10)


class Playing:
    """Sound on its way into a sink."""

    def __init__(self, sink: str, raw: Path, rate_hz: int) -> None:
        shape = [f"--rate={rate_hz}", "--format=s16le", "--channels=1", "--raw"]
        self._player = subprocess.Popen(
            ["pacat", "--playback", f"--device={sink}", *shape, str(raw)],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )

    def wait(self) -> None:
        """Until it has been played."""
        self._player.wait(timeout=60)

    def __enter__(self) -> "Playing":
        return self

    def __exit__(self, *_: object) -> None:
        self._player.kill()
        self._player.wait()


def restart_portaudio() -> None:
    """Let PortAudio look for devices again, through the environment as it is now. Ends all its streams."""
    import sounddevice

    sounddevice._terminate()
    sounddevice._initialize()


def heard_in(captured: np.ndarray, played: np.ndarray) -> int:
    """Where `played` begins in `captured` (most similar place), in samples."""
    size = 1 << (len(captured) + len(played)).bit_length()
    match = np.fft.irfft(np.fft.rfft(captured, size) * np.conj(np.fft.rfft(played, size)), size)
    return int(np.argmax(match[: max(1, len(captured) - len(played) + 1)]))
