"""Which rules are worth evaluating for an article: those whose rarest required words it holds.

Every rule has groups of patterns of which at least one must stand in the article (the parts of an
AND, of NEAR, of SENTENCE). A rule is filed under its rarest group (as in the presearcher of Luwak,
the ancestor of Lucene's Monitor) and once more under its second rarest: an article's candidates are
the intersection of two unions of numbers, which costs little even for a hundred thousand rules.
Large groups, such as a list of all states, are one virtual pattern, present when any of theirs is.
"""

from __future__ import annotations

from array import array
from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import chain
from operator import itemgetter

from monitor.matching import plan as plans
from monitor.matching.folding import words_of
from monitor.matching.plan import Plan, Vocabulary

Needs = tuple[tuple[int, ...], ...]  # groups of patterns, one of each at least
# By pattern number, for speed a list: groups are negative and so count from its end.
Postings = list[bytes]
_NUMBER = "I"
_LARGE = 40  # patterns from which on a group gets a number of its own
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
        case plans.Terms():
            return [plan if len(plan) <= _LARGE else (vocabulary.group(plan),)]
        case plans.Mentions(ids=ids):
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

    def __init__(self, needs_of: Sequence[tuple[int, Needs]], vocabulary: Vocabulary) -> None:
        """File (rule index, needs) pairs; a rule with several alternatives appears for each."""
        # Filed is not the rule but its entry: a rule with two alternatives has two.
        filed = [(rule, needs) for rule, needs in needs_of if needs]
        # Checked rules all need some word; a search may ask for a source or a language alone.
        self._always = [rule for rule, needs in needs_of if not needs]
        self._rules = array(_NUMBER, (rule for rule, _ in filed))
        needs = [needs for _, needs in filed]
        first, second, self._others = _filed(needs, _costs(needs, vocabulary))
        self._nowhere = len(vocabulary.patterns)  # a place between patterns and groups: no pattern
        size = self._nowhere + 1 + len(vocabulary.groups)
        self._first = _packed(first, size)
        self._second = _packed(second, size)

    def candidates(self, present: set[int]) -> list[int]:
        """Return the rules that may match an article, ascending, each once.

        `present` holds the patterns that stand in the article, and the groups they belong to.
        """
        # Asked for in one call: one by one would take as long as all the rest.
        postings_of = itemgetter(self._nowhere, self._nowhere, *present)
        found = set(array(_NUMBER, b"".join(postings_of(self._first))))
        if found:
            second = array(_NUMBER, b"".join(postings_of(self._second)))
            found = found.intersection(second)
        absent = present.isdisjoint
        others, rules = self._others, self._rules
        held = {rules[entry] for entry in found if not any(map(absent, others[entry]))}
        return sorted(held.union(self._always) if self._always else held)


def _filed(
    needs_of: Sequence[Needs], costs: dict[int, float]
) -> tuple[dict[int, array[int]], dict[int, array[int]], list[Needs]]:
    """Return entries by the patterns of their rarest and second rarest groups; and the others."""
    first: dict[int, array[int]] = {}
    second: dict[int, array[int]] = {}
    others: list[Needs] = []
    cost_of = costs.__getitem__
    for entry, needs in enumerate(needs_of):
        by_cost = [(sum(map(cost_of, group)), at) for at, group in enumerate(needs)]
        rarest = min(by_cost)
        by_cost.remove(rarest)
        following = min(by_cost, default=rarest)
        apart = (rarest[1], following[1])
        others.append(tuple(group for at, group in enumerate(needs) if at not in apart))
        for postings, (_, at) in ((first, rarest), (second, following)):
            for pattern in needs[at]:
                entries = postings.get(pattern)
                if entries is None:
                    postings[pattern] = array(_NUMBER, (entry,))
                else:
                    entries.append(entry)
    return first, second, others


def _packed(postings: dict[int, array[int]], size: int) -> Postings:
    """Return postings as packed numbers, which are joined for an article in one go.

    Neighbours that say the same become one: the forms of a word are filed alike.
    """
    packed: Postings = [b""] * size
    before = b""
    for pattern in sorted(postings):
        entries = postings[pattern].tobytes()
        before = before if entries == before else entries
        packed[pattern] = before
    return packed


def _costs(filed: Iterable[Needs], vocabulary: Vocabulary) -> dict[int, float]:
    """Guess how often each pattern stands in an article, times how many rules ask for it.

    Nothing is counted in texts: the same rules always compile to the same index. Short and common
    words are taken for frequent, phrases for rare.
    """
    used = Counter(chain.from_iterable(chain.from_iterable(filed)))
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
