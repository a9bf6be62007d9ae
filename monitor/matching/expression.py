"""The expression language: from text to a tree, or to one error with its place and its mend.

    expr     = unary , { "AND" , unary } | unary , { "OR" , unary } ;     never both at one level
    unary    = [ "NOT" ] , chain ;
    chain    = atom , { prox , atom } ;                                   one kind of prox per chain
    prox     = "NEAR/" n | "THEN/" n | "NOTNEAR/" n | "SENTENCE" | "PARAGRAPH" ;
    atom     = "(" , expr , ")" | counter , "(" , expr , ")" | field , atom | list | term ;
    counter  = "ATLEAST/" n | "FIRST/" n ;
    field    = "title:" | "lead:" | "head:" | "body:" | "quote:" | "furniture:" | "zone:" name
             | "url:" | "source:" | "lang:" ;
    list     = "@" name , [ "[" , [ "-" ] key , { "," , [ "-" ] key } , "]" ] ;
    term     = phrase , [ "~" ] | [ "=" ] , word , [ "*" | "~" ] ;
    phrase   = '"' , word , [ "~" ] , { word , [ "~" ] } , '"' ;          "#" starts a comment

Read by a hand-written descent rather than a generated parser: ten thousand rules load in a second,
and what analysts mistype (AND and OR mixed, words side by side, operators in small letters) is met
at the place where it happens with a sentence that says what to write instead.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

from monitor.matching.problems import nearest

MAX_DISTANCE = 50
MAX_COUNT = 50
MAX_DEPTH = 60
MAX_LENGTH = 50_000

ZONES = ("title", "lead", "head", "body", "quote", "furniture")
METADATA = ("url", "source", "lang")
PROXIMITY = ("NEAR", "THEN", "NOTNEAR")
UNITS = ("SENTENCE", "PARAGRAPH")
COUNTERS = ("ATLEAST", "FIRST")
_OPERATORS = ("AND", "OR", "NOT", *PROXIMITY, *UNITS, *COUNTERS)


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


class _Token(NamedTuple):
    kind: str  # ( ) phrase list operator field word
    text: str
    at: int
    number: int = 0

    @property
    def written(self) -> str:
        """The token as the author wrote it."""
        counted = self.kind == "operator" and self.text in (*PROXIMITY, *COUNTERS)
        return f"{self.text}/{self.number}" if counted else self.text


_TOKEN = re.compile(
    r"""(?P<space>\s+)|(?P<comment>\#[^\n]*)|(?P<open>\()|(?P<close>\))
    |(?P<phrase>="[^"\n]*"[~*]?|"[^"\n]*"[~*]?)|(?P<list>@[\w-]*(?:\[[^\]\n]*\]?)?)
    |(?P<word>[^\s()"\#@]+)""",
    re.VERBOSE,
)
_COUNTED = re.compile(r"([A-Za-z]+)/(.*)", re.DOTALL)
_FIELD = re.compile(r"(zone:\w+|[a-z_]+:)(.*)", re.DOTALL | re.IGNORECASE)
_LIST = re.compile(r"@([\w-]+)(?:\[([^\]]*)\])?")


def _tokens(text: str) -> list[_Token]:
    """Cut an expression into tokens; operators, fields and terms told apart."""
    found: list[_Token] = []
    place = 0
    while place < len(text):
        match = _TOKEN.match(text, place)
        if match is None:
            raise ExpressionError(
                "E02", place, 1, "a quotation mark without its partner", 'close the phrase with "'
            )
        kind = match.lastgroup or ""
        piece = match.group()
        if kind == "word":
            length = _add_word(found, piece, place)
            place += length
            continue
        if kind not in {"space", "comment"}:
            found.append(_Token(kind, piece, place))
        place = match.end()
    return found


def _add_word(found: list[_Token], piece: str, at: int) -> int:
    """Add a word, operator or field and return how many characters of the piece were read."""
    field_match = _FIELD.match(piece)
    if field_match and not piece.startswith("="):
        found.append(_field(field_match.group(1), at))
        return len(field_match.group(1))
    if piece in {"AND", "OR", "NOT", "SENTENCE", "PARAGRAPH"}:
        found.append(_Token("operator", piece, at))
        return len(piece)
    counted = _COUNTED.fullmatch(piece)
    name = counted.group(1) if counted else piece
    if name.upper() in {*PROXIMITY, *COUNTERS} and (counted or name.isupper()):
        found.append(_numbered(name, counted.group(2) if counted else "", at, len(piece)))
    else:
        found.append(_Token("word", piece, at))
    return len(piece)


def _field(name: str, at: int) -> _Token:
    lower = name.lower()
    plain = lower[5:] if lower.startswith("zone:") and len(lower) > 5 else lower[:-1]
    known = ZONES if lower.startswith("zone:") else (*ZONES, *METADATA)
    if plain not in known:
        hint = nearest(plain, known) or f"fields are {', '.join(known)}"
        raise ExpressionError("E10", at, len(name), f'unknown field "{name}"', hint)
    return _Token("field", plain, at)


def _numbered(name: str, number: str, at: int, length: int) -> _Token:
    """Read NEAR/8 and its like."""
    upper = name.upper()
    if name != upper:
        raise ExpressionError(
            "E04", at, length, f'operator "{name}" in small letters', f"write {upper}/{number or 8}"
        )
    if not number.isascii() or not number.isdigit():
        raise ExpressionError(
            "E04", at, length, f"{upper} needs a number of words", f"write {upper}/8"
        )
    value = int(number) if len(number) < 6 else MAX_DISTANCE + 1
    most = MAX_DISTANCE if upper in PROXIMITY else MAX_COUNT
    if upper == "FIRST":
        most = 1000
    if value > most:
        raise ExpressionError(
            "E23", at, length, f"{upper}/{number} is beyond the limit of {most}",
            "use SENTENCE or PARAGRAPH to say how close words must be",
        )  # fmt: skip
    if value == 0 and upper in COUNTERS:
        raise ExpressionError(
            "E20", at, length, f"{upper}/0 means nothing", f"write {upper}/1 or more"
        )
    return _Token("operator", upper, at, value)


class _Parser:
    """One reading of one expression."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.tokens = _tokens(text)
        self.place = 0
        self.depth = 0

    def peek(self) -> _Token | None:
        return self.tokens[self.place] if self.place < len(self.tokens) else None

    def next(self, wanted: str) -> _Token:
        token = self.peek()
        if token is None:
            end = len(self.text.rstrip())
            raise ExpressionError(
                "E02", max(0, end - 1), 1, f"the expression ends where {wanted} should follow",
                "a missing word or a missing parenthesis",
            )  # fmt: skip
        self.place += 1
        return token

    def whole(self) -> Node:
        if not self.tokens:
            raise ExpressionError("E02", 0, 1, "the expression is empty", "write a word or @list")
        node = self.expr()
        token = self.peek()
        if token is not None:
            raise ExpressionError(
                "E02", token.at, len(token.text), "a closing parenthesis too many", "remove it"
            )
        return node

    def expr(self) -> Node:
        self.depth += 1
        first = self.peek()
        if self.depth > MAX_DEPTH:
            raise ExpressionError(
                "E23", first.at if first else 0, 1, f"more than {MAX_DEPTH} parentheses deep",
                "name parts of it as separate alternatives",
            )  # fmt: skip
        parts = [self.unary()]
        joiner: _Token | None = None
        while (token := self.peek()) is not None and token.kind != "close":
            self._check_joiner(token, joiner)
            joiner = joiner or token
            self.place += 1
            parts.append(self.unary())
        self.depth -= 1
        if joiner is None:
            return parts[0]
        make = All if joiner.text == "AND" else Any
        return make(tuple(parts), first.at if first else 0)

    def _check_joiner(self, token: _Token, joiner: _Token | None) -> None:
        """Refuse what stands where AND or OR should: other words, or the other of the two."""
        if token.kind == "operator" and token.text in {"AND", "OR"}:
            if joiner is not None and joiner.text != token.text:
                raise ExpressionError(
                    "E03", token.at, len(token.text), "AND and OR mixed without parentheses",
                    "write  a AND (b OR c)   or   (a AND b) OR c",
                )  # fmt: skip
            return
        if token.kind == "operator" and token.text == "NOT":
            raise ExpressionError("E04", token.at, 3, "NOT needs AND before it", "write AND NOT")
        raise _side_by_side(token)

    def unary(self) -> Node:
        token = self.peek()
        if token is not None and token.kind == "operator" and token.text == "NOT":
            self.place += 1
            return Not(self.chain(), token.at)
        return self.chain()

    def chain(self) -> Node:
        first = self.atom()
        parts = [first]
        operator: _Token | None = None
        while (token := self.peek()) is not None and token.kind == "operator":
            if token.text not in (*PROXIMITY, *UNITS):
                break
            if operator is not None and (operator.text, operator.number) != (
                token.text,
                token.number,
            ):
                raise ExpressionError(
                    "E03", token.at, len(token.written),
                    f"{operator.written} and {token.written} in one chain without parentheses",
                    "write  (a NEAR/8 b) SENTENCE c",
                )  # fmt: skip
            operator = token
            self.place += 1
            parts.append(self.atom())
        if operator is None:
            return first
        if operator.text in UNITS:
            return Within(operator.text, tuple(parts), parts[0].at)
        if operator.text == "NOTNEAR" and len(parts) > 2:
            raise ExpressionError(
                "E03", operator.at, 7, "more than one NOTNEAR in a chain",
                "write  a NOTNEAR/5 (b OR c)",
            )  # fmt: skip
        return Near(operator.text, operator.number, tuple(parts), parts[0].at)

    def atom(self) -> Node:
        token = self.next("a word, a list or a parenthesis")
        match token.kind:
            case "open":
                return self._group(token)
            case "field":
                self.depth += 1
                if self.depth > MAX_DEPTH:
                    raise ExpressionError("E23", token.at, 1, f"more than {MAX_DEPTH} fields deep")
                part = self.atom()
                self.depth -= 1
                return InField(token.text, part, token.at)
            case "list":
                return _list(token)
            case "phrase":
                return _phrase(token)
            case "word":
                return _word(token)
            case "operator" if token.text in COUNTERS:
                opening = self.next("an opening parenthesis")
                if opening.kind != "open":
                    raise ExpressionError(
                        "E02", opening.at, len(opening.text), f"{token.text} counts a parenthesis",
                        f"write {token.text}/{token.number}(...)",
                    )  # fmt: skip
                return Counted(token.text, token.number, self._group(opening), token.at)
            case _:
                raise ExpressionError(
                    "E02", token.at, len(token.text), f'"{token.text}" stands where a word should',
                    "an operator needs a word, a list or a parenthesis on each side",
                )  # fmt: skip

    def _group(self, opening: _Token) -> Node:
        token = self.peek()
        if token is not None and token.kind == "close":
            raise ExpressionError("E02", opening.at, 2, "empty parentheses", "remove them")
        node = self.expr()
        if self.peek() is None:
            raise ExpressionError(
                "E02", opening.at, 1, "a parenthesis without its partner", "close it with )"
            )
        self.place += 1
        return node


def _side_by_side(token: _Token) -> ExpressionError:
    upper = token.text.upper()
    if token.kind == "word" and upper in _OPERATORS:
        return ExpressionError(
            "E04", token.at, len(token.text), f'operator "{token.text}" in small letters',
            f"write {upper}, or quote it if you mean the word",
        )  # fmt: skip
    mistyped = nearest(token.text.partition("/")[0], _OPERATORS) if token.text.isupper() else ""
    return ExpressionError(
        "E04", token.at, len(token.text), "two words side by side without an operator",
        mistyped or 'quote a phrase ("arms ban") or join words with AND or OR',
    )  # fmt: skip


def _list(token: _Token) -> ListRef:
    match = _LIST.fullmatch(token.text)
    if match is None:
        raise ExpressionError(
            "E02", token.at, len(token.text), "a list needs a name, and its keys a closing bracket",
            "write @states or @states[TR,PK] or @states[-TR]",
        )  # fmt: skip
    keys = [key.strip() for key in (match.group(2) or "").split(",") if key.strip()]
    if match.group(2) is not None and not keys:
        raise ExpressionError(
            "E20", token.at, len(token.text), "a list with an empty selection holds nothing",
            "write keys between the brackets, or drop them",
        )  # fmt: skip
    without = tuple(key[1:].strip() for key in keys if key.startswith("-"))
    only = tuple(key for key in keys if not key.startswith("-"))
    return ListRef(match.group(1), only, without, token.text, token.at)


def parse_words(text: str, at: int = 0) -> tuple[Word, ...]:
    """Read the words of a phrase or list entry, each with its `~` or `*`."""
    found: list[Word] = []
    for piece in text.split():
        inflect, prefix = piece.endswith("~"), piece.endswith("*")
        plain = piece.rstrip("~*")
        if "*" in plain or "~" in plain:
            raise ExpressionError(
                "E22", at, max(1, len(piece)), f'"{piece}": a mark stands only at a word\'s end',
                "write drone* or drone~",
            )  # fmt: skip
        if plain:
            found.append(Word(plain, inflect, prefix))
    return tuple(found)


def _phrase(token: _Token) -> Term:
    written = token.text
    exact = written.startswith("=")
    body = written[1:] if exact else written
    mark = body[-1] if body[-1] in "~*" else ""
    words = parse_words(body.rstrip("~*")[1:-1], token.at)
    if not words:
        raise ExpressionError("E20", token.at, len(written), "an empty phrase", "write words in it")
    if mark:
        last = words[-1]
        words = (*words[:-1], Word(last.text, last.inflect or mark == "~", mark == "*"))
    return Term(words, exact, written, token.at)


def _word(token: _Token) -> Term:
    written = token.text
    exact = written.startswith("=")
    words = parse_words(written[1:] if exact else written, token.at)
    if len(words) != 1:
        raise ExpressionError(
            "E20", token.at, len(written), f'"{written}" holds no word', "write a word"
        )
    return Term(words, exact, written, token.at)


def parse(text: str) -> Node:
    """Read an expression into its tree.

    Raises:
        ExpressionError: with code, place, message and help, at the first fault.
    """
    if len(text) > MAX_LENGTH:
        raise ExpressionError(
            "E23", 0, 1, f"the expression is longer than {MAX_LENGTH} characters",
            "move its words to a list file",
        )  # fmt: skip
    return _Parser(text).whole()
