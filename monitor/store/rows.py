"""The answers of `monitor.store.queries`: frozen rows for listings."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from monitor.model import (
    Alert,
    AlertId,
    Article,
    ArticleId,
    DeliveryId,
    DeliveryState,
    EntryId,
    Feed,
    FeedId,
    FeedState,
    Health,
    HostPause,
    Match,
    PollOutcome,
    Severity,
    StoryId,
)


@dataclass(frozen=True, slots=True)
class FeedRow:
    """A feed, how it is doing, and what it has announced."""

    feed: Feed
    state: FeedState
    health: Health
    reason: str  # why we think so
    entries: int
    last_entry: datetime | None  # when we first saw its newest entry


@dataclass(frozen=True, slots=True)
class PollRow:
    """A line of the poll ledger."""

    feed_id: FeedId
    feed_url: str
    at: datetime
    outcome: PollOutcome
    detail: str
    new_entries: int
    lost: int  # at most so many entries were missed before it


@dataclass(frozen=True, slots=True)
class EntryRow:
    """An entry of a feed and what became of it."""

    id: EntryId
    feed_id: FeedId
    title: str
    url: str | None
    published: datetime | None
    first_seen: datetime
    state: str  # baseline, to_read, read or failed
    attempts: int
    next_due: datetime | None
    detail: str
    article_id: ArticleId | None


@dataclass(frozen=True, slots=True)
class ArticleRow:
    """An article, in a line."""

    id: ArticleId
    story_id: StoryId
    copy_of: ArticleId | None  # the first article of its story, when it is not that one
    title: str
    url: str
    source: str
    text_source: str
    published: datetime | None
    fetched_at: datetime
    state: str  # to_match, matched or failed
    detail: str
    rules: tuple[str, ...]  # those that fired on it


@dataclass(frozen=True, slots=True)
class ArticleShown:
    """An article, whole, with the matches found in it."""

    row: ArticleRow
    article: Article
    matches: tuple[Match, ...]
    over_budget: tuple[str, ...]  # rules that ran out of their time on it


@dataclass(frozen=True, slots=True)
class DeliveryRow:
    """A delivery, in a line."""

    id: DeliveryId
    alert_id: AlertId
    headline: str
    channel: str
    recipient: str
    state: DeliveryState
    attempts: int
    next_due: datetime | None
    last_tried: datetime | None
    sent_at: datetime | None
    possible_repeat: bool
    detail: str
    message_id: str


@dataclass(frozen=True, slots=True)
class AlertRow:
    """An alert, in a line."""

    id: AlertId
    story_id: StoryId
    headline: str
    url: str
    source: str
    severity: Severity
    topics: tuple[str, ...]
    created: datetime
    deliveries: dict[DeliveryState, int]


@dataclass(frozen=True, slots=True)
class AlertShown:
    """An alert, whole, with its copies and its deliveries."""

    alert: Alert
    also_told_by: tuple[str, ...]
    deliveries: tuple[DeliveryRow, ...]


@dataclass(frozen=True, slots=True)
class Counts:
    """What there is, and what waits; the keys are the words of the states."""

    feeds: dict[str, int]  # by health
    entries: dict[str, int]
    articles: dict[str, int]
    deliveries: dict[str, int]
    stories: int
    alerts: int
    last_poll: datetime | None
    oldest_waiting: datetime | None  # the delivery that has been due for longest
    pauses: tuple[HostPause, ...]
