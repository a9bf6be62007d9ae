"""Digests: deliveries to one recipient that wait for the same moment go as one message.

The first that comes due carries the others: they are marked as bundled with it in the transaction
that begins its attempt, so a crash or a retry sends the same digest under the same message id, and
what came too late for it waits for the next. What becomes of the carrier becomes of all.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, func, select, update

from monitor.model import Alert, AlertId, Attempt, DeliveryId, DeliveryState
from monitor.store.alerts import load_alert
from monitor.store.inserts import one_at_a_time
from monitor.store.schema import alerts, deliveries

MOST = 500  # alerts in one digest; the rest goes in one that follows at once
BUNDLING = 0x62756E64  # two carriers must not each take the other

_PENDING = DeliveryState.PENDING.value
_BUNDLED = DeliveryState.BUNDLED.value
_WAITING = (deliveries.c.state == _PENDING, deliveries.c.digest_due.is_not(None))


@dataclass(frozen=True, slots=True)
class Waiting:
    """What waits for a recipient's next digest."""

    channel: str
    recipient: str
    count: int
    due: datetime


def waiting(connection: Connection) -> tuple[Waiting, ...]:
    """What waits for each recipient's next digest, the next one first."""
    first = func.min(deliveries.c.next_due)
    query = (
        select(deliveries.c.channel, deliveries.c.recipient, func.count().label("alerts"), first)
        .where(*_WAITING)
        .group_by(deliveries.c.channel, deliveries.c.recipient)
        .order_by(first, deliveries.c.channel, deliveries.c.recipient)
    )
    return tuple(Waiting(*row) for row in connection.execute(query))


def waiting_alerts(connection: Connection, channel: str, limit: int) -> tuple[Alert, ...]:
    """The alerts that wait for a channel's next digest, each once, the gravest first."""
    ids = select(deliveries.c.alert_id).where(*_WAITING, deliveries.c.channel == channel)
    query = (
        select(alerts.c.id)
        .where(alerts.c.id.in_(ids))
        .order_by(alerts.c.severity.desc(), alerts.c.id)
        .limit(limit)
    )
    found = connection.execute(query).scalars().all()
    return tuple(load_alert(connection, AlertId(one)) for one in found)


def make_due(connection: Connection, channel: str | None, now: datetime) -> int:
    """Let what waits for a digest be due now, on one channel or on all; how many alerts."""
    chosen = update(deliveries).where(*_WAITING, deliveries.c.next_due > now)
    if channel is not None:
        chosen = chosen.where(deliveries.c.channel == channel)
    return connection.execute(chosen.values(next_due=now, digest_due=now)).rowcount


def waits_for_digest(connection: Connection, delivery_id: DeliveryId) -> bool:
    """Whether a delivery goes in a digest; if so, no other digest is made up meanwhile."""
    query = select(deliveries.c.digest_due).where(deliveries.c.id == delivery_id)
    if connection.execute(query).scalar_one_or_none() is None:
        return False
    one_at_a_time(connection, BUNDLING)
    return True


def bundle(connection: Connection, carrier: Row[Any], now: datetime) -> tuple[Alert, ...]:
    """The alerts of the digest that a delivery carries, its own first, the others in order.

    On its first attempt it takes with it what waits for a digest and is due, to the same recipient
    of the same channel; later attempts take the same.
    """
    if carrier.attempts == 0:
        others = (
            select(deliveries.c.id)
            .where(
                deliveries.c.channel == carrier.channel,
                deliveries.c.recipient == carrier.recipient,
                deliveries.c.state == _PENDING,
                deliveries.c.digest_due <= now,
                deliveries.c.attempts == 0,
                deliveries.c.id != carrier.id,
            )
            .order_by(deliveries.c.id)
            .limit(MOST - 1)
        )
        taken = update(deliveries).where(deliveries.c.id.in_(others.scalar_subquery()))
        values = {"state": _BUNDLED, "bundled_with": carrier.id, "next_due": None}
        connection.execute(taken.values(values))
    held = (
        select(deliveries.c.alert_id)
        .where(deliveries.c.bundled_with == carrier.id)
        .order_by(deliveries.c.id)
    )
    ids = (carrier.alert_id, *connection.execute(held).scalars())
    return tuple(load_alert(connection, AlertId(one)) for one in ids)


def settle_bundle(connection: Connection, attempt: Attempt) -> None:
    """Let those that went with a delivery fare as it does, once it is sent or given up."""
    if attempt.state not in {DeliveryState.SENT, DeliveryState.DEAD}:
        return
    held = update(deliveries).where(
        deliveries.c.bundled_with == attempt.delivery_id, deliveries.c.state == _BUNDLED
    )
    values = {
        "state": attempt.state.value,
        "detail": f"in the digest of delivery {attempt.delivery_id}: {attempt.detail}",
        "sent_at": attempt.at if attempt.state is DeliveryState.SENT else None,
    }
    connection.execute(held.values(values))


def unbundle(connection: Connection, carrier: int, now: datetime) -> None:
    """Send one by one what went with a delivery that our own fault put aside."""
    held = update(deliveries).where(
        deliveries.c.bundled_with == carrier, deliveries.c.state == _BUNDLED
    )
    values = {"state": _PENDING, "next_due": now, "digest_due": None, "bundled_with": None}
    connection.execute(held.values(values))
