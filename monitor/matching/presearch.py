"""Which rules are worth evaluating for an article: those whose rarest required words it holds.

Every rule has groups of patterns of which at least one must stand in the article (the parts of an
AND, of NEAR, of SENTENCE). A rule is filed under its rarest group (as in the presearcher of Luwak,
the ancestor of Lucene's Monitor) and once more under its second rarest: an article's candidates are
the intersection of two unions of numbers, which costs little even for a hundred thousand rules.
Large groups, such as a list of all states, are one virtual pattern, present when any of theirs is.
"""

from __future__ import annotations

from array import array
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from itertools import chain

from monitor.matching import plan as plans
from monitor.matching.folding import words_of
from monitor.matching.plan import Plan, Vocabulary

Needs = tuple[tuple[int, ...], ...]  # groups of patterns, one of each at least
# By pattern number, for speed a list: groups are negative and so count from its end.
Postings = list[Sequence[int]]
_LARGE = 12  # patterns from which on a group gets a number of its own
COMMON = words_of("""
    the a an of to in and on for with at by from as is was be are has have had it its that this
    said will not but or new after over more than into been their who would up out about one two
    year years government minister state country military defence army navy air force people
    first also last when which president world news time percent million
""")


def required_groups(plan: Plan, vocabulary: Vocabulary) -> Needs:
    """Return groups of patterns, one of each of which every match holds; () if there is none.

    A group of many patterns, such as a list of all states, is one number of the vocabulary's.
    """
    return tuple(dict.fromkeys(_groups(plan, vocabulary)))


def _groups(  # noqa: PLR0911 (one case per kind of plan)
    plan: Plan, vocabulary: Vocabulary
) -> list[tuple[int, ...]]:
    match plan:
        case plans.Terms(ids=ids) | plans.Mentions(ids=ids):
            return [tuple(ids) if len(ids) <= _LARGE else (vocabulary.group(ids),)]
        case plans.All(required=parts) | plans.Near(parts=parts):
            return [group for part in parts for group in _groups(part, vocabulary)]
        case plans.Together(parts=parts) | plans.Within(parts=parts):
            return [group for part in parts for group in _groups(part, vocabulary)]
        case plans.NotNear(part=part) | plans.AtLeast(part=part) | plans.First(part=part):
            return _groups(part, vocabulary)
        case plans.InZone(part=part):
            return _groups(part, vocabulary)
        case plans.Any(parts=parts):
            return _either([_groups(part, vocabulary) for part in parts])
        case _:
            return []


def _either(options: list[list[tuple[int, ...]]]) -> list[tuple[int, ...]]:
    """Return the one group that must hold when any of several sets of groups does."""
    if not all(options):
        return []
    smallest = [min(groups, key=len) for groups in options]
    return [tuple(dict.fromkeys(chain.from_iterable(smallest)))]


class Presearch:
    """The rules by the patterns they cannot do without."""

    def __init__(self, plans_of: Sequence[tuple[int, Plan]], vocabulary: Vocabulary) -> None:
        """File (rule index, plan) pairs; a rule with several alternatives appears once for each."""
        prepared = [(rule, required_groups(plan, vocabulary)) for rule, plan in plans_of]
        costs = _costs(prepared, vocabulary)
        # Filed is not the rule but its entry: a rule with two alternatives has two.
        self._rules: list[int] = []
        self._others: list[Needs] = []
        size = len(vocabulary.patterns) + len(vocabulary.groups)
        self._first: Postings = [()] * size
        self._second: Postings = [()] * size
        self._file(prepared, costs)

    def _file(self, prepared: list[tuple[int, Needs]], costs: dict[int, float]) -> None:
        first: defaultdict[int, list[int]] = defaultdict(list)
        second: defaultdict[int, list[int]] = defaultdict(list)
        for rule, groups in prepared:
            if not groups:
                continue
            entry = len(self._rules)
            rarest, *others = sorted(groups, key=lambda group: sum(costs[one] for one in group))
            for pattern in rarest:
                first[pattern].append(entry)
            for pattern in others[0] if others else rarest:
                second[pattern].append(entry)
            self._rules.append(rule)
            self._others.append(tuple(others[1:]))
        for postings, filed in ((self._first, first), (self._second, second)):
            for pattern, entries in filed.items():
                # Packed numbers: a union over many short postings stays in the processor's cache.
                postings[pattern] = array("I", entries)

    def candidates(self, present: set[int]) -> list[int]:
        """Return the rules that may match an article, ascending, each once.

        `present` holds the patterns that stand in the article, and the groups they belong to.
        """
        found: set[int] = set().union(*map(self._first.__getitem__, present))
        if found:
            found &= set().union(*map(self._second.__getitem__, present))
        absent = present.isdisjoint
        others, rules = self._others, self._rules
        return sorted({rules[entry] for entry in found if not any(map(absent, others[entry]))})


def _costs(prepared: Iterable[tuple[int, Needs]], vocabulary: Vocabulary) -> dict[int, float]:
    """Guess how often each pattern stands in an article, times how many rules ask for it.

    Nothing is counted in texts: the same rules always compile to the same index. Short and common
    words are taken for frequent, phrases for rare.
    """
    used = Counter(pattern for _, groups in prepared for group in groups for pattern in group)
    costs: dict[int, float] = {}
    for number, count in used.items():
        if number < 0:
            costs[number] = count * (20.0 + len(vocabulary.groups[-1 - number]))
            continue
        text = vocabulary.patterns[number].strip()
        frequency = 8.0 if text in COMMON else 4.0 / max(3, len(text))
        if vocabulary.lengths[number] > 1:
            frequency *= 0.2
        costs[number] = frequency * (count + 3)
    return costs
