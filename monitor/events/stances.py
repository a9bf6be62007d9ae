# ruff: noqa: E501
"""The words by which an event is denied, alleged or only reported, and what only looks like them.

The words of one row are English, Turkish, Urdu, Hindi and Arabic in this order, folded as the text.
"""

from __future__ import annotations

import re
from functools import cache

from monitor.model.events import Stance

STANCES: tuple[tuple[Stance, str], ...] = (
    (
        Stance.DENIED,
        (
            r"den(?:y|ies|ied|ying|ial|ials)(?! permission| entry| access| boarding| the ship|"
            r" port| licen[cs]es?| permits?)|refut(?:es|ed)|baseless|no truth|untrue|not true|"
            r"false reports?|unfounded|dismiss(?:es|ed) (?:the |these |such |as )?(?:reports?|"
            r"claims?|allegations?|idea|suggestions?|rumou?rs)|reject(?:s|ed) (?:the |these |"
            r"such )?(?:reports?|claims?|allegations?)|brushed aside|no purchase|no memorandum|"
            r"fabricated|dismiss(?:es|ed) as|denounc(?:es|ed) as|rubbish(?:es|ed)|(?:reports?|claims?|"
            r"stor(?:y|ies)|talk|allegations?)(?: \S+){0,12} (?:false|fiction|fake|lies|nonsense|"
            r"invented|wrong|groundless)|called(?: \S+){0,5} (?:false|fiction|fake|lies|nonsense|"
            r"invented|groundless)|(?:had|has|have) (?:never|not) (?:sold|sent|supplied|given|"
            r"delivered|exported|imposed|banned|bought|ordered|received)|nothing (?:had|has) been "
            r"(?:sold|sent|supplied|bought|signed)|nothing (?:sold|sent|signed)|did not (?:sell|"
            r"send|supply|deliver|buy|order)|yalanla\w*|asilsiz\w*|iddialari reddet\w*|ترديد|بے بنياد|مسترد|انكار|खंडन|इनकार|इंकार|"
            r"बेबुनियाद|निराधार|नकार\S*|نفت|نفي|ينفي|تنفي|نافيا|نافيه|كذب\S*|لا اساس|لا صحه"
        ),
    ),
    (
        Stance.ALLEGED,
        (
            r"alleg\w+|unverified|unconfirmed|speculation|rumou?rs?|accus(?:es|ed|ing)|"
            r"iddia\w*|الزام|مبينه|आरोप|कथित|مزاعم|زعم\S*|يزعم"
        ),
    ),
    (
        Stance.REPORTED,
        (
            r"said to have|is said to|are said to|believed to|analysts (?:say|said)|"
            r"experts say|unclear whether|(?:neither|nobody|no one)(?: \S+){0,7} (?:confirmed|"
            r"commented)|not (?:been )?(?:officially )?confirmed|reportedly|"
            r"according to (?:\w+ )?(?:reports|media|local media|sources)|reports (?:say|said|"
            r"from)|media reports?|press reports?|(?:newspaper|portal|magazine|website|daily|"
            r"agency) \w+ reports?|\w+ reports|sources said|said to be|are thought|is thought|"
            r"on social media|it is said|people familiar|satellite (?:images|imagery|photographs|pictures)|"
            r"according to (?:\S+ ){0,3}(?:analysts?|researchers?|experts?|documents?|hackers?|"
            r"newspapers?|officials who|people|diplomats?|trackers?|investigators?)|"
            r"(?:could|can) not (?:be )?(?:independently )?(?:be )?(?:verified|confirmed)|"
            r"(?:documents?|images|photographs|footage) (?:\S+ ){0,4}(?:suggests?|indicates?)|"
            r"(?:has|have) never (?:said|confirmed|announced|acknowledged)|hackers|leaked|"
            r"one surul\w*|ileri surul\w*|basini\w*|habere gore|ذرايع|"
            r"اطلاعات كے مطابق|सूत्रों|रिपोर्ट\S*|बताया जा रहा|تقارير|مصادر|وفقا لتقارير|صور (?:ال)?اقمار|وسايل اعلام|انبا عن"
        ),
    ),
)

#: What a denial must speak of to be a denial of the event.
MATTERS = {
    "transfer": re.compile(
        r"drones?|uavs?|unmanned|weapons?|arms|munitions?|missiles?|jets?|aircraft|systems?|deal|"
        r"memorandum|purchase|sale|suppl|deliver|sold|sell|buy|bought|transfer|export|sent|order"
    ),
    "ship_visit": re.compile(r"ships?|vessel|warship|submarine|dock|visit|call|port|base"),
    "arms_ban": re.compile(r"bans?|embargo|block|restrict|suspen|halt|stopp|refus|sanction|curb"),
    "military_flight": re.compile(r"flights?|flew|fly|land(?:ed|ing)|airspace|violat|enter|cross"),
    "exercise": re.compile(r"exercis|drill|manoeuv|maneuv"),
    "pact": re.compile(r"pact|agree|treaty|memorandum|base|deal|accord|alliance"),
    "incursion": re.compile(r"drones?|uavs?|airspace|attack|struck|strike|cross|violat|launch"),
    "cyber": re.compile(r"cyber|hack|online|information"),
}

#: Words that look like a denial and are none.
NOT_A_DENIAL = re.compile(
    r"(?:cannot|can not|could not) be denied|not den(?:y|ied)|did not rule out|"
    r"presumption of denial|policy of denial|neither confirm\w* nor den\w*"
)


@cache
def patterns() -> tuple[tuple[Stance, re.Pattern[str]], ...]:
    """Return the patterns of the stances, strongest first."""
    return tuple((stance, _pattern(words)) for stance, words in STANCES)


def _pattern(words: str) -> re.Pattern[str]:
    return re.compile(rf"(?<!\S)(?:{words})(?!\S)")
