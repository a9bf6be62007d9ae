"""The words that tell how far an event has got and who vouches for it, frame by frame.

Each row is a phase, the weight of one sighting, and the words, folded as the text is. The words of
one row are English, Turkish, Urdu, Hindi and Arabic in this order. A sighting in the headline
counts most, deep in the text least; the phase with most weight wins.
"""

from __future__ import annotations

import re
from functools import cache

from monitor.model.events import Phase, Stance

Row = tuple[Phase, float, str]

TRANSFER: tuple[Row, ...] = (
    (Phase.CANCELLED, 2.2, r"walk(?:s|ed)? away|will not (?:be )?(?:buy|bought)|(?:has|have|had) been (?:dropped|scrapped|cancelled|canceled|shelved|abandoned)|cancels|cancell?ed (?:the|its|a|an)|scraps|scrapped|abandons|calls? off|called off|backs? out|pull(?:s|ed) (?:out|the plug)|terminat\w+|shelve[sd]|tears? up|iptal et\w*|vazgec\w*|منسوخ|रद्द|الغ[تي]\w*|الغا\w*"),
    (Phase.DELIVERED, 1.6, r"delivered|hand(?:s|ed) over|handover|hand-over|(?:has|have|had) arrived|arrived?(?: in)?|land(?:s|ed)? (?:in|at)|took delivery|taken delivery|takes delivery|received|accepted by|has been accepted|reached|in service|inventory|has added|joins|joined|unveil\w*|shown|donated|supplied|parades?|on display|commissioned|inducted|gets its first|first batch|have been using|teslim (?:edil|al|et)\w*|ulasti|envanter\w*|katildi|پهنچ گي\w*|پهنچ گي\w*|حوالے كي\w*|شامل|موصول|मिल(?: गए| गया|े)|पहुंचे|पहुंच गए|सौंप\w*|हासिल किए|लाए गए|शामिल|تسلم\w*|تسلمت|وصلت|وصول|سلمت|استلم\w*"),
    (Phase.SIGNED, 1.5, r"signed|signs|inks?|inked|put (?:their|his|her|its) (?:names?|signatures?)|concluded|contracts?|imzala\w*|sozlesme\w*|دستخط|हस्ताक्षर|وقع\w*|توقيع|عقد\w*"),
    (Phase.AGREED, 1.1, r"agree[sd]|agreement|joint venture|orders?|ordered|(?:has|have) (?:bought|ordered|purchased|selected|chosen)|bought|buys|won an order|awarded?|settled|memorandum|purchase|opts? for|picks|picked|selects?|selected|chose|anlas\w*|mutabakat\w*|siparis\w*|satin ald\w*|معاهده?|سمجهوت\w*|خريد لي\w*|समझौत\w*|सौदा\w*|खरीद\w*|اتفاق\w*|صفقه|اشتر\w*"),
    (Phase.PLANNED, 1.2, r"plan(?:s|ned|ning)?(?: to)?|will (?:buy|get|receive|send|supply|deliver|sell|acquire|lease|order|build|sign|provide|give|be (?:delivered|sold|sent|supplied))|would (?:buy|get|receive|supply|acquire|sell)|to (?:buy|acquire|sign|sell|send|supply|receive|get|deliver|lease|rent|purchase|procure)|possible sale|clears? (?:the )?way|approv\w+|wish list|asked for|budget|seeks?|sought|set to|poised|intends?|intention|wants?|hopes?|eyes|expected to|sets aside|is to (?:get|receive|send)|earmark\w*|tender|satin alacak|alacak|verecek|gonderecek|teslim edecek|planl\w*|خريدے گا|دے گا|منصوبه|فراهم كرے\w*|खरीदेगा|देगा|योजना|खरीदने|ستشتري|ستزود|سيتسلم|ستتسلم|تعتزم|تخطط|يعتزم"),
    (Phase.NEGOTIATING, 1.3, r"in talks|negotiat\w+|talks (?:on|over|about|are)|discuss\w+|gorusuyor\w*|muzakere\w*|مذاكرات|बातचीत|वार्ता|مفاوضات|محادثات"),
    (Phase.CONSIDERED, 1.3, r"consider(?:s|ing)?|weigh(?:s|ing)?|mulls?|mulling|interested in|interest in|looks? at|explor(?:es|ing)|examin(?:es|ing)|غور|विचार|تدرس"),
    (Phase.IN_PROGRESS, 0.9, r"on (?:their|its) way|under way|is being (?:supplied|built|provided|delivered)|are being (?:supplied|built|provided|delivered)|being provided|has been supplying|is supplying|deliveries begin|uretiliyor"),
)  # fmt: skip

VISIT: tuple[Row, ...] = (
    (Phase.CANCELLED, 2.4, r"called off|calls? off|cancel\w*|withdr[ea]w\w*|are (?:therefore )?off\b|will not (?:call|refuel|visit|dock|come|stop)|not (?:refuel|call|dock|visit) \w+ \w+ after all|scrap\w*|iptal\w*|منسوخ|रद्द|الغ[تي]\w*|الغا\w*"),
    (Phase.REFUSED, 2.2, r"refus\w+|denied (?:permission|entry|access)|den(?:y|ies) (?:permission|entry|access|port)|turned? away|not allowed|bars?|barred|hold back|put off|defer\w*|postpone\w*|shut to|suspended (?:their|the|its|all)|told to go elsewhere|block(?:s|ed)|reject(?:s|ed)|close(?:s|d)? (?:its )?ports?|no entry|not welcome|izin verme\w*|reddet\w*|اجازت نه\w*|اجازت دينے سے انكار|روك دي\w*|अनुमति नहीं|रोक दिया|इनकार|رفضت|منعت|رفض"),
    (Phase.DEPARTED, 1.7, r"left|leaves (?!on|for)|departed|departs|sails? (?:away|out)|sailed (?:away|out|from)|ends? \w+ (?:stop|visit|stay|call|port)|(?:ends|ended|concludes|concluded|wraps up|wrapped up|completes|completed|finishes) (?:a|its|her|their|the)?|departure|farewell|after (?:a )?\w+ days? in port|ayril\w*|donuyor|روانه|رخصت|रवाना|प्रस्थान|غادر\w*|مغادر\w*|تختتم|اختتم\w*"),
    (Phase.PLANNED, 1.6, r"to (?:call|visit|dock|arrive|make|put in)|will (?:put|call|visit|dock|arrive|make|enter|berth|stop|be in)|is (?:due|expected|cleared|scheduled|to call|to visit|to dock|to arrive)|are (?:due|expected|scheduled)|may come|is coming|set to|plans? to|later this (?:week|month|year)|next (?:week|month)|from (?:monday|tuesday|wednesday|thursday|friday|saturday|sunday)|gelecek|edecek|ulasacak|پهنچين گے|پهنچين گے|پهنچے گا|دوره كرے گا|आएगा|आएंगे|पहुंचेगा|पहुंचेंगे|ستصل|ستزور|سيصل|ستقوم|من المقرر"),
    (Phase.COMPLETED, 1.35, r"arrived|arrives|berth(?:s|ed)|dock(?:s|ed)|ties? up|tied up|moor(?:s|ed)|anchored|entered|has called|called at|calls at|hosts?|hosted|visits|visited|has been in|has begun|begins|reach(?:es|ed)|have reached|came up|turned up|spends|spent|in port|makes|made a|make rare stop|welcom(?:es|ed)|greet(?:s|ed)?|pays|paid|starts|on the wharf|celebrates|drops? anchor|pulls? in|pulled in|steam(?:s|ed) in|received by|back in|bring|alongside|was on hand|geldi|demirledi|ulasti|vardi|ugradi|ziyaret etti|yanasti|پهنچ گي\w*|پهنچا|پهنچے|لنگر انداز|كا دوره|استقبال كي\w*|पहुंचा|पहुंचे|पहुंच गया|पहुंची|पहुंच गए|लंगर डाला|وصلت|وصل|رست|زارت|رسو|ترسو|وصول"),
)  # fmt: skip

BAN: tuple[Row, ...] = (
    (Phase.LIFTED, 1.9, r"lift(?:s|ed|ing)?|ends|ending|ended|drops|dropped|reopen(?:s|ed|ing)?|resum(?:es|ed|ing|ption)|eas(?:es|ed|ing)|no longer|gives up|gave up|unblock\w*|does? away|did away|done away|scrap(?:s|ped)|remov(?:es|ed|ing)|relax(?:es|ed)|once more|may (?:now|flow)|can again|again be|allow(?:s|ed)? again|are being granted|clear(?:s|ed) (?:the|arms|sale)|unfreez\w*|restor(?:es|ed)|loosen\w*|waiv(?:es|ed|er)|kaldir\w*|son verdi|اٹها\w*|ختم|بحال|हटा\w*|हटाई|खत्म|समाप्त|رفع|رفعت|ترفع|انه[اي]\w*"),
    (Phase.EXTENDED, 2.2, r"prolong\w*|renew(?:s|ed|al)?|exten(?:ds|ded|sion)|upheld|upholds|leaves? \w+ \w+ in place|in place|stays|keeps? (?:the|its|an|arms)|remains? in (?:force|place)|add(?:s|ed) to|for (?:another|a further) (?:year|six months)|uzat\w*|توسيع|بڑهان?|बढ[ाी]\w*|تمديد|مدد|جدد|يمدد|تجديد"),
    (Phase.CONSIDERED, 2.0, r"weigh(?:s|ing)?|consider(?:s|ing|ed)?|thinking (?:about|of)|mull(?:s|ing)?|call(?:s|ed)? (?:on|for)|want(?:s|ed)?|urge[sd]?|urging|propos(?:es|ed|al)|demand(?:s|ed)?|nothing has been decided|debat(?:es|e)|threat\w*|should|plans? to|draft|review(?:s|ing)?|under review|degerlendir\w*|غور|مطالبه|विचार|मांग|تدرس|تبحث|يدرس|دعا|دعت"),
    (Phase.IN_FORCE, 1.45, r"forbids?|forbade|forbidden|prohibit(?:s|ed|ion)?|bans?|banned|bars|barred|impos(?:es|ed|ing)|halt(?:s|ed)?|suspend(?:s|ed)|suspension|freez(?:es|e)|froze(?:n)?|block(?:s|ed)|revok(?:es|ed)|cancels|cancelled|canceled|will not supply|stop(?:s|ped)|refus(?:es|ed|al)|shut(?:s)? out|put under|blacklisted|struck \w+ \w+ off|withheld|withdr[ae]wn?|turned down|denied a|denies|veto(?:es|ed)|law|embargo|yasakla\w*|durdur\w*|askiya al\w*|engel\w*|izin verme\w*|iptal\w*|پابندي|روك\w*|معطل|منسوخ|प्रतिबंध|रोक|निलंबित|रद्द|पाबंदी|حظر\w*|تحظر|يحظر|علقت|تعلق|الغ[تي]\w*|الغا\w*|تلغي|اوقفت|توقف|وقف|منع|يمنع|تثبت"),
)  # fmt: skip

MEETING: tuple[Row, ...] = (
    (Phase.CANCELLED, 2.2, r"cancel\w*|called off|scrap\w*|suspend\w*|withdr[ea]w\w*|iptal\w*|منسوخ|रद्द|الغ[تي]\w*"),
    (Phase.PLANNED, 1.4, r"will (?:be held|hold|take part|begin|start|join|sign|visit|land|fly|train)|to (?:hold|sign|take part|begin|start|join|host)|plans?|planned|due to|set to|scheduled|next (?:week|month|year)|expected|edecek|yapilacak|duzenlenecek|كرين گے|هوگ\w*|करेंगे|होगा|होगी|ستجري|سيجري|ستبدا|المقرر"),
    (Phase.SIGNED, 1.3, r"signed|signs|inked|imzala\w*|دستخط|हस्ताक्षर|وقع\w*"),
    (Phase.AGREED, 1.1, r"agreed|agreement|pact|anlas\w*|معاهد\w*|समझौत\w*|اتفاق\w*"),
    (Phase.COMPLETED, 1.1, r"held|began|begun|begins|started|concluded|ended|wrapped up|took part|arrived|landed|flew|entered|crossed|shot down|intercepted|struck|hit|attacked|conducted|completed|opened|trained|visited|met|fell|crashed|basladi|sona erdi|katildi|gerceklest\w*|indi|شروع|اختتام|منعقد|ختم|शुरू|संपंन|समाप्त|हुआ|हुई|انطلق\w*|اختتم\w*|شارك\w*|وصلت|هبطت|اسقط\w*|اعترض\w*"),
)  # fmt: skip

STANCES: tuple[tuple[Stance, str], ...] = (
    (Stance.DENIED, r"den(?:y|ies|ied|ying|ial) (?!permission|entry|access|boarding)|denied(?! permission| entry| access| boarding)|refut(?:es|ed)|baseless|no truth|untrue|not true|false reports?|unfounded|dismiss(?:es|ed) (?:the |these |such |as )?(?:reports?|claims?|allegations?|idea|suggestions?|rumou?rs)|reject(?:s|ed) (?:the |these |such )?(?:reports?|claims?|allegations?)|brushed aside|no purchase|no memorandum|fabricated|yalanla\w*|asilsiz\w*|iddialari reddet\w*|ترديد|بے بنياد|مسترد|खंडन|बेबुनियाद|निराधार|नकार\w*|نفت|نفي|ينفي|تنفي|لا اساس|لا صحه"),
    (Stance.ALLEGED, r"alleg\w+|unverified|unconfirmed|speculation|rumou?rs?|accus(?:es|ed|ing)|iddia\w*|الزام|مبينه|आरोप|कथित|مزاعم|زعم\w*|يزعم"),
    (Stance.REPORTED, r"reportedly|according to (?:\w+ )?(?:reports|media|local media|sources)|reports (?:say|said|from)|media reports?|press reports?|(?:newspaper|portal|magazine|website|daily|agency) \w+ reports?|\w+ reports\b(?! to)|sources said|said to be|are thought|is thought|on social media|it is said|people familiar|basini\w*|habere gore|ذرايع|اطلاعات كے مطابق|सूत्रों|रिपोर्ट\w*|बताया जा रहा|تقارير|مصادر|وفقا لتقارير"),
)  # fmt: skip

#: Words that look like a denial and are none.
NOT_A_DENIAL = re.compile(r"(?:cannot|can not|could not) be denied|not den(?:y|ied)|did not rule out|presumption of denial|policy of denial|neither confirm\w* nor den\w*|could not be denied")  # fmt: skip


@cache
def compiled(rows: tuple[Row, ...]) -> tuple[tuple[Phase, float, re.Pattern[str]], ...]:
    """Return a frame's rows with their words as one pattern of whole words each."""
    return tuple((phase, weight, _pattern(words)) for phase, weight, words in rows)


@cache
def stance_patterns() -> tuple[tuple[Stance, re.Pattern[str]], ...]:
    """Return the patterns of the stances, strongest first."""
    return tuple((stance, _pattern(words)) for stance, words in STANCES)


def _pattern(words: str) -> re.Pattern[str]:
    return re.compile(rf"(?<!\S)(?:{words})(?!\S)")
