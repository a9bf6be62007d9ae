"""What the four jobs and their runner ask of the store: each verb is one transaction.

The SQL is in the module named for the noun; here each verb gets its transaction, from the writer or
a reader. `Repository` fits `monitor.pipeline.Store` by shape.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import datetime

from monitor.errors import NotFound
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
    Feed,
    FeedId,
    FeedState,
    HostPause,
    KnownArticle,
    KnownEntry,
    Match,
    MatchResult,
    Poll,
    PollOutcome,
    Route,
    SavedArticle,
    SavedPage,
    SavedPoll,
    StoryId,
)
from monitor.model.stories import News
from monitor.store import (
    alerts,
    articles,
    deliveries,
    feeds,
    leases,
    notices,
    polling,
    queues,
    retention,
)
from monitor.store.database import Database
from monitor.store.faults import StoreUnavailable
from monitor.store.notices import Bundle
from monitor.store.queues import Due, Job, Mishap
from monitor.store.records import save_setting
from monitor.store.together import Patience, Together

SAVING_ATTEMPTS = (1.0, 2.0, 4.0, 8.0, 15.0, 30.0)  # seconds between tries

Unseen = Callable[[Sequence[Entry], Sequence[KnownEntry]], tuple[Entry, ...]]
StoryOf = Callable[[Article, Sequence[KnownArticle]], StoryId | None]
QUIET_POLLS = Patience(quiet=0.01, longest=0.05)  # seconds
Routes = Callable[[Sequence[Match]], tuple[Route, ...]]


class Repository:
    """The verbs, over one database."""

    def __init__(self, database: Database, message_domain: str = "monitor.invalid") -> None:
        """Work on `database`; message ids are made under `message_domain`."""
        self._database = database
        self._message_domain = message_domain
        self._feeds: Together[FeedId, tuple[Feed, FeedState]] = Together(self._load_feeds)
        self._quiet: Together[Poll, SavedPoll] = Together(self._save_quiet, QUIET_POLLS)

    # --- Polling ----------------------------------------------------------------------------------

    async def feed(self, feed_id: FeedId) -> tuple[Feed, FeedState]:
        """A feed, and what its polls have taught us."""
        return await self._feeds.ask(feed_id)

    async def save_poll(self, poll: Poll, unseen: Unseen) -> SavedPoll:
        """Remember a poll, its new entries and the feed's validators as one.

        One that read nothing waits a moment for others of its kind: nobody waits for it.
        """
        if poll.outcome is PollOutcome.ENTRIES or poll.to_read or poll.silent:
            return await self._database.write(polling.save_poll, poll, unseen)
        return await self._quiet.ask(poll)

    async def _load_feeds(self, ids: Sequence[FeedId]) -> list[tuple[Feed, FeedState] | Exception]:
        found = await self._database.read(feeds.load_feeds, ids)
        return [found.get(one) or NotFound(f"there is no feed {one}") for one in ids]

    async def _save_quiet(self, polls: Sequence[Poll]) -> list[SavedPoll | Exception]:
        """Several polls in one transaction; each in its own when one of them spoils that."""
        try:
            await self._database.write(polling.save_quiet, polls)
        except StoreUnavailable:
            raise
        except Exception as error:  # noqa: BLE001  the one to blame has it again, alone
            if len(polls) == 1:
                return [error]
            alone = [await self._save_quiet([poll]) for poll in polls]
            return [outcome for one in alone for outcome in one]
        return [SavedPoll(new_entries=0, baselined=0) for _ in polls]

    async def save_older(
        self, feed_id: FeedId, older: Sequence[Entry], unseen: Unseen, now: datetime
    ) -> SavedPage:
        """Remember what is new on an older page of a feed."""
        return await self._database.write(polling.save_older, feed_id, older, unseen, now)

    async def close_gap(self, feed_id: FeedId, at: datetime, found: int) -> None:
        """Take back that entries were lost by the poll of a moment: they were found."""
        await self._database.write(polling.close_gap, feed_id, at, found)

    # --- Reading ----------------------------------------------------------------------------------

    async def entry_to_read(self, entry_id: EntryId) -> EntryToRead:
        """An entry to read, or to read again."""
        return await self._database.read(articles.load_entry_to_read, entry_id)

    async def link_entry(self, entry_id: EntryId, article_id: ArticleId) -> None:
        """An entry announces an article that was read before."""
        await self._database.write(articles.link_entry, entry_id, article_id)

    async def save_article(
        self,
        entry_id: EntryId,
        article: Article,
        story_of: StoryOf,
        reread_at: datetime | None,
        now: datetime,
        *,
        spent: int = 1,
    ) -> SavedArticle:
        """File an article under its story, and plan another reading if there is to be one."""
        return await self._database.write(
            articles.save_article,
            entry_id,
            article,
            story_of,
            reread_at=reread_at,
            now=now,
            spent=spent,
        )

    # --- Matching ---------------------------------------------------------------------------------

    async def article_to_match(self, article_id: ArticleId) -> ArticleToMatch:
        """A stored article, for the rules to see."""
        return await self._database.read(articles.load_article_to_match, article_id)

    async def save_matches(
        self,
        article_id: ArticleId,
        result: MatchResult,
        routes: Routes,
        now: datetime,
        news: News | None = None,
    ) -> AlertId | None:
        """Save matches with the alert and the deliveries that follow; None when nothing is new."""
        return await self._database.write(
            alerts.save_matches,
            article_id,
            result,
            routes,
            now=now,
            message_domain=self._message_domain,
            news=news,
        )

    # --- Telling ----------------------------------------------------------------------------------

    async def begin_delivery(self, delivery_id: DeliveryId, now: datetime) -> Delivery:
        """Record that an attempt begins, before anything is sent."""
        return await self._database.write(deliveries.begin_delivery, delivery_id, now)

    async def also_told_by(self, alert: Alert) -> tuple[str, ...]:
        """The other sources that carry the alert's story."""
        return await self._database.read(alerts.also_told_by, alert)

    async def save_attempt(self, attempt: Attempt) -> None:
        """Record how an attempt ended, as soon as it can be: forgotten, it would be sent again.

        Raises:
            StoreUnavailable: not within a minute.
        """
        for wait in SAVING_ATTEMPTS:
            try:
                return await self._database.write(deliveries.save_attempt, attempt)
            except StoreUnavailable:
                await asyncio.sleep(wait)
        return await self._database.write(deliveries.save_attempt, attempt)

    # --- Telling the operator ---------------------------------------------------------------------

    async def notices_wait(self, now: datetime) -> bool:
        """Whether the operator is to be told of anything."""
        return await self._database.read(notices.is_waiting, now)

    async def address_notices(self, routes: Sequence[Route], now: datetime) -> int:
        """Address what was noted to the operator's recipients."""
        return await self._database.write(notices.address, routes, now)

    async def due_notices(self, now: datetime) -> tuple[Bundle, ...]:
        """What each of the operator's recipients is to be told now."""
        return await self._database.read(notices.due_bundles, now)

    async def save_notice_attempt(
        self, bundle: Bundle, detail: str, sent_at: datetime | None, next_due: datetime | None
    ) -> None:
        """Record how it ended to tell the operator."""
        await self._database.write(
            notices.save_notice_attempt, bundle, detail, sent_at=sent_at, next_due=next_due
        )

    # --- The runner -------------------------------------------------------------------------------

    async def due_feeds(
        self, now: datetime, limit: int, busy: Collection[int] = (), full: Collection[str] = ()
    ) -> tuple[Due, ...]:
        """Due feeds to poll; the lane is the host. Not the busy ids, not the full lanes."""
        return await self._database.read(queues.due, Job.POLL, now, limit, busy=busy, full=full)

    async def due_entries(
        self, now: datetime, limit: int, busy: Collection[int] = (), full: Collection[str] = ()
    ) -> tuple[Due, ...]:
        """Due entries to read; the lane is the host. Not the busy ids, not the full lanes."""
        return await self._database.read(queues.due, Job.READ, now, limit, busy=busy, full=full)

    async def articles_to_match(
        self, now: datetime, limit: int, busy: Collection[int] = (), full: Collection[str] = ()
    ) -> tuple[Due, ...]:
        """Due articles to match; there is one lane. Not the busy ids, not the full lanes."""
        return await self._database.read(queues.due, Job.MATCH, now, limit, busy=busy, full=full)

    async def due_deliveries(
        self, now: datetime, limit: int, busy: Collection[int] = (), full: Collection[str] = ()
    ) -> tuple[Due, ...]:
        """Due deliveries to send; the lane is the channel. Not the busy ids, not the full lanes."""
        return await self._database.read(queues.due, Job.SEND, now, limit, busy=busy, full=full)

    async def held(self, job: Job, ids: Collection[int], until: datetime) -> frozenset[int]:
        """Those of the rows that a lease still holds."""
        return await self._database.read(leases.held, job, ids, until)

    async def release(
        self,
        job: Job,
        ids: Collection[int],
        until: datetime,
        now: datetime,
    ) -> int:
        """Give back what a lease still holds, due now; how many rows."""
        return await self._database.write(leases.release, job, ids, until, now)

    async def end_turns(self, job: Job, lanes: Mapping[str, datetime], until: datetime) -> None:
        """End a lease's turns: each lane is free from its moment on."""
        await self._database.write(leases.end_turns, job, lanes, until)

    async def forget_turns(self, before: datetime) -> int:
        """Let go of turns that ended before a moment."""
        return await self._database.write(leases.forget_turns, before)

    async def next_due_at(self, job: Job, now: datetime) -> datetime | None:
        """When the next row that is not due yet becomes due; None when none is planned."""
        return await self._database.read(queues.next_due_at, job, now)

    async def job_failed(self, job: Job, row_id: int, detail: str, now: datetime) -> Mishap:
        """Plan another try of a job that failed by our own fault, or put it aside."""
        return await self._database.write(queues.job_failed, job, row_id, detail, now)

    async def give_up_on(self, job: Job, row_id: int, detail: str, now: datetime) -> Mishap:
        """Put a row aside at once, listed with the reason."""
        return await self._database.write(queues.give_up_on, job, row_id, detail, now)

    async def remember_pause(self, pause: HostPause) -> None:
        """Ask nothing of a host before a moment."""
        await self._database.write(queues.remember_pause, pause)

    async def pauses(self, now: datetime) -> tuple[HostPause, ...]:
        """The hosts that are still to be left alone."""
        return await self._database.read(queues.load_pauses, now)

    async def recover_after_crash(self, now: datetime) -> int:
        """Put attempts that a stopped process left open back in the queue; how many."""
        return await self._database.write(deliveries.recover_after_crash, now)

    async def writable(self) -> None:
        """Return once something could be written; StoreError while nothing can."""
        await self._database.write(save_setting, "written", value=True)

    async def prune(self, keep: retention.Retention, now: datetime) -> retention.Pruned:
        """Let go of one batch of what is too old."""
        return await self._database.write(retention.prune, keep, now)
