"""Deliveries: begun before the send, marked after it, and never lost in between."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import Connection, func, select, update

from monitor.errors import NotFound
from monitor.model import Alert, AlertId, Attempt, Delivery, DeliveryId, DeliveryState
from monitor.model.stories import Novelty
from monitor.store.alerts import load_alert
from monitor.store.bundles import bundle, settle_bundle, waits_for_digest
from monitor.store.faults import AlreadySettled
from monitor.store.schema import alerts, deliveries

# Longer than any channel's deadline: after it, an attempt without an end is taken for lost.
ATTEMPT_LOST_AFTER = timedelta(minutes=10)

_PENDING = DeliveryState.PENDING.value
_SENDING = DeliveryState.SENDING.value


def begin_delivery(connection: Connection, delivery_id: DeliveryId, now: datetime) -> Delivery:
    """Record that an attempt begins, before anything is sent; the delivery as it was before.

    When an attempt was begun and never ended, the message may have arrived: the delivery says so
    from now on.

    Raises:
        NotFound: there is no such delivery.
        AlreadySettled: it is sent or given up, or another worker is sending it now.
    """
    found = deliveries.c.id == delivery_id
    in_digest = waits_for_digest(connection, delivery_id)
    row = connection.execute(select(deliveries).where(found).with_for_update()).one_or_none()
    if row is None:
        raise NotFound(f"there is no delivery {delivery_id}")
    if row.state not in {_PENDING, _SENDING}:
        raise AlreadySettled(f"delivery {delivery_id} is {row.state} and is not sent again")
    if row.state == _SENDING and row.next_due is not None and row.next_due > now:
        raise AlreadySettled(f"delivery {delivery_id} is being sent")
    first_tried = row.first_tried or now
    possible_repeat = row.possible_repeat or row.state == _SENDING
    values = {
        "state": _SENDING,
        "attempts": row.attempts + 1,
        "first_tried": first_tried,
        "last_tried": now,
        "next_due": now + ATTEMPT_LOST_AFTER,
        "possible_repeat": possible_repeat,
    }
    connection.execute(update(deliveries).where(found).values(values))
    together = bundle(connection, row, now) if in_digest else ()
    alert = together[0] if together else load_alert(connection, AlertId(row.alert_id))
    return Delivery(
        id=delivery_id,
        alert=alert,
        channel=row.channel,
        recipient=row.recipient,
        attempts=row.attempts,
        first_tried=first_tried,
        possible_repeat=possible_repeat,
        message_id=row.message_id,
        thread="" if together else _thread(connection, alert, row.channel, row.recipient),
        digest=together,
        before=None if together else _before(connection, alert),
    )


def _before(connection: Connection, alert: Alert) -> Alert | None:
    """What was told of an alert's story before, where the alert says that it changed."""
    if alert.novelty not in {Novelty.STATUS_CHANGED, Novelty.CONTRADICTED}:
        return None
    query = select(func.max(alerts.c.id)).where(
        alerts.c.story_id == alert.story_id,
        alerts.c.id < alert.id,
        alerts.c.novelty != Novelty.CORRELATED.value,
    )
    last = connection.execute(query).scalar_one()
    return None if last is None else load_alert(connection, AlertId(last))


def _thread(connection: Connection, alert: Alert, channel: str, recipient: str) -> str:
    """The message id under which a recipient was told an alert's story first; "" for none."""
    if alert.follows is None:
        return ""
    own, carrier = deliveries, deliveries.alias("carrier")
    query = (
        select(func.coalesce(carrier.c.message_id, own.c.message_id))
        .join_from(own, carrier, carrier.c.id == own.c.bundled_with, isouter=True)
        .where(
            own.c.alert_id == alert.follows,
            own.c.channel == channel,
            own.c.recipient == recipient,
        )
    )
    return connection.execute(query).scalar_one_or_none() or ""


def save_attempt(connection: Connection, attempt: Attempt) -> None:
    """Record how an attempt ended. Sent is sent: a later and slower answer does not undo it.

    Whoever was taken for lost, and failed, has no say while a later attempt is under way.

    Raises:
        NotFound: there is no such delivery.
    """
    found = deliveries.c.id == attempt.delivery_id
    query = select(deliveries.c.state, deliveries.c.attempts).where(found).with_for_update()
    row = connection.execute(query).one_or_none()
    if row is None:
        raise NotFound(f"there is no delivery {attempt.delivery_id}")
    is_outdated = row.attempts > attempt.number and attempt.state is not DeliveryState.SENT
    if row.state == DeliveryState.SENT.value or is_outdated:
        return
    values = {
        "state": attempt.state.value,
        "next_due": attempt.next_due,
        "detail": attempt.detail,
        "failures": 0,
        "sent_at": attempt.at if attempt.state is DeliveryState.SENT else None,
    }
    connection.execute(update(deliveries).where(found).values(values))
    settle_bundle(connection, attempt)


def resend_delivery(
    connection: Connection, delivery_id: DeliveryId, now: datetime
) -> DeliveryState:
    """Send again, by an operator's wish, what is sent or given up; the state it was in.

    It keeps its message id and says that it may be a repeat; what went in a digest goes by itself.
    One that is on its way stays as it is.

    Raises:
        NotFound: there is no such delivery.
    """
    found = deliveries.c.id == delivery_id
    state = connection.execute(select(deliveries.c.state).where(found)).scalar_one_or_none()
    if state is None:
        raise NotFound(f"there is no delivery {delivery_id}")
    if state not in {_PENDING, _SENDING, DeliveryState.BUNDLED.value}:
        values = {
            "state": _PENDING,
            "next_due": now,
            "attempts": 0,
            "failures": 0,
            "first_tried": None,
            "possible_repeat": True,
            "digest_due": None,
            "bundled_with": None,
        }
        connection.execute(update(deliveries).where(found).values(values))
    return DeliveryState(state)


def recover_after_crash(connection: Connection, now: datetime) -> int:
    """Put attempts that a stopped process left open back in the queue, due now; how many.

    Call it at start, when no other process sends from this database. Nothing else needs mending:
    what a stopped process was doing is still due.
    """
    values = {"state": _PENDING, "possible_repeat": True, "next_due": now}
    open_ones = update(deliveries).where(deliveries.c.state == _SENDING)
    return connection.execute(open_ones.values(values)).rowcount
