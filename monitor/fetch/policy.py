"""The numbers and names fetching goes by, as plain values."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from monitor import __version__
from monitor.fetch.addresses import Reach

_MEBIBYTE = 1024 * 1024


class Robots(StrEnum):
    """What to do with a site's robots.txt before reading its pages; feeds never ask."""

    HONOUR = "honour"
    IGNORE = "ignore"


@dataclass(frozen=True, slots=True)
class FetchPolicy:
    """How Monitor fetches.

    `deadline` bounds the whole exchange on the wire, from name look-up through all redirects to the
    last byte; time spent waiting for a host's turn is not counted. Sizes are decoded bytes. A gap
    runs from the end of one exchange with a host to the start of the next; the word of the one who
    comes next counts. `allowed_private` names places on private networks by address and port, for
    instance ("127.0.0.1", 8080); everything else private stays out of reach.
    """

    user_agent: str = f"Monitor/{__version__}"
    deadline: timedelta = timedelta(seconds=30)
    max_feed_bytes: int = 10 * _MEBIBYTE
    max_page_bytes: int = 5 * _MEBIBYTE
    max_redirects: int = 5
    feed_gap: timedelta = timedelta(seconds=1)
    page_gap: timedelta = timedelta(seconds=5)
    throttle_pause: timedelta = timedelta(minutes=5)  # after a 429 that names no time
    connections: int = 400
    connections_per_host: int = 1
    idle: int = 128  # connections kept for a next request; with TLS one holds a quarter megabyte
    allowed_ports: frozenset[int] = frozenset({80, 443})
    allowed_private: frozenset[tuple[str, int]] = frozenset()
    robots: Robots = Robots.HONOUR
    robots_keep: timedelta = timedelta(hours=24)  # RFC 9309, section 2.4: not longer than a day
    robots_retry: timedelta = timedelta(minutes=30)  # when robots.txt could not be had
    proxy: str | None = None  # an HTTP proxy's URL; trusted, so its own address is not judged
    ca_file: str | None = None  # certificate authorities besides the system's
    unverified_tls_hosts: frozenset[str] = frozenset()  # the operator's explicit exceptions

    @property
    def reach(self) -> Reach:
        """What may be dialled; raises ValueError when a private address is none."""
        return Reach.of(self.allowed_ports, self.allowed_private)

    @property
    def product(self) -> str:
        """The name robots.txt files know us by: the User-Agent's product token."""
        return self.user_agent.split("/", 1)[0].split(" ", 1)[0]
