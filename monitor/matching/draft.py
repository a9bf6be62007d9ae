"""A first rule from example articles, for an analyst to edit: `monitor rules draft`.

What the examples have in common decides: a named thing and a cue word of the lists that stand in
one sentence of every example, and the states or makers all of them mention. The proposal is tried
on the examples before it is given out, and carries them as its tests.
"""

from __future__ import annotations

import json
import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from itertools import combinations, product
from math import log2

from monitor.errors import RuleError
from monitor.matching.folding import fold
from monitor.matching.matcher import RuleSet
from monitor.matching.operators import OverBudget
from monitor.matching.presearch import COMMON
from monitor.matching.problems import RuleProblems
from monitor.matching.query import compile_query
from monitor.matching.scan import Scan

_MOST_TRIES = 60
_MOST_TEXT = 1500
_LEAST_LETTERS = 5
_QUIET = (
    "The festival opened on Saturday with music and food, and the rain stayed away.",
    "Rain is expected in the north on Sunday.",
)


def draft(rule_set: RuleSet, examples: Sequence[tuple[str, str]], identity: str) -> str:
    """Return a rule file that matches all examples and passes `check`.

    Args:
        rule_set: the set whose lists the rule may use.
        examples: (title, text) of the articles the rule must match.
        identity: the id of the new rule.

    Raises:
        RuleError: when there is no example, or the examples share nothing to build a rule on.
    """
    if not examples:
        raise RuleError("a draft needs at least one example article")
    scans = [rule_set.scan(title, text) for title, text in examples]
    for number, expression in enumerate(_proposals(rule_set, scans, examples)):
        if number >= _MOST_TRIES:
            break
        if (quiet := _quiet(expression, rule_set, examples)) is not None:
            return _file(identity, expression, examples, quiet)
    raise RuleError(
        "the examples share neither list items nor rare words; give examples of one kind of event"
    )


# --- What the examples share ----------------------------------------------------------------------


def _by_sentence(rule_set: RuleSet, scan: Scan) -> list[Counter[str]]:
    """Return the lists mentioned in each sentence of an article, and how often."""
    found: defaultdict[int, Counter[str]] = defaultdict(Counter)
    for name in rule_set.wordlists:
        for mention in scan.mentions(name, furniture=False):
            found[scan.stream.sentence_of(mention.start)][name] += 1
    return list(found.values())


def _proposals(
    rule_set: RuleSet, scans: Sequence[Scan], examples: Sequence[tuple[str, str]]
) -> Iterator[str]:
    """Yield expressions that may match all examples, the most telling first."""
    sentences = [_by_sentence(rule_set, scan) for scan in scans]
    counts = [sum(groups, Counter()) for groups in sentences]
    shared = set.intersection(*map(set, counts)) if counts else set()
    # What every example speaks of most is what they are about; of long lists that says less.
    telling = {
        name: min(count[name] for count in counts)
        / log2(2 + len(rule_set.wordlists[name].meanings))
        for name in shared
    }
    ranked = sorted(shared, key=lambda name: (-telling[name], name))
    cues = [name for name in ranked if _is_cue(rule_set, name)]
    things = [name for name in ranked if name not in cues]
    owners = [name for name in things if rule_set.wordlists[name].type == "state"]
    others = [name for name in things if name not in owners]
    for thing, cue in product(others or owners, cues):
        if all(any({thing, cue} <= group.keys() for group in groups) for groups in sentences):
            owned = "".join(f"\nAND @{name}" for name in owners[:1] if name != thing)
            yield f"(@{thing} SENTENCE @{cue}){owned}"
    for one, other in combinations(things, 2):
        if all(any({one, other} <= group.keys() for group in groups) for groups in sentences):
            yield f"@{one} SENTENCE @{other}"
    words = _shared_words(examples)
    for word in words[:5]:
        yield from (f"{word} AND @{name}" for name in things[:2])
    if len(words) > 1:
        yield f"{words[0]} SENTENCE {words[1]}"
        yield f"{words[0]} AND {words[1]}"
    yield from words[:3]


def _is_cue(rule_set: RuleSet, name: str) -> bool:
    return not rule_set.wordlists[name].longest_wins


def _shared_words(examples: Sequence[tuple[str, str]]) -> list[str]:
    """Return the longer words that all examples hold, the most repeated first."""
    counts = [Counter(fold(f"{title} {text}")) for title, text in examples]
    shared = set.intersection(*(set(count) for count in counts))
    kept = [
        word
        for word in shared
        if len(word) >= _LEAST_LETTERS and word.isalpha() and word not in COMMON
    ]
    return sorted(kept, key=lambda word: (-min(count[word] for count in counts), -len(word), word))


# --- The proposal tried ---------------------------------------------------------------------------


def _quiet(expression: str, rule_set: RuleSet, examples: Sequence[tuple[str, str]]) -> str | None:
    """Return a text on which the expression stays quiet, or None when it misses an example.

    A sentence of the examples themselves is preferred: it shows what the rule does not take.
    """
    try:
        query = compile_query(expression, rule_set)
    except RuleProblems:
        return None
    if not all(_fires(query, title, text[:_MOST_TEXT]) for title, text in examples):
        return None
    for _, text in examples:
        for paragraph in re.split(r"\n\s*\n", text):
            if len(paragraph) > 60 and not _fires(query, "", paragraph.strip()[:400]):
                return paragraph.strip()[:400]
    return next((text for text in _QUIET if not _fires(query, "", text)), None)


def _fires(query: RuleSet, title: str, text: str) -> bool:
    try:
        return bool(query.match(title, text).matches)
    except OverBudget:
        return False


def _file(identity: str, expression: str, examples: Sequence[tuple[str, str]], quiet: str) -> str:
    """Return the rule file; texts are quoted as JSON, which YAML reads alike."""
    lines = "\n".join(f"  {line}" for line in expression.split("\n"))
    tests = "".join(
        f"  - title: {json.dumps(title, ensure_ascii=False)}\n"
        f"    text: {json.dumps(text[:_MOST_TEXT], ensure_ascii=False)}\n"
        "    expect: {match: true}\n"
        for title, text in examples
    )
    return (
        "# A draft from examples: read it, name what it should leave out (unless), add tests.\n"
        f"kind: rule\nversion: 1\nid: {identity}\ntitle: {json.dumps(identity)}\n"
        f"status: experimental\ntopics: [{identity}]\nmatch: |\n{lines}\n"
        f"severity: medium\ntests:\n{tests}"
        f"  - text: {json.dumps(quiet, ensure_ascii=False)}\n    expect: {{match: false}}\n"
    )
