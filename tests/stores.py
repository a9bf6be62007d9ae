"""Databases to test on, and short ways to fill them."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path
from typing import Any, Self

from sqlalchemy import Connection, create_engine

from monitor.model import (
    AlertId,
    Article,
    ArticleId,
    DeliveryId,
    Entry,
    EntryId,
    Evidence,
    FeedId,
    FeedState,
    FeedStatus,
    Fingerprint,
    KnownArticle,
    KnownEntry,
    Match,
    MatchResult,
    Poll,
    PollOutcome,
    Quote,
    Route,
    SavedArticle,
    SavedPoll,
    Severity,
    StoryId,
    TextSource,
    Validators,
    Zone,
)
from monitor.store.alerts import save_matches
from monitor.store.articles import save_article
from monitor.store.database import Database
from monitor.store.feeds import NewFeed, add_feed
from monitor.store.migrations import upgrade
from monitor.store.polling import save_poll
from monitor.store.queues import Job, due
from monitor.store.repository import Repository

NOON = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
FEED_URL = "http" + "://news.example/feed"
TO_TWO = (Route("mail", "ayse@example.org"), Route("mail", "omar@example.org"))


# --- Nouns ----------------------------------------------------------------------------------------


def address(name: str, host: str = "news.example") -> str:
    return f"http://{host}/{name}"


def entry(name: str, **changes: Any) -> Entry:
    values: dict[str, Any] = {
        "guid": f"guid-{name}",
        "url": address(name),
        "url_key": address(name),
        "title": f"Headline {name}",
        "text": f"Summary of {name}.",
        "published": NOON,
        "lang": "en",
    }
    return Entry(**(values | changes))


def article(name: str, host: str = "news.example", **changes: Any) -> Article:
    values: dict[str, Any] = {
        "url": address(name, host),
        "url_key": address(name, host),
        "title": f"Headline {name}",
        "text": f"The frigate {name} entered the port of Karachi on Monday.",
        "source": host,
        "text_source": TextSource.PAGE,
        "fingerprint": Fingerprint(exact=f"exact {name}", sketch=()),
        "published": NOON,
        "lang": "en",
    }
    return Article(**(values | changes))


def match(rule_id: str = "ship-visits", **changes: Any) -> Match:
    values: dict[str, Any] = {
        "rule_id": rule_id,
        "rule_title": f"The rule {rule_id}",
        "rule_version": "v1",
        "topics": ("ship-visits",),
        "severity": Severity.HIGH,
        "evidence": (Evidence("match", Zone.TEXT, 4, 11, "frigate"),),
        "quote": Quote(Zone.TEXT, 0, 20, "The frigate entered.", ((4, 11),)),
        "reason": "frigate NEAR/8 port",
        "confidence": 0.75,
    }
    return Match(**(values | changes))


def poll(feed_id: FeedId, *to_read: Entry, at: datetime = NOON, **changes: Any) -> Poll:
    values: dict[str, Any] = {
        "feed_id": feed_id,
        "at": at,
        "outcome": PollOutcome.ENTRIES,
        "detail": "200",
        "state": FeedState(
            validators=Validators(FEED_URL, '"v1"', "Sat, 21 Nov 2026 12:00:00 GMT"),
            next_due=at + 15 * MINUTE,
            due_reason="every 15 minutes",
            baseline_at=at,
            last_polled=at,
            last_success=at,
            last_outcome="200",
            body_hash="0" * 64,
        ),
        "status": FeedStatus.ACTIVE,
        "to_read": to_read,
    }
    return Poll(**(values | changes))


def by_guid(entries: Sequence[Entry], known: Sequence[KnownEntry]) -> tuple[Entry, ...]:
    """A simple `unseen`: an entry is known by its guid."""
    seen = {one.guid for one in known}
    return tuple(one for one in entries if one.guid not in seen)


def by_exact(one: Article, known: Sequence[KnownArticle]) -> StoryId | None:
    """A simple `story_of`: equal fingerprints are one story."""
    for other in known:
        if other.fingerprint.exact == one.fingerprint.exact:
            return other.story_id
    return None


def to_two(_matches: Sequence[Match]) -> tuple[Route, ...]:
    return TO_TWO


# --- A database with short cuts -------------------------------------------------------------------


@dataclass(slots=True)
class Desk:
    """A database, filled from a feed onwards by the verbs themselves."""

    url: str
    database: Database = field(init=False)
    repository: Repository = field(init=False)
    _number: Iterator[int] = field(default_factory=lambda: count(1))

    def __enter__(self) -> Self:
        self.database = Database(self.url)
        self.repository = Repository(self.database, "alerts.example")
        return self

    def __exit__(self, *exception: object) -> None:
        self.database.close()

    def write(self, verb: Any, *args: Any, **kwargs: Any) -> Any:
        with self.database.writing() as connection:
            return verb(connection, *args, **kwargs)

    def read(self, verb: Any, *args: Any, **kwargs: Any) -> Any:
        with self.database.reading() as connection:
            return verb(connection, *args, **kwargs)

    def feed(self, url: str = FEED_URL, **changes: Any) -> FeedId:
        added = self.write(add_feed, NewFeed(url, **changes), NOON)
        feed_id: FeedId = added.id
        return feed_id

    def announce(self, feed_id: FeedId, *entries: Entry, at: datetime = NOON) -> SavedPoll:
        saved: SavedPoll = self.write(save_poll, poll(feed_id, *entries, at=at), by_guid)
        return saved

    def pending_entry(self, feed_id: FeedId | None = None, **changes: Any) -> EntryId:
        """A new entry that waits to be read."""
        name = f"n{next(self._number)}"
        self.announce(feed_id or self.feed(), entry(name, **changes))
        return EntryId(max(one.id for one in self.due(Job.READ)))

    def article(self, one: Article, at: datetime = NOON) -> SavedArticle:
        """A stored article that waits to be matched, announced by an entry of its own."""
        entry_id = self.pending_entry(url=one.url, url_key=one.url_key)
        saved: SavedArticle = self.write(
            save_article, entry_id, one, by_exact, reread_at=None, now=at
        )
        return saved

    def alert(self, one: Article, *matches: Match, at: datetime = NOON) -> AlertId | None:
        """What becomes of an article that is stored and matched."""
        return self.matched(self.article(one, at).id, *matches, at=at)

    def matched(
        self, article_id: ArticleId, *matches: Match, at: datetime = NOON
    ) -> AlertId | None:
        result = MatchResult(matches or (match(),))
        alert_id: AlertId | None = self.write(
            save_matches, article_id, result, to_two, now=at, message_domain="alerts.example"
        )
        return alert_id

    def delivery(self) -> DeliveryId:
        """A delivery that waits to be sent, of an alert of its own."""
        assert self.alert(article(f"told-{next(self._number)}")) is not None
        return DeliveryId(self.due(Job.SEND)[-1].id)

    def due(self, job: Job, now: datetime = NOON, limit: int = 100) -> list[Any]:
        return list(self.read(due, job, now, limit))

    def scalar(self, query: Any) -> Any:
        return self.read(_scalar, query)


def _scalar(connection: Connection, query: Any) -> Any:
    return connection.execute(query).scalar_one()


# --- SQLite ---------------------------------------------------------------------------------------


def new_sqlite(path: Path) -> str:
    url = f"sqlite:///{path}"
    upgrade(url)
    return url


# --- PostgreSQL -----------------------------------------------------------------------------------

TEMPLATE = "with_tables"


@dataclass(slots=True)
class PostgreSQL:
    """A server of our own, in a temporary folder."""

    binaries: Path
    folder: Path
    user: str | None  # the server refuses to run as root
    fsync: str = "off"
    _number: Iterator[int] = field(default_factory=lambda: count(1))

    def url(self, name: str) -> str:
        return f"postgresql+psycopg://monitor@/{name}?host={self.folder}"

    def new_database(self, template: str = TEMPLATE) -> str:
        name = f"test_{next(self._number)}"
        self.execute(f"CREATE DATABASE {name} TEMPLATE {template}")
        return self.url(name)

    def execute(self, statement: str) -> None:
        engine = create_engine(self.url("postgres"), isolation_level="AUTOCOMMIT")
        with engine.connect() as connection:
            connection.exec_driver_sql(statement)
        engine.dispose()

    def start(self) -> None:
        place = f"-c listen_addresses='' -c unix_socket_directories={self.folder}"
        options = f"{place} -c fsync={self.fsync}"
        log = str(self.folder / "log")
        self.run("pg_ctl", "-D", self.data, "-w", "-l", log, "-o", options, "start")

    def stop(self) -> None:
        """Stop at once, as in a crash."""
        self.run("pg_ctl", "-D", self.data, "-m", "immediate", "stop")

    @property
    def data(self) -> str:
        return str(self.folder / "data")

    def run(self, program: str, *arguments: str) -> None:
        subprocess.run(
            [self.binaries / program, *arguments],
            check=True,
            user=self.user,
            cwd=self.folder,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            timeout=60,
        )


def postgresql_binaries() -> Path | None:
    """The folder of the newest PostgreSQL server installed."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    if found:
        return found[-1].parent
    on_path = shutil.which("initdb")
    return None if on_path is None else Path(on_path).resolve().parent


@contextmanager
def running_postgresql(binaries: Path, fsync: str = "off") -> Iterator[PostgreSQL]:
    """Make a server with a template database that holds our tables; remove it all afterwards."""
    user = "nobody" if os.geteuid() == 0 else None
    folder = Path(tempfile.mkdtemp(prefix="monitor-pg-"))
    if user is not None:
        shutil.chown(folder, user)
    server = PostgreSQL(binaries, folder, user, fsync)
    try:
        server.run(
            "initdb", "-D", server.data, "-U", "monitor", "-E", "UTF8", "-A", "trust", "--no-sync"
        )
        server.start()
        server.execute(f"CREATE DATABASE {TEMPLATE}")
        upgrade(server.url(TEMPLATE))
        yield server
    finally:
        if (folder / "data" / "postmaster.pid").exists():
            server.stop()
        shutil.rmtree(folder, ignore_errors=True)
