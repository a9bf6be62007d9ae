"""The host of an address: the lane in which requests to it queue."""

from __future__ import annotations

from urllib.parse import urlsplit


def host_of(url: str | None) -> str:
    """The host name in an address, in lower case; "" when there is none."""
    if url is None:
        return ""
    try:
        return urlsplit(url).hostname or ""
    except ValueError:
        return ""
