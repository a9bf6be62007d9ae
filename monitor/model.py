"""The nouns that flow through Monitor, in the order in which they appear.

    Feed --fetch--> FetchResult --parse--> Entry --fetch, extract--> Article --match--> Match
         --decide--> Alert --route--> Delivery --render, send--> SendResult

All are frozen: a stage takes one noun and returns the next, and nothing is edited on the way. Times
are aware UTC datetimes. Spans are half-open code-point offsets into the text they belong to.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import IntEnum, StrEnum
from typing import NewType

FeedId = NewType("FeedId", int)
EntryId = NewType("EntryId", int)
ArticleId = NewType("ArticleId", int)
StoryId = NewType("StoryId", int)
AlertId = NewType("AlertId", int)
DeliveryId = NewType("DeliveryId", int)

# --- Fetching -------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Validators:
    """What a server gave us to ask "has it changed?" with (RFC 9110, section 8.8).

    Kept as sent, every byte (latin-1 decoded), and offered only to the address that gave them.
    """

    url: str
    etag: str | None = None
    last_modified: str | None = None


class Failure(StrEnum):
    """Why a fetch brought nothing: one word for the operator, the metric and the retry."""

    TIMEOUT = "timeout"
    DNS = "dns"
    CONNECTION = "connection"
    TLS = "tls"
    THROTTLED = "throttled"  # 429, or 503 with Retry-After
    GONE = "gone"  # 410
    NOT_FOUND = "not found"  # 404
    FORBIDDEN = "forbidden"  # 401, 403, 451
    CLIENT = "client error"  # any other 4xx
    SERVER = "server error"  # 5xx
    REDIRECT = "redirect"  # a loop, too many hops, no or bad Location
    TOO_LARGE = "too large"
    BROKEN_BODY = "broken body"  # cut short, bad compression, lying length
    UNSAFE = "unsafe address"  # scheme, port or address we refuse
    ROBOTS = "robots.txt"
    PROTOCOL = "protocol"  # not HTTP, or HTTP we cannot follow


@dataclass(frozen=True, slots=True)
class Fetched:
    """A 200 with its whole body, decoded from its content coding."""

    url: str  # the address that answered, after redirects
    body: bytes
    content_type: str  # the header as sent, "" when absent
    validators: Validators | None
    moved_to: str | None = None  # the new address when every redirect on the way was permanent
    fresh_for: timedelta = timedelta(0)  # Cache-Control and Expires: no need to ask before
    status: int = 200


@dataclass(frozen=True, slots=True)
class NotModified:
    """A 304: what we have is still current."""

    validators: Validators | None  # newer ones, if the answer carried any
    fresh_for: timedelta = timedelta(0)
    status: int = 304
    moved_to: str | None = None  # as in Fetched: a feed that moved may answer nothing but 304s


@dataclass(frozen=True, slots=True)
class FetchFailed:
    """No usable answer; `detail` is a sentence for the operator."""

    failure: Failure
    detail: str
    status: int | None = None
    retry_after: timedelta | None = None  # the server's own word: not one request before


FetchResult = Fetched | NotModified | FetchFailed


@dataclass(frozen=True, slots=True)
class HostPause:
    """A host that asked to be left alone, feeds and pages alike; kept across restarts."""

    host: str
    until: datetime
    reason: str

# --- Feeds ----------------------------------------------------------------------------------------


class FirstPoll(StrEnum):
    """What to do with the entries a feed already holds when we first meet it."""

    SILENT = "silent"  # remember all, read none
    NEWEST = "newest"  # read the newest `first_poll_count`
    SINCE = "since"  # read those published at or after `first_poll_since`
    ALL = "all"


class FeedStatus(StrEnum):
    """Whether a feed is polled."""

    ACTIVE = "active"
    PAUSED = "paused"  # by the operator
    GONE = "gone"  # the server said 410


@dataclass(frozen=True, slots=True)
class Feed:
    """What we follow and how."""

    id: FeedId
    url: str
    title: str
    tags: tuple[str, ...] = ()
    every: timedelta = timedelta(minutes=15)
    first_poll: FirstPoll = FirstPoll.SILENT
    first_poll_count: int = 0
    first_poll_since: datetime | None = None
    status: FeedStatus = FeedStatus.ACTIVE


@dataclass(frozen=True, slots=True)
class PollHints:
    """When a feed asks not to be polled: RSS 2.0 ttl, skipHours, skipDays; syndication module."""

    ttl: timedelta | None = None
    skip_hours: tuple[int, ...] = ()  # hours of the day in GMT, 0 to 23
    skip_days: tuple[int, ...] = ()  # 0 is Monday


@dataclass(frozen=True, slots=True)
class FeedState:
    """What the polls so far have taught us about a feed."""

    validators: Validators | None = None
    next_due: datetime | None = None
    due_reason: str = "never polled"
    baseline_at: datetime | None = None  # first successful poll; None before
    failures: int = 0  # in a row
    last_polled: datetime | None = None
    last_success: datetime | None = None
    last_outcome: str = ""
    body_hash: str | None = None  # sha256 of the last body, to skip an unchanged one
    hints: PollHints = PollHints()  # the feed's own wishes, kept because a 304 repeats none
    items: bytes = b""  # eight bytes for each item of the last body, to parse only the others


@dataclass(frozen=True, slots=True)
class Entry:
    """What a feed announced: one item, as plain text."""

    guid: str  # the publisher's id, or one made from link and title
    url: str | None
    url_key: str | None  # canonical form of `url`, for identity
    title: str
    text: str = ""  # the longest text the feed itself carries, markup removed
    published: datetime | None = None
    lang: str | None = None


@dataclass(frozen=True, slots=True)
class KnownEntry:
    """An entry we remember, as far as identity needs it."""

    guid: str
    url_key: str | None
    title: str


@dataclass(frozen=True, slots=True)
class ParsedFeed:
    """A feed read whole."""

    title: str
    entries: tuple[Entry, ...]  # in the feed's own order
    lang: str | None = None
    site_url: str | None = None
    hints: PollHints = PollHints()
    warnings: tuple[str, ...] = ()
    complete: bool = True  # False when the bytes end too early: read, but asked for again
    items: bytes = b""  # eight bytes for each item of this body, see `monitor.feeds.delta`
    skipped: int = 0  # items left out of `entries`: byte for byte as at the last poll


@dataclass(frozen=True, slots=True)
class ParseFailed:
    """The bytes are no feed we can read; `detail` says what they seem to be."""

    detail: str


class PollOutcome(StrEnum):
    """How a poll ended."""

    ENTRIES = "entries"  # a feed was read (with or without anything new)
    UNCHANGED = "unchanged"  # 304, or the same bytes as last time
    FAILED = "failed"  # no answer, or a bad one
    BROKEN = "broken"  # an answer that is no readable feed


@dataclass(frozen=True, slots=True)
class Poll:
    """One finished poll: what it brought and when to look again. Saved in one transaction."""

    feed_id: FeedId
    at: datetime
    outcome: PollOutcome
    detail: str
    state: FeedState  # the feed's state from now on
    status: FeedStatus
    to_read: tuple[Entry, ...] = ()  # announce these if they are new
    silent: tuple[Entry, ...] = ()  # remember these, read them never
    title: str | None = None  # the feed's own title, when it was read


@dataclass(frozen=True, slots=True)
class SavedPoll:
    """What a saved poll changed: how many entries were new and are to be read."""

    new_entries: int
    baselined: int


# --- Articles -------------------------------------------------------------------------------------


class TextSource(StrEnum):
    """Which text an article, and so a match, rests on."""

    PAGE = "page"  # extracted from the article's page
    FEED = "feed"  # the feed's own text; the page could not be had
    TITLE = "title"  # nothing but the headline


@dataclass(frozen=True, slots=True)
class ExtractedPage:
    """What a page says, freed from its furniture."""

    title: str
    text: str  # paragraphs separated by blank lines
    published: datetime | None = None
    lang: str | None = None
    canonical_url: str | None = None  # as the page declares it, resolved; only on the same site


@dataclass(frozen=True, slots=True)
class ExtractionFailed:
    """No article text could be had from a page; `detail` says why."""

    detail: str
    permanent: bool = False  # reading the page again would bring nothing else


@dataclass(frozen=True, slots=True)
class Fingerprint:
    """How a text is recognised again: exactly, and when lightly edited.

    `sketch` is a bottom-k sketch of hashed word shingles (Broder 1997), ascending, at most 128
    values; empty when the text is too short to compare by likeness.
    """

    exact: str  # hex sha256 of the folded words of title and text
    sketch: tuple[int, ...] = ()
    figures: tuple[str, ...] = ()  # the numbers of the text: what a daily bulletin changes


@dataclass(frozen=True, slots=True)
class Article:
    """What an article says: read once, kept with its source."""

    url: str
    url_key: str  # canonical address, the first identity
    title: str
    text: str
    source: str  # host name of the publisher
    text_source: TextSource
    fingerprint: Fingerprint
    published: datetime | None = None
    lang: str | None = None
    note: str = ""  # why the text is not the page's, when it is not


@dataclass(frozen=True, slots=True)
class KnownArticle:
    """An article we remember, as far as telling copies apart needs it."""

    story_id: StoryId
    url_key: str
    fingerprint: Fingerprint


@dataclass(frozen=True, slots=True)
class SavedArticle:
    """An article as stored, and the story it belongs to."""

    id: ArticleId
    story_id: StoryId
    is_copy: bool  # the story was known before


@dataclass(frozen=True, slots=True)
class EntryToRead:
    """An entry whose article has not been read yet."""

    id: EntryId
    feed_id: FeedId
    entry: Entry
    attempts: int  # readings finished before this one
    reread_of: ArticleId | None = None  # read before, from the feed's own text only


@dataclass(frozen=True, slots=True)
class ArticleToMatch:
    """A stored article that the rules have not seen yet."""

    id: ArticleId
    story_id: StoryId
    article: Article
    attempts: int


# --- Matching -------------------------------------------------------------------------------------


class Severity(IntEnum):
    """How much a rule's author thinks an alert matters; ordered, so levels compare."""

    LOW = 1
    MEDIUM = 2
    HIGH = 3
    CRITICAL = 4

    @property
    def word(self) -> str:
        """The lower-case word used in rule files, listings and mails."""
        return self.name.lower()


class Zone(StrEnum):
    """Which string a span points into."""

    TITLE = "title"
    TEXT = "text"


@dataclass(frozen=True, slots=True)
class Evidence:
    """Words of the article that made something true."""

    field: str  # "match", or the record's field they fill
    zone: Zone
    start: int
    end: int
    exact: str  # the words as written


@dataclass(frozen=True, slots=True)
class Quote:
    """The sentence an analyst is shown, with the words that fired marked inside it."""

    zone: Zone
    start: int  # in the zone's string
    end: int
    text: str
    highlights: tuple[tuple[int, int], ...] = ()  # spans relative to `text`


@dataclass(frozen=True, slots=True)
class Match:
    """A rule that fires on an article, and the words it fires on."""

    rule_id: str
    rule_title: str
    rule_version: str  # changes whenever the compiled rule does
    topics: tuple[str, ...]
    severity: Severity
    evidence: tuple[Evidence, ...]
    quote: Quote
    reason: str  # one line: which part of the rule was satisfied by which words
    confidence: float = 1.0


@dataclass(frozen=True, slots=True)
class MatchResult:
    """All rules that fire on an article, and those that ran out of their time budget."""

    matches: tuple[Match, ...]
    over_budget: tuple[str, ...] = ()


# --- Alerts ---------------------------------------------------------------------------------------


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


class DeliveryState(StrEnum):
    """Where a delivery stands."""

    PENDING = "pending"  # due now or at its next attempt
    SENDING = "sending"  # handed to the channel; found after a crash, it may have arrived
    SENT = "sent"
    DEAD = "dead"  # given up: listed, and resent by hand


@dataclass(frozen=True, slots=True)
class Delivery:
    """One alert to one recipient, with its attempts."""

    id: DeliveryId
    alert: Alert
    channel: str
    recipient: str
    attempts: int  # begun before this one
    first_tried: datetime | None
    possible_repeat: bool  # an earlier attempt may have arrived without our knowing
    message_id: str  # RFC 5322 msg-id, the same on every attempt


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
