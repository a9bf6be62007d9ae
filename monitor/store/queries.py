"""Read-only questions of the command line: what is followed, found, told, and stuck.

Each takes a connection (`Database.reading`) and returns rows of `monitor.store.rows`, newest first
unless said otherwise. Numbers and words only: how they look is the caller's business.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, func, select

from monitor.errors import NotFound
from monitor.model import (
    AlertId,
    ArticleId,
    DeliveryId,
    DeliveryState,
    EntryId,
    FeedId,
    HostPause,
    PollOutcome,
    Severity,
    StoryId,
    judge,
)
from monitor.store.alerts import also_told_by, load_alert, match_from
from monitor.store.articles import article_from
from monitor.store.feeds import feed_from, state_from
from monitor.store.hosts import host_of
from monitor.store.queues import load_pauses
from monitor.store.rows import (
    AlertRow,
    AlertShown,
    ArticleRow,
    ArticleShown,
    Counts,
    DeliveryRow,
    EntryRow,
    FeedRow,
    PollRow,
)
from monitor.store.schema import alerts, articles, deliveries, entries, feeds, matches, polls


def list_feeds(connection: Connection, now: datetime) -> tuple[FeedRow, ...]:
    """All feeds, in the order in which they were added."""
    counted = (
        select(
            entries.c.feed_id,
            func.count().label("entries"),
            func.max(entries.c.first_seen).label("last_entry"),
        )
        .group_by(entries.c.feed_id)
        .subquery()
    )
    query = (
        select(feeds, func.coalesce(counted.c.entries, 0).label("entries"), counted.c.last_entry)
        .outerjoin(counted, counted.c.feed_id == feeds.c.id)
        .order_by(feeds.c.id)
    )
    return tuple(_feed_row(row, now) for row in connection.execute(query))


def find_feed(connection: Connection, name: str, now: datetime) -> FeedRow:
    """The feed with this number or address.

    Raises:
        NotFound: there is none.
    """
    for row in list_feeds(connection, now):
        if name in {str(row.feed.id), row.feed.url}:
            return row
    raise NotFound(f"there is no feed {name}; 'monitor feeds list' shows those that are followed")


def pause_of(connection: Connection, url: str, now: datetime) -> HostPause | None:
    """The rest that the host of an address asked for, while it lasts."""
    host = host_of(url)
    return next((pause for pause in load_pauses(connection, now) if pause.host == host), None)


def list_polls(
    connection: Connection, feed_id: FeedId | None = None, limit: int = 20
) -> tuple[PollRow, ...]:
    """The last polls, of one feed or of all."""
    query = select(polls, feeds.c.url).join(feeds, feeds.c.id == polls.c.feed_id)
    if feed_id is not None:
        query = query.where(polls.c.feed_id == feed_id)
    query = query.order_by(polls.c.at.desc(), polls.c.id.desc()).limit(limit)
    return tuple(
        PollRow(
            feed_id=FeedId(row.feed_id),
            feed_url=row.url,
            at=row.at,
            outcome=PollOutcome(row.outcome),
            detail=row.detail,
            new_entries=row.new_entries,
            lost=row.lost,
        )
        for row in connection.execute(query)
    )


def list_entries(
    connection: Connection,
    feed_id: FeedId | None = None,
    state: str | None = None,
    limit: int = 20,
) -> tuple[EntryRow, ...]:
    """The last entries, of one feed or of all, in one state or in any."""
    query = select(entries).order_by(entries.c.id.desc()).limit(limit)
    if feed_id is not None:
        query = query.where(entries.c.feed_id == feed_id)
    if state is not None:
        query = query.where(entries.c.state == state)
    return tuple(
        EntryRow(
            id=EntryId(row.id),
            feed_id=FeedId(row.feed_id),
            title=row.title,
            url=row.url,
            published=row.published,
            first_seen=row.first_seen,
            state=row.state,
            attempts=row.attempts,
            next_due=row.next_due,
            detail=row.detail,
            article_id=None if row.article_id is None else ArticleId(row.article_id),
        )
        for row in connection.execute(query)
    )


def list_articles(
    connection: Connection, state: str | None = None, limit: int = 20
) -> tuple[ArticleRow, ...]:
    """The last articles, in one state or in any."""
    condition = None if state is None else articles.c.state == state
    return tuple(_article_row(connection, row) for row in _articles(connection, condition, limit))


def show_article(connection: Connection, article_id: ArticleId) -> ArticleShown:
    """One article with its matches.

    Raises:
        NotFound: there is no such article.
    """
    for row in _articles(connection, articles.c.id == article_id, 1):
        found = select(matches).where(matches.c.article_id == article_id).order_by(matches.c.id)
        return ArticleShown(
            row=_article_row(connection, row),
            article=article_from(row),
            matches=tuple(match_from(match) for match in connection.execute(found)),
            over_budget=tuple(row.over_budget),
        )
    raise NotFound(f"there is no article {article_id}")


def list_alerts(
    connection: Connection, since: datetime | None = None, limit: int = 20
) -> tuple[AlertRow, ...]:
    """The last alerts."""
    query = select(alerts).order_by(alerts.c.id.desc()).limit(limit)
    if since is not None:
        query = query.where(alerts.c.created >= since)
    return tuple(
        AlertRow(
            id=AlertId(row.id),
            story_id=StoryId(row.story_id),
            headline=row.headline,
            url=row.url,
            source=row.source,
            severity=Severity(row.severity),
            topics=tuple(row.topics),
            created=row.created,
            deliveries=_delivery_states(connection, row.id),
        )
        for row in connection.execute(query).all()
    )


def show_alert(connection: Connection, alert_id: AlertId) -> AlertShown:
    """One alert with its copies and its deliveries.

    Raises:
        NotFound: there is no such alert.
    """
    alert = load_alert(connection, alert_id)
    own = deliveries.c.alert_id == alert_id
    return AlertShown(alert, also_told_by(connection, alert), _deliveries(connection, own, None))


def list_deliveries(
    connection: Connection, state: DeliveryState | None = None, limit: int = 20
) -> tuple[DeliveryRow, ...]:
    """The last deliveries, in one state or in any."""
    condition = None if state is None else deliveries.c.state == state.value
    return _deliveries(connection, condition, limit)


def counts(connection: Connection, now: datetime) -> Counts:
    """What there is and what waits, at a glance."""
    by_health: dict[str, int] = {}
    for row in connection.execute(select(feeds)):
        word = judge(feed_from(row).status, state_from(row), now).health.value
        by_health[word] = by_health.get(word, 0) + 1
    waiting = select(func.min(deliveries.c.next_due)).where(deliveries.c.next_due <= now)
    stories = select(func.count(articles.c.story_id.distinct()))
    return Counts(
        feeds=by_health,
        entries=_by_state(connection, entries.c.state),
        articles=_by_state(connection, articles.c.state),
        deliveries=_by_state(connection, deliveries.c.state),
        stories=connection.execute(stories).scalar_one(),
        alerts=connection.execute(select(func.count()).select_from(alerts)).scalar_one(),
        last_poll=connection.execute(select(func.max(polls.c.at))).scalar_one(),
        oldest_waiting=connection.execute(waiting).scalar_one(),
        pauses=load_pauses(connection, now),
    )


def _feed_row(row: Row[Any], now: datetime) -> FeedRow:
    feed, state = feed_from(row), state_from(row)
    verdict = judge(feed.status, state, now)
    return FeedRow(feed, state, verdict.health, verdict.reason, row.entries, row.last_entry)


def _articles(
    connection: Connection, condition: ColumnElement[bool] | None, limit: int
) -> list[Row[Any]]:
    others = articles.alias()
    first = (
        select(func.min(others.c.id))
        .where(others.c.story_id == articles.c.story_id)
        .scalar_subquery()
    )
    query = select(articles, first.label("first_id")).order_by(articles.c.id.desc()).limit(limit)
    if condition is not None:
        query = query.where(condition)
    return list(connection.execute(query))


def _article_row(connection: Connection, row: Row[Any]) -> ArticleRow:
    fired = select(matches.c.rule_id).where(matches.c.article_id == row.id)
    return ArticleRow(
        id=ArticleId(row.id),
        story_id=StoryId(row.story_id),
        copy_of=None if row.first_id == row.id else ArticleId(row.first_id),
        title=row.title,
        url=row.url,
        source=row.source,
        text_source=row.text_source,
        published=row.published,
        fetched_at=row.fetched_at,
        state=row.state,
        detail=row.detail,
        rules=tuple(connection.execute(fired.order_by(matches.c.id)).scalars()),
    )


def _deliveries(
    connection: Connection, condition: ColumnElement[bool] | None, limit: int | None
) -> tuple[DeliveryRow, ...]:
    query = select(deliveries, alerts.c.headline).join(alerts, alerts.c.id == deliveries.c.alert_id)
    if condition is not None:
        query = query.where(condition)
    query = query.order_by(deliveries.c.id.desc()).limit(limit)
    return tuple(
        DeliveryRow(
            id=DeliveryId(row.id),
            alert_id=AlertId(row.alert_id),
            headline=row.headline,
            channel=row.channel,
            recipient=row.recipient,
            state=DeliveryState(row.state),
            attempts=row.attempts,
            next_due=row.next_due,
            last_tried=row.last_tried,
            sent_at=row.sent_at,
            possible_repeat=row.possible_repeat,
            detail=row.detail,
            message_id=row.message_id,
        )
        for row in connection.execute(query)
    )


def _delivery_states(connection: Connection, alert_id: int) -> dict[DeliveryState, int]:
    query = (
        select(deliveries.c.state, func.count().label("rows"))
        .where(deliveries.c.alert_id == alert_id)
        .group_by(deliveries.c.state)
    )
    return {DeliveryState(row.state): row.rows for row in connection.execute(query)}


def _by_state(connection: Connection, state: ColumnElement[str]) -> dict[str, int]:
    query = select(state.label("state"), func.count().label("rows")).group_by(state)
    return {row.state: row.rows for row in connection.execute(query)}
