"""From an expression's tree to a plan over numbered patterns, with every fault it can find."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Protocol

from monitor.matching import plan as plans
from monitor.matching import tree
from monitor.matching.folding import fold
from monitor.matching.plan import Plan, Vocabulary
from monitor.matching.problems import nearest
from monitor.matching.terms import numbers
from monitor.matching.tree import ExpressionError

Report = Callable[[ExpressionError], None]
_NOTHING = plans.Terms(())


class CompiledList(Protocol):
    """What compiling an expression needs of a list: its patterns by item."""

    def keys(self) -> frozenset[str]:
        """Return the keys of its items."""
        ...

    def ids(self, keys: frozenset[str] | None) -> frozenset[int]:
        """Return the patterns of the chosen items, or of all."""
        ...


@dataclass(slots=True)
class Compiler:
    """Compiles the expressions of one rule set; equal parts share one plan."""

    vocabulary: Vocabulary
    lists: Mapping[str, CompiledList]
    used: dict[str, set[str]] = field(default_factory=dict)  # item keys in use, by list
    named: set[str] = field(default_factory=set)  # lists that the current rule names
    _shared: dict[tuple[str, frozenset[str] | None], plans.Mentions] = field(default_factory=dict)
    _terms: dict[str, plans.Terms] = field(default_factory=dict)

    def compile(self, node: tree.Node, report: Report) -> Plan:
        """Return the plan of an expression; each fault is reported and its part matches nothing."""
        return _Walk(self, report).plan(node)

    def start_rule(self) -> None:
        """Forget which lists the rule before named."""
        self.named = set()

    def mentions(self, ref: tree.ListRef, report: Report) -> Plan:
        """Return the plan of a list reference."""
        wordlist = self.lists.get(ref.name)
        if wordlist is None:
            hint = nearest(ref.name, self.lists) or "lists are defined in rules/lists/"
            report(_fault("E10", ref.at, ref.written, f'unknown list "@{ref.name}"', hint))
            return _NOTHING
        self.named.add(ref.name)
        known = wordlist.keys()
        for key in (*ref.only, *ref.without):
            if key not in known:
                hint = nearest(key, known) or f"the list has {len(known)} items"
                report(
                    _fault(
                        "E10", ref.at, ref.written, f'list "{ref.name}" has no item "{key}"', hint
                    )
                )
        keys = frozenset(ref.only) if ref.only else known
        chosen = (keys - frozenset(ref.without)) & known if ref.only or ref.without else None
        self.used.setdefault(ref.name, set()).update(known if chosen is None else chosen)
        shared = self._shared.get((ref.name, chosen))
        if shared is None:
            shared = plans.Mentions(ref.name, wordlist.ids(chosen), chosen)
            self._shared[ref.name, chosen] = shared
        if not shared.ids:
            report(
                _fault(
                    "E20", ref.at, ref.written, f'"{ref.written}" selects nothing', "check its keys"
                )
            )
        return shared

    def term(self, term: tree.Term) -> plans.Terms:
        """Return the pattern numbers of a term; the same written word is worked out once."""
        if len(term.words) > 1:  # few phrases come back
            return plans.Terms(numbers(term, self.vocabulary))
        known = self._terms.get(term.written)
        if known is None:
            known = plans.Terms(numbers(term, self.vocabulary))
            self._terms[term.written] = known
        return known


def _fault(code: str, at: int, written: str, message: str, hint: str = "") -> ExpressionError:
    return ExpressionError(code, at, max(1, len(written)), message, hint)


@dataclass(slots=True)
class _Walk:
    """One walk over one tree; `near` and `unit` say what stands above the current part."""

    compiler: Compiler
    report: Report
    near: str = ""  # the proximity operator above, if any
    zone: str = ""

    def plan(self, node: tree.Node) -> Plan:  # noqa: C901, PLR0911 (one case per kind of node)
        """Return the plan of one part."""
        match node:
            case tree.Term():
                return self._term(node)
            case tree.ListRef():
                return self.compiler.mentions(node, self.report)
            case tree.All():
                return self._all(node)
            case tree.Any():
                return self._any(node)
            case tree.Near():
                return self._near(node)
            case tree.Within():
                parts = self._below(node.parts, "", node.kind)
                return plans.Within(parts, paragraph=node.kind == "PARAGRAPH")
            case tree.Counted(kind="ATLEAST"):
                (part,) = self._below((node.part,), "ATLEAST", "ATLEAST")
                return plans.AtLeast(part, node.count)
            case tree.Counted():
                return plans.First(self.plan(node.part), node.count)
            case tree.InField():
                return self._field(node)
            case tree.Not():
                self._refuse_lone_not(node)
                return _NOTHING

    def _term(self, term: tree.Term) -> plans.Terms:
        try:
            return self.compiler.term(term)
        except ExpressionError as fault:
            fault.at = term.at
            self.report(fault)
            return _NOTHING

    def _any(self, node: tree.Any) -> Plan:
        """Return the alternatives as one plan, plain terms melted together."""
        ids: list[int] = []
        others: list[Plan] = []
        for part in node.parts:
            plan = self._term(part) if isinstance(part, tree.Term) else self.plan(part)
            if isinstance(plan, plans.Terms):
                ids += plan
            elif isinstance(plan, plans.Any):
                _melt(plan, ids, others)
            elif plan not in others:
                others.append(plan)
        melted: list[Plan] = [plans.Terms(dict.fromkeys(ids))] if ids else []
        melted += others
        if not melted:
            return _NOTHING
        return melted[0] if len(melted) == 1 else plans.Any(tuple(melted))

    def _refuse_lone_not(self, node: tree.Not) -> None:
        self.report(
            _fault(
                "E21", node.at, "NOT", "NOT without a positive part beside it",
                "write  a AND NOT b ; everything else in the world is not a match",
            )
        )  # fmt: skip

    def _all(self, node: tree.All) -> Plan:
        required = tuple(self.plan(part) for part in node.parts if not isinstance(part, tree.Not))
        barred_nodes = [part for part in node.parts if isinstance(part, tree.Not)]
        if not required:
            self._refuse_lone_not(barred_nodes[0])
            return _NOTHING
        if self.near:
            if barred_nodes:
                self.report(
                    _fault(
                        "E21", barred_nodes[0].at, "NOT", f"NOT inside {self.near}",
                        "write  a NOTNEAR/5 b , or ask within a SENTENCE",
                    )
                )  # fmt: skip
            return plans.Together(required)
        barred = tuple(self.plan(part.part) for part in barred_nodes)
        return plans.All(required, barred)

    def _below(self, nodes: tuple[tree.Node, ...], near: str, operator: str) -> tuple[Plan, ...]:
        """Return the plans of an operator's operands, which must be words with places."""
        for node in nodes:
            self._refuse_facts(node, operator)
            if isinstance(node, tree.Not):
                self.report(
                    _fault(
                        "E21",
                        node.at,
                        "NOT",
                        f"NOT directly beside {operator}",
                        "write  AND NOT (...)",
                    )
                )
        if near != "ATLEAST":
            self._check_zones(nodes, operator)
        above, self.near = self.near, near
        plans_below = tuple(self.plan(node) for node in nodes if not isinstance(node, tree.Not))
        self.near = above
        return plans_below or (_NOTHING,)

    def _near(self, node: tree.Near) -> Plan:
        parts = self._below(node.parts, node.kind, node.kind)
        if len(parts) < 2:
            return parts[0]
        if node.kind == "NOTNEAR":
            return plans.NotNear(parts[0], parts[1], node.distance)
        return plans.Near(parts, node.distance, ordered=node.kind == "THEN")

    def _refuse_facts(self, node: tree.Node, operator: str) -> None:
        for part in tree.walk(node):
            if isinstance(part, tree.InField) and part.name in tree.METADATA:
                self.report(
                    _fault(
                        "E20", part.at, part.name + ":",
                        f"{part.name}: has no place in the text, which {operator} needs",
                        f"join it with AND: {part.name}:... AND (...)",
                    )
                )  # fmt: skip

    def _check_zones(self, nodes: tuple[tree.Node, ...], operator: str) -> None:
        """Refuse `title:a NEAR/5 body:b`: words of different zones are never near each other."""
        zones = {node.name: node for node in nodes if isinstance(node, tree.InField)}
        names = set(zones) - set(tree.METADATA)
        apart = "title" in names and names & {"lead", "body", "furniture"}
        if apart or ("furniture" in names and len(names) > 1):
            node = next(iter(zones.values()))
            self.report(
                _fault(
                    "E20", node.at, node.name + ":",
                    f"{operator} across {' and '.join(sorted(names))} can never match",
                    "join the zones with AND",
                )
            )  # fmt: skip

    def _field(self, node: tree.InField) -> Plan:
        if node.name in tree.METADATA:
            return self._fact(node.name, node.part)
        above, self.zone = self.zone, node.name
        part = self.plan(node.part)
        self.zone = above
        return plans.InZone(node.name, part)

    def _fact(self, name: str, node: tree.Node) -> Plan:
        """Return the plan of url:, source: or lang:, whose terms are compared with metadata."""
        match node:
            case tree.Term():
                written = " ".join(word.text for word in node.words)
                value = tuple(written.lower().split(".")) if name == "source" else fold(written)
                return plans.Fact(name, value)
            case tree.Any(parts=parts):
                return plans.Any(tuple(self._fact(name, part) for part in parts))
            case _:
                self.report(
                    _fault(
                        "E20", node.at, name, f"{name}: takes a word, or words joined by OR",
                        f"write  {name}:word  or  {name}:(one OR other)",
                    )
                )  # fmt: skip
                return _NOTHING


def _melt(plan: plans.Any, ids: list[int], others: list[Plan]) -> None:
    """Add the parts of an OR inside an OR to its patterns and its other parts."""
    for inner in plan.parts:
        if isinstance(inner, plans.Terms):
            ids += inner
        else:
            others.append(inner)
