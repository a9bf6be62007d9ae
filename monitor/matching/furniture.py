# ruff: noqa: RUF001 (labels in five languages)
"""Which paragraphs are the site speaking, not the article: links to other stories, bylines, forms.

Extraction leaves such lines behind, and they name events of other articles. They are kept in the
text, since offsets must hold, but rules do not match in them unless they ask (`furniture:`).
The patterns are labels that sites use, in the five languages of the lists; a label counts only at
the start of a paragraph, and a sentence that happens to start like one ("Read more than once, ...")
is spared, because a label is followed by a colon, a bar, a line's end or by a headline.
"""

from __future__ import annotations

import re
from collections.abc import Sequence


def _labels(table: str) -> str:
    """Return a table of labels, separated by bars and lines, as one pattern."""
    return "|".join(
        part for line in table.strip().split("\n") for part in line.strip().split(" | ")
    )


# Labels that announce other stories, on the same line or on the lines below.
_LINK_LABELS = _labels(
    r"""
    also (?:in|on) (?:this|today'?s|our) (?:edition|issue|page|section|site|paper|programme)
    (?:in|on) (?:this|today'?s) (?:edition|issue|section)
    (?:today|this week) in (?:pictures|brief)
    our (?:picks?|other stories|latest)
    stories you (?:may|might) (?:like|have missed) | quick links
    bun(?:lar|u|ları) da (?:okuyun|oku) | gözden kaçmasın | günün özeti
    bugün öne çıkanlar | sıradaki haber
    ٹرینڈنگ | آج کی (?:بڑی |اہم )?خبریں | بڑی خبریں | یہ خبریں بھی پڑھیں
    آپ کی دلچسپی | دیگر اہم خبریں
    ट्रेंडिंग | मुख्य (?:खबरें|समाचार)
    (?:आज की )?(?:बड़ी|बड़ी|टॉप) (?:खबरें|ख़बरें) | आपके लिए | रिलेटेड
    (?:مواضيع|أخبار|مقالات) (?:قد )?ته?مك | قد يهمك(?: أيضا| أيضاً)?
    اخترنا لك(?:م)? | مواضيع مختارة | الأكثر شيوعا
    (?:also|must)[ -]read | read (?:also|next|more|on|this|the full (?:story|article))
    more (?:on this|from|about this|stories|news|in)
    related(?: (?:articles?|stories|story|news|posts?|links?|topics?|coverage|content|reading))?
    (?:recent|latest|popular|trending|other|top|more) (?:posts?|articles?|stories|news|comments?)
    (?:previous|next|similar|top|latest|other) (?:post|article|story|headlines?|reads?)
    most (?:read|viewed|popular|shared|commented) | editor'?s'? picks?
    recommended(?: for you| reading| stories)?
    you (?:may|might) (?:also )?(?:like|be interested in|have missed) | see also
    watch(?: (?:also|now|live|more))? | listen(?: (?:also|now))? | in case you missed it
    don'?t miss | elsewhere(?: on (?:this|the|our) (?:site|web))? | from (?:our|the) archives?
    trending(?: now)? | what to read next | further reading | up next | in other news
    topics of the day | sponsored | advertisements? | promoted | ilginizi çekebilir
    (?:bunlar da |bunu da )?(?:okuyun|ilginizi çekebilir) | ayrıca (?:okuyun|bkz)
    ilgili (?:haberler?|yazılar?|içerik(?:ler)?) | diğer haberler
    son (?:haberler|yazılar|dakika haberleri) | (?:en )?çok okunan(?:lar| haberler)?
    benzer haberler | öne çıkan(?:lar| haberler)? | günün (?:haberleri|manşetleri)
    devamını oku | tavsiye edilen
    (?:یہ بھی|مزید|اسے بھی|یہ بھی ضرور) (?:پڑھیں|پڑھیے|پڑھئے|دیکھیں|خبریں)
    متعلقہ (?:خبریں|مضامین|خبر) | تازہ ترین(?: خبریں)?
    (?:سب سے )?زیادہ (?:پڑھی|پڑھے) (?:جانے والی|گئی|گئیں|جانے والے)(?: خبریں)? | مقبول خبریں
    اہم خبریں | دیگر خبریں | (?:यह|ये|इसे) भी (?:पढ़ें|पढ़ें|पढ़े|पढ़े|देखें)
    और (?:पढ़ें|पढ़ें|खबरें|ख़बरें) | संबंधित (?:खबरें|ख़बरें|समाचार|लेख) | सम्बंधित खबरें
    ताज़ा (?:खबरें|ख़बरें) | ताजा (?:खबरें|ख़बरें)
    सबसे (?:ज़्यादा|ज्यादा|अधिक) (?:पढ़ी|पढ़ी|पढ़े) (?:गई|गईं|गए|जाने वाली)(?: खबरें)?
    अन्य (?:खबरें|ख़बरें|समाचार) | लोकप्रिय
    (?:اقرأ|اقرؤوا|إقرأ|شاهد|طالع|تابع) (?:أيضا|أيضاً|ايضا|المزيد|كذلك)
    (?:أخبار|مواضيع|مقالات|موضوعات) (?:ذات صلة|متعلقة|مشابهة|أخرى) | ذات صلة
    الأكثر (?:قراءة|مشاهدة|تداولا|تداولاً|رواجا) | آخر الأخبار | قد يعجبك(?: أيضا| أيضاً)?
    أحدث (?:الأخبار|المقالات) | المزيد من الأخبار
    """
)
# Labels of a line that stands for itself: sharing, signing up, tags, bylines, credits, forms.
_LINE_LABELS = _labels(
    r"""
    share(?: (?:this|on|via|with|article|story))? | tweet | follow us | find us on
    join (?:us|our|the conversation) | subscribe | sign up | log ?in | register | newsletter
    get (?:our|the) (?:newsletter|app|latest) | download (?:our|the) app | click here
    contact (?:us|the newsroom) | support (?:us|our) | donate | print(?: this)? | e-?mail this
    comments? | leave (?:a|your) (?:comment|reply) | post a comment | write to us
    \d+ comments? | add a comment | your email address | tags? | topics? | keywords?
    filed under | categor(?:y|ies) | posted (?:in|on|by) | published(?: on| at)?
    (?:last )?(?:updated|modified)(?: on| at)? | first published
    photo(?:graph)?s?(?: (?:by|credit))? | image(?: credit| source)?s? | picture | credit
    caption | gallery | group photo | video | file photo | representational image
    (?:with )?inputs from | source | reporting by | writing by | editing by | edited by
    written by | reported by | about the author | the writer is | the author is | disclaimer
    copyright | all rights reserved | © | \(c\) | weather | horoscope | crossword | cookies?
    privacy policy | terms of (?:use|service) | etiketler? | anahtar kelimeler | paylaş
    bizi takip edin | takip et | abone ol(?:un)? | yorum(?:lar|lar[ıi]n[ıi]z)?(?: yap| yaz)?
    kaynak | fotoğraf | foto | haber merkezi | editör | yayın(?:lanma)? tarihi
    güncelleme(?: tarihi)? | hava durumu | e-bülten | ٹیگز? | شیئر کریں | ہمیں فالو کریں
    سبسکرائب | تبصرے? | تصویر | فوٹو | موسم | ویڈیو | اپ ڈیٹ | टैग्?स? | शेयर करें | साझा करें
    हमें फॉलो करें | फॉलो करें | सब्सक्राइब | टिप्पणी | टिप्पणियां | फोटो | तस्वीर | मौसम
    वीडियो | अपडेट | प्रकाशित | الوسوم | وسوم | كلمات مفتاحية | الكلمات المفتاحية | شارك
    مشاركة | تابعنا | تابعونا | اشترك | التعليقات | تعليقات | اترك تعليق[اً]? | صورة | الصورة
    المصدر | الطقس | فيديو | نشر في | تحديث | حقوق النشر
    """
)
# Labels that need no colon: nothing else starts like this in a short line without a full stop.
_BARE_LABELS = _labels(
    r"""
    also read | read also | read more | read next | see also
    related (?:articles?|stor(?:y|ies)) | share this | share on | follow us
    subscribe (?:to|now|for) | sign up (?:for|to) | leave a (?:comment|reply)
    join (?:our|us on) | click here | copyright | © | all rights reserved | filed under
    posted (?:in|on|by) | (?:last )?updated | published on | reporting by | photo by
    image credit | advertisement | your email address will not | bizi takip | abone ol
    ilginizi çekebilir | یہ بھی پڑھیں | مزید پڑھیں | यह भी पढ़ें | ये भी पढ़ें | यह भी पढ़ें
    ये भी पढ़ें | اقرأ أيضا | اقرأ أيضاً | تابعونا على | اشترك في
    """
)
_END = r"\s*(?:[:|»›>\u2013\u2014-]|$|\n)"
_LINKS = re.compile(rf"\W*(?:{_LINK_LABELS}){_END}", re.IGNORECASE)
_LINE = re.compile(rf"\W*(?:{_LINE_LABELS}){_END}", re.IGNORECASE)
_BARE = re.compile(rf"\W*(?:{_BARE_LABELS})", re.IGNORECASE)
_BYLINE = re.compile(
    r"(?:by|written by|from our|haber:|از:|रिपोर्ट:|كتب:|كتبت:)\s+[^.!?\u06d4\u0964]{2,70}$",
    re.IGNORECASE,
)
_LONGEST_LINE = 200
_LONGEST_HEADLINE = 160
_SENTENCE_END = (".", "!", "?", "\u06d4", "\u0964", "\u061f", "\u201d", '"', "\u00bb", ")")
_BARS = 2


def furniture(paragraphs: Sequence[str]) -> list[bool]:
    """Say of each paragraph whether it is furniture.

    A label that stands alone on its line ("Related stories") also covers the headlines below it:
    short paragraphs without a sentence's end, up to the next paragraph that reads like prose.
    """
    judged: list[bool] = []
    under_label = False
    for paragraph in paragraphs:
        line = paragraph.strip()
        links = len(line) <= _LONGEST_LINE * 3 and _LINKS.match(line) is not None
        if links:
            under_label = len(line) < 40 and not line.rstrip(": ").endswith(_SENTENCE_END)
            judged.append(True)
        elif under_label and len(line) <= _LONGEST_HEADLINE and not line.endswith(_SENTENCE_END):
            judged.append(True)
        else:
            under_label = False
            judged.append(_is_line(line))
    return judged


def _is_line(line: str) -> bool:
    """Say whether one line is furniture by itself."""
    if not line or len(line) > _LONGEST_LINE:
        return False
    prose = line.endswith(_SENTENCE_END[:5])
    if line.count(" | ") >= (_BARS if prose else 1) or _LINE.match(line):
        return True
    return not prose and (_BARE.match(line) is not None or _BYLINE.match(line) is not None)
