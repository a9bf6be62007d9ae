"""What polling costs beside lemon24/reader, and how soon an alert goes out.

    python tools/bench_polling.py [--feeds 1000] [--skip reader,entry,alert]

Poll: a thousand local feeds of fifty entries, all on one host or spread over a hundred, polled
again by `monitor run --once` and by reader (which a temporary environment gets from the package
index; without one its lines are left out). The floor is what the requests alone take, sent by
aiohttp with nothing around them; Monitor, like the floor, asks a host one thing at a time.
Entry: one new entry in a feed of fifty, read by us and by feedparser.
Alert: from the answer that carries a new entry to the webhook that is told of it.
"""

from __future__ import annotations

import argparse
import statistics
import subprocess
import sys
import tempfile
import time
import venv
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from urllib.parse import urlsplit

import feedparser
from farm import HOSTS, Farm, change, daemon, farm, follow
from feed_farm import FEW, MANY, item, rss
from measuring import command, cpu_of_run, house

from monitor.feeds.parse import parse_feed
from monitor.model import ParsedFeed

ALERTS = 40
NOW = datetime(2026, 11, 22, tzinfo=UTC)

READER = """
import sys, time
from reader import make_reader
reader = make_reader(sys.argv[1])
for url in sys.stdin.read().split():
    reader.add_feed(url)
taken = []
for _ in range(3):
    began = time.process_time()
    reader.update_feeds(scheduled=False, workers=10)
    taken.append(time.process_time() - began)
print(min(taken[1:]))
"""
FLOOR = """
import asyncio, sys, time
from collections import defaultdict
from aiohttp import ClientSession
from yarl import URL

async def ask(session, urls):
    for url in urls:
        async with session.get(url, headers={"If-None-Match": '"1"'}) as answer:
            await answer.read()

async def main():
    hosts = defaultdict(list)
    for url in sys.stdin.read().split():
        hosts[URL(url).host].append(URL(url))
    taken = []
    async with ClientSession() as session:
        for _ in range(5):
            began = time.process_time()
            await asyncio.gather(*(ask(session, urls) for urls in hosts.values()))
            taken.append(time.process_time() - began)
    print(min(taken))

asyncio.run(main())
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


def main() -> None:
    """Measure, and print one line per figure."""
    options = _options()
    parts = {"reader": _polls, "entry": _entry, "alert": _alerts}
    for name, part in parts.items():
        if name not in options.skip.split(","):
            with tempfile.TemporaryDirectory() as folder, farm() as site:
                part(Path(folder), site, options)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--feeds", type=int, default=1000, help="feeds to poll beside reader")
    parser.add_argument("--skip", default="", help="parts to leave out: reader,entry,alert")
    return parser.parse_args()


def _polls(folder: Path, site: Farm, options: argparse.Namespace) -> None:
    """CPU of a poll that brings nothing, with and without validators."""
    python = _reader_environment(folder / "environment")
    for kind, what, bar in (("tagged", "304", 0.25), ("plain", "same bytes", 0.05)):
        for hosts in (1, HOSTS):
            urls = [site.url(f"/{kind}/{n}.xml", n % hosts + 1) for n in range(options.feeds)]
            place = folder / f"{kind} on {hosts}"
            ours = _our_polls(place, site, urls)
            print(f"poll, {what}, hosts: {hosts:<6} {ours * 1000:.3f} ms CPU")
            floor = _scripted(Path(sys.executable), FLOOR, [], urls)
            print(f"  the requests alone       {floor * 1000:.3f} ms CPU")
            if python is None:
                continue
            theirs = _scripted(python, READER, [str(place / "reader.db")], urls)
            print(f"  reader                   {theirs * 1000:.3f} ms CPU")
            print(f"  ours / reader            {ours / theirs:.3f} (bar {bar})")


def _scripted(python: Path, script: str, arguments: list[str], urls: list[str]) -> float:
    """CPU seconds a feed, as a script prints the sum."""
    line = [str(python), "-c", script, *arguments]
    done = subprocess.run(line, input=" ".join(urls), check=True, stdout=subprocess.PIPE, text=True)
    return float(done.stdout) / len(urls)


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


def _our_polls(folder: Path, site: Farm, urls: list[str]) -> float:
    """CPU seconds of a poll: a run over all feeds, less a run with nothing due."""
    house(folder, site.places, "1h", "", _one_rule(folder / "rules"))
    follow(folder, urls)
    command(folder, "run", "--once")
    taken = []
    idle = min(cpu_of_run(folder) for _ in range(3))
    for _ in range(3):
        change(folder, "UPDATE feeds SET next_due = last_polled")
        taken.append(cpu_of_run(folder) - idle)
    return min(taken) / len(urls)


def _one_rule(folder: Path) -> Path:
    """A rule set that loads in no time: its loading would drown what is measured."""
    folder.mkdir(parents=True)
    (folder / "drone-deals.yml").write_text(RULE)
    return folder


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


def _alerts(folder: Path, site: Farm, _options: argparse.Namespace) -> None:
    """Time from the answer with a new entry to the webhook, on an idle machine."""
    rules = _one_rule(folder / "rules")
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
    main()
