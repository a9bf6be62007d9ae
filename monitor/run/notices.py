"""Handing notices to the operator's channels, and to no others."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog

from monitor.alerts.notices import notice_message
from monitor.model import Refused, RetryLater, Sent
from monitor.run.channels import ChannelsInForce
from monitor.store.notices import Bundle
from monitor.store.repository import Repository

log = structlog.get_logger()

BACKOFF = timedelta(seconds=30)
BACKOFF_CAP = timedelta(hours=1)
GIVE_UP_AFTER = timedelta(hours=72)
_MOST_DOUBLINGS = 8


@dataclass(frozen=True, slots=True)
class Notifier:
    """Tells the operator what was noted, once, trying again until a channel takes it."""

    store: Repository
    channels: ChannelsInForce
    domain: str
    now: Callable[[], datetime]

    async def hand_on(self) -> int:
        """Hand on what is due; return how many messages were taken."""
        if not await self.store.notices_wait(self.now()):
            return 0
        await self.store.address_notices(self.channels.operator_routes, self.now())
        return sum(
            [await self._send(bundle) for bundle in await self.store.due_notices(self.now())]
        )

    async def _send(self, bundle: Bundle) -> bool:
        message = notice_message(bundle.notices, self.domain)
        route = bundle.route
        result = await self.channels.send(route.channel, route.recipient, message)
        now = self.now()
        match result:
            case Sent():
                await self.store.save_notice_attempt(bundle, result.detail, now, None)
                return True
            case RetryLater() if now - bundle.notices[0].at < GIVE_UP_AFTER:
                wait = max(result.retry_after or timedelta(0), _backoff(bundle.attempts))
                await self.store.save_notice_attempt(bundle, result.detail, None, now + wait)
            case RetryLater() | Refused():
                log.error("operator not told", channel=route.channel, why=result.detail)
                await self.store.save_notice_attempt(bundle, result.detail, None, None)
        return False


def _backoff(attempts: int) -> timedelta:
    doublings: int = 2 ** min(attempts, _MOST_DOUBLINGS)
    return min(BACKOFF * doublings, BACKOFF_CAP)
