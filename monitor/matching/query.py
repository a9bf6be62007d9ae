"""A bare expression as a rule set of one rule: what `monitor search` runs over the archive."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace

from monitor.matching.compile import Compiler
from monitor.matching.expression import parse
from monitor.matching.lists import CompiledList
from monitor.matching.matcher import RuleSet
from monitor.matching.plan import Plan, Vocabulary
from monitor.matching.presearch import required_groups
from monitor.matching.problems import Place, Problem, RuleProblems
from monitor.matching.rules import Alternative, Rule
from monitor.matching.scan import WordList
from monitor.matching.tree import ExpressionError, ListRef, Node, walk
from monitor.model import Severity

QUERY = "query"
_FILE = "query"


def compile_query(text: str, rules: RuleSet | None = None) -> RuleSet:
    """Return a rule set whose one rule, `query`, matches what the expression asks for.

    Args:
        text: an expression of the rule language.
        rules: the set whose lists the expression may name; it is not changed.

    Raises:
        RuleProblems: when the expression cannot be read, with the place inside it.
    """
    faults: list[ExpressionError] = []
    plan: Plan | None = None
    vocabulary = _copy(rules.vocabulary) if rules else Vocabulary()
    try:
        node = parse(text)
        lists = _named_lists(node, rules.wordlists) if rules else {}
        known = dict.fromkeys(rules.wordlists) if rules else {}
        plan = Compiler(vocabulary, {**known, **lists}).compile(node, faults.append)  # type: ignore[dict-item]
    except ExpressionError as fault:
        faults.append(fault)
    needs = required_groups(plan, vocabulary) if plan is not None and not faults else ()
    if faults or plan is None:
        raise RuleProblems([_problem(text, fault) for fault in faults])
    place = Place(_FILE, 1, 1)
    rule = Rule(
        id=QUERY,
        title=text,
        topics=(QUERY,),
        severity=Severity.LOW,
        alternatives=(Alternative("", plan, place, needs),),
        place=place,
        version=QUERY,
    )
    if rules is None:
        return RuleSet((rule,), {}, vocabulary, {})
    return replace(rules, rules=(rule,), vocabulary=vocabulary, correlations=(), sources={})


def _copy(vocabulary: Vocabulary) -> Vocabulary:
    return Vocabulary(
        list(vocabulary.patterns),
        bytearray(vocabulary.lengths),
        dict(vocabulary.written),
        set(vocabulary.prefixes),
        set(vocabulary.named),
        list(vocabulary.groups),
        dict(vocabulary._ids),  # noqa: SLF001
        dict(vocabulary._group_ids),  # noqa: SLF001
    )


def _named_lists(node: Node, wordlists: dict[str, WordList]) -> dict[str, CompiledList]:
    """Return the lists an expression names, in the shape the compiler reads."""
    names = {part.name for part in walk(node) if isinstance(part, ListRef)}
    found = {}
    for name in names & wordlists.keys():
        wordlist = wordlists[name]
        by_key: defaultdict[str, set[int]] = defaultdict(set)
        for number, meanings in wordlist.meanings.items():
            for meaning in meanings:
                by_key[meaning.key].add(number)
        frozen = {key: frozenset(ids) for key, ids in by_key.items()}
        found[name] = CompiledList(name, wordlist.type, frozen, wordlist.meanings)
    return found


def _problem(text: str, fault: ExpressionError) -> Problem:
    line = text.count("\n", 0, fault.at) + 1
    start = text.rfind("\n", 0, fault.at) + 1
    source = text[start:].partition("\n")[0]
    return Problem(
        _FILE,
        line,
        fault.at - start + 1,
        fault.code,
        fault.message,
        fault.help,
        fault.length,
        source,
    )
