"""`run_live.py serve` as a process of its own, reached through a line that can be cut."""

import contextlib
import os
import re
import selectors
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Sequence
from pathlib import Path

ROOT = Path(__file__).parents[3]
START_SECONDS = 60.0
CODE = re.compile(r"Startcode: ([0-9a-f]{8})\b")


class Wire:
    """A TCP forwarder on a port of its own. `cut` ends every connection and refuses new ones until `mend`."""

    def __init__(self) -> None:
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port = self._listener.getsockname()[1]
        self.target: int | None = None
        self.whole = True
        self._open: set[socket.socket] = set()
        self._lock = threading.Lock()
        threading.Thread(target=self._accept, daemon=True).start()

    def cut(self) -> None:
        """The network is gone."""
        self.whole = False
        with self._lock:
            ends = tuple(self._open)
        for end in ends:
            with contextlib.suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)

    def mend(self) -> None:
        """The network is back."""
        self.whole = True

    def close(self) -> None:
        """No more connections."""
        self.cut()
        self._listener.close()

    def _accept(self) -> None:
        while True:
            try:
                near, _ = self._listener.accept()
            except OSError:
                return
            threading.Thread(target=self._carry, args=(near,), daemon=True).start()

    def _carry(self, near: socket.socket) -> None:
        with near, contextlib.suppress(OSError):
            if not self.whole or self.target is None:
                return
            with socket.create_connection(("127.0.0.1", self.target)) as far, selectors.DefaultSelector() as ready:
                with self._lock:
                    self._open |= {near, far}
                for one, other in ((near, far), (far, near)):
                    ready.register(one, selectors.EVENT_READ, other)
                with contextlib.suppress(OSError):
                    self._pump(ready)
                with self._lock:
                    self._open -= {near, far}

    def _pump(self, ready: selectors.DefaultSelector) -> None:
        while self.whole:
            for key, _ in ready.select(1.0):
                data = key.fileobj.recv(65536)  # type: ignore[union-attr]
                if not data:
                    return
                key.data.sendall(data)


class Site:
    """The server over a store of its own, at `origin`; `code` is what its first-run page asks for."""

    def __init__(self, folder: Path, logs: Sequence[Path], agents: Sequence[str]) -> None:
        self.wire = Wire()
        self.origin = f"http://127.0.0.1:{self.wire.port}"
        self._log = folder / "serve.log"
        port = self.wire.target = _free_port()
        command = [
            sys.executable,
            str(ROOT / "run_live.py"),
            "serve",
            "--port",
            str(port),
            "--behind-proxy",
            self.origin,
        ]
        command += ["--store", str(folder / "calls.sqlite3"), "--at-once", str(len(logs))]
        command += [part for log in logs for part in ("--play-log", str(log))]
        command += [part for agent in agents for part in ("--agent", agent)]
        with self._log.open("wb") as out:
            environment = os.environ | {"PYTHONUNBUFFERED": "1", "COLUMNS": "200"}
            self._process = subprocess.Popen(command, stdout=out, stderr=subprocess.STDOUT, cwd=folder, env=environment)
        self.code = self._await_code()

    def close(self) -> None:
        """Stop as Ctrl-C would."""
        self._process.terminate()
        try:
            self._process.wait(20)
        finally:
            self._process.kill()
            self.wire.close()

    def _told(self) -> str:
        return self._log.read_text(encoding="utf-8", errors="replace")

    def _await_code(self) -> str:
        """The start code, once the process has told it and listens."""
        until = time.monotonic() + START_SECONDS
        while time.monotonic() < until:
            assert self._process.poll() is None, f"serve ended: {self._told()}"
            if found := CODE.search(self._told()):
                return found[1]
            time.sleep(0.2)
        raise AssertionError(f"serve did not start: {self._told()}")


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return listener.getsockname()[1]
