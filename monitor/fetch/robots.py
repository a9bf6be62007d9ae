"""What a site's robots.txt lets us read (RFC 9309). Pages only: a feed is published to be polled.

This module keeps the rules and their age; fetching them is the caller's.
"""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from protego import Protego

from monitor.model import Failure, Fetched, FetchFailed, FetchResult

MAX_BYTES: Final = 512 * 1024
"""RFC 9309, section 2.5, asks for at least 500 KiB to be read."""

_REMEMBERED_SITES: Final = 2_000
_LONGEST_DELAY: Final = 60.0  # seconds; a longer Crawl-delay would stop an alert service altogether

Origin = tuple[str, str, int]


@dataclass(frozen=True, slots=True)
class Rules:
    """What one origin said about robots, and until when we take its word."""

    parsed: Protego | None  # None: everything is allowed
    unreadable: FetchFailed | None  # why the file could not be had: nothing is allowed meanwhile
    delay: float  # seconds between two pages, as the site asks
    until: datetime


def read_rules(
    result: FetchResult, agent: str, now: datetime, keep: timedelta, retry: timedelta
) -> Rules:
    """The rules in an answer to the request for robots.txt.

    A missing file (4xx) allows everything, an unreachable one nothing (RFC 9309, sections 2.3.1.3
    and 2.3.1.4). An answer is good for `keep`, a server's failure for `retry`; no answer at all may
    be our own network's fault and is not held against the site for longer than this once.
    """
    if isinstance(result, Fetched):
        parsed = Protego.parse(result.body.decode("utf-8-sig", "replace"))
        delay = parsed.crawl_delay(agent) or 0.0
        return Rules(parsed, None, min(float(delay), _LONGEST_DELAY), now + keep)
    failed = result if isinstance(result, FetchFailed) else _NOTHING
    if failed.failure in _ABSENT:
        return Rules(None, None, 0.0, now + keep)
    if failed.failure in _NO_ANSWER:
        return Rules(None, failed, 0.0, now)
    return Rules(None, failed, 0.0, now + max(retry, failed.retry_after or retry))


def refusal(rules: Rules, url: str, agent: str) -> FetchFailed | None:
    """Why `agent` may not read `url`; None when it may."""
    if rules.unreadable is not None:
        return _unreadable(rules.unreadable)
    if rules.parsed is None or rules.parsed.can_fetch(url, agent):
        return None
    return FetchFailed(Failure.ROBOTS, f"the site's robots.txt keeps {agent} from this page")


class RobotsCache:
    """The rules of the sites read last."""

    def __init__(self) -> None:
        self._rules: OrderedDict[Origin, Rules] = OrderedDict()

    def get(self, origin: Origin, now: datetime) -> Rules | None:
        """What is known of `origin` and still good."""
        rules = self._rules.get(origin)
        if rules is None or rules.until <= now:
            return None
        self._rules.move_to_end(origin)
        return rules

    def delay(self, origin: Origin) -> float:
        """The gap in seconds `origin` last asked for, 0 when it is unknown."""
        rules = self._rules.get(origin)
        return 0.0 if rules is None else rules.delay

    def put(self, origin: Origin, rules: Rules) -> None:
        """Remember `rules`; the site not read for the longest time is forgotten."""
        self._rules[origin] = rules
        self._rules.move_to_end(origin)
        if len(self._rules) > _REMEMBERED_SITES:
            self._rules.popitem(last=False)


_NOTHING: Final = FetchFailed(Failure.PROTOCOL, "the server answered 304 to a first request")
_ABSENT: Final = frozenset(
    {Failure.NOT_FOUND, Failure.GONE, Failure.FORBIDDEN, Failure.CLIENT, Failure.REDIRECT}
)
_NO_ANSWER: Final = frozenset(
    {
        Failure.TIMEOUT,
        Failure.DNS,
        Failure.CONNECTION,
        Failure.TLS,
        Failure.UNSAFE,
        Failure.THROTTLED,  # the host's pause sees to that
    }
)


def _unreadable(cause: FetchFailed) -> FetchFailed:
    """The page's failure when robots.txt could not be read: the cause itself when it says more."""
    if cause.failure in _NO_ANSWER:
        return cause
    detail = f"robots.txt could not be read, so nothing else is: {cause.detail}"
    return FetchFailed(Failure.ROBOTS, detail, cause.status, cause.retry_after)
