"""`monitor events`, as typed, over a database that has seen one event told twice, and another."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
import stores
from commands import typed as monitor
from story_samples import visit

from monitor.model import MatchResult
from monitor.model.stories import News, StoryFacts
from monitor.store.alerts import save_matches
from monitor.stories.story import place
from monitor.stories.telling import tells_again


def tell(desk: stores.Desk, name: str, facts: StoryFacts) -> None:
    keys = tuple(f"ship-visits:{key}" for _, keys in facts.facets[0].roles for key in keys)
    known = replace(facts, keys=keys, day=stores.NOON.date())
    saved = desk.article(stores.article(name, host=facts.source))
    result = MatchResult((stores.match(),), facts=known)
    options = {"message_domain": "d.example", "news": News(place, tells_again)}
    desk.write(save_matches, saved.id, result, stores.to_two, now=stores.NOON, **options)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "monitor.toml").write_text("")
    with stores.Desk(stores.new_sqlite(tmp_path / "monitor.db")) as desk:
        tell(desk, "plan", visit(status="planned", source="a.example"))
        tell(desk, "arrival", visit(source="b.example"))
        tell(desk, "other", visit(visitor=("CN",), ship=("luyang",), source="c.example"))
    return tmp_path


def listed(folder: Path, *options: str):
    return monitor("events", "list", "--json", *options, cwd=folder).json()


def test_events_are_listed_with_their_reports_and_last_status(folder):
    two, one = listed(folder)
    assert one["headline"] == "Headline plan"
    assert one["status"] == two["status"] == "arrived"
    assert (len(one["articles"]), len(one["alerts"]), len(two["articles"])) == (2, 2, 1)
    assert one["sources"] == ["a.example", "b.example"]
    assert one["topics"] == ["ship-visits"]
    shown = monitor("events", "list", cwd=folder).out.splitlines()
    assert len(shown) == 3
    assert listed(folder, "--topic", "arms-bans") == []


def test_an_event_is_shown_with_what_each_report_said_and_what_was_told(folder):
    event = listed(folder)[1]["id"]
    shown = monitor("events", "show", event, "--json", cwd=folder).json()
    said = [report["facets"][0]["status"] for report in shown["reports"]]
    assert said == ["planned", "arrived"]
    assert shown["reports"][0]["facets"][0]["roles"]["visitor"] == ["TR"]
    assert [told["novelty"] for told in shown["tellings"]] == ["new", "status_changed"]
    text = monitor("events", "show", event, cwd=folder).out
    assert "status_changed" in text
    assert "TR > PK" in text
    assert monitor("events", "show", 999, cwd=folder).code == 7


def test_the_operator_merges_and_splits(folder):
    two, one = listed(folder)
    merged = monitor("events", "merge", one["id"], two["id"], cwd=folder)
    assert merged.out == f"Event {one['id']} has 1 more article\n"
    [event] = listed(folder)
    assert len(event["articles"]) == 3
    parted = monitor("events", "split", two["articles"][0], cwd=folder)
    assert parted.code == 0, parted.err
    assert len(listed(folder)) == 2
    assert monitor("events", "merge", one["id"], one["id"], cwd=folder).code == 2
    assert monitor("events", "merge", one["id"], 999, cwd=folder).code == 7
    assert monitor("events", "split", 999, cwd=folder).code == 7


def test_without_events_it_says_so(tmp_path):
    (tmp_path / "monitor.toml").write_text("")
    stores.new_sqlite(tmp_path / "monitor.db")
    assert monitor("events", "list", cwd=tmp_path).err == "No events yet\n"
