"""WebSub (W3C Recommendation of 23 January 2018): hubs found, calls of a hub judged. Pure.

A feed may name a hub that tells of its changes. What a hub sends is only a hint to poll: the feed
itself is asked as ever, so that nothing rests on the hub's word.
"""

from __future__ import annotations

import hashlib
import hmac
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum, auto
from typing import Final

from monitor.formats.addresses import resolve
from monitor.model import Fetched, Hub, ParsedFeed

_LINK: Final = re.compile(
    r'<([^<>]*)>((?:\s*;\s*[\w!#$&+.^`|~*-]+\s*(?:=\s*(?:"[^"]*"|[^\s,;"]*))?)*)'
)
_PARAMETER: Final = re.compile(r';\s*([\w!#$&+.^`|~*-]+)\s*(?:=\s*(?:"([^"]*)"|([^\s,;"]*)))?')
_METHODS: Final = ("sha1", "sha256", "sha384", "sha512")  # section 7
_SHORTEST_LEASE: Final = timedelta(minutes=5)
_LONGEST_LEASE: Final = timedelta(days=60)
_MOST_DOUBLINGS: Final = 10
_LONGEST_WAIT: Final = timedelta(hours=12)
_FIRST_WAIT: Final = timedelta(minutes=1)


class Answer(Enum):
    """What a hub's call to our address amounts to."""

    CONFIRMED = auto()  # it was us who asked: the challenge is given back
    DENIED = auto()  # the hub will not tell us
    UNKNOWN = auto()  # we asked for no such thing


@dataclass(frozen=True, slots=True)
class Verification:
    """A judged call of a hub; the lease it grants, when it is confirmed."""

    answer: Answer
    lease: timedelta = timedelta(0)
    reason: str = ""


def announced(fetched: Fetched, parsed: ParsedFeed) -> Hub | None:
    """The hub of a feed: that of the Link headers, else that of its body (section 4).

    The topic is the `self` link of the same place, or the address that answered.
    """
    links = links_of(fetched.links)
    if "hub" in links:
        hub = resolve(links["hub"], fetched.url)
        topic = resolve(links.get("self", fetched.url), fetched.url)
    else:
        hub, topic = parsed.hub_url, parsed.self_url
    return None if hub is None else Hub(hub, topic or fetched.url)


def links_of(header: str) -> dict[str, str]:
    """The first target of each relation in Link headers (RFC 8288), by relation in lower case."""
    found: dict[str, str] = {}
    for target, parameters in _LINK.findall(header):
        for name, quoted, bare in _PARAMETER.findall(parameters):
            if name.lower() == "rel":
                for word in (quoted or bare).lower().split():
                    found.setdefault(word, target.strip())
                break  # of two `rel` the first counts (RFC 8288, section 3.3)
    return found


def wish(hub: Hub, callback: str, secret: str, lease: timedelta) -> dict[str, str]:
    """The form that asks a hub to tell us (section 5.1)."""
    return {
        "hub.mode": "subscribe",
        "hub.topic": hub.topic,
        "hub.callback": callback,
        "hub.secret": secret,
        "hub.lease_seconds": str(int(lease.total_seconds())),
    }


def verification(query: Mapping[str, str], topic: str, asked_for: timedelta) -> Verification:
    """Judge a hub's call about a subscription to `topic` (sections 5.2 and 5.3)."""
    if query.get("hub.topic") != topic:
        return Verification(Answer.UNKNOWN)
    mode = query.get("hub.mode")
    if mode == "denied":
        reason = query.get("hub.reason", "")[:200]
        return Verification(Answer.DENIED, reason=reason or "no reason given")
    if mode != "subscribe" or not query.get("hub.challenge"):
        return Verification(Answer.UNKNOWN)
    seconds = query.get("hub.lease_seconds", "")
    granted = timedelta(seconds=int(seconds)) if re.fullmatch(r"\d{1,9}", seconds) else asked_for
    return Verification(Answer.CONFIRMED, max(_SHORTEST_LEASE, min(granted, _LONGEST_LEASE)))


def renewal(now: datetime, lease: timedelta) -> datetime:
    """When to ask again: at two thirds of the lease, so that a hub that is down has time."""
    return now + lease * 2 / 3


def next_try(now: datetime, failures: int) -> datetime:
    """When to ask a hub again that would not or could not; the wait doubles up to half a day."""
    step: timedelta = _FIRST_WAIT * int(2 ** min(failures, _MOST_DOUBLINGS))
    return now + min(step, _LONGEST_WAIT)


def is_signed(secret: str, header: str, body: bytes) -> bool:
    """Whether a push is signed with our secret (section 7), compared in constant time."""
    method, _, signature = header.strip().partition("=")
    if method.lower() not in _METHODS or not signature.isascii():
        return False
    expected = hmac.new(secret.encode(), body, getattr(hashlib, method.lower())).hexdigest()
    return hmac.compare_digest(expected, signature.strip().lower())
