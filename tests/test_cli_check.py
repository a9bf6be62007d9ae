"""`monitor check`, as typed: what is wrong is named with its place."""

from __future__ import annotations

from pathlib import Path

import pytest
from commands import RULE
from commands import typed as monitor


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with a configuration and one good rule."""
    (tmp_path / "monitor.toml").write_text('[channels.desk]\nurl = "terminal:"\n')
    (tmp_path / "rules").mkdir()
    (tmp_path / "rules" / "port-calls.yml").write_text(RULE)
    return tmp_path


def test_what_is_right_is_said_to_be_and_counted(folder):
    judged = monitor("check", cwd=folder)
    assert judged.code == 0, judged.out + judged.err
    assert "2 tests, 0 failed" in judged.out
    assert "channel desk leads to terminal" in judged.out


def test_the_judgement_is_had_as_json(folder):
    record = monitor("check", "--json", cwd=folder).json()
    assert record["ok"] is True
    assert record["rules"]["tests"] == 2
    assert record["channels"] == [{"name": "desk", "leads_to": "terminal"}]


def test_an_example_that_fails_is_code_four_and_names_its_line(folder):
    broken = RULE.replace("expect: {match: false}", "expect: {match: true}")
    (folder / "rules" / "port-calls.yml").write_text(broken)
    judged = monitor("check", cwd=folder)
    assert judged.code == 4
    assert "port-calls.yml:10:" in judged.out
    assert "expected a match" in judged.out
    assert monitor("check", "--json", cwd=folder).json()["ok"] is False


def test_a_typo_in_a_rule_is_named_with_line_column_and_hint(folder):
    (folder / "rules" / "port-calls.yml").write_text(RULE.replace("NEAR/12", "NEER/12"))
    judged = monitor("check", cwd=folder)
    assert judged.code == 4
    assert "port-calls.yml:6:" in judged.out
    assert "NEAR" in judged.out
    assert "Traceback" not in judged.err


def test_every_fault_of_every_file_is_named_at_once(folder):
    for name in ("one", "two"):
        rule = RULE.replace("port-calls", name).replace("NEAR/12", "NEER/12")
        (folder / "rules" / f"{name}.yml").write_text(rule)
    judged = monitor("check", cwd=folder)
    assert "one.yml:6:" in judged.out
    assert "two.yml:6:" in judged.out


def test_warnings_fail_only_a_strict_check(folder):
    without_tests = RULE.partition("tests:")[0]
    (folder / "rules" / "port-calls.yml").write_text(without_tests)
    assert monitor("check", cwd=folder).code == 0
    assert monitor("check", "--strict", cwd=folder).code == 1


def test_a_missing_rules_folder_is_named_and_mended(folder):
    (folder / "monitor.toml").write_text('[rules]\npath = "nowhere"\n')
    judged = monitor("check", cwd=folder)
    assert judged.code == 4
    assert "nowhere" in judged.err
    assert "monitor init" in judged.err


def test_rules_alone_are_judged_without_a_configuration(folder, tmp_path):
    (folder / "monitor.toml").unlink()
    assert monitor("check", "rules", cwd=folder).code == 0
    assert monitor("check", "rules/port-calls.yml", cwd=folder).code == 0
    assert monitor("check", cwd=folder).code == 3


def test_a_channel_of_no_use_is_code_three_and_its_address_is_not_shown(folder):
    (folder / "monitor.toml").write_text(
        '[channels.desk]\nurl = "nosuchservice://hunter2hunter2@host"\n'
    )
    judged = monitor("check", cwd=folder)
    assert judged.code == 3
    assert "desk" in judged.err
    assert "hunter2" not in judged.err + judged.out
