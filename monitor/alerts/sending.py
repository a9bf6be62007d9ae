"""One channel at work: its pace, its rest, its deadline, and what became of sends that overran it.

What a send is made of is not known here: it is a function that blocks and answers. It runs in a
daemon thread, since a thread cannot be stopped from outside. One that outlives its deadline is left
to end by itself; its delivery is retried later, and if the old send turns out to have succeeded,
the retry reports that instead of sending twice.
"""

from __future__ import annotations

import asyncio
import contextlib
import threading
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

from monitor.alerts.masking import mask
from monitor.alerts.pacing import Breaker, Pace
from monitor.model import Message, RetryLater, SendResult, Sent

AT_ONCE = 4  # sends under way per channel
STUCK_LIMIT = 4  # sends past their deadline that are suffered per channel
STUCK_FOR = 3600.0  # seconds; then a send without an end is forgotten, or it would block for ever
PACE_PATIENCE = 10.0  # seconds a send waits for its turn; longer, and it goes back to the queue

Deliver = Callable[[str, Message], SendResult]


class Sender:
    """Sends through one channel, one message to one recipient at a time."""

    def __init__(
        self,
        deliver: Deliver,
        secrets: tuple[str, ...],
        per_minute: float,
        deadline: timedelta,
        clock: Callable[[], float],
    ) -> None:
        """Take the blocking `deliver`, which never raises, and the words never to be shown."""
        self._deliver = deliver
        self._secrets = secrets
        self._deadline = deadline.total_seconds()
        self._clock = clock
        self._pace = Pace(per_minute)
        self._breaker = Breaker()
        self._turns = asyncio.Semaphore(AT_ONCE)
        self._stuck: dict[tuple[str, str], float] = {}  # (message id, recipient): since when
        self._late: dict[tuple[str, str], SendResult] = {}
        self.last = ""

    @property
    def failures(self) -> int:
        """Temporary failures in a row."""
        return self._breaker.failures

    @property
    def is_resting(self) -> bool:
        """Whether the channel is taken to be down."""
        return self._breaker.is_resting

    @property
    def stuck(self) -> int:
        """Sends past their deadline that have not ended."""
        return len(self._stuck)

    async def send(self, recipient: str, message: Message) -> SendResult:
        """Send now, or say why not now; the detail holds no secret."""
        key = (message.message_id, recipient)
        held = self._held_back(key)
        if held is not None:
            return held
        wait = self._pace.reserve(self._clock(), PACE_PATIENCE)
        if wait is None:
            pause = timedelta(seconds=self._pace.wait(self._clock()))
            why = f"paced to {self._pace.per_minute:g} messages a minute"
            return RetryLater(why, pause, tried=False)
        await asyncio.sleep(wait)
        async with self._turns:
            result = await self._within_deadline(key, recipient, message)
        if isinstance(result, RetryLater):
            self._breaker.failed(self._clock())
        else:
            self._breaker.worked()
        result = replace(result, detail=mask(result.detail, self._secrets))
        self.last = f"{type(result).__name__}: {result.detail}"
        return result

    def _held_back(self, key: tuple[str, str]) -> SendResult | None:
        """Return the answer for a send that must not, or need not, be made now."""
        now = self._clock()
        self._stuck = {k: since for k, since in self._stuck.items() if now - since < STUCK_FOR}
        if isinstance(self._late.pop(key, None), Sent):
            return Sent("accepted by an earlier attempt, after its deadline")
        if key in self._stuck:
            why = "an earlier attempt has not ended yet"
            return RetryLater(why, timedelta(minutes=1), tried=False)
        if len(self._stuck) >= STUCK_LIMIT:
            why = f"{len(self._stuck)} earlier sends are stuck in this channel"
            return RetryLater(why, timedelta(minutes=1), tried=False)
        rest = self._breaker.wait(now)
        if rest > 0:
            why = f"the channel rests after {self.failures} failures; last: {self.last}"
            return RetryLater(why, timedelta(seconds=rest), tried=False)
        return None

    async def _within_deadline(
        self, key: tuple[str, str], recipient: str, message: Message
    ) -> SendResult:
        loop = asyncio.get_running_loop()
        answer: asyncio.Future[SendResult] = loop.create_future()

        def ended(result: SendResult) -> None:
            if self._stuck.pop(key, None) is not None:
                self._late[key] = result
            if not answer.done():
                answer.set_result(result)

        def work() -> None:
            result = self._deliver(recipient, message)
            with contextlib.suppress(RuntimeError):  # the loop is gone: nobody wants to know
                loop.call_soon_threadsafe(ended, result)

        threading.Thread(target=work, name="send", daemon=True).start()
        done, _ = await asyncio.wait({answer}, timeout=self._deadline)
        if done:
            return answer.result()
        self._stuck[key] = self._clock()
        return RetryLater(f"no answer within {self._deadline:g} s")
