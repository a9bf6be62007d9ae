"""What a finished poll leaves behind, and when the feed is asked again. Pure.

An answer in order waits as long as operator, server and feed ask (`monitor.feeds.waits`); a failure
waits by exponential backoff, `Retry-After` is obeyed whole, and 410 ends polling. What a bad answer
carried is never kept: its validators and its hash would make the next good answer look like one
already seen.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any

from monitor.feeds import rhythm, waits
from monitor.feeds.baseline import baseline
from monitor.feeds.waits import Asking, PollPolicy, Wait
from monitor.model import (
    Entry,
    Failure,
    Feed,
    FeedState,
    FeedStatus,
    Fetched,
    FetchFailed,
    FetchResult,
    Learnt,
    NotModified,
    ParsedFeed,
    ParseFailed,
    Poll,
    PollOutcome,
    Validators,
)
from monitor.model.health import is_stuck

__all__ = ["PollPolicy", "finish_poll", "offered"]


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
    asking = Asking(feed, state, policy, now)
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


def _read(asking: Asking, result: Fetched, parsed: ParsedFeed, body_hash: str | None) -> Poll:
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
        to_read, silent = baseline(asking.feed, parsed.entries)
    detail = "; ".join((_counted(parsed), *parsed.warnings))
    poll = _answered(asking, PollOutcome.ENTRIES, detail, state, result)
    return replace(
        poll,
        to_read=to_read,
        silent=silent,
        skipped=parsed.skipped,
        title=parsed.title or None,
        since=None if is_first else poll.since,
    )


def _unchanged(asking: Asking, result: Fetched | NotModified) -> Poll:
    """Nothing new; the newest validators stay, for some servers change them with each answer."""
    state = asking.state
    learnt = _learnt(asking, result, None)
    if isinstance(result, Fetched):
        detail, kept = "the same bytes as last time", result.validators
    else:
        detail, kept = "304 Not Modified", _newest(state.validators, result.validators)
    if kept != state.validators or learnt is not state.learnt:
        state = replace(state, validators=kept, learnt=learnt)
    return _answered(asking, PollOutcome.UNCHANGED, detail, state, result)


def _answered(
    asking: Asking,
    outcome: PollOutcome,
    detail: str,
    state: FeedState,
    result: Fetched | NotModified,
) -> Poll:
    """Return the poll after an answer in order, which taught this state."""
    wait = waits.usual(asking, state, result)
    next_due, why = waits.due(asking, state.hints, wait)
    now = asking.now
    poll = _ended(
        asking, outcome, detail, state,
        failures=0, next_due=next_due, due_reason=why, last_success=now,
    )  # fmt: skip
    policy = asking.policy
    home = rhythm.new_home(state.learnt, policy.move_polls, policy.move_after, now)
    return poll if home is None else replace(poll, new_url=home)


def _failed(asking: Asking, result: FetchFailed) -> Poll:
    """No usable answer: wait longer each time, and at least as long as the server says."""
    detail = f"{result.failure.value}: {result.detail}"
    if result.failure is Failure.GONE:
        return _gone(asking, detail)
    if result.failure is Failure.OFFLINE:
        return _offline(asking, detail)
    wait = waits.longest((waits.backoff(asking, result.failure), waits.told(result, asking.policy)))
    return _postponed(asking, PollOutcome.FAILED, detail, wait)


def _gone(asking: Asking, detail: str) -> Poll:
    """The publisher took it down for good: that is the end of polling."""
    reason = "the server says it is gone for good (410): not asked again"
    failures = asking.state.failures + 1
    poll = _ended(
        asking, PollOutcome.FAILED, detail, asking.state,
        failures=failures, next_due=None, due_reason=reason,
    )  # fmt: skip
    return replace(poll, status=FeedStatus.GONE)


def _offline(asking: Asking, detail: str) -> Poll:
    """Nothing answers anywhere: no feed is to blame, so none waits longer than its interval."""
    every = asking.feed.every
    wait = Wait(every, f"our own network is down: tried again every {waits.words(every)}")
    next_due, why = waits.due(asking, asking.state.hints, wait)
    return _ended(
        asking, PollOutcome.OFFLINE, detail, asking.state, next_due=next_due, due_reason=why
    )


def _broken(asking: Asking, parsed: ParseFailed) -> Poll:
    """An answer that is no feed: nothing of it is kept, so that its repair will look new."""
    return _postponed(asking, PollOutcome.BROKEN, parsed.detail, waits.backoff(asking, None))


def _postponed(asking: Asking, outcome: PollOutcome, detail: str, wait: Wait) -> Poll:
    """Return a poll that failed, and is tried again after a wait."""
    next_due, why = waits.due(asking, asking.state.hints, wait)
    failures = asking.state.failures + 1
    return _ended(
        asking, outcome, detail, asking.state,
        failures=failures, next_due=next_due, due_reason=why,
    )  # fmt: skip


def _ended(
    asking: Asking, outcome: PollOutcome, detail: str, state: FeedState, **changes: Any
) -> Poll:
    """Return the poll with its outcome, which the state remembers too."""
    return Poll(
        feed_id=asking.feed.id,
        at=asking.now,
        outcome=outcome,
        detail=detail,
        state=replace(state, last_polled=asking.now, last_outcome=outcome.value, **changes),
        status=asking.feed.status,
        before=asking.state.learnt,
        since=asking.state.last_success,
    )


def _learnt(asking: Asking, result: Fetched | NotModified, parsed: ParsedFeed | None) -> Learnt:
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


def _newest(old: Validators | None, new: Validators | None) -> Validators | None:
    """A 304 updates what it carries and leaves the rest as it was (RFC 9111, section 4.3.4)."""
    if new is None or old is None or new.url != old.url:
        return new or old
    return Validators(
        url=old.url,
        etag=new.etag or old.etag,
        last_modified=new.last_modified or old.last_modified,
    )


def _counted(parsed: ParsedFeed) -> str:
    """Return how much was read: `1 entry`, `50 entries`, `3 of 50 entries new or changed`."""
    count = len(parsed.entries)
    if parsed.skipped:
        return f"{count} of {count + parsed.skipped} entries new or changed"
    return "1 entry" if count == 1 else f"{count} entries"
