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


def tokens(text: str) -> list[Token]:
    """Cut an expression into tokens; operators, fields and terms told apart."""
    found: list[Token] = []
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
            found.append(Token(kind, piece, place))
        place = match.end()
    return found


def _add_word(found: list[Token], piece: str, at: int) -> int:
    """Add a word, operator or field and return how many characters of the piece were read."""
    field_match = _FIELD.match(piece)
    if field_match and not piece.startswith("="):
        found.append(_field(field_match.group(1), at))
        return len(field_match.group(1))
    if piece in {"AND", "OR", "NOT", "SENTENCE", "PARAGRAPH"}:
        found.append(Token("operator", piece, at))
        return len(piece)
    counted = _COUNTED.fullmatch(piece)
    name = counted.group(1) if counted else piece
    if name.upper() in {*PROXIMITY, *COUNTERS} and (counted or name.isupper()):
        found.append(_numbered(name, counted.group(2) if counted else "", at, len(piece)))
    else:
        found.append(Token("word", piece, at))
    return len(piece)


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
