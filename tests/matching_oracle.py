"""A second, slow and simple reading of the rule language: the matcher must agree with it.

It walks the expression's own tree over the plain list of words: no automaton, no numbered patterns,
no candidate selection, no caches. Positions are compared by enumerating everything.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import product

from monitor.matching import tree
from monitor.matching.expression import parse
from monitor.matching.folding import clitic_start, fold
from monitor.matching.inflection import english_forms
from monitor.matching.text import TokenStream

Hit = tuple[int, int, frozenset[tuple[int, int]]]
NOWHERE: Hit = (-1, -1, frozenset())


@dataclass(frozen=True)
class Item:
    """A named thing of a list: its names, and what drops single mentions of it."""

    names: tuple[str, ...]
    proper: bool = False
    unless: str = ""


class Oracle:
    def __init__(self, title, text, lists=None, *, names=None, lang="", source="", url=""):
        self.stream = TokenStream(title, text)
        self.lists = lists or {}
        self.names = names or {}  # lists of named things of one type, by name and key
        self.facts = {"lang": lang, "source": source, "url": url}
        self.masked = set()

    def matches(self, node) -> bool:
        return bool(self.article(node, range(len(self.stream)), ""))

    # A scope is a range of words and a zone ("", "quote" or "furniture").
    def article(self, node, scope, zone):  # noqa: C901, PLR0911
        match node:
            case tree.Term():
                return self.term(node, scope, zone)
            case tree.ListRef():
                return self.listed(node, scope, zone)
            case tree.Any(parts=parts):
                return set().union(*(self.article(part, scope, zone) for part in parts))
            case tree.All(parts=parts):
                return self.all_of(parts, scope, zone)
            case tree.Near(kind="NOTNEAR", parts=(left, right), distance=n):
                near = self.positioned(right, scope, zone)
                return {
                    hit
                    for hit in self.positioned(left, scope, zone)
                    if not any(
                        self.same_paragraph(hit, other) and self.distance(hit, other) <= n
                        for other in near
                    )
                }
            case tree.Near(kind=kind, parts=parts, distance=n):
                found = self.positioned(parts[0], scope, zone)
                for part in parts[1:]:
                    found = self.pairs(
                        found, self.positioned(part, scope, zone), n, ordered=kind == "THEN"
                    )
                return found
            case tree.Within(kind=kind, parts=parts):
                return self.within(kind, parts, scope, zone)
            case tree.Counted(kind="ATLEAST", count=n, part=part):
                hits = self.positioned(part, scope, zone)
                return hits if self.separate(hits) >= n else set()
            case tree.Counted(count=n, part=part):
                return {
                    hit
                    for hit in self.article(part, scope, zone)
                    if hit[2] and self.among_first(hit, n)
                }
            case tree.InField(name=name, part=part) if name in tree.METADATA:
                return {NOWHERE} if self.fact(name, part) else set()
            case tree.InField(name=name, part=part):
                return self.in_zone(name, part, scope, zone)
        raise AssertionError(node)

    def positioned(self, node, scope, zone):
        """An operand of NEAR and its like: AND means one stretch of a paragraph over all parts."""
        if isinstance(node, tree.All):
            found = self.positioned(node.parts[0], scope, zone)
            for part in node.parts[1:]:
                found = self.pairs(found, self.positioned(part, scope, zone), 10**9, ordered=False)
            return found
        if isinstance(node, tree.Any):
            return set().union(*(self.positioned(part, scope, zone) for part in node.parts))
        if isinstance(node, tree.InField) and node.name not in tree.METADATA:
            return self.in_zone(node.name, node.part, scope, zone, self.positioned)
        if isinstance(node, tree.Counted) and node.kind == "FIRST":
            return {
                h
                for h in self.positioned(node.part, scope, zone)
                if h[2] and self.among_first(h, node.count)
            }
        return {hit for hit in self.article(node, scope, zone) if hit[2]}

    def term(self, term, scope, zone, *, masked=True):
        choices = []
        for word in term.words:
            pieces = fold(word.text)
            if word.inflect and pieces[-1].isalpha():
                choices.append([(*pieces[:-1], form) for form in english_forms(pieces[-1])])
            else:
                choices.append([pieces])
        found = set()
        for chosen in product(*choices):
            words = [piece for part in chosen for piece in part]
            for start in scope:
                end = start + len(words)
                if end - 1 not in scope or end > len(self.stream):
                    continue
                if self.stands(words, start, term) and self.visible(
                    start, end, zone, masked=masked
                ):
                    found.add((start, end, frozenset({(start, end)})))
        return found

    def listed(self, node, scope, zone):
        if node.name not in self.names:
            words = (self.term(parse(word), scope, zone) for word in self.lists[node.name])
            return set().union(*words)
        return {
            (start, end, frozenset({(start, end)}))
            for start, end, key in self.mentions(node.name, zone)
            if (not node.only or key in node.only) and key not in node.without
            if start in scope and end - 1 in scope and self.visible(start, end, zone)
        }

    def mentions(self, name, zone):
        """Guarded mentions of a list; a longer name of another thing of the type hides those inside.

        Names of other lists hide too, whatever their guards say.
        """
        zone = "furniture" if zone == "furniture" else ""
        mine = {one for one in self.named(name, zone) if self.is_meant(name, *one)}
        others = {one for other in self.names if other != name for one in self.named(other, zone)}
        kept = set()
        for start, end, key in sorted(mine | others, key=lambda one: one[0] - one[1]):
            if not any(
                a <= start and end <= b and b - a > end - start and other != key
                for a, b, other in kept
            ):
                kept.add((start, end, key))
        return kept & mine

    def named(self, name, zone):
        everywhere = range(len(self.stream))
        return {
            (start, end, key)
            for key, item in self.names[name].items()
            for written in item.names
            for start, end, _ in self.term(parse(written), everywhere, zone, masked=False)
        }

    def is_meant(self, name, start, end, key):
        item = self.names[name][key]
        if item.proper and self.stream.written[start][0].islower():
            return False
        if not item.unless:
            return True
        unmasked = Oracle("", "")
        unmasked.stream, unmasked.lists, unmasked.facts = self.stream, self.lists, self.facts
        hits = unmasked.article(parse(item.unless), range(len(self.stream)), "")
        return not any(a < end and start < b for hit in hits for a, b in hit[2])

    def stands(self, words, start, term):
        stream = self.stream
        end = start + len(words)
        folded = stream.folded[start:end]
        if term.words[-1].prefix:
            if folded[:-1] != words[:-1] or not folded[-1].startswith(words[-1]):
                return False
        elif folded != words:
            return False
        if term.exact:
            written = stream.written[start:end]
            written[-1] = written[-1][: clitic_start(written[-1])]
            if "".join(written) != "".join(word.text for word in term.words):
                return False
        return stream.sentence_of(start) == stream.sentence_of(end - 1)

    def visible(self, start, end, zone, *, masked=True):
        if self.stream.in_furniture(start, end) != (zone == "furniture"):
            return False
        if zone == "quote" and not self.stream.in_quotation(start, end):
            return False
        return not masked or self.masked.isdisjoint(range(start, end))

    def all_of(self, parts, scope, zone):
        leaves = set()
        for part in parts:
            if isinstance(part, tree.Not):
                if self.article(part.part, scope, zone):
                    return set()
            else:
                hits = self.article(part, scope, zone)
                if not hits:
                    return set()
                leaves |= {leaf for hit in hits for leaf in hit[2]}
        return {self.cover(leaves)}

    @staticmethod
    def cover(leaves):
        if not leaves:
            return NOWHERE
        return (min(s for s, _ in leaves), max(e for _, e in leaves), frozenset(leaves))

    def within(self, kind, parts, scope, zone):
        stream = self.stream
        count = len(stream.sentence_starts if kind == "SENTENCE" else stream.paragraph_starts)
        unit_range = stream.sentence_range if kind == "SENTENCE" else stream.paragraph_range
        found = set()
        for number in range(count):
            start, end = unit_range(number)
            inner = range(max(start, scope.start), min(end, scope.stop))
            if not inner:
                continue
            leaves, holds = set(), True
            for part in parts:
                hits = {hit for hit in self.article(part, inner, zone) if hit[2]}
                holds = holds and bool(hits)
                leaves |= {leaf for hit in hits for leaf in hit[2]}
            if holds:
                found.add(self.cover(leaves))
        return found

    def pairs(self, left, right, n, *, ordered):
        found = set()
        for one in left:
            for other in right:
                if not self.same_paragraph(one, other) or self.distance(one, other) > n:
                    continue
                if any(a < d and c < b for a, b in one[2] for c, d in other[2]):
                    continue
                if ordered and one[1] > other[0]:
                    continue
                found.add(self.cover(one[2] | other[2]))
        return found

    def same_paragraph(self, one, other):
        return self.stream.paragraph_of(one[0]) == self.stream.paragraph_of(other[0])

    def distance(self, one, other):
        if one[0] > other[0]:
            one, other = other, one
        numbers = self.stream.word_numbers
        return max(0, numbers[other[0]] - numbers[one[1] - 1] - 1)

    @staticmethod
    def separate(hits):
        count, reached = 0, -1
        for start, end, _ in sorted(hits, key=lambda hit: (hit[1], hit[0])):
            if start >= reached:
                count, reached = count + 1, end
        return count

    def among_first(self, hit, n):
        stream = self.stream
        if hit[0] < stream.title_end:
            return False
        return stream.word_numbers[hit[1] - 1] - stream.word_numbers[stream.title_end] < n

    def in_zone(self, name, part, scope, zone, evaluate=None):
        stream = self.stream
        start, end = {
            "title": (0, stream.title_end),
            "lead": (stream.title_end, stream.lead_end),
            "head": (0, stream.lead_end),
            "body": (stream.title_end, len(stream)),
        }.get(name, (0, len(stream)))
        inner = range(max(start, scope.start), min(end, scope.stop))
        inside = name if name in {"quote", "furniture"} else zone
        return (evaluate or self.article)(part, inner, inside) if inner else set()

    def fact(self, name, node):
        if isinstance(node, tree.Any):
            return any(self.fact(name, part) for part in node.parts)
        value = " ".join(word.text for word in node.words).lower()
        if name == "lang":
            return self.facts["lang"].split("-")[0] == value
        if name == "source":
            return f".{self.facts['source']}".endswith(f".{value}")
        return f" {' '.join(fold(value))} " in f" {' '.join(fold(self.facts['url']))} "
