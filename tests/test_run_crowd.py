"""Many feeds polled side by side: few transactions, and nobody waits for who hangs."""

from __future__ import annotations

import time
from collections import Counter
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from fetching import fetcher
from stores import NOON, Desk, new_sqlite

from monitor.alerts.delivery import DeliveryPolicy
from monitor.articles.reading import ReadPolicy
from monitor.config.sections import Polling
from monitor.feeds.cadence import PollPolicy
from monitor.feeds.parse import parse_feed
from monitor.fetch.http import HttpFetch
from monitor.fetch.policy import FetchPolicy
from monitor.model import FeedId, Fetched, PollOutcome
from monitor.pipeline import Pipeline, Policies
from monitor.run.jobs import Queue, drain_all
from monitor.store.queries import list_polls
from monitor.store.queues import Job
from monitor.store.repository import Repository
from tests.servers import Reply, Request, Site

HOSTS = 30
LATER = NOON + timedelta(hours=2)


def unchanged(request: Request) -> Reply:
    if request.header("If-None-Match") == b'"1"':
        return Reply(304, headers={"ETag": '"1"'})
    return Reply(body="<rss version='2.0'><channel><title>T</title></channel></rss>", headers={"ETag": '"1"'})  # fmt: skip


class Crowd:
    """A queue of polls over a database, real requests, and a count of what the database does."""

    def __init__(self, desk: Desk, fetch: HttpFetch) -> None:
        self.now = NOON
        self.desk = desk
        self.transactions: Counter[str] = Counter()
        self._count(desk)
        self.store = Repository(desk.database)

        async def parse(fetched: Fetched, seen: bytes, _links: str) -> Any:
            return parse_feed(fetched.body, fetched.content_type, fetched.url, self.now, seen)

        pipeline = Pipeline(
            store=self.store,
            fetch=fetch,
            parse=parse,
            extract=None,
            match=None,
            routes=lambda _matches: (),
            send=None,
            now=lambda: self.now,
            policies=Policies(PollPolicy(), ReadPolicy(), DeliveryPolicy()),
        )
        self.queue = Queue(
            name="poll",
            due=self.store.due_feeds,
            work=lambda identifier: pipeline.poll_feed(FeedId(identifier)),
            failed=lambda identifier, detail: self.store.job_failed(
                Job.POLL, identifier, detail, self.now
            ),
            writable=self.store.writable,
            now=lambda: self.now,
            side_by_side=Polling().connections,
            per_lane=2,
        )

    def _count(self, desk: Desk) -> None:
        for name in ("read", "write"):
            plain = getattr(desk.database, name)

            async def counted(verb: Any, *args: Any, _plain: Any = plain, **kwargs: Any) -> Any:
                self.transactions[verb.__name__] += 1
                return await _plain(verb, *args, **kwargs)

            setattr(desk.database, name, counted)

    async def poll_all(self) -> Counter[PollOutcome]:
        """Poll what is due; how the polls of this moment ended."""
        self.transactions.clear()
        await drain_all([self.queue])
        lines = self.desk.read(list_polls, limit=1_000)
        return Counter(line.outcome for line in lines if line.at == self.now)


@pytest.fixture
def places() -> list[str]:
    return [f"127.0.5.{number}" for number in range(1, HOSTS + 1)]


async def test_a_crowd_of_unchanged_feeds_costs_a_handful_of_transactions(tmp_path: Path, places):
    with Site("0.0.0.0") as site, Desk(new_sqlite(tmp_path / "monitor.db")) as desk:
        site.answer("/feed", unchanged)
        for host in places:
            desk.feed(site.url("/feed", host=host))
        allowed = frozenset((host, site.port) for host in places)
        async with fetcher(allowed_private=allowed) as fetch:
            crowd = Crowd(desk, fetch)
            assert await crowd.poll_all() == {PollOutcome.ENTRIES: HOSTS}
            crowd.now = LATER
            assert await crowd.poll_all() == {PollOutcome.UNCHANGED: HOSTS}
    assert len(site.requests_to("/feed")) == 2 * HOSTS
    assert crowd.transactions["load_feeds"] == 1
    assert crowd.transactions["save_quiet"] <= 5
    assert crowd.transactions["save_poll"] == 0


async def test_feeds_on_hosts_that_hang_hold_up_no_other(tmp_path: Path, places):
    """R39: also when they are due first, and there are more of them."""
    with Site("0.0.0.0") as site, Desk(new_sqlite(tmp_path / "monitor.db")) as desk:
        site.answer("/hangs", Reply(body="", delay=60))
        site.answer("/feed", unchanged)
        hanging, healthy = places[: HOSTS - 5], places[HOSTS - 5 :]
        for host in hanging:
            desk.feed(site.url("/hangs", host=host))
        for host in healthy:
            desk.feed(site.url("/feed", host=host))
        allowed = frozenset((host, site.port) for host in places)
        deadline = timedelta(seconds=2)
        async with fetcher(allowed_private=allowed, deadline=deadline) as fetch:
            began = time.monotonic()
            outcomes = await Crowd(desk, fetch).poll_all()
        answered = [request.at - began for request in site.requests_to("/feed")]
    assert max(answered) < 1
    assert outcomes == {PollOutcome.ENTRIES: 5, PollOutcome.FAILED: HOSTS - 5}


def test_there_is_room_for_more_than_two_hundred_hosts_that_hang():
    assert Polling().connections == FetchPolicy().connections >= 400
