"""Several workers on one PostgreSQL database: each alert once, whoever dies."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from commands import MONITOR, monitor
from newsroom import Desk, Newsroom, page, wait_until, write_house
from proxy import Proxy
from servers import Reply
from sqlalchemy import create_engine, text
from stores import PostgreSQL

HTML = {"Content-Type": "text/html; charset=utf-8"}
READERS = ("analyst@example.org", "editor@example.org")


class Workers:
    """`monitor worker`, as many processes as wanted, over one database."""

    def __init__(self, folder: Path, url: str) -> None:
        self.folder = folder
        self.url = url
        self.processes: list[subprocess.Popen[bytes]] = []

    def start(self) -> subprocess.Popen[bytes]:
        with (self.folder / f"worker{len(self.processes)}.log").open("ab") as log:
            process = subprocess.Popen(
                [str(MONITOR), "worker"], cwd=self.folder, stdout=log, stderr=log
            )
        self.processes.append(process)
        return process

    def stop(self) -> list[int]:
        alive = [one for one in self.processes if one.poll() is None]
        for one in alive:
            one.send_signal(signal.SIGCONT)
            one.terminate()
        self.processes.clear()
        return [one.wait(30) for one in alive]

    def ask(self, query: str) -> list[tuple[object, ...]]:
        engine = create_engine(self.url)
        with engine.connect() as connection:
            found = [tuple(row) for row in connection.execute(text(query))]
        engine.dispose()
        return found

    @property
    def logs(self) -> str:
        return "".join(path.read_text() for path in sorted(self.folder.glob("worker*.log")))


@pytest.fixture
def newsroom() -> Iterator[Newsroom]:
    with Newsroom() as one:
        yield one


@pytest.fixture
def desk() -> Iterator[Desk]:
    with Desk() as one:
        yield one


def on_postgresql(desk: Desk, newsroom: Newsroom, url: str) -> str:
    return desk.configuration(newsroom).replace('path = "monitor.db"', f'url = "{url}"')


@pytest.fixture
def workers(
    tmp_path: Path, newsroom: Newsroom, desk: Desk, postgresql: PostgreSQL
) -> Iterator[Workers]:
    """Workers with their house in order and one feed to poll, none started yet."""
    url = postgresql.new_database("template0")
    write_house(tmp_path, on_postgresql(desk, newsroom, url))
    made = monitor("db", "upgrade", cwd=tmp_path)
    assert made.code == 0, made.err
    added = monitor("feeds", "add", newsroom.site.url("/feed.xml"), cwd=tmp_path)
    assert added.code == 0, added.err
    some = Workers(tmp_path, url)
    yield some
    some.stop()


def all_told(newsroom: Newsroom, desk: Desk) -> bool:
    return all(
        set(told) >= newsroom.expected
        for told in (*(desk.mails_to(reader) for reader in READERS), desk.hooked())
    )


def baseline_taken(workers: Workers) -> bool:
    return workers.ask("SELECT count(*) FROM feeds WHERE last_success IS NULL") == [(0,)]


@pytest.mark.timeout(180)
def test_two_workers_tell_each_alert_once(workers: Workers, newsroom: Newsroom, desk: Desk):
    """R90."""
    both = [workers.start(), workers.start()]
    wait_until(lambda: baseline_taken(workers), 30, "the baseline")
    for number in range(1, 31):
        newsroom.publish(number, wanted=number % 3 == 0)
    wait_until(lambda: all_told(newsroom, desk), 60, "every expected alert")
    time.sleep(2.0)
    assert [one.poll() for one in both] == [None, None], workers.logs
    assert workers.stop() == [0, 0]
    expected = dict.fromkeys(newsroom.expected, 1)
    assert [dict(desk.mails_to(reader)) for reader in READERS] == [expected, expected]
    assert dict(desk.hooked()) == expected
    pages = [request.path for request in newsroom.site.requests if "/news/" in request.path]
    assert len(pages) == len(set(pages)) == 30, "a page was read twice"
    assert workers.ask("SELECT count(*) FROM procrastinate_jobs") == [(0,)]


@pytest.mark.timeout(240)
def test_a_killed_workers_work_is_taken_up_and_repeats_at_most_once_each(
    workers: Workers, newsroom: Newsroom, desk: Desk
):
    """R53, R90."""
    kills, dice = 4, random.Random(20260503)
    running = [workers.start(), workers.start()]
    wait_until(lambda: baseline_taken(workers), 30, "the baseline")
    for kill in range(kills):
        for number in range(8):
            newsroom.publish(10 * kill + number)
        time.sleep(dice.uniform(0.5, 2.5))
        victim = running.pop(dice.randrange(2))
        victim.kill()
        victim.wait()
        running.append(workers.start())
    wait_until(lambda: all_told(newsroom, desk), 120, "every expected alert")
    time.sleep(2.0)
    workers.stop()
    mailed = [desk.mails_to(reader) for reader in READERS]
    assert [set(told) for told in mailed] == [newsroom.expected] * 2
    assert sum(told.total() - len(told) for told in mailed) <= kills, "more than one repeat a kill"
    assert desk.hooked().total() - len(desk.hooked()) <= kills
    assert all(len(ids) == 1 for ids in desk.message_ids().values()), "a repeat with another id"
    assert workers.ask("SELECT count(*) FROM deliveries WHERE state <> 'sent'") == [(0,)]


@pytest.mark.timeout(120)
def test_a_worker_that_sleeps_beyond_its_time_repeats_nothing(
    workers: Workers, newsroom: Newsroom, desk: Desk
):
    """R90: paused for longer than a worker counts as alive, then continued."""
    both = [workers.start(), workers.start()]
    wait_until(lambda: baseline_taken(workers), 30, "the baseline")
    for number in range(24):
        newsroom.publish(number)
        slow = Reply(body=page(f"Country {number}", number), headers=HTML, delay=1.0)
        newsroom.site.answer(f"/news/{number}", slow)
    asked = lambda: sum("/news/" in request.path for request in newsroom.site.requests)  # noqa: E731
    wait_until(lambda: asked() >= 10, 20, "pages asked for by both workers")
    os.kill(both[0].pid, signal.SIGSTOP)
    held = workers.ask("SELECT count(*) FROM procrastinate_jobs WHERE status = 'doing'")
    wait_until(lambda: all_told(newsroom, desk), 90, f"every alert; {held} tasks in work")
    os.kill(both[0].pid, signal.SIGCONT)
    newsroom.publish(24)
    wait_until(lambda: all_told(newsroom, desk), 30, "the last alert")
    time.sleep(2.0)
    assert workers.stop() == [0, 0], workers.logs
    assert "a worker is gone; others take over" in workers.logs
    assert all(len(one) == 1 for one in desk.message_ids().values())
    mailed = [desk.mails_to(reader) for reader in READERS]
    assert sum(told.total() - len(told) for told in mailed) <= 1, "more than what was under way"


@pytest.mark.timeout(120)
def test_workers_find_a_restarted_postgresql_again(
    workers: Workers, newsroom: Newsroom, desk: Desk, postgresql: PostgreSQL
):
    """R89."""
    both = [workers.start(), workers.start()]
    wait_until(lambda: baseline_taken(workers), 30, "the baseline")
    newsroom.publish(1)
    wait_until(lambda: all_told(newsroom, desk), 30, "the first alert")
    postgresql.stop()
    time.sleep(3.0)
    postgresql.start()
    newsroom.publish(2)
    wait_until(lambda: all_told(newsroom, desk), 30, "the alert after the restart")
    time.sleep(1.0)
    assert [one.poll() for one in both] == [None, None], workers.logs
    workers.stop()
    assert dict(desk.hooked()) == dict.fromkeys(newsroom.expected, 1)


@pytest.mark.timeout(240)
def test_connections_that_break_or_hang_lose_nothing_and_repeat_nothing(
    tmp_path: Path, newsroom: Newsroom, desk: Desk, postgresql: PostgreSQL
):
    """R89: cut at random moments, refused for a while, and held as by a black hole."""
    url = postgresql.new_database("template0")
    dice = random.Random(20260504)
    with Proxy(str(postgresql.folder / ".s.PGSQL.5432")) as proxy:
        name = url.partition("@/")[2].partition("?")[0]
        through = f"postgresql://monitor@127.0.0.1:{proxy.port}/{name}?sslmode=disable"
        write_house(tmp_path, on_postgresql(desk, newsroom, through))
        assert monitor("db", "upgrade", cwd=tmp_path).code == 0
        assert monitor("feeds", "add", newsroom.site.url("/feed.xml"), cwd=tmp_path).code == 0
        some = Workers(tmp_path, url)
        try:
            both = [some.start(), some.start()]
            wait_until(lambda: baseline_taken(some), 30, "the baseline")
            for number in range(5):
                newsroom.publish(2 * number)
                newsroom.publish(2 * number + 1)
                time.sleep(dice.uniform(0.3, 2.0))
                proxy.cut()
            wait_until(lambda: all_told(newsroom, desk), 60, "every alert after the cuts")
            proxy.refuse(refusing=True)
            newsroom.publish(10)
            time.sleep(4.0)
            proxy.refuse(refusing=False)
            wait_until(lambda: all_told(newsroom, desk), 30, "the alert after the refusals")
            proxy.hold(holding=True)
            newsroom.publish(11)
            time.sleep(6.0)
            proxy.cut()
            proxy.hold(holding=False)
            wait_until(lambda: all_told(newsroom, desk), 30, "the alert after the black hole")
            time.sleep(2.0)
            assert [one.poll() for one in both] == [None, None], some.logs
        finally:
            some.stop()
    once = dict.fromkeys(newsroom.expected, 1)
    assert [dict(desk.mails_to(reader)) for reader in READERS] == [once, once]
    assert dict(desk.hooked()) == once


def test_one_process_alone_and_workers_refuse_each_other(workers: Workers, tmp_path: Path):
    """R99."""
    worker = workers.start()
    wait_until(lambda: baseline_taken(workers), 30, "the first poll")
    refused = monitor("run", "--once", cwd=tmp_path)
    assert refused.code == 6
    assert "stop the workers" in refused.err
    worker.terminate()
    worker.wait(20)
    assert monitor("run", "--once", cwd=tmp_path).code == 0


def test_workers_refuse_an_sqlite_file(tmp_path: Path, newsroom: Newsroom, desk: Desk):
    write_house(tmp_path, desk.configuration(newsroom))
    refused = monitor("worker", cwd=tmp_path)
    assert refused.code == 3
    assert "'monitor run'" in refused.err
    assert not (tmp_path / "monitor.db").exists()


def test_workers_wait_for_the_tables_of_their_tasks(
    tmp_path: Path, newsroom: Newsroom, desk: Desk, postgresql: PostgreSQL
):
    url = postgresql.new_database()
    write_house(tmp_path, on_postgresql(desk, newsroom, url))
    refused = monitor("worker", cwd=tmp_path)
    assert refused.code == 5
    assert "'monitor db upgrade'" in refused.err
    made = monitor("db", "upgrade", cwd=tmp_path)
    assert "Made the tables by which workers share the work" in made.out
    again = monitor("db", "upgrade", cwd=tmp_path)
    assert "workers" not in again.out
