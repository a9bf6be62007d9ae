"""How often a feed publishes, how often that is worth asking, and where it has moved. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from monitor.model import Entry, Feed, Fetched, Learnt, Move, NotModified

_DATES = 3  # from so many dated entries on, their dates tell a rhythm
_ASKS_IN_A_GAP = 8  # an adapted feed is asked so often between two of its entries
_BODY_KEPT = timedelta(hours=1)  # how exactly we remember when a whole body last came


def first_met(learnt: Learnt, entries: Sequence[Entry], now: datetime) -> Learnt:
    """Return what the entries that a feed holds at first sight tell of its rhythm."""
    if not entries:
        return learnt
    dates = sorted(one.published for one in entries if one.published and one.published <= now)
    if len(dates) < _DATES:
        return replace(learnt, last_new=dates[-1] if dates else now)
    return replace(learnt, last_new=dates[-1], gap=(dates[-1] - dates[0]) / (len(dates) - 1))


def with_body(learnt: Learnt, now: datetime) -> Learnt:
    """Return what is learnt from whole bytes that came, even if they were known."""
    if learnt.last_body is not None and now - learnt.last_body < _BODY_KEPT:
        return learnt
    return replace(learnt, last_body=now)


def with_move(
    feed: Feed, learnt: Learnt, result: Fetched | NotModified, most: int, now: datetime
) -> Learnt:
    """Return what is learnt with one more poll that was, or was not, redirected for good.

    Polls count only in a row and up to `most`. An address the feed had before is never believed:
    two servers that point at each other would move it to and fro.
    """
    to = result.moved_to
    if to is None or to == feed.url or to in feed.former or _is_downgrade(feed.url, to):
        return replace(learnt, move=None, blocked="") if learnt.move else learnt
    if learnt.move is None or learnt.move.to != to:
        return replace(learnt, move=Move(to, now, 1), blocked="")
    return replace(learnt, move=replace(learnt.move, polls=min(learnt.move.polls + 1, most)))


def new_home(learnt: Learnt, polls: int, after: timedelta, now: datetime) -> str | None:
    """Return the address a feed has moved to, once enough polls over enough time agree."""
    move = learnt.move
    if move is None or move.polls < polls or now - move.since < after:
        return None
    return move.to


def adapted(feed: Feed, learnt: Learnt, slowest: timedelta | None) -> timedelta:
    """Return how often a feed is asked: by its rhythm, from `every` to the slowest it may be.

    `slowest` is for feeds that say nothing of their own; an interval that the operator gave to the
    feed stands as it is.
    """
    bound = feed.slowest or (None if feed.every_is_chosen else slowest)
    if bound is None or learnt.gap is None:
        return feed.every
    return max(feed.every, min(learnt.gap / _ASKS_IN_A_GAP, bound))


def _is_downgrade(old: str, new: str) -> bool:
    return old.lower().startswith("https:") and not new.lower().startswith("https:")
