"""Rule files: from YAML nodes to rules, every fault reported at its place."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from yaml.nodes import MappingNode, Node, ScalarNode

from monitor.matching import plan as plans
from monitor.matching.compile import Compiler
from monitor.matching.conditions import (
    AMBIGUOUS,
    ROLES,
    empty_interval,
    parse_condition,
    units,
)
from monitor.matching.documents import Document
from monitor.matching.examples import ExampleReader
from monitor.matching.lists import NamedList, compile_text, report_fault
from monitor.matching.presearch import Needs, required_groups
from monitor.matching.problems import Place, nearest
from monitor.matching.rules import Alternative, Exclusion, Rule
from monitor.matching.tree import ExpressionError
from monitor.model import Severity

RULE_KEYS = (
    "kind", "version", "id", "title", "description", "status", "topics", "match", "event", "where",
    "unless", "severity", "alert", "tests", "review_by", "replaces", "author", "references",
    "falsepositives", "note",
)  # fmt: skip
_EXCLUSION_KEYS = ("scope", "expr", "keep", "note")
_SCOPES = ("mention", "sentence", "article")
_STATUSES = ("stable", "experimental", "disabled")
_SEVERITIES = tuple(level.word for level in Severity)
FRAMES = (
    "transfer", "codevelopment", "assembly_plant", "upgrade", "ship_visit", "flight", "overflight",
    "airspace", "arms_ban", "export_block", "exercise", "pact", "talks", "training", "incursion",
    "strike", "cyber_aid", "statistic",
)  # fmt: skip
_EVENT_KEYS = ("frames", "roles", "require", "distinct", "note")
_OF_EVENTS = (*ROLES, "value", "quantity", "date")
_ALERT_KEYS = ("labels", "notify", "background", "throttle", "note")
IDENTITY = re.compile(r"[a-z0-9][a-z0-9_.-]{0,99}")


@dataclass(slots=True)
class RuleReader:
    """Reads the rules of one set; equal parts share one compiled plan."""

    compiler: Compiler
    lists: Mapping[str, NamedList]
    examples: ExampleReader
    written: dict[Place, str] | None = None  # where to keep the expressions of `match`, if wanted
    _topics: dict[tuple[str, ...], tuple[str, ...]] = field(default_factory=dict)

    def _shared(self, topics: tuple[str, ...]) -> tuple[str, ...]:
        """Return topics that an earlier rule has too, so that they are held once."""
        return self._topics.setdefault(topics, topics)

    def read(self, document: Document, node: Node) -> Rule | None:
        """Return one rule, or None when it lacks what a rule must have."""
        document.rule = _id_of(node)
        fields = document.mapping(node, "a rule", RULE_KEYS, ("id", "match"))
        if "id" not in fields or "match" not in fields:
            return None
        identity = document.text(fields["id"], "id")
        if not IDENTITY.fullmatch(identity):
            document.error(
                fields["id"], f'"{identity[:60]}" is no rule id', "small letters, digits, hyphens"
            )
        self.compiler.start_rule()
        alternatives = self._alternatives(document, fields["match"])
        exclusions = self._exclusions(document, fields.get("unless"))
        base, raised, lowered = _severity(document, fields.get("severity"))
        others = _other_keys(document, fields, self.lists)
        topics = (
            [topic for topic, _ in document.texts(fields["topics"], "topics")]
            if "topics" in fields
            else []
        )
        rule = Rule(
            id=identity,
            title=document.text(fields["title"], "title") if "title" in fields else identity,
            topics=self._shared(tuple(dict.fromkeys(topics))) or (identity,),
            severity=base,
            alternatives=alternatives,
            exclusions=exclusions,
            place=document.place(fields["id"]),
            version=self._version(fields, document),
            status=_word(document, fields, "status", _STATUSES) or "stable",
            raise_to=raised,
            lower_to=lowered,
            examples=self.examples.read(document, fields.get("tests")),
            **others,
        )
        document.rule = ""
        return rule

    def _version(self, fields: Mapping[str, Node], document: Document) -> str:
        """Return a hash over what the rule says and what the lists it names hold."""
        said = {
            key: document.data(value)
            for key, value in fields.items()
            if key not in {"tests", "note", "author", "references", "falsepositives", "review_by"}
        }
        digests = [self.lists[name].digest for name in sorted(self.compiler.named)]
        text = repr(sorted(said.items())) + "".join(digests)
        return hashlib.blake2s(text.encode(errors="replace"), digest_size=4).hexdigest()

    def _alternatives(self, document: Document, node: Node) -> tuple[Alternative, ...]:
        """Read `match`: one expression, or several by name."""
        pairs: list[tuple[str, Node]]
        if isinstance(node, MappingNode):
            pairs = [(key.value, value) for key, value in document.pairs(node, "match")]
        else:
            pairs = [("", node)]
        if not pairs:
            document.error(node, "match is empty", "write an expression", "E20")
        found = []
        for name, value in pairs:
            compiled = self._expression(document, value, "match")
            if compiled is not None:
                plan, needs = compiled
                place = document.place(value)
                found.append(Alternative(name, plan, place, needs))
                if self.written is not None and isinstance(value, ScalarNode):
                    self.written[place] = value.value
        return tuple(found)

    def _expression(
        self, document: Document, node: Node, what: str
    ) -> tuple[plans.Plan, Needs] | None:
        """Return an expression's plan and what it needs; one that needs no word is an error."""
        text = document.text(node, what)
        if not isinstance(node, ScalarNode):
            return None
        before = len(document.problems.found)
        plan: plans.Plan | None = compile_text(text, document, node, self.compiler)
        if plan is None:
            return None
        needs = required_groups(plan, self.compiler.vocabulary)
        if not needs and len(document.problems.found) == before:
            document.error(
                node, f"{what} has no word that every match must hold",
                "join url:, source:, lang: and NOT with words by AND", "E21",
            )  # fmt: skip
        return plan, needs

    def _exclusions(self, document: Document, node: Node | None) -> tuple[Exclusion, ...]:
        if node is None:
            return ()
        found = []
        for key, value in document.pairs(node, "unless"):
            scope, keep, expression = "mention", False, value
            if isinstance(value, MappingNode):
                fields = document.mapping(
                    value, f'unless "{key.value}"', _EXCLUSION_KEYS, ("expr",)
                )
                if "expr" not in fields:
                    continue
                scope = _word(document, fields, "scope", _SCOPES) or "mention"
                keep = "keep" in fields and document.flag(fields["keep"], "keep")
                expression = fields["expr"]
            compiled = self._expression(document, expression, "unless")
            if compiled is None:
                continue
            plan, needs = compiled
            if scope == "sentence":
                plan = plans.Within((plan,))
            place = document.place(key)
            found.append(Exclusion(key.value, scope, plan, place, keep, needs))
        return tuple(found)


def _id_of(node: Node) -> str:
    """Return a rule's id before anything else is read, so that its faults can name it."""
    if isinstance(node, MappingNode):
        for key, value in node.value:
            if isinstance(key, ScalarNode) and key.value == "id" and isinstance(value, ScalarNode):
                return str(value.value)
    return ""


def _word(document: Document, fields: Mapping[str, Node], key: str, known: tuple[str, ...]) -> str:
    return document.word(fields[key], key, known) if key in fields else ""


Levels = dict[Severity, str]
_NO_LEVELS: Levels = {}


def _severity(document: Document, node: Node | None) -> tuple[Severity, Levels, Levels]:
    """Read `severity: high`, or its base with the conditions that raise or lower it."""
    if node is None:
        return Severity.MEDIUM, _NO_LEVELS, _NO_LEVELS
    if isinstance(node, ScalarNode):
        word = document.word(node, "severity", _SEVERITIES)
        return (Severity[word.upper()] if word else Severity.MEDIUM), _NO_LEVELS, _NO_LEVELS
    fields = document.mapping(node, "severity", ("base", "raise", "lower"))
    base = _word(document, fields, "base", _SEVERITIES)
    levels: list[Levels] = []
    for key in ("raise", "lower"):
        found: Levels = {}
        if key in fields:
            for name, value in document.pairs(fields[key], key):
                if level := document.word(name, key, _SEVERITIES):
                    found[Severity[level.upper()]] = _condition(document, value, key)
        levels.append(found)
    return (Severity[base.upper()] if base else Severity.MEDIUM), levels[0], levels[1]


def _condition(document: Document, node: Node, what: str) -> str:
    """Read a condition and report what is wrong in it; the event stage evaluates it."""
    text = document.text(node, what)
    if not isinstance(node, ScalarNode):
        return text
    try:
        condition = parse_condition(text)
    except ExpressionError as fault:
        report_fault(fault, document, node)
        return text
    if name := empty_interval(condition):
        document.error(node, f"no {name} can satisfy this", "check the bounds", "E20")
    for unit in units(condition):
        if unit in AMBIGUOUS:
            message = f'"{unit}" is the money of several states'
            document.warn("W36", node, message, "write the ISO 4217 code: USD, PKR, INR")
    return text


def _event(document: Document, node: Node, lists: Mapping[str, NamedList]) -> dict[str, Any]:
    """Read the frame of an event rule: its frames and roles are checked, and filled later."""
    fields = document.mapping(node, "event", _EVENT_KEYS)
    if "frames" in fields:
        for name, entry in document.texts(fields["frames"], "frames"):
            if name not in FRAMES:
                hint = nearest(name, FRAMES) or f"frames are {', '.join(FRAMES)}"
                document.error(entry, f'unknown frame "{name}"', hint, "E10")
    if "roles" in fields:
        _check_sources(document, fields["roles"], lists)
    for key in ("require", "distinct"):
        if key in fields:
            _check_roles(document, fields[key], key)
    return {name: document.data(value) for name, value in fields.items()}


def _check_sources(document: Document, node: Node, lists: Mapping[str, NamedList]) -> None:
    """Report roles that no event has, and roles that are filled from no list."""
    for role, value in document.pairs(node, "roles"):
        if role.value not in ROLES:
            hint = nearest(role.value, ROLES) or f"roles are {', '.join(ROLES)}"
            document.error(role, f'unknown role "{role.value}"', hint, "E10")
        for name, entry in document.texts(value, "a role"):
            plain = name.lstrip("@").split("[")[0]
            if not name.startswith("@") or plain not in lists:
                hint = f'write "@{name}"' if plain in lists else nearest(plain, lists)
                document.error(
                    entry, f'a role is filled from a list; "{name}" is none', hint, "E10"
                )


def _check_roles(document: Document, node: Node, key: str) -> None:
    """Report what is required of an event, or must differ in it, that no event has."""
    for text, entry in document.texts(node, key):
        for name in text.split(" or "):
            if name.strip() not in _OF_EVENTS:
                hint = nearest(name.strip(), _OF_EVENTS) or f"one of {', '.join(_OF_EVENTS)}"
                document.error(entry, f'no event has a "{name.strip()}"', hint, "E10")


def _other_keys(
    document: Document, fields: Mapping[str, Node], lists: Mapping[str, NamedList]
) -> dict[str, Any]:
    """Read the keys that other stages use: their names are checked here, their sense there."""
    found: dict[str, Any] = {}
    for key in ("description", "review_by", "replaces"):
        if key in fields:
            found[key] = document.text(fields[key], key)
    if "where" in fields:
        found["where"] = _condition(document, fields["where"], "where")
    if "event" in fields:
        found["event"] = _event(document, fields["event"], lists)
    if "alert" in fields:
        inner = document.mapping(fields["alert"], "alert", _ALERT_KEYS)
        found["alert"] = {name: document.data(value) for name, value in inner.items()}
    return found
