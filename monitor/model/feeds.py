"""What we follow, what it announces, and how its polls end."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from monitor.model.fetching import Validators
from monitor.model.ids import FeedId
from monitor.model.learnt import NOTHING_LEARNT, Learnt


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
    every_is_chosen: bool = False  # the operator gave this feed its interval
    slowest: timedelta | None = None  # it may be asked this rarely when it publishes rarely
    ignore_hints: bool = False  # Cache-Control, ttl and the like wait no longer; 429 and 410 do
    reread: bool = False  # when it is stuck, read it whole now and then
    links: str = ""  # a page, not a feed: the CSS selector of the links that are its entries
    former: tuple[str, ...] = ()  # addresses it had before it moved


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
    learnt: Learnt = NOTHING_LEARNT


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
class Hub:
    """Who tells of a feed's changes (W3C WebSub), and the name by which it knows the feed."""

    url: str
    topic: str


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
    older_url: str | None = None  # where older entries are (RFC 5005), or the feed's next page
    hub_url: str | None = None  # as the feed announces it
    self_url: str | None = None  # the feed's own address, as it says


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
    OFFLINE = "offline"  # nothing answers: our own network is down, not the feed


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
    before: Learnt = NOTHING_LEARNT  # what was learnt before this poll
    since: datetime | None = None  # the last good poll before this one; None for the first
    skipped: int = 0  # entries left unparsed, for they are known to the byte
    new_url: str | None = None  # where it has moved for good


@dataclass(frozen=True, slots=True)
class SavedPoll:
    """What a saved poll changed: how many entries were new and are to be read."""

    new_entries: int
    baselined: int
    lost: int = 0  # at most so many entries came and went between this poll and the last


@dataclass(frozen=True, slots=True)
class SavedPage:
    """What an older page of a feed brought: new entries, and whether it reaches what is known."""

    new_entries: int
    overlaps: bool
