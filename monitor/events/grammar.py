# ruff: noqa: E501
"""The small words by which roles are told, folded as the text is, in five languages."""

from __future__ import annotations

from monitor.events.vocabulary import words

ENGLISH_RELATIONS = {
    "to": "to", "into": "to", "toward": "to", "towards": "to", "onto": "to",
    "for": "for", "from": "from", "by": "by", "with": "with",
    "in": "in", "at": "in", "off": "in", "near": "in", "over": "in", "inside": "in", "across": "in",
    "on": "on", "upon": "on", "against": "against", "of": "of", "between": "with",
    "under": "of", "outside": "of", "within": "of", "via": "of", "through": "of", "about": "of",
    "before": "of", "since": "of", "among": "of", "like": "of", "than": "of", "despite": "of",
    "versus": "against", "beside": "of", "around": "of", "beyond": "of", "without": "of",
}  # fmt: skip

PREPOSITIONS = frozenset(ENGLISH_RELATIONS)

#: Words passed over between a preposition and the name it governs.
SKIPPED = words(
    """
    the a an its their his her our this that these those other another all both some any each
    two three four five several many most neighbouring neighboring mainland fellow former new
    army forces government state ministry people authorities troops port ports city capital
    waters territory base harbour harbor island republic kingdom minister president
    internationally recognised recognized war torn company firm group islamic southern northern
    eastern western south north east west central democratic landlocked embattled third land
    soil
    """
)

JOINING = words(
    """
    and or the as well both also plus nor then at ve ile و اور और तथा एवं either
    """
)

#: Words that may stand between the names of an enumeration.
BETWEEN_NAMES = words(
    "the to for from in of on against by neighbouring neighboring nearby mainland then later too"
)

CLAUSE_STARTS = words(
    """
    while but whereas although though however because unless whether when
    """
)
BREAKS = words(
    """
    and or but as after when over unheard which who that will would has have had is are was were
    """
)

_AGENTS = """government ministry minister ministers cabinet parliament lawmakers army navy military
forces force marines guard troops president premier chancellor king emir leader leaders officials
official authorities authority agency company firm firms maker manufacturer companies industry
department council congress senate court courts commission secretariat secretary state side
administration regime junta police soldiers infantry officers diplomats embassy ambassador premier
delegation deputies mps prime foreign defence defense air coast infantry general chief command
producer supplier suppliers group house buyers importers customers exporters users brigade units
ministry's conglomerate subsidiary corporation contractor builder startup dealer manufacturers
dealer counterpart giant envoy spokesman public people navy's militia rebels"""
#: Nouns that act for a state when its demonym or possessive stands before them.
AGENT_NOUNS = frozenset(_AGENTS.split())

#: Nouns that end the search for an agent: the demonym describes a thing.
OTHER_HEADS = words(
    """
    drone drones uav uavs aircraft munitions munition weapons weapon arms frigate frigates
    corvette corvettes destroyer destroyers ship ships vessel vessels warship warships submarine
    submarines cruiser carrier cutter port ports harbour waters airspace soil territory border
    sale sales purchase order orders delivery deliveries export exports supply acquisition
    contract deal ban embargo restrictions block fighters jets helicopters missiles tanks
    ammunition press media newspaper newspapers reports coast island islands city sea town
    officials' hands inventory fleet arsenal budget troops' cargo parts engines components
    technology planes tanker craft presence pressure law rules licences licence permits
    """
)

TURKISH_ENDINGS = (
    (frozenset({"a", "e", "ya", "ye", "na", "ne"}), "to"),
    (frozenset({"dan", "den", "tan", "ten", "ndan", "nden"}), "from"),
    (
        words(
            """
        da de ta te nda nde daki deki taki teki
        """
        ),
        "in",
    ),
    (frozenset({"la", "le", "yla", "yle"}), "with"),
    (frozenset({"nin", "nun", "in", "un"}), "owner"),
    (frozenset({"i", "u", "yi", "yu"}), "free"),
)
TURKISH_AFTER = {
    "tarafindan": "by", "icin": "for", "karsi": "against", "ile": "with", "yonelik": "on",
    "uzerine": "on", "aleyhine": "against", "arasinda": "with", "arasindaki": "with",
}  # fmt: skip

POSTPOSITIONS = {
    "كو": "to", "كے ليے": "for", "كے خلاف": "against", "كے ساته": "with", "كے درميان": "with", "كے مابين": "with", "سے": "from", "نے": "free",
    "مين": "in", "پر": "on", "كا": "owner", "كي": "owner", "كے": "owner", "تك": "to",
    "كے حوالے": "to", "كے پاس": "to",
    "को": "to", "के लिए": "for", "के खिलाफ": "against", "के साथ": "with", "के बीच": "with", "से": "from",
    "ने": "free", "में": "in", "पर": "on", "का": "owner", "की": "owner", "के": "owner",
    "तक": "to", "के पास": "to", "के हवाले": "to", "द्वारा": "by",
}  # fmt: skip

ARABIC_BEFORE = {
    "الي": "to", "من": "from", "علي": "on", "في": "in", "مع": "with", "ضد": "against",
    "بين": "with", "عن": "of", "لصالح": "for", "لدي": "to", "نحو": "to",
}  # fmt: skip

#: Nouns that act for a state beside its demonym: the Turkish minister, وزير الخارجية التركي.
AGENTS_ABROAD = words(
    """
    وزير الوزير وزاره الوزاره رييس الرييس الحكومه حكومه الجيش جيش البحريه بحريه الخارجيه الدفاع القوات
    المستشار السلطات البرلمان المحكمه الشركه شركه سلطات قوات الوزرا السفير سفير
    وزارت حكومت فوج صدر وزيراعظم فضاييه حكام دفتر كمپني سفير عدالت پارليمنٹ ترجمان
    सरकार सेना मंत्री मंत्रालय राष्ट्रपति प्रधानमंत्री नौसेना वायुसेना संसद अदालत कंपनी अधिकारियों विदेश रक्षा
    राजदूत प्रवक्ता थलसेना
    """
)
