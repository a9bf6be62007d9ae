"""Words, folding, sentences, zones: what rules see of a text, and the way back to the original."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.matching.folding import fold, fold_all, fold_ascii, words
from monitor.matching.text import TokenStream
from monitor.model import Zone


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("TB2", "tb 2"),
        ("TB-2", "tb 2"),
        ("TB 2", "tb 2"),
        ("F-16s", "f 16 s"),
        ("C\u2011130H", "c 130 h"),
        ("300\u2013400", "300 400"),
        ("1,500 or 1.5", "1500 or 1.5"),
        ("Turkey's", "turkey"),
        ("Turkey\u2019s", "turkey"),
        ("TÜRKİYE'nin", "turkiye"),
        ("Türkiye\u2019deki", "turkiye"),
        ("İHA'lar", "iha"),
        ("SIĞINAK ılık", "siginak ilik"),
        ("Mirosławiec Đà Nẵng", "miroslawiec da nang"),
        ("Qur'an O'Brien Sana'a", "quran obrien sanaa"),
        ("under $300, 50%", "under $ 300 50 %"),
        ("العربيّة ـــ", "العربيه ـــ"),
        ("إيران أمريكا آسيا", "ايران امريكا اسيا"),
        ("کراچی", "كراچي"),
        ("٣٤٥ ۳۴۵ ३४५", "345 345 345"),
        ("ज़मीन हिन्दी", "जमीन हिंदी"),
        ("شِکار", "شكار"),
        ("co\u00adoperation", "cooperation"),
        ("\U0001d413\U0001d42e\U0001d42b\U0001d424\U0001d41e\U0001d432", "turkey"),
    ],
)
def test_words_are_cut_and_folded(text, words):
    assert " ".join(fold(text)) == words


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("ڈرون", "ڈرون"),
        ("پاکستان کی", "پاكستان كي"),
        ("فضائیہ", "فضائيه"),
        ("वायुसेना", "वायुसेना"),
        ("फ़्रिगेट", "फ़्रिगेट"),
        ("सङ्घ", "संघ"),
        ("Türkiye", "Tu\u0308rkiye"),
        ("İstanbul", "Istanbul"),
    ],
)
def test_spellings_of_one_word_fold_alike(one, other):
    assert fold(one) == fold(other)


@pytest.mark.parametrize(
    ("one", "other"), [("दिल", "दल"), ("की", "का"), ("کے", "کی"), ("arms", "arm")]
)
def test_different_words_stay_different(one, other):
    assert fold(one) != fold(other)


def sentences(text: str, title: str = "") -> list[str]:
    stream = TokenStream(title, text)
    found = []
    for number in range(len(stream.sentence_starts)):
        start, end = stream.sentence_range(number)
        found.append(stream.full[stream.starts[start] : stream.ends[end - 1]])
    return found


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("The U.S. Navy paid. It left.", 2),
        ("Gen. Munir met Lt. Col. Smith. They talked.", 2),
        ("It costs Rs. 5,000 a day. No more.", 2),
        ("At 10 a.m. Sunday it sailed. In the U.S. The deal is off.", 3),
        ("He said no. The deal is off.", 2),
        ("Ship No. 5 came. It left.", 2),
        ("J. Smith of Acme Inc. said so. He left.", 2),
        ('"Did it land?" asked the minister. It did.', 2),
        ("Worth $7.5 billion. Or 8.", 2),
        ("ڈرون آئے۔ جہاز گئے۔", 2),
        ("क्या जहाज आया? हाँ। वह गया।", 3),
        ("هل وصلت السفينة؟ نعم. غادرت.", 3),
        ("Gemi geldi. Sonra gitti! Neden?", 3),
        ("Doç. Dr. Kaya konuştu. Bitti.", 2),
        ("First paragraph without stop\n\nSecond one", 2),
        ("wrapped line\ngoes on here. End.", 2),
        ("Line one\nLine two", 2),
    ],
)
def test_sentences_end_where_a_reader_would_end_them(text, count):
    assert len(sentences(text)) == count, sentences(text)


def test_the_title_is_one_sentence_of_its_own():
    assert sentences("Text here.", "U.S. ships. Now!") == ["U.S. ships. Now", "Text here"]


def test_spans_point_into_title_and_text():
    stream = TokenStream("Drones land", "In Ankara's skies.")
    assert stream.span(0, 1) == (Zone.TITLE, 0, 6)
    ankara = stream.folded.index("ankara")
    span = stream.span(ankara, ankara + 1)
    assert span.zone is Zone.TEXT
    assert stream.exact(span) == "Ankara"


def test_the_parts_of_a_written_word_share_its_number():
    stream = TokenStream("", "two F-16s and a TB-2 flew")
    numbers = dict(zip(stream.folded, stream.word_numbers, strict=True))
    assert numbers["f"] == numbers["16"] == numbers["s"]
    assert numbers["flew"] - numbers["two"] == 5


FURNITURE = [
    "Also read: India bans drones",
    "Also in this edition: Navy visits port; drones sold",
    "No comments yet | Post a comment",
    "Bunları da okuyun: Yeni fırkateyn",
    "ٹرینڈنگ: ڈرون شو",
    "मुख्य खबरें: ड्रोन सौदा",
    "مواضيع قد تهمك: صفقة طائرات",
    "ALSO READ | India bans drones",
    "Read more: Turkish drones",
    "Related stories",
    "Share this article",
    "Subscribe to our newsletter",
    "Follow us on X",
    "Tags: drones, navy",
    "By Staff Reporter",
    "Published: 21 November 2026",
    "Photo: Reuters",
    "Leave a comment",
    "© 2026 Daily Example",
    "Politics | Sport | Defence | Weather",
    "Çok okunanlar: Yeni İHA",
    "İlginizi çekebilir: Fırkateyn geldi",
    "Etiketler: İHA, donanma",
    "Bizi takip edin",
    "یہ بھی پڑھیں: ڈرون حملہ",
    "مزید پڑھیں: جہاز",
    "ये भी पढ़ें: ड्रोन सौदा",
    "संबंधित खबरें",
    "اقرأ أيضا: صفقة طائرات",
    "الأكثر قراءة",
    "تابعونا على تويتر",
]
PROSE = [
    "Read more than once, the treaty says little.",
    "Related to this was the sale of drones, officials said.",
    "Share prices of the maker rose after the deal was announced.",
    "By Tuesday the ships had left the port.",
    "Published reports said the drones had been delivered.",
    "Video of the strike was shown on state television.",
    "More on the delivery will follow, the minister said.",
    "Yorum yapan yetkili, anlaşmanın imzalandığını söyledi.",
    "تصویر میں جہاز کو دیکھا جا سکتا ہے۔",
    "Source countries of the weapons include Turkey.",
]


@pytest.mark.parametrize("line", FURNITURE)
def test_lines_of_the_site_are_furniture(line):
    stream = TokenStream(
        "Title", f"Some prose here.\n\n{line}\n\nThe article goes on with more prose."
    )
    assert len(stream.furniture_ranges) == 1


@pytest.mark.parametrize("line", PROSE)
def test_prose_that_starts_like_a_label_is_not_furniture(line):
    assert TokenStream("Title", f"Some prose here.\n\n{line}").furniture_ranges == []


def test_headlines_under_a_label_are_furniture_until_prose_returns():
    text = "Prose.\n\nRelated stories\n\nIndia bans drones\n\nNavy visits port\n\nThe minister said that talks would go on."
    stream = TokenStream("", text)
    assert len(stream.furniture_ranges) == 3
    talks = stream.folded.index("talks")
    assert not stream.in_furniture(talks, talks + 1)


def test_the_lead_is_the_opening_of_the_text_without_furniture():
    text = "By A Reporter\n\nShort opening.\n\n" + "word " * 60 + ".\n\nLast paragraph."
    stream = TokenStream("Title words", text)
    lead = stream.folded[stream.title_end : stream.lead_end]
    assert "opening" in lead
    assert "last" not in lead


def test_words_between_quotation_marks_are_known():
    stream = TokenStream("", 'He said "we sold drones" and left. \u201cNo,\u201d she said.')
    at = stream.folded.index
    assert stream.in_quotation(at("sold"), at("sold") + 1)
    assert stream.in_quotation(at("no"), at("no") + 1)
    assert not stream.in_quotation(at("left"), at("left") + 1)


anything = st.text(
    alphabet=st.one_of(
        st.characters(blacklist_categories=["Cs"]), st.sampled_from(" .\n'\u2019-aZ9ıİकاـ\u0301")
    ),
    max_size=80,
)


plain_english = st.lists(
    st.sampled_from(
        [
            "Turkey's",
            "O'Brien",
            "Sana`a",
            "1,500",
            "1,5",
            "USA'ya",
            "UK's",
            "$",
            "F",
            "16",
            "'s",
            "It",
            "ab'de",
            "12's",
            "Qur'an",
        ]
    )
).map(" ".join)


@given(st.one_of(plain_english, st.text(alphabet="aB9,'`.$ -", max_size=60)))
def test_folding_a_plain_english_text_at_once_folds_each_of_its_words(text):
    written = words(text)
    assert fold_ascii(written) == " ".join(fold_all(written))


def test_a_ligature_that_stands_for_a_phrase_is_one_word():
    assert len(fold("\ufdfa")) == 1
    assert len(TokenStream("", "a \ufdfa b").folded) == 3


@given(anything, anything)
def test_a_place_of_the_haystack_leads_to_its_word_whichever_way_it_is_counted(title, text):
    stream = TokenStream(title, text)
    for _ in range(2):
        for token, place in enumerate(stream.places):
            if token < len(stream):
                assert stream.token_at(place) == token


@given(anything, anything)
def test_every_word_folds_to_its_place_in_the_haystack(title, text):
    stream = TokenStream(title, text)
    assert len(stream.starts) == len(stream.ends) == len(stream.folded) == len(stream.word_numbers)
    for token, folded in enumerate(stream.folded):
        place = stream.places[token]
        assert stream.haystack[place : place + len(folded)] == folded
        assert stream.full[stream.starts[token] : stream.ends[token]] == stream.written[token]
        assert " " not in folded
        assert folded
        assert fold(stream.written[token]) == (folded,)
    for token in range(len(stream)):
        span = stream.span(token, token + 1)
        assert 0 <= span.start <= span.end
        assert stream.exact(span) == stream.written[token][: span.end - span.start]
    assert list(stream.sentence_starts) == sorted(set(stream.sentence_starts))
    assert set(stream.paragraph_starts) <= set(stream.sentence_starts)


@given(anything)
def test_folding_twice_changes_nothing(text):
    once = fold(text)
    assert fold(" ".join(once)) == once
