"""When a feed is asked again, and what a finished poll leaves behind. Pure.

The next request is due after the longest of the operator's interval, the server's Cache-Control or
Expires and the feed's own ttl; a failure waits by exponential backoff, `Retry-After` is obeyed
whole, and 410 ends polling. Jitter only ever adds. What a bad answer carried is never kept: its
validators and its hash would make the next good answer look like one already seen.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from hashlib import blake2b

from monitor.feeds import rhythm
from monitor.model import (
    Entry,
    Failure,
    Feed,
    FeedState,
    FeedStatus,
    Fetched,
    FetchFailed,
    FetchResult,
    FirstPoll,
    Learnt,
    NotModified,
    ParsedFeed,
    ParseFailed,
    Poll,
    PollOutcome,
    Validators,
)
from monitor.model.health import is_stuck

_ENOUGH_HOURS = 24 * 7  # a week of skipped hours and days holds every combination
_WORST_CASE_DOUBLINGS = 16  # beyond this every cap is reached, and numbers stay small
# Answers that rarely change from one hour to the next: asked about more and more rarely.
_LASTING = frozenset({Failure.NOT_FOUND, Failure.FORBIDDEN, Failure.CLIENT, Failure.UNSAFE})


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
class _Wait:
    """How long, and why, in words an operator understands."""

    span: timedelta
    reason: str


@dataclass(frozen=True, slots=True)
class _Asking:
    """The poll as it stood before its answer was weighed."""

    feed: Feed
    state: FeedState
    policy: PollPolicy
    now: datetime

    def ended(
        self, outcome: PollOutcome, detail: str, state: FeedState, status: FeedStatus | None = None
    ) -> Poll:
        """Return the poll with its outcome, which the state remembers too."""
        return Poll(
            feed_id=self.feed.id,
            at=self.now,
            outcome=outcome,
            detail=detail,
            state=replace(state, last_polled=self.now, last_outcome=outcome.value),
            status=status or self.feed.status,
            before=self.state.learnt,
            since=self.state.last_success,
        )


def offered(feed: Feed, state: FeedState, policy: PollPolicy, now: datetime) -> Validators | None:
    """Return the validators to ask with: none when a stuck feed may be read whole again.

    That is for servers that answer "not modified" whatever happens, only where the operator
    allows it for the feed, and not more often than the policy says.
    """
    learnt = state.learnt
    if feed.reread and learnt.last_body is not None and is_stuck(learnt, now):
        return state.validators if now - learnt.last_body < policy.reread_every else None
    return state.validators


def finish_poll(  # noqa: PLR0917  the pipeline's one call, in the order in which they come to be
    feed: Feed,
    state: FeedState,
    result: FetchResult,
    parsed: ParsedFeed | ParseFailed | None,
    body_hash: str | None,
    policy: PollPolicy,
    now: datetime,
) -> Poll:
    """Return what this poll brought and when the next is due.

    `parsed` is None with a `Fetched` result when the body is byte for byte the last one.
    """
    asking = _Asking(feed, state, policy, now)
    match result:
        case FetchFailed():
            return _failed(asking, result)
        case NotModified():
            return _unchanged(asking, result)
        case Fetched():
            if isinstance(parsed, ParseFailed):
                return _broken(asking, parsed)
            if parsed is None:
                return _unchanged(asking, result)
            return _read(asking, result, parsed, body_hash)


def _read(asking: _Asking, result: Fetched, parsed: ParsedFeed, body_hash: str | None) -> Poll:
    """A feed was read; the first time, it is split into what is news and what was there before."""
    is_first = asking.state.baseline_at is None
    state = replace(
        asking.state,
        hints=parsed.hints,
        baseline_at=asking.state.baseline_at or asking.now,
        learnt=_learnt(asking, result, parsed),
    )
    if parsed.complete:
        state = replace(
            state, validators=result.validators, body_hash=body_hash, items=parsed.items
        )
    to_read: tuple[Entry, ...] = parsed.entries
    silent: tuple[Entry, ...] = ()
    if is_first:
        to_read, silent = _baseline(asking.feed, parsed.entries)
    detail = "; ".join((_counted(parsed), *parsed.warnings))
    poll = asking.ended(PollOutcome.ENTRIES, detail, _succeeded(asking, state, result))
    return replace(
        poll,
        to_read=to_read,
        silent=silent,
        skipped=parsed.skipped,
        title=parsed.title or None,
        since=None if is_first else poll.since,
        new_url=_new_home(asking, state),
    )


def _learnt(asking: _Asking, result: Fetched | NotModified, parsed: ParsedFeed | None) -> Learnt:
    """Return what an answer in order teaches; what in it was new, the store will tell."""
    learnt = asking.state.learnt
    if parsed is not None:
        window = len(parsed.entries) + parsed.skipped
        learnt = replace(learnt, window=window, last_body=asking.now)
        if asking.state.baseline_at is None:
            learnt = rhythm.first_met(learnt, parsed.entries, asking.now)
    elif isinstance(result, Fetched):
        learnt = rhythm.with_body(learnt, asking.now)
    if result.moved_to is None and learnt.move is None:
        return learnt
    return rhythm.with_move(asking.feed, learnt, result, asking.policy.move_polls, asking.now)


def _new_home(asking: _Asking, state: FeedState) -> str | None:
    policy = asking.policy
    return rhythm.new_home(state.learnt, policy.move_polls, policy.move_after, asking.now)


def _unchanged(asking: _Asking, result: Fetched | NotModified) -> Poll:
    """Nothing new; the newest validators stay, for some servers change them with each answer."""
    if isinstance(result, Fetched):
        detail = "the same bytes as last time"
        state = replace(asking.state, validators=result.validators)
    else:
        detail = "304 Not Modified"
        kept = _newest(asking.state.validators, result.validators)
        state = replace(asking.state, validators=kept)
    learnt = _learnt(asking, result, None)
    if learnt is not state.learnt:
        state = replace(state, learnt=learnt)
    poll = asking.ended(PollOutcome.UNCHANGED, detail, _succeeded(asking, state, result))
    home = _new_home(asking, state)
    return poll if home is None else replace(poll, new_url=home)


def _failed(asking: _Asking, result: FetchFailed) -> Poll:
    """No usable answer: wait longer each time, and at least as long as the server says."""
    detail = f"{result.failure.value}: {result.detail}"
    failures = asking.state.failures + 1
    if result.failure is Failure.GONE:
        reason = "the server says it is gone for good (410): not asked again"
        state = replace(asking.state, failures=failures, next_due=None, due_reason=reason)
        return asking.ended(PollOutcome.FAILED, detail, state, FeedStatus.GONE)
    if result.failure is Failure.OFFLINE:
        return _offline(asking, detail)
    wait = _longest([_backoff(asking, result.failure), _told_to_wait(result, asking.policy)])
    next_due, reason = _due(asking, asking.state, wait)
    state = replace(asking.state, failures=failures, next_due=next_due, due_reason=reason)
    return asking.ended(PollOutcome.FAILED, detail, state)


def _offline(asking: _Asking, detail: str) -> Poll:
    """Nothing answers anywhere: no feed is to blame, so none waits longer than its interval."""
    every = asking.feed.every
    wait = _Wait(every, f"our own network is down: tried again every {_words(every)}")
    next_due, reason = _due(asking, asking.state, wait)
    state = replace(asking.state, next_due=next_due, due_reason=reason)
    return asking.ended(PollOutcome.OFFLINE, detail, state)


def _broken(asking: _Asking, parsed: ParseFailed) -> Poll:
    """An answer that is no feed: nothing of it is kept, so that its repair will look new."""
    next_due, reason = _due(asking, asking.state, _backoff(asking, None))
    state = replace(
        asking.state,
        failures=asking.state.failures + 1,
        next_due=next_due,
        due_reason=reason,
    )
    return asking.ended(PollOutcome.BROKEN, parsed.detail, state)


def _succeeded(asking: _Asking, state: FeedState, result: Fetched | NotModified) -> FeedState:
    """Return the state after an answer in order."""
    feed, every = asking.feed, asking.feed.every
    asked = rhythm.adapted(feed, state.learnt, asking.policy.slowest)
    reason = f"every {_words(asked)}"
    if asked > every:
        reason += f", because it publishes rarely (else every {_words(every)})"
    if state.validators is None and isinstance(result, Fetched):
        reason += "; each poll costs the server a whole feed, for it gives no validators"
    waits = [_Wait(asked, reason)]
    if not feed.ignore_hints:
        waits += _wishes(asking, state, result)
    next_due, why = _due(asking, state, _longest(waits))
    return replace(state, failures=0, next_due=next_due, due_reason=why, last_success=asking.now)


def _wishes(asking: _Asking, state: FeedState, result: Fetched | NotModified) -> list[_Wait]:
    """Return the waits that server and feed would like, which an operator may overrule."""
    policy = asking.policy
    waits = []
    if result.fresh_for:
        fresh = _words(result.fresh_for)
        waits.append(
            _Wait(
                min(result.fresh_for, policy.max_wait),
                f"the server calls its answer fresh for {fresh}",
            )
        )
    if state.hints.ttl is not None:
        ttl = state.hints.ttl
        waits.append(_Wait(min(ttl, policy.max_wait), f"the feed's own ttl is {_words(ttl)}"))
    if state.validators is None and not asking.feed.every_is_chosen:
        span = policy.without_validators
        waits.append(_Wait(span, "the server gives no validators, so each poll costs a whole feed"))
    return waits


def _baseline(
    feed: Feed, entries: tuple[Entry, ...]
) -> tuple[tuple[Entry, ...], tuple[Entry, ...]]:
    """Split what a feed holds at first sight into entries to read and entries to remember only."""
    match feed.first_poll:
        case FirstPoll.ALL:
            chosen = set(range(len(entries)))
        case FirstPoll.SILENT:
            chosen = set()
        case FirstPoll.NEWEST:
            chosen = set(_newest_first(entries)[: max(feed.first_poll_count, 0)])
        case FirstPoll.SINCE:
            since = feed.first_poll_since
            chosen = {
                place
                for place, entry in enumerate(entries)
                if since and entry.published and entry.published >= since
            }
    to_read = tuple(entry for place, entry in enumerate(entries) if place in chosen)
    silent = tuple(entry for place, entry in enumerate(entries) if place not in chosen)
    return to_read, silent


def _newest_first(entries: tuple[Entry, ...]) -> list[int]:
    """Return places by date when all have one, else in the feed's order: the newest on top."""
    places = list(range(len(entries)))
    dates = [entry.published for entry in entries]
    if all(dates):
        places.sort(
            key=lambda place: dates[place] or datetime.min.replace(tzinfo=UTC), reverse=True
        )
    return places


def _newest(old: Validators | None, new: Validators | None) -> Validators | None:
    """A 304 updates what it carries and leaves the rest as it was (RFC 9111, section 4.3.4)."""
    if new is None or old is None or new.url != old.url:
        return new or old
    return Validators(
        url=old.url,
        etag=new.etag or old.etag,
        last_modified=new.last_modified or old.last_modified,
    )


def _backoff(asking: _Asking, failure: Failure | None) -> _Wait:
    """Double the wait with each failure in a row, up to a cap, never below the feed's interval."""
    policy, every = asking.policy, asking.feed.every
    failures = asking.state.failures + 1
    cap = policy.lasting_cap if failure in _LASTING else policy.backoff_cap
    doublings = min(failures - 1, _WORST_CASE_DOUBLINGS)
    span = min(max(every, policy.backoff_base) * 2**doublings, max(cap, every))
    what = "a broken feed" if failure is None else failure.value
    times = "once" if failures == 1 else f"{failures} times in a row"
    return _Wait(span, f"backing off {_words(span)}: failed {times} ({what})")


def _told_to_wait(result: FetchFailed, policy: PollPolicy) -> _Wait:
    asked = min(result.retry_after or timedelta(0), policy.max_retry_after)
    return _Wait(asked, f"the server said to retry after {_words(asked)}")


def _longest(waits: list[_Wait]) -> _Wait:
    return max(waits, key=lambda wait: wait.span)


def _due(asking: _Asking, state: FeedState, wait: _Wait) -> tuple[datetime, str]:
    """Return the moment and its reason, moved out of hours and days the feed asks to skip."""
    earliest = asking.now + wait.span
    allowed = earliest if asking.feed.ignore_hints else _after_skipped(earliest, state)
    reason = wait.reason
    if allowed > earliest:
        reason += ", then past the hours or days the feed asks to skip"
    extra = _jitter(asking, wait.span)
    if extra:
        reason += f", plus {_words(extra)} to spread the load"
    return allowed + extra, reason


def _after_skipped(moment: datetime, state: FeedState) -> datetime:
    """Return the first moment from `moment` on that is in no skipped hour (GMT) and no skipped day.

    Hints that leave no hour of the week are ignored.
    """
    hints = state.hints
    candidate = moment.astimezone(UTC)
    for _ in range(_ENOUGH_HOURS + 1):
        if candidate.hour not in hints.skip_hours and candidate.weekday() not in hints.skip_days:
            return candidate
        candidate = candidate.replace(minute=0, second=0, microsecond=0) + timedelta(hours=1)
    return moment


def _jitter(asking: _Asking, span: timedelta) -> timedelta:
    """Return an addition drawn from feed and moment alone, so that the same poll ends the same.

    After the very first poll it may be as long as the feed's interval: a thousand feeds met in one
    minute are then asked again spread over the interval, not in the same minute.
    """
    seed = f"{asking.feed.id} {asking.now.isoformat()}".encode()
    share = int.from_bytes(blake2b(seed, digest_size=8).digest(), "big") / 2**64
    if asking.state.last_polled is None:
        return _whole_seconds(asking.feed.every * asking.policy.first_spread * share)
    most = min(span * asking.policy.jitter, asking.policy.max_jitter)
    return _whole_seconds(most * share)


def _whole_seconds(span: timedelta) -> timedelta:
    return timedelta(seconds=int(span.total_seconds()))


def _counted(parsed: ParsedFeed) -> str:
    """Return how much was read: `1 entry`, `50 entries`, `3 of 50 entries new or changed`."""
    count = len(parsed.entries)
    if parsed.skipped:
        return f"{count} of {count + parsed.skipped} entries new or changed"
    return "1 entry" if count == 1 else f"{count} entries"


def _words(span: timedelta) -> str:
    """Return a span as an operator would say it: `45 s`, `15 min`, `2 h 30 min`, `3 d`."""
    seconds = max(int(span.total_seconds()), 0)
    parts = []
    for size, unit in ((86_400, "d"), (3_600, "h"), (60, "min"), (1, "s")):
        amount, seconds = divmod(seconds, size)
        if amount:
            parts.append(f"{amount} {unit}")
    return " ".join(parts[:2]) or "0 s"
