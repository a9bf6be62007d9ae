"""Habits from other query languages: named where they are met, with what to write here instead.

What means something elsewhere must never silently mean something else here: `-deal` bars a word in
most search boxes, and a word in curly quotation marks was meant to be part of a phrase.
"""

from __future__ import annotations

import re

from monitor.matching.problems import nearest
from monitor.matching.tree import OPERATORS, ExpressionError

_CURLY_OPEN = "\u201c\u201d\u201e\u201f\u2018\u201a\u2039\u00ab\u2033"
_CURLY_CLOSE = "\u201c\u201d\u00bb\u203a\u2033"
_JOINED = re.compile(r"(AND|OR|NOT)[-+/!]")
_LISTED = re.compile(r"(?<=[^\W\d])[,;]|[,;](?=[^\W\d])|[,;]$")
_SIGNS = {
    "|": "OR",
    "||": "OR",
    "&": "AND",
    "&&": "AND",
    "+": "AND",
    "!": "AND NOT",
    "-": "AND NOT",
}
_ELSEWHERE = (
    (re.compile(r"(?:w|n|near|within|/)[/:~]?(\d+)", re.IGNORECASE), "NEAR/{0}"),
    (re.compile(r"(?:pre|onear|adj|followedby)[/:~]?(\d+)", re.IGNORECASE), "THEN/{0}"),
    (re.compile(r"not[-_]?(?:w|near)[/:~]?(\d+)", re.IGNORECASE), "NOTNEAR/{0}"),
    (re.compile(r"(?:w?/s|same)", re.IGNORECASE), "SENTENCE"),
    (re.compile(r"w?/p", re.IGNORECASE), "PARAGRAPH"),
    (re.compile(r"(?:and|but)[-_]?not", re.IGNORECASE), "AND NOT"),
)


def refuse_habits(written: str, at: int) -> None:
    """Refuse a word that was meant otherwise.

    Raises:
        ExpressionError: naming the habit, and what to write.
    """
    if written[0] in _CURLY_OPEN or written[-1] in _CURLY_CLOSE:
        raise ExpressionError(
            "E02", at, len(written), "a curly quotation mark is taken for a part of the word",
            'write straight ones: "arms ban"',
        )  # fmt: skip
    if written in _SIGNS:
        raise _no_operator(written, at, _SIGNS[written])
    if written[0] in "-+!":
        joined = "AND" if written[0] == "+" else "AND NOT"
        raise ExpressionError(
            "E04", at, 1, f'"{written[0]}" before a word means nothing here',
            f"write {joined} {written[1:]}",
        )  # fmt: skip
    if glued := _JOINED.match(written):
        raise ExpressionError(
            "E04", at, len(written), f"{glued[1]} is glued to what follows", "put a blank after it"
        )
    if comma := _LISTED.search(written):
        raise ExpressionError(
            "E04", at + comma.start(), 1, "a comma joins nothing", "write OR between words"
        )
    if "?" in written:
        raise ExpressionError(
            "E22", at, len(written), f'"{written}": ? stands for nothing',
            "write the forms out: woman OR women",
        )  # fmt: skip


def side_by_side(written: str, at: int, *, is_word: bool) -> ExpressionError:
    """Return the error for what stands where an operator should, with the operator meant."""
    upper = written.upper()
    if is_word and upper in OPERATORS:
        return ExpressionError(
            "E04", at, len(written), f'operator "{written}" in small letters',
            f"write {upper}, or quote it if you mean the word",
        )  # fmt: skip
    if is_word:
        if written in _SIGNS:
            return _no_operator(written, at, _SIGNS[written])
        for habit, ours in _ELSEWHERE:
            if found := habit.fullmatch(written):
                return _no_operator(written, at, ours.format(*found.groups()))
    mistyped = nearest(written.partition("/")[0], OPERATORS) if written.isupper() else ""
    return ExpressionError(
        "E04", at, len(written), "two words side by side without an operator",
        mistyped or 'quote a phrase ("arms ban") or join words with AND or OR',
    )  # fmt: skip


def _no_operator(written: str, at: int, ours: str) -> ExpressionError:
    return ExpressionError(
        "E04", at, len(written), f'"{written}" is no operator here', f"write {ours}"
    )
