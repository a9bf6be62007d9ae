"""What the operator is told of Monitor's own work; the analysts never are."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from monitor.model.ids import FeedId


class NoticeKind(StrEnum):
    """What a notice is about."""

    HEALTH = "health"  # a feed's health changed
    GAP = "gap"  # a feed's window rolled past us
    MOVED = "moved"  # a feed's new address was learnt
    NETWORK = "network"  # our own network went down, or works again
    RULES = "rules"  # edited rules were refused, or are good again
    RESTORE = "restore"  # a backup was put in place
    CHANNEL = "channel"  # somebody is not reached any more, or is again


@dataclass(frozen=True, slots=True)
class Notice:
    """One change that concerns the operator, as noted."""

    id: int
    at: datetime
    kind: NoticeKind
    feed_id: FeedId | None
    subject: str  # one line
    detail: str
