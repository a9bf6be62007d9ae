"""Which rules are worth evaluating for an article: those whose rarest required words it holds.

Every rule has groups of patterns of which at least one must stand in the article (the parts of an
AND, of NEAR, of SENTENCE). The rule is filed under its rarest group; rules filed under one pattern
are filed again under their second rarest, so that a hundred thousand rules cost little more than a
thousand (the presearcher of Lucene Monitor's ancestor Luwak, one level deeper). Large groups, such
as a list of all states, are one virtual pattern that is present when any of theirs is.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from itertools import chain

from monitor.matching import plan as plans
from monitor.matching.plan import Plan, Vocabulary

Group = frozenset[int] | tuple[int, ...]
_LARGE = 12  # patterns from which on a group becomes one virtual pattern
_FILED_DIRECTLY = 4  # rules under one pattern up to which a second level is not worth its memory
_MOST_PAIRS = 64
COMMON = frozenset(
    ["the", "a", "an", "of", "to", "in", "and", "on", "for", "with", "at", "by", "from", "as", "is", "was", "be", "are", "has", "have", "had", "it", "its", "that", "this", "said", "will", "not", "but", "or", "new", "after", "over", "more", "than", "into", "been", "their", "who", "would", "up", "out", "about", "one", "two", "year", "years", "government", "minister", "state", "country", "military", "defence", "army", "navy", "air", "force", "people", "first", "also", "last", "when", "which", "president", "world", "news", "time", "percent", "million"]
)


def required_groups(plan: Plan) -> list[Group]:
    """Return groups of patterns, one of each of which every match must hold; [] if there is none."""
    match plan:
        case plans.Terms(ids=ids) | plans.Mentions(ids=ids):
            return [ids]
        case plans.All(required=parts) | plans.Near(parts=parts):
            return list(chain.from_iterable(map(required_groups, parts)))
        case plans.Together(parts=parts) | plans.Within(parts=parts):
            return list(chain.from_iterable(map(required_groups, parts)))
        case plans.NotNear(part=part) | plans.AtLeast(part=part) | plans.First(part=part):
            return required_groups(part)
        case plans.InZone(part=part):
            return required_groups(part)
        case plans.Any(parts=parts):
            return _either([required_groups(part) for part in parts])
        case _:
            return []


def _either(options: list[list[Group]]) -> list[Group]:
    """Return the one group that must hold when any of several sets of groups does."""
    if not all(options):
        return []
    smallest = [min(groups, key=len) for groups in options]
    return [frozenset(chain.from_iterable(smallest))]


Needs = tuple[tuple[int, ...], ...]
Filed = tuple[int, Needs]  # a rule, and the groups still to be checked
Pairs = dict[int, Filed | list[Filed]]


class Presearch:
    """The rules by the patterns they cannot do without."""

    def __init__(self, plans_of: Sequence[tuple[int, Plan]], vocabulary: Vocabulary) -> None:
        """File (rule index, plan) pairs; a rule with several alternatives appears once for each."""
        self._virtual: dict[Group, int] = {}
        self._members: defaultdict[int, list[int]] = defaultdict(list)
        prepared = [(rule, self._small(required_groups(plan))) for rule, plan in plans_of]
        costs = _costs(prepared, vocabulary, self._virtual)
        self._one: dict[int, list[Filed]] = {}
        self._two: dict[int, Pairs] = {}
        self._file(prepared, costs)
        self._member_keys = frozenset(self._members)

    def _small(self, groups: list[Group]) -> Needs:
        """Return groups with each large one replaced by its virtual pattern; doubles dropped."""
        found: dict[tuple[int, ...], None] = {}
        for group in groups:
            if len(group) <= _LARGE:
                found[tuple(group)] = None
                continue
            number = self._virtual.get(group)
            if number is None:
                number = self._virtual[group] = -1 - len(self._virtual)
                for pattern in group:
                    self._members[pattern].append(number)
            found[number,] = None
        return tuple(found)

    def _file(self, prepared: list[tuple[int, Needs]], costs: dict[int, float]) -> None:
        postings: defaultdict[int, list[Filed]] = defaultdict(list)
        for rule, groups in prepared:
            if not groups:
                continue
            ordered = tuple(sorted(groups, key=lambda group: sum(costs[one] for one in group)))
            filed = (rule, ordered[1:])
            for pattern in ordered[0]:
                postings[pattern].append(filed)
        shorter: dict[int, Filed] = {}  # one object per rule for its second filing, however often filed
        for pattern, filed_rules in postings.items():
            if len(filed_rules) <= _FILED_DIRECTLY:
                self._one[pattern] = filed_rules
            else:
                self._file_pairs(pattern, filed_rules, shorter)

    def _file_pairs(
        self, pattern: int, filed_rules: list[Filed], shorter: dict[int, Filed]
    ) -> None:
        direct: list[Filed] = []
        pairs: Pairs = {}
        for filed in filed_rules:
            rule, others = filed
            if not others or len(others[0]) > _MOST_PAIRS:
                direct.append(filed)
                continue
            rest = shorter.setdefault(id(filed), (rule, others[1:]))
            for second in others[0]:
                known = pairs.get(second)
                if known is None:
                    pairs[second] = rest
                elif isinstance(known, list):
                    known.append(rest)
                else:
                    pairs[second] = [known, rest]
        if direct:
            self._one[pattern] = direct
        if pairs:
            self._two[pattern] = pairs

    def candidates(self, present: set[int]) -> list[int]:
        """Return the rules that may match an article with these patterns, ascending, each once."""
        everything = present
        if touched := present & self._member_keys:
            members = self._members
            everything = present.union(*[members[pattern] for pattern in touched])
        found: set[int] = set()
        absent = everything.isdisjoint
        for pattern in everything & self._one.keys():
            for rule, others in self._one[pattern]:
                if not any(map(absent, others)):
                    found.add(rule)
        two = self._two
        for pattern in everything & two.keys():
            pairs = two[pattern]
            for second in everything & pairs.keys():
                filed = pairs[second]
                for rule, others in filed if isinstance(filed, list) else (filed,):
                    if not any(map(absent, others)):
                        found.add(rule)
        return sorted(found)


def _costs(
    prepared: Iterable[tuple[int, Needs]],
    vocabulary: Vocabulary,
    virtual: dict[Group, int],
) -> dict[int, float]:
    """Guess how often each pattern stands in an article, times how many rules ask for it.

    Nothing is counted in texts: the same rules always compile to the same index. Short and common
    words are taken for frequent, phrases for rare.
    """
    used = Counter(pattern for _, groups in prepared for group in groups for pattern in group)
    sizes = {number: len(group) for group, number in virtual.items()}
    costs: dict[int, float] = {}
    for number, count in used.items():
        if number < 0:
            costs[number] = count * (20.0 + sizes[number])
            continue
        text = vocabulary.patterns[number].strip()
        frequency = 8.0 if text in COMMON else 4.0 / max(3, len(text))
        if vocabulary.lengths[number] > 1:
            frequency *= 0.2
        costs[number] = frequency * (count + 3)
    return costs
