"""How much there is, waits and fails, in numbers: what metrics are made of.

Every query is answered from an index or a small table, so that asking each half minute costs an
archive of a million articles nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from sqlalchemy import BindParameter, Connection, Table, bindparam, func, select

from monitor.model import FeedStatus, judge
from monitor.store.engines import sqlite_path
from monitor.store.feeds import feed_from, state_from
from monitor.store.notices import is_waiting
from monitor.store.queues import LANES, TABLES, Job
from monitor.store.schema import (
    alerts,
    articles,
    deliveries,
    entries,
    feeds,
    host_pauses,
    matches,
    polls,
    stories,
    subscriptions,
)

_HOUR, _DAY = timedelta(hours=1), timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Waiting:
    """What is due of one job: how many rows, and for how long the oldest has been due."""

    rows: int
    oldest: timedelta


@dataclass(frozen=True, slots=True)
class Measures:
    """One moment's numbers. A total falls only when the newest rows go with their feed."""

    feeds: dict[str, int]  # by health
    since_success: timedelta | None  # the newest poll that went well
    polls_of_hour: dict[str, int]  # by outcome
    lost_of_day: int  # entries that came and went between two polls
    totals: dict[str, int]  # polls, entries, articles, stories, matches, alerts
    alerts_of_day: int
    waiting: dict[Job, Waiting]
    waiting_by_channel: dict[str, Waiting]
    deliveries: dict[tuple[str, str], int]  # by channel and state
    put_aside: dict[Job, int]
    paused_hosts: int
    subscriptions: dict[str, int]  # by state
    operator_waits: bool  # notices that no channel has taken yet
    database_bytes: int


def measure(connection: Connection, now: datetime) -> Measures:
    """Take all measures, of one state of the database."""
    success = connection.execute(select(func.max(feeds.c.last_success))).scalar_one()
    paused = select(func.count()).where(host_pauses.c.until > now)
    recent_alerts = select(func.count()).where(alerts.c.created > now - _DAY)
    lost = select(func.coalesce(func.sum(polls.c.lost), 0)).where(polls.c.at > now - _DAY)
    return Measures(
        feeds=_by_health(connection, now),
        since_success=None if success is None else max(now - success, timedelta(0)),
        polls_of_hour=_polls(connection, now - _HOUR),
        lost_of_day=connection.execute(lost).scalar_one(),
        totals=_totals(connection),
        alerts_of_day=connection.execute(recent_alerts).scalar_one(),
        waiting={job: _waiting(connection, job, now) for job in Job},
        waiting_by_channel=_by_channel(connection, now),
        deliveries=_deliveries(connection),
        put_aside={job: _put_aside(connection, TABLES[job]) for job in (Job.READ, Job.MATCH)},
        paused_hosts=connection.execute(paused).scalar_one(),
        subscriptions=_subscriptions(connection),
        operator_waits=is_waiting(connection, now),
        database_bytes=_size(connection),
    )


def _by_health(connection: Connection, now: datetime) -> dict[str, int]:
    found: dict[str, int] = {}
    for row in connection.execute(select(feeds)):
        word = judge(feed_from(row).status, state_from(row), now).health.value
        found[word] = found.get(word, 0) + 1
    return found


def _polls(connection: Connection, since: datetime) -> dict[str, int]:
    query = select(polls.c.outcome, func.count().label("rows")).where(polls.c.at > since)
    return {row.outcome: row.rows for row in connection.execute(query.group_by(polls.c.outcome))}


def _totals(connection: Connection) -> dict[str, int]:
    """The highest numbers given out: rows that were let go are counted still."""
    tables = (polls, entries, articles, stories, matches, alerts)
    return {
        table.name: connection.execute(select(func.max(table.c.id))).scalar_one() or 0
        for table in tables
    }


def _waiting(connection: Connection, job: Job, now: datetime) -> Waiting:
    table = TABLES[job]
    query = select(func.count(), func.min(table.c.next_due)).where(table.c.next_due <= now)
    if job is Job.POLL:
        query = query.where(feeds.c.status == FeedStatus.ACTIVE.value)
    rows, oldest = connection.execute(query).one()
    return Waiting(rows, timedelta(0) if oldest is None else now - oldest)


def _by_channel(connection: Connection, now: datetime) -> dict[str, Waiting]:
    channel, due = LANES[Job.SEND], deliveries.c.next_due
    query = select(channel, func.count(), func.min(due)).where(due <= now).group_by(channel)
    return {name: Waiting(rows, now - oldest) for name, rows, oldest in connection.execute(query)}


def _deliveries(connection: Connection) -> dict[tuple[str, str], int]:
    keys = (deliveries.c.channel, deliveries.c.state)
    query = select(*keys, func.count().label("rows")).group_by(*keys)
    return {(row.channel, row.state): row.rows for row in connection.execute(query)}


def _put_aside(connection: Connection, table: Table) -> int:
    # Written into the statement: SQLite uses an index of some rows for a literal only.
    failed: BindParameter[str] = bindparam("failed", "failed", literal_execute=True)
    query = select(func.count()).where(table.c.state == failed)
    return int(connection.execute(query).scalar_one())


def _subscriptions(connection: Connection) -> dict[str, int]:
    state = subscriptions.c.state
    query = select(state, func.count().label("rows")).group_by(state)
    return {row.state: row.rows for row in connection.execute(query)}


def _size(connection: Connection) -> int:
    """What the database takes on disk, an SQLite file's log included."""
    path = sqlite_path(connection.engine.url)
    if path is None:
        size = select(func.pg_database_size(func.current_database()))
        return int(connection.execute(size).scalar_one())
    return sum(map(_bytes_of, (path, Path(f"{path}-wal"))))


def _bytes_of(file: Path) -> int:
    try:
        return file.stat().st_size
    except FileNotFoundError:  # the log goes when the last connection closes
        return 0
