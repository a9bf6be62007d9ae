"""Notices: what the operator is told of Monitor's own work, once for each change.

A notice is written in the transaction of what it tells of. Handing it to the operator's channels is
a second step, so that channels that come and go lose nothing: first it is addressed to those there
are (`address`), then each delivery is tried until it is taken or given up.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, Row, func, insert, or_, select, update

from monitor.model import FeedId, Notice, NoticeKind, Route
from monitor.store.inserts import insert_new
from monitor.store.records import load_setting, save_setting
from monitor.store.schema import notice_deliveries, notices

_BATCH = 200


@dataclass(frozen=True, slots=True)
class News:
    """A change that concerns the operator, to be noted."""

    kind: NoticeKind
    at: datetime
    subject: str  # one line
    detail: str
    feed_id: FeedId | None = None


@dataclass(frozen=True, slots=True)
class NoticeRow:
    """A notice in a listing, with how many of its recipients have it."""

    notice: Notice
    sent: int
    waiting: int
    given_up: int


@dataclass(frozen=True, slots=True)
class Bundle:
    """The notices that are due for one recipient: they make one message."""

    route: Route
    notices: tuple[Notice, ...]
    attempts: int  # made before, by the one tried most


def add_notice(connection: Connection, news: News) -> None:
    """Note a change the operator should hear of; it is due to be handed on at once."""
    row = {
        "at": news.at,
        "kind": news.kind.value,
        "feed_id": news.feed_id,
        "subject": news.subject,
        "detail": news.detail,
        "next_due": news.at,
    }
    connection.execute(insert(notices).values(row))


def note_change(connection: Connection, about: str, state: str, news: News) -> bool:
    """Note news of a state, unless that state was noted last; "" is the state of rest at first.

    Returns whether it was noted.
    """
    if (load_setting(connection, about) or "") == state:
        return False
    save_setting(connection, about, state)
    add_notice(connection, news)
    return True


def is_waiting(connection: Connection, now: datetime) -> bool:
    """Whether there is anything to address or to hand on."""
    found = (
        select(table.c.next_due).where(table.c.next_due <= now).exists()
        for table in (notices, notice_deliveries)
    )
    return bool(connection.execute(select(or_(*found))).scalar_one())


def address(connection: Connection, routes: Sequence[Route], now: datetime) -> int:
    """Address what was noted to these recipients; return how many notices."""
    query = select(notices.c.id).where(notices.c.next_due <= now).order_by(notices.c.id)
    found = tuple(connection.execute(query.limit(_BATCH)).scalars())
    rows = [
        {
            "notice_id": notice,
            "channel": route.channel,
            "recipient": route.recipient,
            "attempts": 0,
            "next_due": now,
            "detail": "",
        }
        for notice in found
        for route in routes
    ]
    insert_new(connection, notice_deliveries, rows, notice_deliveries.c.notice_id)
    done = update(notices).where(notices.c.id.in_(found))
    connection.execute(done.values(next_due=None))
    return len(found)


def due_bundles(connection: Connection, now: datetime) -> tuple[Bundle, ...]:
    """What is due for each recipient, oldest first, at most a batch in all."""
    query = (
        select(notices, notice_deliveries)
        .join(notices, notices.c.id == notice_deliveries.c.notice_id)
        .where(notice_deliveries.c.next_due <= now)
        .order_by(notices.c.id)
        .limit(_BATCH)
    )
    bundles: dict[Route, list[Row[tuple[object, ...]]]] = {}
    for row in connection.execute(query):
        bundles.setdefault(Route(row.channel, row.recipient), []).append(row)
    return tuple(
        Bundle(route, tuple(map(_notice, rows)), max(row.attempts for row in rows))
        for route, rows in bundles.items()
    )


def save_notice_attempt(
    connection: Connection,
    bundle: Bundle,
    detail: str,
    *,
    sent_at: datetime | None,
    next_due: datetime | None,
) -> None:
    """Record how a send ended: taken (`sent_at`), to be tried again (`next_due`), or given up."""
    ids = [notice.id for notice in bundle.notices]
    this = update(notice_deliveries).where(
        notice_deliveries.c.notice_id.in_(ids),
        notice_deliveries.c.channel == bundle.route.channel,
        notice_deliveries.c.recipient == bundle.route.recipient,
    )
    values = {"attempts": bundle.attempts + 1, "sent_at": sent_at, "next_due": next_due}
    connection.execute(this.values(**values, detail=detail))


def list_notices(
    connection: Connection, since: datetime | None = None, limit: int = 20
) -> tuple[NoticeRow, ...]:
    """The last notices, newest first."""
    told = notice_deliveries
    counted = (
        select(
            told.c.notice_id,
            func.count(told.c.sent_at).label("sent"),
            func.count(told.c.next_due).label("waiting"),
            func.count().label("all"),
        )
        .group_by(told.c.notice_id)
        .subquery()
    )
    query = (
        select(notices, counted.c.sent, counted.c.waiting, counted.c.all)
        .outerjoin(counted, counted.c.notice_id == notices.c.id)
        .order_by(notices.c.id.desc())
        .limit(limit)
    )
    if since is not None:
        query = query.where(notices.c.at >= since)
    return tuple(
        NoticeRow(
            notice=_notice(row),
            sent=row.sent or 0,
            waiting=row.waiting or 0,
            given_up=(row.all or 0) - (row.sent or 0) - (row.waiting or 0),
        )
        for row in connection.execute(query)
    )


def _notice(row: Row[tuple[object, ...]]) -> Notice:
    feed_id = None if row.feed_id is None else FeedId(row.feed_id)
    return Notice(row.id, row.at, NoticeKind(row.kind), feed_id, row.subject, row.detail)
