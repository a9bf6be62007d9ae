"""What the commands on feeds take and say: options in words, listings, facts."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from monitor.cli import show
from monitor.errors import UsageError

if TYPE_CHECKING:
    from monitor.model import FirstPoll
    from monitor.store.rows import FeedRow, PollRow

_GAP_SHOWN = timedelta(days=7)


def first_poll(
    newest: int, since: str | None, everything: bool
) -> tuple[FirstPoll, datetime | None]:
    """What to do with the entries a feed holds when we first meet it."""
    from monitor.model import FirstPoll

    if bool(newest) + (since is not None) + everything > 1:
        raise UsageError("--newest, --since and --all exclude each other")
    if everything:
        return FirstPoll.ALL, None
    if since is not None:
        return FirstPoll.SINCE, day(since)
    return (FirstPoll.NEWEST if newest else FirstPoll.SILENT), None


def day(text: str, option: str = "--since") -> datetime:
    """A day or a moment, in UTC unless it says otherwise."""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError as error:
        raise UsageError(f"{option} {text}: not a date such as 2026-11-01") from error
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)


def span(option: str, text: str | None) -> timedelta | None:
    """A length of time such as 5m; None when the option was not given."""
    from monitor.config.values import duration

    if text is None:
        return None
    try:
        return duration(text)
    except ValueError as error:
        raise UsageError(f"{option} {text}: {error}") from error


def selector(text: str | None) -> str | None:
    """A CSS selector, checked."""
    if text:
        from monitor.feeds.page import selector_problem

        problem = selector_problem(text)
        if problem:
            raise UsageError(f"--links {text!r}: not a CSS selector: {problem}")
    return text


def web_address(url: str) -> str:
    """Return the address when it can be one of a feed."""
    try:
        parts = urlsplit(url.strip())
    except ValueError as error:
        raise UsageError(f"{url}: not a web address: {error}") from error
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        hint = f"; did you mean https://{url}?" if not parts.scheme else ""
        raise UsageError(f"{url}: not a web address (http or https){hint}")
    return url.strip()


def health(row: FeedRow, now: datetime) -> str:
    """A feed's health in a listing, with a gap of the last days."""
    lost_at = row.state.learnt.lost_at
    if lost_at is None or now - lost_at > _GAP_SHOWN:
        return row.health.value
    return f"{row.health.value}, gap"


def record(row: FeedRow) -> dict[str, Any]:
    """A feed in a listing for programs."""
    feed, state = row.feed, row.state
    learnt = state.learnt
    return {
        "id": feed.id,
        "url": feed.url,
        "title": feed.title,
        "tags": list(feed.tags),
        "every": feed.every,
        "slowest": feed.slowest,
        "ignore_hints": feed.ignore_hints,
        "reread": feed.reread,
        "links": feed.links or None,
        "former": list(feed.former),
        "status": feed.status.value,
        "health": row.health.value,
        "reason": row.reason,
        "failures": state.failures,
        "last_polled": state.last_polled,
        "last_success": state.last_success,
        "last_outcome": state.last_outcome,
        "next_due": state.next_due,
        "due_reason": state.due_reason,
        "baseline_at": state.baseline_at,
        "entries": row.entries,
        "last_entry": row.last_entry,
        "gap_between_entries": learnt.gap,
        "lost": learnt.lost,
        "lost_at": learnt.lost_at,
    }


def poll_record(row: PollRow) -> dict[str, Any]:
    """A poll in a listing for programs."""
    return {
        "at": row.at,
        "outcome": row.outcome.value,
        "new_entries": row.new_entries,
        "lost": row.lost,
        "detail": row.detail,
    }


def facts(row: FeedRow) -> dict[str, str]:
    """A feed's facts for a person."""
    feed, state = row.feed, row.state
    told = {
        "feed": f"{feed.id}  {feed.title}",
        "address": feed.url,
        "labels": ", ".join(feed.tags),
        "health": f"{row.health.value}: {row.reason}",
        "asked every": _asked(row),
        "last poll": f"{show.moment(state.last_polled)}  {state.last_outcome}".strip(),
        "last success": show.moment(state.last_success),
        "next poll": f"{show.moment(state.next_due)}  {state.due_reason}".strip(),
        "first poll": show.moment(state.baseline_at),
        "entries": f"{row.entries:,}, the newest seen {show.moment(row.last_entry)}",
    }
    if feed.links:
        told["links"] = feed.links
    if feed.former:
        told["moved from"] = ", ".join(feed.former)
    if state.learnt.gap is not None:
        told["rhythm"] = f"an entry every {show.span(state.learnt.gap)} on average"
    if state.learnt.lost_at is not None:
        lost, at = state.learnt.lost, show.moment(state.learnt.lost_at)
        told["gap"] = f"up to {show.count(lost, 'entry', 'entries')} may be lost before {at}"
    return told


def _asked(row: FeedRow) -> str:
    feed = row.feed
    words = show.span(feed.every)
    if feed.slowest is not None:
        words += f", up to {show.span(feed.slowest)} by its rhythm"
    if feed.ignore_hints:
        words += ", whatever the feed would like"
    if feed.reread:
        words += ", read whole when it is stuck"
    return words
