"""What a feed's polls teach about it beyond its next due time: its rhythm, its moves, its health.

Most polls teach nothing new here, so that all of it lies in one column that is seldom written.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

_MEMORY = 0.9  # what one new entry leaves of the mean gap learnt before
_HABIT = 40  # polls with news that make a habit
_WINDOW_THAT_OVERLAPS = 5  # a feed of so many entries keeps old ones beside the new


class Health(StrEnum):
    """How a feed is doing, in one word."""

    NEW = "new"  # not polled yet
    HEALTHY = "healthy"
    LATE = "late"  # due for longer than it should be: is the daemon running?
    FAILING = "failing"
    STALE = "stale"  # silent for much longer than its own rhythm
    STUCK = "stuck"  # the same, and its server says "not modified" to everything
    EMPTY = "empty"  # a feed, but it never held an entry
    EMPTIED = "emptied"  # it held entries and holds none now
    MOVED = "moved"  # redirected for good to an address that another feed has
    PAUSED = "paused"  # by the operator
    GONE = "gone"  # the server said 410


@dataclass(frozen=True, slots=True)
class Move:
    """A permanent redirect that polls in a row agree on."""

    to: str
    since: datetime
    polls: int


@dataclass(frozen=True, slots=True)
class Learnt:
    """What the polls of a feed have taught us, apart from what the next poll needs to ask."""

    last_new: datetime | None = None  # when it last had something new
    gap: timedelta | None = None  # mean time between two entries, the recent ones weighing more
    window: int | None = None  # entries in the last body that was read
    last_body: datetime | None = None  # when bytes last came, not a 304; to the hour
    overlapped: int = 0  # polls with news that also held something known
    parted: int = 0  # polls with news that held nothing known
    lost_at: datetime | None = None  # the last time its window rolled past us
    lost: int = 0  # then at most so many entries were missed
    move: Move | None = None
    blocked: str = ""  # why a move that was agreed on is not made
    told: Health = Health.HEALTHY  # what the operator was last told of its health

    def with_news(
        self, new: int, known: int, at: datetime, since: datetime, oldest: datetime | None
    ) -> Learnt:
        """Return what is known once a poll brought new entries beside so many known ones.

        `since` is the last good poll before, `oldest` the date of the oldest entry if all have one.
        A poll with nothing known in it has missed what came between, if its feed usually overlaps.
        """
        lost = 0 if known or not self.overlaps else self._missed(since, oldest or at)
        counted = _counted_in(self, known=bool(known))
        if lost:
            return replace(counted, last_new=at, lost=lost, lost_at=at)
        return replace(counted, last_new=max(at, self.last_new or at), gap=self._gap(new, at))

    def _missed(self, since: datetime, until: datetime) -> int:
        return max(self.entries_in(until - since) or 1, 1)

    def _gap(self, new: int, at: datetime) -> timedelta | None:
        if self.last_new is None or at <= self.last_new:
            return self.gap
        seen = (at - self.last_new) / new
        kept = _MEMORY**new
        return seen if self.gap is None else self.gap * kept + seen * (1 - kept)

    @property
    def overlaps(self) -> bool:
        """Whether its polls usually hold something that the one before held."""
        if not self.overlapped and not self.parted:
            return (self.window or 0) >= _WINDOW_THAT_OVERLAPS
        return self.overlapped > self.parted

    def entries_in(self, span: timedelta) -> int | None:
        """Return how many entries it brings in a span, by its rhythm; None while unknown."""
        if self.gap is None:
            return None
        return max(round(span / max(self.gap, timedelta(seconds=1))), 0)


NOTHING_LEARNT = Learnt()


def _counted_in(learnt: Learnt, *, known: bool) -> Learnt:
    """Return what is known with one more poll that had news; old habits fade."""
    overlapped, parted = learnt.overlapped + known, learnt.parted + (not known)
    if overlapped + parted > _HABIT:
        overlapped, parted = overlapped // 2, parted // 2
    return replace(learnt, overlapped=overlapped, parted=parted)
