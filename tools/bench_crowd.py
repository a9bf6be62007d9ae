"""How punctual ten thousand feeds are that are each asked every minute, and what that takes.

    python tools/bench_crowd.py [--many 10000] [--minutes 1] [--hanging 200]

One poll in twenty brings a new entry, whose page is read. Besides, some feeds are on hosts that
take the connection and never answer, each on a host of its own. Lateness is by how much more than a
minute passed between two requests for one feed, by the clock of the server that was asked; it holds
the time of the answer, too, because the minute counts from there.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

from farm import HOSTS, Farm, change, column, daemon, farm, follow
from measuring import cpu_seconds, house, pss_megabytes

MINUTE = 60.0
LEAD = 15.0
SETTLING = 30.0  # ten thousand feeds read whole for the first time are work for one child
LAST_WORK = 20.0  # seconds for what is being read when the watch ends
# All feeds fall due one after the other, from fifteen seconds from now on, and a minute after that.
MET_BEFORE = """\
UPDATE feeds SET last_polled = added_at, last_success = added_at,
next_due = strftime(
    '%Y-%m-%d %H:%M:%f000', 'now', '+' || ({lead} + id * {minute} / {feeds}) || ' seconds')
"""
DONE = """\
SELECT entries.guid FROM entries JOIN articles ON articles.id = entries.article_id
WHERE articles.state = 'matched'
"""


def main() -> None:
    """Measure, and print one line per figure."""
    options = _options()
    with tempfile.TemporaryDirectory() as name, farm(options.hanging) as site:
        folder = Path(name)
        _settle(folder, site, options.many)
        with daemon(folder) as running:
            time.sleep(LEAD + MINUTE + SETTLING)  # each feed was met once, and is read whole then
            since = time.time()
            cpu, began = cpu_seconds(running.pid), time.monotonic()
            memory, pressure = [pss_megabytes(running.pid)], _pressure()
            for _ in range(options.minutes):
                time.sleep(MINUTE)
                memory.append(pss_megabytes(running.pid))
            cpu = (cpu_seconds(running.pid) - cpu) / (time.monotonic() - began)
            log, published = site.log(), site.published()
            missing = _missing(folder, published)
            pressure = _pressure() - pressure
        _print(options, sorted(_lateness(log, since)), log, cpu, memory)
        new = sum(last - first for first, last in published.values())
        print(f"  new entries              {new}, not matched {len(missing)} (bar 0)")
        waited = pressure / (time.monotonic() - began)
        print(f"  time with too few cores  {waited:.0%} (what else ran beside it)")
        if missing:
            print((folder / "log").read_text()[-2000:])


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--many", type=int, default=10_000, help="feeds that answer")
    parser.add_argument("--minutes", type=int, default=1, help="how long to watch")
    parser.add_argument("--hanging", type=int, default=200, help="feeds on hosts that hang")
    return parser.parse_args()


def _settle(folder: Path, site: Farm, many: int) -> None:
    """Follow the crowd, spread over a minute, and the feeds that hang among them."""
    house(folder, [*site.places, *site.hanging_places], "60s")
    urls = [site.url(f"/busy/{n}.xml", n % HOSTS + 1) for n in range(many)]
    hanging = [f"http://{place}/hanging.xml" for place in site.hanging_places]
    apart = max(many // max(len(hanging), 1), 1)
    for place, url in enumerate(hanging):
        urls.insert(place * (apart + 1), url)
    follow(folder, urls)
    change(folder, MET_BEFORE.format(lead=LEAD, minute=MINUTE, feeds=len(urls)))


def _missing(folder: Path, published: dict[str, list[int]]) -> set[str]:
    """The new entries that no rule has seen, once there was time to read the last of them."""
    new = {
        f"{number}-{version}"
        for number, (first, last) in published.items()
        for version in range(first + 1, last + 1)
    }
    until = time.monotonic() + LAST_WORK
    while (missing := new - column(folder, DONE)) and time.monotonic() < until:
        time.sleep(1.0)
    return missing


def _pressure() -> float:
    """Seconds since the machine's start in which some task waited for a processor (Linux's PSI).

    A crowd is only as punctual as the machine lets it: this says what else ran beside it.
    """
    try:
        some = Path("/proc/pressure/cpu").read_text().splitlines()[0]
    except OSError:
        return float("nan")
    return int(some.rpartition("total=")[2]) / 1e6


def _print(
    options: argparse.Namespace,
    late: list[float],
    log: dict[str, list[float]],
    cpu: float,
    memory: list[float],
) -> None:
    asked = sum(one.startswith("/busy") for one in log)
    pages = sum(one.startswith("/page") for one in log)
    hung = len(log.get("hanging", []))
    share = sum(one > 1 for one in late) / max(len(late), 1)
    print(f"crowd, {options.minutes} min              {asked} of {options.many} asked")
    print(f"  pages read               {pages}")
    print(f"  requests that hung       {hung} at {options.hanging} hosts")
    print(f"  polls late by over 1 s   {share:.2%} of {len(late)} (bar 1%), worst {late[-1]:.2f} s")
    print(f"  lateness, median, p99    {_at(late, 0.5):.2f} s, {_at(late, 0.99):.2f} s")
    print(f"  processor                {cpu:.2f} cores (bar 1.0)")
    shown = ", ".join(f"{one:.0f}" for one in memory)
    print(f"  proportional set size    {shown} MB, minute by minute")


def _lateness(log: dict[str, list[float]], since: float) -> Iterator[float]:
    """By how many seconds each poll since then came later than a minute after the one before."""
    for path, times in log.items():
        if path.startswith("/busy"):
            yield from (b - a - MINUTE for a, b in pairwise(times) if b >= since)


def _at(ordered: list[float], share: float) -> float:
    return ordered[int(len(ordered) * share)]


if __name__ == "__main__":
    main()
