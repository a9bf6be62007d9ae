"""Articles annotated for tests of the event stage, with the shipped lists or with none."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from monitor.matching import RuleSet, load_rules
from monitor.matching.annotate import Annotator
from monitor.matching.plan import Vocabulary
from monitor.model.events import Annotated

RULES = Path(__file__).parent.parent / "rules"


@cache
def shipped() -> RuleSet:
    """The rules and lists that ship with Monitor, loaded once."""
    return load_rules(RULES)


@cache
def _annotator() -> Annotator:
    return Annotator(shipped())


def article(title: str, text: str, lang: str = "en") -> Annotated:
    """Annotate an article with the shipped lists."""
    return _annotator().annotate(title, text, lang)


def plain(text: str, lang: str = "en") -> Annotated:
    """Annotate a text without any list: its words and sentences alone."""
    return Annotator(RuleSet((), {}, Vocabulary(), {})).annotate("", text, lang)
