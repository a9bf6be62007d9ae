"""`monitor alerts`, `deliveries`, `status` and `db`, as typed, over a database that has seen news."""

from __future__ import annotations

from pathlib import Path

import pytest
import stores
from commands import typed as monitor


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with a database in which one story was told to two people."""
    (tmp_path / "monitor.toml").write_text("")
    with stores.Desk(stores.new_sqlite(tmp_path / "monitor.db")) as desk:
        desk.alert(stores.article("one", title="Frigate \x1b[31mcalls\nat Karachi"))
    return tmp_path


def test_alerts_are_listed_for_people_without_control_characters(folder):
    shown = monitor("alerts", "list", cwd=folder)
    assert shown.code == 0
    assert "ship-visits" in shown.out
    assert "2 pending" in shown.out
    assert "\x1b" not in shown.out
    assert len(shown.out.splitlines()) == 2


def test_alerts_are_listed_for_programs_with_stable_names(folder):
    [alert] = monitor("alerts", "list", "--json", cwd=folder).json()
    assert set(alert) == {
        "id", "created", "severity", "topics", "headline", "url", "source", "story", "deliveries",
    }  # fmt: skip
    assert alert["created"] == "2026-11-21T12:00:00Z"
    assert alert["deliveries"] == {"pending": 2}


def test_alerts_are_listed_by_topic(folder):
    listed = monitor("alerts", "list", "--topic", "arms-bans", "--json", cwd=folder)
    assert listed.json() == []


def test_one_alert_is_shown_with_its_sentence_its_rule_and_its_deliveries(folder):
    shown = monitor("alerts", "show", "1", cwd=folder)
    assert shown.code == 0
    assert "The frigate entered." in shown.out
    assert "ayse@example.org" in shown.out
    record = monitor("alerts", "show", "1", "--json", cwd=folder).json()
    assert [each["exact"] for each in record["matches"][0]["evidence"]] == ["frigate"]
    assert [each["recipient"] for each in record["deliveries"]]


def test_an_alert_that_is_not_there_is_code_seven(folder):
    failed = monitor("alerts", "show", "99", cwd=folder)
    assert failed.code == 7
    assert "99" in failed.err


def test_deliveries_are_listed_by_state(folder):
    pending = monitor("deliveries", "list", "--state", "pending", "--json", cwd=folder).json()
    assert {each["recipient"] for each in pending} == {"ayse@example.org", "omar@example.org"}
    assert monitor("deliveries", "list", "--state", "dead", "--json", cwd=folder).json() == []
    failed = monitor("deliveries", "list", "--state", "lost", cwd=folder)
    assert failed.code == 2
    assert "pending, sending, bundled, sent, dead" in failed.err


def test_a_delivery_on_its_way_is_not_sent_twice(folder):
    done = monitor("deliveries", "resend", "1", cwd=folder)
    assert done.out == "Delivery 1 is on its way already\n"
    assert monitor("deliveries", "resend", "77", cwd=folder).code == 7
    assert monitor("deliveries", "resend", cwd=folder).code == 2
    assert "No deliveries are dead" in monitor("deliveries", "resend", "--dead", cwd=folder).out


def test_articles_are_listed_with_the_rules_that_fired(folder):
    [article] = monitor("articles", "list", "--json", cwd=folder).json()
    assert article["rules"] == ["ship-visits"]
    assert article["copy_of"] is None
    assert "ship-visits" in monitor("articles", "list", cwd=folder).out
    assert monitor("articles", "list", "--state", "failed", "--json", cwd=folder).json() == []
    assert monitor("articles", "list", "--state", "lost", cwd=folder).code == 2


def test_one_article_is_shown_with_its_text_and_its_matches(folder):
    shown = monitor("articles", "show", "1", cwd=folder)
    assert "entered the port of Karachi" in shown.out
    assert "\x1b" not in shown.out
    record = monitor("articles", "show", "1", "--json", cwd=folder).json()
    assert record["matches"][0]["rule"] == "ship-visits"
    assert monitor("articles", "show", "9", cwd=folder).code == 7


def test_what_feeds_announced_is_listed_with_what_became_of_it(folder):
    [entry] = monitor("feeds", "entries", "1", "--json", cwd=folder).json()
    assert (entry["state"], entry["article"]) == ("read", 1)
    assert monitor("feeds", "entries", "--state", "failed", "--json", cwd=folder).json() == []
    assert monitor("feeds", "entries", "--state", "lost", cwd=folder).code == 2
    assert "read" in monitor("feeds", "entries", cwd=folder).out


def test_status_counts_what_there_is(folder):
    shown = monitor("status", cwd=folder)
    assert shown.code == 0
    assert "2 pending" in shown.out
    record = monitor("status", "--json", cwd=folder).json()
    assert record["alerts"] == 1
    assert record["deliveries"] == {"pending": 2}
    assert record["pauses"] == []


def test_the_database_is_checked_and_backed_up(folder):
    assert "sound" in monitor("db", "check", cwd=folder).out
    assert monitor("db", "backup", "copy.db", cwd=folder).code == 0
    copy = folder / "copy.db"
    assert copy.stat().st_mode & 0o777 == 0o600
    (folder / "copy.toml").write_text('[store]\npath = "copy.db"\n')
    assert monitor("-c", "copy.toml", "alerts", "list", "--json", cwd=folder).json()


def test_a_database_that_is_none_is_code_five(folder):
    (folder / "monitor.db").write_bytes(b"not a database, but long enough to be read as one" * 40)
    failed = monitor("status", cwd=folder)
    assert failed.code == 5
    assert "monitor.db" in failed.err
    assert len(failed.err.splitlines()) == 1
