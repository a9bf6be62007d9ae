"""What could have been missed: for a span of time, what each source brought and what became of it.

Every count is of rows that were written before the work they stand for began: an entry is a row
before its page is asked for, an article before the rules see it. What a crash left undone is
therefore counted as unfinished, and never as if it had not been.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, case, exists, func, select

from monitor.model import FeedId, FeedStatus, Health, PollOutcome, TextSource, judge
from monitor.store.feeds import feed_from, state_from
from monitor.store.schema import articles, entries, feeds, matches, polls

_GOOD = frozenset({PollOutcome.ENTRIES.value, PollOutcome.UNCHANGED.value})


@dataclass(frozen=True, slots=True)
class Coverage:
    """One source over a span."""

    feed_id: FeedId
    title: str
    url: str
    health: Health
    polls: int  # in order
    failed_polls: int
    offline_polls: int  # our own network was down
    unwatched: timedelta  # the longest time without a poll in order
    expected: int | None  # entries by its rhythm; None while that is unknown
    seen: int  # entries announced
    fetched: int  # their pages were had
    extracted: int  # they have a text, of the page or of the feed
    flagged: int  # something was odd about the text
    matched: int  # a rule fired
    failed: int  # put aside: not read, or the rules could not see it
    unfinished: int  # still to be read or to be matched
    lost: int  # at most so many entries came and went unseen

    @property
    def is_whole(self) -> bool:
        """Whether nothing is known that could have been missed."""
        return not (self.failed or self.unfinished or self.lost or self.failed_polls)


@dataclass(slots=True)
class _Watch:
    """The polls of one feed, gathered in order of time."""

    last_good: datetime
    good: int = 0
    failed: int = 0
    offline: int = 0
    lost: int = 0
    unwatched: timedelta = field(default_factory=timedelta)

    def note(self, at: datetime, outcome: str, lost: int) -> None:
        self.lost += lost
        if outcome in _GOOD:
            self.good += 1
            self.until(at)
        elif outcome == PollOutcome.OFFLINE.value:
            self.offline += 1
        else:
            self.failed += 1

    def until(self, at: datetime) -> None:
        self.unwatched = max(self.unwatched, at - self.last_good)
        self.last_good = at


def coverage(
    connection: Connection, start: datetime, end: datetime, now: datetime
) -> tuple[Coverage, ...]:
    """What each followed source brought from `start` to before `end`, in the order of the feeds."""
    watched = _watched(connection, start, end)
    counted = {row.feed_id: row for row in connection.execute(_entries(start, end))}
    found = []
    for row in connection.execute(select(feeds).order_by(feeds.c.id)):
        watch = watched[row.id]
        if row.status == FeedStatus.ACTIVE.value:
            watch.until(max(min(end, now), watch.last_good))
        found.append(_covered(row, watch, counted.get(row.id), (start, end, now)))
    return tuple(found)


def _covered(
    row: Row[Any],
    watch: _Watch,
    counted: Row[Any] | None,
    span: tuple[datetime, datetime, datetime],
) -> Coverage:
    start, end, now = span
    state = state_from(row)
    since = max(start, row.added_at)
    until = max(min(end, now), since)
    return Coverage(
        feed_id=FeedId(row.id),
        title=row.title,
        url=row.url,
        health=judge(feed_from(row).status, state, now).health,
        polls=watch.good,
        failed_polls=watch.failed,
        offline_polls=watch.offline,
        unwatched=watch.unwatched,
        expected=state.learnt.entries_in(until - since),
        seen=_count(counted, "seen"),
        fetched=_count(counted, "fetched"),
        extracted=_count(counted, "extracted"),
        flagged=_count(counted, "flagged"),
        matched=_count(counted, "matched"),
        failed=_count(counted, "failed"),
        unfinished=_count(counted, "unfinished"),
        lost=watch.lost,
    )


def _watched(connection: Connection, start: datetime, end: datetime) -> defaultdict[int, _Watch]:
    """Every feed's polls in the span; a feed without one has been unwatched since its start."""
    found: defaultdict[int, _Watch] = defaultdict(lambda: _Watch(start))
    columns = (polls.c.feed_id, polls.c.at, polls.c.outcome, polls.c.lost)
    query = select(*columns).where(polls.c.at >= start, polls.c.at < end).order_by(polls.c.at)
    later = select(feeds.c.id, feeds.c.added_at).where(feeds.c.added_at > start)
    for feed_id, added_at in connection.execute(later):  # nobody promised to watch it before
        found[feed_id].last_good = added_at
    for row in connection.execute(query):
        found[row.feed_id].note(row.at, row.outcome, row.lost)
    return found


def _entries(start: datetime, end: datetime) -> Any:
    """The entries that were news, by feed, with how far each of them came."""
    source = articles.c.text_source
    fired = exists().where(matches.c.article_id == articles.c.id)
    is_read = entries.c.article_id.is_not(None)
    by_page = is_read & (source == TextSource.PAGE.value)
    texts = (TextSource.PAGE.value, TextSource.FEED.value)
    failed = (entries.c.state == "failed") | (articles.c.state == "failed")
    # With an article, one that is still to be read has its text from the feed until its page comes.
    waits = (entries.c.state == "to_read") & entries.c.article_id.is_(None)
    unfinished = waits | (articles.c.state == "to_match")
    return (
        select(
            entries.c.feed_id,
            func.count().label("seen"),
            _sum(by_page).label("fetched"),
            _sum(is_read & source.in_(texts)).label("extracted"),
            _sum(is_read & (articles.c.note != "")).label("flagged"),
            _sum(fired).label("matched"),
            _sum(failed).label("failed"),
            _sum(unfinished).label("unfinished"),
        )
        .outerjoin(articles, articles.c.id == entries.c.article_id)
        .where(entries.c.first_seen >= start, entries.c.first_seen < end)
        .where(entries.c.state != "baseline")
        .group_by(entries.c.feed_id)
    )


def _sum(condition: ColumnElement[bool]) -> ColumnElement[int]:
    return func.coalesce(func.sum(case((condition, 1), else_=0)), 0)


def _count(row: Row[Any] | None, name: str) -> int:
    return 0 if row is None else int(getattr(row, name))
