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

_BANS = (
    r"(?:bans?|embargo(?:es)?|prohibitions?|restrictions?|suspensions?|freezes?|moratorium|"
    r"veto(?:es)?|blocks?|sanctions|curbs?|stop|halt|presumption|limits?|blockade|policy|"
    r"measures?|refusal|objections?|obstacles?|barriers?)"
)
_TRADES = (
    r"(?:exports?|sales?|suppl(?:y|ies)|deliver(?:y|ies)|shipments?|licen[cs]es?|permits?|"
    r"transfers?|approvals?|arms|weapons|imports?|purchases?)"
)
_STOPPING = (
    r"(?:ban|bar|block|stop|halt|freez|froz|suspend|paus|cancel|revok|withdr|refus|reject|"
    r"curb|restrict|limit|withh|forbid|forbad|prohibit|outlaw|end|annul|den[iy]|hold|held|"
    r"turn|cut|interrupt|interdict|veto|discontinu|ceas|impound|detain|seiz|clos|shut|"
    r"deni)\w*"
)
_UNDOING = (
    r"(?:lift|end|drop|scrap|remov|eas|relax|waiv|abolish|rescind|repeal|overturn|quash|"
    r"revers|abandon|undo|unwind|loosen|terminat|withdr|giv|gave|suspend|discontinu|"
    r"unfreez|clear|soften)\w*"
)

TRANSFER: tuple[Row, ...] = (
    (
        Phase.CANCELLED,
        2.4,
        (
            r"gives? up|gave up|do(?:es)? without|turn(?:s|ed) down|says? no to|not be renewed|"
            r"(?:halts?|halted|suspends?|suspended)(?: \S+){0,3} (?:purchase|order|"
            r"deal|contract|deliveries)|"
            r"walk(?:s|ed|ing)? away|will not (?:be )?(?:buy|bought|go ahead|proceed|get|"
            r"receive)|(?:has|have|had|is|are|was|were) (?:been )?(?:dropped|scrapped|"
            r"cancelled|canceled|shelved|abandoned|terminated|called off|axed|frozen|halted)|"
            r"cancels?|cancell?ed (?:the|its|a|an|plans?|order|purchase)|cancellation|scraps|"
            r"scrapped|abandons?|abandoned|calls? off|called off|backs? out|backed out|"
            r"pull(?:s|ed) (?:out|the plug|plug)|withdr[ae]w[sn]?(?: \S+){0,3} (?:offer|order|"
            r"bid|request)|terminat\w+|shelve[sd]|tears? up|tore up|axe[sd]|ditch(?:es|ed)|"
            r"drops? (?:plans?|the|its|order)|freezes|(?:deal|purchase|sale|order|contract|"
            r"project) (?:collapses|collapsed|falls through|fell through|is off|is dead)|"
            r"not go through|iptal et\w*|vazgec\w*|منسوخ|रद्द|الغت|الغي|الغا\w*"
        ),
    ),
    (
        Phase.DELIVERED,
        1.9,
        (
            r"operational|turned over|uncrated|unpacked|in possession of|"
            r"delivered|delivers|(?:completes?|completed|last|final|"
            r"first) (?:\S+ )?(?:deliver(?:y|ies)|batch|consignment|set)|hand(?:s|ed) over|"
            r"handover|hand-over|(?:has|have|had) (?:now )?(?:arrived|received|got|landed|"
            r"reached(?! an? | agreement| deal)|"
            r"been (?:sent|shipped|given|supplied|provided|flown|handed|"
            r"put into service|delivered|unloaded|stationed))|arrived|arrives?|land(?:s|"
            r"ed)? (?:in|at|on)|touch(?:es|ed) down|took (?:delivery|charge|possession)|"
            r"taken (?:delivery|charge)|takes (?:delivery|charge)|received|receives|(?:been|"
            r"was|were) accepted|reach(?:ed|es)(?! an? | agreement| deal| out)|in service|"
            r"into service|entered service|enters service|has added|added \S+ (?:\S+ )?to its|"
            r"joins|joined|(?:been|were|was) supplied|supplied by|donated|donates|"
            r"unload(?:ed|s)|in (?:\S+ )?hands|"
            r"flown in|induct(?:ed|s)|teslim (?:edil|al|et)\w*|ulasti|envanter\w*|katildi|"
            r"geldi|پهنچ گي\w*|پهنچے|حوالے كي\w*|شامل|موصول|مل گي\w*|मिल(?: गए|ा|े)|पहुंचे|"
            r"पहुंच गए|सौंप\w*|हासिल किए|लाए गए|शामिल|تسلم\w*|وصلت|وصول|سلمت|سلم|استلم\w*|تلقت|"
            r"حصلت"
        ),
    ),
    (
        Phase.SIGNED,
        1.9,
        (
            r"signed(?! off)|signs|inks?|inked|put (?:their|his|her|its) (?:names?|signatures?)|"
            r"conclud(?:ed|es)|initial(?:l?ed|s)|finali[sz](?:ed|es)|seal(?:ed|s)|clinch(?:ed|"
            r"es)|imzala\w*|دستخط|हस्ताक्षर|وقع\w*|توقيع"
        ),
    ),
    (
        Phase.AGREED,
        1.7,
        (
            r"reach(?:es|ed) (?:an? )?(?:agreement|deal|understanding)|sett(?:les|"
            r"led) (?:on|for)|decid(?:es|ed) (?:on|for|to buy)|committed itself|"
            r"(?:contract|order|deal) (?:has gone|had gone|went|goes) to|"
            r"ordered|orders|(?:has|have|had) (?:bought|ordered|purchased|selected|chosen|"
            r"acquired|opted|leased|settled|picked|contracted|placed|gone)|bought|buys|"
            r"purchases|purchased|acquires|acquired|won (?:an|the|a)|wins|awarded|awards|"
            r"opts? for|opted|picks|picked|selects?|selected|chose|chooses|placed|places|books|"
            r"booked|exercis(?:es|ed) (?:an|its|the) option|agreed|agrees|struck|strikes|"
            r"anlas\w*|mutabakat\w*|siparis\w*|satin ald\w*|معاهده?|سمجهوت\w*|خريد لي\w*|"
            r"समझौत\w*|सौदा\w*|सौदे|खरीदे|اتفاق\w*|صفقه|الصفقه|اشتر\w*"
        ),
    ),
    (
        Phase.PLANNED,
        1.4,
        (
            r"plans? (?:to|for)|planned|planning|will (?:soon )?(?:buy|get|receive|send|supply|"
            r"sell|acquire|lease|order|sign|transfer|donate|export|purchase|procure)|"
            r"would (?:buy|get|receive|supply|acquire|sell|send)|to (?:buy|acquire|sign|sell|"
            r"send|supply|receive|get|lease|rent|purchase|procure|donate|order)|(?:possible|"
            r"potential|proposed|planned) (?:\S+ )?(?:sale|purchase|deal|transfer)|"
            r"clears?(?: \S+){0,3} (?:way|sale)|approv(?:es|ed|al)|green light|go-ahead|"
            r"notified|notification|wish list|asked for|asks? for|seeks?|sought|intends?|"
            r"intention|intent|wants?|hopes? to|eyes|eyeing|sets aside|set aside|earmark\w*|"
            r"pledg\w+|satin alacak|alacak|verecek|gonderecek|planl\w*|خريدے گا|دے گا|منصوبه|"
            r"فراهم كرے\w*|खरीदेगा|देगा|योजना|खरीदने|ستشتري|ستزود|سيتسلم|ستتسلم|تعتزم|تخطط|"
            r"يعتزم|ستحصل"
        ),
    ),
    (
        Phase.NEGOTIATING,
        1.4,
        (
            r"in talks|negotiat\w+|talks (?:on|over|about|are|with)|bargain\w*|gorus\w*|"
            r"muzakere\w*|مذاكرات|बातचीत|वार्ता|مفاوضات|محادثات"
        ),
    ),
    (
        Phase.CONSIDERED,
        1.4,
        (
            r"consider(?:s|ing)|weigh(?:s|ing)|mull(?:s|ing)|interested in|interest in|"
            r"look(?:s|ing) (?:at|into)|explor(?:es|ing)|may (?:buy|sell|supply|get|acquire|"
            r"order|send)|could (?:buy|sell|supply|get|acquire|order|send)|غور|विचार|تدرس"
        ),
    ),
    (
        Phase.DELIVERED,
        0.7,
        (
            r"gets|got|now (?:has|have|flies|fly|operates?)|sent|shipped|gave|gifted|supplied|"
            r"provided|inventory|in use|unveil\w*|shown|show(?:s|ed) off|parad(?:es?|ed)|"
            r"on display|adds|have been using"
        ),
    ),
    (
        Phase.AGREED,
        0.8,
        (
            r"agreements?|accord|deal|pact|contracts?|contracted|joint venture|partnership|"
            r"orders?|buying|purchase|leas(?:es|ed|ing)|award|settled|memorandum|mou|selection|"
            r"customer|commit(?:s|ted)|licen[cs]e|co-produc\w+|produc(?:e|ed|"
            r"tion) (?:\S+ ){0,3}(?:locally|jointly|together)|assembl\w+|factory|plant|imza|"
            r"sozlesme\w*|ortak\w*|खरीद\w*|ऑर्डर|عقد\w*|شرا\w*"
        ),
    ),
    (
        Phase.PLANNED,
        0.5,
        (
            r"will (?:deliver|build|provide|give|hand|ship|assemble|produce|be \w+)|"
            r"to (?:deliver|provide|give|build|equip|arm)|request(?:s|ed)?|budget|set to|"
            r"poised|expected to|expects?|tender|promis\w+|offer(?:s|ed)?|is to|are to|edecek|"
            r"كرے گا|करेगा|خطه"
        ),
    ),
    (
        Phase.IN_PROGRESS,
        1.1,
        (
            r"on (?:their|its|the) way|under way|underway|(?:is|are) being (?:supplied|built|"
            r"provided|delivered|assembled|produced|shipped)|has been supplying|is supplying|"
            r"uretil\w*|uretiyor"
        ),
    ),
)

VISIT: tuple[Row, ...] = (
    (
        Phase.CANCELLED,
        2.4,
        (
            r"called off|calls? off|cancel\w*|withdr[ea]w\w*|(?:is|are) (?:therefore )?off(?= |"
            r"$)|will not (?:call|refuel|visit|dock|come|stop)|not (?:refuel|call|dock|"
            r"visit)(?: \S+){0,3} after all|scrap\w*|drops? plan\w*|iptal\w*|منسوخ|रद्द|الغت|"
            r"الغي|الغا\w*"
        ),
    ),
    (
        Phase.REFUSED,
        2.2,
        (
            r"refus\w+|denied|den(?:y|ies)|turn(?:s|ed)? (?:away|back|down)|"
            r"not (?:be )?(?:allowed|permitted|welcome|given|let in)|bar(?:s|red)|hold back|"
            r"put off|defer\w*|postpone\w*|shut to|suspended|told to (?:go|stay|leave|keep)|"
            r"block(?:s|ed)|reject(?:s|ed)|close(?:s|d)? (?:its )?ports?|no entry|"
            r"no permission|without permission|keeps? out|kept out|forbid\w*|forbade|ban(?:s|"
            r"ned)|veto\w*|withh[eo]ld\w*|izin verme\w*|reddet\w*|اجازت نه\w*|دينے سے انكار|"
            r"انكار|روك دي\w*|अनुमति नहीं|रोक दिया|इनकार|رفضت|منعت|رفض|ترفض"
        ),
    ),
    (
        Phase.DEPARTED,
        1.7,
        (
            r"left|leaves(?! on| for| open)|departed|departs|depart|sail(?:s|ed) (?:away|out|"
            r"from|on|for|off)|put(?:s)? to sea|set(?:s)? sail|cast(?:s)? off|slipp?ed (?:her|"
            r"its|the|their) (?:lines|moorings)|ends? (?:\S+ ){0,4}(?:stop|visit|stay|call|"
            r"port)|(?:ends|ended|concludes|concluded|wraps up|wrapped up|completes|completed|"
            r"finishes|finished)|departure|farewell|after (?:a )?\S+ days?(?: \S+)? in port|"
            r"waved off|says? goodbye|ayril\w*|donuyor|tamamla\w*|روانه|رخصت|مكمل|रवाना|"
            r"प्रस्थान|विदा|غادر\w*|مغادر\w*|تختتم|اختتم\w*|تغادر"
        ),
    ),
    (
        Phase.PLANNED,
        1.6,
        (
            r"to (?:call|visit|dock|arrive|make|put in|host|receive|welcome|enter|berth|stop)|"
            r"will (?:put|call|visit|dock|arrive|make|enter|berth|stop|be in|come|pay|host|"
            r"receive|spend|moor)|(?:is|are) (?:due|expected|cleared|scheduled|to call|"
            r"to visit|to dock|to arrive)|due (?:in|to|at|on)|expected|may come|(?:is|"
            r"are) coming|set to|plans?|later this (?:week|month|year)|next (?:week|month)|"
            r"from (?:monday|tuesday|wednesday|thursday|friday|saturday|sunday)|allowed to|"
            r"permission to|gets? permission|cleared to|gelecek|edecek|ulasacak|پهنچين گے|"
            r"پهنچے گا|كرے گا|كرين گے|आएगा|आएंगे|पहुंचेगा|पहुंचेंगे|करेगा|ستصل|ستزور|سيصل|"
            r"ستقوم|المقرر|يعتزم"
        ),
    ),
    (
        Phase.COMPLETED,
        1.35,
        (
            r"arriv(?:ed|es|al)|berth(?:s|ed|ing)?|dock(?:s|ed|ing)|tie[sd]? up|tied up|"
            r"moor(?:s|ed|ing)|anchor(?:ed|s)|at anchor|entered|has called|call(?:ed|s|"
            r"ing) (?:at|in|on)|hosts?|hosted|visits?|visited|visiting|has been in|"
            r"have been in|has begun|beg[ai]ns?|reach(?:es|ed)|came (?:up|in|into|to|"
            r"alongside)|comes|turn(?:s|ed) up|spen(?:ds|t|d)|in port|lies|lay|lying|makes?|"
            r"made a|welcom(?:es|ed|e)|greet(?:s|ed)?|pays?|paid|starts?|started|"
            r"on the (?:wharf|quay|pier|jetty)|at the (?:wharf|quay|pier|jetty)|celebrates|"
            r"dropp?(?:ed|s)? anchor|pull(?:s|ed) in(?:to)?|steam(?:s|ed) in|sail(?:s|"
            r"ed) in(?:to)?|put(?:s)? in(?:to)?|receiv(?:ed|es)|back in|bring(?:s)?|brought|"
            r"alongside|open to the public|stopped|stops|stopover|is in|are in|was in|were in|"
            r"on board|geldi|demirle\w*|ulasti|vardi|ugradi|ziyaret\w*|yanasti|limaninda|"
            r"پهنچ گي\w*|پهنچا|پهنچے|پهنچي|لنگر انداز|كا دوره|دورے پر|استقبال\w*|पहुंचा|पहुंचे|"
            r"पहुंची|पहुंच गया|पहुंच गए|पहुंच|लंगर\w*|स्वागत|وصلت|وصل|رست|زارت|رسو|ترسو|وصول|"
            r"استقبل\w*|زياره|تزور"
        ),
    ),
)

BAN: tuple[Row, ...] = (
    (
        Phase.CONSIDERED,
        1.4,
        (
            rf"weigh(?:s|ing)?|consider(?:s|ing|ed)?|thinking (?:about|of)|thinks (?:about|of)|"
            rf"mull(?:s|ing)?|call(?:s|ed|ing)? (?:on|for)|want(?:s|ed)?|urge[sd]?|urging|"
            rf"propos(?:es|ed|al|als|ing)|demand(?:s|ed|ing)?|nothing (?:has been )?decided|"
            rf"no decision|debat(?:es?|ed|ing)|threat\w*|should|plans? to|draft|bill|motion|"
            rf"review(?:s|ing|ed)?|under review|could (?:be )?(?:{_STOPPING[3:-4]})|"
            rf"may (?:{_STOPPING[3:-4]})|might (?:be )?(?:ban|lift|stop|suspend|block|halt|eas|"
            rf"end)\w*|press(?:es|ed|ing)? for|push(?:es|ed|ing)? (?:for|to)|appeal\w*|ask(?:s|"
            rf"ed) (?:for|to)|seeks? to|vote on|degerlendir\w*|talep\w*|cagri\w*|غور|مطالبه|"
            rf"विचार|मांग|تدرس|تبحث|يدرس|دعا|دعت|يطالب|تطالب"
        ),
    ),
    (
        Phase.EXTENDED,
        2.2,
        (
            rf"prolong\w*|renew(?:s|ed|al|ing)?|exten(?:ds|ded|sion|"
            rf"ding)(?: \S+){{0,4}} (?:{_BANS[3:-1]}|by|until|for)|"
            rf"{_BANS}(?: \S+){{0,4}} (?:extended|prolonged|renewed|extension|stays?|remains?|"
            rf"upheld|maintained|continues?)|exten(?:ds|ded)|upheld|upholds|"
            rf"leaves?(?: \S+){{0,3}} in place|(?:stays?|remains?) in (?:force|place)|"
            rf"maintain(?:s|ed)?|keep(?:s|ing)?(?: \S+){{0,4}} {_BANS}|for (?:another|"
            rf"a further) (?:year|six months|twelve months|months)|add(?:s|ed) to|uzat\w*|"
            rf"توسيع|بڑها\w*|बढा\w*|बढा\w*|تمديد|مدد|مددت|جدد|يمدد|تجديد"
        ),
    ),
    (
        Phase.LIFTED,
        2.1,
        (
            rf"{_UNDOING}(?: \S+){{0,5}} {_BANS}|{_BANS}(?: \S+){{0,6}} (?:lifted|ended|eased|"
            rf"dropped|removed|relaxed|scrapped|expires?|expired|lapsed|overturned|quashed|"
            rf"gone|goes|runs out|ran out)|lift(?:s|ed|ing)?|reopen(?:s|ed|ing)?|resum(?:es|ed|"
            rf"ing|ption|e)|eas(?:es|ed|ing)|no longer (?:in force|block\w*|stand\w*|oppos\w*|"
            rf"ban\w*|need\w*|subject)|will no longer (?:stand|block|oppose|veto|object)|"
            rf"gives? up|gave up|unblock\w*|do(?:es)? away|did away|done away|once more|(?:may|"
            rf"can) (?:now|again|flow|once)|again (?:be|sell|supply|export|buy|import)|"
            rf"allow(?:s|ed)?(?: \S+){{0,3}} again|{_TRADES}(?: \S+){{0,3}} (?:again|"
            rf"resume[sd]?|restart\w*|cleared|approved|restored)|(?:is|are|"
            rf"being) (?:being )?granted|clear(?:s|ed) (?:the|arms|sale|weapons|way|exports?)|"
            rf"approv(?:es|ed)(?: \S+){{0,4}} {_TRADES}|unfreez\w*|restor(?:es|ed)|loosen\w*|"
            rf"waiv(?:es|ed|er)|green light|back on|kaldir\w*|son verdi|اٹها\w*|ختم|بحال|"
            rf"हटा\w*|हटाई|खत्म|समाप्त|رفع|رفعت|ترفع|انه[اي]\w*|استناف|استيناف"
        ),
    ),
    (
        Phase.IN_FORCE,
        1.45,
        (
            rf"{_STOPPING}(?: \S+){{0,5}} {_TRADES}|{_TRADES}(?: \S+){{0,4}} (?:halted|stopped|"
            rf"suspended|frozen|blocked|banned|barred|cancelled|canceled|revoked|refused|"
            rf"denied|withheld|prohibited|forbidden|withdrawn|on hold|paused|rejected|"
            rf"turned down|cut off|barred|off limits|on ice)|forbids?|forbade|forbidden|"
            rf"forbidding|prohibit(?:s|ed|ing|ion)?|bans?|banned|banning|bars|barred|barring|"
            rf"impos(?:es|ed|ing|e)|halts?|halted|suspend(?:s|ed|ing)|suspension|freez(?:es|e|"
            rf"ing)|froze(?:n)?|block(?:s|ed|ing)|revok(?:es|ed|ing)|cancels|cancelled|"
            rf"canceled|will not (?:supply|sell|send|ship|deliver|approve|license|issue|export|"
            rf"allow|permit|grant|be (?:sold|supplied|sent|shipped|delivered|allowed))|(?:may|"
            rf"can|will) no longer (?:be )?(?:ship|sell|sold|shipped|supply|supplied|export|"
            rf"exported|send|sent|buy|deliver)\w*|no (?:more|new|further) (?:arms|weapons|"
            rf"licen[cs]es|permits|exports?|sales|rifles|deliveries|approvals)|stop(?:s|ped|"
            rf"ping)|refus(?:es|ed|al|ing)|shut(?:s)? out|put under|blacklist\w*|"
            rf"struck(?: \S+){{0,4}} off|withheld|withhold\w*|withdr[ae]wn?|turn(?:s|"
            rf"ed) (?:down|away|back)|denied|denies|veto(?:es|ed)?|outlaw\w*|embargo(?:ed)?|"
            rf"sanctions?|on hold|on ice|pauses?|paused|cuts? off|closes?|tightens?|tightened|"
            rf"yasakla\w*|yasak\w*|durdur\w*|askiya al\w*|engel\w*|izin verme\w*|iptal\w*|"
            rf"ambargo\w*|پابند\w*|روك\w*|معطل|منسوخ|प्रतिबंध|रोक|निलंबित|रद्द|पाबंदी|حظر\w*|"
            rf"تحظر|يحظر|الحظر|علقت|تعلق|الغت|الغي|الغا\w*|تلغي|اوقفت|توقف|وقف|منع|يمنع|تثبت|"
            rf"تمنع"
        ),
    ),
)

MEETING: tuple[Row, ...] = (
    (
        Phase.CANCELLED,
        2.2,
        (
            r"cancel\w*|called off|scrap\w*|suspend\w*|withdr[ea]w\w*|iptal\w*|منسوخ|रद्द|"
            r"الغ[تي]\w*"
        ),
    ),
    (
        Phase.PLANNED,
        1.4,
        (
            r"will (?:be held|hold|take part|begin|start|join|sign|visit|land|fly|train)|"
            r"to (?:hold|sign|take part|begin|start|join|host)|plans?|planned|due to|set to|"
            r"scheduled|next (?:week|month|year)|expected|edecek|yapilacak|duzenlenecek|"
            r"كرين گے|هوگ\w*|करेंगे|होगा|होगी|ستجري|سيجري|ستبدا|المقرر"
        ),
    ),
    (Phase.SIGNED, 1.3, r"signed|signs|inked|imzala\w*|دستخط|हस्ताक्षर|وقع\w*"),
    (Phase.AGREED, 1.1, r"agreed|agreement|pact|anlas\w*|معاهد\w*|समझौत\w*|اتفاق\w*"),
    (
        Phase.COMPLETED,
        1.1,
        (
            r"held|began|begun|begins|started|concluded|ended|wrapped up|took part|arrived|"
            r"landed|flew|entered|crossed|shot down|intercepted|struck|hit|attacked|conducted|"
            r"completed|opened|trained|visited|met|fell|crashed|basladi|sona erdi|katildi|"
            r"gerceklest\w*|indi|شروع|اختتام|منعقد|ختم|शुरू|संपंन|समाप्त|हुआ|हुई|انطلق\w*|"
            r"اختتم\w*|شارك\w*|وصلت|هبطت|اسقط\w*|اعترض\w*"
        ),
    ),
)

STANCES: tuple[tuple[Stance, str], ...] = (
    (
        Stance.DENIED,
        (
            r"den(?:y|ies|ied|ying|ial|ials)(?! permission| entry| access| boarding| the ship|"
            r" port| licen[cs]es?| permits?)|refut(?:es|ed)|baseless|no truth|untrue|not true|"
            r"false reports?|unfounded|dismiss(?:es|ed) (?:the |these |such |as )?(?:reports?|"
            r"claims?|allegations?|idea|suggestions?|rumou?rs)|reject(?:s|ed) (?:the |these |"
            r"such )?(?:reports?|claims?|allegations?)|brushed aside|no purchase|no memorandum|"
            r"fabricated|yalanla\w*|asilsiz\w*|iddialari reddet\w*|ترديد|بے بنياد|مسترد|खंडन|"
            r"बेबुनियाद|निराधार|नकार\w*|نفت|نفي|ينفي|تنفي|لا اساس|لا صحه"
        ),
    ),
    (
        Stance.ALLEGED,
        (
            r"alleg\w+|unverified|unconfirmed|speculation|rumou?rs?|accus(?:es|ed|ing)|"
            r"iddia\w*|الزام|مبينه|आरोप|कथित|مزاعم|زعم\w*|يزعم"
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
            r"on social media|it is said|people familiar|basini\w*|habere gore|ذرايع|"
            r"اطلاعات كے مطابق|सूत्रों|रिपोर्ट\w*|बताया जा रहा|تقارير|مصادر|وفقا لتقارير"
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
def compiled(rows: tuple[Row, ...]) -> tuple[tuple[Phase, float, re.Pattern[str]], ...]:
    """Return a frame's rows with their words as one pattern of whole words each."""
    return tuple((phase, weight, _pattern(words)) for phase, weight, words in rows)


@cache
def stance_patterns() -> tuple[tuple[Stance, re.Pattern[str]], ...]:
    """Return the patterns of the stances, strongest first."""
    return tuple((stance, _pattern(words)) for stance, words in STANCES)


def _pattern(words: str) -> re.Pattern[str]:
    return re.compile(rf"(?<!\S)(?:{words})(?!\S)")
