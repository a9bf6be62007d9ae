"""How much two workers get done beside one, over the same backlog of pages.

    python tools/bench_workers.py [--pages 400] [--repeats 3] [--anywhere]

A PostgreSQL server of our own (fsync on) holds a backlog of entries to read; one worker, then two,
read, match and tell them. The clock runs from the moment the backlog falls due, with the workers
started and warm, until the last page is matched and the last alert is taken. Each worker stands for
a machine: it is held to one processor (sched_setaffinity(2)), unless `--anywhere`; the server of
the pages and PostgreSQL have no processor of their own, and their share is printed, because on two
processors it is taken from the second worker.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import resource
import signal
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "tests"))

from measuring import MONITOR, command, cpu_seconds, house  # noqa: E402
from page_farm import page  # noqa: E402
from sqlalchemy import create_engine, text  # noqa: E402
from stores import Desk, PostgreSQL, entry, postgresql_binaries, running_postgresql  # noqa: E402

from monitor.run.clock import utc_now  # noqa: E402

WARM = 16  # pages each worker reads before the clock runs
BAR = 1.7
ON_TOPIC = 10  # one headline in so many is news that the bundled rules fire on


@dataclass(frozen=True, slots=True)
class Run:
    """One measurement."""

    seconds: float
    workers_cpu: float
    others_cpu: float  # PostgreSQL and the server of the pages
    idle: float  # processor seconds that nobody used
    strangers: float  # processor seconds that went to programs that are not measured


def main() -> None:
    """Measure, and print one line per figure."""
    options = _options()
    binaries = postgresql_binaries()
    if binaries is None:
        print("no PostgreSQL server is installed: nothing measured")
        return
    ratios, ones, twos = [], [], []
    with running_postgresql(binaries, fsync="on") as server, _pages(options.pages) as site:
        for _ in range(options.repeats):
            ones.append(_measured(server, site, 1, options))
            twos.append(_measured(server, site, 2, options))
            ratios.append(ones[-1].seconds / twos[-1].seconds)
            print(f"one {_told(ones[-1], options.pages)}; two {_told(twos[-1], options.pages)}")
    middle, others = statistics.median(ratios), statistics.median(run.others_cpu for run in twos)
    spread = f"{min(ratios):.2f} to {max(ratios):.2f}"
    print(f"two workers / one          {middle:.2f} ({spread}; bar {BAR})")
    print(f"PostgreSQL and the pages   {others / options.pages * 1000:.1f} ms CPU a page")


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--pages", type=int, default=400)
    parser.add_argument("--repeats", type=int, default=3)
    parser.add_argument("--anywhere", action="store_true", help="hold no worker to a processor")
    return parser.parse_args()


def _told(run: Run, pages: int) -> str:
    capacity = run.seconds * len(os.sched_getaffinity(0))
    return (
        f"{pages / run.seconds:.1f} pages/s, {run.workers_cpu / pages * 1000:.0f} ms CPU a page "
        f"(idle {run.idle / capacity:.0%}, other programs {run.strangers / capacity:.0%})"
    )


class Pages:
    """The pages and the webhook, answered as cheaply as Python can: in life they are elsewhere.

    Every request of ours comes in one piece, or, a POST, in two: its head and its body.
    """

    def __init__(self, count: int) -> None:
        self.answers = {f"/news/{number}": _found(page(number)) for number in range(count)}
        self.port = 0

    def url(self, path: str) -> str:
        return f"http://127.0.0.1:{self.port}{path}"

    async def serve(self, ready: threading.Event) -> None:
        loop = asyncio.get_running_loop()
        server = await loop.create_server(lambda: _Answering(self.answers), "127.0.0.1", 0)
        self.port = server.sockets[0].getsockname()[1]
        ready.set()
        await server.serve_forever()


class _Answering(asyncio.Protocol):
    def __init__(self, answers: dict[str, bytes]) -> None:
        self.answers = answers

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = transport

    def data_received(self, data: bytes) -> None:
        method, _, rest = data.partition(b" ")
        if method == b"GET":
            path = rest.partition(b" ")[0].decode()
            self.transport.write(self.answers.get(path, _NOT_FOUND))
        elif data.endswith(b"}"):
            self.transport.write(_TAKEN)


def _found(body: bytes, kind: str = "text/html; charset=utf-8") -> bytes:
    head = f"HTTP/1.1 200 OK\r\nContent-Type: {kind}\r\nContent-Length: {len(body)}\r\n\r\n"
    return head.encode() + body


_TAKEN = _found(b"{}", "application/json")
_NOT_FOUND = b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n"


@contextmanager
def _pages(count: int) -> Iterator[Pages]:
    pages, ready = Pages(count + 2 * WARM), threading.Event()
    threading.Thread(target=lambda: asyncio.run(pages.serve(ready)), daemon=True).start()
    ready.wait(10)
    yield pages


def _measured(server: PostgreSQL, site: Pages, count: int, options: argparse.Namespace) -> Run:
    with tempfile.TemporaryDirectory() as name:
        folder, url = Path(name), server.new_database("template0")
        _house(folder, site, url)
        command(folder, "db", "upgrade")
        _announce(url, site, options.pages)
        with _workers(folder, count, anywhere=options.anywhere) as workers:
            _due(url, f"id <= {count * WARM}")
            _wait(url, count * WARM)
            before = _used(server, workers)
            began = time.monotonic()
            _due(url, f"id > {2 * WARM}")
            _wait(url, options.pages + count * WARM)
            seconds = time.monotonic() - began
            after = _used(server, workers)
    workers_cpu, others, idle, everybody = (b - a for a, b in zip(before, after, strict=True))
    return Run(seconds, workers_cpu, others, idle, everybody - workers_cpu - others)


def _house(folder: Path, site: Pages, url: str) -> None:
    hook = f'[channels.hook]\nurl = "json://127.0.0.1:{site.port}/hook"\nper_minute = 6000\n'
    house(folder, [f"127.0.0.1:{site.port}"], "6h", f'[store]\nurl = "{url}"\n{hook}')
    configuration = folder / "monitor.toml"
    words = configuration.read_text().replace('level = "warning"', 'level = "info"')
    configuration.write_text(words)


def _announce(url: str, site: Pages, pages: int) -> None:
    """Entries to read, none of them due yet."""
    with Desk(url) as desk:
        feed = desk.feed(site.url("/feed.xml"))
        announced = [
            entry(
                f"n{number}",
                url=site.url(f"/news/{number}"),
                url_key=site.url(f"/news/{number}"),
                title=_headline(number),
            )
            for number in range(pages + 2 * WARM)
        ]
        desk.announce(feed, *announced, at=utc_now())
    _run(url, "UPDATE feeds SET next_due = now() + interval '6 hours'")
    _run(url, "UPDATE entries SET next_due = NULL")


def _headline(number: int) -> str:
    if number % ON_TOPIC == 0:
        return f"Turkey delivers combat drones to the army of Pakistan, batch {number}"
    return f"What the council of town number {number} made of its budget"


@contextmanager
def _workers(
    folder: Path, count: int, *, anywhere: bool
) -> Iterator[list[subprocess.Popen[bytes]]]:
    processors = sorted(os.sched_getaffinity(0))
    running = []
    for number in range(count):
        own = {processors[number % len(processors)]}
        log = (folder / f"{number}.log").open("wb")
        running.append(subprocess.Popen([MONITOR, "worker"], cwd=folder, stderr=log))
        if not anywhere:
            os.sched_setaffinity(running[-1].pid, own)  # what it starts later inherits it
    try:
        for number in range(count):
            while '"event": "working"' not in (folder / f"{number}.log").read_text():
                time.sleep(0.05)
        yield running
    finally:
        for worker in running:
            worker.send_signal(signal.SIGTERM)
        for worker in running:
            worker.wait(30)


def _due(url: str, which: str) -> None:
    _run(url, f"UPDATE entries SET next_due = now() WHERE {which} AND article_id IS NULL")


def _wait(url: str, pages: int) -> None:
    """Wait until so many pages are matched, and nothing is left to send."""
    engine = create_engine(url)
    query = text(
        "SELECT (SELECT count(*) FROM articles WHERE state = 'matched'),"
        " (SELECT count(*) FROM deliveries WHERE state <> 'sent')"
    )
    with engine.connect() as connection:
        while tuple(connection.execute(query).one()) != (pages, 0):
            connection.rollback()
            time.sleep(0.05)
    engine.dispose()


def _used(server: PostgreSQL, workers: list[subprocess.Popen[bytes]]) -> tuple[float, ...]:
    """CPU seconds: of the workers, of PostgreSQL and the pages' server (us), idle, of all."""
    postmaster = int((server.folder / "data" / "postmaster.pid").read_text().split()[0])
    own = resource.getrusage(resource.RUSAGE_SELF)
    others = cpu_seconds(postmaster) + own.ru_utime + own.ru_stime
    line = Path("/proc/stat").read_text().splitlines()[0].split()[1:]  # proc_stat(5)
    user, nice, system, idle, waiting, *_ = (
        int(ticks) / os.sysconf("SC_CLK_TCK") for ticks in line
    )
    mine = sum(cpu_seconds(worker.pid) for worker in workers)
    return mine, others, idle + waiting, user + nice + system


def _run(url: str, statement: str) -> None:
    engine = create_engine(url)
    with engine.begin() as connection:
        connection.execute(text(statement))
    engine.dispose()


if __name__ == "__main__":
    main()
