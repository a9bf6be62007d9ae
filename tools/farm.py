"""A farm of feeds to poll, and a daemon to poll it: what the benches of polling share."""

from __future__ import annotations

import contextlib
import json
import socket
import sqlite3
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from measuring import MONITOR, command

HOSTS = 100


@dataclass(frozen=True, slots=True)
class Farm:
    """A running server of feeds."""

    port: int
    hanging: int  # hosts that take a connection and never answer

    def place(self, host: int = 1) -> str:
        """One of its addresses, with the port."""
        return f"127.0.1.{host}:{self.port}"

    @property
    def places(self) -> list[str]:
        """All its addresses."""
        return [self.place(host) for host in range(1, HOSTS + 1)]

    @property
    def hanging_places(self) -> list[str]:
        """The addresses where nobody answers."""
        return [f"127.0.2.{host}:{self.port}" for host in range(1, self.hanging + 1)]

    def url(self, path: str, host: int = 1) -> str:
        """The address of a path."""
        return f"http://{self.place(host)}{path}"

    def log(self) -> dict[str, list[float]]:
        """When each path was asked for since the last look."""
        answer: dict[str, list[float]] = json.loads(self._ask("/log"))
        return answer

    def published(self) -> dict[str, list[int]]:
        """The version of each busy feed at its first request, and the one it is at now."""
        answer: dict[str, list[int]] = json.loads(self._ask("/published"))
        return answer

    def publish(self) -> None:
        """Put a new entry on the live feed."""
        self._ask("/publish")

    def _ask(self, path: str) -> bytes:
        with urllib.request.urlopen(self.url(path)) as answer:
            body: bytes = answer.read()
            return body


@contextlib.contextmanager
def farm(hanging: int = 0) -> Iterator[Farm]:
    """A server in a process of its own, so that its work is not counted as ours."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    script = Path(__file__).with_name("feed_farm.py")
    server = subprocess.Popen(
        [sys.executable, script, str(port), str(HOSTS), str(hanging)],
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        assert server.stdout is not None
        server.stdout.readline()
        yield Farm(port, hanging)
    finally:
        server.kill()
        server.wait()


@contextlib.contextmanager
def daemon(folder: Path) -> Iterator[subprocess.Popen[bytes]]:
    """A running daemon."""
    with (folder / "log").open("wb") as log:
        running = subprocess.Popen([MONITOR, "run"], cwd=folder, stderr=log)
        try:
            yield running
        finally:
            running.terminate()
            running.wait(60)


def follow(folder: Path, urls: list[str]) -> None:
    """Follow the feeds at these addresses."""
    outlines = "".join(f'<outline type="rss" text="" xmlUrl="{url}"/>' for url in urls)
    (folder / "feeds.opml").write_text(f'<opml version="2.0"><body>{outlines}</body></opml>')
    command(folder, "feeds", "import", "feeds.opml")


def change(folder: Path, statement: str) -> None:
    """Change the database behind Monitor's back."""
    with contextlib.closing(sqlite3.connect(folder / "monitor.db")) as connection, connection:
        connection.execute(statement)


def column(folder: Path, query: str) -> set[str]:
    """The first column of what a query finds in the database."""
    with contextlib.closing(sqlite3.connect(folder / "monitor.db")) as connection:
        return {row[0] for row in connection.execute(query)}
