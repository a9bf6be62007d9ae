"""What a feed holds at first sight: which of it is news, and which is only remembered. Pure."""

from __future__ import annotations

from datetime import UTC, datetime

from monitor.model import Entry, Feed, FirstPoll

Split = tuple[tuple[Entry, ...], tuple[Entry, ...]]


def baseline(feed: Feed, entries: tuple[Entry, ...]) -> Split:
    """Split a feed's entries into those to read and those to remember only, as the feed asks."""
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
