"""The four jobs that carry news from a feed to an analyst. Start reading here.

    poll_feed(feed)       fetch a feed, remember what is new in it and when to look again
    read_entry(entry)     fetch an announced page, extract its text, tell copies from news
    match_article(article)  run the rules; matches, alert and deliveries are saved as one
    send_delivery(delivery) render one alert for one recipient, send it, record what came of it

Each job can be run again by its id, ends in one store verb that also records what comes next, and
holds no decision of its own: decisions are pure functions of the stages, effects are the Protocols
below, which `monitor.run.app` fits with the real thing.
"""

from __future__ import annotations

import hashlib
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Protocol

from monitor.alerts import delivery as delivery_policy
from monitor.alerts import render
from monitor.articles import identity, reading
from monitor.feeds import cadence, hubs, novelty, paging
from monitor.model import (
    Alert,
    AlertId,
    Article,
    ArticleId,
    ArticleToMatch,
    Attempt,
    Delivery,
    DeliveryId,
    Entry,
    EntryId,
    EntryToRead,
    ExtractedPage,
    ExtractionFailed,
    Feed,
    FeedId,
    FeedState,
    Fetched,
    FetchFailed,
    FetchResult,
    Hub,
    KnownArticle,
    KnownEntry,
    Match,
    MatchResult,
    Message,
    ParsedFeed,
    ParseFailed,
    Poll,
    Route,
    SavedArticle,
    SavedPage,
    SavedPoll,
    SendResult,
    StoryId,
    Validators,
)
from monitor.model.stories import News
from monitor.stories.correlate import correlate
from monitor.stories.story import place
from monitor.stories.telling import tells_again

NEWS = News(place, tells_again, correlate)
Clock = Callable[[], datetime]
Unseen = Callable[[Sequence[Entry], Sequence[KnownEntry]], tuple[Entry, ...]]
StoryOf = Callable[[Article, Sequence[KnownArticle]], StoryId | None]
Routes = Callable[[Sequence[Match]], tuple[Route, ...]]
# With the items known from the last poll, and the selector of links where the source is a page.
Parse = Callable[[Fetched, bytes, str], Awaitable[ParsedFeed | ParseFailed]]
Extract = Callable[[Fetched], Awaitable[ExtractedPage | ExtractionFailed]]
MatchRules = Callable[[Article], Awaitable[MatchResult]]
Send = Callable[[str, str, Message], Awaitable[SendResult]]
Hear = Callable[[FeedId, Hub], None]


def hear_nothing(_feed_id: FeedId, _hub: Hub) -> None:
    """Hubs do not matter to who only polls."""


class Fetch(Protocol):
    """Bytes from an address, or the reason why not; never an exception."""

    async def feed(self, url: str, validators: Validators | None) -> FetchResult:
        """One conditional GET of a feed."""

    async def listing(self, url: str, validators: Validators | None) -> FetchResult:
        """One conditional GET of a page that is followed like a feed, if robots.txt allows it."""

    async def page(self, url: str) -> FetchResult:
        """One GET of an article's page, if its site's robots.txt allows it."""


class FeedStore(Protocol):
    """What polling needs remembered."""

    async def feed(self, feed_id: FeedId) -> tuple[Feed, FeedState]:
        """A feed, and what its polls have taught us."""

    async def save_poll(self, poll: Poll, unseen: Unseen) -> SavedPoll:
        """Save a poll; `unseen` tells which of its entries are new to this feed."""

    async def save_older(
        self, feed_id: FeedId, older: Sequence[Entry], unseen: Unseen, now: datetime
    ) -> SavedPage:
        """Save an older page of a feed whose window rolled past us."""

    async def close_gap(self, feed_id: FeedId, at: datetime, found: int) -> None:
        """The poll of that moment lost nothing: older pages held what it had missed."""


class ArticleStore(Protocol):
    """What reading needs remembered."""

    async def entry_to_read(self, entry_id: EntryId) -> EntryToRead:
        """An entry, how often it was read before, and the article known at its address."""

    async def link_entry(self, entry_id: EntryId, article_id: ArticleId) -> None:
        """The entry announces an article we have: it is read."""

    async def save_article(
        self,
        entry_id: EntryId,
        article: Article,
        story_of: StoryOf,
        reread_at: datetime | None,
        now: datetime,
        *,
        spent: int,
    ) -> SavedArticle:
        """Save what was read; `story_of` tells copies from news. It is then to be matched.

        `spent` is how many of the readings that are tried this one was.
        """


class AlertStore(Protocol):
    """What matching and telling need remembered."""

    async def article_to_match(self, article_id: ArticleId) -> ArticleToMatch:
        """An article the rules have not seen."""

    async def save_matches(
        self,
        article_id: ArticleId,
        result: MatchResult,
        routes: Routes,
        now: datetime,
        news: News,
    ) -> AlertId | None:
        """Save matches; those new to the event become one alert with a delivery per route."""

    async def begin_delivery(self, delivery_id: DeliveryId, now: datetime) -> Delivery:
        """Record that a send begins, before it does."""

    async def also_told_by(self, alert: Alert) -> tuple[str, ...]:
        """Other sources that carry the alert's story."""

    async def save_attempt(self, attempt: Attempt) -> None:
        """Record what came of a send."""


class Store(FeedStore, ArticleStore, AlertStore, Protocol):
    """Everything the four jobs ask of the store: each verb is one transaction."""


@dataclass(frozen=True, slots=True)
class Policies:
    """The numbers the decisions take, as plain values."""

    polling: cadence.PollPolicy
    reading: reading.ReadPolicy
    delivery: delivery_policy.DeliveryPolicy


@dataclass(frozen=True, slots=True)
class Pipeline:
    """The four jobs over one set of effects."""

    store: Store
    fetch: Fetch
    parse: Parse
    extract: Extract
    match: MatchRules
    routes: Routes
    send: Send
    now: Clock
    policies: Policies
    hear: Hear = hear_nothing  # a feed announces who would tell us of its changes

    async def poll_feed(self, feed_id: FeedId) -> SavedPoll:
        """Fetch one feed, remember what is new in it, and when to look again."""
        feed, state = await self.store.feed(feed_id)
        offered = cadence.offered(feed, state, self.policies.polling, self.now())
        ask = self.fetch.listing if feed.links else self.fetch.feed
        result = await ask(feed.url, offered)
        answered_at = self.now()  # however long the reading takes, the next poll counts from here
        parsed: ParsedFeed | ParseFailed | None = None
        body_hash = state.body_hash
        if isinstance(result, Fetched):
            body_hash = hashlib.sha256(result.body).hexdigest()
            if body_hash != state.body_hash:
                parsed = await self.parse(result, state.items, feed.links)
        poll = cadence.finish_poll(
            feed, state, result, parsed, body_hash, self.policies.polling, answered_at
        )
        saved = await self.store.save_poll(poll, novelty.unseen)
        if isinstance(result, Fetched) and isinstance(parsed, ParsedFeed):
            hub = hubs.announced(result, parsed)
            if hub is not None:
                self.hear(feed.id, hub)
        if saved.lost and isinstance(parsed, ParsedFeed) and parsed.older_url is not None:
            return await self._walk_back(feed, poll.at, parsed.older_url, saved)
        return saved

    async def _walk_back(
        self, feed: Feed, at: datetime, older_url: str, saved: SavedPoll
    ) -> SavedPoll:
        """Look for what was missed on the feed's older pages; found whole, nothing was lost."""

        async def read(url: str) -> ParsedFeed | None:
            result = await self.fetch.feed(url, None)
            if not isinstance(result, Fetched):
                return None
            parsed = await self.parse(result, b"", feed.links)
            return parsed if isinstance(parsed, ParsedFeed) else None

        async def save(older: Sequence[Entry]) -> SavedPage:
            return await self.store.save_older(feed.id, older, novelty.unseen, self.now())

        walked = await paging.walk_back(older_url, read, save)
        if walked.reached:
            await self.store.close_gap(feed.id, at, walked.found)
        lost = 0 if walked.reached else saved.lost
        return replace(saved, new_entries=saved.new_entries + walked.found, lost=lost)

    async def read_entry(self, entry_id: EntryId) -> SavedArticle | None:
        """Read the article an entry announces: once per address, whoever announced it first."""
        pending = await self.store.entry_to_read(entry_id)
        entry = pending.entry
        if pending.known_at is not None and pending.reread_of is None:
            await self.store.link_entry(entry_id, pending.known_at)
            return None
        page = await self._page(entry)
        now = self.now()
        article = reading.article(entry, page)
        reread_at = reading.next_reading(page, pending.attempts, self.policies.reading, now)
        spent = reading.readings_spent(page)
        return await self.store.save_article(
            entry_id, article, identity.story_of, reread_at, now, spent=spent
        )

    async def _page(self, entry: Entry) -> reading.PageResult:
        """Fetch and extract an entry's page; whatever goes wrong on the way is the result."""
        if entry.url is None:
            return ExtractionFailed("the feed gives no link", permanent=True)
        result = await self.fetch.page(entry.url)
        if isinstance(result, FetchFailed):
            return result
        if not isinstance(result, Fetched):
            return ExtractionFailed("the server answered 304 to an unconditional request")
        extracted = await self.extract(result)
        if isinstance(extracted, ExtractionFailed):
            return extracted
        return reading.ReadPage(url=result.url, page=extracted)

    async def match_article(self, article_id: ArticleId) -> AlertId | None:
        """Run the rules over one article; what is new is saved with its alert and deliveries."""
        pending = await self.store.article_to_match(article_id)
        result = await self.match(pending.article)
        return await self.store.save_matches(article_id, result, self.routes, self.now(), NEWS)

    async def send_delivery(self, delivery_id: DeliveryId) -> SendResult:
        """Send one alert to one recipient, and record what came of it."""
        pending = await self.store.begin_delivery(delivery_id, self.now())
        copies = await self.store.also_told_by(pending.alert)
        message = render.message(pending, copies)
        result = await self.send(pending.channel, pending.recipient, message)
        attempt = delivery_policy.after_attempt(pending, result, self.policies.delivery, self.now())
        await self.store.save_attempt(attempt)
        return result
