"""Rule files as texts, and what checking them finds."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from monitor.matching.review import check_files

CASES = Path(__file__).parent / "cases" / "rules"
SAMPLE = (CASES / "sample.yml").read_text("utf-8")
LISTS = (CASES / "sample_lists.yml").read_text("utf-8")


def problems(rule: str, lists: str = LISTS):
    return check_files(
        {"r.yml": rule.encode(), "lists/l.yml": lists.encode()}, today=date(2026, 11, 21)
    )


def rule(match: str, rest: str = "") -> str:
    indented = match.replace("\n", "\n  ")
    return f"kind: rule\nid: r\nmatch: |\n  {indented}\n{rest}"


def first(report, code):
    found = [one for one in report.problems if one.code == code]
    assert found, [one.summary() for one in report.problems]
    return found[0]
