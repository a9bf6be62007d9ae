# ruff: noqa: E501
"""Turns of phrase that tell how far a deal has got: English idioms, and four languages' verbs.

Each row is what is told, whether it is done, the weight of one sighting, and the words, folded as
the text is. Turkish, Urdu, Hindi and Arabic carry the tense in the verb, so their rows come in
pairs: what was done, and what will be.
"""

from __future__ import annotations

import re
from functools import cache

from monitor.events.progress import Deed, Tense
from monitor.model.events import Phase

Row = tuple[Deed, Tense, float, str]

_DEAL = r"(?:deal|purchase|sale|order|contract|project|talks|programme|program|plan|agreement)s?"

ENGLISH: tuple[Row, ...] = (
    (
        Deed.DROPPED,
        Tense.DONE,
        1.6,
        (
            r"(?:export|exports|deliver(?:y|ies)|sales?|marketing)(?: \S+){0,12} (?:is|are|was|were|been) (?:suspended|stopped|frozen|halted|blocked)|decid\w+ against|rul(?:es|ed) out|opt(?:s|ed) out|out of the (?:deal|programme|contract)|"
            r"(?:hands?|handed|sends?|sent|gives?|gave) back|money back|refund|(?:struck|cut|deleted|"
            r"removed) from|no thanks|exit from|says? goodbye|"
            r"gives? up|gave up|do(?:es)? without|turn(?:s|ed) (?:down|(?:its|her|his) back)|"
            r"says? no to|said no to|(?:halts?|halted|suspends?|suspended|stops?|stopped)"
            r"(?: \S+){0,3} (?:purchase|order|deal|contract|deliveries|acquisition)|"
            r"walk(?:s|ed|ing)? away|back to the drawing board|"
            rf"(?:{_DEAL}|it|drones?|aircraft)(?: \S+){{0,4}} (?:has|have|had|is|are|was|were) "
            r"(?:now )?(?:been )?(?:dropped|scrapped|cancelled|canceled|shelved|abandoned|"
            r"terminated|called off|axed|frozen|halted|off|dead|torn up|annulled)|"
            r"cancels?|cancell?ed (?:the|its|a|an|plans?|order|purchase)|scraps|"
            r"scrapped|abandons?|abandoned|calls? off|called off|backs? out|backed out|"
            r"pull(?:s|ed) (?:out|the plug|plug)|withdr[ae]w[sn]?(?: \S+){0,3} (?:offer|order|"
            r"bid|request)|terminat(?:es|ed|ing)|shelve[sd]?|tears? up|tore up|axe[sd]|axes|"
            r"ditch(?:es|ed)|annul(?:s|led)|revoke[sd]?|pass(?:es|ed) up|"
            r"none (?:of \S+ )?will be (?:delivered|bought|built|sold|sent)|torn up|(?:drops?|dropped) (?:plans?|the|its|order)|freezes|froze|on ice|put(?:s)? an end to|"
            rf"{_DEAL}(?: \S+){{0,9}} (?:collapses|collapsed|falls through|fell through|"
            r"broke down|broken down|come to nothing|came to nothing|fell apart|unravel\w*)|"
            r"(?:will|would|does|do) not (?:be )?(?:renew|buy|sign|get|order|pursue|take|receive|"
            r"proceed|exercise|continue|go ahead|go through|materiali[sz]e)\w*|elsewhere|"
            r"not (?:go|going) (?:through|ahead)|not proceed|no longer (?:want|plan|intend)\w*"
        ),
    ),
    (
        Deed.HANDED,
        Tense.DONE,
        0.9,
        (
            r"operational|in possession of|in service|into service|in (?:\S+ )?hands|inventory|"
            r"delivered|handover|hand-over|(?:now )?in the (?:hands|fleet|arsenal|skies)|"
            r"(?:became|becomes|is now) (?:\S+ ){0,4}(?:operator|user)|(?:factory|plant|line|hall|works|"
            r"facility)(?: \S+){0,8} (?:opened|opens|inaugurated)|(?:opened|opens|inaugurated|"
            r"inaugurates)(?: \S+){0,6} (?:factory|plant|line|facility|works)|"
            r"(?:now|already|currently) (?:fly|flies|flown|flying|operates?)|flies|(?:been|was|were) accepted|on display|are (?:here|there)|(?:have|has) (?:stood|been standing|been parked)|(?:aircraft|drones|machines|uavs|planes|ones) (?:\S+ )?(?:stood|stand|lined up|were drawn up|are parked|were parked)|has its first|have their first"
        ),
    ),
    (
        Deed.BARGAINED,
        Tense.DONE,
        1.0,
        (
            r"reach(?:es|ed) (?:an? )?(?:agreement|deal|understanding|accord)|"
            r"(?:contract|order|deal) (?:has gone|had gone|went|goes) to|decid(?:es|ed) "
            r"(?:on(?! \w+day)|to (?:buy|acquire|purchase|order|lease))|"
            r"put (?:their|his|her|its) (?:names?|signatures?)|settl(?:es|ed) (?:on|for)|"
            r"pen to paper|signatures?|signing|done deal|committed to (?:buy|buying|the)|won (?:the|a) "
            r"(?:tender|competition|contract|order)|goes? with|went with|plump\w* for|(?:choice|decision) "
            r"(?:has |had )?(?:fell|falls|fallen) on|papers (?:were|have been) (?:exchanged|signed)|exchanged (?:papers|documents)|in favour of|down payment|joint venture|under (?:a|an|the|its|this) "
            r"(?:contract|deal|agreement|accord|order)|(?:contract|order|agreement|deal) (?:was|were|has been|is|has) "
            r"(?:signed|placed|concluded|awarded|sealed|done)|has bought|have bought|customer|"
            r"takes? the plunge|(?:sets?|setting) up (?:a |an |their )?(?:\S+ )?(?:company|venture|firm)|found(?:ed|s) (?:a|an|their) (?:\S+ )?(?:company|firm|venture)|seals?|sealed|stands? by"
        ),
    ),
    (
        Deed.BARGAINED,
        Tense.DONE,
        0.5,
        (
            r"(?<!possible )(?<!potential )(?<!proposed )(?<!planned )(?<!before any )(?<!no )(?<!any )(?<!future )(?<!new )"
            r"(?:agreements?|accord|deal|pact|contracts?|joint venture|partnership|"
            r"orders?|leas(?:es|ed|ing)|memorandum|mou|co-produc\w+|licen[cs]e|"
            r"produc(?:e|ed|tion) (?:\S+ ){0,3}(?:locally|jointly|together)|assembl\w+|"
            r"customers?)(?! talks)"
        ),
    ),
    (
        Deed.BARGAINED,
        Tense.AHEAD,
        0.8,
        (
            r"(?:to|will|would|could|may|might) (?:be )?(?:host|build|built|assembled?|produced?|"
            r"make|made|manufactured?|set up|open|jointly)"
        ),
    ),
    (
        Deed.WISHED,
        Tense.DONE,
        1.0,
        (
            r"would like to (?:have|buy|get|acquire|own|order)|signature short|letters? of (?:intent|interest|request)|statement of intent|wish list|"
            r"(?:sets|set|setting|puts|put) aside|earmarks?|looks? (?:to|at|into)|looking (?:at|to|"
            r"into)|interested in|in the market for|lean(?:s|ed|ing)? towards?|green light|go-ahead|(?:signed|signs) off|"
            r"(?:possible|potential|proposed|planned) (?:\S+ )?(?:sale|purchase|deal|transfer|"
            r"acquisition|order)|notified congress|in talks|(?:close|closer|near) to (?:a|an)|"
            r"thinks? (?:of|about)|on its list|may (?:buy|sell|supply|get|acquire|order|send)|"
            r"could (?:buy|sell|supply|get|acquire|order|send)|budget(?:s|ed)? for"
        ),
    ),
)

TURKISH: tuple[Row, ...] = (
    (
        Deed.DROPPED,
        Tense.DONE,
        1.8,
        r"iptal et\w*|iptal edil\w*|vazgec\w*|fesh\w*|askiya al\w*|rafa kald\w*|durdur\w*",
    ),
    (
        Deed.HANDED,
        Tense.DONE,
        1.3,
        (
            r"teslim (?:etti|edildi|aldi|alindi|etmis|edilmis|almis|ettigi\w*|edilen|alan)\w*|"
            r"teslimat\w* (?:tamamla|basla|yap)\w*|gonder(?:di|ildi|mis|ilmis|digi)\w*|"
            r"sevk (?:etti|edildi)\w*|ulas(?:ti|mis|an)\w*|vardi|geldi|"
            r"envanter\w* (?:girdi|katildi|katti|aldi|giren|katilan)\w*|katildi|katti|"
            r"kullan(?:iyor|maya basladi|an)\w*|hibe etti\w*|bagisladi|verdi|verildi|"
            r"hizmete girdi|goreve basladi|ucurdu|sergile\w*|indi|ilk kez (?:\w+ ){0,3}(?:gor|goster|cikar)\w*|onunden gecti|gosterildi|(?:indir|getir|konuslandir)il(?:di|mis|dig)\w*"
        ),
    ),
    (
        Deed.BARGAINED,
        Tense.DONE,
        1.2,
        (
            r"imzala(?:di|ndi|mis|nmis|digi|yan|nan|yarak)\w*|imza (?:atti|atildi)|"
            r"uzlas\w*|anlas(?:ti|ma sagla\w*|maya vard\w*|mis)|mutabakat\w*|satin al(?:di|indi|mis|digi|an)\w*|"
            r"siparis (?:etti|verdi|verildi|edildi)\w*|sat(?:ti|ildi|tigi\w*|mis)|ihrac et(?:ti|tigi)\w*|"
            r"sec(?:ti|ildi)|tercih etti|kirala(?:di|ndi)\w*"
        ),
    ),
    (
        Deed.BARGAINED,
        Tense.DONE,
        0.45,
        r"anlasma\w*|sozlesme\w*|ortak (?:uretim|girisim)\w*|siparis\w*",
    ),
    (
        Deed.HANDED,
        Tense.AHEAD,
        1.1,
        r"teslim (?:edecek|edilecek|alacak|etmesi|edilmesi)\w*|(?:gonder|ver|veril|gonderil)ecek\w*|envanter\w* (?:girecek|katilacak)\w*|teslimat\w*",
    ),
    (
        Deed.WISHED,
        Tense.DONE,
        1.1,
        (
            r"planl\w*|istiyor|istedi|ilgilen\w*|ilgi (?:goster|duy)\w*|(?<!telefon )gorus(?:me|uyor|tu)\w*|"
            r"talep\w*|niyet\w*|onay(?:la|i)\w*|degerlendir\w*|hedefli\w*|pazarlik\w*|"
            r"muzakere\w*|masada|hazirlan\w*|teklif\w*"
        ),
    ),
    (
        Deed.BARGAINED,
        Tense.AHEAD,
        1.2,
        r"(?:satin al|imzala|kirala|sat|al|satil|alin|siparis ver)[ae]?y?[ae]c[ae][kg]\w*",
    ),
)

URDU: tuple[Row, ...] = (
    (Deed.DROPPED, Tense.DONE, 1.8, r"منسوخ|معطل|ترك كر دي\S*|دستبردار|ختم كر دي\S*"),
    (
        Deed.HANDED,
        Tense.DONE,
        1.3,
        (
            r"پهنچ (?:گي\S*|گيے|چكے)|پهنچے|پهنچا دي\S*|حوالے (?:كر\S* دي\S*|كي\S*)|"
            r"شامل (?:كر لي\S*|هو گي\S*|كيے|كر دي\S*|كر ليے)|موصول|مل گي\S*|مل چكے|"
            r"(?:فراهم|سپلاي|عطيه) (?:كر دي\S*|كيے|كيا|كي)|دے (?:ديے|ديا|دي)|"
            r"(?:بهيج|بهجوا) (?:ديے|ديا|دي)|بهيجے|وصول (?:كر لي\S*|كيے|هو\S*)|حاصل (?:كر لي\S*|كيے|كي)"
        ),
    ),
    (
        Deed.BARGAINED,
        Tense.DONE,
        1.2,
        r"دستخط|معاهده (?:طے|كر لي\S*|كيا|هو\S*)|معاهدے پر|خريد (?:لي\S*|لے|چكا)|خريدے(?! گا| گي| گے)|(?:فروخت|برامد) (?:كر دي\S*|كيے|كيا)|ارڈر (?:ديا|دے ديا|كيا)|سودا (?:طے|كيا|هو\S*)|سودے",
    ),
    (Deed.BARGAINED, Tense.DONE, 0.4, r"معاهد\S*|سمجهوت\S*|سودا"),
    (
        Deed.HANDED,
        Tense.AHEAD,
        1.1,
        r"(?:فراهم كرے|فراهم كيے جايين|ديے جايين|دے|ملين|فروخت كرے|برامد كرے|حوالے كرے|حوالے كيے جايين|سپلاي كرے|مهيا كرے|بهيجے) (?:گا|گي|گے)",
    ),
    (
        Deed.BARGAINED,
        Tense.AHEAD,
        1.3,
        r"(?:خريدے|خريدين|حاصل كرے|دستخط كرے) (?:گا|گي|گے)",
    ),
    (
        Deed.WISHED,
        Tense.DONE,
        1.1,
        r"غور|منصوب\S*|بات چيت|مذاكرات|خواهش\S*|خواهان|دلچسپي|چاهتا|چاهتي|چاهتے|منظوري|درخواست|پيشكش|خريدنے",
    ),
)

HINDI: tuple[Row, ...] = (
    (Deed.DROPPED, Tense.DONE, 1.8, r"रद्द|स्थगित|हाथ खींच\S*|पीछे हट\S*|ठंडे बस्ते"),
    (
        Deed.HANDED,
        Tense.DONE,
        1.3,
        (
            r"मिल (?:गए|गया|गई|गईं|चुके)|मिले|मिला|पहुंचे|पहुंचा|पहुंच (?:गए|गया|गई|चुके|चुकी)|सौंपे|सौंपा|सौंप (?:दिए|दिया|दी)|"
            r"दिए(?! जाएंगे)|दिया(?! जाएगा)|दे दिए|दे दिया|भेजे|भेजा|भेज (?:दिए|दिया)|हासिल (?:किए|कर लिए)|"
            r"शामिल (?:किए|हुए|हो गए|कर लिए|किया)|लाए गए|आपूर्ति (?:की|कर दी)|डिलीवरी (?:हुई|मिली|पूरी)"
        ),
    ),
    (
        Deed.BARGAINED,
        Tense.DONE,
        1.3,
        r"हस्ताक्षर|समझौता (?:किया|हुआ|हो गया)|सौदा (?:किया|हुआ|तय|पक्का)|सौदे पर|खरीदे|खरीदा|खरीद लिए|बेचे|बेचा|(?:पट्टे|किराए|लीज) पर लि\S*|ऑर्डर (?:दिया|किया)|चुना|करार (?:किया|हुआ)",
    ),
    (Deed.BARGAINED, Tense.DONE, 0.4, r"समझौत\S*|सौदा\S*|सौदे|करार|अनुबंध"),
    (
        Deed.HANDED,
        Tense.AHEAD,
        1.1,
        r"बेचेगा|बेचेगी|(?:देने|बेचने|सौंपने) जा रह\S*|देगा|देगी|देंगे|मिलेंगे|मिलेगा|मिलेगी|सौंपेगा|भेजेगा|दिए जाएंगे|शामिल (?:होंगे|किए जाएंगे|करेगा)|करेगा",
    ),
    (Deed.BARGAINED, Tense.AHEAD, 1.2, r"खरीदेगा|खरीदेगी|खरीदेंगे|लेगा|हस्ताक्षर करेगा"),
    (
        Deed.WISHED,
        Tense.DONE,
        1.1,
        r"योजना|विचार|बातचीत|वार्ता|चाहता|चाहते|चाहती|इच्छुक|तैयारी|मंजूरी|प्रस्ताव|दिलचस्पी|रुचि|मांगे|खरीदने",
    ),
)

ARABIC: tuple[Row, ...] = (
    (
        Deed.DROPPED,
        Tense.DONE,
        1.8,
        r"(?:و)?الغت|(?:و)?الغي|الغا\S*|تراجع\S*|تخل[يت]\S*|فسخ\S*|تجميد|جمدت|علقت",
    ),
    (
        Deed.HANDED,
        Tense.DONE,
        1.3,
        (
            r"(?:و)?(?:سلمت|سلم|تسلمت|تسلم|استلمت|استلم|تلقت|تلقي|وصلت|وصل|حصلت|حصل|زودت|ارسلت|"
            r"منحت|اهدت|تبرعت|دخلت|ادخلت|انضمت|تمتلك|(?:ت|ي)(?:تسلم|ستلم|تلقي|حصل|سلم|زود|ورد)|باتت تمتلك|اصبحت تمتلك|تشغل)|"
            r"وصول|بعد تسلم\S*|تسليم الدفعه"
        ),
    ),
    (
        Deed.BARGAINED,
        Tense.DONE,
        1.3,
        r"(?:و)?(?:(?:ت|ي)(?:شتري|وقع|برم|بيع)|اشترت|اشتري|وقعت|وقع|وقعا|ابرمت|ابرم|اتفق\S*|اتم\S* (?:اتفاق|صفق|عقد)\S*|المبرم\S*|الموقع\S*|تعاقدت|تعاقد|باعت|باع|طلبت شرا|اختارت|استاجرت)|توقيع|ابرام",
    ),
    (Deed.BARGAINED, Tense.DONE, 0.4, r"(?:ال|ل|لل|ب)?(?:صفقه|عقدا?|اتفاق(?:ي|يه)?)"),
    (
        Deed.HANDED,
        Tense.AHEAD,
        1.3,
        r"(?:و)?(?:ست|سي)(?:بيع|سلم|تسلم|ستلم|زود|ورد|حصل|صل|رسل|منح|قدم|تلقي)\S*|سوف (?:تسلم|تتسلم|تحصل|تزود)",
    ),
    (Deed.BARGAINED, Tense.AHEAD, 1.3, r"(?:و)?(?:ست|سي)(?:شتري|وقع|بتاع|قتني|برم)\S*"),
    (
        Deed.WISHED,
        Tense.DONE,
        1.2,
        (
            r"(?:ت|ي)(?:عتزم|خطط|سعي|درس|بحث|رغب|نوي|تطلع)(?: \S+)?|مفاوضات|محادثات|مباحثات|"
            r"طلبت|مهتمه|اهتمام\S*|موافقه|وافقت|وافق|اقترحت|عرضت"
        ),
    ),
)

_BY_LANGUAGE = {"tr": TURKISH, "ur": URDU, "hi": HINDI, "ar": ARABIC}


@cache
def rows(lang: str) -> tuple[tuple[Deed, Tense, float, re.Pattern[str]], ...]:
    """Return the rows of a language, English where there are none, as patterns of whole words."""
    table = _BY_LANGUAGE.get(lang, ENGLISH)
    return tuple(
        (deed, tense, weight, re.compile(rf"(?<!\S)[وف]?(?:{pattern})(?!\S)"))
        for deed, tense, weight, pattern in table
    )


_FINER: dict[Phase, tuple[tuple[Phase, re.Pattern[str]], ...]] = {
    Phase.AGREED: (
        (
            Phase.SIGNED,
            re.compile(
                r"sign|ink|initial|conclud|seal|imza|İmza|دستخط|وق[ّ]?ع|توقيع|हस्ताक्षर", re.IGNORECASE
            ),
        ),
    ),
    Phase.PLANNED: (
        (
            Phase.NEGOTIATING,
            re.compile(
                r"talk|negotiat|bargain|görüş|müzakere|pazarl|مذاکرات|بات چیت|बातचीत|वार्ता|مفاوض|محادث",
                re.IGNORECASE,
            ),
        ),
        (
            Phase.CONSIDERED,
            re.compile(
                r"consider|weigh|mull|explor|stud|examin|interest|think|may |could |غور|विचार|تدرس|değerlendir",
                re.IGNORECASE,
            ),
        ),
    ),
}


def finer(phase: Phase, words: str) -> Phase:
    """Return a deal's phase as exactly as the words that tell it: agreed, or signed."""
    return next((one for one, pattern in _FINER.get(phase, ()) if pattern.search(words)), phase)
