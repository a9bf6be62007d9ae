"""The command as a whole: help, versions, how it fails and with which code."""

from __future__ import annotations

import subprocess
import time

import pytest
from commands import MONITOR, monitor, typed

import monitor as package

COMMANDS = [
    "init", "demo", "run", "status", "check", "match",
    "feeds add", "feeds list", "feeds show", "feeds remove", "feeds pause", "feeds resume",
    "feeds import", "feeds export", "feeds entries", "articles list", "articles show", "alerts list", "alerts show", "deliveries list",
    "deliveries resend", "channels list", "channels test", "db upgrade", "db check", "db backup",
]  # fmt: skip


def test_the_version_is_the_package_s(tmp_path):
    assert monitor("--version", cwd=tmp_path).out == f"monitor {package.__version__}\n"


def test_help_names_every_command_and_comes_at_once(tmp_path):
    began = time.monotonic()
    shown = monitor("--help", cwd=tmp_path)
    assert time.monotonic() - began < 2  # a few tenths on an idle machine
    assert shown.code == 0
    for command in COMMANDS:
        assert command.split()[0] in shown.out
    assert "Exit codes" in shown.out


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_has_help_with_examples(command, tmp_path):
    shown = typed(*command.split(), "--help", cwd=tmp_path)
    assert shown.code == 0
    assert "Examples:" in shown.out
    assert f"monitor {command}" in shown.out


def test_an_unknown_command_is_named_with_the_nearest_one(tmp_path):
    failed = monitor("feed", "list", cwd=tmp_path)
    assert failed.code == 2
    assert failed.err.startswith("monitor: error: No such command 'feed'")
    assert "feeds" in failed.err
    assert "Traceback" not in failed.err


def test_a_missing_argument_is_one_line_and_code_two(tmp_path):
    failed = monitor("feeds", "add", cwd=tmp_path)
    assert failed.code == 2
    assert failed.err.splitlines()[0].startswith("monitor: error: Missing argument")
    assert "monitor feeds add --help" in failed.err


def test_without_a_configuration_the_places_looked_at_are_named(tmp_path):
    failed = monitor("status", cwd=tmp_path)
    assert failed.code == 3
    assert "monitor.toml" in failed.err
    assert "monitor init" in failed.err


def test_a_faulty_configuration_is_named_with_its_line(tmp_path):
    (tmp_path / "monitor.toml").write_text('[polling]\nevrey = "5m"\n')
    failed = monitor("status", cwd=tmp_path)
    assert failed.code == 3
    assert "monitor.toml:2" in failed.err
    assert "did you mean every?" in failed.err
    assert "Traceback" not in failed.err


def test_a_configuration_may_be_named_by_option_or_environment(tmp_path):
    (tmp_path / "other.toml").write_text("[store]\npath = 'x.db'\n")
    for found in (
        monitor("--config", "other.toml", "db", "upgrade", cwd=tmp_path),
        monitor("db", "check", cwd=tmp_path, MONITOR_CONFIG="other.toml"),
    ):
        assert found.code == 0, found.err
    assert (tmp_path / "x.db").exists()


def test_a_database_that_cannot_be_made_is_code_five_and_one_line(tmp_path):
    (tmp_path / "monitor.toml").write_text('[store]\npath = "nowhere/monitor.db"\n')
    failed = monitor("feeds", "add", "https://news.example/rss", cwd=tmp_path)
    assert failed.code == 5
    assert "nowhere" in failed.err
    assert len(failed.err.splitlines()) == 1


def test_a_reader_that_goes_away_gets_no_complaint(tmp_path):
    shell = f"{MONITOR} --help | true; exit ${{PIPESTATUS[0]}}"
    done = subprocess.run(
        ["bash", "-c", shell], capture_output=True, text=True, check=False, cwd=tmp_path
    )
    assert done.returncode in {0, 1}
    assert done.stderr == ""
