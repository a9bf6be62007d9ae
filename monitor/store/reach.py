"""Whether those who are to be told are reached: how each recipient's last deliveries ended."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import Connection, case, func, select

from monitor.model import DeliveryState
from monitor.store.schema import deliveries

UNREACHED_AFTER = timedelta(minutes=30)
_LOOKED_AT = timedelta(days=7)  # what failed longer ago is old news
_OPEN = (DeliveryState.PENDING.value, DeliveryState.SENDING.value)


class Reach(StrEnum):
    """How a recipient stands, by what was tried."""

    REACHED = ""
    FAILING = "failing"  # nothing has got through for a while; it is still tried
    REFUSED = "refused"  # the last message was refused for good, or given up


@dataclass(frozen=True, slots=True)
class Standing:
    """One recipient on one channel."""

    channel: str
    recipient: str
    reach: Reach
    waiting: int  # messages that were tried and are still to be sent
    dead: int  # messages refused or given up since the last that got through
    why: str  # the channel's own words; "" when all is well


def standings(connection: Connection, now: datetime) -> tuple[Standing, ...]:
    """How each recipient of the last days stands."""
    table = deliveries.c
    is_dead = table.state == DeliveryState.DEAD.value
    is_failing = table.state.in_(_OPEN) & (table.attempts > 0)
    query = (
        select(
            table.channel,
            table.recipient,
            func.max(table.sent_at).label("sent"),
            func.max(case((is_dead, table.last_tried))).label("died"),
            func.min(case((is_failing, table.first_tried))).label("failing"),
            func.count(case((is_failing, 1))).label("waiting"),
            func.count(case((is_dead, 1))).label("dead"),
            func.max(case((is_dead | is_failing, table.detail), else_="")).label("why"),
        )
        .where(table.last_tried > now - _LOOKED_AT)
        .group_by(table.channel, table.recipient)
        .order_by(table.channel, table.recipient)
    )
    return tuple(
        Standing(
            channel=row.channel,
            recipient=row.recipient,
            reach=(reach := _reach(row.sent, row.died, row.failing, now)),
            waiting=row.waiting,
            dead=row.dead,
            why=row.why if reach else "",
        )
        for row in connection.execute(query)
    )


def _reach(
    sent: datetime | None, died: datetime | None, failing: datetime | None, now: datetime
) -> Reach:
    if died is not None and (sent is None or died > sent):
        return Reach.REFUSED
    is_long = failing is not None and now - failing >= UNREACHED_AFTER
    if is_long and (sent is None or failing is None or sent < failing):
        return Reach.FAILING
    return Reach.REACHED
