"""The seeds: facts and news of our own agree, and the bundled rules raise what they must."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
import yaml

from monitor.demo.items import read_items
from monitor.matching.loading import load_rules

ROOT = Path(__file__).parent.parent
SEEDS = ROOT / "seeds"
REPORTS = sorted((SEEDS / "reports").glob("*.yml"))
ITEMS = sorted((SEEDS / "items").glob("*.yml"))
TOPICS = {
    "drone-deals",
    "ship-visits",
    "arms-bans",
    "arms-deals",
    "military-flights",
    "joint-exercises",
    "defence-pacts",
    "drone-incursions",
    "cyber-cooperation",
}


@cache
def read(path):
    return yaml.safe_load(path.read_text(encoding="utf-8"))


@cache
def rules():
    return load_rules(ROOT / "rules")


def raised(item):
    text = "\n\n".join(" ".join(paragraph.split()) for paragraph in item["paragraphs"])
    found = rules().match(item["title"], text, lang=item["lang"], source=item["source"])
    return {topic for match in found.matches for topic in match.topics}


def covered():
    """The topics that have a rule: the others cannot be raised yet."""
    return {topic for rule in rules().rules for topic in rule.topics}


def words(item):
    return re.findall(r"\w+", " ".join(item["paragraphs"]).casefold())


@pytest.mark.parametrize("path", REPORTS, ids=lambda path: path.stem)
def test_a_report_has_facts_with_roles_and_a_status_and_names_its_topics(path):
    report = read(path)
    assert report["report"] == path.stem
    for fact in report["facts"]:
        assert fact["id"].startswith(path.stem)
        assert set(fact["topics"]) <= TOPICS
        assert fact["fact"]
        assert fact["roles"]
        assert {"phase", "stance", "status"} <= set(fact)
        assert isinstance(fact["background"], bool)
    told = {topic for fact in report["facts"] for topic in fact["topics"]}
    topics = report["topics"]
    assert set(topics["must"]) <= told
    assert set(topics["background_only"]) <= set(topics["must"])
    assert not set(topics["must_not"]) & {*topics["must"], *topics["may"]}


def test_the_five_reports_hold_all_assertions_once():
    numbers = [
        fact["id"]
        for path in REPORTS
        for key in ("facts", "of_no_topic")
        for fact in read(path)[key]
    ]
    assert len(numbers) == len(set(numbers)) == 76


@pytest.mark.parametrize("path", REPORTS, ids=lambda path: path.stem)
def test_the_items_of_a_report_exist_and_the_first_expects_its_topics(path):
    report = read(path)
    items = [read(SEEDS / "items" / f"{slug}.yml") for slug in report["items"]]
    assert all(item["report"] == report["report"] for item in items)
    expected = items[0]["expect"]
    assert expected == report["topics"]


def test_items_are_what_the_demo_reads():
    items = read_items(SEEDS / "items")
    assert {item.lang for item in items} == {"en", "tr", "ur", "hi", "ar"}
    slugs = {item.slug for item in items}
    assert all(item.copy_of in slugs for item in items if item.copy_of)
    assert all(item.source.endswith(".example") for item in items)


def test_a_copy_keeps_nine_words_in_ten_and_comes_from_another_outlet():
    [copy] = [read(path) for path in ITEMS if "copy_of" in read(path)]
    first = read(SEEDS / "items" / f"{copy['copy_of']}.yml")
    assert copy["source"] != first["source"]
    assert copy["title"] != first["title"]
    theirs, ours = words(first), words(copy)
    shared = sum(min(theirs.count(word), ours.count(word)) for word in set(ours))
    assert 0.85 <= shared / max(len(theirs), len(ours)) < 1


@pytest.mark.parametrize("path", ITEMS, ids=lambda path: path.stem)
def test_the_bundled_rules_raise_the_topics_an_item_must_raise(path):
    item = read(path)
    assert set(item["expect"]["must"]) & covered() <= raised(item)


@pytest.mark.parametrize("path", ITEMS, ids=lambda path: path.stem)
def test_the_bundled_rules_raise_no_topic_an_item_must_not(path):
    item = read(path)
    assert not set(item["expect"]["must_not"]) & raised(item)


def test_the_starter_list_is_opml_with_folders_and_says_that_it_is_unverified():
    text = (SEEDS / "feeds.opml").read_text(encoding="utf-8")
    assert "NOT been verified" in text
    folders = ET.fromstring(text).findall("./body/outline")
    feeds = [feed for folder in folders for feed in folder]
    addresses = [feed.get("xmlUrl") for feed in feeds]
    assert len(folders) >= 5
    assert len(addresses) == len(set(addresses)) >= 30
    assert all(address.startswith("https://") for address in addresses)
