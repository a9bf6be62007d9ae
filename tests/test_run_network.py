"""An outage of our own is one notice when it begins and one when it ends."""

from __future__ import annotations

from stores import MINUTE, NOON, Desk

from monitor.run.network import tell
from monitor.store.notices import list_notices


async def test_an_outage_is_noted_once_and_so_is_its_end(desk: Desk):
    """R22: "network", not a thousand feed errors."""
    noted = [
        await tell(desk.database, is_down=is_down, now=NOON + number * MINUTE)
        for number, is_down in enumerate((False, True, True, False, False))
    ]
    assert noted == [False, True, False, True, False]
    subjects = [row.notice.subject for row in desk.read(list_notices)]
    assert subjects == ["Our own network works again", "Our own network is down: no host answers"]
