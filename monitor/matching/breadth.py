"""How broad rules are, measured on a sample of articles: `monitor rules check --against`."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field

from monitor.matching.loading import Loaded
from monitor.matching.matcher import RuleSet
from monitor.matching.rules import Rule

_BROAD = 0.05  # of a sample
_SAME_ARTICLES = 0.9
_MOSTLY = 0.5  # of a rule's matches, beyond which one exclusion should not silence them
_LEAST_SAMPLE = 20
_FEW = 2  # articles from which nothing is concluded


@dataclass(slots=True)
class _Tally:
    """On which articles of a sample each rule fires, and which exclusion silenced it how often."""

    fired: defaultdict[str, set[int]] = field(default_factory=lambda: defaultdict(set))
    silenced: defaultdict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))


def judge_breadth(loaded: Loaded, rule_set: RuleSet, against: Sequence[tuple[str, str]]) -> None:
    """Warn of rules that fire on too much of a sample, or on the same articles as another.

    And of exclusions that silence more than half of what a rule would match.
    """
    if len(against) < _LEAST_SAMPLE:
        return
    tally = _Tally()
    for number, (title, text) in enumerate(against):
        for rule, verdict in rule_set.verdicts(title, text):
            if verdict.alternative is not None:
                tally.fired[rule.id].add(number)
            elif verdict.because:
                tally.silenced[rule.id][verdict.because.removeprefix("unless.")] += 1
    for rule in rule_set.rules:
        share = len(tally.fired[rule.id]) / len(against)
        if share > _BROAD:
            message = f'rule "{rule.id}" fires on {share:.0%} of the sample'
            hint = "ask for more, or closer together"
            loaded.problems.add("W33", rule.place, message, hint, rule.id)
        _overreaching(loaded, rule, tally)
    _alike(loaded, rule_set, tally)


def _overreaching(loaded: Loaded, rule: Rule, tally: _Tally) -> None:
    silenced = tally.silenced[rule.id]
    matches = len(tally.fired[rule.id]) + silenced.total()
    for exclusion in rule.exclusions:
        count = silenced[exclusion.name]
        if count > _FEW and count > _MOSTLY * matches:
            message = f'unless "{exclusion.name}" silences {count} of {matches} matches'
            hint = "narrow it; or ask in match for what tells the others apart"
            loaded.problems.add("W34", exclusion.place, message, hint, rule.id)


def _alike(loaded: Loaded, rule_set: RuleSet, tally: _Tally) -> None:
    fired = tally.fired
    rules = [rule for rule in rule_set.rules if len(fired[rule.id]) > _FEW]
    for index, rule in enumerate(rules):
        for other in rules[:index]:
            mine, theirs = fired[rule.id], fired[other.id]
            if len(mine & theirs) > _SAME_ARTICLES * max(len(mine), len(theirs)):
                message = f'rules "{rule.id}" and "{other.id}" fire on the same articles'
                loaded.problems.add("W41", rule.place, message, "make one rule of them", rule.id)
