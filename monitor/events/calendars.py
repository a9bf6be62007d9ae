"""Months, weekdays and other words of time, folded as the text is, in five languages."""

from __future__ import annotations

from monitor.events.vocabulary import words

_MONTHS = {
    1: "january jan ocak جنوري जनवरी يناير",
    2: "february feb subat فروري फरवरी फरवरी فبراير شباط",
    3: "march mar mart مارچ मार्च مارس اذار",
    4: "april apr nisan اپريل अप्रैल ابريل نيسان",
    5: "may mayis ميي मई مايو ايار",
    6: "june jun haziran جون जून يونيو حزيران",
    7: "july jul temmuz جولايي जुलाई يوليو تموز",
    8: "august aug agustos اگست अगस्त اغسطس",
    9: "september sep sept eylul ستمبر सितंबर सितंबर سبتمبر ايلول",
    10: "october oct ekim اكتوبر अक्टूबर अक्तूबर",
    11: "november nov kasim نومبر नवंबर नवंबर نوفمبر",
    12: "december dec aralik دسمبر दिसंबर दिसंबर ديسمبر",
}
MONTHS = {word: number for number, words in _MONTHS.items() for word in words.split()}

#: Months that are also everyday words.
UNSURE = words(
    """
    may march mar mart jun august ocak ekim dec sep
    """
)

_WEEKDAYS = {
    0: "monday pazartesi پير सोमवार الاثنين",
    1: "tuesday sali منگل मंगलवार الثلاثا",
    2: "wednesday carsamba بده बुधवार الاربعا",
    3: "thursday persembe جمعرات गुरुवार गुरूवार الخميس",
    4: "friday cuma جمعه جمعے शुक्रवार الجمعه",
    5: "saturday cumartesi هفته शनिवार السبت",
    6: "sunday pazar اتوار रविवार الاحد",
}
WEEKDAYS = {
    word: number
    for number, words in _WEEKDAYS.items()
    for word in words.split()
    if word not in {"pazar", "هفته"}  # also market and week
}

DAYS_FROM_NOW = {
    "today": 0, "yesterday": -1, "tomorrow": 1, "tonight": 0, "bugun": 0, "dun": -1, "yarin": 1,
    "اج": 0, "امس": -1, "اليوم": 0, "غدا": 1, "आज": 0,
}  # fmt: skip

UNITS = {
    "morning": "day", "afternoon": "day", "evening": "day",
    "year": "year", "month": "month", "week": "week", "yil": "year", "ay": "month",
    "hafta": "week", "سال": "year", "ماه": "month", "هفتے": "week", "साल": "year", "महीने": "month",
    "हफ्ते": "week",
}  # fmt: skip

BEFORE_A_YEAR = words(
    """
    in since of by until from during late early mid end summer spring autumn fall winter fiscal
    around عام سنه
    """
)
PARTS_OF_YEAR = {
    "early": (1, 4), "mid": (5, 8), "late": (9, 12), "spring": (3, 5), "summer": (6, 8),
    "autumn": (9, 11), "fall": (9, 11), "end": (11, 12),
}  # fmt: skip

AFTER_A_DAY = words(
    """
    to and or in at for on with but as when after of
    """
) - {"of"}

#: Days of the month as words: Arabic writes them out.
ORDINALS = {
    "الاول": 1, "الثاني": 2, "الثالث": 3, "الرابع": 4, "الخامس": 5, "السادس": 6, "السابع": 7,
    "الثامن": 8, "التاسع": 9, "العاشر": 10,
}  # fmt: skip
