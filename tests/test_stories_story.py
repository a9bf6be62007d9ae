"""Is this an event we know? Events are told apart by facts, and joined only when facts agree."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from story_samples import FIRST_DAY, deal, story, visit

from monitor.model.stories import Constraints, Facet, Novelty, OpenStory, StoryFacts
from monitor.stories.likeness import is_same, same_event
from monitor.stories.story import place

STATES = st.sampled_from(["TR", "PK", "IN", "CN", "LK", "US"])


@st.composite
def reports(draw: st.DrawFn, states: st.SearchStrategy[str] = STATES) -> StoryFacts:
    report = draw(st.sampled_from([visit, deal]))
    supplier, recipient = ((draw(states),), (draw(states),))
    after = draw(st.integers(0, 40))
    article = draw(st.uuids()).hex
    if report is visit:
        ships = draw(st.sampled_from([(), ("buyukada",), ("heybeliada",)]))
        return visit(article, after=after, visitor=supplier, host=recipient, ship=ships)
    systems = draw(st.sampled_from([(), ("tb2",), ("akinci",)]))
    return deal(article, after=after, supplier=supplier, recipient=recipient, system=systems)


def told_apart(one: StoryFacts, other: StoryFacts) -> bool:
    return not is_same(same_event(one, other))


def test_two_reports_on_one_visit_are_one_event_and_the_table_says_why():
    score = same_event(visit("a"), visit("b", after=1))
    assert is_same(score)
    reasons = " | ".join(point.reason for point in score.points)
    assert "equal parties: TR and PK" in reasons
    assert "the same ship: buyukada" in reasons
    assert "published 1 days apart" in reasons
    assert score.total == sum(point.points for point in score.points)


@pytest.mark.parametrize(
    "other",
    [
        visit("b", visitor=("CN",), ship=(), states=("CN", "PK")),
        visit("b", ship=("heybeliada",), port=("gwadar",)),
        visit("b", after=20, ship=(), port=()),
        visit("b", after=31),
        deal("b"),
    ],
    ids=["another visitor", "another ship", "weeks later", "a month later", "another matter"],
)
def test_what_differs_in_the_facts_is_another_event(other):
    assert told_apart(visit("a"), other)


def test_equal_parties_in_one_week_are_not_yet_one_event():
    assert told_apart(deal("a", system=()), deal("b", system=(), after=1))


def test_two_types_sold_in_one_week_are_two_deals():
    assert told_apart(deal("a", system=("tb2",)), deal("b", system=("akinci",)))


def test_worth_and_number_speak_for_and_against():
    plain = deal("a", system=(), usd=(9e8, 9e8))
    assert not told_apart(plain, deal("b", system=(), usd=(8.8e8, 8.8e8)))
    assert told_apart(plain, deal("b", system=(), usd=(2e8, 2e8)))


def test_a_report_that_names_a_party_outside_its_role_is_no_contradiction():
    half = visit("b", host=(), port=(), after=1)
    assert not told_apart(visit("a"), half)


def test_an_article_with_a_topic_and_little_else_joins_by_what_it_names():
    bare = visit("b", visitor=(), host=(), port=(), ship=(), start=None, end=None)
    names = {"things": ("port:karachi",), "names": ("buyukada", "#300")}
    assert not told_apart(
        visit("a", **names),
        StoryFacts(**{field: getattr(bare, field) for field in bare.__slots__} | names),
    )


def test_names_that_many_events_share_tell_nothing():
    one = deal("a", system=(), names=("erdogan", "tayyip"))
    other = deal("b", system=(), names=("erdogan", "tayyip"))
    assert is_same(same_event(one, other))
    assert not is_same(same_event(one, other, frozenset({"erdogan", "tayyip"})))


WORDS = tuple(f"rare{letter}" for letter in "abcdefghijklmnopqrst")


def test_states_that_lead_both_stand_in_for_parties_that_were_not_read():
    states = {"states": ("NG", "BF", "PT"), "words": WORDS, "ship": (), "port": ()}
    one = visit("a", visitor=("BF",), host=(), start=None, end=None, **states)
    other = visit("b", visitor=(), host=("PT",), after=2, start=None, end=None, **states)
    assert not told_apart(one, other)
    elsewhere = visit("c", visitor=("DZ",), host=(), after=2, **states | {"states": ("DZ", "SY")})
    assert told_apart(one, elsewhere)


def test_two_ships_are_two_visits_however_alike_the_words():
    one = visit("a", ship=("savannah",), words=WORDS)
    assert told_apart(one, visit("b", ship=("taimur",), visitor=("CN",), words=WORDS))


@given(reports(), reports())
def test_the_score_is_symmetric(one, other):
    assert same_event(one, other).total == pytest.approx(same_event(other, one).total)
    assert is_same(same_event(one, other)) == is_same(same_event(other, one))


def grouped(articles: list[StoryFacts]) -> set[frozenset[str]]:
    stories: dict[str, OpenStory] = {}
    for facts in articles:
        identity = place(facts, tuple(stories.values())).story or facts.article
        known = stories[identity].articles if identity in stories else ()
        stories[identity] = OpenStory(identity, (*known, facts))
    return {frozenset(f.article for f in story.articles) for story in stories.values()}


@given(st.permutations(["TR", "PK", "IN", "CN", "LK", "US"]), st.randoms(use_true_random=False))
def test_the_order_in_which_independent_events_arrive_does_not_matter(states, random):
    events = [
        (
            visit(
                f"{host}{number}",
                visitor=(guest,),
                host=(host,),
                states=(guest, host),
                ship=(ship,),
            )
        )
        for guest, host, ship in zip(states[:3], states[3:], "xyz", strict=True)
        for number in range(2)
    ]
    in_order = grouped(events)
    random.shuffle(events)
    assert grouped(events) == in_order
    assert len(in_order) == 3


def test_what_nobody_told_before_is_new():
    placement = place(visit(), [])
    assert (placement.story, placement.novelty) == (None, Novelty.NEW)
    assert placement.sources == 1


def test_an_event_of_years_ago_is_background_and_one_of_months_ago_is_not():
    years, months = FIRST_DAY - timedelta(days=900), FIRST_DAY - timedelta(days=200)
    old = visit(prominence="background", start=years, end=years)
    recent = visit(prominence="background", start=months, end=months)
    assert place(old, []).novelty is Novelty.BACKGROUND
    assert place(recent, []).novelty is Novelty.NEW


def test_the_best_of_several_stories_is_taken_in_any_order():
    near = story(visit("a"), identity="near")
    far = story(visit("b", ship=(), port=()), identity="far")
    new = visit("c", after=1)
    assert place(new, [near, far]).story == place(new, [far, near]).story == "near"
    assert place(new, [near]).against == "a"


def test_the_operator_s_word_goes_before_every_score():
    pair = frozenset({frozenset({"a", "b"})})
    known = story(visit("a"))
    assert place(visit("b"), [known], Constraints(different=pair)).story is None
    other = deal("b", supplier=("US",), recipient=("IN",))
    assert place(other, [known]).story is None
    assert place(other, [known], Constraints(same=pair)).story == "one"


def test_between_two_busy_states_more_is_asked():
    busy = [story(deal(f"x{n}", system=(f"t{n}",)), identity=f"s{n}") for n in range(3)]
    one = story(deal("a", system=(), names=("kizilelma",)))
    new = deal("b", after=8, system=(), names=("kizilelma",))
    assert place(new, [one]).story == "one"
    assert place(new, [one, *busy]).story is None


def test_reports_in_two_languages_meet_by_names_that_sound_alike():
    one = deal("a", system=(), names=("anastasiades",), sounds=("nstsds", "prys"), lang="en")
    other = deal("b", system=(), sounds=("nstsds", "tkrt", "mhtt"), lang="ar", after=1)
    reasons = [point.reason for point in same_event(one, other).points]
    assert "names that sound alike: nstsds" in reasons
    assert not [p for p in same_event(one, deal("c", system=())).points if "sound" in p.reason]


def test_a_visit_and_an_exercise_are_one_event_only_where_one_was_not_read():
    named = {"things": ("ship:buyukada", "port:karachi"), "names": ("heybeli",)}
    ship = visit("a", states=("TR", "PK", "LK"), **named)
    unread = replace(ship, article="b", facets=(Facet("joint-exercises"),))
    assert not told_apart(ship, unread)
    assert told_apart(ship, replace(unread, facets=deal("c").facets))


def test_rare_states_that_lead_both_tell_an_event_and_great_powers_do_not():
    def one_of(article: str, first: str, second: str, **more) -> StoryFacts:
        parties = {"visitor": (first,), "host": (), "port": (), "ship": (), "start": None}
        return visit(article, states=(first, second), end=None, **parties | more)

    alike = {"words": WORDS[:18], "lang": "en"}
    assert not told_apart(one_of("a", "DZ", "ML", **alike), one_of("b", "DZ", "ML", **alike))
    reasons = same_event(one_of("a", "DZ", "ML"), one_of("b", "DZ", "ML")).points
    assert [p.telling for p in reasons if "lead both" in p.reason] == [True]
    reasons = same_event(one_of("a", "US", "CN"), one_of("b", "US", "CN")).points
    assert [p.telling for p in reasons if "lead both" in p.reason] == [False]


def test_an_event_told_beside_another_joins_neither():
    ship = visit("a")
    aside = Facet(
        "military-flights", "military_flight", (("destination", ("TR",)),), "", "", "main"
    )
    both = replace(ship, facets=(*ship.facets, aside))
    flight = replace(
        ship,
        article="c",
        facets=(
            replace(aside, roles=(("operator", ("TR",)), ("destination", ("PK",))), frame="f"),
        ),
        things=("system:c-130", "port:karachi"),
    )
    score = same_event(replace(both, things=flight.things), flight)
    assert "told beside another event, which is told in full" in [p.reason for p in score.points]
    assert not is_same(score)


def test_a_party_that_an_article_names_less_than_the_other_side_was_misread_perhaps():
    right = deal("a", supplier=("US",), recipient=("BG",), system=(), states=("US", "BG"))
    wrong = deal("b", supplier=("US",), recipient=("RO",), system=(), states=("US", "BG", "RO"))
    other = deal("c", supplier=("US",), recipient=("RO",), system=(), states=("US", "RO", "BG"))
    said = "a party misread, as it seems"
    assert any(said in point.reason for point in same_event(right, wrong).points)
    assert not any(said in point.reason for point in same_event(right, other).points)
