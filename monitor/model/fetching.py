"""What a fetch brings: bytes, "not modified", or the reason why not."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum


@dataclass(frozen=True, slots=True)
class Validators:
    """What a server gave us to ask "has it changed?" with (RFC 9110, section 8.8).

    Kept as sent, every byte (latin-1 decoded), and offered only to the address that gave them.
    """

    url: str
    etag: str | None = None
    last_modified: str | None = None


class Failure(StrEnum):
    """Why a fetch brought nothing: one word for the operator, the metric and the retry."""

    TIMEOUT = "timeout"
    DNS = "dns"
    CONNECTION = "connection"
    TLS = "tls"
    THROTTLED = "throttled"  # 429, or 503 with Retry-After
    GONE = "gone"  # 410
    NOT_FOUND = "not found"  # 404
    FORBIDDEN = "forbidden"  # 401, 403, 451
    CLIENT = "client error"  # any other 4xx
    SERVER = "server error"  # 5xx
    REDIRECT = "redirect"  # a loop, too many hops, no or bad Location
    TOO_LARGE = "too large"
    BROKEN_BODY = "broken body"  # cut short, bad compression, lying length
    UNSAFE = "unsafe address"  # scheme, port or address we refuse
    ROBOTS = "robots.txt"
    PROTOCOL = "protocol"  # not HTTP, or HTTP we cannot follow
    OFFLINE = "our own network"  # nothing answers anywhere: no fault of this host


@dataclass(frozen=True, slots=True)
class Fetched:
    """A 200 with its whole body, decoded from its content coding."""

    url: str  # the address that answered, after redirects
    body: bytes
    content_type: str  # the header as sent, "" when absent
    validators: Validators | None
    moved_to: str | None = None  # the new address when every redirect on the way was permanent
    fresh_for: timedelta = timedelta(0)  # Cache-Control and Expires: no need to ask before
    status: int = 200
    links: str = ""  # the Link headers as sent (RFC 8288), joined


@dataclass(frozen=True, slots=True)
class NotModified:
    """A 304: what we have is still current."""

    validators: Validators | None  # newer ones, if the answer carried any
    fresh_for: timedelta = timedelta(0)
    status: int = 304
    moved_to: str | None = None  # as in Fetched: a feed that moved may answer nothing but 304s


@dataclass(frozen=True, slots=True)
class FetchFailed:
    """No usable answer; `detail` is a sentence for the operator."""

    failure: Failure
    detail: str
    status: int | None = None
    retry_after: timedelta | None = None  # the server's own word: not one request before


FetchResult = Fetched | NotModified | FetchFailed


@dataclass(frozen=True, slots=True)
class HostPause:
    """A host that asked to be left alone, feeds and pages alike; kept across restarts."""

    host: str
    until: datetime
    reason: str
