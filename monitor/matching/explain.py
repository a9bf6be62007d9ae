"""Why a rule fired on an article, or what the nearest miss was: `monitor rules explain`."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from monitor.matching import plan as plans
from monitor.matching.evidence import evidence, quote, telling_sentence
from monitor.matching.explanation import MOST_WORDS, Explanation, Part
from monitor.matching.matcher import RuleSet, Verdict, judge, masked_words
from monitor.matching.operators import Evaluation, OverBudget, Scope, distance, whole
from monitor.matching.plan import Plan, parts_of
from monitor.matching.presearch import required_groups
from monitor.matching.rules import Rule
from monitor.matching.scan import Hit, Scan
from monitor.model import Quote

_MOST_FORMS = 4


def explain(
    rule_set: RuleSet,
    identity: str,
    title: str,
    text: str,
    *,
    lang: str | None = None,
    source: str = "",
    url: str = "",
) -> Explanation:
    """Say why a rule fires on an article, or how near it came.

    Raises:
        KeyError: when the set has no rule of that id.
    """
    rule = rule_set.rule(identity)
    if rule is None:
        raise KeyError(identity)
    scan = rule_set.scan(title, text, lang=lang, source=source, url=url)
    try:
        verdict = judge(rule, scan)
        masked = masked_words(rule, scan)
    except OverBudget:
        return _over_budget(rule)
    teller = _Teller(rule_set, scan, frozenset(masked))
    parts = tuple(
        (one.name, teller.tell(one.plan, whole(scan.stream))) for one in rule.alternatives
    )
    return _explanation(rule, verdict, scan, teller, parts)


def _explanation(
    rule: Rule,
    verdict: Verdict,
    scan: Scan,
    teller: _Teller,
    parts: tuple[tuple[str, Part], ...],
) -> Explanation:
    missing = teller.missing(rule)
    scopes = {exclusion.name: exclusion.scope for exclusion in rule.exclusions}
    fired = verdict.alternative is not None
    return Explanation(
        rule=rule.id,
        version=rule.version,
        title=rule.title,
        fired=fired,
        alternative=verdict.alternative.name if verdict.alternative else "",
        because=verdict.because,
        candidate=not missing,
        missing=missing,
        alternatives=parts,
        masked=tuple(
            (name, scopes[name], evidence(scan.stream, leaves)) for name, leaves in verdict.masked
        ),
        evidence=evidence(scan.stream, verdict.leaves),
        quote=_quote(scan, verdict) if fired else None,
        notes=("the rule is disabled",) if rule.status == "disabled" else (),
    )


def _quote(scan: Scan, verdict: Verdict) -> Quote:
    sentence = telling_sentence(scan.stream, verdict.leaves)
    return quote(scan.stream, verdict.leaves, sentence)


def _over_budget(rule: Rule) -> Explanation:
    return Explanation(
        rule.id, rule.version, rule.title, fired=False, alternative="", because="", candidate=True,
        missing=(), alternatives=(), masked=(), over_budget=True,
        notes=("the rule runs out of its step budget on this article",),
    )  # fmt: skip


class _Teller:
    """Walks a plan over one scanned article and says of each part what it found."""

    def __init__(self, rule_set: RuleSet, scan: Scan, masked: frozenset[int]) -> None:
        self.rule_set = rule_set
        self.scan = scan
        self.stream = scan.stream
        self.masked = masked

    def hits(self, plan: Plan, scope: Scope) -> list[Hit]:
        """Return what a part finds, masks applied."""
        return Evaluation(self.scan, self.masked).hits(plan, scope)

    def tell(self, plan: Plan, scope: Scope) -> Part:
        """Return what became of a part and of the parts below it."""
        hits = self.hits(plan, scope)
        leaves = sorted({leaf for hit in hits for leaf in hit.leaves})
        words = evidence(self.stream, leaves[:MOST_WORDS])
        inner = self._inner_scope(plan, scope)
        barred = plan.barred if isinstance(plan, plans.All) else ()
        parts = [self.tell(part, inner) for part in parts_of(plan) if part not in barred]
        for part in barred:
            told = self.tell(part, inner)
            parts.append(
                Part(
                    told.what,
                    told.holds,
                    told.words,
                    told.total,
                    told.note,
                    barred=True,
                    parts=told.parts,
                )
            )
        note = "" if hits else self._note(plan, scope, parts)
        return Part(self.name(plan), bool(hits), words, len(hits), note, parts=tuple(parts))

    def _inner_scope(self, plan: Plan, scope: Scope) -> Scope:
        """Return the scope of a field's part, so that it is told as it is judged."""
        if not isinstance(plan, plans.InZone):
            return scope
        stream = self.stream
        start, end = {
            "title": (0, stream.title_end),
            "lead": (stream.title_end, stream.lead_end),
            "head": (0, stream.lead_end),
            "body": (stream.title_end, len(stream)),
        }.get(plan.zone, (0, len(stream)))
        zone = plan.zone if plan.zone in {"quote", "furniture"} else scope.zone
        return Scope(max(start, scope.start), min(end, scope.end), zone)

    # --- Names ------------------------------------------------------------------------------------

    def name(self, plan: Plan) -> str:  # noqa: PLR0911 (one case per kind of plan)
        """Return a part as its author would write it."""
        match plan:
            case plans.Terms(ids=ids):
                shown = [self.rule_set.vocabulary.show(one) for one in ids[:_MOST_FORMS]]
                more = f" ... {len(ids)} forms" if len(ids) > _MOST_FORMS else ""
                return " | ".join(shown) + more
            case plans.Mentions(name=name, keys=keys):
                chosen = f"[{','.join(sorted(keys))}]" if keys is not None and len(keys) < 8 else ""
                return f"@{name}{chosen}"
            case plans.Near(distance=n, ordered=ordered):
                return f"{'THEN' if ordered else 'NEAR'}/{n}"
            case plans.NotNear(distance=n):
                return f"NOTNEAR/{n}"
            case plans.Within(paragraph=paragraph):
                return "PARAGRAPH" if paragraph else "SENTENCE"
            case plans.AtLeast(count=n) | plans.First(count=n):
                return f"{'ATLEAST' if isinstance(plan, plans.AtLeast) else 'FIRST'}/{n}"
            case plans.InZone(zone=zone):
                return f"{zone}:"
            case plans.Fact(field=name, value=value):
                return f"{name}:{' '.join(value)}"
            case _:
                return "OR" if isinstance(plan, plans.Any) else "AND"

    # --- Nearest misses ---------------------------------------------------------------------------

    def _note(self, plan: Plan, scope: Scope, parts: Sequence[Part]) -> str:  # noqa: PLR0911
        """Return a sentence on why a part does not hold."""
        match plan:
            case plans.Terms() | plans.Mentions():
                return self._absent(plan, scope)
            case plans.Near():
                return self._near(plan, scope, parts)
            case plans.Within():
                return self._within(plan, scope, parts)
            case plans.NotNear(distance=n) if parts and parts[0].holds:
                return f"each of its hits has the other within {n} words"
            case plans.AtLeast(count=n):
                return f"{parts[0].total} of {n} hits" if parts[0].holds else "no hit"
            case plans.First(count=n) if parts[0].holds:
                return self._first(plan, scope, n)
            case plans.Together():
                return "not all in one paragraph" if all(part.holds for part in parts) else ""
            case plans.Fact(field=name):
                return f"the article's {name} is another"
            case plans.All():
                barring = [part.what for part in parts if part.barred and part.holds]
                return f"barred by NOT {', '.join(barring)}" if barring else ""
            case _:
                return ""

    def _absent(self, plan: Plan, scope: Scope) -> str:
        """Say where words are that a part may not use, if they are anywhere."""
        if self.masked and Evaluation(self.scan).hits(plan, scope):
            return "taken out by an exclusion"
        everywhere = whole(self.stream)
        if scope != everywhere and self.hits(plan, everywhere):
            return "only outside this zone"
        if self.hits(plan, Scope(0, len(self.stream), "furniture")):
            return "only in furniture (links, bylines, share lines)"
        ids = plan.ids if isinstance(plan, plans.Terms | plans.Mentions) else ()
        if any(one in self.scan.present for one in ids):
            return "only in a form that does not count (case, guard, or across sentences)"
        return "absent"

    def _near(self, plan: plans.Near, scope: Scope, parts: Sequence[Part]) -> str:
        if not all(part.holds for part in parts):
            return ""
        left, right = self.hits(plan.parts[0], scope), self.hits(plan.parts[1], scope)
        word = "THEN" if plan.ordered else "NEAR"
        if len(plan.parts) > 2:
            return f"{word}/{plan.distance}: never all close together"
        pairs = list(self._distances(left, right))
        if not pairs:
            return f"{word}/{plan.distance}: never in one paragraph"
        ordered = [gap for gap, one, other in pairs if one.end <= other.start]
        if (
            plan.ordered
            and min(pairs)[0] <= plan.distance
            and not (ordered and min(ordered) <= plan.distance)
        ):
            return f"THEN/{plan.distance}: close enough, but in the other order"
        nearest = min(ordered) if plan.ordered and ordered else min(pairs)[0]
        return f"{word}/{plan.distance}: closest pair is {nearest} words apart"

    def _distances(
        self, left: Sequence[Hit], right: Sequence[Hit]
    ) -> Iterator[tuple[int, Hit, Hit]]:
        paragraph = self.stream.paragraph_of
        for one in left[:200]:
            for other in right[:200]:
                if paragraph(one.start) == paragraph(other.start) and one[:2] != other[:2]:
                    yield distance(self.stream, one, other), one, other

    def _within(self, plan: plans.Within, scope: Scope, parts: Sequence[Part]) -> str:
        """Say which unit came nearest, and what it lacks."""
        if not all(part.holds for part in parts):
            return ""
        unit_of: Callable[[int], int] = (
            self.stream.paragraph_of if plan.paragraph else self.stream.sentence_of
        )
        units: list[set[int]] = [
            {unit_of(hit.start) for hit in self.hits(part, scope) if hit.leaves}
            for part in plan.parts
        ]
        everywhere = set().union(*units)
        if not everywhere:
            return ""
        best = max(sorted(everywhere), key=lambda unit: sum(unit in one for one in units))
        lacking = [part.what for part, one in zip(parts, units, strict=True) if best not in one]
        word = "paragraph" if plan.paragraph else "sentence"
        if not lacking:
            return f"{word} {best + 1} comes nearest, but a NOT or a count inside it fails"
        gap = min(
            (abs(best - other) for one in units if best not in one for other in one), default=0
        )
        away = f"; the nearest is {gap} {word}{'s' if gap > 1 else ''} away" if gap else ""
        return f"{word} {best + 1} comes nearest, without {', '.join(lacking)}{away}"

    def _first(self, plan: plans.First, scope: Scope, count: int) -> str:
        stream = self.stream
        hits = [hit for hit in self.hits(plan.part, scope) if hit.start >= stream.title_end]
        if not hits:
            return "only in the title, which FIRST does not count"
        number = stream.word_numbers[hits[0].start] - stream.word_numbers[stream.title_end] + 1
        return f"FIRST/{count}: the first hit is word {number}"

    def missing(self, rule: Rule) -> tuple[str, ...]:
        """Return the groups of words without which no alternative can match and that are absent."""
        lacking: list[list[str]] = []
        for alternative in rule.alternatives:
            vocabulary = self.rule_set.vocabulary
            absent = [
                self.name(plans.Terms(tuple(sorted(vocabulary.expand(group)))))
                for group in required_groups(alternative.plan, vocabulary)
                if self.scan.everything.isdisjoint(group)
            ]
            if not absent:
                return ()
            lacking.append(absent)
        fewest: list[str] = min(lacking, key=len, default=[])
        return tuple(dict.fromkeys(fewest))
