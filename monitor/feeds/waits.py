"""How long a feed is left alone, and why, in words an operator understands. Pure.

Every wait that somebody wishes for is a `Wait`: the operator's interval, the server's caching
headers, the feed's own ttl, a failure's backoff, `Retry-After`. The longest of them counts, moved
out of the hours and days the feed asks to skip. Jitter only ever adds.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from hashlib import blake2b

from monitor.feeds import rhythm
from monitor.model import (
    Failure,
    Feed,
    FeedState,
    Fetched,
    FetchFailed,
    NotModified,
    PollHints,
)

_ENOUGH_HOURS = 24 * 7  # a week of skipped hours and days holds every combination
_WORST_CASE_DOUBLINGS = 16  # beyond this every cap is reached, and numbers stay small
# Answers that rarely change from one hour to the next: asked about more and more rarely.
_LASTING = frozenset({Failure.NOT_FOUND, Failure.FORBIDDEN, Failure.CLIENT, Failure.UNSAFE})
_SCALE = 2**64


@dataclass(frozen=True, slots=True)
class PollPolicy:
    """The bounds of politeness. The operator's interval comes with each feed."""

    max_wait: timedelta = timedelta(hours=24)  # the most that Cache-Control, Expires or ttl can ask
    jitter: float = 0.1  # at most this share of the wait is added
    max_jitter: timedelta = timedelta(minutes=10)
    first_spread: float = 1.0  # added after a feed's first poll, so that a cold start spreads out
    backoff_base: timedelta = timedelta(seconds=5)  # the least first wait, for quick feeds
    backoff_cap: timedelta = timedelta(hours=12)
    lasting_cap: timedelta = timedelta(hours=24)  # for 404, 401, 403, 451 and refused addresses
    max_retry_after: timedelta = timedelta(days=31)
    # The least wait where a server gives no validators and each poll costs it the whole feed.
    without_validators: timedelta = timedelta(0)
    slowest: timedelta | None = None  # how rarely a feed may be asked that publishes rarely
    move_polls: int = 3  # a new address is learnt after so many polls in a row that agree
    move_after: timedelta = timedelta(hours=24)  # over at least so long
    reread_every: timedelta = timedelta(days=7)  # at most, and only where the operator allows it


@dataclass(frozen=True, slots=True)
class Asking:
    """A poll as it stood before its answer was weighed."""

    feed: Feed
    state: FeedState
    policy: PollPolicy
    now: datetime


@dataclass(frozen=True, slots=True)
class Wait:
    """How long, and why."""

    span: timedelta
    reason: str


def longest(waits: Iterable[Wait]) -> Wait:
    """Return the wait that counts."""
    return max(waits, key=lambda wait: wait.span)


def usual(asking: Asking, state: FeedState, result: Fetched | NotModified) -> Wait:
    """Return the wait after an answer in order, which left this state."""
    feed, every = asking.feed, asking.feed.every
    asked = rhythm.adapted(feed, state.learnt, asking.policy.slowest)
    reason = f"every {words(asked)}"
    if asked > every:
        reason += f", because it publishes rarely (else every {words(every)})"
    if state.validators is None and isinstance(result, Fetched):
        reason += "; each poll costs the server a whole feed, for it gives no validators"
    own = Wait(asked, reason)
    return own if feed.ignore_hints else longest((own, *_wishes(asking, state, result)))


def backoff(asking: Asking, failure: Failure | None) -> Wait:
    """Double the wait with each failure in a row, up to a cap, never below the feed's interval."""
    policy, every = asking.policy, asking.feed.every
    failures = asking.state.failures + 1
    cap = policy.lasting_cap if failure in _LASTING else policy.backoff_cap
    doublings = min(failures - 1, _WORST_CASE_DOUBLINGS)
    span = min(max(every, policy.backoff_base) * 2**doublings, max(cap, every))
    what = "a broken feed" if failure is None else failure.value
    times = "once" if failures == 1 else f"{failures} times in a row"
    return Wait(span, f"backing off {words(span)}: failed {times} ({what})")


def told(result: FetchFailed, policy: PollPolicy) -> Wait:
    """Return the wait that a server asks for with a failure."""
    asked = min(result.retry_after or timedelta(0), policy.max_retry_after)
    return Wait(asked, f"the server said to retry after {words(asked)}")


def due(asking: Asking, hints: PollHints, wait: Wait) -> tuple[datetime, str]:
    """Return the moment and its reason, moved out of hours and days the feed asks to skip."""
    earliest = allowed = asking.now + wait.span
    if (hints.skip_hours or hints.skip_days) and not asking.feed.ignore_hints:
        allowed = _after_skipped(earliest, hints)
    reason = wait.reason
    if allowed > earliest:
        reason += ", then past the hours or days the feed asks to skip"
    extra = _jitter(asking, wait.span)
    if extra:
        reason += f", plus {words(extra)} to spread the load"
    return allowed + extra, reason


@lru_cache(maxsize=512)
def words(span: timedelta) -> str:
    """Return a span as an operator would say it: `45 s`, `15 min`, `2 h 30 min`, `3 d`."""
    seconds = max(int(span.total_seconds()), 0)
    parts = []
    for size, unit in ((86_400, "d"), (3_600, "h"), (60, "min"), (1, "s")):
        amount, seconds = divmod(seconds, size)
        if amount:
            parts.append(f"{amount} {unit}")
    return " ".join(parts[:2]) or "0 s"


def _wishes(asking: Asking, state: FeedState, result: Fetched | NotModified) -> list[Wait]:
    """Return the waits that server and feed would like, which an operator may overrule."""
    policy = asking.policy
    waits = []
    if result.fresh_for:
        fresh = words(result.fresh_for)
        said = f"the server calls its answer fresh for {fresh}"
        waits.append(Wait(min(result.fresh_for, policy.max_wait), said))
    ttl = state.hints.ttl
    if ttl is not None:
        waits.append(Wait(min(ttl, policy.max_wait), f"the feed's own ttl is {words(ttl)}"))
    if state.validators is None and not asking.feed.every_is_chosen:
        said = "the server gives no validators, so each poll costs a whole feed"
        waits.append(Wait(policy.without_validators, said))
    return waits


def _after_skipped(moment: datetime, hints: PollHints) -> datetime:
    """Return the first moment from `moment` on that is in no skipped hour (GMT) and no skipped day.

    Hints that leave no hour of the week are ignored.
    """
    candidate = moment.astimezone(UTC)
    for _ in range(_ENOUGH_HOURS + 1):
        if candidate.hour not in hints.skip_hours and candidate.weekday() not in hints.skip_days:
            return candidate
        candidate = candidate.replace(minute=0, second=0, microsecond=0) + timedelta(hours=1)
    return moment


def _jitter(asking: Asking, span: timedelta) -> timedelta:
    """Return whole seconds to add, drawn from feed and moment: the same poll ends the same.

    After the very first poll it may be as long as the feed's interval: a thousand feeds met in one
    minute are then asked again spread over the interval, not in the same minute.
    """
    policy = asking.policy
    if asking.state.last_polled is None:
        most = asking.feed.every.total_seconds() * policy.first_spread
    else:
        most = min(span.total_seconds() * policy.jitter, policy.max_jitter.total_seconds())
    seed = f"{asking.feed.id} {asking.now.isoformat()}".encode()
    share = int.from_bytes(blake2b(seed, digest_size=8).digest(), "big") / _SCALE
    return timedelta(seconds=int(most * share))
