"""What a poll leaves behind: a feed's state, its new entries, and a line in the ledger.

Most polls bring nothing, and come in crowds: many are saved with one statement (`save_quiet`). Each
function is a verb: it takes an open transaction and leaves the commit to its caller.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, bindparam, case, insert, or_, select, update

from monitor.errors import NotFound
from monitor.model import (
    Entry,
    FeedId,
    FeedStatus,
    KnownEntry,
    Poll,
    PollOutcome,
    SavedPage,
    SavedPoll,
)
from monitor.store import learning
from monitor.store.columns import Words
from monitor.store.feeds import hints_json
from monitor.store.hosts import host_of
from monitor.store.inserts import batches, insert_new
from monitor.store.schema import digest, entries, feeds, polls

Unseen = Callable[[Sequence[Entry], Sequence[KnownEntry]], tuple[Entry, ...]]

# Built once: a poll that brings nothing is what happens most, and building its statements costs
# three times what running them does. What the operator did meanwhile stands: a pause, a title.
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


def save_poll(connection: Connection, poll: Poll, unseen: Unseen) -> SavedPoll:
    """Remember a poll: its new entries, the feed's state with its validators, and a ledger line.

    `unseen` judges which entries are new, inside the transaction and against every remembered
    entry of the feed that shares a guid or an address with one of them.

    Raises:
        NotFound: the feed was removed meanwhile.
    """
    changed = connection.execute(_SAVE_STATE, _after(poll))
    _require(changed.rowcount == 1, poll.feed_id)
    announced = (*poll.to_read, *poll.silent)
    fresh = unseen(announced, _known(connection, poll.feed_id, announced)) if announced else ()
    lost = learning.save_learnt(connection, poll, announced, len(fresh))
    silent = frozenset(poll.silent)
    rows = [_entry_row(entry, poll.feed_id, poll.at, is_silent=entry in silent) for entry in fresh]
    new = insert_new(connection, entries, rows, entries.c.state)
    to_read = sum(row.state == "to_read" for row in new)
    connection.execute(_SAVE_LINE, _line(poll, to_read, lost))
    return SavedPoll(new_entries=to_read, baselined=len(new) - to_read, lost=lost)


def save_quiet(connection: Connection, ended: Sequence[Poll]) -> None:
    """Remember several polls that announced nothing: each feed's state, and a ledger line each.

    Raises:
        NotFound: one of the feeds was removed meanwhile; none of this is to be committed.
    """
    quiet = []
    for poll in ended:
        if learning.is_quiet(poll):
            quiet.append(poll)
        else:
            save_poll(connection, poll, _nothing_new)
    if not quiet:
        return
    changed = connection.execute(_SAVE_STATE, [_after(poll) for poll in quiet])
    if changed.rowcount < len(quiet):
        raise NotFound("one of the feeds is no longer there")
    learning.save_lessons(connection, quiet)
    connection.execute(_SAVE_LINE, [_line(poll, 0, 0) for poll in quiet])


def save_older(
    connection: Connection, feed_id: FeedId, older: Sequence[Entry], unseen: Unseen, now: datetime
) -> SavedPage:
    """Remember the entries of an older page of a feed, all to be read if they are new.

    Raises:
        NotFound: the feed was removed meanwhile.
    """
    known = connection.execute(select(feeds.c.id).where(feeds.c.id == feed_id)).all()
    _require(bool(known), feed_id)
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
            "hints": hints_json(state.hints),
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


def _line(poll: Poll, new_entries: int, lost: int) -> dict[str, Any]:
    """A poll's line in the ledger."""
    return {
        "feed_id": poll.feed_id,
        "at": poll.at,
        "outcome": poll.outcome.value,
        "detail": poll.detail,
        "new_entries": new_entries,
        "lost": lost,
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


def _nothing_new(_announced: Sequence[Entry], _known: Sequence[KnownEntry]) -> tuple[Entry, ...]:
    return ()


def _require(is_there: bool, feed_id: FeedId) -> None:  # noqa: FBT001
    if not is_there:
        raise NotFound(f"there is no feed {feed_id}")
