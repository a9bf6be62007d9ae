"""The turns a story takes: what was claimed is denied, what was stopped goes on. Pure.

    turns = turns_of(article)

A record's phase and stance need an event whose parties were read. A turn is told by the words of a
headline or an opening alone, so it is read from every article, in five languages, and compared by
`monitor.stories.novelty` with what earlier articles of the same event said.
"""

from __future__ import annotations

import re
from enum import StrEnum

from monitor.model.events import Annotated

OPENING = 4  # sentences of the text, besides the title
_LONGEST = 120  # words of a sentence that are read


class Turn(StrEnum):
    """What an article says became of an event, or of a claim about it."""

    DENIED = "denied"
    CONFIRMED = "confirmed"
    STOPPED = "stopped"  # refused, held, called off, put off
    GOES_ON = "goes on"  # let in after all, let go, taken up again


_SAID = r"(?:said|says|stated|states|insist\w*|maintain\w*|declared?s?|told|wrote|according)"
_TURNS: tuple[tuple[Turn, str], ...] = (
    (
        Turn.DENIED,
        (
            r"den(?:y|ies|ied|ying|ials?)(?! (?:\S+ ){0,2}(?:permission|entry|access|boarding|"
            r"clearance|landing|overflight|port|licen[cs]es?|permits?|visas?))|refut(?:es|ed)|"
            r"baseless|no truth|untrue|not true|unfounded|fabricat\w*|made up|invent(?:ed|ion)|"
            r"(?:reject|dismiss)(?:s|es|ed) (?:\S+ ){0,3}(?:reports?|claims?|allegations?|"
            r"accusations?|idea|suggestions?|rumou?rs|account|version)|brush(?:es|ed) aside|"
            r"disput(?:es|ed|ing)|contradict(?:s|ed)|never (?:happened|took place|existed)|"
            rf"(?:did|does|do|was|were|had|has) not (?:\S+ ){{1,9}}{_SAID}|"
            rf"(?:nobody|no one|nothing|never) (?!(?:\S+ ){{0,4}}(?:hurt|injured|killed|wounded))"
            rf"(?:\S+ ){{1,8}}{_SAID}|not us|not ours|no such (?:thing|deal|agreement|plan|"
            r"visit|talks|request|order|flight|attack)|there (?:is|was|were|has been|had been) "
            r"(?:\S+ ){0,2}no (?:\S+ ){0,3}(?:embargo|ban|freeze|halt|boycott|deal|sale|decision|"
            r"violation|incursion|delivery|agreement|plans?|base)|no (?:embargo|ban|violation|"
            r"deal|sale|decision|contract|agreement) (?:\S+ )?(?:exists?|has|had|was|is|took)|"
            r"did not (?:violate|cross|deviate|enter|breach|stray|leave)|strict(?:ly)? (?:\S+ )?"
            r"(?:accordance|compliance|conformity|observ\w*|follow\w*|kept|adher\w*)|"
            r"nothing of the (?:sort|kind)|without foundation|groundless|misleading|incorrect|"
            r"nonsense|absurd|propaganda|hoax|fake|false|lies|provocation|yalanla\w*|asilsiz\w*|reddet\w*|"
            r"gercegi yansitm\w*|dogru degil\w*|soz konusu degil\w*|ترديد\w*|بے بنياد|مسترد|"
            r"खंडन|बेबुनियाद|निराधार|नकार\w*|इनकार|झूठ\w*|نفت|نفي|ينفي|تنفي|ونفت|ونفي|لا اساس|"
            r"لا صحه|كذب\w*|عاريه عن"
        ),
    ),
    (
        Turn.CONFIRMED,
        (
            r"confirm(?:s|ed|ing|ation)|acknowledg(?:es?|ed|ing)|admit(?:s|ted|ting)|"
            r"conced(?:es?|ed|ing)|borne out|owned up|came clean|turns? out (?:to|that)|"
            r"turned out (?:to|that)|(?:now|makes? it|made it) official|ends? (?:\S+ ){0,3}"
            r"speculation|ended (?:\S+ ){0,3}speculation|it is true|verified|"
            r"dogrula\w*|teyit\w*|kabul et\w*|itiraf\w*|تصديق\w*|اعتراف|"
            r"पुष्टि|स्वीकार\w*|कबूल\w*|اقر|اقرت|واقر|واقرت|اعترف\w*|واعترف\w*|تاكيد"
        ),
    ),
    (
        Turn.STOPPED,
        (
            r"refus(?:es|ed|al|ing)|turn(?:s|ed|ing) (?:\S+ )?(?:back|away|round|around)|"
            r"den(?:y|ies|ied) (?:\S+ ){0,2}(?:permission|entry|access|clearance|landing|"
            r"overflight|port)|would not (?:let|allow|admit|receive)|call(?:s|ed) off|"
            r"cancel\w*|scrap(?:s|ped)|withdr[ae]w\w*|pull(?:s|ed) out|walk(?:s|ed) away|"
            r"shelve[sd]?|freez(?:es|e|ing)|froze(?:n)?|drop(?:s|ped) (?:\S+ )?(?:plans?|deal|"
            r"order|purchase)|reconsider\w*|reject(?:s|ed)|"
            r"postpon\w*|put off|hold back|on hold|suspend\w*|"
            r"detain\w*|(?:are|is|was|were|being) held|stuck|ground(?:s|ed|ing)|impound\w*|"
            r"seiz(?:es|ed|ure)|intercepted|halt(?:s|ed)|block(?:s|ed)|barred|stranded|"
            r"ertele\w*|iptal\w*|izin verme\w*|alikon\w*|durdur\w*|geri cevir\w*|منسوخ|ملتوي|"
            r"روك ديا|روكا|حراست|انكار|रद्द|स्थगित|रोक\w*|टाल\w*|हिरासत|الغ[تي]\w*|تاجيل|اجلت|"
            r"رفضت?|منعت?|احتجز\w*|احتجاز"
        ),
    ),
    (
        Turn.GOES_ON,
        (
            r"after all|back(?:s|ed) down|relent(?:s|ed)|u turn|revers(?:es|ed|al)|gave in|"
            r"gives in|climb ?down|free to (?:go|leave)|releas(?:es|ed|ing)|freed|"
            r"set free|let (?:\S+ )?go|let in|(?:is|was|are|were|been) (?:allowed|cleared|"
            r"permitted)|agree(?:s|d) to (?:take|accept|let|allow|admit|receive)|"
            r"accept(?:s|ed|ance)|resum(?:es?|ed|ing|ption)|go(?:es)? ahead|went ahead|"
            r"come[sd]? home|came home|return(?:s|ed) home|geri adim\w*|serbest\w*|"
            r"izin ver(?!me)\w*|vazgec\w*|yeniden basla\w*|رها|رہا|اجازت دے\w*|بحال|दी इजाजत|"
            r"रिहा\w*|अनुमति दे\w*|बहाल|افرج\w*|الافراج|تراجع\w*|سمحت?|استانف\w*|استيناف"
        ),
    ),
)
_PATTERNS = tuple((turn, re.compile(rf"(?<!\S)(?:{told})(?!\S)")) for turn, told in _TURNS)
# Right before a word: it did not happen, or had happened before what is told.
_NOT_NOW = re.compile(
    r"(?:not|never|cannot|nobody|no|without|unless|before|had|كانت? (?:\S+ )?قد|لم|لن|لا|ما)"
    r"(?: \S+){0,2} $"
)
_NO_DENIAL = re.compile(
    r"(?:cannot|can not|could not) be denied|not den(?:y|ied)|did not rule out|"
    r"presumption of denial|policy of denial|neither confirm\w* nor den\w*"
)


def turns_of(article: Annotated) -> tuple[str, ...]:
    """Return the turns that the title and the first sentences of the text tell."""
    body = [one for one in article.sentences if not one.furniture]
    title = sum(one.start < article.title_end for one in body)
    texts = [
        " ".join(article.folded[one.start : min(one.end, one.start + _LONGEST)])
        for one in body[: title + OPENING]
    ]
    return tuple(
        turn.value
        for turn, pattern in _PATTERNS
        if any(_tells(turn, pattern, text) for text in texts)
    )


def _tells(turn: Turn, pattern: re.Pattern[str], text: str) -> bool:
    """Tell whether a sentence tells a turn, and not that it did not come, or came long ago."""
    if turn is Turn.DENIED:
        return pattern.search(text) is not None and not _NO_DENIAL.search(text)
    return any(not _NOT_NOW.search(text[: found.start()]) for found in pattern.finditer(text))
