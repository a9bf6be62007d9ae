"""What an answer's status line and headers mean. Pure: no body, no network, the clock is given."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from monitor.fetch import politeness
from monitor.model import Failure, FetchFailed, NotModified, Validators

READABLE: Final = frozenset({200, 203})
"""Statuses whose body is the thing asked for; 203 is a 200 that passed a changing proxy."""

_UNFIT: Final = re.compile("[\x00-\x08\x0a-\x1f\x7f]")  # a tab is fit
_REDIRECTS: Final = frozenset({301, 302, 303, 307, 308})
_PERMANENT: Final = frozenset({301, 308})
_FAILURES: Final = {
    404: (Failure.NOT_FOUND, "the server knows nothing at this address (404)"),
    410: (Failure.GONE, "the publisher has taken it down for good (410)"),
    401: (Failure.FORBIDDEN, "the server asks for a login (401)"),
    403: (Failure.FORBIDDEN, "the server refuses us (403)"),
    451: (Failure.FORBIDDEN, "withheld for legal reasons (451)"),
    429: (Failure.THROTTLED, "the server says we ask too often (429)"),
}


@dataclass(frozen=True, slots=True)
class Moved:
    """A redirect to follow."""

    location: str
    permanent: bool


def meaning(
    status: int, headers: Mapping[str, str], asked_with: Validators | None, now: datetime
) -> Moved | NotModified | FetchFailed:
    """What every answer but a readable one amounts to."""
    if status in _REDIRECTS and "Location" in headers:
        return Moved(headers["Location"], status in _PERMANENT)
    if status == 304 and asked_with is not None:
        return NotModified(newer(asked_with, headers), freshness(headers, now))
    wait = politeness.retry_after(headers.get("Retry-After"), headers.get("Date"), now)
    if status == 503 and wait is not None:
        return FetchFailed(Failure.THROTTLED, "the server asks for a pause (503)", status, wait)
    failure, detail = _FAILURES.get(status) or _by_class(status)
    return FetchFailed(failure, detail, status, wait if status == 429 else None)


def validators(url: str, headers: Mapping[str, str]) -> Validators | None:
    """The validators of a readable answer, byte for byte; None when it carries none."""
    etag, modified = bytes_as_latin1(headers, "ETag"), bytes_as_latin1(headers, "Last-Modified")
    if etag is None and modified is None:
        return None
    return Validators(url, etag, modified)


def newer(old: Validators, headers: Mapping[str, str]) -> Validators | None:
    """The validators after a 304: a field it carries replaces the old one (RFC 9111, 4.3.4)."""
    fresh = validators(old.url, headers)
    if fresh is None:
        return None
    return Validators(old.url, fresh.etag or old.etag, fresh.last_modified or old.last_modified)


def freshness(headers: Mapping[str, str], now: datetime) -> timedelta:
    """How much longer the answer is fresh, from its caching headers."""
    return politeness.fresh_for(
        headers.get("Cache-Control"),
        headers.get("Expires"),
        headers.get("Age"),
        headers.get("Date"),
        now,
    )


def _by_class(status: int) -> tuple[Failure, str]:
    if 500 <= status <= 599:
        return Failure.SERVER, f"the server failed ({status})"
    if 400 <= status <= 499:
        return Failure.CLIENT, f"the server rejects the request ({status})"
    if 300 <= status <= 399 and status != 304:
        return Failure.REDIRECT, f"a redirect that names no new address ({status})"
    if status == 304:
        return Failure.PROTOCOL, "the server says unchanged to a first request (304)"
    return Failure.PROTOCOL, f"an answer that carries no document ({status})"


def bytes_as_latin1(headers: Mapping[str, str], name: str) -> str | None:
    """A header's bytes, one character each; None when absent, empty or unfit to be sent back."""
    value = headers.get(name)
    if not value:
        return None
    if not value.isascii():
        value = value.encode("utf-8", "surrogateescape").decode("latin-1")
    return None if _UNFIT.search(value) else value
