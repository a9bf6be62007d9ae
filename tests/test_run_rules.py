"""The rules in force: swapped whole, tested first, kept when an edit breaks them."""

from __future__ import annotations

import asyncio
from itertools import count
from pathlib import Path

import pytest
from commands import RULE
from stores import article
from structlog.testing import capture_logs

from monitor.errors import RuleError
from monitor.matching import load_rules
from monitor.matching.review import check
from monitor.run.gating import run_tests
from monitor.run.rules import RulesInForce

UNREADABLE = RULE.replace("NEAR/12", "NEER/12")
FAILING = RULE.replace("frigate~ NEAR", "submarine~ NEAR")
EDITED = RULE.replace("NEAR/12", "NEAR/9")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "rules" / "more").mkdir(parents=True)
    write(tmp_path / "rules", RULE)
    (tmp_path / "rules" / "more" / "other.yml").write_text(RULE.replace("port-calls", "other"))
    return tmp_path / "rules"


def write(folder: Path, rule: str) -> None:
    (folder / "port-calls.yml").write_text(rule)


def in_force(folder: Path) -> RulesInForce:
    return RulesInForce.load(folder, folder.parent / "rules.last-good")


async def fires(rules: RulesInForce) -> dict[str, str]:
    found = await rules.match(article("one", text="The frigate arrived on Monday."))
    return {match.rule_id: match.rule_version for match in found.matches}


async def test_an_edit_comes_into_force_and_matches_name_its_version(folder):
    rules = in_force(folder)
    before = await fires(rules)
    write(folder, EDITED)
    outcome = await rules.reload()
    after = await fires(rules)
    assert (outcome.changed, outcome.problem) == (True, None)
    assert before["port-calls"] != after["port-calls"]
    assert before["other"] == after["other"]


@pytest.mark.parametrize(("edit", "word"), [(UNREADABLE, "NEAR"), (FAILING, "E30")])
async def test_a_broken_edit_is_refused_told_once_and_survives_a_restart(folder, edit, word):
    rules = in_force(folder)
    good = rules.rules.version
    write(folder, edit)
    with capture_logs() as logs:
        for _ in range(3):
            outcome = await rules.reload()
            assert outcome.problem is not None
            assert word in outcome.problem
            assert "port-calls.yml:" in outcome.problem
    assert len([each for each in logs if each["log_level"] == "error"]) == 1
    assert rules.rules.version == good
    restarted = in_force(folder)
    assert restarted.rules.version == good
    assert restarted.problem is not None
    assert word in restarted.problem
    write(folder, EDITED)
    assert (await restarted.reload()).problem is None


async def test_a_new_test_of_an_unchanged_rule_is_run(folder):
    rules = in_force(folder)
    write(folder, RULE.replace("expect: {match: false}", "expect: {match: true}"))
    outcome = await rules.reload()
    assert outcome.problem is not None
    assert "E30" in outcome.problem


async def test_a_test_that_is_no_gate_fails_the_check_but_not_the_edit(folder):
    rules = in_force(folder)
    write(folder, RULE.replace("expect: {match: false}", "gate: false, expect: {match: true}"))
    assert "gate: false" in (folder / "port-calls.yml").read_text()
    outcome = await rules.reload()
    assert outcome.problem is None
    assert check(folder).failed == 1


async def test_an_article_in_work_finishes_on_the_set_it_began_with(folder):
    rules = in_force(folder)
    began = asyncio.ensure_future(fires(rules))
    old = {rule.id: rule.version for rule in rules.rules.rules}
    await asyncio.sleep(0)
    write(folder, EDITED)
    await rules.reload()
    assert await began == old


async def test_rules_that_fail_their_tests_are_better_than_none(folder):
    write(folder, FAILING)
    with capture_logs() as logs:
        rules = in_force(folder)
    assert "other" in await fires(rules)
    assert any("fail their own tests" in each["event"] for each in logs)
    assert not (folder.parent / "rules.last-good").exists()
    refused = await rules.reload()  # what never passed is not taken for tested
    assert refused.problem is not None


def test_without_a_last_good_set_broken_rules_stop_the_start(folder):
    write(folder, UNREADABLE)
    with pytest.raises(RuleError, match="NEAR"):
        in_force(folder)


def test_the_files_kept_are_those_that_were_read(folder):
    rules = in_force(folder)
    kept = folder.parent / "rules.last-good"
    assert sorted(path.relative_to(kept) for path in kept.rglob("*.yml")) == sorted(
        path.relative_to(folder) for path in folder.rglob("*.yml")
    )
    assert load_rules(kept).version == rules.rules.version


def test_a_copy_that_a_kill_left_half_placed_is_found(folder):
    good = in_force(folder).rules.version
    kept = folder.parent / "rules.last-good"
    kept.rename(kept.with_suffix(".new"))
    write(folder, UNREADABLE)
    assert in_force(folder).rules.version == good


def test_what_cannot_be_tested_in_time_is_counted(folder):
    clock = count()
    gated = run_tests(load_rules(folder), None, seconds=0.5, timer=lambda: float(next(clock)))
    assert (gated.failing, gated.left_out) == ((), 2)


def test_disabled_rules_and_rules_tested_before_are_left_alone(folder):
    former = load_rules(folder)
    write(folder, FAILING.replace("severity:", "status: disabled\nseverity:"))
    clock = count()
    gated = run_tests(load_rules(folder), former, seconds=0.5, timer=lambda: float(next(clock)))
    assert (gated.failing, gated.left_out) == ((), 0)
