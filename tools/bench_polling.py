"""What polling costs beside lemon24/reader, how punctual it is, and how soon an alert goes out.

    python tools/bench_polling.py [--feeds 1000] [--many 10000] [--long] [--skip reader,crowd]

Poll: a thousand local feeds of fifty entries, polled again by `monitor run --once` and by reader
(which a temporary environment gets from the package index; without one its lines are left out).
Entry: one new entry in a feed of fifty, read by us and by feedparser.
Crowd: ten thousand feeds asked each minute, one poll in twenty with something new, watched for a
minute (ten with --long): lateness, processor and memory.
Alert: from the answer that carries a new entry to the webhook that is told of it.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import socket
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
import venv
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from io import BytesIO
from itertools import pairwise
from pathlib import Path
from urllib.parse import urlsplit

import feedparser
from feed_farm import FEW, MANY, item, rss
from measuring import MONITOR, RULES, command, cpu_of_run, cpu_seconds, house, pss_megabytes

from monitor.feeds.parse import parse_feed
from monitor.model import ParsedFeed

HOSTS = 100
MINUTE = 60.0
ALERTS = 40
NOW = datetime(2026, 11, 22, tzinfo=UTC)

READER = """
import sys, time
from reader import make_reader
place, feeds, path = sys.argv[1], int(sys.argv[2]), sys.argv[3]
reader = make_reader(path)
for number in range(feeds):
    reader.add_feed(f"{place}/{number}.xml")
taken = []
for _ in range(2):
    began = time.process_time()
    reader.update_feeds(scheduled=False, workers=10)
    taken.append(time.process_time() - began)
print(min(taken[1:]))
"""
# All feeds fall due one after the other, from fifteen seconds from now on, and a minute after that.
MET_BEFORE = """\
UPDATE feeds SET last_polled = added_at, last_success = added_at,
next_due = strftime(
    '%Y-%m-%d %H:%M:%f000', 'now', '+' || (15 + id * {minute} / {feeds}) || ' seconds')
"""
RULE = """\
kind: rule
version: 1
id: drone-deals
title: Drones supplied
topics: [drone-deals]
match: drone~ NEAR/12 deliver~
severity: {base: medium}
tests:
  - {text: "Drones were delivered on Monday.", expect: {match: true}}
"""


@dataclass(frozen=True, slots=True)
class Farm:
    """A running server of feeds."""

    port: int

    def place(self, host: int = 1) -> str:
        """One of its addresses, with the port."""
        return f"127.0.1.{host}:{self.port}"

    @property
    def places(self) -> list[str]:
        """All its addresses."""
        return [self.place(host) for host in range(1, HOSTS + 1)]

    def url(self, path: str, host: int = 1) -> str:
        """The address of a path."""
        return f"http://{self.place(host)}{path}"

    def log(self) -> dict[str, list[float]]:
        """When each path was asked for since the last look."""
        answer: dict[str, list[float]] = json.loads(self._ask("/log"))
        return answer

    def publish(self) -> None:
        """Put a new entry on the live feed."""
        self._ask("/publish")

    def _ask(self, path: str) -> bytes:
        with urllib.request.urlopen(self.url(path)) as answer:
            body: bytes = answer.read()
            return body


@contextlib.contextmanager
def farm() -> Iterator[Farm]:
    """A server in a process of its own, so that its work is not counted as ours."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    script = Path(__file__).with_name("feed_farm.py")
    server = subprocess.Popen(
        [sys.executable, script, str(port), str(HOSTS)], stdout=subprocess.PIPE, text=True
    )
    try:
        assert server.stdout is not None
        server.stdout.readline()
        yield Farm(port)
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


def main() -> None:
    """Measure, and print one line per figure."""
    options = _options()
    parts = {"reader": _polls, "entry": _entry, "crowd": _crowd, "alert": _alerts}
    for name, part in parts.items():
        if name not in options.skip.split(","):
            with tempfile.TemporaryDirectory() as folder, farm() as site:
                part(Path(folder), site, options)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--feeds", type=int, default=1000, help="feeds to poll beside reader")
    parser.add_argument("--many", type=int, default=10_000, help="feeds in the crowd")
    parser.add_argument("--long", action="store_true", help="watch the crowd for ten minutes")
    parser.add_argument("--skip", default="", help="parts to leave out: reader,entry,crowd,alert")
    return parser.parse_args()


def _polls(folder: Path, site: Farm, options: argparse.Namespace) -> None:
    """CPU of a poll that brings nothing, with and without validators."""
    python = _reader_environment(folder / "environment")
    for kind, what, bar in (("tagged", "304", 0.25), ("plain", "same bytes", 0.05)):
        ours = _our_polls(folder / kind, site, kind, options.feeds)
        print(f"poll, {what:<20} {ours * 1000:.2f} ms CPU")
        if python is None:
            continue
        arguments = [site.url(f"/{kind}"), str(options.feeds), str(folder / f"{kind}.db")]
        done = subprocess.run(
            [python, "-c", READER, *arguments], check=True, capture_output=True, text=True
        )
        theirs = float(done.stdout) / options.feeds
        print(f"  reader                   {theirs * 1000:.2f} ms CPU")
        print(f"  ours / reader            {ours / theirs:.3f} (bar {bar})")


def _reader_environment(folder: Path) -> Path | None:
    """Install reader, with the module that it needs beside our feedparser; None when it fails."""
    venv.create(folder, with_pip=True)
    wanted = ["reader", "sgmllib3k", "feedparser==6.0.14"]
    done = subprocess.run(
        [folder / "bin" / "pip", "install", "-q", *wanted], check=False, capture_output=True
    )
    if done.returncode:
        print("poll, reader               left out: it could not be installed")
        return None
    return folder / "bin" / "python"


def _our_polls(folder: Path, site: Farm, kind: str, feeds: int) -> float:
    """CPU seconds of a poll: a run over all feeds, less a run with nothing due."""
    house(folder, [site.place()], "1h")
    _import(folder, [site.url(f"/{kind}/{number}.xml") for number in range(feeds)])
    command(folder, "run", "--once")
    taken = []
    idle = cpu_of_run(folder)
    for _ in range(2):
        _change(folder, "UPDATE feeds SET next_due = last_polled")
        taken.append(cpu_of_run(folder) - idle)
    return min(taken) / feeds


def _import(folder: Path, urls: list[str]) -> None:
    outlines = "".join(f'<outline type="rss" text="" xmlUrl="{url}"/>' for url in urls)
    (folder / "feeds.opml").write_text(f'<opml version="2.0"><body>{outlines}</body></opml>')
    command(folder, "feeds", "import", "feeds.opml")


def _change(folder: Path, statement: str) -> None:
    with contextlib.closing(sqlite3.connect(folder / "monitor.db")) as connection, connection:
        connection.execute(statement)


def _entry(_folder: Path, _site: Farm, _options: argparse.Namespace) -> None:
    """CPU to read a feed with one new entry, and whether all entries are feedparser's."""
    text = rss("".join(item(f"a-{n}", 900) for n in range(MANY + 1)))
    text = text.replace("{site}", "http://news.example")
    new = item("a-0", 900).replace("{site}", "http://news.example")
    before = parse_feed(text.replace(new, "").encode(), "text/xml", "http://news.example/f", NOW)
    assert isinstance(before, ParsedFeed)
    body = text.encode()
    ours = _least(lambda: parse_feed(body, "text/xml", "http://news.example/f", NOW, before.items))
    theirs = _least(lambda: feedparser.parse(BytesIO(body)))
    print(f"1 new entry of {MANY}          {ours * 1000:.2f} ms CPU")
    print(f"  feedparser               {theirs * 1000:.2f} ms CPU")
    print(f"  ours / feedparser        {ours / theirs:.3f} (bar 0.15)")
    whole = parse_feed(body, "text/xml", "http://news.example/f", NOW)
    assert isinstance(whole, ParsedFeed)
    found = feedparser.parse(BytesIO(body)).entries
    equal = [(one.guid, one.title, one.url, one.text) for one in whole.entries] == [
        (one.id, one.title, one.link, " ".join(one.summary.split())) for one in found
    ]
    print(f"  entries as feedparser's  {'yes' if equal else 'NO'}")


def _least(call: object) -> float:
    taken = []
    for _ in range(7):
        began = time.process_time()
        call()  # type: ignore[operator]
        taken.append(time.process_time() - began)
    return min(taken)


def _crowd(folder: Path, site: Farm, options: argparse.Namespace) -> None:
    """Lateness, processor and memory with many feeds, each asked every minute."""
    house(folder, site.places, "60s", "")
    urls = [site.url(f"/busy/{n}.xml", n % HOSTS + 1) for n in range(options.many)]
    _import(folder, urls)
    _change(folder, MET_BEFORE.format(minute=MINUTE, feeds=options.many))
    watched = 600 if options.long else 60
    with daemon(folder) as running:
        time.sleep(15 + MINUTE)  # each feed once, so that each has a poll to be late after
        cpu, memory = cpu_seconds(running.pid), pss_megabytes(running.pid)
        began = time.monotonic()
        time.sleep(watched + 2)
        cpu = (cpu_seconds(running.pid) - cpu) / (time.monotonic() - began)
        grown = pss_megabytes(running.pid)
    log = site.log()
    late = sorted(_lateness(log))
    polls = [one for one in log if one.startswith("/busy")]
    pages = sum(one.startswith("/page") for one in log)
    share = sum(one > 1 for one in late) / max(len(late), 1)
    print(f"crowd of feeds             {len(polls)} of {options.many} asked, {pages} pages read")
    print(f"  polls late by over 1 s   {share:.2%} of {len(late)} (bar 1%), worst {late[-1]:.2f} s")
    print(f"  processor                {cpu:.2f} cores (bar 1.0)")
    print(f"  proportional set size    {memory:.0f} MB, {watched} s later {grown:.0f} MB")


def _lateness(log: dict[str, list[float]]) -> Iterator[float]:
    """By how many seconds each poll came later than a minute after the one before."""
    for path, times in log.items():
        if path.startswith("/busy"):
            yield from (b - a - MINUTE for a, b in pairwise(times))


def _alerts(folder: Path, site: Farm, _options: argparse.Namespace) -> None:
    """Time from the answer with a new entry to the webhook, on an idle machine."""
    rules = folder / "rules"
    rules.mkdir()
    (rules / "drone-deals.yml").write_text(RULE)
    hook = f'[channels.hook]\nurl = "json://{urlsplit(site.url("/hook")).netloc}/hook"'
    house(folder, [site.place()], "1s", f"{hook}\nper_minute = 6000", rules)
    command(folder, "feeds", "add", site.url("/live.xml"))
    taken = []
    with daemon(folder):
        time.sleep(6)
        for _ in range(ALERTS):
            site.log()
            site.publish()
            time.sleep(2.2)
            log = site.log()
            read = min(when for path, times in log.items() if "/page" in path for when in times)
            answered = max(when for when in log["/live.xml"] if when <= read)
            taken.append(log["/hook"][0] - answered if "/hook" in log else 99.0)
    taken.sort()
    print(f"answer to alert, median    {statistics.median(taken) * 1000:.0f} ms")
    print(f"  95th percentile          {taken[int(len(taken) * 0.95)] * 1000:.0f} ms (bar 250)")


if __name__ == "__main__":
    assert FEW < MANY
    assert RULES.is_dir()
    main()
