"""A real PostgreSQL 15 in a temporary folder, started by a user that is not root: the server refuses to run as root."""

import os
import pwd
import shutil
import socket
import subprocess
import tempfile
from pathlib import Path

import pg8000.native

MISSING = "PostgreSQL is not installed: apt-get install postgresql (Debian; .ci/run does it)"


class Server:
    """A running server; `empty_database` gives the URL of an empty database."""

    def __init__(self, *, fsync: bool = False) -> None:
        self._fsync = fsync
        programs = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
        found = shutil.which("initdb") or (programs and programs[-1])
        if not found:
            raise RuntimeError(MISSING)
        self._programs = Path(found).resolve().parent
        self.folder = Path(tempfile.mkdtemp(prefix="souffleur-postgres-"))
        self._user = pwd.getpwnam("postgres" if os.geteuid() == 0 else pwd.getpwuid(os.geteuid()).pw_name)
        if os.geteuid() == 0:
            os.chown(self.folder, self._user.pw_uid, self._user.pw_gid)
        with socket.create_server(("127.0.0.1", 0)) as free:
            self.port = free.getsockname()[1]
        self._call("initdb", "-A", "trust", "-U", "souffleur", "-E", "UTF8", "--no-sync")
        self.start()

    def start(self) -> None:
        """Start it, and wait until it answers."""
        options = (
            f"-p {self.port} -k {self.folder} -c listen_addresses=127.0.0.1 -c fsync={'on' if self._fsync else 'off'}"
        )
        self._call("pg_ctl", "-w", "-o", options, "-l", str(self.folder / "log"), "start")

    def stop(self) -> None:
        """Stop it at once, clients or not."""
        self._call("pg_ctl", "-w", "-m", "immediate", "stop")

    def remove(self) -> None:
        """Stop it and delete its folder."""
        self.stop()
        shutil.rmtree(self.folder)

    def empty_database(self) -> str:
        """The URL of its database, emptied: quicker than a new one for each test."""
        with pg8000.native.Connection("souffleur", host="127.0.0.1", port=self.port, database="postgres") as connection:
            connection.run("SET lock_timeout = '20s'")
            connection.run("DROP SCHEMA public CASCADE")
            connection.run("CREATE SCHEMA public")
        return f"postgresql://souffleur@127.0.0.1:{self.port}/postgres"

    def _call(self, program: str, *options: str) -> None:
        as_root = os.geteuid() == 0
        user = {"user": self._user.pw_uid, "group": self._user.pw_gid, "extra_groups": []} if as_root else {}
        done = subprocess.run(
            [self._programs / program, "-D", self.folder / "data", *options],
            cwd=self.folder,
            env={"PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8"},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            check=False,
            **user,
        )
        if done.returncode:
            raise RuntimeError(f"{program}: {done.stderr.decode()}")
