"""The conditions of `where`, `raise` and `lower`: read and checked here, judged by the event stage.

where = wand , { "OR" , wand } | wand , { "AND" , wand } ;
wand  = [ "NOT" ] , ( test | "(" , where , ")" ) ;
test  = name , ( ">=" | ">" | "<=" | "<" | "=" | "!=" ) , value
      | name , "IN" , "(" , key , { "," , key } , ")" | name , "IS" , ( "KNOWN" | "UNKNOWN" ) ;
value = number , [ "thousand" | "million" | "billion" ] , [ currency | unit ] | date | key ;
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import NamedTuple

from monitor.matching.problems import nearest
from monitor.matching.tree import MAX_DEPTH, ExpressionError

ROLES = (
    "supplier", "recipient", "partners", "system", "visitor", "host", "ship", "port", "imposer",
    "target", "operator", "destination", "origin", "participants", "parties", "provider", "user",
    "actor", "place", "exercise", "aircraft", "goods",
)  # fmt: skip
FIELDS = (
    "value", "quantity", "status", "phase", "stance", "confidence", "date", "event_date",
    "order_date", "prominence", "sources", "frame", "source", "lang", *ROLES,
)  # fmt: skip
_COMPARED = frozenset(
    {"value", "quantity", "confidence", "date", "event_date", "order_date", "sources"}
)
_SCALES = {"thousand": 1e3, "million": 1e6, "billion": 1e9, "k": 1e3, "mn": 1e6, "bn": 1e9}
AMBIGUOUS = frozenset({"Rs", "$", "rs", "dollars", "dollar", "rupees", "pounds"})
_DATE = re.compile(r"\d{4}(?:-\d{2}(?:-\d{2})?)?")
#: An amount as a test expects it: `20`, `>= 24`, `300-400`, `900 million USD`.
EXPECTED_AMOUNT = re.compile(
    r"\s*(?P<sign>>=|<=|>|<)?\s*(?P<low>\d[\d,_]*(?:\.\d+)?)(?:\s*-\s*(?P<high>\d[\d,_]*(?:\.\d+)?))?"
    r"(?:\s*(?P<scale>thousand|million|billion|k|mn|bn)\b)?(?:\s*(?P<unit>[^\W\d]+))?\s*"
)
_TOKEN = re.compile(r"\s+|(>=|<=|!=|[()<>=,]|[^\s()<>=!,]+)")


@dataclass(frozen=True, slots=True)
class Test:
    """One comparison: a field of the event record, an operator, and what it is compared with."""

    field: str
    operator: str
    values: tuple[str, ...]
    number: float | None = None
    unit: str = ""


@dataclass(frozen=True, slots=True)
class Junction:
    """Conditions joined by AND or OR, or turned round by NOT."""

    operator: str
    parts: tuple[Condition, ...]


Condition = Test | Junction


class _Token(NamedTuple):
    text: str
    at: int


def parse_condition(text: str) -> Condition:
    """Read a condition.

    Raises:
        ExpressionError: with code, place, message and help, at the first fault.
    """
    tokens, place = [], 0
    while place < len(text):
        match = _TOKEN.match(text, place)
        if match is None:
            raise ExpressionError("E02", place, 1, f'"{text[place]}" has no meaning in a condition')
        if match.group(1):
            tokens.append(_Token(match.group(1), match.start(1)))
        place = match.end()
    reader = _Reader(tokens, len(text))
    found = reader.junction()
    if reader.place < len(tokens):
        extra = tokens[reader.place]
        raise ExpressionError(
            "E02", extra.at, len(extra.text), f'"{extra.text}" stands where AND or OR should'
        )
    return found


@dataclass(slots=True)
class _Reader:
    tokens: list[_Token]
    end: int
    place: int = 0
    depth: int = 0

    def peek(self) -> str:
        return self.tokens[self.place].text if self.place < len(self.tokens) else ""

    def take(self, wanted: str) -> _Token:
        if self.place >= len(self.tokens):
            raise ExpressionError(
                "E02", max(0, self.end - 1), 1, f"the condition ends where {wanted} should follow"
            )
        self.place += 1
        return self.tokens[self.place - 1]

    def junction(self) -> Condition:
        self.depth += 1
        if self.depth > MAX_DEPTH:
            raise ExpressionError("E23", self.tokens[self.place - 1].at, 1, "too many parentheses")
        parts = [self.negation()]
        operator = ""
        while self.peek() in {"AND", "OR"}:
            token = self.take("AND or OR")
            if operator and token.text != operator:
                raise ExpressionError(
                    "E03", token.at, len(token.text), "AND and OR mixed without parentheses",
                    "write  a AND (b OR c)   or   (a AND b) OR c",
                )  # fmt: skip
            operator = token.text
            parts.append(self.negation())
        self.depth -= 1
        return Junction(operator, tuple(parts)) if operator else parts[0]

    def negation(self) -> Condition:
        if self.peek() == "NOT":
            self.take("NOT")
            return Junction("NOT", (self.negation(),))
        if self.peek() == "(":
            self.take("(")
            inner = self.junction()
            closing = self.take(")")
            if closing.text != ")":
                raise ExpressionError(
                    "E02", closing.at, len(closing.text), "a parenthesis is not closed"
                )
            return inner
        return self.test()

    def test(self) -> Test:
        name = self.take("a field")
        if name.text not in FIELDS:
            hint = nearest(name.text, FIELDS) or f"fields are {', '.join(FIELDS)}"
            raise ExpressionError(
                "E10", name.at, len(name.text), f'unknown field "{name.text}"', hint
            )
        operator = self.take("an operator")
        if operator.text == "IN":
            return Test(name.text, "IN", self.keys())
        if operator.text == "IS":
            known = self.take("KNOWN or UNKNOWN")
            if known.text not in {"KNOWN", "UNKNOWN"}:
                raise ExpressionError(
                    "E02",
                    known.at,
                    len(known.text),
                    "IS asks for KNOWN or UNKNOWN",
                    "write IS UNKNOWN",
                )
            return Test(name.text, "IS", (known.text,))
        if operator.text not in {">=", ">", "<=", "<", "=", "!="}:
            raise ExpressionError(
                "E02", operator.at, len(operator.text), f'"{operator.text}" is no operator',
                "write >=, >, <=, <, =, !=, IN (...) or IS UNKNOWN",
            )  # fmt: skip
        return self.value(name, operator)

    def keys(self) -> tuple[str, ...]:
        opening = self.take("(")
        if opening.text != "(":
            raise ExpressionError(
                "E02",
                opening.at,
                len(opening.text),
                "IN takes keys in parentheses",
                "write IN (TR, PK)",
            )
        found = []
        while True:
            key = self.take("a key")
            if key.text in {")", ",", "("}:
                raise ExpressionError("E20", key.at, 1, "a key is missing", "write IN (TR, PK)")
            found.append(key.text)
            after = self.take(")")
            if after.text == ")":
                return tuple(found)
            if after.text != ",":
                raise ExpressionError(
                    "E02", after.at, len(after.text), "keys are separated by commas"
                )

    def value(self, name: _Token, operator: _Token) -> Test:
        first = self.take("a value")
        if name.text in _COMPARED and "date" not in name.text:
            return self.number(name, operator, first)
        if "date" in name.text and not _DATE.fullmatch(first.text):
            message = f'"{first.text}" is no date'
            raise ExpressionError("E02", first.at, len(first.text), message, "write 2025-06-20")
        return Test(name.text, operator.text, (first.text,))

    def number(self, name: _Token, operator: _Token, first: _Token) -> Test:
        try:
            amount = float(first.text.replace("_", ""))
        except ValueError:
            raise ExpressionError(
                "E02",
                first.at,
                len(first.text),
                f"{name.text} is compared with a number",
                "write >= 100 million USD",
            ) from None
        if self.peek() in _SCALES:
            amount *= _SCALES[self.take("a scale").text]
        unit = "" if self.peek() in {"", "AND", "OR", ")"} else self.take("a unit").text
        return Test(name.text, operator.text, (first.text,), amount, unit)


def units(condition: Condition) -> tuple[str, ...]:
    """Return the currencies and units a condition names."""
    if isinstance(condition, Test):
        return (condition.unit,) if condition.unit else ()
    return tuple(unit for part in condition.parts for unit in units(part))


def fields_of(condition: Condition) -> tuple[str, ...]:
    """Return the fields a condition asks for, each once, in its order."""
    if isinstance(condition, Test):
        return (condition.field,)
    return tuple(dict.fromkeys(name for part in condition.parts for name in fields_of(part)))


def empty_interval(condition: Condition) -> str:
    """Return the field on which an AND of comparisons leaves nothing, "" when none is proven so."""
    if isinstance(condition, Test) or condition.operator != "AND":
        return ""
    low: dict[tuple[str, str], float] = {}
    high: dict[tuple[str, str], float] = {}
    for part in condition.parts:
        if isinstance(part, Test) and part.number is not None:
            key = (part.field, part.unit)
            if part.operator in {">", ">=", "="}:
                low[key] = max(low.get(key, part.number), part.number)
            if part.operator in {"<", "<=", "="}:
                high[key] = min(high.get(key, part.number), part.number)
    return next((key[0] for key, value in low.items() if key in high and value > high[key]), "")


@dataclass(frozen=True, slots=True)
class Amount:
    """An amount as a test expects it; an open bound is None."""

    minimum: float | None
    maximum: float | None
    unit: str = ""


def expected_amount(text: str) -> Amount:
    """Read what a test expects of a value or quantity: `20`, `>= 24`, `300-400`, `1 bn USD`.

    Raises:
        ValueError: the text is no amount.
    """
    found = EXPECTED_AMOUNT.fullmatch(text)
    if found is None:
        raise ValueError(f'"{text}" is no amount')
    scale = _SCALES.get(found["scale"] or "", 1.0)
    low = _number(found["low"]) * scale
    high = _number(found["high"]) * scale if found["high"] else low
    unit = found["unit"] or ""
    match found["sign"]:
        case ">=" | ">":
            return Amount(low, None, unit)
        case "<=" | "<":
            return Amount(None, high, unit)
        case _:
            return Amount(low, high, unit)


def _number(text: str) -> float:
    return float(text.replace(",", "").replace("_", ""))
