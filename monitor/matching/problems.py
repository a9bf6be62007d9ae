"""What is wrong in a rule file, where, and how to mend it.

Every check adds to one list and goes on, so that an author sees all faults of all files at once.
Codes starting with E refuse the rule set, codes starting with W only warn, N is a note.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from monitor.errors import RuleError


@dataclass(frozen=True, slots=True)
class Place:
    """A place in a file; lines and columns count from 1."""

    file: str
    line: int
    column: int
    length: int = 1


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """One fault or warning of a rule file."""

    file: str
    line: int
    column: int
    code: str
    message: str
    help: str = ""
    length: int = 1
    source: str = ""  # the line of the file, to show under the message
    rule: str = ""  # the rule's id, where it is known

    @property
    def severity(self) -> str:
        """The word for how bad it is: error, warning or note."""
        return {"E": "error", "W": "warning"}.get(self.code[:1], "note")

    @property
    def is_error(self) -> bool:
        """Whether the rule set is refused for it."""
        return self.code.startswith("E")

    def summary(self) -> str:
        """Return the fault on one line: `file:line:column: error[E10]: ...`."""
        return (
            f"{self.file}:{self.line}:{self.column}: {self.severity}[{self.code}]: {self.message}"
        )

    def render(self) -> str:
        """Return the fault with its line, a caret under the place, and the help."""
        lines = [self.summary()]
        if self.source:
            shown, before = _window(self.source, self.column)
            length = min(max(1, self.length), len(shown) - before + 1)
            lines.append(f"{self.line:>5} | {shown}")
            lines.append(" " * 5 + " | " + " " * before + "^" * length)
        if self.help:
            lines.append(f"help: {self.help}")
        return "\n".join(lines)

    def as_dict(self) -> dict[str, object]:
        """Return the fault for JSON output."""
        return {
            "file": self.file,
            "line": self.line,
            "column": self.column,
            "length": self.length,
            "severity": self.severity,
            "code": self.code,
            "message": self.message,
            "help": self.help,
            "rule": self.rule,
        }


_WIDEST = 140


def _window(source: str, column: int) -> tuple[str, int]:
    """Return the part of a line around a column, and how much of it stands before the column."""
    if len(source) <= _WIDEST:
        return source, column - 1
    left = max(0, min(column - 1 - _WIDEST // 2, len(source) - _WIDEST))
    return source[left : left + _WIDEST], column - 1 - left


@dataclass(slots=True)
class Problems:
    """The faults found so far, with the lines of the files they are in."""

    found: list[Problem] = field(default_factory=list)
    _texts: dict[str, str] = field(default_factory=dict)
    _lines: tuple[str, list[str]] = ("", [])  # of the file asked for last

    def know(self, file: str, text: str) -> None:
        """Remember a file's text, so that faults in it can show their line."""
        self._texts[file] = text

    def line(self, file: str, number: int) -> str:
        """Return one line of a known file, counted from 1; "" beyond its end."""
        if self._lines[0] != file:
            self._lines = (file, self._texts.get(file, "").split("\n"))
        lines = self._lines[1]
        return lines[number - 1].rstrip("\r") if 0 < number <= len(lines) else ""

    def add(self, code: str, place: Place, message: str, help: str = "", rule: str = "") -> None:  # noqa: A002
        """Add one fault at a place."""
        source = self.line(place.file, place.line)
        column = min(max(place.column, 1), len(source) + 1)
        length = max(1, min(place.length, len(source) + 1 - column))
        self.found.append(
            Problem(place.file, place.line, column, code, message, help, length, source, rule)
        )

    @property
    def errors(self) -> tuple[Problem, ...]:
        """The faults that refuse the rule set, in the order of their places."""
        return tuple(sorted(problem for problem in self.found if problem.is_error))

    @property
    def warnings(self) -> tuple[Problem, ...]:
        """The faults that only warn, in the order of their places."""
        return tuple(sorted(problem for problem in self.found if not problem.is_error))


class RuleProblems(RuleError):
    """The rule files hold errors; `problems` lists every one of them, with its place and help."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems = tuple(problems)
        shown = "\n".join(problem.render() for problem in self.problems[:50])
        more = f"\n... and {len(self.problems) - 50} more" if len(self.problems) > 50 else ""
        super().__init__(f"{len(self.problems)} error(s) in the rule files\n{shown}{more}")


def nearest(word: str, known: Iterable[str]) -> str:
    """Return a question that proposes the known name nearest to a mistyped one, or ""."""
    names = sorted(known)
    close = difflib.get_close_matches(word, names, n=1, cutoff=0.6)
    if not close:
        lower = {name.lower(): name for name in names}
        close = difflib.get_close_matches(word.lower(), lower, n=1, cutoff=0.6)
        close = [lower[name] for name in close]
    return f'did you mean "{close[0]}"?' if close else ""


def relative(path: Path) -> str:
    """Return a path as the operator would type it: relative to the current folder if inside it."""
    try:
        return str(path.relative_to(Path.cwd()))
    except ValueError:
        return str(path)
