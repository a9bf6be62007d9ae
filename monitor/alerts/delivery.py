"""What an attempt to deliver means for the delivery: sent, tried again later, or given up. Pure."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta

from monitor.model import Attempt, Delivery, DeliveryState, Refused, RetryLater, SendResult, Sent


@dataclass(frozen=True, slots=True)
class DeliveryPolicy:
    """How long to wait between attempts, and when to give up."""

    backoff_base: timedelta = timedelta(seconds=30)
    backoff_cap: timedelta = timedelta(hours=1)
    give_up_after: timedelta = timedelta(hours=72)
    untried_wait: timedelta = timedelta(seconds=1)  # at least, when the channel was not even tried
    retry_after_cap: timedelta = timedelta(hours=24)  # a channel may not park an alert for years


def after_attempt(
    delivery: Delivery, result: SendResult, policy: DeliveryPolicy, now: datetime
) -> Attempt:
    """Say where a delivery stands after an attempt that ended in `result` at `now`.

    A temporary failure is retried until `give_up_after` has passed since the first attempt. Only
    then, or when the channel refuses the message for good, does the delivery die; the detail says
    why, and an operator can send it again by hand.
    """
    number = delivery.attempts + 1
    match result:
        case Sent(detail):
            return Attempt(delivery.id, now, DeliveryState.SENT, detail or "sent", None, number)
        case Refused(detail):
            why = f"refused: {detail}"
            return Attempt(delivery.id, now, DeliveryState.DEAD, why, None, number)
        case RetryLater():
            return _retried(delivery, result, policy, now)


def _retried(
    delivery: Delivery, result: RetryLater, policy: DeliveryPolicy, now: datetime
) -> Attempt:
    number = delivery.attempts + 1
    end = (delivery.first_tried or now) + policy.give_up_after
    if now >= end:
        hours = policy.give_up_after / timedelta(hours=1)
        detail = f"given up after {hours:g} h and {number} attempts: {result.detail}"
        return Attempt(delivery.id, now, DeliveryState.DEAD, detail, None, number)
    wait = backoff(delivery, policy) if result.tried else policy.untried_wait
    due = min(now + wait, end)  # the last attempt comes at the very end
    if result.retry_after is not None:
        due = max(due, now + min(result.retry_after, policy.retry_after_cap))
    return Attempt(delivery.id, now, DeliveryState.PENDING, result.detail, due, number)


def backoff(delivery: Delivery, policy: DeliveryPolicy) -> timedelta:
    """Return how long to wait after this attempt: doubling, capped, spread.

    The wait lies between half and the whole of the doubled step: enough to pull apart messages
    that failed together, and never an instant retry. Its place in between comes from the delivery's
    id and attempt, so that a replay decides the same.
    """
    doublings = min(delivery.attempts, 40)  # beyond, timedelta overflows; the cap rules long before
    step: timedelta = min(policy.backoff_base * int(2**doublings), policy.backoff_cap)
    digest = hashlib.sha256(f"{delivery.id}:{delivery.attempts}".encode()).digest()
    share = int.from_bytes(digest[:4], "big") / 2**32
    return step / 2 + step / 2 * share
