# ruff: noqa: E501
"""The words of each frame: who gives, who takes, who arrives, who bans.

English verbs stand with all their forms, so that a passive can be told from a past tense; words of
Turkish, Urdu, Hindi and Arabic stand as stems, since their endings carry person and tense.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import lru_cache

from monitor.events.vocabulary import words

PRESENT, PAST, ING = "present", "past", "ing"


def verb_forms(table: str) -> dict[str, str]:
    """Read `give gives gave given giving` or, for regular verbs, `supply` alone."""
    found: dict[str, str] = {}
    for line in table.split(","):
        forms = line.split()
        if len(forms) == 1:
            forms = _regular(forms[0])
        found |= dict.fromkeys(forms[:2], PRESENT)
        found |= dict.fromkeys(forms[2:-1], PAST)
        found[forms[-1]] = ING
    return found


def _regular(verb: str) -> list[str]:
    if verb.endswith("y") and verb[-2] not in "aeou":
        return [verb, verb[:-1] + "ies", verb[:-1] + "ied", verb + "ing"]
    if verb.endswith("e"):
        return [verb, verb + "s", verb + "d", verb[:-1] + "ing"]
    third = verb + ("es" if verb.endswith(("s", "sh", "ch", "x")) else "s")
    return [verb, third, verb + "ed", verb + "ing"]


# What Arabic writes onto a verb: and, then, will, and the person.
_WRITTEN_ON = re.compile(
    "^[\u0648\u0641]?\u0633?[\u064a\u062a\u0646](?=...)|^[\u0648\u0641](?=...)"
)


@lru_cache(maxsize=20_000)
def _has_stem(word: str, stems: tuple[str, ...]) -> bool:
    return word.startswith(stems) or _WRITTEN_ON.sub("", word, count=1).startswith(stems)


@dataclass(frozen=True, slots=True)
class Cue:
    """The words of one meaning: English verbs with their form, nouns, and stems of other languages."""

    verbs: dict[str, str] = field(default_factory=dict)
    nouns: frozenset[str] = frozenset()
    stems: tuple[str, ...] = ()
    known: dict[str, str] = field(init=False, repr=False)  # English words with their forms

    def __post_init__(self) -> None:
        object.__setattr__(self, "known", dict.fromkeys(self.nouns, "noun") | self.verbs)

    def form(self, word: str) -> str:
        """Return "present", "past", "ing" for a verb, "noun", "stem", or "" for another word."""
        if (found := self.known.get(word)) is not None:
            return found
        if self.stems and not word.isascii() and _has_stem(word, self.stems):
            return "stem"
        return ""

    def latin(self, word: str) -> str:
        """Return "stem" for a Turkish word, which is written in the letters of English."""
        return "stem" if self.stems and word.startswith(self.stems) else ""


GIVE = Cue(
    verb_forms(
        """supply, provide, deliver, export, donate, sell sells sold selling, send sends sent sending,
        give gives gave given giving, transfer transfers transferred transferring,
        ship ships shipped shipping, hand, gift, lend lends lent lending, offer, equip equips equipped
        equipping, arm, furnish, outfit outfits outfitted outfitting, bring brings brought bringing,
        part, pass, pledge, promise, loan, present, release, dispatch, deploy"""
    ),
    words(
        """
        sale sales delivery deliveries supply supplies shipment shipments export exports
        transfer transfers donation donations handover gift consignment batch offer supplier
        """
    ),
    ("teslim", "sevk", "tedarik", "sat", "ihra", "hibe", "bagis", "ver", "gonder", "devre", "devri",
     "فراهم", "فروخت", "حوالے", "برامد", "دے", "دي", "بهيج", "مهيا", "سپلاي", "عطيه",
     "आपूर्ति", "बेच", "बिक्री", "सौंप", "निर्यात", "भेज", "देगा", "दिया", "दिए", "दी", "देने", "मुहैया",
     "تسليم", "سلم", "بيع", "باع", "تصدير", "زود", "تزويد", "توريد", "ورد", "منح", "ارسل", "ارسال", "تبيع", "تزود", "تسلم"),
)  # fmt: skip
TAKE = Cue(
    verb_forms(
        """buy buys bought buying, purchase, acquire, order, receive, import, procure, lease, rent,
        obtain, get gets got gotten getting, accept, add, operate, field, adopt, choose chooses chose
        chosen choosing, select, pick, join, induct, take takes took taken taking, want, seek seeks
        sought seeking, eye eyes eyed eying, pursue, await, ask, request, opt opts opted opting, unveil, drop drops dropped dropping, need,
        fly flies flew flown flying"""
    ),
    words(
        """
        purchase purchases acquisition acquisitions procurement order orders lease buyer buyers
        customer customers recipient operator operators user users wish inventory fleet arsenal
        hands
        """
    ),
    ("al", "satin", "siparis", "envanter", "ithal", "kiral", "temin", "edin",
     "خريد", "حاصل", "درامد", "وصول", "شامل", "موصول", "ليے گيے", "ارڈر",
     "खरीद", "हासिल", "प्राप्त", "आयात", "ऑर्डर", "शामिल", "मिले", "मिल", "लेगा", "लेंगे", "लेगी", "लिए", "लिया", "मंगव",
     "شرا", "اشتر", "استلم", "تسلم", "تلق", "حصل", "اقتن", "استيراد", "استورد", "طلب", "يشتري", "تشتري"),
)  # fmt: skip
BUILD = Cue(
    verb_forms(
        "build builds built building, produce, make makes made making, manufacture, design, develop, assemble, upgrade, modernise, modernize, overhaul, refit"
    )
)
SIGN = Cue(
    verb_forms(
        "sign, conclude, agree, ink, initial, finalise, finalize, clinch, award, seal, approve, clear, authorise, authorize"
    ),
    words(
        """
        contract contracts agreement agreements deal deals pact venture memorandum mou
        """
    ),
    (
        "anlasma",
        "sozlesme",
        "imza",
        "معاهد",
        "سمجهوت",
        "دستخط",
        "समझौत",
        "हस्ताक्षर",
        "सौद",
        "قرارداد",
        "اتفاق",
        "عقد",
        "صفق",
        "وقع",
    ),
)
REACH = Cue(
    verb_forms("arrive, reach, land, come comes came coming, head, enter, touch, turn"),
    frozenset(["way", "bound", "arrival", "landing"]),
    ("ulas", "vard", "gel", "پهنچ", "پهنچ", "ايے", "पहुंच", "पहुंच", "आए", "लाए", "وصل", "وصول", "تصل"),
)
#: Verbs by which a buyer goes back on a deal.
DROP = Cue(
    verb_forms(
        """cancel cancels cancelled canceled cancelling, scrap scraps scrapped scrapping, shelve,
        abandon, drop drops dropped dropping, freeze freezes froze frozen freezing, axe, ditch,
        halt, suspend, terminate, walk, withdraw withdraws withdrew withdrawn withdrawing, annul
        annuls annulled annulling, reject, decline, revoke, pull"""
    )
)
MADE = words(
    """
    made built produced designed manufactured developed origin supplied
    """
)

#: Ships coming and going.
VISIT = Cue(
    verb_forms(
        """arrive, visit, dock, berth, moor, anchor, call, enter, reach, tie ties tied tying, put puts
        putting, pull, stop stops stopped stopping, make makes made making, pay pays paid paying,
        come comes came coming, stay, host, welcome, receive, begin begins began begun beginning,
        spend spends spent spending, steam, slip slips slipped slipping, drop drops dropped dropping,
        bring brings brought bringing, appear, return, celebrate, greet, start, lie lies lay lying,
        turn, sail, refuel, find finds found finding, await, expect, clear, let lets letting"""
    ),
    words(
        """
        visit visits call calls port stop stopover arrival stay berth quay pier jetty wharf
        guest guests harbour harbor appearance welcome mooring entry honours alongside anchor anchorage
        """
    ),
    ("liman", "ziyaret", "demir", "ulas", "vard", "yanas", "ugra", "geldi",
     "پهنچ", "پهنچ", "دوره", "دورے", "لنگر", "بندرگاه", "استقبال",
     "पहुंच", "पहुंच", "बंदरगाह", "दौरे", "यात्रा", "लंगर", "आगमन",
     "وصل", "وصول", "زيار", "مينا", "مينا", "رس", "ترسو", "تزور", "زار", "استقبل"),
)  # fmt: skip
LEAVE = Cue(
    verb_forms(
        "leave leaves left leaving, depart, sail, cast casts cast casting, end, conclude, wrap wraps wrapped wrapping, complete, finish"
    ),
    frozenset(["departure", "farewell", "goodbye"]),
    (
        "ayril",
        "hareket",
        "donuyor",
        "روانه",
        "رخصت",
        "रवाना",
        "प्रस्थान",
        "غادر",
        "مغادر",
        "تغادر",
        "اختتم",
        "تختتم",
    ),
)

#: Arms bans.
BAN = Cue(
    verb_forms(
        """ban bans banned banning, bar bars barred barring, forbid forbids forbade forbidden forbidding,
        prohibit, block, suspend, halt, stop stops stopped stopping, freeze freezes froze frozen
        freezing, impose, embargo embargoes embargoed embargoing, refuse, withhold withholds withheld
        withholding, cancel cancels cancelled canceled cancelling, revoke, restrict, lift, ease, drop
        drops dropped dropping, end, extend, renew, prolong, uphold upholds upheld upholding, relax,
        remove, resume, reopen, shut shuts shutting, deny, veto vetoes vetoed vetoing, keep keeps kept
        keeping, put puts putting, weigh, unblock, allow, withdraw withdraws withdrew withdrawn
        withdrawing, tighten, cease, pause, limit, outlaw, curb curbs curbed curbing, reject, scrap scraps
        scrapped scrapping, loosen, turn, give gives gave given giving, approve, back, call"""
    ),
    words(
        """
        ban bans embargo embargoes prohibition restriction restrictions suspension freeze
        moratorium veto block sanctions curbs controls licence licences license licenses permit
        permits denial halt stop refusal policy measure measures
        """
    ),
    ("ambargo", "yasak", "kisit", "durdur", "askiya", "engel", "kaldir", "izin", "ruhsat", "iptal",
     "پابند", "روك", "معطل", "منسوخ", "اٹها", "اجازت", "لايسنس", "बैन",
     "प्रतिबंध", "रोक", "पाबंदी", "निलंबित", "हटा", "रद्द", "लाइसेंस", "बढा", "बढा",
     "حظر", "الحظر", "منع", "يمنع", "تعليق", "علق", "الغا", "الغي", "تلغي", "رفع", "رخص", "تراخيص", "وقف", "اوقف"),
)  # fmt: skip
TRADE = words(
    """
    export exports import imports sale sales supply supplies delivery deliveries transfer
    transfers shipment shipments weapons arms equipment technology goods ammunition munitions
    material licences licenses permits components engines jets aircraft sell selling ship
    shipped shipping send supplying exporting exported sold
    """
)
