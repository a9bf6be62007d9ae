"""The expression language: from text to a tree, or to one error with its place and its mend.

    expr     = unary , { "AND" , unary } | unary , { "OR" , unary } ;     never both at one level
    unary    = [ "NOT" ] , chain ;
    chain    = atom , { prox , atom } ;                                   one kind of prox per chain
    prox     = "NEAR/" n | "THEN/" n | "NOTNEAR/" n | "SENTENCE" | "PARAGRAPH" ;
    atom     = "(" , expr , ")" | counter , "(" , expr , ")" | field , atom | list | term ;
    counter  = "ATLEAST/" n | "FIRST/" n ;
    field    = "title:" | "lead:" | "head:" | "body:" | "quote:" | "furniture:" | "zone:" name
             | "url:" | "source:" | "lang:" ;
    list     = "@" name , [ "[" , ( key , { "," , key } | "-" key , { "," , "-" key } ) , "]" ] ;
    term     = phrase , [ "~" ] | [ "=" ] , word , [ "*" | "~" ] ;
    phrase   = '"' , word , [ "~" ] , { word , [ "~" ] } , '"' ;          "#" starts a comment

Read by a hand-written descent rather than a generated parser: ten thousand rules load in a second,
and what analysts mistype (AND and OR mixed, words side by side, operators in small letters) is met
at the place where it happens with a sentence that says what to write instead.
"""

from __future__ import annotations

import re

from monitor.matching.habits import refuse_habits, side_by_side
from monitor.matching.lexer import Token, tokens
from monitor.matching.tree import (
    COUNTERS,
    MAX_DEPTH,
    MAX_LENGTH,
    PROXIMITY,
    UNITS,
    All,
    Any,
    Counted,
    ExpressionError,
    InField,
    ListRef,
    Near,
    Node,
    Not,
    Term,
    Within,
    Word,
)

_LIST = re.compile(r"@([\w-]+)(?:\[([^\]]*)\])?")
_CHAINING = frozenset({*PROXIMITY, *UNITS})
_AFTER = frozenset({"close", "end"})  # what may follow a whole expression


class _Parser:
    """One reading of one expression."""

    def __init__(self, text: str) -> None:
        self.tokens = tokens(text)  # the last is "end", so that there is always one to look at
        self.place = 0
        self.depth = 0

    def next(self, wanted: str) -> Token:
        token = self.tokens[self.place]
        if token.kind == "end":
            raise ExpressionError(
                "E02", max(0, token.at - 1), 1, f"the expression ends where {wanted} should follow",
                "a missing word or a missing parenthesis",
            )  # fmt: skip
        self.place += 1
        return token

    def whole(self) -> Node:
        if self.tokens[0].kind == "end":
            raise ExpressionError("E02", 0, 1, "the expression is empty", "write a word or @list")
        node = self.expr()
        token = self.tokens[self.place]
        if token.kind != "end":
            raise ExpressionError(
                "E02", token.at, len(token.text), "a closing parenthesis too many", "remove it"
            )
        return node

    def expr(self) -> Node:
        self.depth += 1
        at = self.tokens[self.place].at
        if self.depth > MAX_DEPTH:
            raise ExpressionError(
                "E23", at, 1, f"more than {MAX_DEPTH} parentheses deep",
                "name parts of it as separate alternatives",
            )  # fmt: skip
        parts = [self.unary()]
        joiner: Token | None = None
        while (token := self.tokens[self.place]).kind not in _AFTER:
            self._check_joiner(token, joiner)
            joiner = joiner or token
            self.place += 1
            parts.append(self.unary())
        self.depth -= 1
        if joiner is None:
            return parts[0]
        return All(tuple(parts), at) if joiner.text == "AND" else Any(tuple(parts), at)

    def _check_joiner(self, token: Token, joiner: Token | None) -> None:
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
        raise side_by_side(token.text, token.at, is_word=token.kind == "word")

    def unary(self) -> Node:
        token = self.tokens[self.place]
        if token.kind == "operator" and token.text == "NOT":
            self.place += 1
            return Not(self.chain(), token.at)
        return self.chain()

    def chain(self) -> Node:
        first = self.atom()
        token = self.tokens[self.place]
        if token.kind != "operator" or token.text not in _CHAINING:
            return first
        parts = [first]
        operator = token
        while token.kind == "operator" and token.text in _CHAINING:
            if (operator.text, operator.number) != (token.text, token.number):
                raise ExpressionError(
                    "E03", token.at, len(token.written),
                    f"{operator.written} and {token.written} in one chain without parentheses",
                    "write  (a NEAR/8 b) SENTENCE c",
                )  # fmt: skip
            self.place += 1
            parts.append(self.atom())
            token = self.tokens[self.place]
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

    def _group(self, opening: Token) -> Node:
        if self.tokens[self.place].kind == "close":
            raise ExpressionError("E02", opening.at, 2, "empty parentheses", "remove them")
        node = self.expr()
        if self.tokens[self.place].kind == "end":
            raise ExpressionError(
                "E02", opening.at, 1, "a parenthesis without its partner", "close it with )"
            )
        self.place += 1
        return node


def _list(token: Token) -> ListRef:
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
    if only and without:
        all_but = ",".join("-" + key.lstrip("-") for key in keys)
        raise ExpressionError(
            "E03", token.at, len(token.text), "keys with and without - in one selection",
            f"write [{','.join(only)}] for these items alone, or [{all_but}] for all but them",
        )  # fmt: skip
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


def _phrase(token: Token) -> Term:
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


def _word(token: Token) -> Term:
    written = token.text
    if written.isalpha():
        return Term((Word(written),), exact=False, written=written, at=token.at)
    refuse_habits(written, token.at)
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
