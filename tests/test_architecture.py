"""The house keeps its shape: floors, sizes, and words that have no place in it."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
LONGEST_FUNCTION = 50
LONGEST_FILE = 500
PYTHON = sorted(
    path for folder in ("monitor", "tests", "tools") for path in (ROOT / folder).rglob("*.py")
)
# Written in pieces, so that this file does not hold them.
MACHINE_WORDS = ("/wo" + "rk/", "/tmp/" + "brief", "/ro" + "ot/", "/ho" + "me/")
INDEX_WORDS = ("http" + "://", "http" + "s://", "index" + "-url", "find" + "-links")


def functions(path: Path) -> Iterator[tuple[str, int]]:
    """Each function with its length in lines, decorators left out."""
    for node in ast.walk(ast.parse(path.read_bytes())):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            assert node.end_lineno is not None
            yield node.name, node.end_lineno - node.lineno + 1


def tracked_texts() -> Iterator[tuple[Path, str]]:
    for folder in (
        "monitor",
        "tests",
        "tools",
        "docs",
        "rules",
        "seeds",
        "systemd",
        "requirements",
    ):
        for path in sorted((ROOT / folder).rglob("*")):
            if path.is_file() and "__pycache__" not in path.parts:
                yield path, path.read_text(encoding="utf-8", errors="replace")
    for name in ("README.md", "CHANGELOG.md", "NOTICE", "Makefile", "pyproject.toml", ".ci/run"):
        yield ROOT / name, (ROOT / name).read_text(encoding="utf-8")


def test_every_module_keeps_to_its_floor():
    contracts = subprocess.run(
        [Path(sys.executable).with_name("lint-imports"), "--no-cache"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert contracts.returncode == 0, contracts.stdout[-3000:] + contracts.stderr[-1000:]


def test_no_function_is_longer_than_fifty_lines():
    too_long = [
        f"{path.relative_to(ROOT)}: {name} has {length} lines"
        for path in PYTHON
        for name, length in functions(path)
        if length > LONGEST_FUNCTION
    ]
    assert too_long == []


def test_no_file_is_longer_than_five_hundred_lines():
    too_long = [
        f"{path.relative_to(ROOT)} has {length} lines"
        for path in PYTHON
        if (length := len(path.read_text(encoding="utf-8").splitlines())) > LONGEST_FILE
    ]
    assert too_long == []


def test_no_path_of_anyone_s_machine_is_written_down():
    found = [
        f"{path.relative_to(ROOT)}: {word}"
        for path, text in tracked_texts()
        for word in MACHINE_WORDS
        if word in text
    ]
    assert found == []


@pytest.mark.parametrize("name", ["run.txt", "dev.txt"])
def test_every_pin_has_a_hash_and_none_names_a_host(name):
    text = (ROOT / "requirements" / name).read_text(encoding="utf-8")
    assert [word for word in INDEX_WORDS if word in text] == []
    pins = text.replace("\\\n", " ").splitlines()
    assert len(pins) > 40
    assert [pin for pin in pins if "==" not in pin or "--hash=sha256:" not in pin] == []


def test_the_runtime_pins_are_among_the_development_pins():
    def pins(name: str) -> set[str]:
        lines = (ROOT / "requirements" / name).read_text(encoding="utf-8").splitlines()
        return {line.split(" ")[0] for line in lines if "==" in line}

    assert pins("run.txt") <= pins("dev.txt")
