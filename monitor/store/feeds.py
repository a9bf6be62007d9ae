"""Feeds and their entries: what is followed, what was announced, and when to look again.

Each function is a verb: it takes an open transaction and leaves the commit to its caller.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Row, bindparam, case, delete, insert, or_, select, update

from monitor.errors import NotFound
from monitor.model import (
    Entry,
    Feed,
    FeedId,
    FeedState,
    FeedStatus,
    FirstPoll,
    KnownEntry,
    Learnt,
    Poll,
    PollHints,
    PollOutcome,
    SavedPage,
    SavedPoll,
    Validators,
)
from monitor.store import learning
from monitor.store.columns import Words
from monitor.store.hosts import host_of
from monitor.store.inserts import batches, insert_new
from monitor.store.schema import digest, entries, feeds, polls

Unseen = Callable[[Sequence[Entry], Sequence[KnownEntry]], tuple[Entry, ...]]


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


# Built once: a poll that brings nothing is what happens most, and building its statements costs
# three times what running them does. What the operator did meanwhile stands: a pause, a title.
_LOAD_FEED = select(feeds).where(feeds.c.id == bindparam("this_feed"))
_SAVE_STATE = (
    update(feeds)
    .where(feeds.c.id == bindparam("this_feed"))
    .values(
        status=case(
            (feeds.c.status == FeedStatus.PAUSED.value, feeds.c.status),
            else_=bindparam("new_status"),
        ),
        title=case(
            (feeds.c.title != "", feeds.c.title), else_=bindparam("new_title", type_=Words())
        ),
    )
)
_SAVE_LINE = insert(polls)


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
        "hints": _hints_json(PollHints()),
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
    row = connection.execute(_LOAD_FEED, {"this_feed": feed_id}).one_or_none()
    if row is None:
        raise NotFound(f"there is no feed {feed_id}")
    return feed_from(row), state_from(row)


def save_poll(connection: Connection, poll: Poll, unseen: Unseen) -> SavedPoll:
    """Remember a poll: its new entries, the feed's state with its validators, and a ledger line.

    `unseen` judges which entries are new, inside the transaction and against every remembered
    entry of the feed that shares a guid or an address with one of them.

    Raises:
        NotFound: the feed was removed meanwhile.
    """
    changed = connection.execute(_SAVE_STATE, _after(poll))
    _require(changed.rowcount, poll.feed_id)
    announced = (*poll.to_read, *poll.silent)
    fresh = unseen(announced, _known(connection, poll.feed_id, announced)) if announced else ()
    lost = learning.save_learnt(connection, poll, announced, len(fresh))
    silent = frozenset(poll.silent)
    rows = [_entry_row(entry, poll.feed_id, poll.at, is_silent=entry in silent) for entry in fresh]
    new = insert_new(connection, entries, rows, entries.c.state)
    to_read = sum(row.state == "to_read" for row in new)
    line = {
        "feed_id": poll.feed_id,
        "at": poll.at,
        "outcome": poll.outcome.value,
        "detail": poll.detail,
        "new_entries": to_read,
        "lost": lost,
    }
    connection.execute(_SAVE_LINE, line)
    return SavedPoll(new_entries=to_read, baselined=len(new) - to_read, lost=lost)


def save_older(
    connection: Connection, feed_id: FeedId, older: Sequence[Entry], unseen: Unseen, now: datetime
) -> SavedPage:
    """Remember the entries of an older page of a feed, all to be read if they are new.

    Raises:
        NotFound: the feed was removed meanwhile.
    """
    _require(
        len(connection.execute(select(feeds.c.id).where(feeds.c.id == feed_id)).all()), feed_id
    )
    fresh = unseen(older, _known(connection, feed_id, older)) if older else ()
    rows = [_entry_row(entry, feed_id, now, is_silent=False) for entry in fresh]
    new = insert_new(connection, entries, rows, entries.c.state)
    return SavedPage(new_entries=len(new), overlaps=len(fresh) < len(older))


def close_gap(connection: Connection, feed_id: FeedId, at: datetime, found: int) -> None:
    """Take back that entries were lost by the poll of a moment: older pages held them."""
    said = polls.c.detail + f"; {found} more found on older pages, nothing was lost"
    line = update(polls).where(polls.c.feed_id == feed_id, polls.c.at == at)
    connection.execute(line.values(lost=0, detail=said))
    learning.forget_loss(connection, feed_id)


def _after(poll: Poll) -> dict[str, Any]:
    """The feed's columns after a poll, as `_SAVE_STATE` takes them.

    Only a poll that read a feed changes what its body taught; most polls leave those columns be.
    """
    state = poll.state
    validators = state.validators
    taught = {}
    if poll.outcome is PollOutcome.ENTRIES:
        taught = {
            "baseline_at": state.baseline_at,
            "body_hash": state.body_hash,
            "hints": _hints_json(state.hints),
            "items": state.items,
        }
    return taught | {
        "this_feed": poll.feed_id,
        "new_status": poll.status.value,
        "new_title": poll.title or "",
        "validators_url": validators.url if validators else None,
        "etag": validators.etag if validators else None,
        "last_modified": validators.last_modified if validators else None,
        "next_due": state.next_due,
        "due_reason": state.due_reason,
        "failures": state.failures,
        "last_polled": state.last_polled,
        "last_success": state.last_success,
        "last_outcome": state.last_outcome,
    }


def _known(
    connection: Connection, feed_id: FeedId, announced: Sequence[Entry]
) -> tuple[KnownEntry, ...]:
    """The remembered entries of a feed that any of these might be."""
    columns = (entries.c.id, entries.c.guid, entries.c.url_key, entries.c.title)
    found: dict[int, KnownEntry] = {}
    for some in batches(announced):
        guids = [digest(entry.guid) for entry in some]
        addresses = [digest(entry.url_key) for entry in some if entry.url_key is not None]
        query = select(*columns).where(
            entries.c.feed_id == feed_id,
            or_(entries.c.guid_digest.in_(guids), entries.c.url_digest.in_(addresses)),
        )
        for row in connection.execute(query):
            found[row.id] = KnownEntry(row.guid, row.url_key, row.title)
    return tuple(found.values())


def _entry_row(
    entry: Entry, feed_id: FeedId, at: datetime, *, is_silent: bool
) -> Mapping[str, Any]:
    """A new entry's row. One that is never read needs no text.

    The unique identity only stops the very same entry from being inserted twice by two polls at
    once; what counts as the same is `unseen`'s to say, and may let a guid be used again.
    """
    return {
        "feed_id": feed_id,
        "identity": digest(entry.guid, entry.url_key or "", entry.title),
        "guid": entry.guid,
        "guid_digest": digest(entry.guid),
        "url": entry.url,
        "url_key": entry.url_key,
        "url_digest": None if entry.url_key is None else digest(entry.url_key),
        "host": host_of(entry.url),
        "title": entry.title,
        "text": "" if is_silent else entry.text,
        "published": entry.published,
        "lang": entry.lang,
        "first_seen": at,
        "state": "baseline" if is_silent else "to_read",
        "attempts": 0,
        "failures": 0,
        "next_due": None if is_silent else at,
        "detail": "",
    }


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


def _hints_json(hints: PollHints) -> dict[str, Any]:
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
