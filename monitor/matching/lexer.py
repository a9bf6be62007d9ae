"""An expression cut into tokens: parentheses, phrases, lists, operators, fields and words."""

from __future__ import annotations

import re
from typing import NamedTuple

from monitor.matching.problems import nearest
from monitor.matching.tree import (
    COUNTERS,
    MAX_COUNT,
    MAX_DISTANCE,
    METADATA,
    PROXIMITY,
    ZONES,
    ExpressionError,
)


class Token(NamedTuple):
    """One token, with its place in the text and, for counted operators, its number."""

    kind: str  # open close phrase list operator field word end
    text: str
    at: int
    number: int = 0

    @property
    def written(self) -> str:
        """The token as the author wrote it."""
        counted = self.kind == "operator" and self.text in (*PROXIMITY, *COUNTERS)
        return f"{self.text}/{self.number}" if counted else self.text


_TOKEN = re.compile(
    r"""(?:(?P<plain>[^\s()"\#@/:=A-Z]+(?=[\s()"\#@]|\Z))|(?P<joiner>(?:AND|OR)(?=[\s()"\#@]|\Z))
    |(?P<open>\()|(?P<close>\))|(?P<phrase>="[^"\n]*"[~*]?|"[^"\n]*"[~*]?)
    |(?P<list>@[\w-]*(?:\[[^\]\n]*\]?)?)|(?P<field>(?i:zone:\w+|[a-z_]+:))|(?P<comment>\#[^\n]*)
    |(?P<word>[^\s()"\#@]+)|(?P<space>\s)|(?P<quote>"))\s*""",
    re.VERBOSE,
)
_COUNTED = re.compile(r"([A-Za-z]+)/(.*)", re.DOTALL)
_NUMBERED = frozenset({*PROXIMITY, *COUNTERS})
_PLAIN_OPERATORS = frozenset({"NOT", "SENTENCE", "PARAGRAPH"})


def tokens(text: str) -> list[Token]:
    """Cut an expression into tokens, operators, fields and terms told apart; the last is `end`."""
    found: list[Token] = []
    add = found.append
    for match in _TOKEN.finditer(text):
        kind = match.lastgroup
        if kind == "plain":
            add(Token("word", match["plain"], match.start()))
        elif kind == "joiner":
            add(Token("operator", match["joiner"], match.start()))
        elif kind == "word":
            add(_word(match["word"], match.start()))
        elif kind == "field":
            add(_field(match["field"], match.start()))
        elif kind == "quote":
            raise ExpressionError(
                "E02", match.start(), 1, "a quotation mark without its partner",
                'close the phrase with "',
            )  # fmt: skip
        elif kind not in {"comment", "space", None}:
            add(Token(kind, match[kind], match.start()))
    add(Token("end", "", len(text.rstrip())))
    return found


def _word(piece: str, at: int) -> Token:
    """Return a word, or the operator it is."""
    if piece in _PLAIN_OPERATORS:
        return Token("operator", piece, at)
    counted = _COUNTED.fullmatch(piece)
    name = counted.group(1) if counted else piece
    if name.upper() in _NUMBERED and (counted or name.isupper()):
        return _numbered(name, counted.group(2) if counted else "", at, len(piece))
    return Token("word", piece, at)


def _field(name: str, at: int) -> Token:
    lower = name.lower()
    plain = lower[5:] if lower.startswith("zone:") and len(lower) > 5 else lower[:-1]
    known = ZONES if lower.startswith("zone:") else (*ZONES, *METADATA)
    if plain not in known:
        hint = nearest(plain, known) or f"fields are {', '.join(known)}"
        raise ExpressionError("E10", at, len(name), f'unknown field "{name}"', hint)
    return Token("field", plain, at)


def _numbered(name: str, number: str, at: int, length: int) -> Token:
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
    return Token("operator", upper, at, value)
