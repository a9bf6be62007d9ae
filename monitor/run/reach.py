"""The operator hears, by another channel, that somebody is not reached any more, and is again."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import structlog

from monitor.errors import StoreError
from monitor.model import NoticeKind
from monitor.store.database import Database
from monitor.store.notices import News, note_change
from monitor.store.reach import Reach, Standing, standings

log = structlog.get_logger()


async def tell(database: Database, now: datetime) -> int:
    """Note whose standing has changed since it was told last; how many.

    The dead channel may be the operator's own: notices go to all of the operator's channels.
    """
    try:
        found = await database.read(standings, now)
        return await database.write(_note, found, now) if found else 0
    except StoreError as error:
        log.error("cannot note who is not reached", error=str(error))
        return 0


def _note(connection: Any, found: tuple[Standing, ...], now: datetime) -> int:
    return sum(
        note_change(connection, _about(one), one.reach.value, _news(one, now)) for one in found
    )


def _about(one: Standing) -> str:
    return f"reach of {one.recipient} by {one.channel}"


def _news(one: Standing, now: datetime) -> News:
    whom = one.recipient or "its recipient"
    said = f"\nIt said: {one.why}" if one.why else ""
    match one.reach:
        case Reach.FAILING:
            subject = f"Channel {one.channel} has not reached {whom} for half an hour"
            detail = f"Waiting: {one.waiting}; they are tried again for three days.{said}"
        case Reach.REFUSED:
            subject = f"Channel {one.channel} refuses messages to {whom}"
            detail = (
                f"Given up: {one.dead}. Mend the channel, then 'monitor deliveries resend --dead'."
                f"{said}"
            )
        case Reach.REACHED:
            subject = f"Channel {one.channel} reaches {whom} again"
            detail = f"Still given up: {one.dead}." if one.dead else "Nothing was lost."
    return News(NoticeKind.CHANNEL, now, subject, detail)
