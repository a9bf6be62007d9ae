"""`monitor rules`, as typed: the analyst's workbench over a small archive."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from archives import house, record, stocked
from commands import RULE, typed
from commands import monitor as started
from commands import typed as monitor
from newsroom import Newsroom

HIGHER = RULE.replace("base: medium", "base: high")
NARROWER = RULE.replace("(visit~ OR arrive~)", "karachi").partition("tests:")[0]
TEXT = "Frigate visits Karachi\n\nThe frigate arrived on Monday, the navy said.\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Twenty articles over ten days, half of them visits, and one copy of the newest visit."""
    records = [record(number, visit=number % 4 < 2, days_ago=number / 2) for number in range(20)]
    copy = records[0] | {
        "id": "copy",
        "url": "http://other.example/copy",
        "source": "other.example",
    }
    return stocked(house(tmp_path), *records, copy)


def edit(folder: Path, rule: str) -> Path:
    (folder / "edited").mkdir(exist_ok=True)
    (folder / "edited" / "port-calls.yml").write_text(rule)
    return folder / "edited"


# --- list and check -------------------------------------------------------------------------------


def test_rules_are_listed_with_their_place_and_how_often_they_fired(folder):
    [rule] = monitor("rules", "list", "--json", cwd=folder).json()
    assert (rule["id"], rule["severity"], rule["tests"]) == ("port-calls", "medium", 2)
    assert (rule["file"], rule["line"], rule["fired_30d"]) == ("rules/port-calls.yml", 3, 0)
    assert "rules/port-calls.yml:3" in monitor("rules", "list", cwd=folder).out


def test_rules_alone_are_listed_without_a_database(tmp_path):
    (tmp_path / "drafts").mkdir()
    (tmp_path / "drafts" / "one.yml").write_text(RULE)
    [rule] = monitor("rules", "list", "drafts", "--json", cwd=tmp_path).json()
    assert rule["fired_30d"] is None


def test_rules_are_checked_alone_and_their_tests_by_taking_parts_out(folder):
    judged = monitor("rules", "check", "--mutate", cwd=folder)
    assert judged.code == 0
    assert "2 tests, 0 failed" in judged.out
    assert "not covered by its tests" in judged.out
    edit(folder, RULE.replace("NEAR/12", "NEER/12"))
    assert monitor("rules", "check", "edited", cwd=folder).code == 4


def test_one_file_is_not_blamed_for_the_lists_beside_it(folder):
    judged = monitor("rules", "check", "rules/port-calls.yml", "--strict", cwd=folder)
    assert "W30" not in judged.out
    assert "W30" in monitor("rules", "check", cwd=folder).out


def test_a_rule_that_fires_on_too_much_of_the_archive_is_named(folder):
    judged = monitor("rules", "check", "--against", "last:100", cwd=folder)
    assert "W33" in judged.out
    assert monitor("rules", "check", "--against", "100", cwd=folder).code == 2
    few = monitor("rules", "check", "--against", "last:5", cwd=folder)
    assert "too few" in few.err


# --- explain --------------------------------------------------------------------------------------


def test_a_rule_is_explained_on_a_file_with_its_words_marked(folder):
    (folder / "a.txt").write_text(TEXT)
    told = monitor("rules", "explain", "port-calls", "a.txt", cwd=folder)
    assert told.code == 0, told.err
    assert "MATCH" in told.out
    assert "The **frigate** **arrived** on Monday" in told.out


def test_the_nearest_miss_is_told_with_its_distance(folder):
    text = "The frigate lay at anchor off the coast " + "far " * 20 + "until visitors arrived."
    told = monitor("rules", "explain", "port-calls", "-", cwd=folder, stdin=f"News\n{text}")
    assert "NO MATCH" in told.out
    assert "NEAR/12: closest pair is 28 words apart" in told.out


def test_a_stored_article_is_explained_by_its_number(folder):
    told = monitor("rules", "explain", "port-calls", "1", "--json", cwd=folder).json()
    assert told["match"] is True
    assert told["article"]["name"] == "article 1"
    assert told["caution"] is None
    assert monitor("rules", "explain", "port-calls", "999", cwd=folder).code == 7


def test_a_web_address_is_fetched_and_read_as_the_daemon_would(folder):
    with Newsroom() as newsroom:
        newsroom.publish(1)
        allowed = f'allow_private = ["127.0.0.1:{newsroom.site.port}"]\npage_gap = "0s"\n'
        (folder / "monitor.toml").write_text(f"[polling]\n{allowed}")
        edit(
            folder, RULE.replace("frigate~ NEAR/12 (visit~ OR arrive~)", "drone~ NEAR/12 deliver~")
        )
        arguments = ("rules", "explain", "port-calls", newsroom.site.url("/news/1"))
        told = started(*arguments, "--rules", "edited", cwd=folder)
        assert told.code == 0, told.err
        assert "**drones** were **delivered**" in told.out
        lost = started("rules", "explain", "port-calls", newsroom.site.url("/gone"), cwd=folder)
        assert lost.code == 1
        assert "the page could not be had (not found" in lost.err


def test_a_match_that_the_rule_refuses_for_its_event_is_told_apart(folder):
    edit(folder, RULE.replace("severity:", "where: value >= 900 million USD\nseverity:"))
    arguments = ("rules", "explain", "port-calls", "1", "--rules", "edited")
    shown = monitor(*arguments, cwd=folder).out
    assert "NO ALERT: the rule asks for more: where value >= 900" in shown
    assert "the text says: no event could be read" in shown
    told = monitor(*arguments, "--json", cwd=folder).json()
    assert (told["match"], told["event_refused"]) == (True, True)
    assert told["event_says"] == ["no event could be read"]
    done = monitor("rules", "backtest", "port-calls", "--rules", "edited", "--json", cwd=folder)
    assert done.json()["fires_on"] == 0


def test_what_is_not_there_is_named_with_what_may_be_meant(folder):
    wrong = monitor("rules", "explain", "port-call", "1", cwd=folder)
    assert wrong.code == 7
    assert 'did you mean "port-calls"?' in wrong.err
    lost = monitor("rules", "explain", "port-calls", "no-such.txt", cwd=folder)
    assert lost.code == 2
    assert "no such file" in lost.err


def test_of_many_alternatives_the_nearest_are_shown(folder):
    names = "\n".join(f"  way{number}: submarine{number} AND convoy" for number in range(6))
    edit(folder, f"kind: rule\nversion: 1\nid: many\nmatch:\n{names}\n  near: frigate AND convoy\n")
    arguments = ("rules", "explain", "many", "1", "--rules", "edited")
    told = monitor(*arguments, cwd=folder).out
    assert told.index("  near\n") < told.index("  way")
    assert "4 further alternatives: --all" in told
    assert "further" not in monitor(*arguments, "--all", cwd=folder).out


# --- backtest -------------------------------------------------------------------------------------


def test_a_backtest_counts_stories_and_says_what_the_archive_covers(folder):
    done = monitor("rules", "backtest", "port-calls", "--since", "30d", "--json", cwd=folder).json()
    assert done["archive"]["articles"] == 21
    assert done["archive"]["days"] == pytest.approx(9.5, abs=0.1)
    assert (done["fires_on"], done["alerts"]) == (11, 10)  # the copy is no alert of its own
    assert done["alerts_per_day"] == pytest.approx(10 / 9.5, rel=0.02)
    assert sum(done["per_day"].values()) == 10
    assert sum(each["alert"] for each in done["matches"]) == 10
    assert {each["rule"] for each in done["matches"]} == {"port-calls"}
    shown = monitor("rules", "backtest", "port-calls", cwd=folder)
    assert "The archive covers 10 days, 21 articles" in shown.out
    assert "Fires on 11 articles: 10 alerts, copies folded into their story, 1.1 a day" in shown.out
    assert "A **frigate** of the navy **arrived**" in shown.out
    assert monitor("alerts", "list", "--json", cwd=folder).json() == []


def test_a_disabled_draft_can_be_tried_too(folder):
    edit(folder, RULE.replace("severity:", "status: disabled\nseverity:"))
    arguments = ("rules", "backtest", "port-calls", "--rules", "edited", "--json")
    assert monitor(*arguments, cwd=folder).json()["fires_on"] == 11


def test_a_backtest_of_no_rule_is_code_seven_and_of_no_archive_says_so(folder):
    assert monitor("rules", "backtest", "nothing", cwd=folder).code == 7
    empty = monitor("rules", "backtest", "port-calls", "--since", "2100-01-01", cwd=folder)
    assert "The archive holds no article of that time" in empty.out


# --- diff -----------------------------------------------------------------------------------------


def test_an_edit_shows_what_it_loses_with_quotes(folder):
    arguments = ("rules", "diff", "--rules", edit(folder, NARROWER), "--old", "rules")
    done = monitor(*arguments, "--json", cwd=folder).json()
    [rule] = done["rules"]
    assert (rule["rule"], rule["change"]) == ("port-calls", "edited")
    assert (rule["alerts_before"], rule["alerts_after"]) == (10, 5)
    assert len(rule["lost"]) == 5
    assert rule["gained"] == []
    assert done["doubled"] is False
    shown = monitor(*arguments, cwd=folder)
    assert "port-calls (edited): 10 alerts before, 5 after; 0 gained, 5 lost, 0 moved" in shown.out
    assert "  - 20" in shown.out


def test_a_new_severity_moves_alerts(folder):
    arguments = ("rules", "diff", "--rules", edit(folder, HIGHER), "--old", "rules")
    shown = monitor(*arguments, cwd=folder)
    assert "10 alerts before, 10 after; 0 gained, 0 lost, 10 moved" in shown.out
    assert "~ medium to high" in shown.out


def test_rules_are_compared_with_those_in_force(folder):
    none = monitor("rules", "diff", cwd=folder)
    assert none.code == 4
    assert "--old DIR" in none.err
    assert monitor("run", "--once", cwd=folder).code == 0
    assert monitor("rules", "diff", cwd=folder).out == "No rule differs from those in force\n"
    (folder / "rules" / "port-calls.yml").write_text(NARROWER)
    assert "5 lost" in monitor("rules", "diff", cwd=folder).out


def test_alerts_that_would_double_fail_when_asked_to(folder):
    everything = RULE.replace("frigate~ NEAR/12 (visit~ OR arrive~)", "harbour")
    wide = edit(folder, everything.partition("tests:")[0])
    arguments = ("rules", "diff", "--rules", wide, "--old", "rules", "--fail-if-doubled")
    assert monitor(*arguments, cwd=folder).code == 0  # twenty are not more than twice ten
    (folder / "rules" / "port-calls.yml").write_text(NARROWER)
    assert monitor(*arguments, cwd=folder).code == 1


def test_removed_and_added_rules_are_told_apart(folder):
    other = edit(folder, RULE.replace("id: port-calls", "id: calls"))
    done = monitor("rules", "diff", "--rules", other, "--old", "rules", "--json", cwd=folder).json()
    changes = {each["rule"]: each["change"] for each in done["rules"]}
    assert changes == {"calls": "added", "port-calls": "removed"}


# --- draft ----------------------------------------------------------------------------------------


def test_a_draft_passes_its_own_check(folder):
    drafted = monitor("rules", "draft", "1", "2", "--id", "my-calls", cwd=folder)
    assert drafted.code == 0, drafted.err
    (folder / "rules" / "my-calls.yml").write_text(drafted.out)
    judged = monitor("rules", "check", "rules/my-calls.yml", "--json", cwd=folder)
    assert judged.code == 0, judged.out
    assert json.loads(judged.out)["rules"]["tests"] >= 3
    assert monitor("rules", "draft", "1", "--id", "My Calls", cwd=folder).code == 2
    assert typed("rules", "draft", cwd=folder).code == 2
