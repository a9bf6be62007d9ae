"""A backup put in place of what came after it: what was told in between must not be told again.

The restored rows know nothing of the time since the backup. What waited in them was worked on
since, as far as anybody knows, and what feeds announced since was told. So it is laid to rest:
remembered, listed with the reason, and not told. What is published after the horizon, the former
database's last poll, is news as ever.
"""

from __future__ import annotations

import sqlite3
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import Connection, update

from monitor.model import DeliveryState, FirstPoll, NoticeKind
from monitor.store.notices import News, add_notice
from monitor.store.schema import articles, deliveries, entries, feeds

REASON = "waited in the backup that was restored; it may have been worked on since"


@dataclass(frozen=True, slots=True)
class Rested:
    """What was laid to rest."""

    entries: int
    articles: int
    deliveries: int


def last_poll(former: Path) -> datetime | None:
    """When the database that a backup takes the place of polled last; None if it cannot tell."""
    try:
        with closing(sqlite3.connect(f"{former.absolute().as_uri()}?mode=ro", uri=True)) as found:
            said = found.execute("SELECT max(at) FROM polls").fetchone()[0]
    except (sqlite3.Error, UnicodeDecodeError):
        return None  # damaged, perhaps: that may be why the backup is needed
    return None if said is None else datetime.fromisoformat(said).replace(tzinfo=UTC)


def lay_to_rest(connection: Connection, horizon: datetime, now: datetime) -> Rested:
    """Tell nothing that waits here, nor what feeds published before the horizon.

    Every feed's next poll is a first one, that reads what is dated after the horizon and remembers
    the rest. The operator is told.
    """
    rest = {"next_due": None, "detail": REASON}
    unread = update(entries).where(entries.c.state == "to_read")
    unmatched = update(articles).where(articles.c.state == "to_match")
    open_ones = (DeliveryState.PENDING.value, DeliveryState.SENDING.value)
    unsent = update(deliveries).where(deliveries.c.state.in_(open_ones))
    rested = Rested(
        entries=connection.execute(unread.values(state="baseline", text="", **rest)).rowcount,
        articles=connection.execute(unmatched.values(state="matched", **rest)).rowcount,
        deliveries=connection.execute(
            unsent.values(state=DeliveryState.DEAD.value, **rest)
        ).rowcount,
    )
    connection.execute(
        update(feeds).values(
            first_poll=FirstPoll.SINCE.value,
            first_poll_since=horizon,
            baseline_at=None,
            validators_url=None,
            etag=None,
            last_modified=None,
            body_hash=None,
            items=b"",
        )
    )
    add_notice(connection, _news(rested, horizon, now))
    return rested


def _news(rested: Rested, horizon: datetime, now: datetime) -> News:
    detail = (
        f"What feeds published before {horizon:%Y-%m-%d %H:%M} UTC is remembered and not told.\n"
        f"Laid to rest: {rested.entries} entries, {rested.articles} articles, "
        f"{rested.deliveries} deliveries; 'monitor deliveries resend' sends one all the same."
    )
    return News(NoticeKind.RESTORE, now, "A backup was restored", detail)
