"""Hubs asked to tell us, their calls answered: a push is a hint to poll now, and nothing more.

Off unless `[push]` is configured. When a hub is silent, wrong or gone, feeds are polled as ever.
"""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final, Protocol

import structlog

from monitor.errors import StoreError
from monitor.feeds import hubs
from monitor.fetch.listener import Call, Reply
from monitor.model import FeedId, FetchFailed, Hub
from monitor.store import subscriptions
from monitor.store.database import Database
from monitor.store.subscriptions import Subscription

log = structlog.get_logger()

NO_CALL_WITHIN: Final = timedelta(hours=1)  # a hub that took our wish and never calls back
AFTER_DENIAL: Final = timedelta(days=1)
SIGNATURE: Final = "X-Hub-Signature"
_UNKNOWN: Final = Reply(404, "There is nothing here.\n")
_GONE: Final = Reply(410, "Nobody here wants to be told.\n")
_TAKEN: Final = Reply(202)


class Post(Protocol):
    """Sends a form to a hub."""

    async def post(self, url: str, fields: dict[str, str]) -> int | FetchFailed:
        """The answer's status, or why there is none."""


@dataclass(slots=True)
class Push:
    """The hubs of our feeds."""

    database: Database
    hub: Post
    callback: str  # our address as hubs see it, without the token
    lease: timedelta
    now: Callable[[], datetime]
    nudge: Callable[[], None] = lambda: None  # a feed may be due
    _known: dict[FeedId, Hub] = field(default_factory=dict)
    _writing: set[asyncio.Task[None]] = field(default_factory=set)

    async def load(self) -> None:
        """Recall which hubs are known; those it hears of from then on are new or have changed."""
        self._known = await self.database.read(subscriptions.known_hubs)

    def hear(self, feed_id: FeedId, hub: Hub) -> None:
        """A feed announces a hub; heard of for the first time, it will be asked."""
        if self._known.get(feed_id) == hub:
            return
        self._known[feed_id] = hub
        task = asyncio.create_task(self._note(feed_id, hub), name=f"hub of feed {feed_id}")
        self._writing.add(task)
        task.add_done_callback(self._writing.discard)

    async def ask_hubs(self) -> int:
        """Ask the hubs that are due, and renew what is about to end; how many took the wish."""
        due = await self.database.read(subscriptions.due_subscriptions, self.now())
        return sum(await asyncio.gather(*map(self._ask, due)))

    async def look_after(self) -> None:
        """Ask what is due; what cannot be done now is done later."""
        try:
            await self.ask_hubs()
        except StoreError as error:
            log.error("cannot look after hubs", error=str(error))

    async def answer(self, call: Call) -> Reply:
        """Answer a hub's call at the address we gave it."""
        token = call.path.rpartition("/")[2]
        known = await self.database.read(subscriptions.subscription_of, token)
        if known is None:
            return _GONE if call.method == "POST" else _UNKNOWN
        if call.method == "POST":
            return await self._pushed(known, call)
        return await self._verified(known, call)

    async def _note(self, feed_id: FeedId, hub: Hub) -> None:
        token, secret = secrets.token_urlsafe(24), secrets.token_urlsafe(32)
        try:
            await self.database.write(
                subscriptions.note_hub,
                feed_id,
                hub,
                token=token,
                secret=secret,
                now=self.now(),
            )
        except StoreError as error:
            self._known.pop(feed_id, None)  # heard of again at the next poll that reads the feed
            log.error("cannot note a hub", feed=feed_id, error=str(error))

    async def _ask(self, wanted: Subscription) -> bool:
        callback = f"{self.callback.rstrip('/')}/{wanted.token}"
        form = hubs.wish(wanted.hub, callback, wanted.secret, self.lease)
        result = await self.hub.post(wanted.hub.url, form)
        taken = isinstance(result, int) and 200 <= result < 300  # section 5.1 wants 202
        now = self.now()
        if taken:
            detail, next_due = "the hub is to call back", now + NO_CALL_WITHIN
        else:
            said = result.detail if isinstance(result, FetchFailed) else f"it answered {result}"
            detail, next_due = f"the hub was not asked: {said}", hubs.next_try(now, wanted.failures)
            log.warning("a hub does not take our wish", hub=wanted.hub.url, why=said)
        await self.database.write(
            subscriptions.save_wish, wanted.token, detail, next_due, taken=taken
        )
        return taken

    async def _verified(self, known: Subscription, call: Call) -> Reply:
        judged = hubs.verification(call.query, known.hub.topic, self.lease)
        now = self.now()
        match judged.answer:
            case hubs.Answer.CONFIRMED:
                renewal = hubs.renewal(now, judged.lease)
                await self.database.write(
                    subscriptions.confirm, known.token, now + judged.lease, renewal
                )
                log.info("a hub tells us from now on", feed=known.feed_id, hub=known.hub.url)
                return Reply(200, call.query["hub.challenge"])
            case hubs.Answer.DENIED:
                again = now + AFTER_DENIAL
                await self.database.write(subscriptions.deny, known.token, judged.reason, again)
                return Reply(200)
            case hubs.Answer.UNKNOWN:
                return _UNKNOWN

    async def _pushed(self, known: Subscription, call: Call) -> Reply:
        """Section 7: who cannot sign is answered like others, and does nothing."""
        if not hubs.is_signed(known.secret, call.headers.get(SIGNATURE, ""), call.body):
            log.warning("a push is not signed by its hub", feed=known.feed_id)
            return _TAKEN
        if await self.database.write(subscriptions.poll_sooner, known.feed_id, self.now()):
            self.nudge()
        return _TAKEN
