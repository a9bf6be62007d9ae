"""From hits to what an analyst reads: the words, the sentence to quote, the reason in a line."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence

from monitor.matching.folding import fold_word
from monitor.matching.scan import Leaf
from monitor.matching.text import TokenStream
from monitor.model import Evidence, Quote, Zone

MAX_QUOTE = 400
_MOST_EVIDENCE = 60
_MOST_WORDS = 3
_OPENING = "\"'\u201c\u2018\u00ab([\u201e"
_CLOSING = "\"'\u201d\u2019\u00bb)].!?\u2026\u0964\u06d4\u061f%"


def evidence(stream: TokenStream, leaves: Sequence[Leaf]) -> tuple[Evidence, ...]:
    """Return the words that made a rule fire, in the order of the article."""
    found: dict[Evidence, None] = {}
    for leaf in leaves[:_MOST_EVIDENCE]:
        span = stream.span(leaf.start, leaf.end)
        found[Evidence("match", span.zone, span.start, span.end, stream.exact(span))] = None
    return tuple(found)


def telling_sentence(stream: TokenStream, leaves: Sequence[Leaf]) -> int:
    """Return the number of the sentence that shows most of what made the rule fire, -1 for none.

    Sentences are ranked by how many different things they show (a drone, a verb, a state), the
    text's before the title's, then the earlier.
    """
    by_sentence: defaultdict[int, list[Leaf]] = defaultdict(list)
    for leaf in leaves:
        by_sentence[stream.sentence_of(leaf.start)].append(leaf)
    return min(
        by_sentence, key=lambda number: _rank(stream, number, by_sentence[number]), default=-1
    )


def quote(stream: TokenStream, leaves: Sequence[Leaf], sentence: int) -> Quote:
    """Return a sentence, such as the telling one, with the words that made the rule fire marked.

    At most 400 characters of it: a long one is cut around its evidence. Where there is no such
    sentence the title is quoted.
    """
    if sentence < 0:
        text = stream.title[:MAX_QUOTE]
        return Quote(Zone.TITLE, 0, len(text), text)
    return _quote_of(
        stream, sentence, [leaf for leaf in leaves if stream.sentence_of(leaf.start) == sentence]
    )


def _rank(stream: TokenStream, number: int, leaves: list[Leaf]) -> tuple[int, int, int, int]:
    kinds = {
        leaf.label.partition(" ")[0] or tuple(map(fold_word, stream.written[leaf.start : leaf.end]))
        for leaf in leaves
    }
    in_title = leaves[0].start < stream.title_end
    return (-len(kinds), int(in_title), -len(leaves), number)


def _quote_of(stream: TokenStream, number: int, leaves: list[Leaf]) -> Quote:
    first, last = stream.sentence_range(number)
    whole = stream.span(first, last)
    source = stream.title if whole.zone is Zone.TITLE else stream.text
    start, end = whole.start, max(whole.end, stream.span(last - 1, last).end)
    while start > 0 and source[start - 1] in _OPENING:
        start -= 1
    while end < len(source) and source[end] in _CLOSING:
        end += 1
    marks = sorted({stream.span(leaf.start, leaf.end)[1:] for leaf in leaves})
    if end - start > MAX_QUOTE:
        start, end = _window(source, start, end, marks)
    text = source[start:end]
    highlights = _merged(
        (left - start, right - start) for left, right in marks if start <= left and right <= end
    )
    return Quote(whole.zone, start, end, text, highlights)


def _merged(spans: Iterable[tuple[int, int]]) -> tuple[tuple[int, int], ...]:
    """Join highlights that overlap, so that a marker never opens twice."""
    joined: list[tuple[int, int]] = []
    for left, right in spans:
        if joined and left < joined[-1][1]:
            joined[-1] = (joined[-1][0], max(joined[-1][1], right))
        else:
            joined.append((left, right))
    return tuple(joined)


def _window(source: str, start: int, end: int, marks: Sequence[tuple[int, int]]) -> tuple[int, int]:
    """Return the stretch of at most 400 characters that shows most marks, cut between words."""
    best, shown = start, -1
    for left, _ in marks:
        at = max(start, min(left - 40, end - MAX_QUOTE))
        count = sum(at <= one and other <= at + MAX_QUOTE for one, other in marks)
        if count > shown:
            best, shown = at, count
    left, right = best, min(end, best + MAX_QUOTE)
    while left > start and not source[left - 1].isspace() and left < right:
        left += 1
    limit = right
    while right < end and right > left and not source[right].isspace():
        right -= 1
    if right == left:  # one unbroken run of letters
        right = limit
    return left, right


def reason(stream: TokenStream, name: str, leaves: Sequence[Leaf], sentence: int) -> str:
    """Return one line that says what fired: `headline: @drones "TB2", @give "will send"`.

    The sentence that is quoted comes first, word by word; what else the rule needed and found
    elsewhere follows, with one word of each kind. A list whose words another list shows already
    is not named again.
    """
    here = _words(stream, (leaf for leaf in leaves if stream.sentence_of(leaf.start) == sentence))
    there = _words(stream, (leaf for leaf in leaves if stream.sentence_of(leaf.start) != sentence))
    shown = _told(here, _MOST_WORDS, set())
    known = {word for words in here.values() for word in words}
    rest = {label: words for label, words in there.items() if label not in here}
    elsewhere = _told(rest, 1, known)
    parts = [", ".join(shown)] if shown else []
    if elsewhere:
        parts.append(f"elsewhere {', '.join(elsewhere)}" if shown else ", ".join(elsewhere))
    told = "; ".join(parts)
    return f"{name}: {told}" if name else told


def _words(stream: TokenStream, leaves: Iterable[Leaf]) -> dict[str, dict[str, str]]:
    """The words that were found, by the list or term they are an instance of."""
    words: defaultdict[str, dict[str, str]] = defaultdict(dict)
    for leaf in leaves:
        said = " ".join(stream.exact(stream.span(leaf.start, leaf.end)).split())
        words[leaf.label.partition(" ")[0]].setdefault(said.lower(), said)
    return words


def _told(words: dict[str, dict[str, str]], most: int, known: set[str]) -> list[str]:
    """Each list with its first words; lists that only repeat known words are left out."""
    told = []
    for label, variants in words.items():
        if variants.keys() <= known:
            continue
        known |= variants.keys()
        quoted = " ".join(f'"{word}"' for word in list(variants.values())[:most])
        told.append(f"{label} {quoted}".strip())
    return told
