"""`monitor rules explain`: why a rule fires on an article, or how near it came."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from monitor.cli import quotes, show
from monitor.cli.context import AsJson, examples, rules_folder
from monitor.cli.targets import Target, read_target

if TYPE_CHECKING:
    from rich.console import Console

    from monitor.matching import RuleSet
    from monitor.matching.explanation import Explanation, Part
    from monitor.matching.rules import Rule
    from monitor.model import Evidence, Match

EXAMPLES = examples(
    "monitor rules explain drone-deals article.txt",
    "monitor rules explain drone-deals https://news.example/story.html",
    "monitor rules explain drone-deals 40 --json     the stored article 40",
    "monitor rules explain my-draft 40 --rules drafts/",
)
MOST_PARAGRAPHS = 8
MOST_ALTERNATIVES = 3
_PARAGRAPH = re.compile(r"[^\n]+(?:\n(?!\s*\n)[^\n]+)*")

RulesOption = Annotated[
    Path | None,
    typer.Option("--rules", metavar="DIR", help="These rules instead of the configured ones."),
]


def explain(
    ctx: typer.Context,
    rule: Annotated[str, typer.Argument(metavar="RULE", help="Its id (monitor rules list).")],
    target: Annotated[
        str,
        typer.Argument(metavar="FILE|URL|ARTICLE", help="A text, an address, a stored number."),
    ],
    rules: RulesOption = None,
    every: Annotated[
        bool, typer.Option("--all", help="Every alternative of the rule, not the nearest alone.")
    ] = False,
    json_: AsJson = False,
) -> None:
    """Show which parts of a rule hold on an article, and what kept it from firing.

    Of a rule with several alternatives those that fired are shown, or the three that came nearest;
    --json has them all. An address is fetched and read as the daemon would do it; nothing is stored
    or sent.
    """
    from monitor.matching import load_rules
    from monitor.matching.explain import explain as explained
    from monitor.run.archive import find_rule, only

    rule_set = load_rules(rules_folder(ctx, rules))
    asked = _asked(find_rule(rule_set, rule))
    read = read_target(ctx, target)
    told = explained(
        rule_set, rule, read.title, read.text, lang=read.lang, source=read.source, url=read.url
    )
    match = _told(only(rule_set, {rule}), read) if told.fired else None
    refused = told.fired and match is None
    said = _said(rule_set, rule, read) if refused else ()
    if json_:
        event = {"event": _event(match), "event_refused": refused, "event_says": list(said)}
        show.as_json(_record(read, told) | event)
        return
    _describe(read, told, told if every else nearest(told))
    if told_event := quotes.event(match) if match else "":
        print(f"  event       {told_event}")
    if refused:
        print(f"  event       NO ALERT: the rule asks for more: {asked}")
        print(f"              the text says: {show.line(', '.join(said))}")
    _text(quotes.console(), read, told)


def _describe(read: Target, told: Explanation, shown: Explanation) -> None:
    """Print what was looked at, and the alternatives chosen for showing."""
    print(f"{read.name}: {show.headline(read.title)}")
    if read.caution:  # a missing text comes before any cause in the rule
        print(f"  caution     {show.line(read.caution)}")
    print(shown.render())
    if left_out := len(told.alternatives) - len(shown.alternatives):
        print(f"  and         {show.count(left_out, 'further alternative')}: --all")


def _told(rules: RuleSet, read: Target) -> Match | None:
    """What the daemon would make of it, the rule's demands on the event judged too."""
    from monitor.model import Article, Fingerprint, TextSource
    from monitor.run.rules import match_article

    article = Article(
        url=read.url,
        url_key="",
        title=read.title,
        text=read.text,
        source=read.source,
        text_source=TextSource.PAGE,
        fingerprint=Fingerprint(""),
        published=read.published,
        lang=read.lang,
    )
    return next(iter(match_article(rules, article).matches), None)


def _said(rules: RuleSet, identity: str, read: Target) -> tuple[str, ...]:
    """What the text says of all that a rule demands of its event."""
    from monitor.matching.expectations import said_of
    from monitor.run.archive import find_rule, only

    rule = find_rule(rules, identity)
    undemanding = replace(only(rules, {identity}), rules=(replace(rule, where="", event={}),))
    match = _told(undemanding, read)
    return said_of(rule, None if match is None else match.event)


def _asked(rule: Rule) -> str:
    """What a rule demands of the event, as its file says it."""
    required = rule.event.get("require") or ()
    parts = [f"require {', '.join(map(str, required))}"] if required else []
    return show.line("; ".join(parts + ([f"where {rule.where}"] if rule.where else [])))


def _record(read: Target, told: Explanation) -> dict[str, Any]:
    article = {"name": read.name, "title": read.title, "url": read.url or None}
    return {"article": article, "caution": read.caution or None} | told.as_dict()


def _event(match: Match | None) -> dict[str, Any] | None:
    """The event a match tells, for programs."""
    from monitor.formats.event_records import to_json

    return None if match is None or match.event is None else to_json(match.event)


def nearest(told: Explanation) -> Explanation:
    """Return the same with the alternatives that hold or, when none does, that come nearest."""
    if told.fired:
        chosen = [(name, part) for name, part in told.alternatives if name == told.alternative]
    else:
        chosen = sorted(told.alternatives, key=lambda one: -_nearness(one[1]))[:MOST_ALTERNATIVES]
    return replace(told, alternatives=tuple(chosen))


def _nearness(part: Part) -> float:
    """How much of a part holds, 0 to 1: all of it, or its parts' mean; of an OR, the best."""
    if part.barred:
        return float(not part.holds)
    if part.holds or not part.parts:
        return float(part.holds)
    shares = [_nearness(inner) for inner in part.parts]
    return 0.9 * (max(shares) if part.what == "OR" else sum(shares) / len(shares))


def _text(out: Console, read: Target, told: Explanation) -> None:
    """Print the paragraphs that hold words of the rule, the words marked."""
    words = list(told.evidence) or [word for _, part in told.alternatives for word in _words(part)]
    if not words:
        return
    out.print()
    for zone, text in (("title", read.title), ("text", read.text)):
        spans = [(one.start, one.end) for one in words if one.zone.value == zone]
        shown = 0
        for paragraph in _PARAGRAPH.finditer(text):
            start, end = paragraph.span()
            inside = tuple((a - start, b - start) for a, b in spans if start <= a and b <= end)
            if inside and shown < MOST_PARAGRAPHS:
                out.print("  ", end="")
                quotes.marked(out, paragraph.group(), inside)
                out.print()
                shown += 1


def _words(part: Part) -> Iterator[Evidence]:
    """Yield the words found for a part and the parts below it."""
    if not part.parts and not part.barred:
        yield from part.words
    for inner in part.parts:
        yield from _words(inner)
