# ruff: noqa: E501
"""The words that tell how far a visit, a ban or a meeting has got.

Each row is a phase, the weight of one sighting, and the words, folded as the text is. The words of
one row are English, Turkish, Urdu, Hindi and Arabic in this order. A sighting in the headline
counts most, deep in the text least; the phase with most weight wins.
"""

from __future__ import annotations

import re
from functools import cache

from monitor.model.events import Phase

Row = tuple[Phase, float, str]

_BANS = (
    r"(?:bans?|embargo(?:es)?|prohibitions?|restrictions?|suspensions?|freezes?|moratorium|"
    r"veto(?:es)?|blocks?|holds|sanctions|curbs?|stop|halt|presumption|limits?|blockade|policy|"
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
    r"(?:lift|end|drop|do away with|does away with|doing away with|did away with|scrap|remov|eas|relax|waiv|abolish|rescind|repeal|overturn|quash|"
    r"revers|abandon|undo|unwind|loosen|terminat|withdr|giv|gave|suspend|discontinu|"
    r"unfreez|clear|soften)\w*"
)

_BANNISH = (
    r"(?:ban|bar|embargo|forbid|outlaw|stop|halt|suspen|block|lift|eas|end|restrict|freez|sanction|licen|permit|"
    r"export|curb|resum|cut|tighten|exten|prolong|renew|sale|suppl|weapon|arms|prohibit|limit|reopen|paus|sell|ice|door|withh)\w*"
)

VISIT: tuple[Row, ...] = (
    (
        Phase.CANCELLED,
        2.4,
        (
            r"called off|calls? off|cancel\w*|fall(?:s|en) through|fell through|withdr[ea]w\w*|(?:is|are) (?:therefore )?off(?= |"
            r"$)|(?:will|would|did) not (?:call|refuel|visit|dock|come|stop|happen|take place|go ahead|be paid|materiali[sz]e)(?! (?:until|before))|never came|(?:was|were|should) (?:to )?have (?:called|docked|moored|berthed|arrived|visited|come|been in|tied|put|stopped|anchored|entered)|not (?:refuel|call|dock|"
            r"visit)(?: \S+){0,3} after all|scrap\w*|drops? plan\w*|iptal\w*|منسوخ|रद्द|الغت|"
            r"الغي|الغا\S*"
        ),
    ),
    (
        Phase.REFUSED,
        2.2,
        (
            r"no (?:\S+ )?(?:vessels?|ships?|warships?|frigates?|submarines?) (?:to|may|can|shall|will|should) (?:be )?(?:enter|dock|call|berth|moor|come|visit|admitted|allowed|let)|ask(?:s|ed)? (?:\S+ ){0,5}to (?:wait|stay away|keep away|stay out)|refus\w+|denied|den(?:y|ies)|turn(?:s|ed)? (?:away|back|down)|"
            r"not (?:be )?(?:allowed|permitted|welcome|given|let in)|barred|bars (?:the|a|its|all|foreign|\w+an|\w+ese)|hold back|"
            r"put off|defer\w*|postpone\w*|shut to|suspended|told to (?:go|stay|leave|keep)|"
            r"block(?:s|ed)|reject(?:s|ed)|close(?:s|d)? (?:its )?ports?|no entry|"
            r"no permission|without permission|(?:did|does|do|will) not (?:let|allow|permit|admit|open|receive)|declin(?:es|ed)|(?:could|would|can) not (?:be )?(?:let|allowed|admitted|come|"
            r"enter|dock|berth|land|call)|diverted|(?:must|has to|have to|had to|should) (?:\S+ ){0,4}elsewhere|no answer|without an? (?:reply|answer)|remained without|"
            r"unanswered|not (?:been )?(?:renewed|granted|cleared)|no (?:leave|clearance|berth)|"
            r"(?:no|neither)(?: \S+){0,9} (?:let in|let into|allowed in|admitted|permitted|let)|turned round|"
            r"sent away|waved away|wave[sd]? off|out of bounds|unwelcome|keeps? out|kept out|forbid\w*|forbade|ban(?:s|"
            r"ned)|veto\w*|withh[eo]ld\w*|izin verme\w*|reddet\w*|geri cevir\w*|kabul et(?:medi|meyecek|miyor)|اجازت (?:\w+ )?نه\S*|دينے سے انكار|"
            r"انكار|روك دي\S*|अनुमति (?:\S+ )?नहीं|मंजूरी नहीं|इजाजत नहीं|मना|रोक दिया|इनकार|رفضت|منعت|رفض|ترفض|تمنع|لم تسمح|لن تسمح|عدم السماح|ارجات|[ايت][تي]?وجل|اجلت|اجل|تاجيل\S*|ارجا\S*"
        ),
    ),
    (
        Phase.DEPARTED,
        1.7,
        (
            r"left(?! behind| open| hand| of| the choice| no| to )|leaves(?! on| open)|(?:visit|stay|call|stop)(?: \S+){0,8} (?:ended|ends|over|concluded)|departed|departs|depart|sail(?:s|ed) (?:away|out|"
            r"from|on|for|off)|let(?:s)? go (?:her|its|the|their) lines|(?:took|takes|taken) (?:its |her |their )?leave|(?:is|are|has|have) gone(?= |$)|put(?:s)? to sea|set(?:s)? sail|cast(?:s)? off|slipp?ed (?:her|"
            r"its|the|their) (?:lines|moorings)|ends? (?:\S+ ){0,4}(?:stop|visit|stay|call|"
            r"port)|(?:ends|ended|concludes|concluded|wraps up|wrapped up|completes|completed|"
            r"finishes|finished)(?: \S+){0,6} (?:visit|stay|call|stop|stopover|tour|port|days|leave)|departure|farewell|after (?:a )?\S+ days?(?: \S+)? in port|"
            r"(?:saw|sees|seen) off|(?:saw|waved|waves) (?:\S+ ){1,5}off|(?:days|week|stay|visit|call) (?:\S+ ){0,4}(?:is|are) over|set course for home|says? goodbye|said goodbye|say goodbye|cast off|slipped (?:out|away)|slips out|"
            r"(?:left|leaves|leaving) (?:port|harbour|harbor)|heads? home|headed home|ayril\w*|donuyor|tamamla\w*|(?<!ليے )روانه|رخصت|مكمل|(?<!लिए )रवाना|"
            r"प्रस्थान|विदा|غادر\S*|مغادر\S*|انهت زيارت\S*|انهي زيارت\S*|تنهي زيارت\S*|تختتم|اختتم\S*|تغادر"
        ),
    ),
    (
        Phase.PLANNED,
        1.6,
        (
            r"to (?:call|visit|dock|arrive|make|put in|host|receive|welcome|enter|berth|stop)|"
            r"will (?:put|call|visit|dock|arrive|make|enter|berth|stop|be in|come|pay|host|"
            r"receive|spend|moor)|(?:is|are) (?:due|expected|cleared|scheduled|to reach|to call|"
            r"to visit|to dock|to arrive)|due (?:in|to|at|on)|expected|may (?:enter|dock|call|visit|berth|moor)|yet to (?:say|decide|answer)|may come|(?:is|"
            r"are) coming|set to|(?:will|would) not (?:reach|arrive|come|call|be)(?: \S+){0,5} (?:before|until)|plans?|later this (?:week|month|year)|next (?:week|month)|"
            r"allowed (?:to|in|into)|(?:has|have|had) been (?:cleared|admitted|permitted)|"
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
            r"on board|made fast|makes fast|(?:took|takes|taken) up (?:the|a|her|its) berth|shown to|"
            r"(?:came|comes|come) (?:in|round|alongside|ashore|for)|dropped anchor|at anchor|at her|"
            r"rode|rides at|stood (?:in|at|off)|lain|lies (?:in|at|off)|moored|parks?|parked|"
            r"goes ashore|went ashore|shore leave|guests? (?:from|in)|tours?|toured|"
            r"throws? open|threw open|opens? her|opened her|"
            r"(?:is|are|was|were) (?:back )?(?:in|at|off) (?:the )?(?:port|harbour|harbor|pier|"
            r"quay|berth|roads|bay)|geldi|gelen|demir at\w*|giren|girdi|yanasan|rihtim\w*|demirle\w*|ulasti|vardi|ugradi|ziyaret\w*|yanasti|limaninda|"
            r"پهنچ گي\S*|پهنچا|پهنچے|پهنچي|لنگر انداز|كا دوره|دورے پر|استقبال\S*|पहुंचा|पहुंचे|"
            r"पहुंची|पहुंच गया|पहुंच गए|पहुंच|लंगर\S*|स्वागत|وصلت|وصل|رست|زارت|رسو|ترسو|وصول|"
            r"استقبل\S*|زياره|تزور"
        ),
    ),
)

BAN: tuple[Row, ...] = (
    (
        Phase.CONSIDERED,
        1.4,
        (
            rf"(?:weigh(?:s|ing)?|consider(?:s|ing|ed)?|thinking|thinks|mull(?:s|ing)?|calls?|called|"
            rf"calling|want(?:s|ed)?|urge[sd]?|urging|propos(?:es|ed|al|als|ing)|demand(?:s|ed|ing)?|"
            rf"debat(?:es?|ed|ing)|recommend\w*|wonder\w*|threat\w*|should|plans? to|press(?:es|ed|ing)? for|push(?:es|ed|"
            rf"ing)? (?:for|to)|appeals? (?:for|to)|ask(?:s|ed) (?:\S+ ){{0,5}}(?:for|to)|seeks? to|discuss(?:es|ed|ing)?|"
            rf"examin(?:es|ed|ing)|look(?:s|ing) (?:at|into)|sought)(?: \S+){{0,8}} {_BANNISH}|"
            rf"nothing (?:has been )?decided|no decision|(?:will|to|would) vote|(?:tabl|mov|submit|introduc|propos)\w*(?: \S+){{0,4}} (?:motion|bill|resolution|amendment|draft)|(?:may|might|could) (?:now |again |soon )?(?:allow|permit|resume|reopen|loosen|approve|authori[sz]e)|could (?:be )?(?:{_STOPPING[3:-4]})\w*|"
            rf"may (?:{_STOPPING[3:-4]})\w*|might (?:be )?(?:ban|lift|stop|suspend|block|halt|eas|"
            rf"end)\w*|gozden gecir\w*|degerlendir\w*|talep\w*|cagri\w*|tasari\w*|onerge\w*|gundem\w*|"
            rf"(?:हटाने|उठाने|खत्म करने|लगाने|रोकने) (?:\S+ ){{0,3}}(?:बातचीत|चर्चा|बात चल|सोच)\S*|फैसला (?:\S+ )?नहीं|(?:اٹهانے|ختم كرنے|هٹانے|لگانے) (?:\S+ ){{0,3}}(?:بات چيت|مشاورت|سوچ)|فيصله (?:\S+ )?نهين|gorusul\w*|tartisil\w*|karar (?:\S+ )?veril?medi|لم (?:ي|ت)تخذ|غور|مطالبه|تجويز|विचार|मांग|प्रस्ताव|تدرس|تبحث|يدرس|دعا|دعت|يطالب|تطالب|طالب\S*|مشروع قرار"
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
            rf"(?:leaves?|left)(?: \S+){{0,8}} in (?:place|force)|(?:stays?|remains?) in (?:force|place)|"
            rf"maintain(?:s|ed)?|keep(?:s|ing)?(?: \S+){{0,4}} {_BANS}|for (?:another|"
            rf"a further|one more) (?:year|six months|twelve months|months)|kept(?: \S+){{0,8}} in (?:place|force)|roll(?:s|ed) over|would have (?:lapsed|expired|run out|ended)|(?:stands?|runs?|remains?|applies|apply|valid|in force) until|(?:until|till|for) (?:another|a further|a second|one more|next) \w+|goes? on for|runs? on|"
            rf"add(?:s|ed) to(?: \S+){{0,4}} {_BANS}|uzat\w*|surdur\w*|yenile\w*|"
            rf"توسيع|بڑها\S*|برقرار|बढा\S*|बढा\S*|تمديد|مدد|مددت|جدد|جددت|يمدد|تمدد|تجديد|يجدد|تجدد|ابقت علي|जारी रह\S*"
        ),
    ),
    (
        Phase.LIFTED,
        2.1,
        (
            rf"{_UNDOING}(?: \S+){{0,5}} {_BANS}|{_BANS}(?: \S+){{0,10}} (?:withdrawn|abolished|rescinded|repealed|waived|lifted|ended|eased|"
            rf"dropped|removed|relaxed|scrapped|expires?|expired|lapsed|overturned|quashed|"
            rf"gone|goes|runs out|ran out|abandoned|given up|ends|came to an end|comes to an end|"
            rf"away with|history)|(?:may|can|lets?|is|are) (?:\S+ ){{0,4}}(?:allowed|sold|exports?|exported|sell|ship|shipped|order|buy|go|flow|granted|issued|supplied|permitted|possible|issuing|selling)(?: \S+){{0,10}} (?:again|once more)|(?:stop|ban|freeze|halt|embargo)(?: \S+){{0,8}} (?:is over|its purpose)|may (?:from now on |now |again )?(?:export|sell|ship|buy|hand|pass)|(?:decid|rul|agre)\w*(?: (?!(?:no|not|none|nothing|never) )\S+){{0,14}} may (?:now )?be (?:sent|sold|exported|supplied|shipped|handed)|opens? the door|opened the door|(?:are|is) (?:now )?free again|(?:will|may|can) (?:be )?(?:sent|handed|shipped|sold|delivered|go)(?: \S+){{0,3}} after all|thing of (?:the past|yesterday)|(?:has|have) been (?:allowed|cleared|permitted|authori[sz]ed) to (?:sell|export|ship|supply|buy)|releas(?:es|ed)(?: \S+){{0,6}} (?:bombs|arms|weapons|shells|shipment|delivery|missiles|ammunition|jets|aircraft|equipment)|no longer (?:treats?|treated|refus\w*|holds?|held)|undid|undone|(?:returns?|returned|back) to (?:\S+ ){{0,2}}(?:usual|normal|case|business)|(?:forbidden|banned|barred|prohibited|blocked|outlawed) no (?:longer|more)|(?:no longer|not) (?:forbidden|prohibited|banned|barred)|(?:scrap|drop|lift|remov|abolish|repeal|delet|waiv|struck|strik)\w*(?: \S+){{0,4}} (?:rules?|laws?|conditions?|clauses?|requirements?|obligations?)|need not(?: \S+){{0,6}} (?:any more|any longer)|lift(?:s|ed|ing)?(?! (?:\S+ )?(?:helicopters?|aircraft|planes?|rockets?|containers?|boxes|cargo))|reopen(?:s|ed|ing)?|resum(?:es|ed|"
            rf"ing|ption|e)|eas(?:es|ed|ing)|no longer (?:in force|block\w*|stand\w*|oppos\w*|"
            rf"ban\w*|need\w*|subject)|will no longer (?:stand|block|oppose|veto|object)|"
            rf"gives? up|gave up|unblock\w*|do(?:es)? away|did away|done away|once more|(?:may|"
            rf"can) (?:now|again|flow|once)|again (?:granting|issuing|approving|selling|exporting|shipping|supplying|buying|be|sell|supply|export|buy|import)|"
            rf"allow(?:s|ed)?(?: \S+){{0,3}} again|{_TRADES}(?: \S+){{0,3}} (?:again|"
            rf"resume[sd]?|restart\w*|cleared|approved|restored)|(?:is|are|"
            rf"being) (?:being )?granted|clear(?:s|ed) (?:the|arms|sale|weapons|way|exports?)|"
            rf"approv(?:es|ed)(?! no )(?: \S+){{0,4}} {_TRADES}|unfreez\w*|restor(?:es|ed)|loosen\w*|"
            rf"waiv(?:es|ed|er)|green light|back on|kaldir\w*|son ver\w*|sona er\w*|gevset\w*|ilk iz(?:in|ni|nin)|yeniden (?:izin|ihracat|satis|basla)\w*|gonderilebil\w*|satilabil\w*|itiraz\w* (?:vazgec|cek|kaldir|geri)\w*|vazgec\w*|serbest birak\w*|اٹها\S*|ختم|بحال|ترك كر|نرم كر\S*|دروازه كهول|"
            rf"हटा\S*|हटाई|खत्म|समाप्त|बहाल|ढील|उठा\S*|رفع|رفعت|ترفع|يرفع|(?:ي|ت)نهي|(?:ي|ت)?لغي(?:ت)? (?:\S+ ){{0,2}}(?:ال)?حظر\S*|الغا (?:ال)?حظر\S*|انه[يت]|انها (?:ال)?(?:حظر|تجميد|قيود|تعليق|قرار)\S*|(?:(?:ي|ت)?لغي|الغ[تيا]) (?:\S+ ){{0,7}}(?:شرط|قيد|قيود|قيودا|القيود)|لم (?:ي|ت)عد (?:علي|ملزم\S*|محظور\S*|ممنوع\S*|خاضع\S*)|استناف|استيناف|[ايت]ستانف\S*"
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
            rf"forbidding|no (?:\S+ ){{0,10}}(?:may|can|shall|will) (?:now )?(?:be )?(?:leave|supply|sold|sell|"
            rf"exported|export|shipped|ship|sent|send|delivered|deliver|imported|bought)|(?:may|must|shall|"
            rf"can) not (?:be )?(?:leave|export|ship|sell|sold|suppl|send|sent|deliver|buy|bought|import|"
            rf"licen[cs])\w*|(?:buy|buys|sell|sells|supply|supplies|send|sends|exports?|imports?|grants?|issues?|approves?|licen[cs]es) no (?:more|longer|new|further)|(?:needs?|requires?|required|without) (?:an? |any )?(?:export )?(?:licen[cs]e|"
            rf"permit)|(?:puts?|placed?|places)(?: \S+){{0,6}} on (?:the|a|its) (?:list|blacklist)|keeps?(?: \S+){{0,3}} "
            rf"at home|(?:stop|ceas|halt|end|quit)\w* (?:sending|selling|supplying|shipping|exporting|delivering|issuing|"
            rf"approving|arming|granting)|no (?:new |more |further )?(?:permits?|licen[cs]es?|approvals?) (?:have|has|had|will) (?:been|be) (?:issued|granted|given)|not be (?:given|granted|issued)|no (?:\S+ ){{1,3}}(?:is|are) (?:now )?(?:licensed|sold|supplied|exported|delivered|approved|issued|granted)|must (?:cease|stop|end)|(?:nothing|none)(?: \S+){{0,5}} (?:approved|licensed|exported|delivered|"
            rf"sold|supplied|shipped)|turn(?:s|ed) off the tap|under lock|prohibit(?:s|ed|ing|ion)?|bans?|banned|banning|bars|barred|barring|"
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
            rf"ambargo\w*|(?:lisans|izin|ruhsat|onay)\w*(?: \S+){{0,4}} ver(?:il)?me\w*|kapsamina al\w*|"
            rf"yaptirim\w*|sat(?:il)?ma(?:yacak|ma)\w*|kara liste\w*|dondur\w*|پابند\S*|روك\S*|معطل|منسوخ|بندش|قدغن|(?:لايسنس|اجازت|منظوري) (?:\S+ ){{0,2}}نهين|प्रतिबंध\S*|रोक\S*|निलंबित|रद्द|पाबंद\S*|बैन|(?:मंजूरी|अनुमति|इजाजत|निर्यात|बिक्री|लाइसेंस) (?:\S+ ){{0,3}}नहीं|लाइसेंस (?:\S+ )?अनिवार्य|रोका|बिना (?:लाइसेंस|इजाजत)|नहीं (?:बेचेगा|देगा|मिलेंगे|निकलेंगे)|لن (?:ت|ي|ن)\S+ (?:\S+ ){{0,4}}(?:رخص|تراخيص|تصاريح|ترخيص|سلاح|اسلح|بندقي)\S*|ممنوع|بند كر\S*|نهين (?:دے|بيچے) گا|حظر\S*|"
            rf"تحظر|يحظر|الحظر|علقت|تعلق|الغت|الغي|الغا\S*|تلغي|اوقفت|توقف|وقف|منع|يمنع|تثبت|"
            rf"تمنع"
        ),
    ),
    (
        Phase.CONSIDERED,
        0.75,
        r"draft|bill|motion|petition|review(?:s|ing|ed)?|under review|vote on|debates?|proposal",
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
            r"كرين گے|هوگ\S*|करेंगे|होगा|होगी|ستجري|سيجري|ستبدا|المقرر"
        ),
    ),
    (Phase.SIGNED, 1.3, r"signed|signs|inked|imzala\w*|دستخط|हस्ताक्षर|وقع\S*"),
    (Phase.AGREED, 1.1, r"agreed|agreement|pact|anlas\w*|معاهد\S*|समझौत\S*|اتفاق\S*"),
    (
        Phase.COMPLETED,
        1.1,
        (
            r"held|began|begun|begins|started|concluded|ended|wrapped up|took part|arrived|"
            r"landed|flew|entered|crossed|shot down|intercepted|struck|hit|attacked|conducted|"
            r"completed|opened|trained|visited|met|fell|crashed|basladi|sona erdi|katildi|"
            r"gerceklest\w*|indi|شروع|اختتام|منعقد|ختم|शुरू|संपंन|समाप्त|हुआ|हुई|انطلق\S*|"
            r"اختتم\S*|شارك\S*|وصلت|هبطت|اسقط\S*|اعترض\S*"
        ),
    ),
)


#: How verbs of other languages say that something lies ahead, in what stands after its first word.
AHEAD = {
    "tr": re.compile(r"[ae]ca[kg]\w*(?!\S)"),
    "ur": re.compile(r"(?<!\S)(?:گا|گے|گي)(?!\S)"),
    "hi": re.compile(r"(?:ेगा|ेंगे|ेगी|एगा|एंगे|एगी|ेंगी|होगा|होंगे)(?!\S)"),
    "ar": re.compile(r"(?<!\S)(?:و?س[يت]\w+|سوف|المقرر|المتوقع|يتوقع|المنتظر)(?!\S)"),
}


@cache
def compiled(rows: tuple[Row, ...]) -> tuple[tuple[Phase, float, re.Pattern[str]], ...]:
    """Return a frame's rows with their words as one pattern of whole words each."""
    return tuple((phase, weight, _pattern(words)) for phase, weight, words in rows)


def _pattern(words: str) -> re.Pattern[str]:
    return re.compile(rf"(?<!\S)[وف]?(?:{words})(?!\S)")
