"""What is doubtful in rules that load: each check adds warnings, or errors where nothing can match.

Proofs are by rewriting the plan, never by search: what is not proven is not claimed.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import date

from monitor.matching import plan as plans
from monitor.matching import tree
from monitor.matching.affixes import language_of
from monitor.matching.expression import parse
from monitor.matching.folding import fold
from monitor.matching.implication import implies
from monitor.matching.inflection import english_forms
from monitor.matching.lists import NamedList
from monitor.matching.loading import Loaded
from monitor.matching.plan import Plan, Vocabulary
from monitor.matching.presearch import COMMON, required_groups
from monitor.matching.problems import Place
from monitor.matching.rules import Alternative, Exclusion, Rule
from monitor.matching.tree import ExpressionError

_WIDE_NEAR = 15
_DEEP = 5
_SHORT_ALIAS = 4
_MOST_COMPARED = 200  # parts of one OR up to which each is compared with each
_MOST_IDLE = 8  # lists that no rule uses, up to which each is named at its place


def lint(loaded: Loaded, today: date | None) -> None:
    """Add to a loaded set's problems everything that can be said without running it."""
    if loaded.compiler is None:
        return
    # What is wrong in a rule already would only lead to more that is not.
    faulty = {problem.rule for problem in loaded.problems.errors if problem.rule}
    for rule in loaded.rules:
        if rule.id not in faulty:
            _lint_rule(loaded, rule, today)
    _unused_lists(loaded)
    for named in loaded.lists.values():
        _lint_names(loaded, named)
    _collisions(loaded)
    _owners(loaded)


def _warn(  # noqa: PLR0917
    loaded: Loaded, code: str, place: Place, message: str, hint: str = "", rule: str = ""
) -> None:
    loaded.problems.add(code, place, message, hint, rule)


# --- Rules ----------------------------------------------------------------------------------------


def _lint_rule(loaded: Loaded, rule: Rule, today: date | None) -> None:
    for alternative in rule.alternatives:
        _impossible(loaded, rule, alternative)
        _too_broad_by_words(loaded, rule, alternative)
        for code, message, hint in _shape(loaded, loaded.written.get(alternative.place, "")):
            _warn(loaded, code, alternative.place, message, hint, rule.id)
    for exclusion in rule.exclusions:
        _useless_exclusion(loaded, rule, exclusion)
    if not rule.examples:
        hint = "add at least one text that must match and one that must not"
        _warn(loaded, "W35", rule.place, f'rule "{rule.id}" has no tests', hint, rule.id)
    elif not any(example.expect.get("match") is False for example in rule.examples):
        hint = "add a text that looks alike and must stay quiet"
        _warn(
            loaded, "W35", rule.place, f'rule "{rule.id}" has no must-not-match test', hint, rule.id
        )
    if today is not None and rule.review_by:
        _expired(loaded, rule, today)


def _expired(loaded: Loaded, rule: Rule, today: date) -> None:
    try:
        due = date.fromisoformat(rule.review_by)
    except ValueError:
        _warn(
            loaded,
            "E01",
            rule.place,
            f'review_by "{rule.review_by}" is no date',
            "write 2026-12-31",
            rule.id,
        )
        return
    if due < today:
        message = f'rule "{rule.id}" was to be reviewed by {rule.review_by}'
        _warn(loaded, "W40", rule.place, message, "review it, then set a new date", rule.id)


def _impossible(loaded: Loaded, rule: Rule, alternative: Alternative) -> None:
    """Report an alternative that can never match: it bars what it requires, or is masked whole."""
    patterns = _vocabulary(loaded).patterns
    for part in _walk(alternative.plan):
        if isinstance(part, plans.All) and any(
            implies(required, barred, patterns)
            for barred in part.barred
            for required in part.required
        ):
            message = "can never match: it asks for words and bars them"
            hint = "remove the NOT, or what it contradicts"
            _warn(loaded, "E20", alternative.place, message, hint, rule.id)
            return
    if any(exclusion.keep for exclusion in rule.exclusions):
        return
    vocabulary = _vocabulary(loaded)
    groups = [
        tuple(vocabulary.expand(group)) for group in required_groups(alternative.plan, vocabulary)
    ]
    for exclusion in rule.exclusions:
        if _masks_whole(exclusion, alternative, groups, patterns):
            message = f'can never match: unless "{exclusion.name}" takes out every match'
            _warn(loaded, "E20", alternative.place, message, "narrow the exclusion", rule.id)


def _masks_whole(
    exclusion: Exclusion,
    alternative: Alternative,
    groups: Sequence[Iterable[int]],
    patterns: Sequence[str],
) -> bool:
    if exclusion.scope == "article":
        return implies(alternative.plan, exclusion.plan, patterns)
    plan = exclusion.plan
    if exclusion.scope == "sentence" and isinstance(plan, plans.Within):
        plan = plan.parts[0]
    if not isinstance(plan, plans.Terms | plans.Mentions):
        return False
    if isinstance(plan, plans.Mentions):
        return implies(alternative.plan, plan, patterns)
    taken = frozenset(plan.ids)
    return any(taken.issuperset(group) for group in groups)


def _walk(plan: Plan) -> Iterator[Plan]:
    yield plan
    for part in plans.parts_of(plan):
        yield from _walk(part)


def _vocabulary(loaded: Loaded) -> Vocabulary:
    return loaded.compiler.vocabulary if loaded.compiler else Vocabulary()


def _too_broad_by_words(loaded: Loaded, rule: Rule, alternative: Alternative) -> None:
    """Warn when every group of words a match needs holds one that stands in most articles."""
    vocabulary = _vocabulary(loaded)
    groups = required_groups(alternative.plan, vocabulary)
    if groups and all(_is_common(vocabulary.expand(group), vocabulary) for group in groups):
        _warn(
            loaded, "W33", alternative.place, "rests on words that stand in most articles",
            "require a rarer word or list beside them", rule.id,
        )  # fmt: skip


def _is_common(group: Iterable[int], vocabulary: Vocabulary) -> bool:
    return any(vocabulary.patterns[one].strip() in COMMON for one in group)


def _useless_exclusion(loaded: Loaded, rule: Rule, exclusion: Exclusion) -> None:
    """Warn of a mask that shares no word with anything the rule looks for."""
    if exclusion.scope != "mention":
        return
    plans_sought = [one.plan for one in rule.alternatives]
    if exclusion.keep:
        plans_sought = [one.plan for one in rule.exclusions if not one.keep]
    patterns = _vocabulary(loaded).patterns
    its_words = {word for one in _ids(exclusion.plan) for word in patterns[one].split()}
    if not any(its_words.intersection(patterns[one].split()) for one in _ids(*plans_sought)):
        message = f'unless "{exclusion.name}" can never apply: the rule looks for none of its words'
        hint = "use scope: sentence to leave out whole sentences"
        _warn(loaded, "W34", exclusion.place, message, hint, rule.id)


def _ids(*several: Plan) -> Iterator[int]:
    """Yield the patterns in plans, those the rule writes itself before those of lists."""
    leaves = [part for plan in several for part in _walk(plan)]
    for kind in (plans.Terms, plans.Mentions):
        for part in leaves:
            if isinstance(part, kind):
                yield from part.ids


def _shape(loaded: Loaded, text: str) -> Iterator[tuple[str, str, str]]:
    """Yield warnings about how an expression is written: code, message, help."""
    try:
        node = parse(text)
    except ExpressionError:
        return
    for part in tree.walk(node):
        if isinstance(part, tree.Near) and part.distance > _WIDE_NEAR:
            yield "W37", f"{part.kind}/{part.distance} spans most sentences", "use SENTENCE"
        elif isinstance(part, tree.Any):
            yield from _subsumed(loaded, part)
        elif isinstance(part, tree.Term):
            yield from _idle_marks(part)
    if _depth(node) > _DEEP:
        yield "W37", f"operators nested more than {_DEEP} deep", "split it into named alternatives"


def _depth(node: tree.Node) -> int:
    below = max((_depth(child) for child in tree.children(node)), default=-1)
    return below + 1


def _idle_marks(term: tree.Term) -> Iterator[tuple[str, str, str]]:
    for word in term.words:
        pieces = fold(word.text)
        if word.inflect and pieces and language_of(word.text) == "en" and pieces[-1].isalpha():
            last = word.text.rsplit("-", 1)[-1]
            if len(english_forms(last)) == 1 and last.isalpha():
                yield "W38", f'"{word.text}~" has no other form', "drop the ~"


def _subsumed(loaded: Loaded, node: tree.Any) -> Iterator[tuple[str, str, str]]:
    """Yield a warning for each part of an OR that another part already covers."""
    compiler = loaded.compiler
    if compiler is None or len(node.parts) > _MOST_COMPARED:
        return
    faults: list[ExpressionError] = []
    compiled = [compiler.compile(part, faults.append) for part in node.parts]
    patterns = compiler.vocabulary.patterns
    for index, plan in enumerate(compiled):
        for other, cover in enumerate(compiled):
            if (
                index != other
                and implies(plan, cover, patterns)
                and not (other > index and implies(cover, plan, patterns))
            ):
                yield (
                    "W39",
                    f"{_shown(node.parts[index])} is covered by {_shown(node.parts[other])}",
                    "drop it",
                )
                break


def _shown(node: tree.Node) -> str:
    return node.written if isinstance(node, tree.Term | tree.ListRef) else "a part of an OR"


# --- Lists ----------------------------------------------------------------------------------------


def _unused_lists(loaded: Loaded) -> None:
    used = loaded.compiler.used if loaded.compiler else {}
    reached = set(used)
    waiting = list(reached)
    while waiting:
        for include in loaded.lists[waiting.pop()].includes:
            if include.name in loaded.lists and include.name not in reached:
                reached.add(include.name)
                waiting.append(include.name)
    for rule in loaded.rules:
        for filled in (rule.event.get("roles") or {}).values():
            sources = filled if isinstance(filled, list) else [filled]
            reached |= {str(name).lstrip("@").split("[")[0] for name in sources}
    idle = [named for name, named in loaded.lists.items() if name not in reached]
    if len(idle) > _MOST_IDLE:  # a few rules beside the lists that came along
        message = f"{len(idle)} of {len(loaded.lists)} lists are used by no rule"
        names = ", ".join(named.name for named in idle[:_MOST_IDLE])
        _warn(loaded, "W30", idle[0].place, message, f"such as {names}")
        return
    for named in idle:
        message = f'list "{named.name}" is used by no rule'
        _warn(loaded, "W30", named.place, message, "remove it, or use it")


def _lint_names(loaded: Loaded, named: NamedList) -> None:
    """Warn of names that are common words or too short to be told from them."""
    if named.type in {"cue", ""}:
        return
    for key, item in named.items.items():
        for name in item.names:
            term = name.term
            if term.exact or item.proper or item.guard or len(term.words) > 1 or name.named:
                continue
            folded = fold(term.words[0].text)
            if len(folded) != 1 or not folded[0].isascii():
                continue
            if folded[0] in COMMON or (len(folded[0]) < _SHORT_ALIAS and folded[0].isalpha()):
                message = f'"{term.written}" ({named.name}.{key}) is short or a common word'
                _warn(loaded, "W32", name.place, message, "write =NAME, or give the item a guard")


def _collisions(loaded: Loaded) -> None:
    """Warn of names that stand for two items of one type, with both places."""
    vocabulary = _vocabulary(loaded)
    by_type: defaultdict[str, dict[int, tuple[str, str]]] = defaultdict(dict)
    told: set[tuple[str, str]] = set()
    for name, wordlist in loaded.wordlists.items():
        named = loaded.lists[name]
        if named.type in {"cue", ""} or named.includes:
            continue
        for number, meanings in wordlist.meanings.items():
            for meaning in meanings:
                first = by_type[named.type].setdefault(number, (name, meaning.key))
                other = (f"{name}.{meaning.key}", f"{first[0]}.{first[1]}")
                if first != (name, meaning.key) and other not in told:
                    told.add(other)
                    place = named.items[meaning.key].place
                    message = (
                        f'"{vocabulary.show(number)}" stands for {other[0]} and for {other[1]}'
                    )
                    _warn(loaded, "W31", place, message, _at(loaded, first))


def _at(loaded: Loaded, item: tuple[str, str]) -> str:
    place = loaded.lists[item[0]].items[item[1]].place
    return f"the other is at {place.file}:{place.line}"


def _owners(loaded: Loaded) -> None:
    """Warn of items whose `of` or `maker` names nothing known."""
    known = {key for named in loaded.lists.values() for key in named.items}
    for name, named in loaded.lists.items():
        for key, item in named.items.items():
            owner = item.owner
            if owner and owner not in known:
                message = f'{name}.{key} belongs to "{owner}", which no list defines'
                _warn(loaded, "W42", item.place, message, "define it, or correct the key")
