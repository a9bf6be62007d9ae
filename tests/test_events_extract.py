"""Who did what to whom: whole records from short articles, one clause pattern at a time."""

from __future__ import annotations

from datetime import date

import pytest

from monitor.events import contract_status, extract
from monitor.model.events import EventRecord, Prominence
from tests.annotated import article

PUBLISHED = date(2025, 6, 20)


def record(topic: str, text: str, title: str = "", lang: str = "en") -> EventRecord:
    found = extract(article(title, text, lang), topic, PUBLISHED)
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("text", "supplier", "recipient"),
    [
        ("Pakistan is to supply drones to Turkey.", "PK", "TR"),
        ("Turkey will send Pakistan its Bayraktar TB2 drones.", "TR", "PK"),
        ("The drones were supplied by Turkey to Pakistan.", "TR", "PK"),
        ("Romania has ordered 18 drones from Turkey.", "TR", "RO"),
        ("Warsaw bought 24 Bayraktar TB2 drones.", "TR", "PL"),
        ("Israel's sale of drones to Azerbaijan goes ahead.", "IL", "AZ"),
        ("Serbia unveiled Chinese attack drones on Saturday.", "CN", "RS"),
        ("Five armed Turkish drones landed in Kosovo.", "TR", "XK"),
        ("China will build a plant for combat drones in Saudi Arabia.", "CN", "SA"),
        ("Baykar signed a contract with Kuwait for TB2 drones.", "TR", "KW"),
        ("Ankara denied that it had delivered drones to Islamabad.", "TR", "PK"),
        ("Türkiye, Pakistan'a insansız hava aracı teslim etti.", "TR", "PK"),
        ("ترکیہ پاکستان کو ڈرون فراہم کرے گا۔", "TR", "PK"),
        ("तुर्की ने पाकिस्तान को ड्रोन दिए।", "TR", "PK"),
        ("سلمت تركيا طائرات مسيرة إلى باكستان.", "TR", "PK"),
    ],
)
def test_the_supplier_and_the_recipient_are_told_apart(text, supplier, recipient):
    lang = {"T": "tr", "ت": "ur", "स": "hi", "س": "ar"}.get(text[0], "en")
    lang = (
        "hi"
        if text[0] == "त"
        else "tr"
        if "teslim" in text
        else lang
        if not text.isascii()
        else "en"
    )
    found = record("drone-deals", text, lang=lang)
    assert (found.keys("supplier"), found.keys("recipient")) == ((supplier,), (recipient,))


def test_an_enumeration_fills_a_role_with_all_its_states():
    found = record("drone-deals", "China sold drones to Saudi Arabia and the United Arab Emirates.")
    assert set(found.keys("recipient")) == {"SA", "AE"}


def test_every_filled_field_shows_its_words():
    text = "Turkey will send Pakistan 700 Bayraktar TB2 drones. The deal is worth $900 million."
    found = record("drone-deals", text)
    shown = {one.field: one.exact for one in found.evidence}
    assert shown["supplier"] == "Turkey"
    assert shown["recipient"] == "Pakistan"
    assert shown["quantity"] == "700"
    assert shown["value"] == "$900 million"
    assert all(text[one.start : one.end] == one.exact for one in found.evidence)


@pytest.mark.parametrize(
    ("text", "visitor", "host", "port"),
    [
        ("The Turkish Navy corvette docked at Karachi on May 2.", "TR", "PK", "karachi"),
        ("INS Rana arrived in Colombo on Tuesday.", "IN", "LK", "colombo"),
        ("A Chinese destroyer called at Karachi.", "CN", "PK", "karachi"),
        ("Türk korveti Karaçi Limanı'nı ziyaret etti.", "TR", "PK", "karachi"),
        ("وصلت المدمرة الصينية إلى كراتشي.", "CN", "PK", "karachi"),
    ],
)
def test_a_ship_visits_and_a_port_is_visited(text, visitor, host, port):
    lang = "en" if text.isascii() else "tr" if text[0] == "T" else "ar"
    found = record("ship-visits", text, lang=lang)
    assert found.keys("visitor") == (visitor,)
    assert found.keys("host") == (host,)
    assert found.keys("port") == (port,)


def test_a_ship_is_known_by_the_name_after_her_prefix():
    found = record("ship-visits", "The frigate PNS Taimur reached Colombo on Monday.")
    assert found.keys("ship") == ("Taimur",)
    assert found.when is not None
    assert found.when.start == date(2025, 6, 16)


def test_a_city_that_is_a_ships_name_here_is_no_place():
    text = "USS Tripoli reached Da Nang on Monday. Tripoli has 2,300 sailors aboard."
    assert record("ship-visits", text, title="Tripoli calls at Da Nang").keys("host") == ("VN",)


@pytest.mark.parametrize(
    ("text", "imposer", "target", "status"),
    [
        ("Slovenia has banned all arms exports to Israel.", "SI", "IL", "imposed"),
        ("Sweden has lifted its embargo on arms sales to Turkey.", "SE", "TR", "lifted"),
        ("The EU has extended its arms embargo against Belarus.", "EU", "BY", "extended"),
        ("Berlin is considering a ban on weapons exports to Israel.", "DE", "IL", "considered"),
        ("Ankara denied imposing an arms embargo on India.", "TR", "IN", "denied"),
        (
            "Italy will not supply Saudi Arabia with bombs, the minister said.",
            "IT",
            "SA",
            "imposed",
        ),
        ("Kanada, Türkiye'ye silah ihracatı yasağını kaldırdı.", "CA", "TR", "lifted"),
        ("तुर्की ने भारत को हथियारों के निर्यात पर रोक लगाई।", "TR", "IN", "imposed"),
    ],
)
def test_who_bans_and_who_is_banned(text, imposer, target, status):
    lang = "en" if text.isascii() else "tr" if text[0] == "K" else "hi"
    found = record("arms-bans", text, lang=lang)
    assert found.keys("imposer") == (imposer,)
    assert found.keys("target") == (target,)
    assert contract_status("arms-bans", found) == status


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("Kuwait has signed a contract with Turkey for TB2 drones.", "agreed"),
        ("Poland has taken delivery of Turkish TB2 drones.", "delivered"),
        ("Turkey plans to sell TB2 drones to Indonesia.", "planned"),
        ("Australia has cancelled its order for American MQ-9B drones.", "cancelled"),
        ("Iran denies sending drones to Russia.", "denied"),
        ("Turkish drones will be delivered to Albania under the plan.", "planned"),
    ],
)
def test_how_far_a_deal_has_got(text, status):
    assert contract_status("drone-deals", record("drone-deals", text)) == status


def test_a_denial_of_the_cargo_is_no_denial_of_the_landing():
    text = (
        "Turkish C-130 aircraft landed in Karachi. Ankara denied that they carried weapons, "
        "saying they only refuelled."
    )
    assert record("military-flights", text).status != "denied"


def test_a_denial_keeps_its_speaker_and_words():
    found = record("drone-deals", "Iran denied supplying drones to Russia, calling reports false.")
    assert found.status == "denied"
    assert found.claims[0].claimant == "IR"
    assert found.claims[0].evidence.exact.startswith("denied")


@pytest.mark.parametrize(
    "text",
    [
        "Turkey sold drones to Mali. Its defence exports rose to a record 7.5 billion dollars.",
        "Turkey sold drones to Mali. Trade between the two is to reach 5 billion dollars.",
        "Turkey sold drones to Mali. The price was put at $0M.",
        "Turkey sold drones to Mali. It also sold jets to Indonesia for 10 billion dollars.",
    ],
)
def test_sums_of_other_things_are_never_the_deals_value(text):
    assert record("drone-deals", text).value is None


@pytest.mark.parametrize(
    "text",
    [
        "Turkey sold drones to Mali after three years of talks.",
        "Turkey delivered the third batch of drones to Mali.",
        "Turkey sold TB2 drones to Mali. Niger received six of the drones in May.",
        "The drones went from Turkey to the 12th Unmanned Aerial Vehicle Base in Poland.",
    ],
)
def test_numbers_of_other_things_are_never_the_quantity(text):
    assert record("drone-deals", text).quantity is None


def test_two_types_counted_side_by_side_are_added():
    text = "Turkey will sell Indonesia up to 60 Bayraktar TB3 drones and up to nine of the Akinci."
    found = record("drone-deals", text)
    assert found.quantity is not None
    assert (found.quantity.minimum, found.quantity.maximum) == (None, 69)


def test_flights_incursions_and_parties_have_their_roles():
    flight = record("military-flights", "A Turkish Air Force C-130 landed in Pakistan on Monday.")
    assert (flight.keys("operator"), flight.keys("destination")) == (("TR",), ("PK",))
    raid = record("drone-incursions", "Russian drones entered Polish airspace overnight.")
    assert (raid.keys("actor"), raid.keys("target")) == (("RU",), ("PL",))
    drill = record("joint-exercises", "Turkey and Pakistan held a joint exercise in Konya.")
    assert set(drill.keys("participants")) == {"TR", "PK"}


def test_what_happened_long_before_publication_is_background():
    found = record("ship-visits", "A Turkish corvette docked at Karachi on 2 May 2023.")
    assert found.prominence is Prominence.BACKGROUND


@pytest.mark.parametrize(
    ("title", "text", "lang"),
    [
        ("", "", "en"),
        ("", "Nothing here names a state.", "en"),
        ("Дроны", "Турция поставит Пакистану беспилотники.", "ru"),
    ],
)
def test_an_article_that_names_no_party_gives_no_record(title, text, lang):
    assert extract(article(title, text, lang), "drone-deals", PUBLISHED) is None


def test_contradictory_figures_give_one_that_is_in_the_text():
    text = "Turkey sold Mali 5 drones. Turkey sold Mali 7 drones. Turkey sold Mali 9 drones."
    found = record("drone-deals", text)
    assert found.quantity is not None
    assert found.quantity.minimum in {5, 7, 9}


def test_a_topic_without_a_frame_gives_no_record():
    assert extract(article("", "Turkey sold drones to Mali."), "weather", PUBLISHED) is None


def test_without_a_day_of_publication_there_is_no_date():
    found = extract(article("", "INS Rana docked at Colombo on Tuesday."), "ship-visits", None)
    assert found is not None
    assert found.when is None
