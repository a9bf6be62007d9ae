"""Publication dates as feeds and pages write them.

Read are RFC 822 as amended by RSS 2.0 and practice, ISO 8601 and RFC 3339, C's asctime and the
usual written forms, with month names and digits of the languages we follow. Free text goes to
dateparser as the last resort. A date is for showing and for "since"; identity never rests on it.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta, timezone

_AHEAD = timedelta(days=2)  # a wrong zone explains this much, and no more
_EARLIEST = datetime(1980, 1, 1, tzinfo=UTC)  # nothing on the web is older; 1970 means "no date"
_LONGEST = 120
_DOTLESS = str.maketrans({"\u0131": "i", "\u0130": "i"})  # Turkish i, with and without its dot

_ISO = re.compile(
    r"(\d{4})(?:-(\d{1,2})-(\d{1,2})|(\d{2})(\d{2}))(?:[T\s]+(\d{1,2}):?(\d{2})(?::?(\d{2})(?:[.,]\d+)?)?)?\s*(\S.*)?$"
)
_TIME = re.compile(r"(?<!\d)(\d{1,2})[:.](\d{2})(?:[:.](\d{2}))?(?:[.,]\d+)?\s*([AaPp]\.?[Mm]\.?)?")
_DAY_FIRST = re.compile(
    r"(?<!\d)(\d{1,2})(?:st|nd|rd|th)?[.\s/-]+([^\W\d][^\s\d,/-]*)[\s,./-]+(\d{2,4})(?!\d)"
)
_MONTH_FIRST = re.compile(
    r"([^\W\d][^\s\d,/-]*)[\s.-]+(\d{1,2})(?:st|nd|rd|th)?(?:,\s*|\s+)(\d{4})(?!\d)"
)
_ASCTIME = re.compile(r"([A-Za-z]{3})\s+(\d{1,2})\s+[\d:]{5,8}\s+(?:[A-Z]{2,5}\s+)?(\d{4})$")
_YEAR_AT_END = re.compile(r"\s\d{4}$")
_OFFSET = re.compile(r"(?:GMT|UTC|Z)?\s*([+\u2212-])\s?(\d{1,2}):?(\d{2})?(?:\s*\(.*\))?$")
_ZONE_NAME = re.compile(r"\b([A-Z]{1,5})\s*(?:\(.*\))?$")

# Few at a time: all that dateparser knows would take two seconds to load, and each half a
# millisecond to try.
_LAST_RESORT_LANGUAGES = {
    "latin": ["en", "tr", "fr", "es"],
    "arabic": ["ar", "ur", "fa"],
    "devanagari": ["hi"],
    "cyrillic": ["ru", "uk"],
}
_KNOWN_LANGUAGES = frozenset(
    ["en", "tr", "fr", "es", "ar", "ur", "fa", "hi", "ru", "uk", "de", "it", "pt", "id"]
)
_SCRIPT_RANGES = {
    "arabic": ("\u0620", "\u06ff"),
    "devanagari": ("\u0900", "\u097f"),
    "cyrillic": ("\u0400", "\u04ff"),
}
_SETTINGS = {
    "TIMEZONE": "UTC",
    "RETURN_AS_TIMEZONE_AWARE": True,
    "REQUIRE_PARTS": ["day", "month", "year"],
}

_MONTHS_BY_LANGUAGE = (
    "january february march april may june july august september october november december",
    "jan feb mar apr may jun jul aug sep oct nov dec",
    "ocak şubat mart nisan mayis haziran temmuz ağustos eylül ekim kasim aralik",
    "oca şub mar nis may haz tem ağu eyl eki kas ara",
    "januar februar märz april mai juni juli august september oktober november dezember",
    "jän feb mär apr mai jun jul aug sep okt nov dez",
    "janvier février mars avril mai juin juillet août septembre octobre novembre décembre",
    "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre",
    "gennaio febbraio marzo aprile maggio giugno luglio agosto settembre ottobre novembre dicembre",
    "января февраля марта апреля мая июня июля августа сентября октября ноября декабря",
    "янв фев мар апр мая июн июл авг сен окт ноя дек",
    "يناير فبراير مارس أبريل مايو يونيو يوليو أغسطس سبتمبر أكتوبر نوفمبر ديسمبر",
    "جنوری فروری مارچ اپریل مئی جون جولائی اگست ستمبر اکتوبر نومبر دسمبر",
    "जनवरी फ़रवरी मार्च अप्रैल मई जून जुलाई अगस्त सितंबर अक्टूबर नवंबर दिसंबर",
)
_MONTHS = {
    name: number
    for names in _MONTHS_BY_LANGUAGE
    for number, name in enumerate(names.split(), start=1)
} | {"sept": 9, "फरवरी": 2, "सितम्बर": 9, "अक्तूबर": 10, "नवम्बर": 11, "दिसम्बर": 12, "ابريل": 4}
# Minutes east of Greenwich. Ambiguous names mean what they mean in feeds of the regions we follow.
_ZONES = {
    "Z": 0, "UT": 0, "UTC": 0, "GMT": 0, "WET": 0, "WEST": 60, "BST": 60, "CET": 60, "CEST": 120,
    "MET": 60, "MEST": 120, "EET": 120, "EEST": 180, "MSK": 180, "TRT": 180, "SAST": 120,
    "WAT": 60, "CAT": 120, "EAT": 180, "IDT": 180, "IRST": 210, "IRDT": 270, "GST": 240,
    "AZT": 240, "AMT": 240, "SAMT": 240, "AFT": 270, "PKT": 300, "UZT": 300, "TMT": 300,
    "YEKT": 300, "IST": 330, "NPT": 345, "BDT": 360, "MMT": 390, "ICT": 420, "WIB": 420, "HKT": 480,
    "SGT": 480, "MYT": 480, "PHT": 480, "AWST": 480, "JST": 540, "KST": 540, "ACST": 570,
    "AEST": 600, "AEDT": 660, "NZST": 720, "NZDT": 780, "NDT": -150, "NST": -210, "ADT": -180,
    "BRT": -180, "ART": -180, "EDT": -240, "EST": -300, "CDT": -300, "CST": -360, "MDT": -360,
    "MST": -420, "PDT": -420, "PST": -480, "AKST": -540, "HST": -600,
}  # fmt: skip
_ZONES_BY_LANGUAGE = {
    ("IST", "he"): 120,
    ("IST", "ga"): 60,
    ("AST", "ar"): 180,
    ("BST", "bn"): 360,
    ("CST", "zh"): 480,
}


def parse_date(raw: str | None, now: datetime, lang: str | None = None) -> datetime | None:
    """Return the moment a publisher wrote down, in UTC; None when it cannot be a publication date.

    A time without a zone is taken as UTC, a date without a time as midnight. A moment up to two
    days ahead of `now` becomes `now` (a wrong zone, or news under embargo); later ones, and any
    before 1980, are no dates.
    """
    text = " ".join((raw or "").split())
    if not text or len(text) > _LONGEST or not any(sign.isdigit() for sign in text):
        return None
    try:
        found = _iso(text, lang) or _written(text, lang) or _last_resort(text, lang)
        moment = found.astimezone(UTC) if found else None
    except (ValueError, OverflowError):
        return None
    if moment is None or moment < _EARLIEST or moment > now + _AHEAD:
        return None
    return min(moment, now)


def _iso(text: str, lang: str | None) -> datetime | None:
    """Read ISO 8601 and its common misspellings."""
    found = _ISO.match(text)
    if not found:
        return None
    year, month, day, joined_month, joined_day, hour, minute, second, zone = found.groups("")
    return _moment(
        (int(year), int(month or joined_month), int(day or joined_day)),
        (int(hour or 0), int(minute or 0), int(second or 0)),
        _zone(zone, lang),
    )


def _written(text: str, lang: str | None) -> datetime | None:
    """Read a date with its month in letters, in either order, with or without a time."""
    if found := _DAY_FIRST.search(text):
        day, name, year = found.groups()
    elif found := _MONTH_FIRST.search(text) or _ASCTIME.search(text):
        name, day, year = found.groups()
    else:
        return None
    month = _month(name)
    if month is None:
        return None
    clock = _TIME.search(text)
    return _moment(
        (_full_year(year), month, int(day)), _clock(clock), _zone(_after(clock, text), lang)
    )


def _after(clock: re.Match[str] | None, text: str) -> str:
    """Return where a zone may stand: after the time, for "-21" in a date is no offset."""
    rest = text[clock.end() :] if clock else ""
    return _YEAR_AT_END.sub("", rest)


def _clock(found: re.Match[str] | None) -> tuple[int, int, int]:
    if not found:
        return (0, 0, 0)
    hour, minute, second = int(found[1]), int(found[2]), int(found[3] or 0)
    half = (found[4] or "").lower()[:1]
    if half and 1 <= hour <= 12:
        hour = hour % 12 + (12 if half == "p" else 0)
    return (hour, minute, second)


def _moment(day: tuple[int, int, int], clock: tuple[int, int, int], offset: int) -> datetime:
    """Build the moment; a leap second is the last of its minute, 24:00 the next day's first."""
    hour, minute, second = clock
    extra = timedelta(days=1) if (hour, minute, second) == (24, 0, 0) else timedelta(0)
    zone = timezone(timedelta(minutes=offset))
    return (
        datetime(*day, hour % 24 if extra else hour, minute, min(second, 59), tzinfo=zone) + extra
    )


def _month(name: str) -> int | None:
    lowered = name.translate(_DOTLESS).lower().rstrip(".")
    return _MONTHS.get(lowered) or (_MONTHS.get(lowered[:3]) if lowered.isascii() else None)


def _full_year(digits: str) -> int:
    """RFC 2822, section 4.3: two digits up to 49 are of this century, three count from 1900."""
    year = int(digits)
    if len(digits) == 4:
        return year
    return year + (2000 if len(digits) == 2 and year < 50 else 1900)


def _zone(text: str, lang: str | None) -> int:
    """Return minutes east of Greenwich for an offset or a zone's name; 0 when there is none."""
    stripped = text.strip()
    if found := _OFFSET.search(stripped):
        minutes = int(found[2]) * 60 + int(found[3] or 0)
        return -minutes if found[1] != "+" else minutes
    if found := _ZONE_NAME.search(stripped):
        base = (lang or "").lower()[:2]
        return _ZONES_BY_LANGUAGE.get((found[1], base), _ZONES.get(found[1], 0))
    return 0


def _last_resort(text: str, lang: str | None) -> datetime | None:
    """Ask dateparser, with the feed's language, about a text that has a full date in it.

    Imported only here: loading it takes a quarter of a second that most feeds never need.
    """
    if not re.search(r"\d{4}", text):
        return None
    import dateparser  # noqa: PLC0415

    base = (lang or "").lower()[:2]
    languages = [base] if base in _KNOWN_LANGUAGES else _LAST_RESORT_LANGUAGES[_script(text)]
    found = dateparser.parse(text, languages=languages, settings=_SETTINGS)
    return found if isinstance(found, datetime) else None


def _script(text: str) -> str:
    """Return which of four scripts a date's words are in, by the first letter that tells."""
    for sign in text:
        for script, (first, last) in _SCRIPT_RANGES.items():
            if first <= sign <= last:
                return script
    return "latin"
