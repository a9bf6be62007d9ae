"""What polls teach about a feed: its rhythm, its moves, its health, and what the operator is told.

Written only when it changes, in the transaction of the poll that changed it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, bindparam, select, update

from monitor.model import Entry, FeedId, Health, Learnt, Move, NoticeKind, Poll, judge
from monitor.model.health import to_tell
from monitor.store.hosts import host_of
from monitor.store.notices import News, add_notice
from monitor.store.schema import feeds

_SAVE = (
    update(feeds)
    .where(feeds.c.id == bindparam("this_feed"))
    .values(learnt=bindparam("learnt", type_=feeds.c.learnt.type))
)


def save_learnt(connection: Connection, poll: Poll, announced: Sequence[Entry], new: int) -> int:
    """Save what a poll taught, tell the operator of changes; return how many entries were lost."""
    learnt = poll.state.learnt
    if new and poll.since is not None:
        known = poll.skipped + len(announced) - new
        learnt = learnt.with_news(new, known, poll.at, poll.since, _oldest(announced))
    if poll.new_url is not None and learnt.move is not None:
        learnt = _move(connection, poll, learnt, poll.new_url)
    verdict = judge(poll.status, replace(poll.state, learnt=learnt), poll.at)
    told = to_tell(verdict, learnt.told, poll.state.failures)
    if told is not learnt.told:
        _tell_health(connection, poll, told, verdict.reason)
        learnt = replace(learnt, told=told)
    lost = learnt.lost if learnt.lost_at == poll.at else 0
    if lost:
        _tell_loss(connection, poll, lost)
    if learnt != poll.before:
        connection.execute(_SAVE, {"this_feed": poll.feed_id, "learnt": as_json(learnt)})
    return lost


def is_quiet(poll: Poll) -> bool:
    """Whether a poll that announced nothing moves no feed and tells the operator nothing."""
    if poll.new_url is not None:
        return False
    told = poll.state.learnt.told
    verdict = judge(poll.status, poll.state, poll.at)
    return to_tell(verdict, told, poll.state.failures) is told


def save_lessons(connection: Connection, quiet: Sequence[Poll]) -> None:
    """Save what quiet polls taught, where it is anything at all."""
    lessons = [
        {"this_feed": poll.feed_id, "learnt": as_json(poll.state.learnt)}
        for poll in quiet
        if poll.state.learnt != poll.before
    ]
    if lessons:
        connection.execute(_SAVE, lessons)


def forget_loss(connection: Connection, feed_id: FeedId) -> None:
    """Take back the last loss of a feed: what was missed has been found."""
    query = select(feeds.c.learnt).where(feeds.c.id == feed_id)
    kept = connection.execute(query).scalar_one_or_none()
    if kept is not None:
        found = as_json(replace(from_json(kept), lost=0, lost_at=None))
        connection.execute(_SAVE, {"this_feed": feed_id, "learnt": found})


def as_json(learnt: Learnt) -> dict[str, Any]:
    """What is learnt, as JSON's types; what is not known is left out."""
    move = learnt.move
    pairs = {
        "last_new": _stamp(learnt.last_new),
        "gap": None if learnt.gap is None else learnt.gap.total_seconds(),
        "window": learnt.window,
        "last_body": _stamp(learnt.last_body),
        "overlapped": learnt.overlapped or None,
        "parted": learnt.parted or None,
        "lost_at": _stamp(learnt.lost_at),
        "lost": learnt.lost or None,
        "move": None if move is None else [move.to, _stamp(move.since), move.polls],
        "blocked": learnt.blocked or None,
        "told": None if learnt.told is Health.HEALTHY else learnt.told.value,
    }
    return {name: value for name, value in pairs.items() if value is not None}


def from_json(kept: Mapping[str, Any]) -> Learnt:
    """What is learnt, back from JSON's types."""
    if not kept:
        return Learnt()
    move = kept.get("move")
    return Learnt(
        last_new=_moment(kept.get("last_new")),
        gap=None if (gap := kept.get("gap")) is None else timedelta(seconds=gap),
        window=kept.get("window"),
        last_body=_moment(kept.get("last_body")),
        overlapped=kept.get("overlapped", 0),
        parted=kept.get("parted", 0),
        lost_at=_moment(kept.get("lost_at")),
        lost=kept.get("lost", 0),
        move=Move(move[0], datetime.fromisoformat(move[1]), move[2]) if move else None,
        blocked=kept.get("blocked", ""),
        told=Health(kept.get("told", Health.HEALTHY)),
    )


def _move(connection: Connection, poll: Poll, learnt: Learnt, home: str) -> Learnt:
    """Give a feed its new address, unless another feed has it; its entries stay known."""
    taken = connection.execute(select(feeds.c.id).where(feeds.c.url == home)).scalar_one_or_none()
    if taken is not None:
        return replace(learnt, blocked=f"feed {taken} follows that address; remove one of them")
    row = connection.execute(
        select(feeds.c.url, feeds.c.former).where(feeds.c.id == poll.feed_id)
    ).one()
    values = {"url": home, "host": host_of(home), "former": [*row.former, row.url]}
    connection.execute(update(feeds).where(feeds.c.id == poll.feed_id).values(values))
    subject = f"feed {poll.feed_id} has moved"
    detail = f"from {row.url} to {home}, by permanent redirect"
    news = News(NoticeKind.MOVED, poll.at, subject, detail, poll.feed_id)
    add_notice(connection, news)
    return replace(learnt, move=None, blocked="")


def _tell_health(connection: Connection, poll: Poll, told: Health, reason: str) -> None:
    word = "is healthy again" if told is Health.HEALTHY else f"is {told.value}"
    title, url = _named(connection, poll.feed_id)
    subject = f"feed {poll.feed_id} {word}: {title or url}"
    why = f"{reason}; last answer: {poll.detail}" if told is not Health.HEALTHY else reason
    add_notice(connection, News(NoticeKind.HEALTH, poll.at, subject, f"{why}\n{url}", poll.feed_id))


def _tell_loss(connection: Connection, poll: Poll, lost: int) -> None:
    title, url = _named(connection, poll.feed_id)
    subject = f"feed {poll.feed_id} rolled past us: {title or url}"
    detail = f"up to {lost} entries may be lost between two polls\n{url}"
    add_notice(connection, News(NoticeKind.GAP, poll.at, subject, detail, poll.feed_id))


def _named(connection: Connection, feed_id: FeedId) -> tuple[str, str]:
    row = connection.execute(select(feeds.c.title, feeds.c.url).where(feeds.c.id == feed_id)).one()
    return row.title, row.url


def _oldest(announced: Sequence[Entry]) -> datetime | None:
    """The date of the oldest entry, when all have one."""
    dates = [entry.published for entry in announced if entry.published is not None]
    return min(dates) if dates and len(dates) == len(announced) else None


def _stamp(moment: datetime | None) -> str | None:
    return None if moment is None else moment.isoformat()


def _moment(stamp: str | None) -> datetime | None:
    return None if stamp is None else datetime.fromisoformat(stamp)
