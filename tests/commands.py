"""The real `monitor` command, run as a process."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

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


def monitor(*arguments: object, cwd: Path, stdin: str = "", **environment: str) -> Finished:
    """Run `monitor` with these arguments, with no configuration but what `cwd` holds."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("MONITOR_")}
    done = subprocess.run(
        [str(MONITOR), *map(str, arguments)],
        cwd=cwd,
        env=kept | {"HOME": str(cwd), "COLUMNS": "100", "NO_COLOR": "1"} | environment,
        input=stdin,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    return Finished(done.returncode, done.stdout, done.stderr)
