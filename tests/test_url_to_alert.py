"""From an address to an alert: the real daemon as a process, between real servers on loopback."""

from __future__ import annotations

import random
import signal
import sqlite3
import subprocess
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from commands import MONITOR, monitor
from newsroom import Desk, Newsroom, feed, page, wait_until, write_house
from servers import Reply, hang, redirect

READERS = ("analyst@example.org", "editor@example.org")


class Daemon:
    """`monitor run` as a process that can be killed and started again."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.process: subprocess.Popen[bytes] | None = None
        self.log = folder / "daemon.log"

    def start(self) -> None:
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                [str(MONITOR), "run"], cwd=self.folder, stdout=log, stderr=log
            )

    def kill(self) -> None:
        """End it as a power cut would."""
        self._end(signal.SIGKILL)

    def stop(self) -> int:
        """Ask it to end; return its exit code."""
        return self._end(signal.SIGTERM)

    def _end(self, number: signal.Signals) -> int:
        assert self.process is not None
        self.process.send_signal(number)
        code = self.process.wait(20)
        self.process = None
        return code


@pytest.fixture
def newsroom() -> Iterator[Newsroom]:
    with Newsroom() as one:
        yield one


@pytest.fixture
def desk() -> Iterator[Desk]:
    with Desk() as one:
        yield one


@pytest.fixture
def daemon(tmp_path: Path, newsroom: Newsroom, desk: Desk) -> Iterator[Daemon]:
    """A daemon with its house in order, not started yet."""
    write_house(tmp_path, desk.configuration(newsroom))
    one = Daemon(tmp_path)
    yield one
    if one.process is not None:
        one.stop()


def add(folder: Path, *urls: str) -> None:
    for url in urls:
        done = monitor("feeds", "add", url, cwd=folder)
        assert done.code == 0, done.err


def all_told(newsroom: Newsroom, desk: Desk) -> bool:
    return all(
        set(told) >= newsroom.expected
        for told in (*(desk.mails_to(reader) for reader in READERS), desk.hooked())
    )


def exactly_once(newsroom: Newsroom, desk: Desk) -> None:
    expected = dict.fromkeys(newsroom.expected, 1)
    for reader in READERS:
        assert dict(desk.mails_to(reader)) == expected
    assert dict(desk.hooked()) == expected


def test_each_expected_alert_arrives_exactly_once_over_polls_and_a_restart(
    newsroom, desk, daemon, tmp_path
):
    site = newsroom.site
    newsroom.publish(1)  # already there at the first poll: the silent baseline
    baseline = newsroom.expected.copy()
    newsroom.expected.clear()
    site.answer("/moved.xml", redirect(site.url("/other.xml"), 302))
    other = {"/news/50": "Country 50 takes delivery of drones, part 50"}
    site.answer("/other.xml", lambda _: Reply(body=feed(site, other)))
    site.answer("/hanging.xml", hang())
    site.answer("/broken.xml", Reply(500))
    add(tmp_path, *(site.url(f"/{name}.xml") for name in ("feed", "moved", "hanging", "broken")))
    daemon.start()
    site.wait_for(2, "/feed.xml", timeout=20)

    newsroom.publish(2)
    newsroom.publish(3, wanted=False)
    other["/news/51"] = "Country 51 takes delivery of drones, part 51"
    newsroom.expected.add(other["/news/51"])
    site.answer("/news/51", redirect(site.url("/news/51-full")))
    site.answer("/news/51-full", Reply(body=page(other["/news/51"], 51)))
    site.answer("/hanging-page", hang())
    newsroom.announce("/hanging-page", "Country 4 takes delivery of drones, part 4")
    site.answer("/failing-page", Reply(500))
    newsroom.announce("/failing-page", "Country 5 takes delivery of drones, part 5")
    wait_until(lambda: all_told(newsroom, desk), 30, "the first alerts")

    assert daemon.stop() == 0
    newsroom.publish(6)
    daemon.start()
    wait_until(lambda: all_told(newsroom, desk), 30, "the alert after a restart")
    polls = len(site.requests_to("/feed.xml"))
    site.wait_for(polls + 2, "/feed.xml", timeout=15)
    assert daemon.stop() == 0

    exactly_once(newsroom, desk)
    assert not baseline & set(desk.hooked())
    asked = [request.header("If-None-Match") for request in site.requests_to("/feed.xml")]
    assert asked.count(None) == 1, "one unconditional request in the feed's life"


def test_an_alert_says_which_text_it_saw(newsroom, desk, daemon, tmp_path):
    site = newsroom.site
    add(tmp_path, site.url("/feed.xml"))
    daemon.start()
    site.wait_for(1, "/feed.xml", timeout=20)
    site.answer("/gone-page", Reply(404))
    newsroom.announce("/gone-page", "Country 7 takes delivery of drones, part 7")
    wait_until(lambda: all_told(newsroom, desk), 30, "the alert")
    daemon.stop()
    shown = monitor("alerts", "show", "1", "--json", cwd=tmp_path).json()
    assert shown["rests_on"] == "feed"
    mailed = desk.mailbox.mails[0].get_body(("plain",)).get_content()
    assert "the feed" in mailed


def survive_kills(
    newsroom: Newsroom, desk: Desk, daemon: Daemon, folder: Path, kills: int, seed: int
) -> None:
    """Publish while the daemon is killed at random moments; then every promise must hold."""
    dice = random.Random(seed)
    add(folder, newsroom.site.url("/feed.xml"))
    daemon.start()
    newsroom.site.wait_for(1, "/feed.xml", timeout=20)
    wait_until(lambda: baseline_taken(folder), 20, "the baseline")
    for number in range(1, kills + 1):
        newsroom.publish(number)
        time.sleep(dice.uniform(0.05, 3.0))
        daemon.kill()
        daemon.start()
    wait_until(lambda: all_told(newsroom, desk), 90, "every expected alert")
    time.sleep(2.0)
    assert daemon.stop() == 0

    for reader in READERS:
        told = desk.mails_to(reader)
        assert set(told) == newsroom.expected
        assert sum(told.values()) - len(told) <= kills, "more than one repeat per kill"
    assert all(len(ids) == 1 for ids in desk.message_ids().values()), "a repeat with another id"
    with closing(sqlite3.connect(folder / "monitor.db")) as database:
        assert database.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        assert database.execute("PRAGMA foreign_key_check").fetchall() == []


def baseline_taken(folder: Path) -> bool:
    listed = monitor("feeds", "list", "--json", cwd=folder).json()
    return all(row["last_success"] for row in listed)


@pytest.mark.timeout(240)
def test_kills_at_random_moments_lose_nothing_and_repeat_at_most_once_each(
    newsroom, desk, daemon, tmp_path
):
    survive_kills(newsroom, desk, daemon, tmp_path, kills=10, seed=20260501)


@pytest.mark.soak
@pytest.mark.timeout(1800)
def test_a_hundred_kills_lose_nothing(newsroom, desk, daemon, tmp_path):
    survive_kills(newsroom, desk, daemon, tmp_path, kills=100, seed=20260502)
