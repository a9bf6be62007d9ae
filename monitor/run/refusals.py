"""The operator hears once that edited rules were refused, and once that they are good again."""

from __future__ import annotations

from datetime import datetime
from hashlib import sha256

import structlog

from monitor.errors import StoreError
from monitor.model import NoticeKind
from monitor.store.database import Database
from monitor.store.notices import News, note_change

log = structlog.get_logger()

_ABOUT = "rules refused"
_MOST_DETAIL = 4_000


async def tell(database: Database, problem: str | None, now: datetime) -> bool:
    """Note how the rule files do, if the operator was told otherwise last; whether it was noted.

    What was told is kept in the database: a restart on the same broken files says nothing again.
    """
    state = sha256(problem.encode("utf-8", "replace")).hexdigest() if problem else ""
    news = News(NoticeKind.RULES, now, *_words(problem))
    try:
        return await database.write(note_change, _ABOUT, state, news)
    except StoreError as error:
        log.error("cannot note that rules were refused", error=str(error))
        return False


def _words(problem: str | None) -> tuple[str, str]:
    """The subject and the detail of a notice."""
    if problem is None:
        return "The edited rules are in force", "Nothing is left of what was refused before."
    subject = "Edited rules were refused; the last good rules stay in force"
    return subject, problem[:_MOST_DETAIL]
