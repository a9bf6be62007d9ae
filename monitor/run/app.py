"""The only wiring: from settings to a pipeline with real effects, and the queues that drive it."""

from __future__ import annotations

import os
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from pathlib import Path

from monitor import __version__
from monitor.alerts.delivery import DeliveryPolicy
from monitor.articles.reading import ReadPolicy
from monitor.config import Polling, Settings
from monitor.feeds.cadence import PollPolicy
from monitor.fetch.http import HttpFetch
from monitor.fetch.policy import FetchPolicy, Robots
from monitor.model import ArticleId, DeliveryId, EntryId, FeedId
from monitor.pipeline import Clock, Pipeline, Policies, hear_nothing
from monitor.run import files, memory
from monitor.run.channels import ChannelsInForce
from monitor.run.children import ChildLimits, ChildPool, extract_in, parse_in
from monitor.run.jobs import Failed, Queue
from monitor.run.notices import Notifier
from monitor.run.push import Push
from monitor.run.rules import RulesInForce
from monitor.store.database import Database
from monitor.store.engines import parse_url, sqlite_path
from monitor.store.queues import Job
from monitor.store.repository import Repository

PER_HOST = 2  # one request under way, one waiting for its turn
PER_HURRIED_HOST = 64  # where the operator asks for no gap between two requests
PER_CHANNEL = 2
SLOWEST = timedelta(hours=1)  # with an interval that nobody wrote
WHOLE_READS = timedelta(days=1)  # the same
MATCHED_AT_ONCE = 4  # on one thread: enough that it never waits for the database


@dataclass(frozen=True, slots=True)
class Queues:
    """The four queues, in the order of the pipeline."""

    poll: Queue
    read: Queue
    match: Queue
    send: Queue

    @property
    def all(self) -> tuple[Queue, ...]:
        """All four, first things first."""
        return (self.poll, self.read, self.match, self.send)


@dataclass(frozen=True, slots=True)
class App:
    """Everything a run needs, built once."""

    settings: Settings
    database: Database
    store: Repository
    fetch: HttpFetch
    children: ChildPool
    rules: RulesInForce
    channels: ChannelsInForce
    pipeline: Pipeline
    queues: Queues
    notifier: Notifier
    push: Push | None  # None: no hub is asked to tell us
    now: Clock

    async def recover(self) -> None:
        """Put back in the queue what an earlier run left open; for who works alone here."""
        await self.store.recover_after_crash(self.now())

    async def close(self) -> None:
        """Let go of everything, effects first, the database last."""
        await self.fetch.close()
        await self.children.close()
        self.rules.close()
        self.database.close()


def last_good_rules(settings: Settings) -> Path:
    """Where a copy of the last rule files that loaded is kept: beside the database."""
    return state_folder(settings) / "rules.last-good"


def lock_file(settings: Settings) -> Path:
    """The file that one daemon at a time holds locked."""
    return state_folder(settings) / "monitor.lock"


def state_folder(settings: Settings) -> Path:
    """The folder of the SQLite file; systemd's state folder, or the configuration's, otherwise."""
    file = sqlite_path(parse_url(settings.store_url.reveal()))
    if file is not None:
        return file.parent
    return Path(os.environ.get("STATE_DIRECTORY", "") or settings.path.resolve().parent)


async def build(settings: Settings, now: Clock) -> App:
    """Wire everything; nothing is fetched or sent yet.

    What a crash left open is not touched: whoever works alone puts it right (`recover`), workers
    that share a database find it by its lease.

    Raises:
        StoreError: the database cannot be used.
        RuleError: the rules cannot be loaded and no earlier ones were kept.
        ConfigError: a channel's address is of no use.
    """
    channels = ChannelsInForce(settings)
    rules = RulesInForce.load(settings.rules, last_good_rules(settings))
    database = Database(settings.store_url.reveal())
    store = Repository(database, settings.delivery.message_domain)
    fetch = HttpFetch(fetch_policy(settings), now, await store.pauses(now()), store.remember_pause)
    children = _children(settings)
    push = await _push(settings, database, fetch, now)
    pipeline = Pipeline(
        store=store,
        fetch=fetch,
        parse=parse_in(children, now, settings.children.deadline),
        extract=extract_in(children, now, settings.children.deadline),
        match=rules.match,
        routes=channels.routes,
        send=channels.send,
        now=now,
        policies=_policies(settings),
        hear=hear_nothing if push is None else push.hear,
    )
    queues = _queues(pipeline, store, settings, now)
    memory.settle()
    files.allow_open_files()
    if push is not None:
        push.nudge = queues.poll.nudge
    return App(
        settings=settings,
        database=database,
        store=store,
        fetch=fetch,
        children=children,
        rules=rules,
        channels=channels,
        pipeline=pipeline,
        queues=queues,
        notifier=Notifier(store, channels, settings.delivery.message_domain, now),
        push=push,
        now=now,
    )


def _children(settings: Settings) -> ChildPool:
    limits = ChildLimits(settings.children.memory, settings.children.tasks)
    spare = max(1, (os.cpu_count() or 1) - 1)  # one processor is the daemon's own
    return ChildPool(settings.children.workers or spare, limits)


async def _push(
    settings: Settings, database: Database, fetch: HttpFetch, now: Clock
) -> Push | None:
    """The hubs of our feeds, if the operator wants to be told by them."""
    if settings.push.callback is None:
        return None
    push = Push(database, fetch, settings.push.callback, settings.push.lease, now)
    await push.load()
    return push


def fetch_policy(settings: Settings) -> FetchPolicy:
    """The settings of polling as the fetcher takes them."""
    polling = settings.polling
    contact = f" (+{polling.contact})" if polling.contact else ""
    return FetchPolicy(
        user_agent=f"Monitor/{__version__}{contact}",
        deadline=polling.deadline,
        max_feed_bytes=polling.max_feed,
        max_page_bytes=polling.max_page,
        max_redirects=polling.max_redirects,
        feed_gap=polling.host_gap,
        page_gap=polling.page_gap,
        connections=polling.connections,
        allowed_ports=frozenset(polling.allowed_ports),
        allowed_private=frozenset(endpoint(place) for place in polling.allow_private),
        robots=Robots.HONOUR if polling.robots else Robots.IGNORE,
        proxy=polling.proxy,
    )


def endpoint(place: str) -> tuple[str, int]:
    """An address and a port out of a setting such as "127.0.0.1:8080" or "[::1]:8080"."""
    host, _, port = place.rpartition(":")
    return host.strip("[]"), int(port)


def poll_policy(polling: Polling) -> PollPolicy:
    """The settings of polling as the schedule takes them.

    An interval that the operator wrote is kept. Where nobody wrote one, feeds that publish rarely
    are asked more rarely, and a feed whose server cannot say "not modified" is read once a day.
    """
    unwritten = "every" not in polling.model_fields_set
    slowest, bound = polling.slowest, polling.without_validators
    if slowest is None and unwritten:
        slowest = SLOWEST
    if bound is None:
        bound = WHOLE_READS if unwritten else timedelta(0)
    return PollPolicy(jitter=polling.jitter, slowest=slowest, without_validators=bound)


def _policies(settings: Settings) -> Policies:
    delivery = settings.delivery
    return Policies(
        polling=poll_policy(settings.polling),
        reading=ReadPolicy(reread_after=settings.reading.reread_after),
        delivery=DeliveryPolicy(
            backoff_base=delivery.backoff,
            backoff_cap=delivery.backoff_cap,
            give_up_after=delivery.give_up_after,
        ),
    )


def _queues(pipeline: Pipeline, store: Repository, settings: Settings, now: Clock) -> Queues:
    """Four queues over the four jobs; each wakes the one that its results wait for."""

    async def poll(identifier: int) -> object:
        return (await pipeline.poll_feed(FeedId(identifier))).new_entries

    async def read(identifier: int) -> object:
        return await pipeline.read_entry(EntryId(identifier))

    async def match(identifier: int) -> object:
        return await pipeline.match_article(ArticleId(identifier))

    async def send(identifier: int) -> object:
        return await pipeline.send_delivery(DeliveryId(identifier))

    def failed(job: Job) -> Failed:
        async def record(identifier: int, detail: str) -> None:
            await store.job_failed(job, identifier, detail, now())

        return record

    queue = partial(Queue, writable=store.writable, now=now)
    sends = queue(
        "send", store.due_deliveries, send, failed(Job.SEND),
        side_by_side=settings.delivery.at_once, per_lane=PER_CHANNEL,
    )  # fmt: skip
    matches = queue(
        "match", store.articles_to_match, match, failed(Job.MATCH),
        side_by_side=MATCHED_AT_ONCE, per_lane=MATCHED_AT_ONCE, wakes=(sends,),
    )  # fmt: skip
    reads = queue(
        "read", store.due_entries, read, failed(Job.READ),
        side_by_side=settings.reading.at_once, per_lane=PER_HOST, wakes=(matches,),
    )  # fmt: skip
    polls = queue(
        "poll", store.due_feeds, poll, failed(Job.POLL),
        side_by_side=settings.polling.connections,
        per_lane=PER_HOST if settings.polling.host_gap else PER_HURRIED_HOST, wakes=(reads,),
    )  # fmt: skip
    return Queues(polls, reads, matches, sends)
