"""How a feed is doing, and why we think so. Pure.

A feed is measured against its own rhythm: one that brings an entry an hour is stale after days, one
that brings one a month after the better part of a year. A weekend must alarm nobody.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from monitor.model.feeds import FeedState, FeedStatus
from monitor.model.learnt import Health, Learnt

LATE = timedelta(minutes=5)
SILENT_GAPS = 10  # a silence of so many mean gaps is no accident
SHORTEST_SILENCE = timedelta(days=4)  # a long weekend
UNKNOWN_RHYTHM = timedelta(days=60)  # what counts as silence before a rhythm is known
TELL_FAILURES = 3  # in a row, before the operator hears of it
# What an operator is told of; the others are his own doing, or pass.
TROUBLES = frozenset(
    {
        Health.FAILING,
        Health.STALE,
        Health.STUCK,
        Health.EMPTY,
        Health.EMPTIED,
        Health.MOVED,
        Health.GONE,
    }
)


@dataclass(frozen=True, slots=True)
class Verdict:
    """A feed's health, with the reason in a sentence."""

    health: Health
    reason: str


def judge(status: FeedStatus, state: FeedState, now: datetime) -> Verdict:
    """Return how a feed is doing, by all that its polls have taught us."""
    if status is FeedStatus.PAUSED:
        return Verdict(Health.PAUSED, "paused by the operator")
    if status is FeedStatus.GONE:
        return Verdict(Health.GONE, "its server says it is gone for good (410)")
    if state.failures:
        return Verdict(Health.FAILING, _failing(state))
    if state.last_polled is None:
        return Verdict(Health.NEW, "not polled yet")
    if state.next_due is not None and state.next_due < now - LATE:
        return Verdict(Health.LATE, f"due since {_day(state.next_due)}: is the daemon running?")
    return _by_content(state.learnt, now)


def silence(learnt: Learnt) -> timedelta:
    """Return how long a feed may be silent before it counts as stale."""
    if learnt.gap is None:
        return UNKNOWN_RHYTHM
    return max(learnt.gap * SILENT_GAPS, SHORTEST_SILENCE)


def is_stuck(learnt: Learnt, now: datetime) -> bool:
    """Tell whether a server has said "not modified" for longer than its feed is ever silent."""
    patience = silence(learnt)
    return (
        learnt.last_new is not None
        and learnt.last_body is not None
        and now - learnt.last_new > patience
        and now - learnt.last_body > patience
    )


def to_tell(verdict: Verdict, told: Health, failures: int) -> Health:
    """Return what the operator should believe from now on: `told`, unless there is a change.

    A failure counts from the third in a row on, so that a server's bad minute wakes nobody.
    """
    health = verdict.health
    if health is Health.FAILING and failures < TELL_FAILURES:
        return told
    if health in TROUBLES:
        return health
    return Health.HEALTHY


def _by_content(learnt: Learnt, now: datetime) -> Verdict:
    if learnt.window == 0:
        if learnt.last_new is None:
            return Verdict(Health.EMPTY, "it is a feed, but has never held an entry")
        return Verdict(Health.EMPTIED, "it held entries, and holds none now")
    if is_stuck(learnt, now):
        since = _day(learnt.last_body)
        return Verdict(
            Health.STUCK, f'its server answers "not modified" to everything since {since}'
        )
    if learnt.last_new is not None and now - learnt.last_new > silence(learnt):
        return Verdict(Health.STALE, _stale(learnt))
    return _settled(learnt)


def _settled(learnt: Learnt) -> Verdict:
    """Return the verdict on a feed that answers and keeps its rhythm."""
    move = learnt.move
    if move is None:
        return Verdict(Health.HEALTHY, "answers, and keeps its rhythm")
    if learnt.blocked:
        return Verdict(Health.MOVED, f"redirected for good to {move.to}: {learnt.blocked}")
    return Verdict(Health.HEALTHY, f"moving to {move.to}, which is learnt when it lasts")


def _failing(state: FeedState) -> str:
    times = "failed once" if state.failures == 1 else f"failed {state.failures} times in a row"
    if state.last_success is None:
        return f"{times}, and never answered in order"
    return f"{times}; last in order {_day(state.last_success)}"


def _stale(learnt: Learnt) -> str:
    rhythm = (
        "" if learnt.gap is None else f"; it used to bring an entry every {_roughly(learnt.gap)}"
    )
    return f"nothing new since {_day(learnt.last_new)}{rhythm}"


def _day(moment: datetime | None) -> str:
    return "the start" if moment is None else f"{moment:%Y-%m-%d %H:%M} UTC"


def _roughly(span: timedelta) -> str:
    seconds = span.total_seconds()
    for size, unit in ((86_400, "d"), (3_600, "h"), (60, "min")):
        if seconds >= 2 * size:
            return f"{seconds / size:.0f} {unit}"
    return f"{seconds:.0f} s"
