"""The tree of an expression: what was written, with the place of each part in its text."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

MAX_DISTANCE = 50
MAX_COUNT = 50
MAX_DEPTH = 60
MAX_LENGTH = 50_000

ZONES = ("title", "lead", "head", "body", "quote", "furniture")
METADATA = ("url", "source", "lang")
PROXIMITY = ("NEAR", "THEN", "NOTNEAR")
UNITS = ("SENTENCE", "PARAGRAPH")
COUNTERS = ("ATLEAST", "FIRST")
OPERATORS = ("AND", "OR", "NOT", *PROXIMITY, *UNITS, *COUNTERS)


class ExpressionError(Exception):
    """An expression cannot be read; `at` and `length` mark the place in its text."""

    def __init__(self, code: str, at: int, length: int, message: str, help: str = "") -> None:  # noqa: A002
        super().__init__(message)
        self.code = code
        self.at = at
        self.length = length
        self.message = message
        self.help = help


@dataclass(frozen=True, slots=True)
class Word:
    """One written word of a term, and whether its inflections or all its endings count too."""

    text: str
    inflect: bool = False
    prefix: bool = False


@dataclass(frozen=True, slots=True)
class Term:
    """A word or phrase; `exact` asks for the written form too."""

    words: tuple[Word, ...]
    exact: bool
    written: str  # as in the rule, for messages and reasons
    at: int = 0


@dataclass(frozen=True, slots=True)
class ListRef:
    """A shared list, whole or in part."""

    name: str
    only: tuple[str, ...]
    without: tuple[str, ...]
    written: str
    at: int = 0


@dataclass(frozen=True, slots=True)
class All:
    """Every part must hold (AND)."""

    parts: tuple[Node, ...]
    at: int = 0


@dataclass(frozen=True, slots=True)
class Any:
    """One part must hold (OR)."""

    parts: tuple[Node, ...]
    at: int = 0


@dataclass(frozen=True, slots=True)
class Not:
    """The part must not hold."""

    part: Node
    at: int = 0


@dataclass(frozen=True, slots=True)
class Near:
    """Parts within `distance` words of each other; `kind` is NEAR, THEN or NOTNEAR."""

    kind: str
    distance: int
    parts: tuple[Node, ...]
    at: int = 0


@dataclass(frozen=True, slots=True)
class Within:
    """All parts in one unit; `kind` is SENTENCE or PARAGRAPH."""

    kind: str
    parts: tuple[Node, ...]
    at: int = 0


@dataclass(frozen=True, slots=True)
class Counted:
    """ATLEAST/n: n separate hits; FIRST/n: among the first n words of the text."""

    kind: str
    count: int
    part: Node
    at: int = 0


@dataclass(frozen=True, slots=True)
class InField:
    """The part, looked for in one zone of the article or in what is known about it."""

    name: str
    part: Node
    at: int = 0


Node = Term | ListRef | All | Any | Not | Near | Within | Counted | InField


def children(node: Node) -> tuple[Node, ...]:
    """Return the parts of a node; none for a term or a list."""
    match node:
        case All(parts=parts) | Any(parts=parts) | Near(parts=parts) | Within(parts=parts):
            return parts
        case Not(part=part) | Counted(part=part) | InField(part=part):
            return (part,)
        case _:
            return ()


def walk(node: Node) -> Iterator[Node]:
    """Yield a node and everything below it, in reading order."""
    yield node
    for child in children(node):
        yield from walk(child)
