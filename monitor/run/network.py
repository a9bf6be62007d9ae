"""The operator hears once that our own network is down, not a thousand times that a feed fails."""

from __future__ import annotations

from datetime import datetime

import structlog

from monitor.errors import StoreError
from monitor.model import NoticeKind
from monitor.store.database import Database
from monitor.store.notices import News, note_change
from monitor.store.records import load_setting

log = structlog.get_logger()

_ABOUT = "own network"
_DOWN = "down"


async def tell(database: Database, *, is_down: bool, now: datetime) -> bool:
    """Note how our own network does, if that has changed; whether it was noted."""
    state = _DOWN if is_down else ""
    try:
        if (await database.read(load_setting, _ABOUT) or "") == state:
            return False
        return await database.write(note_change, _ABOUT, state, _news(now, is_down=is_down))
    except StoreError as error:
        log.error("cannot note how the network does", error=str(error))
        return False


def _news(now: datetime, *, is_down: bool) -> News:
    if is_down:
        why = "Name look-ups and connections fail at every host; no feed is blamed for it."
        return News(NoticeKind.NETWORK, now, "Our own network is down: no host answers", why)
    why = "Every feed is asked again within its interval; gaps, if any, are told feed by feed."
    return News(NoticeKind.NETWORK, now, "Our own network works again", why)
