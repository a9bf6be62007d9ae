"""Which parts of a rule its own tests would not miss: each is taken out and they run again."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from monitor.matching import plan as plans
from monitor.matching.matcher import RuleSet, judge
from monitor.matching.operators import OverBudget
from monitor.matching.plan import Plan
from monitor.matching.rules import Example, Rule
from monitor.matching.scan import Scan


@dataclass(frozen=True, slots=True)
class Coverage:
    """What of one rule no test notices when it is gone."""

    rule: str
    exclusions: tuple[str, ...]
    alternatives: tuple[str, ...]
    words: tuple[str, ...]  # the rule's own; those of lists are counted
    list_words: Mapping[str, tuple[int, int]]  # by list: covered, in all

    def render(self) -> str:
        """Return the uncovered parts in a few lines."""
        lines = [f"{self.rule}: not covered by its tests"]
        for what, names in (
            ("exclusions", self.exclusions),
            ("alternatives", self.alternatives),
            ("words", self.words),
        ):
            if names:
                lines.append(f"  {what}: {', '.join(names)}")
        lines += [
            f"  @{name}: {covered} of {total} forms covered"
            for name, (covered, total) in self.list_words.items()
        ]
        return "\n".join(lines) if len(lines) > 1 else f"{self.rule}: every part is covered"

    def as_dict(self) -> dict[str, Any]:
        """Return the uncovered parts for JSON output."""
        return {
            "rule": self.rule,
            "exclusions": list(self.exclusions),
            "alternatives": list(self.alternatives),
            "words": list(self.words),
            "lists": {name: {"covered": c, "of": n} for name, (c, n) in self.list_words.items()},
        }


def coverage(rule_set: RuleSet) -> Iterator[Coverage]:
    """Yield, for each rule with tests, the parts that can be removed without any test noticing."""
    for rule in rule_set.rules:
        if rule.examples:
            yield _coverage(rule_set, rule)


def _coverage(rule_set: RuleSet, rule: Rule) -> Coverage:
    scans = [(example, _scan(rule_set, example)) for example in rule.examples]
    usual = [_fires(rule, scan) for _, scan in scans]
    exclusions = tuple(
        exclusion.name
        for exclusion in rule.exclusions
        if not _noticed(_without_exclusion(rule, exclusion.name), scans, usual)
    )
    alternatives: tuple[str, ...] = ()
    if len(rule.alternatives) > 1:
        alternatives = tuple(
            alternative.name
            for alternative in rule.alternatives
            if not _noticed(_without_alternative(rule, alternative.name), scans, usual)
        )
    own, lists = _patterns(rule)
    needed = _needed(rule_set, rule, usual)
    vocabulary = rule_set.vocabulary
    words = tuple(sorted({vocabulary.show(number) for number in own - needed}))
    counted = {name: (len(ids & needed), len(ids)) for name, ids in sorted(lists.items())}
    return Coverage(rule.id, exclusions, alternatives, words, counted)


def _scan(rule_set: RuleSet, example: Example) -> Scan:
    return rule_set.scan(
        example.title, example.text, lang=example.lang, source=example.source, url=example.url
    )


def _fires(rule: Rule, scan: Scan) -> bool | None:
    try:
        return judge(rule, scan).alternative is not None
    except OverBudget:
        return None


def _noticed(mutant: Rule, scans: list[tuple[Example, Scan]], usual: list[bool | None]) -> bool:
    return any(
        _fires(mutant, scan) != before for (_, scan), before in zip(scans, usual, strict=True)
    )


def _without_exclusion(rule: Rule, name: str) -> Rule:
    return replace(rule, exclusions=tuple(one for one in rule.exclusions if one.name != name))


def _without_alternative(rule: Rule, name: str) -> Rule:
    return replace(rule, alternatives=tuple(one for one in rule.alternatives if one.name != name))


def _patterns(rule: Rule) -> tuple[set[int], dict[str, set[int]]]:
    """Return the patterns a rule writes itself, and those of the lists it names."""
    own: set[int] = set()
    lists: dict[str, set[int]] = {}
    waiting: list[Plan] = [one.plan for one in rule.alternatives]
    waiting += [one.plan for one in rule.exclusions]
    while waiting:
        plan = waiting.pop()
        if isinstance(plan, plans.Terms):
            own.update(plan.ids)
        elif isinstance(plan, plans.Mentions):
            lists.setdefault(plan.name, set()).update(plan.ids)
        waiting += plans.parts_of(plan)
    return own, lists


def _needed(rule_set: RuleSet, rule: Rule, usual: list[bool | None]) -> set[int]:
    """Return the patterns without which some test would end differently."""
    needed: set[int] = set()
    for example, before in zip(rule.examples, usual, strict=True):
        present = _scan(rule_set, example).present
        for number in present - needed:
            scan = _scan(rule_set, example)
            del scan.found[number]
            scan.present.discard(number)
            scan.everything.discard(number)
            if _fires(rule, scan) != before:
                needed.add(number)
    return needed
