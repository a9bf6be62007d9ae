"""What is due, and what becomes of work that our own code could not finish.

A queue is a table's rows with a due time. In one process, claims are the runner's own: it passes
the ids it is busy with, and a crash forgets them, so nothing has to be given back. A lane is what a
runner limits by: the host of an address, the channel of a delivery.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from functools import cache
from itertools import count
from operator import itemgetter
from typing import Any, NamedTuple

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    Connection,
    Select,
    Table,
    bindparam,
    exists,
    func,
    literal,
    select,
    update,
)
from sqlalchemy.sql.selectable import Exists

from monitor.model import DeliveryState, FeedStatus, HostPause
from monitor.store.bundles import unbundle
from monitor.store.inserts import insert_new
from monitor.store.schema import articles, deliveries, entries, feeds, host_pauses

BACKOFF = (timedelta(minutes=1), timedelta(minutes=10))
FEED_REST = timedelta(hours=1)
LOOK_AHEAD = 200


class Job(StrEnum):
    """The four jobs, by what each is done to."""

    POLL = "feed"
    READ = "entry"
    MATCH = "article"
    SEND = "delivery"


class Due(NamedTuple):
    """A row whose time has come, and the lane it may not leave."""

    id: int
    lane: str


@dataclass(frozen=True, slots=True)
class Mishap:
    """What follows from a job that failed by our own fault: tried again then, or put aside."""

    failures: int
    retry_at: datetime | None  # None: put aside, until an operator sees to it


TABLES = {Job.POLL: feeds, Job.READ: entries, Job.MATCH: articles, Job.SEND: deliveries}
_ASIDE = {Job.READ: "failed", Job.MATCH: "failed", Job.SEND: DeliveryState.DEAD.value}
_UNDONE = {
    Job.READ: ("to_read",),
    Job.MATCH: ("to_match",),
    Job.SEND: (DeliveryState.PENDING.value, DeliveryState.SENDING.value),
}
LANES: dict[Job, ColumnElement[str]] = {
    Job.POLL: feeds.c.host,
    Job.READ: entries.c.host,
    Job.MATCH: literal(""),
    Job.SEND: deliveries.c.channel,
}


def due(
    connection: Connection,
    job: Job,
    now: datetime,
    limit: int,
    *,
    busy: Collection[int] = (),
    full: Collection[str] = (),
) -> tuple[Due, ...]:
    """At most `limit` rows that are due, in turn from each lane, the longest waiting first.

    Left out are the `busy` ids, the `full` lanes, the feeds and entries of a paused host, and feeds
    that are not active.
    """
    wanted: dict[str, object] = {"now": now, "most": limit + len(busy) + LOOK_AHEAD}
    query = due_query(job)
    if full:
        wanted["full"] = list(full)
        query = _due_but_full(job)
    known = frozenset(busy)
    rows = connection.execute(query, wanted)
    return in_turn(Due(key, lane) for key, lane in rows if key not in known)[:limit]


@cache
def due_query(job: Job) -> Select[Any]:
    """The first `most` rows (id, lane) that are due at `now`, the longest waiting first.

    Built once: building a statement costs more than running it.
    """
    table = TABLES[job]
    return (
        select(table.c.id, LANES[job].label("lane"))
        .where(table.c.next_due <= bindparam("now"), *_conditions(job, bindparam("now")))
        .order_by(table.c.next_due, table.c.id)
        .limit(bindparam("most"))
    )


@cache
def _due_but_full(job: Job) -> Select[Any]:
    return due_query(job).where(LANES[job].not_in(bindparam("full", expanding=True)))


def in_turn(rows: Iterable[Due]) -> tuple[Due, ...]:
    """First the first of each lane, then the second: a long queue at one host delays no other."""
    ranks: defaultdict[str, Iterator[int]] = defaultdict(count)
    ranked = [(next(ranks[row.lane]), row) for row in rows]
    ranked.sort(key=itemgetter(0))
    return tuple(row for _rank, row in ranked)


def next_due_at(connection: Connection, job: Job, now: datetime) -> datetime | None:
    """When the next row that is not due yet becomes due; None when none is planned.

    What is due already is left out: it is being worked on, or waits for its lane.
    """
    table = TABLES[job]
    query = select(func.min(table.c.next_due)).where(table.c.next_due > now)
    if job is Job.POLL:
        query = query.where(feeds.c.status == FeedStatus.ACTIVE.value)
    moments = [connection.execute(query).scalar_one()]
    if job in {Job.POLL, Job.READ}:
        pauses = select(func.min(host_pauses.c.until)).where(host_pauses.c.until > now)
        moments.append(connection.execute(pauses).scalar_one())
    return min((moment for moment in moments if moment is not None), default=None)


def job_failed(connection: Connection, job: Job, row_id: int, detail: str, now: datetime) -> Mishap:
    """Plan another try of a job that failed by our own fault; after the third, put it aside.

    A feed is never put aside: it is polled again after a rest, and shows its failures.
    """
    table = TABLES[job]
    query = select(table.c.failures).where(table.c.id == row_id).with_for_update()
    failures = (connection.execute(query).scalar_one_or_none() or 0) + 1
    if job is not Job.POLL and failures > len(BACKOFF):
        return give_up_on(connection, job, row_id, detail, now)
    retry_at = now + (FEED_REST if job is Job.POLL else BACKOFF[failures - 1])
    values = {"failures": failures, "next_due": retry_at} | _said(job, detail)
    connection.execute(update(table).where(table.c.id == row_id, *_open(job)).values(values))
    return Mishap(failures, retry_at)


def give_up_on(connection: Connection, job: Job, row_id: int, detail: str, now: datetime) -> Mishap:
    """Put a row aside, listed with the reason, so that its neighbours go on.

    A feed is not put aside but polled again after a rest.
    """
    if job is Job.POLL:
        return job_failed(connection, job, row_id, detail, now)
    table = TABLES[job]
    values = {
        "state": _ASIDE[job],
        "failures": table.c.failures + 1,
        "next_due": None,
        "detail": detail,
    }
    changed = update(table).where(table.c.id == row_id, *_open(job)).values(values)
    row = connection.execute(changed.returning(table.c.failures)).one_or_none()
    if job is Job.SEND and row is not None:
        unbundle(connection, row_id, now)
    return Mishap(0 if row is None else row.failures, None)


def try_again(connection: Connection, job: Job, row_id: int, now: datetime) -> bool:
    """Make an entry or an article that was put aside due again; False when it is not put aside.

    A delivery is resent with `resend_delivery`, and a feed is never put aside.
    """
    table = TABLES[job]
    if job not in {Job.READ, Job.MATCH}:
        return False
    values = {"state": _UNDONE[job][0], "failures": 0, "next_due": now, "detail": ""}
    aside = update(table).where(table.c.id == row_id, table.c.state == _ASIDE[job])
    return connection.execute(aside.values(values)).rowcount == 1


def put_aside(connection: Connection, job: Job) -> tuple[int, ...]:
    """The entries, articles or deliveries that were put aside; a feed never is."""
    if job is Job.POLL:
        return ()
    table = TABLES[job]
    query = select(table.c.id).where(table.c.state == _ASIDE[job]).order_by(table.c.id)
    return tuple(connection.execute(query).scalars())


def remember_pause(connection: Connection, pause: HostPause) -> None:
    """Ask nothing of a host before a moment; a longer pause that is there already stands."""
    row = {"host": pause.host, "until": pause.until, "reason": pause.reason}
    if not insert_new(connection, host_pauses, [row], host_pauses.c.host):
        longer = update(host_pauses).where(
            host_pauses.c.host == pause.host, host_pauses.c.until < pause.until
        )
        connection.execute(longer.values(until=pause.until, reason=pause.reason))


def load_pauses(connection: Connection, now: datetime) -> tuple[HostPause, ...]:
    """The hosts that are still to be left alone."""
    query = select(host_pauses).where(host_pauses.c.until > now).order_by(host_pauses.c.until)
    return tuple(HostPause(row.host, row.until, row.reason) for row in connection.execute(query))


def _conditions(job: Job, now: BindParameter[datetime]) -> tuple[ColumnElement[bool], ...]:
    match job:
        case Job.POLL:
            active = feeds.c.status == FeedStatus.ACTIVE.value
            return (active, ~_is_paused(feeds, now))
        case Job.READ:
            return (~_is_paused(entries, now),)
        case Job.MATCH | Job.SEND:
            return ()


def _is_paused(table: Table, now: BindParameter[datetime]) -> Exists:
    return exists().where(host_pauses.c.host == table.c.host, host_pauses.c.until > now)


def _open(job: Job) -> tuple[ColumnElement[bool], ...]:
    """What is done stays done, whatever failed afterwards."""
    if job is Job.POLL:
        return ()
    return (TABLES[job].c.state.in_(_UNDONE[job]),)


def _said(job: Job, detail: str) -> dict[str, str]:
    """Where a row says what went wrong.

    A delivery stays in its state: left in SENDING, it will say that it may be a repeat.
    """
    if job is Job.POLL:
        reason = "resting after a failure inside Monitor"
        return {"last_outcome": f"failed inside Monitor: {detail}", "due_reason": reason}
    return {"detail": detail}
