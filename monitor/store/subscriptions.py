"""Subscriptions to hubs: who tells us of which feed, at which address of ours, and until when."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import Connection, Row, case, or_, select, update

from monitor.model import FeedId, FeedStatus, Hub
from monitor.store.inserts import insert_new
from monitor.store.schema import feeds, subscriptions

PUSH_GAP = timedelta(seconds=10)  # a hub may not make us ask a feed more often than this
_BATCH = 50


class SubscriptionState(StrEnum):
    """How far it has got."""

    WANTED = "wanted"  # not asked for yet, or in vain
    ASKED = "asked"  # the hub took the wish, and is to call us back
    ACTIVE = "active"  # confirmed, until the lease ends
    DENIED = "denied"


@dataclass(frozen=True, slots=True)
class Subscription:
    """One feed's."""

    feed_id: FeedId
    hub: Hub
    token: str  # the last part of the address at which the hub calls us: nobody can guess it
    secret: str  # signs what the hub sends
    state: SubscriptionState
    failures: int
    lease_until: datetime | None
    detail: str


def known_hubs(connection: Connection) -> dict[FeedId, Hub]:
    """The hubs of all feeds that have one."""
    return {
        FeedId(row.feed_id): Hub(row.hub, row.topic)
        for row in connection.execute(select(subscriptions))
    }


def note_hub(
    connection: Connection, feed_id: FeedId, hub: Hub, *, token: str, secret: str, now: datetime
) -> None:
    """A feed announces this hub: it is to be asked, unless that was known already."""
    fresh = {
        "hub": hub.url,
        "topic": hub.topic,
        "token": token,
        "secret": secret,
        "state": SubscriptionState.WANTED.value,
        "failures": 0,
        "lease_until": None,
        "next_due": now,
        "detail": "",
    }
    row = {"feed_id": feed_id} | fresh
    if insert_new(connection, subscriptions, [row], subscriptions.c.feed_id):
        return
    other = or_(subscriptions.c.hub != hub.url, subscriptions.c.topic != hub.topic)
    changed = update(subscriptions).where(subscriptions.c.feed_id == feed_id, other)
    connection.execute(changed.values(fresh))


def due_subscriptions(connection: Connection, now: datetime) -> tuple[Subscription, ...]:
    """Those to be asked for, or renewed, now; a batch at most."""
    query = (
        select(subscriptions)
        .where(subscriptions.c.next_due <= now)
        .order_by(subscriptions.c.next_due)
        .limit(_BATCH)
    )
    return tuple(map(_from, connection.execute(query)))


def subscription_of(connection: Connection, token: str) -> Subscription | None:
    """The subscription whose hub calls us at this address."""
    query = select(subscriptions).where(subscriptions.c.token == token)
    row = connection.execute(query).one_or_none()
    return None if row is None else _from(row)


def list_subscriptions(connection: Connection) -> tuple[Subscription, ...]:
    """All of them."""
    query = select(subscriptions).order_by(subscriptions.c.feed_id)
    return tuple(map(_from, connection.execute(query)))


def save_wish(
    connection: Connection, token: str, detail: str, next_due: datetime, *, taken: bool
) -> None:
    """A hub was asked: it took the wish, or did not; `next_due` is when it is asked again.

    A confirmation that came before its answer stands, and so does a lease that runs on.
    """
    this = update(subscriptions).where(subscriptions.c.token == token)
    if not taken:
        failures = subscriptions.c.failures + 1
        connection.execute(this.values(failures=failures, next_due=next_due, detail=detail))
        return
    open_ = this.where(subscriptions.c.state != SubscriptionState.ACTIVE.value)
    asked = {"state": SubscriptionState.ASKED.value, "detail": detail}
    connection.execute(open_.values(**asked, next_due=next_due))
    kept = this.where(
        subscriptions.c.state == SubscriptionState.ACTIVE.value,
        subscriptions.c.next_due < next_due,
    )
    connection.execute(kept.values(next_due=next_due))


def confirm(connection: Connection, token: str, lease_until: datetime, next_due: datetime) -> None:
    """The hub called back: it tells us until then, and is asked again before."""
    values = {
        "state": SubscriptionState.ACTIVE.value,
        "failures": 0,
        "lease_until": lease_until,
        "next_due": next_due,
        "detail": "",
    }
    connection.execute(update(subscriptions).where(subscriptions.c.token == token).values(values))


def deny(connection: Connection, token: str, reason: str, next_due: datetime) -> None:
    """The hub will not tell us; it is asked again then."""
    values = {
        "state": SubscriptionState.DENIED.value,
        "lease_until": None,
        "next_due": next_due,
        "detail": f"denied by the hub: {reason}",
    }
    connection.execute(update(subscriptions).where(subscriptions.c.token == token).values(values))


def poll_sooner(connection: Connection, feed_id: FeedId, now: datetime) -> bool:
    """A hub says that a feed has changed: it is due now; False where that changes nothing.

    A feed polled a moment ago waits a moment longer, and a pause, a failure's wait and a rest that
    a server asked for stand: a hub is no reason to ask what asked to be left alone.
    """
    at = case(
        (feeds.c.last_polled > now - PUSH_GAP, now + PUSH_GAP),
        else_=now,
    )
    sooner = update(feeds).where(
        feeds.c.id == feed_id,
        feeds.c.status == FeedStatus.ACTIVE.value,
        feeds.c.failures == 0,
        feeds.c.next_due > now + PUSH_GAP,
    )
    reason = "its hub says that it has changed"
    return connection.execute(sooner.values(next_due=at, due_reason=reason)).rowcount == 1


def _from(row: Row[tuple[object, ...]]) -> Subscription:
    return Subscription(
        feed_id=FeedId(row.feed_id),
        hub=Hub(row.hub, row.topic),
        token=row.token,
        secret=row.secret,
        state=SubscriptionState(row.state),
        failures=row.failures,
        lease_until=row.lease_until,
        detail=row.detail,
    )
