"""`monitor check`: configuration, rules and channels judged, before anything runs."""

from __future__ import annotations

import typer

from monitor.cli.context import AsJson, examples

EXAMPLES = examples("monitor check", "monitor check rules/", "monitor check --strict --json")


def check(ctx: typer.Context, json_: AsJson = False) -> int:
    """Judge."""
    return 0
