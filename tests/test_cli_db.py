"""`monitor db restore`, as typed: the backup in place, the former database kept."""

from __future__ import annotations

import fcntl
import sqlite3
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from email.utils import format_datetime
from pathlib import Path

import pytest
from archives import house, record, stocked
from commands import typed as monitor
from newsroom import Desk, Newsroom, write_house
from servers import Reply
from stores import NOON, article
from stores import Desk as Store

from monitor.model import DeliveryState
from monitor.run.clock import utc_now
from monitor.store import restoring
from monitor.store.queries import list_deliveries
from monitor.store.queues import Job


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A database of two articles, and a backup of when it had one."""
    stocked(house(tmp_path), record(1))
    assert monitor("db", "backup", "backup.db", cwd=tmp_path).code == 0
    return stocked(tmp_path, record(2))


def titles(folder: Path) -> list[str]:
    listed = monitor("articles", "list", "--json", cwd=folder).json()
    return [each["title"] for each in listed]


def test_a_backup_is_restored_and_the_former_database_is_kept(folder):
    done = monitor("db", "restore", "backup.db", cwd=folder)
    assert done.code == 0, done.err
    assert "monitor.db.before-restore" in done.out
    assert titles(folder) == ["Report 1 from Karachi"]
    assert (folder / "monitor.db").stat().st_mode & 0o777 == 0o600
    again = monitor("db", "restore", "monitor.db.before-restore", cwd=folder)
    assert again.code == 0, again.err
    assert len(titles(folder)) == 2


def test_a_damaged_database_is_replaced_all_the_same(folder):
    (folder / "monitor.db").write_bytes(b"\x00" * 10_000)
    assert monitor("db", "restore", "backup.db", cwd=folder).code == 0
    assert titles(folder) == ["Report 1 from Karachi"]


def test_the_log_of_the_former_database_never_meets_the_new_one(folder):
    (folder / "monitor.db-wal").write_bytes(b"what was not yet in the file" * 100)
    assert monitor("db", "restore", "backup.db", cwd=folder).code == 0
    assert (folder / "monitor.db.before-restore-wal").exists()
    assert titles(folder) == ["Report 1 from Karachi"]


def test_nothing_is_touched_when_the_backup_is_no_good(folder):
    (folder / "broken.db").write_bytes((folder / "backup.db").read_bytes()[:5000])
    with closing(sqlite3.connect(folder / "empty.db")) as empty:
        empty.execute("PRAGMA user_version = 1")
    for name in ("broken.db", "empty.db", "missing.db", "monitor.toml"):
        failed = monitor("db", "restore", name, cwd=folder)
        assert failed.code == 5, name
        assert len(failed.err.splitlines()) == 1
    assert len(titles(folder)) == 2


def test_nothing_is_restored_under_a_running_daemon(folder):
    with (folder / "monitor.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        assert monitor("db", "restore", "backup.db", cwd=folder).code == 6
    assert len(titles(folder)) == 2


# --- What was told since a backup -----------------------------------------------------------------


@dataclass
class Press:
    """A feed whose stories carry their dates, and a desk that is told of them."""

    folder: Path
    newsroom: Newsroom
    desk: Desk
    dates: dict[str, datetime] = field(default_factory=dict)

    def publish(self, number: int, at: datetime) -> str:
        title = self.newsroom.publish(number)
        self.dates[title] = at
        self.newsroom.site.answer("/dated.xml", Reply(body=self._feed(), headers=XML))
        return title

    def once(self) -> None:
        with Store(f"sqlite:///{self.folder / 'monitor.db'}") as store:
            store.write(lambda c: c.exec_driver_sql("UPDATE feeds SET next_due = added_at"))
        done = monitor("run", "--once", cwd=self.folder)
        assert done.code == 0, done.err

    def _feed(self) -> str:
        items = "".join(
            f"<item><title>{title}</title><link>{self.newsroom.site.url(path)}</link>"
            f"<guid>{path}</guid><pubDate>{format_datetime(self.dates[title])}</pubDate></item>"
            for path, title in self.newsroom.titles.items()
        )
        return f'<rss version="2.0"><channel><title>T</title>{items}</channel></rss>'


XML = {"Content-Type": "application/rss+xml"}


@pytest.fixture
def press(tmp_path: Path) -> Iterator[Press]:
    with Newsroom() as newsroom, Desk() as desk:
        one = Press(tmp_path, newsroom, desk)
        write_house(tmp_path, desk.configuration(newsroom))
        one.publish(1, utc_now() - timedelta(days=2))
        added = monitor("feeds", "add", newsroom.site.url("/dated.xml"), "--all", cwd=tmp_path)
        assert added.code == 0, added.err
        yield one


def test_a_restored_backup_tells_nothing_of_yesterday_again_and_everything_new(press: Press):
    """R85."""
    first = press.publish(1, utc_now() - timedelta(days=2))
    press.once()
    assert monitor("db", "backup", "backup.db", cwd=press.folder).code == 0
    second = press.publish(2, utc_now() - timedelta(minutes=5))
    press.once()
    assert press.desk.hooked() == Counter((first, second))
    done = monitor("db", "restore", "backup.db", cwd=press.folder)
    assert done.code == 0, done.err
    assert "is not told again" in done.out
    third = press.publish(3, utc_now() + timedelta(seconds=2))
    press.once()
    press.once()
    assert press.desk.hooked() == Counter((first, second, third))
    told = monitor("notices", "--json", cwd=press.folder).json()
    assert [one["subject"] for one in told] == ["A backup was restored"]


def test_asked_to_a_restored_backup_tells_again(press: Press):
    press.once()
    assert monitor("db", "backup", "backup.db", cwd=press.folder).code == 0
    second = press.publish(2, utc_now() - timedelta(minutes=5))
    press.once()
    assert monitor("db", "restore", "backup.db", "--tell-again", cwd=press.folder).code == 0
    press.once()
    assert press.desk.hooked()[second] == 2


def test_what_waited_in_a_backup_is_laid_to_rest_and_told_of(sqlite_file_url: str):
    """R85."""
    with Store(sqlite_file_url) as store:
        store.delivery()
        store.article(article("unmatched"))
        store.pending_entry()
        rested = store.write(restoring.lay_to_rest, NOON, NOON)
        assert (rested.entries, rested.articles, rested.deliveries) == (1, 1, 2)
        assert [store.due(job, NOON) for job in (Job.READ, Job.MATCH, Job.SEND)] == [[], [], []]
        dead = store.read(list_deliveries, DeliveryState.DEAD)
        assert {row.detail for row in dead} == {restoring.REASON}
