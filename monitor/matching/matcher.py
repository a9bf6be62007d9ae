"""All rules over one article: one automaton, one scan, and only the rules that may match evaluated.

    rules = load_rules(Path("rules"))
    result = rules.match(title, text, lang="en", source="daily.example")

A rule set is a value: it never changes, and a reload makes a new one. What did not change in the
files is taken over from the set before, so that an edit of one file among thousands is cheap.
"""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from copy import copy
from dataclasses import dataclass, field, replace
from typing import Self

from ahocorasick_rs import AhoCorasick

from monitor.matching import evidence
from monitor.matching.lists import NamedList
from monitor.matching.operators import Evaluation, OverBudget, evaluate, leaves_of, whole
from monitor.matching.plan import Vocabulary
from monitor.matching.presearch import Presearch
from monitor.matching.problems import Problem
from monitor.matching.rules import Alternative, Correlation, Exclusion, Rule
from monitor.matching.scan import Facts, Hit, Leaf, Scan, WordList
from monitor.matching.text import TokenStream
from monitor.model import Match, MatchResult

ARTICLE_SECONDS = 0.25
#: What is longer is a dump or a book; its first pages are matched. In code points.
LONGEST_TEXT = 150_000
Timer = Callable[[], float]
_RULES_A_LOOK = 8


@dataclass(frozen=True, slots=True)
class Verdict:
    """What became of one rule on one article."""

    alternative: Alternative | None  # the one that fired, or None
    leaves: tuple[Leaf, ...] = ()
    because: str = ""  # the exclusion without which it would have fired, e.g. "unless.sport"
    masked: tuple[tuple[str, tuple[Leaf, ...]], ...] = ()  # what each exclusion found


@dataclass(frozen=True, slots=True)
class SourceFile:
    """What one rule file held when it was read, for a reload to take over while it is unchanged."""

    digest: bytes
    rules: tuple[Rule, ...]
    correlations: tuple[Correlation, ...]


@dataclass(frozen=True)
class RuleSet:
    """Compiled rules, ready to match articles."""

    rules: tuple[Rule, ...]
    lists: Mapping[str, NamedList]
    vocabulary: Vocabulary
    wordlists: dict[str, WordList]
    correlations: tuple[Correlation, ...] = ()
    warnings: tuple[Problem, ...] = ()
    sources: Mapping[str, SourceFile] = field(default_factory=dict, repr=False)
    lists_digest: bytes = b""
    timer: Timer = time.process_time
    version: str = field(init=False)
    _automaton: AhoCorasick | None = field(init=False, repr=False)
    _presearch: Presearch = field(init=False, repr=False)
    _memberships: list[tuple[int, ...]] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        enabled = [
            (index, alternative.needs)
            for index, rule in enumerate(self.rules)
            if rule.status != "disabled"
            for alternative in rule.alternatives
        ]
        patterns = self.vocabulary.patterns
        object.__setattr__(self, "_automaton", AhoCorasick(patterns) if patterns else None)
        object.__setattr__(self, "_presearch", Presearch(enabled, self.vocabulary))
        object.__setattr__(self, "_memberships", self.vocabulary.memberships())
        versions = hashlib.blake2s(digest_size=6)
        for rule in self.rules:
            versions.update(f"{rule.id}={rule.version};".encode())
        object.__setattr__(self, "version", versions.hexdigest())

    def at_work(self) -> Self:
        """Return the same set without what only its authors' tools read: the names of plain words.

        What is compiled of them stays; the named things of the other lists are the event stage's.
        """
        lean = copy(self)
        named = {name: held for name, held in self.lists.items() if held.type not in {"cue", ""}}
        object.__setattr__(lean, "lists", named)
        return lean

    def rule(self, identity: str) -> Rule | None:
        """Return a rule by its id."""
        return next((rule for rule in self.rules if rule.id == identity), None)

    def scan(
        self, title: str, text: str, *, lang: str | None = None, source: str = "", url: str = ""
    ) -> Scan:
        """Find every pattern of every rule in one article (in its first `LONGEST_TEXT` signs)."""
        facts = Facts(lang or "", source, url)
        stream = TokenStream(title[:LONGEST_TEXT], text[:LONGEST_TEXT])
        return Scan(
            stream,
            self._automaton,
            self.vocabulary,
            self.wordlists,
            facts,
            evaluate,
            self._memberships,
        )

    def match(
        self, title: str, text: str, *, lang: str | None = None, source: str = "", url: str = ""
    ) -> MatchResult:
        """Return the rules that fire on an article, each with its words, a quote and a reason.

        A rule that uses up its steps, and any not reached within the article's 250 ms, is named in
        `over_budget`; the others are not affected. Of a text beyond 150,000 signs only the first
        are read.
        """
        scan = self.scan(title, text, lang=lang, source=source, url=url)
        candidates = self._presearch.candidates(scan.everything)
        if not candidates:
            return MatchResult(())
        deadline = self.timer() + ARTICLE_SECONDS
        late = False
        found: list[Match] = []
        over_budget: list[str] = []

        def check_time() -> None:
            nonlocal late
            late = self.timer() > deadline
            if late:
                raise OverBudget

        for number, index in enumerate(candidates, 1):
            rule = self.rules[index]
            try:
                if late or number % _RULES_A_LOOK == 0:  # a look at the clock costs much
                    check_time()
                verdict = judge(rule, scan, check_time)
            except OverBudget:
                over_budget.append(rule.id)
                continue
            if verdict.alternative is not None:
                found.append(match_of(rule, verdict, scan.stream))
        return MatchResult(tuple(found), tuple(over_budget))

    def verdicts(self, title: str, text: str) -> Iterator[tuple[Rule, Verdict]]:
        """Yield what becomes of each rule whose words an article holds, those it silences too."""
        scan = self.scan(title, text)
        for index in self._presearch.candidates(scan.everything):
            with suppress(OverBudget):  # what this is asked for counts articles, and misses one
                yield self.rules[index], judge(self.rules[index], scan)


def match_of(rule: Rule, verdict: Verdict, stream: TokenStream) -> Match:
    """Return the match that a rule's verdict stands for."""
    name = verdict.alternative.name if verdict.alternative else ""
    leaves = verdict.leaves
    sentence = evidence.telling_sentence(stream, leaves)
    return Match(
        rule_id=rule.id,
        rule_title=rule.title,
        rule_version=rule.version,
        topics=rule.topics,
        severity=rule.severity,
        evidence=evidence.evidence(stream, leaves),
        quote=evidence.quote(stream, leaves, sentence),
        reason=evidence.reason(stream, name, leaves, sentence),
    )


def judge(rule: Rule, scan: Scan, check_time: Callable[[], None] | None = None) -> Verdict:
    """Say whether a rule fires on a scanned article, on which words, or what kept it from firing.

    Exclusions come first: they are masks over words, not vetoes, so the rule is judged on what they
    leave. Only `scope: article` silences the rule altogether.

    Raises:
        OverBudget: when the rule's steps are used up, or `check_time` says so.
    """
    evaluation = Evaluation(scan, check_time=check_time)
    masked = _exclusions(rule, evaluation)
    for exclusion, leaves in masked:
        if exclusion.scope == "article" and leaves is not None:
            fired = _fires(rule, evaluation)
            because = f"unless.{exclusion.name}" if fired else ""
            return Verdict(None, because=because, masked=_found(masked))
    tokens = _masked_tokens(masked, scan)
    plain = evaluation
    if tokens:
        evaluation = replace(evaluation, masked=tokens)
    fired = _fires(rule, evaluation)
    if fired is None:
        because = _culprit(rule, masked, plain, scan) if tokens else ""
        return Verdict(None, because=because, masked=_found(masked))
    alternative, hits = fired
    return Verdict(alternative, tuple(leaves_of(hits)), masked=_found(masked))


def masked_words(rule: Rule, scan: Scan) -> frozenset[int]:
    """Return the words of an article that a rule's exclusions take out of its sight.

    Raises:
        OverBudget: when the exclusions use up the rule's steps.
    """
    return _masked_tokens(_exclusions(rule, Evaluation(scan)), scan)


_Masks = Sequence[tuple[Exclusion, tuple[Leaf, ...] | None]]


def _found(masked: _Masks) -> tuple[tuple[str, tuple[Leaf, ...]], ...]:
    return tuple((exclusion.name, leaves) for exclusion, leaves in masked if leaves is not None)


def _exclusions(rule: Rule, evaluation: Evaluation) -> _Masks:
    """Evaluate a rule's exclusions; None stands for one that found nothing."""
    present = evaluation.scan.everything
    everywhere = whole(evaluation.stream)
    found = []
    for exclusion in rule.exclusions:
        possible = not any(map(present.isdisjoint, exclusion.needs))
        hits = evaluation.hits(exclusion.plan, everywhere) if possible else []
        found.append((exclusion, tuple(leaves_of(hits)) if hits else None))
    return found


def _masked_tokens(masked: _Masks, scan: Scan) -> frozenset[int]:
    """Return the words that the exclusions take out of sight, those protected by `keep` left in."""
    taken: set[int] = set()
    kept: set[int] = set()
    for exclusion, leaves in masked:
        if leaves is None or exclusion.scope == "article":
            continue
        into = kept if exclusion.keep else taken
        for leaf in leaves:
            if exclusion.scope == "sentence":
                into.update(range(*scan.stream.sentence_range(scan.stream.sentence_of(leaf.start))))
            else:
                into.update(range(leaf.start, leaf.end))
    return frozenset(taken - kept)


def _fires(rule: Rule, evaluation: Evaluation) -> tuple[Alternative, list[Hit]] | None:
    """Return the alternative that fires on most words, with its hits; the first one on a tie.

    Each alternative has its own steps; one that runs out of them does not hold back the others.

    Raises:
        OverBudget: when none fires and one ran out of its steps.
    """
    everywhere = whole(evaluation.stream)
    fired: list[tuple[Alternative, list[Hit]]] = []
    absent = evaluation.scan.everything.isdisjoint
    over_budget = False
    for alternative in rule.alternatives:
        if any(map(absent, alternative.needs)):
            continue
        try:
            hits = evaluation.afresh().hits(alternative.plan, everywhere)
        except OverBudget:
            over_budget = True
            continue
        if hits:
            fired.append((alternative, hits))
    if not fired:
        if over_budget:
            raise OverBudget
        return None
    return max(fired, key=lambda one: len(leaves_of(one[1])))


def _culprit(rule: Rule, masked: _Masks, evaluation: Evaluation, scan: Scan) -> str:
    """Return the exclusion without which the rule would have fired; "unless" if several do it."""
    if _fires(rule, evaluation) is None:
        return ""
    for exclusion, leaves in masked:
        if leaves is None or exclusion.keep:
            continue
        alone = _masked_tokens([(exclusion, leaves), *((e, f) for e, f in masked if e.keep)], scan)
        if alone and _fires(rule, replace(evaluation, masked=alone)) is None:
            return f"unless.{exclusion.name}"
    return "unless"
