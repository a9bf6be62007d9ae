"""Polling over simulated days: real requests to loopback sites, the real store, a clock that is set."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise
from pathlib import Path

import pytest
from fetching import Names, fetcher
from stores import NOON, Desk

from monitor.alerts.delivery import DeliveryPolicy
from monitor.articles.reading import ReadPolicy
from monitor.feeds.cadence import PollPolicy
from monitor.feeds.parse import parse_feed
from monitor.fetch.http import HttpFetch
from monitor.model import FeedId, Fetched
from monitor.pipeline import Pipeline, Policies
from monitor.store.feeds import NewFeed, add_feed, load_feed
from monitor.store.migrations import upgrade
from monitor.store.notices import list_notices
from monitor.store.queries import list_polls
from monitor.store.repository import Repository
from tests.servers import Reply, Request, Site, redirect, reset

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
QUARTER = 15 * MINUTE


@dataclass
class Watch:
    """Feeds that are polled when they are due, as fast as the clock is turned."""

    desk: Desk
    pipeline: Pipeline
    now: datetime = NOON

    def follow(self, *urls: str) -> list[FeedId]:
        return [self.desk.write(add_feed, NewFeed(url), self.now).id for url in urls]

    async def run_until(self, end: datetime) -> None:
        """Poll whatever is due next until a moment."""
        while True:
            due = self.desk.read(lambda c: [load_feed(c, FeedId(n)) for n in self.ids(c)])
            feed, state = min(due, key=lambda pair: pair[1].next_due)
            if state.next_due >= end:
                self.now = end
                return
            self.now = max(self.now, state.next_due)
            await self.pipeline.poll_feed(feed.id)

    @staticmethod
    def ids(connection) -> list[int]:
        return list(connection.exec_driver_sql("select id from feeds").scalars())


@asynccontextmanager
async def watching(folder: Path, *sites: Site, **more) -> AsyncIterator[Watch]:
    url = f"sqlite:///{folder / 'monitor.db'}"
    upgrade(url)
    async with fetcher(*sites, **more) as fetch:
        with Desk(url) as desk:
            watch = Watch(desk, None)
            watch.pipeline = pipeline(desk, fetch, watch)
            yield watch


def pipeline(desk: Desk, fetch: HttpFetch, watch: Watch) -> Pipeline:
    async def parse(fetched: Fetched, seen: bytes, _links: str):
        return parse_feed(fetched.body, fetched.content_type, fetched.url, watch.now, seen)

    return Pipeline(
        store=Repository(desk.database),
        fetch=fetch,
        parse=parse,
        extract=None,
        match=None,
        routes=lambda _matches: (),
        send=None,
        now=lambda: watch.now,
        policies=Policies(PollPolicy(), ReadPolicy(), DeliveryPolicy()),
    )


def rss(*names: str) -> str:
    items = "".join(
        f"<item><title>{n}</title><guid>{n}</guid><link>http://n.example/{n}</link></item>"
        for n in names
    )
    return f"<rss version='2.0'><channel><title>T</title>{items}</channel></rss>"


def unchanged_to_who_knows_it(request: Request) -> Reply:
    if request.header("If-None-Match") == b'"1"':
        return Reply(304, headers={"ETag": '"1"'})
    return Reply(body=rss("one", "two"), headers={"ETag": '"1"'})


async def test_a_feed_that_moved_is_asked_at_its_old_address_for_a_day_and_then_at_its_new_one(
    tmp_path,
):
    """R18: three polls and more over a day agree; then the new address alone is asked, with the
    validators it gave, and nothing is announced twice."""
    with Site() as site:
        site.answer("/a", redirect(site.url("/b"), status=301))
        site.answer("/b", unchanged_to_who_knows_it)
        async with watching(tmp_path, site) as watch:
            (feed_id,) = watch.follow(site.url("/a"))
            await watch.run_until(NOON + 23 * HOUR)
            assert watch.desk.read(load_feed, feed_id)[0].url == site.url("/a")
            await watch.run_until(NOON + 26 * HOUR)
            feed, state = watch.desk.read(load_feed, feed_id)
            assert (feed.url, feed.former) == (site.url("/b"), (site.url("/a"),))
            old = len(site.requests_to("/a"))
            await watch.run_until(NOON + 48 * HOUR)
            assert len(site.requests_to("/a")) == old
            asked = site.requests_to("/b")
            assert [request.header("If-None-Match") for request in asked].count(None) == 1
            assert state.validators.url == site.url("/b")
            polls = watch.desk.read(list_polls, feed_id, 1_000)
            assert sum(poll.new_entries for poll in polls) == 0
            (notice,) = watch.desk.read(list_notices)
            assert "has moved" in notice.notice.subject


async def test_two_addresses_that_send_us_to_and_fro_are_never_learnt(tmp_path):
    """R18: A->B->A flips."""
    with Site() as site:
        site.answer("/b", unchanged_to_who_knows_it)
        flips = iter(range(1_000))
        site.answer(
            "/a",
            lambda request: redirect(site.url("/b"), status=308)
            if next(flips) % 3 else unchanged_to_who_knows_it(request),
        )  # fmt: skip
        async with watching(tmp_path, site) as watch:
            (feed_id,) = watch.follow(site.url("/a"))
            await watch.run_until(NOON + 5 * DAY)
            assert watch.desk.read(load_feed, feed_id)[0].url == site.url("/a")


async def test_after_an_outage_of_our_own_every_feed_is_read_within_two_intervals(tmp_path):
    """R22: cut all for six hours, restore; no feed is blamed, and nobody is told that one fails."""
    names = [f"host{number}.example" for number in range(8)]
    resolver = Names(**{name.replace(".", "_"): [["127.0.0.1"]] for name in names})
    cut = False
    with Site() as site:
        site.answer("/feed", lambda request: reset() if cut else unchanged_to_who_knows_it(request))
        async with watching(tmp_path, site, resolver=resolver) as watch:
            ids = watch.follow(*(f"http://{name}:{site.port}/feed" for name in names))
            await watch.run_until(NOON + 2 * HOUR)
            cut = True
            await watch.run_until(NOON + 8 * HOUR)
            cut = False
            await watch.run_until(NOON + 8 * HOUR + 2 * QUARTER)
            for feed_id in ids:
                _, state = watch.desk.read(load_feed, feed_id)
                assert state.failures == 0
                assert state.last_success >= NOON + 8 * HOUR
            outcomes = [poll.outcome.value for poll in watch.desk.read(list_polls, ids[0], 1_000)]
            assert outcomes.count("offline") >= 20
            assert outcomes.count("failed") <= 1
            assert watch.desk.read(list_notices) == ()


async def test_one_host_that_fails_among_healthy_ones_is_to_blame(tmp_path):
    """R22: the others answer, so it is no outage of ours: it is asked ever more rarely."""
    names = [f"host{number}.example" for number in range(4)]
    resolver = Names(**{name.replace(".", "_"): [["127.0.0.1"]] for name in names})
    with Site() as site:
        site.answer(
            "/feed",
            lambda request: reset()
            if request.header("Host").startswith(b"host0") else unchanged_to_who_knows_it(request),
        )  # fmt: skip
        async with watching(tmp_path, site, resolver=resolver) as watch:
            ids = watch.follow(*(f"http://{name}:{site.port}/feed" for name in names))
            await watch.run_until(NOON + DAY)
            _, state = watch.desk.read(load_feed, ids[0])
            assert state.failures >= 5
            assert {poll.outcome.value for poll in watch.desk.read(list_polls, ids[0], 99)} == {
                "failed"
            }
            subjects = [row.notice.subject for row in watch.desk.read(list_notices)]
            assert len(subjects) == 1
            assert "feed 1 is failing" in subjects[0]


@pytest.mark.parametrize("every", [MINUTE, QUARTER, HOUR])
async def test_two_requests_are_never_closer_than_the_interval(tmp_path, every):
    """R13: a hundred polls, across restarts; jitter only adds."""
    with Site() as site:
        site.answer("/feed", unchanged_to_who_knows_it)
        moments: list[datetime] = []
        for life in range(4):
            async with watching(tmp_path, site) as watch:
                if not life:
                    watch.desk.write(add_feed, NewFeed(site.url("/feed"), every=every), NOON)
                watch.now = max([NOON, *moments])
                await watch.run_until(watch.now + 28 * every)
                moments = sorted(poll.at for poll in watch.desk.read(list_polls, None, 1_000))
        gaps = [later - earlier for earlier, later in pairwise(moments)]
        assert len(moments) >= 90
        assert min(gaps) >= every
        assert len(site.requests_to("/feed")) == len(moments)
