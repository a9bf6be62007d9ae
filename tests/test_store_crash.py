"""Kill -9 at any moment: what was acknowledged is there, nothing is lost, repeats are marked."""

from __future__ import annotations

import os
import random
import re
import signal
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest
from sqlalchemy import func, select
from stores import MINUTE, NOON, TO_TWO, Desk

from monitor.model import DeliveryState
from monitor.store import backup
from monitor.store.engines import sqlite_url
from monitor.store.feeds import load_feed
from monitor.store.queries import counts, list_deliveries
from monitor.store.records import load_setting
from monitor.store.schema import alerts, articles, entries, polls

TESTS = str(Path(__file__).parent)
ENTRIES = 40

ACKNOWLEDGED = """
import asyncio, os, sys
from monitor.store.database import Database
from monitor.store.records import save_setting

async def one(database, name):
    await database.write(save_setting, name, 1)
    os.write(1, (name + chr(10)).encode())

async def main():
    with Database(sys.argv[1]) as database:
        for turn in range(100_000):
            await asyncio.gather(*(one(database, f"{sys.argv[2]} {turn} {n}") for n in range(40)))

asyncio.run(main())
"""

PIPELINE = """
import asyncio, os, sys
from datetime import timedelta
from stores import *
from monitor.model import Attempt, DeliveryState
from monitor.store.deliveries import recover_after_crash

LEDGER = os.open(sys.argv[2], os.O_WRONLY | os.O_APPEND | os.O_CREAT)

async def poll_feeds(store, now):
    feed_id = (await store.due_feeds(now, 1) or [(1, "")])[0][0]
    announced = [entry(f"e{n}") for n in range(40)]
    await store.save_poll(poll(feed_id, *announced, at=now), by_guid)

async def read(store, now, entry_id):
    one = await store.entry_to_read(entry_id)
    name = one.entry.guid.removeprefix("guid-")
    await store.save_article(entry_id, article(name), by_exact, None, now)

async def match_one(store, now, article_id):
    await store.save_matches(article_id, MatchResult((match(),)), to_two, now)

async def send(store, now, delivery_id):
    delivery = await store.begin_delivery(delivery_id, now)
    line = f"{delivery.message_id} {delivery.possible_repeat}" + chr(10)
    os.write(LEDGER, line.encode())
    os.write(1, line.encode())
    await store.save_attempt(Attempt(delivery_id, now, DeliveryState.SENT, "250", None, 1))

async def main():
    now = NOON + timedelta(hours=1)
    with Desk(sys.argv[1]) as desk:
        store = desk.repository
        await store.recover_after_crash(now)
        await poll_feeds(store, now)
        for due, job in (
            (store.due_entries, read), (store.articles_to_match, match_one), (store.due_deliveries, send)
        ):
            while batch := await due(now, 7):
                os.write(1, f"{job.__name__} {len(batch)}".encode() + b"." + chr(10).encode())
                await asyncio.gather(*(job(store, now, one.id) for one in batch))
    os.write(1, ("finished" + chr(10)).encode())

asyncio.run(main())
"""

QUIET_POLLS = """
import asyncio, os, sys
from dataclasses import replace
from stores import *

async def one(store, feed_id, turn):
    feed, state = await store.feed(feed_id)
    at = NOON + turn * MINUTE
    done = replace(state, validators=Validators(feed.url, str(turn), None), last_polled=at)
    asked = Poll(feed_id, at, PollOutcome.UNCHANGED, "304", done, feed.status, before=state.learnt)
    await store.save_poll(asked, by_guid)
    os.write(1, f"{feed_id} {turn}".encode() + chr(10).encode())

async def main():
    with Desk(sys.argv[1]) as desk:
        for turn in range(int(sys.argv[2]), 100_000):
            await asyncio.gather(*(one(desk.repository, FeedId(n), turn) for n in range(1, 41)))

asyncio.run(main())
"""


def run_until_killed(script: str, arguments: list[str], lines: int) -> list[str]:
    """Run a script, kill it at once after it has printed so many lines; all that it printed."""
    process = subprocess.Popen(
        [sys.executable, "-c", script, *arguments],
        stdout=subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": TESTS},
    )
    assert process.stdout is not None
    printed = [process.stdout.readline() for _ in range(lines)]
    process.send_signal(signal.SIGKILL)
    printed += process.stdout.readlines()
    process.wait()
    process.stdout.close()
    whole = [line for line in printed if line.endswith(b"\n")]
    return [line.decode().rstrip("\n") for line in whole]


@pytest.mark.parametrize("kills", [5, pytest.param(200, marks=pytest.mark.soak)])
def test_what_was_acknowledged_survives_a_kill_between_group_commits(
    sqlite_file_url: str, tmp_path: Path, kills: int
):
    chance = random.Random(79)
    acknowledged: list[str] = []
    for number in range(kills):
        lines = chance.randrange(1, 400)
        acknowledged += run_until_killed(ACKNOWLEDGED, [sqlite_file_url, f"run {number}"], lines)
        backup.check_whole(tmp_path / "monitor.db")
    assert len(acknowledged) > kills
    with Desk(sqlite_file_url) as desk:
        lost = [name for name in acknowledged if desk.read(load_setting, name) is None]
    assert lost == []


def test_a_kill_before_a_poll_is_saved_leaves_the_feed_as_if_it_had_not_been_asked(
    sqlite_file_url: str, tmp_path: Path
):
    """Saved together or not at all: the state that was acknowledged, or one after it, is there."""
    with Desk(sqlite_file_url) as desk:
        feed_ids = [desk.feed("http" + f"://f{number}.example/feed") for number in range(40)]
    chance = random.Random(11)
    turn = 1
    for _ in range(4):
        lines = chance.randrange(1, 200)
        said = run_until_killed(QUIET_POLLS, [sqlite_file_url, str(turn)], lines)
        acknowledged = {int(feed): int(last) for feed, last in (one.split() for one in said)}
        backup.check_whole(tmp_path / "monitor.db")
        with Desk(sqlite_file_url) as desk:
            for feed_id in feed_ids:
                state = desk.read(load_feed, feed_id)[1]
                tag = int(state.validators.etag) if state.validators else 0
                assert tag >= acknowledged.get(feed_id, 0)
                assert state.last_polled == (NOON + tag * MINUTE if tag else None)
                lines_of = select(func.max(polls.c.at)).where(polls.c.feed_id == feed_id)
                assert desk.scalar(lines_of) == state.last_polled
        turn += 1_000


@pytest.mark.parametrize("kills", [6, pytest.param(100, marks=pytest.mark.soak)])
def test_kills_between_any_two_verbs_lose_no_alert_and_repeat_none_unmarked(
    database_url: str, tmp_path: Path, kills: int
):
    with Desk(database_url) as desk:
        desk.feed()
    chance = random.Random(53)
    ledger = tmp_path / "sent"
    for _ in range(kills):
        printed = run_until_killed(PIPELINE, [database_url, str(ledger)], chance.randrange(1, 30))
        if printed[-1:] == ["finished"]:
            break
    finished = run_until_killed(PIPELINE, [database_url, str(ledger)], 10_000)
    assert finished[-1] == "finished"
    expected = ENTRIES * len(TO_TWO)
    with Desk(database_url) as desk:
        for table in (entries, articles, alerts):
            assert desk.scalar(select(func.count()).select_from(table)) == ENTRIES
        found = desk.read(counts, NOON).deliveries
        assert found == {DeliveryState.SENT.value: expected}
        ids = {one.message_id for one in desk.read(list_deliveries, limit=1_000)}
    sent = [line.split() for line in ledger.read_text().splitlines()]
    assert {message_id for message_id, _ in sent} == ids
    unmarked = Counter(message_id for message_id, repeat in sent if repeat == "False")
    assert max(unmarked.values()) == 1  # every repeat says that it may be one
    assert len(sent) - expected <= 7 * kills  # at most those in work at each kill


def test_a_backup_killed_on_the_way_leaves_the_former_one(sqlite_file_url: str, tmp_path: Path):
    target = tmp_path / "copy.db"
    with Desk(sqlite_file_url) as desk:
        desk.feed()
        backup.copy_whole(sqlite_file_url, target)
        desk.feed("http" + "://b.example/feed")
    script = (
        "import os, signal, sys; from pathlib import Path; from monitor.store import backup;"
        "backup.check_whole = lambda path: os.kill(os.getpid(), signal.SIGKILL);"
        "backup.copy_whole(sys.argv[1], Path(sys.argv[2]))"
    )
    killed = subprocess.run([sys.executable, "-c", script, sqlite_file_url, target], check=False)
    assert killed.returncode == -signal.SIGKILL
    with Desk(sqlite_url(target)) as restored:
        assert restored.read(counts, NOON).feeds == {"new": 1}
    backup.copy_whole(sqlite_file_url, target)
    with Desk(sqlite_url(target)) as restored:
        assert restored.read(counts, NOON).feeds == {"new": 2}
    assert not [path for path in tmp_path.iterdir() if re.search("part", path.name)]
