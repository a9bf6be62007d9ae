"""From an article to the facts by which its event is known again: keys, whatever the language."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from monitor.articles import identity
from monitor.matching import RuleSet, load_rules
from monitor.model import Article, TextSource
from monitor.model.stories import StoryFacts
from monitor.run.rules import match_article
from monitor.stories.likeness import is_same, same_event

RULES = Path(__file__).parent.parent / "rules"
ENGLISH = (
    "Chinese vessel docks in Hambantota",
    (
        "The Chinese tracking ship Yuan Wang 5 docked at the port of Hambantota in Sri Lanka on Tuesday, "
        "17 May 2022. Captain Wei Zhongliang thanked the harbour for 300 tonnes of fuel."
    ),
)
TURKISH = (
    "Çin gemisi Sri Lanka'da",
    (
        "Çin donanmasına ait araştırma gemisi Yuan Wang 5 Sri Lanka'nın Hambantota limanına geldi. "
        "Gemiye 300 ton yakıt verildi."
    ),
)


@pytest.fixture(scope="module")
def rules() -> RuleSet:
    return load_rules(RULES)


def facts(rules: RuleSet, title: str, text: str, lang: str = "en") -> StoryFacts | None:
    article = Article(
        url="",
        url_key=title,
        title=title,
        text=text,
        source="a.example",
        text_source=TextSource.PAGE,
        fingerprint=identity.fingerprint(title, text),
        published=datetime(2022, 5, 17, tzinfo=UTC),
        lang=lang,
    )
    return match_article(rules, article).facts


def test_facts_name_parties_things_and_rare_words(rules):
    found = facts(rules, *ENGLISH)
    assert found is not None
    [facet] = [facet for facet in found.facets if facet.topic == "ship-visits"]
    assert facet.keys("visitor") == ("CN",)
    assert facet.keys("host") == ("LK",)
    assert facet.start == date(2022, 5, 17)
    assert {"CN", "LK"} <= {*found.states}
    assert "port:hambantota" in found.things
    assert "zhongliang" in found.names
    assert "#300" in found.names
    assert "captain" not in found.names
    assert "ship-visits:LK" in found.keys


def test_two_languages_tell_one_event_by_the_same_keys(rules):
    english, turkish = facts(rules, *ENGLISH), facts(rules, *TURKISH, "tr")
    assert english is not None
    assert turkish is not None
    assert {*english.keys} & {*turkish.keys}
    assert is_same(same_event(english, turkish))


def test_an_article_that_matches_nothing_has_no_facts(rules):
    assert facts(rules, "Rain", "It rained all day.") is None
