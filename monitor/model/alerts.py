"""Something new to tell, to whom, in which words, and what came of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

from monitor.model.articles import TextSource
from monitor.model.ids import AlertId, ArticleId, DeliveryId, StoryId
from monitor.model.matches import Match, Severity
from monitor.model.stories import Novelty
from monitor.model.timetables import AT_ONCE, Timetable


@dataclass(frozen=True, slots=True)
class Alert:
    """Something new to tell: one story, and the rules it is told for."""

    id: AlertId
    key: str  # unique and stable: the same alert is never made twice
    story_id: StoryId
    article_id: ArticleId
    headline: str
    url: str
    source: str
    text_source: TextSource
    published: datetime | None
    created: datetime
    matches: tuple[Match, ...]
    novelty: Novelty = Novelty.NEW
    change: str = ""  # what the article adds to a known event, in one sentence
    follows: AlertId | None = None  # the first alert on the same story

    @property
    def severity(self) -> Severity:
        """The highest severity among its matches."""
        return max(match.severity for match in self.matches)

    @property
    def topics(self) -> tuple[str, ...]:
        """All topics of its matches, each once, in the matches' order."""
        return tuple(dict.fromkeys(topic for match in self.matches for topic in match.topics))


@dataclass(frozen=True, slots=True)
class Route:
    """One recipient an alert goes to: a channel, and who is reached through it."""

    channel: str
    recipient: str  # "" when the channel reaches one fixed place
    timetable: Timetable = AT_ONCE


class DeliveryState(StrEnum):
    """Where a delivery stands."""

    PENDING = "pending"  # due now or at its next attempt
    SENDING = "sending"  # handed to the channel; found after a crash, it may have arrived
    BUNDLED = "bundled"  # goes with another's digest, and fares as that does
    SENT = "sent"
    DEAD = "dead"  # given up: listed, and resent by hand


@dataclass(frozen=True, slots=True)
class Delivery:
    """One alert to one recipient, or a digest of several, with its attempts."""

    id: DeliveryId
    alert: Alert
    channel: str
    recipient: str
    attempts: int  # begun before this one
    first_tried: datetime | None
    possible_repeat: bool  # an earlier attempt may have arrived without our knowing
    message_id: str  # RFC 5322 msg-id, the same on every attempt
    thread: str = ""  # the msg-id under which this recipient was told the story first
    digest: tuple[Alert, ...] = ()  # all alerts of a digest, its own first
    before: Alert | None = None  # what was told of the story last, where this changes it


@dataclass(frozen=True, slots=True)
class Message:
    """An alert in words, ready for a channel.

    Mail takes `text` and `html`, chat services the shorter `chat` (with mentions defused), webhooks
    `data`, which is ready for JSON, and a terminal draws the `alert` itself.
    """

    subject: str
    text: str
    html: str
    message_id: str
    headers: dict[str, str] = field(default_factory=dict)
    chat: str = ""
    data: dict[str, object] = field(default_factory=dict)
    alert: Alert | None = None  # None for a test message
    copies: tuple[str, ...] = ()  # other sources that carry the story


@dataclass(frozen=True, slots=True)
class Sent:
    """The channel accepted the message."""

    detail: str = ""


@dataclass(frozen=True, slots=True)
class RetryLater:
    """The channel could not take it now.

    `tried` is false when nothing was sent, because the channel keeps its pace or rests: no failure
    of this delivery, so the wait does not grow by it.
    """

    detail: str
    retry_after: timedelta | None = None
    tried: bool = True


@dataclass(frozen=True, slots=True)
class Refused:
    """The channel will not take it, now or later, without the operator's help."""

    detail: str


SendResult = Sent | RetryLater | Refused


@dataclass(frozen=True, slots=True)
class Attempt:
    """One finished attempt to deliver: the delivery's state from now on."""

    delivery_id: DeliveryId
    at: datetime
    state: DeliveryState
    detail: str
    next_due: datetime | None  # None when no further attempt is planned
    number: int  # which attempt of the delivery it was, from 1
