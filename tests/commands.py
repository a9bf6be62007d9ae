"""The real `monitor` command, run as a process."""

from __future__ import annotations

import contextlib
import io
import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from unittest import mock

from monitor.cli.app import run

MONITOR = Path(sys.executable).with_name("monitor")

RULE = """\
kind: rule
version: 1
id: port-calls
title: Port calls
topics: [ship-visits]
match: frigate~ NEAR/12 (visit~ OR arrive~)
severity: {base: medium}
tests:
  - {text: "The frigate arrived on Monday.", expect: {match: true}}
  - {text: "The museum shows a frigate.", expect: {match: false}}
"""


@dataclass(frozen=True, slots=True)
class Finished:
    """How a command ended."""

    code: int
    out: str
    err: str

    def json(self) -> Any:
        """Its standard output as one JSON document."""
        return json.loads(self.out)

    def lines(self) -> list[Any]:
        """Its standard output as one JSON document a line."""
        return [json.loads(line) for line in self.out.splitlines()]


def surroundings(home: Path, environment: dict[str, str]) -> dict[str, str]:
    """An environment that holds no configuration of the person who runs the tests."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("MONITOR_")}
    return kept | {"HOME": str(home), "COLUMNS": "100", "NO_COLOR": "1"} | environment


def typed(*arguments: object, cwd: Path, stdin: str = "", **environment: str) -> Finished:
    """Run the same command line in this process: the same words and codes, in a fifth of the time."""
    out, err = io.TextIOWrapper(io.BytesIO(), "utf-8"), io.TextIOWrapper(io.BytesIO(), "utf-8")
    given = io.TextIOWrapper(io.BytesIO(stdin.encode()), "utf-8")
    with (
        contextlib.chdir(cwd),
        mock.patch.dict(os.environ, surroundings(cwd, environment), clear=True),
        mock.patch.multiple(sys, stdin=given, stdout=out, stderr=err),
    ):
        code = run([str(argument) for argument in arguments])
        out.flush()
        err.flush()
    return Finished(code, *(stream.buffer.getvalue().decode() for stream in (out, err)))


def monitor(*arguments: object, cwd: Path, stdin: str = "", **environment: str) -> Finished:
    """Run `monitor` with these arguments, with no configuration but what `cwd` holds."""
    done = subprocess.run(
        [str(MONITOR), *map(str, arguments)],
        cwd=cwd,
        env=surroundings(cwd, environment),
        input=stdin,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    return Finished(done.returncode, done.stdout, done.stderr)
