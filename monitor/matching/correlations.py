"""Files of `kind: correlation`: several events that mean something together, read and checked.

What comes of them is judged by the event stage (`monitor.stories.correlate`), as are the tests that
they carry; here every fault is reported with its place.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta

from yaml.nodes import MappingNode, Node, SequenceNode

from monitor.matching.conditions import ROLES
from monitor.matching.documents import Document
from monitor.matching.problems import Problems, nearest
from monitor.matching.rules import Correlation, CorrelationExample, Rule
from monitor.matching.syntax import IDENTITY
from monitor.model import Severity
from monitor.model.correlations import (
    EVENT,
    SOURCES,
    Clock,
    Grouping,
    Kind,
    Occurrence,
    Pattern,
    PatternTest,
)

_KEYS = (
    "id", "title", "description", "type", "rules", "by", "within", "clock", "status", "severity",
    "count", "alert", "tests", "note",
)  # fmt: skip
_EVENT_KEYS = ("rule", "date", "seen", "status", "source", "event", *ROLES)
_STATUSES = (
    "considered", "negotiating", "planned", "agreed", "signed", "in_progress", "delivered",
    "completed", "occurred", "arrived", "departed", "used", "in_service", "imposed", "extended",
    "lifted", "recurring", "suspended", "refused", "cancelled", "denied", "alleged", "reported",
)  # fmt: skip
_SPAN = re.compile(r"(\d{1,4})\s*(h|d|w)")
_UNITS = {"h": timedelta(hours=1), "d": timedelta(days=1), "w": timedelta(weeks=1)}
_FIRST_TEST_DAY = date(2000, 1, 1)


def read_correlations(document: Document, node: Node) -> list[Correlation]:
    """Read one file of `kind: correlation`; what is wrong with it is reported."""
    top = document.mapping(
        node, "a correlation file", ("kind", "version", "title", "correlations"), ("correlations",)
    )
    entries = top.get("correlations")
    if entries is None:
        return []
    if not isinstance(entries, SequenceNode):
        document.error(entries, "correlations must be a list")
        return []
    found = (_read(document, entry) for entry in entries.value)
    return [one for one in found if one is not None]


def check_rules(
    correlations: Sequence[Correlation], rules: Sequence[Rule], problems: Problems
) -> None:
    """Report rules that a correlation names and no file defines."""
    known = {rule.id for rule in rules}
    if not known:
        return  # a file of correlations alone
    for one in correlations:
        for rule in one.pattern.rules:
            if rule not in known:
                hint = nearest(rule, known) or "`monitor rules list` shows the rules"
                problems.add("E10", one.place, f'there is no rule "{rule}"', hint, one.id)


def _read(document: Document, entry: Node) -> Correlation | None:
    """Read one correlation; None when it lacks what makes it one."""
    needed = ("id", "type", "rules", "within")
    fields = document.mapping(entry, "a correlation", _KEYS, needed)
    if not fields.keys() >= {*needed}:
        return None
    document.rule = document.text(fields["id"], "id")
    try:
        return _made(document, entry, fields)
    finally:
        document.rule = ""


def _made(document: Document, entry: Node, fields: Mapping[str, Node]) -> Correlation | None:
    if not IDENTITY.fullmatch(document.rule):
        document.error(fields["id"], "an id is small letters, digits, - _ and .", code="E10")
    kind = document.word(fields["type"], "type", tuple(Kind))
    rules = tuple(text for text, _ in document.texts(fields["rules"], "rules"))
    within = _span(document, fields["within"], "within")
    if not kind or not rules or within is None:
        if not rules:
            document.error(fields["rules"], "a correlation needs at least one rule")
        return None
    count_of, at_least = _count(document, fields.get("count"), Kind(kind), entry)
    groupings = _by(document, fields.get("by"), rules)
    if Kind(kind) in {Kind.TEMPORAL, Kind.TEMPORAL_ORDERED} and len(rules) < 2:
        document.error(fields["rules"], f"{kind} needs two rules or more")
    pattern = Pattern(
        id=document.rule,
        title=document.text(fields["title"], "title") if "title" in fields else document.rule,
        kind=Kind(kind),
        rules=rules,
        within=within,
        by=groupings,
        clock=Clock(_word(document, fields, "clock", tuple(Clock)) or Clock.EVENT),
        status=_statuses(document, fields.get("status")),
        count_of=count_of,
        at_least=at_least,
        severity=_severity(document, fields.get("severity")),
        repeat=_repeat(document, fields.get("alert"), within),
        version=_version(document, fields),
    )
    return Correlation(pattern, document.place(entry), tuple(_tests(document, fields, pattern)))


def _word(document: Document, fields: Mapping[str, Node], key: str, known: Sequence[str]) -> str:
    return document.word(fields[key], key, known) if key in fields else ""


def _span(document: Document, node: Node, what: str) -> timedelta | None:
    text = document.text(node, what)
    found = _SPAN.fullmatch(text.strip())
    if found is None or int(found[1]) == 0:
        document.error(node, f"{what} must be a span of time", 'such as "36h", "14d" or "2w"')
        return None
    return int(found[1]) * _UNITS[found[2]]


def _count(document: Document, node: Node | None, kind: Kind, entry: Node) -> tuple[str, int]:
    """Return the role counted ("" for events) and the least number."""
    counts = kind in {Kind.EVENT_COUNT, Kind.VALUE_COUNT}
    if node is None:
        if counts:
            document.error(entry, f"{kind} needs the key count", "count: {gte: 3}")
        return "", 1
    if not counts:
        document.error(node, f"{kind} counts nothing", "remove count, or change the type")
        return "", 1
    fields = document.mapping(node, "count", ("field", "gte"), ("gte",))
    text = document.text(fields["gte"], "gte") if "gte" in fields else "1"
    if not text.isdecimal() or int(text) < 1:
        document.error(fields["gte"], "gte must be a whole number from 1 on")
    at_least = int(text) if text.isdecimal() else 1
    if kind is Kind.EVENT_COUNT:
        return "", at_least
    if "field" not in fields:
        document.error(node, "value_count needs the role it counts", "count: {field: host, gte: 3}")
        return "", at_least
    return document.word(fields["field"], "field", (*ROLES, SOURCES)), at_least


def _by(document: Document, node: Node | None, rules: Sequence[str]) -> tuple[Grouping, ...]:
    """Return what the events must share.

    A list names roles that all rules use; a mapping gives a name, and the role in each rule.
    """
    if node is None:
        return ()
    if not isinstance(node, MappingNode):
        words = document.texts(node, "by")
        known = (*ROLES, EVENT)
        for text, at in words:
            if text not in known:
                document.error(at, f'by cannot be "{text[:60]}"', nearest(text, known))
        return tuple(Grouping(text, ()) for text, _ in words if text in known)
    return tuple(
        Grouping(key.value, tuple(_roles(document, key.value, value, rules)))
        for key, value in document.pairs(node, "by")
    )


def _roles(
    document: Document, name: str, node: Node, rules: Sequence[str]
) -> Iterator[tuple[str, str]]:
    """Yield the role of each rule that a grouping names."""
    if not isinstance(node, MappingNode):
        role = document.word(node, name, ROLES)
        yield from ((rule, role) for rule in rules if role)
        return
    given = document.mapping(node, name, tuple(rules), tuple(rules))
    for rule, value in given.items():
        if role := document.word(value, f"the role in {rule}", ROLES):
            yield rule, role


def _statuses(document: Document, node: Node | None) -> tuple[str, ...]:
    if node is None:
        return ()
    words = document.texts(node, "status")
    for text, at in words:
        if text not in _STATUSES:
            document.error(at, f'status cannot be "{text[:60]}"', nearest(text, _STATUSES))
    return tuple(text for text, _ in words)


def _severity(document: Document, node: Node | None) -> Severity | None:
    """Return the severity; None to raise that of the gravest match by one."""
    if node is None:
        return None
    word = document.word(node, "severity", (*(one.word for one in Severity), "raise"))
    return Severity[word.upper()] if word not in {"", "raise"} else None


def _repeat(document: Document, node: Node | None, within: timedelta) -> timedelta:
    """Return for how long the same thing is not told again: its span, unless something is said."""
    if node is None:
        return within
    fields = document.mapping(node, "alert", ("labels", "throttle", "note"))
    if "throttle" not in fields:
        return within
    throttle = document.mapping(fields["throttle"], "throttle", ("repeat",), ("repeat",))
    found = _span(document, throttle["repeat"], "repeat") if "repeat" in throttle else None
    return found or within


def _version(document: Document, fields: Mapping[str, Node]) -> str:
    told = {
        key: document.data(node) for key, node in fields.items() if key not in {"tests", "note"}
    }
    return hashlib.blake2s(repr(sorted(told.items())).encode(), digest_size=6).hexdigest()


def _tests(
    document: Document, fields: Mapping[str, Node], pattern: Pattern
) -> Iterator[CorrelationExample]:
    node = fields.get("tests")
    if node is None:
        return
    if not isinstance(node, SequenceNode):
        document.error(node, "tests must be a list")
        return
    for entry in node.value:
        test = document.mapping(entry, "a test", ("name", "events", "expect"), ("events", "expect"))
        if not test.keys() >= {"events", "expect"}:
            continue
        expect = document.mapping(test["expect"], "expect", ("match", "events"), ("match",))
        wanted = document.flag(expect["match"], "match") if "match" in expect else True
        text = document.text(expect["events"], "events") if "events" in expect else ""
        name = document.text(test["name"], "name") if "name" in test else ""
        events = tuple(_occurrences(document, test["events"], pattern))
        count = int(text) if text.isdecimal() else None
        yield CorrelationExample(PatternTest(events, wanted, count, name), document.place(entry))


def _occurrences(document: Document, node: Node, pattern: Pattern) -> Iterator[Occurrence]:
    if not isinstance(node, SequenceNode):
        document.error(node, "events must be a list")
        return
    for number, entry in enumerate(node.value, start=1):
        fields = document.mapping(entry, "an event", _EVENT_KEYS, ("rule",))
        rule = document.word(fields["rule"], "rule", pattern.rules) if "rule" in fields else ""
        day = _day(document, fields.get("date"))
        told = {
            key: tuple(text for text, _ in document.texts(value, key))
            for key, value in fields.items()
            if key not in {"rule", "date", "seen"}
        }
        yield Occurrence(
            event=next(iter(told.get("event", ())), f"event {number}"),
            rule=rule,
            seen=_day(document, fields.get("seen")) or day or _FIRST_TEST_DAY,
            day=day,
            roles=tuple((role, told[role]) for role in ROLES if role in told),
            status=told.get("status", pattern.status[:1]),
            sources=told.get("source", (f"source {number}",)),
        )


def _day(document: Document, node: Node | None) -> date | None:
    if node is None:
        return None
    try:
        return date.fromisoformat(document.text(node, "date"))
    except ValueError:
        document.error(node, "not a day", "such as 2025-05-02")
        return None
