"""Feeds: what is followed and how, and what the polls so far have taught us.

Each function is a verb: it takes an open transaction and leaves the commit to its caller.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Row, bindparam, delete, select, update

from monitor.errors import NotFound
from monitor.model import (
    Feed,
    FeedId,
    FeedState,
    FeedStatus,
    FirstPoll,
    Learnt,
    PollHints,
    Validators,
)
from monitor.store import learning
from monitor.store.hosts import host_of
from monitor.store.inserts import batches, insert_new
from monitor.store.schema import feeds


@dataclass(frozen=True, slots=True)
class NewFeed:
    """A feed to follow from now on. Without a title it takes the feed's own at the first poll."""

    url: str
    title: str = ""
    tags: tuple[str, ...] = ()
    every: timedelta = timedelta(minutes=15)
    first_poll: FirstPoll = FirstPoll.SILENT
    first_poll_count: int = 0
    first_poll_since: datetime | None = None
    every_is_chosen: bool = False
    slowest: timedelta | None = None
    ignore_hints: bool = False
    reread: bool = False
    links: str = ""


@dataclass(frozen=True, slots=True)
class FeedChange:
    """What the operator wants otherwise about a feed; None leaves a thing as it is."""

    every: timedelta | None = None
    slowest: timedelta | None = None  # zero: the interval is never stretched for this feed alone
    ignore_hints: bool | None = None
    reread: bool | None = None
    title: str | None = None
    tags: tuple[str, ...] | None = None
    links: str | None = None


@dataclass(frozen=True, slots=True)
class AddedFeed:
    """The feed at an address: newly followed, or known before and left as it was."""

    id: FeedId
    is_new: bool


# Built once: building it costs more than running it.
_LOAD = select(feeds).where(feeds.c.id.in_(bindparam("these", expanding=True)))


def add_feed(connection: Connection, feed: NewFeed, now: datetime) -> AddedFeed:
    """Follow a feed, due at once; a feed with this address that is known stays as it is."""
    row = {
        "url": feed.url,
        "host": host_of(feed.url),
        "title": feed.title,
        "tags": list(feed.tags),
        "every": feed.every,
        "first_poll": feed.first_poll.value,
        "first_poll_count": feed.first_poll_count,
        "first_poll_since": feed.first_poll_since,
        "status": FeedStatus.ACTIVE.value,
        "every_is_chosen": feed.every_is_chosen,
        "slowest": feed.slowest,
        "ignore_hints": feed.ignore_hints,
        "reread": feed.reread,
        "links": feed.links,
        "former": [],
        "added_at": now,
        "next_due": now,
        "due_reason": "never polled",
        "failures": 0,
        "last_outcome": "",
        "hints": hints_json(PollHints()),
        "items": b"",
        "learnt": learning.as_json(Learnt()),
    }
    inserted = insert_new(connection, feeds, [row], feeds.c.id)
    if inserted:
        return AddedFeed(FeedId(inserted[0].id), is_new=True)
    known = connection.execute(select(feeds.c.id).where(feeds.c.url == feed.url)).scalar_one()
    return AddedFeed(FeedId(known), is_new=False)


def remove_feed(connection: Connection, feed_id: FeedId) -> None:
    """Forget a feed with its entries and polls; its articles and alerts stay.

    Raises:
        NotFound: there is no such feed.
    """
    gone = connection.execute(delete(feeds).where(feeds.c.id == feed_id))
    _require(gone.rowcount, feed_id)


def set_status(connection: Connection, feed_id: FeedId, status: FeedStatus, now: datetime) -> None:
    """Pause a feed, or follow it again; a feed that becomes active is due at once.

    Raises:
        NotFound: there is no such feed.
    """
    values: dict[str, Any] = {"status": status.value}
    if status is FeedStatus.ACTIVE:
        values |= {"next_due": now, "due_reason": "made active by the operator"}
    changed = connection.execute(update(feeds).where(feeds.c.id == feed_id).values(values))
    _require(changed.rowcount, feed_id)


def change_feed(connection: Connection, feed_id: FeedId, change: FeedChange, now: datetime) -> None:
    """Follow a feed in another way from now on; another interval makes it due at once.

    A pause that a server asked for stands: nothing here reaches it.

    Raises:
        NotFound: there is no such feed.
    """
    values = {
        name: value
        for name in change.__slots__
        if (value := getattr(change, name)) is not None and name != "tags"
    }
    if change.tags is not None:
        values["tags"] = list(change.tags)
    if change.slowest == timedelta(0):
        values["slowest"] = None
    if change.every is not None:
        values["every_is_chosen"] = True
    if {"every", "slowest", "ignore_hints", "links"} & set(values):
        values |= {"next_due": now, "due_reason": "changed by the operator"}
    if change.links is not None:  # what was read by another selector says nothing about this one
        values |= {"body_hash": None, "items": b"", "validators_url": None}
    changed = connection.execute(update(feeds).where(feeds.c.id == feed_id).values(values))
    _require(changed.rowcount, feed_id)


def poll_soon(connection: Connection, feed_id: FeedId, now: datetime) -> None:
    """Make a feed due at once; one that is paused or gone, or whose host asked for rest, waits.

    Raises:
        NotFound: there is no such feed.
    """
    values = {"next_due": now, "due_reason": "asked for by the operator"}
    changed = connection.execute(update(feeds).where(feeds.c.id == feed_id).values(values))
    _require(changed.rowcount, feed_id)


def load_feed(connection: Connection, feed_id: FeedId) -> tuple[Feed, FeedState]:
    """A feed, and what its polls have taught us.

    Raises:
        NotFound: there is no such feed.
    """
    found = load_feeds(connection, [feed_id]).get(feed_id)
    if found is None:
        raise NotFound(f"there is no feed {feed_id}")
    return found


def load_feeds(
    connection: Connection, ids: Sequence[FeedId]
) -> dict[FeedId, tuple[Feed, FeedState]]:
    """Several feeds with what their polls have taught us; those that are not there are left out."""
    found = {}
    for some in batches(ids):
        for row in connection.execute(_LOAD, {"these": some}):
            found[FeedId(row.id)] = (feed_from(row), state_from(row))
    return found


def feed_from(row: Row[Any]) -> Feed:
    """A row of `feeds` as what we follow and how."""
    return Feed(
        id=FeedId(row.id),
        url=row.url,
        title=row.title,
        tags=tuple(row.tags),
        every=row.every,
        first_poll=FirstPoll(row.first_poll),
        first_poll_count=row.first_poll_count,
        first_poll_since=row.first_poll_since,
        status=FeedStatus(row.status),
        every_is_chosen=row.every_is_chosen,
        slowest=row.slowest,
        ignore_hints=row.ignore_hints,
        reread=row.reread,
        links=row.links,
        former=tuple(row.former),
    )


def state_from(row: Row[Any]) -> FeedState:
    """A row of `feeds` as what the polls have taught us."""
    validators = None
    if row.validators_url is not None:
        validators = Validators(row.validators_url, row.etag, row.last_modified)
    return FeedState(
        validators=validators,
        next_due=row.next_due,
        due_reason=row.due_reason,
        baseline_at=row.baseline_at,
        failures=row.failures,
        last_polled=row.last_polled,
        last_success=row.last_success,
        last_outcome=row.last_outcome,
        body_hash=row.body_hash,
        hints=_hints_from(row.hints),
        items=bytes(row.items),
        learnt=learning.from_json(row.learnt),
    )


def hints_json(hints: PollHints) -> dict[str, Any]:
    """A feed's wishes, as JSON's types."""
    return {
        "ttl": None if hints.ttl is None else hints.ttl.total_seconds(),
        "skip_hours": list(hints.skip_hours),
        "skip_days": list(hints.skip_days),
    }


def _hints_from(value: Mapping[str, Any]) -> PollHints:
    return PollHints(
        ttl=None if value["ttl"] is None else timedelta(seconds=value["ttl"]),
        skip_hours=tuple(value["skip_hours"]),
        skip_days=tuple(value["skip_days"]),
    )


def _require(rows: int, feed_id: FeedId) -> None:
    if not rows:
        raise NotFound(f"there is no feed {feed_id}")
