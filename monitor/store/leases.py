"""Rows held by one of several workers: claimed for a while, given back, or taken for lost.

A row's due time is also its lease: a claim moves it ahead to the lease's end, and only who knows
that very moment holds the row. What finishes writes another due time; what is lost is due again
when the lease ends, without anybody's doing. A worker that was paused beyond its lease finds
another moment there, and leaves the row alone.

A turn keeps workers out of each other's way: a host that may not be asked twice at once, or a
channel with a pace, is one worker's for the length of its lease, and rests after it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import (
    Connection,
    Select,
    bindparam,
    case,
    delete,
    exists,
    func,
    literal,
    select,
    update,
)

from monitor.model import DeliveryState
from monitor.store.inserts import insert_new
from monitor.store.queues import LANES, LOOK_AHEAD, TABLES, Due, Job, due_query, in_turn
from monitor.store.schema import deliveries, turns

CLAIMING = 0x636C6169  # one claim at a time: what a second one finds is the first one's leavings
_KINDS = {Job.POLL: "host", Job.READ: "host", Job.MATCH: "rules", Job.SEND: "channel"}
_PENDING, _SENDING = DeliveryState.PENDING.value, DeliveryState.SENDING.value


def claim(
    connection: Connection,
    job: Job,
    now: datetime,
    until: datetime,
    *,
    limit: int,
    per_lane: int | None,
) -> tuple[Due, ...]:
    """Hold due rows until a moment, at most `limit`, the longest waiting first, in turn by lane.

    With `per_lane`, a lane is taken with its rows, at most so many, and no other claim gets rows of
    it before its turn ends (`end_turns`); without, lanes do not matter. While another claim is
    under way, nothing is claimed. Call it in a transaction: the lease counts from its commit.
    """
    if not _is_first(connection):
        return ()
    table = TABLES[job]
    query = due_query(job) if per_lane is None else _due_and_free(job)
    found = connection.execute(query, {"now": now, "most": limit + LOOK_AHEAD})
    chosen = _shared_out(in_turn(Due(*row) for row in found), limit, per_lane or limit)
    if not chosen:
        return ()
    ids = [row.id for row in chosen]
    still = select(table.c.id).where(table.c.id.in_(ids), table.c.next_due <= now)
    hold = update(table).where(table.c.id.in_(still.with_for_update(skip_locked=True)))
    held = set(connection.execute(hold.values(_held(job, until)).returning(table.c.id)).scalars())
    rows = tuple(row for row in chosen if row.id in held)
    if per_lane is not None:
        _take_turns(connection, job, {row.lane for row in rows}, until)
    return rows


def held(connection: Connection, job: Job, ids: Collection[int], until: datetime) -> frozenset[int]:
    """Those of the rows that this lease still holds: not done, not given back, not taken over."""
    table = TABLES[job]
    query = select(table.c.id).where(table.c.id.in_(ids), table.c.next_due == until)
    return frozenset(connection.execute(query).scalars())


def release(
    connection: Connection, job: Job, ids: Collection[int], until: datetime, now: datetime
) -> int:
    """Give back what a lease still holds, due now; how many rows.

    A send that began under the lease and did not end may have arrived: it is due again as a
    possible repeat.
    """
    table = TABLES[job]
    mine = table.c.id.in_(ids)
    given = update(table).where(mine, table.c.next_due == until).values(next_due=now)
    count = connection.execute(given).rowcount
    if job is Job.SEND:
        begun = (deliveries.c.state == _SENDING, deliveries.c.last_tried <= until)
        open_ones = update(deliveries).where(mine, *begun)
        values = {"state": _PENDING, "possible_repeat": True, "next_due": now}
        count += connection.execute(open_ones.values(values)).rowcount
    return count


def end_turns(
    connection: Connection, job: Job, lanes: Mapping[str, datetime], until: datetime
) -> None:
    """End a lease's turns: each lane is free from its moment on."""
    this = update(turns).where(
        turns.c.lane == bindparam("its_lane"), turns.c.until == bindparam("its_end")
    )
    rows = [
        {"its_lane": _turn(job, lane), "its_end": until, "until": free_at}
        for lane, free_at in sorted(lanes.items())
    ]
    if rows:
        connection.execute(this, rows)


def forget_turns(connection: Connection, before: datetime) -> int:
    """Let go of turns that ended before a moment; how many."""
    return connection.execute(delete(turns).where(turns.c.until < before)).rowcount


def _is_first(connection: Connection) -> bool:
    """Whether no other transaction is claiming; none will be until this one ends."""
    if connection.dialect.name != "postgresql":
        return True
    return bool(connection.execute(select(func.pg_try_advisory_xact_lock(CLAIMING))).scalar_one())


@cache
def _due_and_free(job: Job) -> Select[Any]:
    """What is due in lanes that are nobody's turn and do not rest."""
    taken = exists().where(
        turns.c.lane == literal(_turn(job, "")) + LANES[job], turns.c.until > bindparam("now")
    )
    return due_query(job).where(~taken)


def _held(job: Job, until: datetime) -> dict[str, Any]:
    """The columns of a row that is held; a send whose time ran out is taken for lost."""
    if job is not Job.SEND:
        return {"next_due": until}
    lost = deliveries.c.state == _SENDING
    return {
        "next_due": until,
        "possible_repeat": case((lost, True), else_=deliveries.c.possible_repeat),
        "state": case((lost, _PENDING), else_=deliveries.c.state),
    }


def _shared_out(rows: Sequence[Due], limit: int, per_lane: int) -> tuple[Due, ...]:
    """The first `limit` rows, of no lane more than `per_lane`; rows come in turn by lane."""
    taken: Counter[str] = Counter()
    chosen: list[Due] = []
    for row in rows:
        if taken[row.lane] < per_lane:
            taken[row.lane] += 1
            chosen.append(row)
    return tuple(chosen[:limit])


def _take_turns(connection: Connection, job: Job, lanes: Collection[str], until: datetime) -> None:
    names = sorted(_turn(job, lane) for lane in lanes)
    rows = [{"lane": name, "until": until} for name in names]
    new = {row.lane for row in insert_new(connection, turns, rows, turns.c.lane)}
    known = [name for name in names if name not in new]
    connection.execute(update(turns).where(turns.c.lane.in_(known)).values(until=until))


def _turn(job: Job, lane: str) -> str:
    """A turn's name: polls and pages of one host share it."""
    return f"{_KINDS[job]} {lane}"
