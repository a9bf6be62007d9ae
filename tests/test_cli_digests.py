"""`monitor digests`, as typed: what waits, for whom, and sending it now."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
import stores
from commands import typed as monitor

from monitor.model import MatchResult, Route, Severity
from monitor.model.timetables import Timetable
from monitor.run.clock import utc_now
from monitor.store.alerts import save_matches


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with a database in which two alerts wait for a digest."""
    (tmp_path / "monitor.toml").write_text("")
    now = utc_now() - timedelta(minutes=1)
    with stores.Desk(stores.new_sqlite(tmp_path / "monitor.db")) as desk:
        for name, severity in (("one", Severity.LOW), ("two", Severity.MEDIUM)):
            saved = desk.article(stores.article(name))
            table = Timetable(digest_at=(now.time().replace(second=0, microsecond=0),),
                              digest_below=Severity.HIGH)  # fmt: skip
            desk.write(
                save_matches,
                saved.id,
                MatchResult((stores.match("ship-visits", severity=severity),)),
                lambda _matches, table=table: (Route("desk", "ayse@example.org", table),),
                now=now,
                message_domain="d.example",
            )
    return tmp_path


def test_what_waits_is_listed_by_recipient(folder):
    [row] = monitor("digests", "list", "--json", cwd=folder).json()
    assert (row["channel"], row["recipient"], row["alerts"]) == ("desk", "ayse@example.org", 2)
    assert "ayse@example.org" in monitor("digests", "list", cwd=folder).out


def test_the_alerts_that_wait_are_shown_the_gravest_first(folder):
    shown = monitor("digests", "show", "desk", "--json", cwd=folder).json()
    assert [each["headline"] for each in shown] == ["Headline two", "Headline one"]
    assert monitor("digests", "show", "other", "--json", cwd=folder).json() == []


def test_what_waits_can_be_sent_now(folder):
    assert "2 alerts due now" in monitor("digests", "send", "desk", cwd=folder).out
    assert "Nothing waits" in monitor("digests", "send", "desk", cwd=folder).out
