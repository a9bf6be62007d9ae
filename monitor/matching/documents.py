"""Rule files as YAML nodes with places: read strictly, reported fully.

PyYAML's C parser composes the nodes (with line and column); types are decided by what a key wants,
not by how a scalar looks, so `NO` stays Norway and `1.10` keeps its zero. Refused, each with its
place: keys written twice, unknown keys, anchors and aliases, and nesting that no rule file needs.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import yaml
from yaml.cyaml import CParser  # type: ignore[attr-defined]
from yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from monitor.matching.problems import Place, Problems, nearest

MAX_BYTES = 20_000_000
_MAX_DEPTH = 40
_BRACKET = re.compile(r"[\[{\]}]")
_DEEP_LINE = re.compile(r"^[ \t?:-]{120}", re.MULTILINE)
_INTEGER = re.compile(r"[-+]?\d+")
_FLOAT = re.compile(r"[-+]?(?:\d+\.\d*|\.\d+|\d+)(?:[eE][-+]?\d+)?")
_BOOLEANS = {"true": True, "false": False}
_EMPTY = frozenset({"", "~", "null"})


class _Composer(CParser):
    """The C parser without tag resolution: every scalar stays text."""

    def __init__(self, text: str) -> None:
        CParser.__init__(self, text)

    def resolve(self, kind: type[Node], value: object, implicit: object) -> str:  # noqa: ARG002
        """Return a tag that says nothing but the node's kind."""
        return kind.__name__

    def descend_resolver(self, current_node: object, current_index: object) -> None:
        """Take no note of where in the document the parser is."""

    def ascend_resolver(self) -> None:
        """Take no note of where in the document the parser is."""


def compose(file: str, text: str, problems: Problems) -> list[Node]:
    """Return the documents of one file; what cannot be read is added to the problems."""
    if len(text) > MAX_BYTES:
        problems.add("E01", Place(file, 1, 1), "the file is too large", "split it into several")
        return []
    try:
        if (_may_be_deep(text) and _depth(text) > _MAX_DEPTH) or "\x00" in text:
            problems.add("E01", Place(file, 1, 1), "nested too deeply, or not a text file")
            return []
        composer = _Composer(text)
        found: list[Node] = []
        while composer.check_node():
            if (node := composer.get_node()) is not None:
                found.append(node)
    except yaml.MarkedYAMLError as fault:
        mark = fault.problem_mark or fault.context_mark
        place = Place(file, mark.line + 1, mark.column + 1) if mark else Place(file, 1, 1)
        message = " ".join(str(part) for part in (fault.context, fault.problem) if part)
        problems.add("E01", place, f"not readable as YAML: {message}", _yaml_help(message))
        return []
    except (yaml.YAMLError, UnicodeError, ValueError) as fault:
        problems.add("E01", Place(file, 1, 1), f"not readable as YAML: {str(fault)[:200]}")
        return []
    return found


def _yaml_help(message: str) -> str:
    if "tab character" in message or "'\\t'" in message:
        return "indent with blanks: YAML takes no tabs at the start of a line"
    if "mapping values" in message or "expected <block end>" in message:
        return "check the indentation; quote text that holds a colon, or starts with @ or a quote"
    if "cannot start any token" in message:
        return "text that starts with @ or % must be quoted, or stand in a block after |"
    return "check quotes, brackets and indentation around this place"


def _may_be_deep(text: str) -> bool:
    """Say whether brackets or indentation could nest deeply; composing such a text may crash."""
    depth = 0
    for bracket in _BRACKET.findall(text):
        depth = depth + 1 if bracket in "[{" else max(0, depth - 1)
        if depth > _MAX_DEPTH:
            return True
    return _DEEP_LINE.search(text) is not None


def _depth(text: str) -> int:
    """Return how deep a document nests, by reading its events without building anything."""
    depth = deepest = 0
    parser = _Composer(text)
    while parser.check_event():
        event = parser.get_event()
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
            deepest = max(deepest, depth)
            if deepest > _MAX_DEPTH:
                break
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1
    return deepest


@dataclass(slots=True)
class Document:
    """The nodes of one file, read with the type that each key wants."""

    file: str
    problems: Problems
    rule: str = ""  # the id of the rule being read, for the problems' sake

    def line(self, number: int) -> str:
        """Return one line of the file, counted from 1; "" beyond its end."""
        return self.problems.line(self.file, number)

    def place(self, node: Node, length: int = 0) -> Place:
        """Return where a node starts."""
        mark = node.start_mark
        if not length and isinstance(node, ScalarNode) and node.end_mark.line == mark.line:
            length = node.end_mark.column - mark.column
        return Place(self.file, mark.line + 1, mark.column + 1, length or 1)

    def error(self, node: Node, message: str, help: str = "", code: str = "E01") -> None:  # noqa: A002
        """Report a fault of a node."""
        self.problems.add(code, self.place(node), message, help, self.rule)

    def warn(self, code: str, node: Node, message: str, help: str = "") -> None:  # noqa: A002
        """Report what is doubtful about a node."""
        self.problems.add(code, self.place(node), message, help, self.rule)

    def pairs(self, node: Node, what: str) -> Iterator[tuple[ScalarNode, Node]]:
        """Yield the keys and values of a mapping; keys written twice are reported and skipped."""
        if not isinstance(node, MappingNode):
            self.error(node, f"{what} must be a mapping of keys to values")
            return
        seen: dict[str, Node] = {}
        for key, value in node.value:
            if not isinstance(key, ScalarNode):
                self.error(key, "a key must be plain text")
            elif key.value in seen:
                first = seen[key.value].start_mark.line + 1
                self.error(key, f'key "{key.value}" is written twice', f"first on line {first}")
            else:
                seen[key.value] = key
                yield key, value

    def mapping(
        self,
        node: Node,
        what: str,
        known: Sequence[str] | None = None,
        required: Sequence[str] = (),
    ) -> dict[str, Node]:
        """Return a mapping's values by key; unknown and missing keys are reported."""
        found: dict[str, Node] = {}
        for key, value in self.pairs(node, what):
            if known is not None and key.value not in known:
                hint = nearest(key.value, known) or f"known keys: {', '.join(known)}"
                self.error(key, f'unknown key "{key.value}" in {what}', hint)
            else:
                found[key.value] = value
        if isinstance(node, MappingNode):
            for name in required:
                if name not in found:
                    self.error(node, f'{what} needs the key "{name}"')
        return found

    def text(self, node: Node, what: str) -> str:
        """Return a scalar as the text it is written as."""
        if isinstance(node, ScalarNode):
            return str(node.value)
        self.error(node, f"{what} must be text")
        return ""

    def texts(self, node: Node, what: str) -> list[tuple[str, ScalarNode]]:
        """Return the texts of a list, or one text standing alone, each with its node."""
        if isinstance(node, ScalarNode):
            return [(str(node.value), node)] if node.value not in _EMPTY or node.style else []
        if not isinstance(node, SequenceNode):
            self.error(node, f"{what} must be a list of texts")
            return []
        found = []
        for entry in node.value:
            if isinstance(entry, ScalarNode):
                found.append((str(entry.value), entry))
            else:
                self.error(entry, f"an entry of {what} must be text", "quote it if it holds : or {")
        return found

    def word(self, node: Node, what: str, known: Sequence[str]) -> str:
        """Return a scalar that must be one of a few words; "" when it is not."""
        value = self.text(node, what)
        if value in known:
            return value
        if isinstance(node, ScalarNode):
            hint = nearest(value, known) or f"one of {', '.join(known)}"
            self.error(node, f'{what} cannot be "{value[:60]}"', hint)
        return ""

    def flag(self, node: Node, what: str) -> bool:
        """Return true or false; nothing else is taken for either."""
        value = _BOOLEANS.get(self.text(node, what))
        if value is None:
            self.error(node, f"{what} must be true or false")
            return False
        return value

    def data(self, node: Node) -> Any:
        """Return a node as plain data by YAML 1.2's core rules, for keys that later stages read."""
        if isinstance(node, ScalarNode):
            return node.value if node.style in {"'", '"', "|", ">"} else scalar(node.value)
        if isinstance(node, SequenceNode):
            return [self.data(entry) for entry in node.value]
        return {key.value: self.data(value) for key, value in self.pairs(node, "this mapping")}


def scalar(value: str) -> Any:
    """Return a plain scalar's value by the YAML 1.2 core schema."""
    if value in _EMPTY:
        return None
    if value in _BOOLEANS:
        return _BOOLEANS[value]
    if _INTEGER.fullmatch(value) and len(value) < 19:
        return int(value)
    if _FLOAT.fullmatch(value):
        return float(value)
    return value


def aliased(node: Node) -> Node | None:
    """Return the first node that an alias (`*name`) repeats, or None.

    Aliases are refused: nested ones can stand for more text than memory holds.
    """
    seen: set[int] = set()
    waiting = [node]
    while waiting:
        current = waiting.pop()
        if isinstance(current, ScalarNode):
            continue
        if id(current) in seen:
            return current
        seen.add(id(current))
        if isinstance(current, MappingNode):
            for key, value in current.value:
                waiting += (key, value)
        elif isinstance(current, SequenceNode):
            waiting += current.value
    return None


def scalar_offset(node: ScalarNode, line_of_text: str, at: int) -> tuple[int, int] | None:
    """Return the line and column (from 1) of one character of a scalar's value.

    None where only the start of the scalar is known: text that is folded, or written with escapes.
    """
    mark = node.start_mark
    if node.style == "|":
        before = node.value[:at]
        line = before.count("\n")
        indent = len(line_of_text) - len(line_of_text.lstrip(" "))
        return mark.line + 2 + line, indent + 1 + at - (before.rfind("\n") + 1)
    if node.style == '"' and node.end_mark.column - mark.column - 2 != len(node.value):
        return None  # written with escapes
    if node.style in {None, "", "'", '"'} and node.end_mark.line == mark.line:
        quote = 1 if node.style else 0
        doubled = node.value[:at].count("'") if node.style == "'" else 0
        return mark.line + 1, mark.column + 1 + quote + at + doubled
    return None


Fields = Mapping[str, Node]
