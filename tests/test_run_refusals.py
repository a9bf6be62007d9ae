"""The operator is told once that rules were refused, over restarts too."""

from __future__ import annotations

import stores
from stores import MINUTE, NOON

from monitor.model import NoticeKind
from monitor.run.refusals import tell
from monitor.store.database import Database
from monitor.store.notices import list_notices

PROBLEM = "1 error(s) in the rule files\nrules/a.yml:6:9: error[E02]: ..."


async def test_a_refusal_is_noted_once_and_so_is_its_end(sqlite_file_url):
    with Database(sqlite_file_url) as database:
        assert not await tell(database, None, NOON)  # rules that were never refused are no news
        assert await tell(database, PROBLEM, NOON + MINUTE)
        assert not await tell(database, PROBLEM, NOON + 2 * MINUTE)
    with Database(sqlite_file_url) as database:  # a restart on the same broken files
        assert not await tell(database, PROBLEM, NOON + 3 * MINUTE)
        assert await tell(database, PROBLEM + " and another", NOON + 4 * MINUTE)
        assert await tell(database, None, NOON + 5 * MINUTE)
        assert not await tell(database, None, NOON + 6 * MINUTE)
        noted = [row.notice for row in await database.read(list_notices)]
    assert [notice.at for notice in noted] == [NOON + number * MINUTE for number in (5, 4, 1)]
    assert {notice.kind for notice in noted} == {NoticeKind.RULES}
    assert noted[-1].detail == PROBLEM
    assert "in force" in noted[0].subject


async def test_a_database_that_cannot_be_written_does_not_stop_a_reload(sqlite_file_url):
    with stores.Desk(sqlite_file_url) as desk:
        desk.write(lambda connection: connection.exec_driver_sql("DROP TABLE notices"))
        assert not await tell(desk.database, PROBLEM, NOON)
