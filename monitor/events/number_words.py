# ruff: noqa: E501
"""Number words of five languages, folded as the text is, and what they count.

Hindi and Urdu have a word of its own for each number to 99; Arabic puts the unit before ten (`ثمان
عشرة`) and has a dual; English and Turkish put it behind.
"""

from __future__ import annotations

_ENGLISH_UNITS = "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen"
_ENGLISH_TENS = "twenty thirty forty fifty sixty seventy eighty ninety"
_TURKISH = "iki uc dort bes alti yedi sekiz dokuz"
_TURKISH_TENS = "yirmi otuz kirk elli altmis yetmis seksen doksan yuz"
# From 1 to 99 in order, spellings of one number parted by a stroke; 80 is a common word in Urdu.
_HINDI = """
    एक दो तीन चार पांच छह/छः/छै सात आठ नौ दस ग्यारह बारह तेरह चौदह पंद्रह सोलह सत्रह अठारह/अट्ठारह
    उंनीस बीस इक्कीस बाईस/बाइस तेईस/तेइस चौबीस पच्चीस छब्बीस सत्ताईस/सत्ताइस अट्ठाईस/अठाईस
    उनतीस/उंतीस तीस इकतीस/इकत्तीस बत्तीस तैंतीस/तेंतीस चौंतीस पैंतीस छत्तीस सैंतीस अडतीस
    उनतालीस/उंतालीस चालीस इकतालीस बयालीस तैंतालीस चौवालीस/चवालीस पैंतालीस छियालीस सैंतालीस अडतालीस
    उनचास/उंचास पचास इक्यावन बावन तिरपन/तिरेपन चौवन पचपन छप्पन सत्तावन अट्ठावन/अठावन उनसठ साठ इकसठ
    बासठ तिरसठ चौंसठ पैंसठ छियासठ सडसठ अडसठ उनहत्तर सत्तर इकहत्तर बहत्तर तिहत्तर चौहत्तर पचहत्तर
    छिहत्तर सतहत्तर अठहत्तर उन्यासी/उनासी अस्सी इक्यासी बयासी तिरासी चौरासी पचासी छियासी सत्तासी
    अट्ठासी/अठासी नवासी नब्बे इक्यानवे बानवे तिरानवे चौरानवे पचानवे छियानवे सत्तानवे
    अट्ठानवे/अठानवे निन्यानवे
"""
_URDU = """
    ايك دو تين چار پانچ چه/چهے سات اٹه نو دس گياره باره تيره چوده پندره سوله ستره اٹهاره انيس بيس
    اكيس باييس تييس چوبيس پچيس چهبيس ستاييس اٹهاييس انتيس تيس اكتيس بتيس تينتيس چونتيس پينتيس
    چهتيس سينتيس اڑتيس انتاليس چاليس اكتاليس بياليس تينتاليس چواليس پينتاليس چهياليس سينتاليس
    اڑتاليس انچاس پچاس اكياون باون ترپن چوون پچپن چهپن ستاون اٹهاون انسٹه ساٹه اكسٹه باسٹه ترسٹه
    چونسٹه پينسٹه چهياسٹه سڑسٹه اڑسٹه انهتر ستر اكهتر بهتر تهتر چوهتر پچهتر چههتر ستتر اٹههتر
    اناسي - اكياسي بياسي تراسي چوراسي پچاسي چهياسي ستاسي اٹهاسي نواسي نوے اكانوے بانوے ترانوے
    چورانوے پچانوے چهيانوے ستانوے اٹهانوے ننانوے
"""
_ARABIC = {
    1: "واحده",
    2: "اثنان/اثنين/اثنتان/اثنتين/طايرتان/طايرتين/مسيرتان/مسيرتين",
    3: "ثلاث/ثلاثه",
    4: "اربع/اربعه",
    5: "خمس/خمسه",
    6: "ست/سته",
    7: "سبع/سبعه",
    8: "ثماني/ثمانيه/ثمان",
    9: "تسع/تسعه",
    10: "عشر/عشره",
    20: "عشرون/عشرين",
    30: "ثلاثون/ثلاثين",
    40: "اربعون/اربعين",
    50: "خمسون/خمسين",
    60: "ستون/ستين",
    70: "سبعون/سبعين",
    80: "ثمانون/ثمانين",
    90: "تسعون/تسعين",
    100: "ميه/مايه",
    200: "ميتان/ميتين/مايتي/ميتي",
}

#: Arabic words for ten behind a unit: fifteen is `five ten`.
ARABIC_TEN = frozenset({"عشر", "عشره"})
#: Arabic nouns that count to two by themselves.
DUALS = frozenset({"طايرتان", "طايرتين", "مسيرتان", "مسيرتين"})
#: The Turkish ten, which is a number only before a unit: `on` is a word in English.
TURKISH_TEN = "on"


def _counted(table: str, first: int = 1, step: int = 1) -> dict[str, float]:
    """Read a table of number words in order."""
    return {
        word: float(first + step * place)
        for place, words in enumerate(table.split())
        for word in words.split("/")
        if word != "-"
    }


#: Number words and what they count. One is left out where it is also the article.
WORDS: dict[str, float] = {
    **_counted(_ENGLISH_UNITS),
    **_counted(_ENGLISH_TENS, 20, 10),
    **_counted(_TURKISH, 2),
    **_counted(_TURKISH_TENS, 20, 10),
    **{word: value for word, value in _counted(_HINDI).items() if value > 1},
    **{word: value for word, value in _counted(_URDU).items() if value > 1},
    **{word: float(value) for value, words in _ARABIC.items() for word in words.split("/") if value > 1},
    "dozen": 12.0, "hundred": 100.0, "pair": 2.0, "couple": 2.0, "dozens": 24.0, "scores": 40.0,
    "hundreds": 200.0, "trio": 3.0, "quartet": 4.0, "duo": 2.0,
}  # fmt: skip
