# ruff: noqa: E501
"""Words of numbers and money, folded as the text is, in five languages."""

from __future__ import annotations

import re

from monitor.events.vocabulary import words

#: Words that count without a number, and the fewest they mean.
INDEFINITE = {"dozens": 24.0, "scores": 40.0, "hundreds": 200.0}

SCALES: dict[str, float] = {
    "dozen": 12.0, "hundred": 1e2, "thousand": 1e3, "k": 1e3, "million": 1e6, "millions": 1e6, "mn": 1e6,
    "mln": 1e6, "m": 1e6, "billion": 1e9, "billions": 1e9, "bn": 1e9, "b": 1e9, "trillion": 1e12,
    "lakh": 1e5, "lakhs": 1e5, "lac": 1e5, "crore": 1e7, "crores": 1e7, "cr": 1e7,
    "bin": 1e3, "milyon": 1e6, "milyar": 1e9, "trilyon": 1e12,
    "هزار": 1e3, "لاكه": 1e5, "كروڑ": 1e7, "ارب": 1e9, "كهرب": 1e11,
    "हजार": 1e3, "लाख": 1e5, "करोड": 1e7, "अरब": 1e9, "मिलियन": 1e6, "बिलियन": 1e9,
    "الف": 1e3, "مليون": 1e6, "ملايين": 1e6, "مليار": 1e9, "مليارات": 1e9,
    "ملين": 1e6,
}  # fmt: skip

RANGE_WORDS = words(
    """
    to and or ila سے से الي
    """
)

AT_MOST = re.compile(
    r"\b(?:up to|as many as|as much as|at most|no more than|a maximum of|en fazla)(?: [$€£¥₹₺]| us| usd| eur)*$"
)
AT_MOST_AFTER = re.compile(r"or (?:less|fewer)|at most")
AT_LEAST = re.compile(
    r"\b(?:more than|at least|(?<!hand )(?<!hands )(?<!handed )(?<!handing )(?<!take )(?<!took )(?<!turned )over|upwards of|in excess of|no fewer than|no less than|en az|exceeding)(?: [$€£¥₹₺]| us| usd| eur| all)*$"
    r"|(?:^| )(?:اكثر من|سے زايد|से अधिक|से ज्यादा)$"
)
AT_LEAST_AFTER = re.compile(r"or more|at least|den fazla|ten fazla|سے زايد|से अधिक|से ज्यादा")
ABOUT = re.compile(
    r"\b(?:about|around|some|roughly|nearly|almost|close to|an estimated|approximately|yaklasik|تقريبا|لگ بهگ|करीब|लगभग|نحو|حوالي)(?: [$€£¥₹₺]| us)*$"
)
BETWEEN_SUM_AND_CURRENCY = frozenset({"of", "in", "us", "american", "amerikan"})

#: Currency signs and codes before a number. A bare $ in world news is the American one.
BEFORE = {
    "$": "USD", "us $": "USD", "usd": "USD", "us dollars": "USD", "€": "EUR", "eur": "EUR",
    "£": "GBP", "gbp": "GBP", "¥": "JPY", "₹": "INR", "inr": "INR", "₺": "TRY", "pkr": "PKR",
    "chf": "CHF", "a $": "AUD", "au $": "AUD", "aud": "AUD", "c $": "CAD", "ca $": "CAD",
    "cad": "CAD", "nz $": "NZD", "s $": "SGD", "nt $": "TWD", "hk $": "HKD", "r $": "BRL",
    "sek": "SEK", "nok": "NOK", "dkk": "DKK", "pln": "PLN", "rs": "rupee", "sar": "SAR", "aed": "AED",
    "rm": "MYR", "₽": "RUB", "rub": "RUB", "tl": "TRY",
}  # fmt: skip

#: Currency words after a number; "" where the word alone does not tell which.
AFTER = {
    "dollars": "USD", "dollar": "USD", "us dollars": "USD", "us dollar": "USD", "usd": "USD",
    "$": "USD", "american dollars": "USD", "dolar": "USD", "abd dolari": "USD", "dolari": "USD",
    "dolarlik": "USD", "dolara": "USD", "dolarla": "USD", "dolarin": "USD", "avroya": "EUR", "avroyla": "EUR", "euroluk": "EUR", "euroya": "EUR", "sterline": "GBP", "sterlinlik": "GBP", "liraya": "TRY", "liralik": "TRY", "ruble": "RUB", "rublelik": "RUB", "yuanlik": "CNY", "ڈالر": "USD", "ڈالرز": "USD", "امريكي ڈالر": "USD", "डालर": "USD",
    "डॉलर": "USD", "دولار": "USD", "دولارات": "USD", "دولار امريكي": "USD",
    "australian dollars": "AUD", "canadian dollars": "CAD", "singapore dollars": "SGD",
    "new zealand dollars": "NZD", "taiwan dollars": "TWD",
    "euros": "EUR", "euro": "EUR", "eur": "EUR", "€": "EUR", "avro": "EUR", "avroluk": "EUR",
    "يورو": "EUR", "यूरो": "EUR",
    "pounds": "pound", "pounds sterling": "GBP", "sterling": "GBP", "sterlin": "GBP",
    "yen": "JPY", "yuan": "CNY", "renminbi": "CNY", "won": "KRW", "baht": "THB", "rupiah": "IDR",
    "ringgit": "MYR", "zloty": "PLN", "zlotys": "PLN", "lira": "TRY", "liras": "TRY", "tl": "TRY",
    "roubles": "RUB", "rubles": "RUB", "hryvnia": "UAH", "hryvnias": "UAH", "shekels": "ILS",
    "dirhams": "dirham", "shillings": "shilling", "naira": "NGN", "birr": "ETB", "dong": "VND", "tenge": "KZT", "manat": "AZN", "riyals": "riyal", "rials": "riyal", "rand": "ZAR", "taka": "BDT", "forints": "HUF",
    "francs": "franc", "franc": "franc", "swiss francs": "CHF", "swiss franc": "CHF",
    "rupees": "rupee", "rupee": "rupee", "indian rupees": "INR", "pakistani rupees": "PKR",
    "روپے": "PKR", "रुपये": "INR", "रुपए": "INR",
    "swedish kronor": "SEK", "norwegian kroner": "NOK", "danish kroner": "DKK", "kronor": "SEK",
    "kroner": "krone", "crowns": "krone", "czech crowns": "CZK", "pesos": "peso", "philippine pesos": "PHP",
    "lei": "RON", "leva": "BGN", "dinars": "dinar", "reais": "BRL", "ريال": "riyal", "درهم": "dirham", "دينار": "dinar", "جنيه": "pound", "ليره": "lira", "روبل": "RUB", "يوان": "CNY", "रूबल": "RUB", "युआन": "CNY", "पाउंड": "GBP", "پاونڈ": "GBP", "ين": "JPY",
}  # fmt: skip
