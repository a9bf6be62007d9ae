"""The four jobs over a real store: what each hands on to the next."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from stores import FEED_URL, NOON, Desk, entry

from monitor.alerts.delivery import DeliveryPolicy
from monitor.articles.reading import ReadPolicy
from monitor.feeds.cadence import PollPolicy
from monitor.feeds.parse import parse_feed
from monitor.model import (
    Article,
    ExtractedPage,
    ExtractionFailed,
    FeedId,
    Fetched,
    FetchResult,
    FirstPoll,
    MatchResult,
    Message,
    ParsedFeed,
    ParseFailed,
    SavedPoll,
    Sent,
    Validators,
)
from monitor.pipeline import Pipeline, Policies
from monitor.store.feeds import NewFeed, add_feed, load_feed
from monitor.store.migrations import upgrade
from monitor.store.queues import Job
from monitor.store.repository import Repository

ITEM = "<item><title>Headline {0}</title><guid>{0}</guid><link>http://n.example/{0}</link></item>"


def rss(*names: str) -> bytes:
    items = "".join(ITEM.format(name) for name in names)
    return f'<rss version="2.0"><channel><title>T</title>{items}</channel></rss>'.encode()


@dataclass
class World:
    """What the jobs meet outside, scripted, and what they asked of it."""

    answers: list[FetchResult] = field(default_factory=list)
    known_items: list[bytes] = field(default_factory=list)
    pages_asked: list[str] = field(default_factory=list)
    now: datetime = NOON
    reading_takes: timedelta = timedelta(0)

    async def feed(self, _url: str, _validators: Validators | None) -> FetchResult:
        return self.answers.pop(0)

    async def page(self, url: str) -> FetchResult:
        self.pages_asked.append(url)
        return self.answers.pop(0)

    async def parse(
        self, fetched: Fetched, seen: bytes, _links: str = ""
    ) -> ParsedFeed | ParseFailed:
        self.known_items.append(seen)
        self.now += self.reading_takes
        return parse_feed(fetched.body, fetched.content_type, fetched.url, self.now, seen)

    async def extract(self, _fetched: Fetched) -> ExtractedPage | ExtractionFailed:
        return ExtractedPage("Headline", "A text of some words. " * 20)

    async def match(self, _article: Article) -> MatchResult:
        return MatchResult(())

    async def send(self, _channel: str, _recipient: str, _message: Message) -> Any:
        return Sent()


@dataclass
class Desk4:
    """The four jobs at work on one database."""

    desk: Desk
    world: World
    pipeline: Pipeline

    def poll(self, feed_id: FeedId, *names: str) -> SavedPoll:
        self.world.now += timedelta(hours=1)
        self.world.answers = [Fetched(FEED_URL, rss(*names), "text/xml", None)]
        return asyncio.run(self.pipeline.poll_feed(feed_id))


@pytest.fixture
def jobs(tmp_path: Path) -> Iterator[Desk4]:
    url = f"sqlite:///{tmp_path / 'monitor.db'}"
    upgrade(url)
    with Desk(url) as desk:
        world = World()
        pipeline = Pipeline(
            store=Repository(desk.database),
            fetch=world,
            parse=world.parse,
            extract=world.extract,
            match=world.match,
            routes=lambda _matches: (),
            send=world.send,
            now=lambda: world.now,
            policies=Policies(PollPolicy(), ReadPolicy(), DeliveryPolicy()),
        )
        yield Desk4(desk, world, pipeline)


def follow(jobs: Desk4) -> FeedId:
    feed = NewFeed(FEED_URL, first_poll=FirstPoll.ALL)
    return jobs.desk.write(add_feed, feed, NOON).id


def test_a_feed_is_parsed_with_the_items_of_its_last_poll_at_hand(jobs: Desk4):
    feed_id = follow(jobs)
    assert jobs.poll(feed_id, "one", "two").new_entries == 2
    assert jobs.poll(feed_id, "three", "one", "two").new_entries == 1
    assert [len(known) for known in jobs.world.known_items] == [0, 16]
    assert len(jobs.desk.read(load_feed, feed_id)[1].items) == 24


def test_the_same_bytes_again_are_not_parsed(jobs: Desk4):
    feed_id = follow(jobs)
    jobs.poll(feed_id, "one")
    assert jobs.poll(feed_id, "one").new_entries == 0
    assert len(jobs.world.known_items) == 1


def test_a_feed_that_is_slow_to_read_is_asked_again_no_later(jobs: Desk4):
    feed_id = follow(jobs)
    jobs.world.reading_takes = timedelta(seconds=8)
    jobs.poll(feed_id, "one")
    answered_at = jobs.world.now - timedelta(seconds=8)
    jobs.world.reading_takes = timedelta(0)
    assert jobs.desk.read(load_feed, feed_id)[1].last_polled == answered_at


def test_an_entry_without_a_link_is_read_from_its_feed_once_and_for_all(jobs: Desk4):
    feed_id = jobs.desk.feed()
    jobs.desk.announce(feed_id, entry("one", url=None, url_key=None))
    (due,) = jobs.desk.due(Job.READ)
    saved = asyncio.run(jobs.pipeline.read_entry(due.id))
    assert saved is not None
    assert jobs.world.pages_asked == []
    assert jobs.desk.due(Job.READ, NOON + timedelta(days=30)) == []
