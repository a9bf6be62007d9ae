# ruff: noqa: E501
"""The words by which an event is denied, alleged or only reported, and what only looks like them.

The words of one row are English, Turkish, Urdu, Hindi and Arabic in this order, folded as the text.
"""

from __future__ import annotations

import re
from functools import cache

from monitor.model.events import Stance

STANCES: tuple[tuple[Stance, float, str], ...] = (
    (
        Stance.DENIED,
        1.0,
        (
            r"den(?:y|ies|ied|ying|ial|ials)(?! permission| entry| access| boarding| the ship|"
            r" port| licen[cs]es?| permits?)|refut(?:es|ed)|baseless|no truth|untrue|not true|"
            r"false reports?|unfounded|dismiss(?:es|ed) (?:the |these |such |as )?(?:reports?|"
            r"claims?|allegations?|idea|suggestions?|rumou?rs)|reject(?:s|ed|ing) (?:the |these |"
            r"such )?(?:reports?|claims?|allegations?)|brushed aside|no purchase|no memorandum|"
            r"fabricated|there (?:is|was|are|were) no (?:\S+ ){0,2}(?:contracts?|deal|agreement|purchase|order|sale|such|embargo|bans?|blockade|restrictions?|freeze|suspension)|no such (?:deal|sale|contract|order|purchase)|dismiss(?:es|ed) as|denounc(?:es|ed) as|rubbish(?:es|ed)|(?:reports?|claims?|"
            r"stor(?:y|ies)|talk|allegations?)(?: \S+){0,12} (?:an? invention|false|fiction|fake|lies|nonsense|"
            r"invented|wrong|groundless)|called(?: \S+){0,5} (?:false|fiction|fake|lies|nonsense|"
            r"invented|groundless)|(?:had|has|have) (?:never|not) (?:blocked|stopped|halted|suspended|restricted|sold|sent|supplied|given|"
            r"delivered|exported|imposed|banned|bought|ordered|received)|nothing (?:had|has) been "
            r"(?:sold|sent|supplied|bought|signed)|nothing (?:sold|sent|signed)|never (?:asked|bought|ordered|received|sold|sent|imposed|banned)|did not (?:sell|"
            r"send|supply|deliver|buy|order)|yalanla\w*|asilsiz\w*|iddialari reddet\w*|ترديد|بے بنياد|مسترد|انكار|खंडन|इनकार|इंकार|"
            r"बेबुनियाद|निराधार|नकार\S*|نفت|نفي|ينفي|تنفي|نافيا|نافيه|كذب\S*|لا اساس|لا صحه"
        ),
    ),
    (
        Stance.ALLEGED,
        1.0,
        (
            r"alleg\w+|unverified|unconfirmed|speculation|rumou?rs?|accus(?:es|ed|ing)|"
            r"iddia\w*|الزام|مبينه|आरोप|कथित|مزاعم|زعم\S*|يزعم"
        ),
    ),
    (
        Stance.REPORTED,
        1.0,
        (
            r"said to have|(?:is|are|was|were) said to|believed to|(?:analysts|experts|researchers|observers|monitors|group|institute|watchdog|defectors|insiders) "
            r"(?:say|said|believe|think)|unclear whether|(?:neither|nobody|no one)(?: \S+){0,7} (?:confirmed|"
            r"commented)|not (?:been )?(?:officially )?confirmed|reportedly|apparently|allegedly|purportedly|"
            r"according to (?:\w+ )?(?:reports?|media|local media|sources|a report)|reports (?:say|said|"
            r"from)|(?:media|press|news|newspaper) reports?|(?:newspaper|portal|magazine|website|site|daily|"
            r"agency|broadcaster|channel|blog|paper|outlet) (?:\w+ )?(?:claims?|claimed|cited|citing)|"
            r"sources? (?:said|say|told)|said to be|are thought|is thought|on social media|it is said|"
            r"people familiar|confidential report|(?:un|united nations|security council) experts|(?:workers|residents|witnesses|agents?|fishermen|"
            r"villagers|dockers|passengers)(?: \S+){0,6} (?:said|say)|seen by (?:a |the |this |our )?(?:\w+ )?(?:agency|newspaper|paper|reporters?|journalists?)|it believes|"
            r"satellite (?:images?|pictures?|imagery|photographs|pictures)|"
            r"according to (?:\S+ ){0,3}(?:analysts?|researchers?|experts?|documents?|hackers?|"
            r"newspapers?|officials who|people|diplomats?|trackers?|investigators?|websites?|insiders?)|"
            r"(?:could|can|has|have) not (?:be |been )?(?:independently |officially )?(?:be |been )?(?:verified|confirmed|acknowledged|announced)|"
            r"(?:documents?|images?|photographs?|footage|photos?|pictures?|video|data|serial numbers?) (?:\S+ ){0,6}(?:suggests?|indicates?|shows?|reveals?)|"
            r"(?:has|have) never (?:said|confirmed|announced|acknowledged)|hackers|leaked|unconfirmed|"
            r"open-source|open source|understood to (?:have|be)|suspected of|presumably|condition of anonymity|"
            r"according to (?:an? |the )(?:\S+ ){0,4}(?:newsletters?|websites?|blogs?|portals?|magazines?|monitors?|trackers?|database|list|insider)|"
            r"(?:a|one|another|several|two|three) sources?|sources? close to|spotters?|plane-spotters?|must have (?:come|been)|think tank|rumou?rs?|appears? to (?:be|have)|seems? to (?:be|have)|"
            r"one sur\w*|soylen(?:iyor|di|iyordu)|konusuluyor|kaynak(?:lar|lara|larina)|sizdir\w*|kulis\w*|"
            r"yazdi|tahmin ed\w*|ileri surul\w*|iddia ed\w*|basini\w*|habere gore|haberine gore|ذرايع|مبصرين|كها جا رها|بتايا جاتا|دعوي|"
            r"كي اطلاع\S*|تصديق (?:\S+ )?نه (?:هي )?ترديد|(?:اخبار|جريدے|ويب سايٹ)(?: \S+){0,3} نے (?:\S+ )?(?:خبر|لكها|دعوي|شايع)\S*|अखबार(?: \S+){0,3} ने (?:\S+ )?(?:खबर|लिखा|छापा|दावा)|(?:جريدے|اخبار|ويب سايٹ|رسالے|ادارے) كے مطابق|اطلاعات|رپورٹ(?:س|ون)? كے مطابق|مبينه|सूत्रों|रिपोर्ट\S*|बताया जा रहा|कहा जा रहा|माना जा रहा|खबरों के|मीडिया में|दावा|कथित|"
            r"تقارير|مصادر|وفقا لتقارير|صور (?:ال)?اقمار|وسايل اعلام|انبا عن|لم توكد|لم يوكد|يعتقد ان|يرجح ان|يقال ان|بحسب (?:تقرير|موقع|صحيفه|مصادر|خبرا)\S*|وفق (?:تقرير|موقع|صحيفه|مصادر)\S*|رصد\S*|ما نشرته|ذكرت صحيفه"
        ),
    ),
    (
        Stance.REPORTED,
        0.5,
        (
            r"(?:newspaper|portal|magazine|website|daily|agency|broadcaster|channel|blog|paper) (?:\w+ )?"
            r"(?:reports?|reported|writes|wrote|says|said)|(?:reported|wrote) (?:on|by) |"
            r"(?:no|without) official|not officially|yet to comment|neither side|unofficial\w*|"
            r"declin(?:es|ed) to comment|no comment|(?:did|does|do|would) not (?:answer|respond|reply|comment)\w*|"
            r"(?:has|have) (?:made|given) no (?:statement|comment)|silent|says? nothing|said nothing|"
            r"(?:were|was|been) (?:seen|spotted|sighted|photographed|filmed)|anonym\w*|unnamed|"
            r"(?:asked|wanted|wished|want|wish) not to be named|not (?:to be|want to be|wish to be) named|"
            r"nor (?:the )?\S+ (?:\S+ )?(?:has|have) (?:commented|confirmed|published)|neither(?: \S+){0,12} (?:published|announced)|"
            r"yorum yap\w*|aciklama yap(?:il)?ma\w*|sessiz\w*|\w{3,}(?:mis|mus)(?:ti|tir|lar|ler)?|belirtil\w*|bildirildi|dogrula(?:n)?ma\w*|جواب نهين|تصديق نهين|تبصر\S*|टिप्पणी\S*|पुष्टि नहीं|जवाब नहीं|لم (?:يعلق|تعلق|يصدر|ترد|يرد)\S*"
        ),
    ),
)

#: An official's own word for the event.
OFFICIAL = re.compile(
    r"(?<!\S)(?:ministry|minister|government|president|premier|spokes\w+|general|chief|officials?|company|"
    r"maker|air force|navy|army|command|secretary|ambassador)(?: \S+){0,8} (?:confirmed|announced|signed|"
    r"confirms|announces|inaugurated|told (?:parliament|senators|lawmakers|reporters|deputies))(?!\S)"
    r"|(?<!\S)(?:ministry|minister|president|premier)(?: \S+){0,2} (?:said|says)(?!\S)"
    r"|(?<!\S)ceremony(?!\S)"
)

#: What a denial must speak of to be a denial of the event.
MATTERS = {
    "transfer": re.compile(
        r"drones?|uavs?|unmanned|weapons?|arms|munitions?|missiles?|jets?|aircraft|systems?|deal|"
        r"memorandum|purchase|sale|suppl|deliver|sold|sell|buy|bought|transfer|export|sent|order"
    ),
    "ship_visit": re.compile(r"ships?|vessel|warship|submarine|dock|visit|call|port|base"),
    "arms_ban": re.compile(
        r"hold|held|bans?|embargo|froze|freez|withh|decision|cut|no longer|block|restrict|suspen|halt|stopp|refus|sanction|curb"
    ),
    "military_flight": re.compile(r"flights?|flew|fly|land(?:ed|ing)|airspace|violat|enter|cross"),
    "exercise": re.compile(r"exercis|drill|manoeuv|maneuv"),
    "pact": re.compile(r"pact|agree|treaty|memorandum|base|deal|accord|alliance"),
    "incursion": re.compile(r"drones?|uavs?|airspace|attack|struck|strike|cross|violat|launch"),
    "cyber": re.compile(r"cyber|hack|online|information"),
}

#: Words that look like a denial and are none.
NOT_A_DENIAL = re.compile(
    r"(?:cannot|can not|could not) be denied|not den(?:y|ied)|did not rule out|"
    r"presumption of denial|policy of denial|neither confirm\w* nor den\w*|"
    r"تصديق (?:\S+ )?نه (?:هي )?ترديد|न (?:\S+ )?पुष्टि (?:\S+ ){0,3}न (?:\S+ )?(?:खंडन|इनकार)|ne dogrula\w* ne (?:de )?yalanla\w*|لم (?:ي|ت)وكد\S* ولم (?:ي|ت)نف\S*|टिप्पणी (?:\S+ )?(?:से )?(?:इनकार|इंकार)|تبصر\S* (?:\S+ ){0,2}انكار"
)


@cache
def patterns() -> tuple[tuple[Stance, float, re.Pattern[str]], ...]:
    """Return the patterns of the stances, strongest first."""
    return tuple((stance, weight, _pattern(words)) for stance, weight, words in STANCES)


def _pattern(words: str) -> re.Pattern[str]:
    return re.compile(rf"(?<!\S)[وف]?(?:{words})(?!\S)")
