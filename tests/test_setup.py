"""The first step on a new machine: what is missing is named, and make's commands are what is documented."""

from __future__ import annotations

import importlib.util
import runpy
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
SCRIPT = ROOT / "tools" / "setup_environment.py"

needs_make = pytest.mark.skipif(shutil.which("make") is None, reason="make is not installed")


def set_up(monkeypatch: pytest.MonkeyPatch, folder: Path) -> str:
    """Run the set-up script; return the words it ends with."""
    monkeypatch.setattr(sys, "argv", [str(SCRIPT), str(folder)])
    with pytest.raises(SystemExit) as ended:
        runpy.run_path(str(SCRIPT), run_name="__main__")
    return str(ended.value)


def test_an_old_python_is_told_so_before_anything_is_made(monkeypatch, tmp_path):
    monkeypatch.setattr(sys, "version_info", (3, 9, 2))
    said = set_up(monkeypatch, tmp_path / "env")
    assert said.startswith("setup: Python 3.9 is too old: Monitor needs 3.11")
    assert not (tmp_path / "env").exists()


def test_without_ensurepip_and_pip_the_package_to_install_is_named(monkeypatch, tmp_path):
    real = importlib.util.find_spec
    missing = {"ensurepip", "pip"}
    monkeypatch.setattr(
        importlib.util, "find_spec", lambda name, *rest: name not in missing and real(name, *rest)
    )
    assert "apt install python3-venv" in set_up(monkeypatch, tmp_path / "env")


@needs_make
@pytest.mark.parametrize("target", ["demo", "test", "check", "setup", "bench", "soak"])
def test_every_documented_command_of_make_is_there(target):
    shown = subprocess.run(["make", "-n", target], cwd=ROOT, capture_output=True, check=False)
    assert shown.returncode == 0, shown.stderr
    listed = subprocess.run(["make"], cwd=ROOT, capture_output=True, text=True, check=True)
    assert f"make {target} " in listed.stdout


def test_ci_runs_what_the_readme_says():
    lines = (ROOT / ".ci" / "run").read_text().splitlines()
    assert lines[-2:] == ["make check", "make test"]
    readme = (ROOT / "README.md").read_text()
    first_commands = readme.partition("```sh\n")[2].partition("```")[0].splitlines()
    assert [line.split("#")[0].strip() for line in first_commands] == ["make demo", "make test"]
