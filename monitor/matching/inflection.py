"""English inflection, worked out on the rule side: `supply~` stands for all its forms.

The text is never stemmed, since stems merge what rules must tell apart (`arms` and `arm`). A word
marked `~` becomes the list of its forms instead: regular endings by the usual spelling rules,
irregular verbs and nouns from tables, and the British and American spellings of each.
"""

from __future__ import annotations

import re
from functools import lru_cache

# Base, then past and participle where they differ; further forms after a slash.
_VERBS = """
arise arose arisen|awake awoke awoken|be am is are was were been being|bear bore borne|beat beat beaten|become became become
begin began begun|bend bent|bid bid/bade bid/bidden|bind bound|bite bit bitten|blow blew blown|break broke broken|breed bred
bring brought|broadcast broadcast|build built|burn burnt/burned|burst burst|buy bought|cast cast|catch caught|choose chose chosen
cling clung|come came come|cost cost|creep crept|cut cut|deal dealt|dig dug|do did done does|draw drew drawn|drink drank drunk
drive drove driven|eat ate eaten|fall fell fallen|feed fed|feel felt|fight fought|find found|flee fled|fling flung|fly flew flown
forbid forbade forbidden|foresee foresaw foreseen|forget forgot forgotten|forgive forgave forgiven|forgo forwent forgone|freeze froze frozen
get got got/gotten|give gave given|go went gone|grind ground|grow grew grown|hang hung|have had has|hear heard|hide hid hidden
hit hit|hold held|hurt hurt|keep kept|know knew known|lay laid|lead led|leap leapt/leaped|learn learnt/learned|leave left|lend lent
let let|lie lay lain/lied|light lit/lighted|lose lost|make made|mean meant|meet met|mislead misled|mistake mistook mistaken
outdo outdid outdone|outbid outbid|overcome overcame|oversee oversaw overseen|overtake overtook overtaken|override overrode overridden
overthrow overthrew overthrown|overfly overflew overflown|partake partook partaken|pay paid|prove proved proven/proved|put put|quit quit/quitted|read read
rebuild rebuilt|repay repaid|resell resold|reset reset|rid rid|ride rode ridden|ring rang rung|rise rose risen|run ran run|say said
see saw seen|seek sought|sell sold|send sent|set set|shake shook shaken|shed shed|shine shone|shoot shot|show showed shown|shrink shrank shrunk
shut shut|sing sang sung|sink sank sunk|sit sat|slay slew slain|sleep slept|slide slid|speak spoke spoken|speed sped|spend spent|spin spun
split split|spread spread|spring sprang sprung|stand stood|steal stole stolen|stick stuck|sting stung|stride strode|strike struck stricken
strive strove striven|swear swore sworn|sweep swept|swim swam swum|swing swung|take took taken|teach taught|tear tore torn|tell told
think thought|throw threw thrown|undergo underwent undergone|understand understood|undertake undertook undertaken|undo undid undone|uphold upheld
upset upset|wake woke woken|wear wore worn|weave wove woven|win won|wind wound|withdraw withdrew withdrawn|withhold withheld|withstand withstood
write wrote written|rewrite rewrote rewritten|underwrite underwrote underwritten|hand-build hand-built|offset offset|shoot-down shot-down
""".replace("\n", "|")  # fmt: skip

_NOUNS = """
man men|woman women|serviceman servicemen|servicewoman servicewomen|airman airmen|seaman seamen|spokesman spokesmen|spokeswoman spokeswomen
policeman policemen|gunman gunmen|chairman chairmen|infantryman infantrymen|craftsman craftsmen|fisherman fishermen|person people/persons
child children|foot feet|tooth teeth|goose geese|mouse mice|ox oxen|crisis crises|basis bases|analysis analyses|axis axes|thesis theses
hypothesis hypotheses|emphasis emphases|criterion criteria|phenomenon phenomena|datum data|medium media/mediums|memorandum memoranda/memorandums
referendum referendums/referenda|ultimatum ultimatums|stratum strata|bacterium bacteria|nucleus nuclei|stimulus stimuli|radius radii|index indices/indexes
appendix appendices|matrix matrices|vertex vertices|aircraft aircraft|spacecraft spacecraft|hovercraft hovercraft|watercraft watercraft|craft craft/crafts
rotorcraft rotorcraft|seacraft seacraft|series series|species species|sheep sheep|headquarters headquarters|barracks barracks|works works|corps corps
ordnance ordnance|personnel personnel|ammunition ammunition/ammunitions|equipment equipment/equipments|weaponry weaponry|leaf leaves|life lives|knife knives
wife wives|half halves|shelf shelves|thief thieves|wolf wolves|loaf loaves|calf calves|self selves|elf elves|hoof hooves
attaché attachés|coup coups|bureau bureaux/bureaus|plateau plateaus/plateaux|torpedo torpedoes|embargo embargoes/embargos|cargo cargoes/cargos|veto vetoes
hero heroes|potato potatoes|echo echoes|volcano volcanoes|mosquito mosquitoes|passer-by passers-by|man-of-war men-of-war|attorney-general attorneys-general
howitzer howitzers|mou mous|uav uavs|ucav ucavs|ship-to-ship ship-to-ship
""".replace("\n", "|")  # fmt: skip

# Verbs of more than one syllable that double their last consonant, since the stress is on it.
_DOUBLING = frozenset(
    ["abet", "abhor", "acquit", "admit", "allot", "annul", "befit", "begin", "commit", "compel", "confer", "control", "corral", "debar", "defer", "demur", "deter", "disbar", "dispel", "embed", "emit", "equip", "excel", "expel", "extol", "forbid", "forget", "impel", "incur", "infer", "inter", "occur", "omit", "outbid", "outfit", "outgun", "overlap", "patrol", "permit", "prefer", "propel", "rebel", "rebut", "recap", "recur", "refer", "refit", "regret", "remit", "repel", "submit", "transfer", "transmit", "unzip", "upset", "retrofit", "airdrop", "intermit", "readmit", "resit", "rerun", "unplug"]
)
# Doubled in Britain, single in America: both spellings are used.
_BOTH = frozenset(
    ["cancel", "channel", "counsel", "dial", "duel", "enrol", "equal", "fuel", "funnel", "fulfil", "instal", "install", "jewel", "label", "level", "marshal", "medal", "model", "panel", "parcel", "pedal", "quarrel", "refuel", "rival", "shovel", "shrivel", "signal", "spiral", "total", "travel", "tunnel", "unravel", "benefit", "focus", "bias", "combat", "program", "worship", "kidnap"]
)
_NO_VERB = re.compile(
    r"(?:tion|sion|ment|ness|ity|ship|ance|ence|ism|ist|cy|ology|dom|hood|cian|graphy|eer|or|yst|age|ure|al|craft|power|ware)$"
)
_VERBS_LIKE_NOUNS = frozenset(
    ["implement", "equip", "supplement", "document", "comment", "experiment", "complement", "transition", "commission", "partition", "position", "provision", "mention", "question", "petition", "auction", "sanction", "function", "mission", "station", "condition", "ration", "caution", "ship", "worship", "monitor", "anchor", "harbor", "harbour", "sponsor", "tailor", "censor", "armor", "armour", "honor", "honour", "favor", "favour", "labor", "labour", "mirror", "balance", "finance", "advance", "influence", "distance", "reference", "evidence", "licence", "license", "defence", "offence", "silence", "sequence", "experience", "conference", "steer", "engineer", "pioneer", "volunteer", "commandeer", "veer", "peer", "appear", "manage", "damage", "engage", "package", "salvage", "encourage", "discourage", "charge", "change", "exchange", "arrange", "challenge", "sabotage", "leverage", "stage", "wage", "rage", "message", "measure", "secure", "procure", "figure", "structure", "manufacture", "capture", "feature", "venture", "rupture", "injure", "assure", "insure", "ensure", "pressure", "picture", "nurture", "endure", "fracture", "signal", "deal", "steal", "heal", "reveal", "seal", "appeal", "conceal", "repeal", "trial", "total", "equal", "dial", "rival", "signal", "cancel", "augment", "cement", "fragment", "pigment", "torment", "lament", "ferment", "segment", "evidence"]
)
_OUR = ["harbour", "armour", "labour", "neighbour", "honour", "colour", "favour", "rumour", "endeavour", "vapour", "behaviour", "humour", "vigour", "valour", "rigour", "rancour", "splendour", "succour", "tumour", "odour", "parlour", "saviour", "savour", "fervour", "glamour"]
_PAIRS = (
    ("defence", "defense"), ("offence", "offense"), ("licence", "license"), ("pretence", "pretense"),
    ("centre", "center"), ("theatre", "theater"), ("metre", "meter"), ("litre", "liter"), ("calibre", "caliber"),
    ("fibre", "fiber"), ("sabre", "saber"), ("spectre", "specter"), ("manoeuvre", "maneuver"), ("programme", "program"),
    ("aeroplane", "airplane"), ("grey", "gray"), ("tonne", "ton"), ("plough", "plow"), ("cheque", "check"),
    ("catalogue", "catalog"), ("dialogue", "dialog"), ("analogue", "analog"), ("artefact", "artifact"),
    ("aluminium", "aluminum"), ("mould", "mold"), ("practise", "practice"), ("enrol", "enroll"), ("fulfil", "fulfill"),
    ("instal", "install"), ("instalment", "installment"), ("skilful", "skillful"), ("judgement", "judgment"),
    ("acknowledgement", "acknowledgment"), ("analyse", "analyze"), ("paralyse", "paralyze"), ("catalyse", "catalyze"),
    ("counsellor", "counselor"), ("traveller", "traveler"), ("ageing", "aging"), ("tyre", "tire"), ("kerb", "curb"),
    ("gaol", "jail"), ("draught", "draft"), ("sceptic", "skeptic"), ("encyclopaedia", "encyclopedia"),
    ("anaesthetic", "anesthetic"), ("paediatric", "pediatric"), ("armoury", "armory"), ("armoured", "armored"),
    ("colonise", "colonize"), ("storey", "story"), ("cypher", "cipher"), ("jewellery", "jewelry"),
)  # fmt: skip
_NEVER_IZE = frozenset(
    ["advise", "advertise", "arise", "chastise", "circumcise", "comprise", "compromise", "demise", "despise", "devise", "disguise", "enterprise", "excise", "exercise", "expertise", "franchise", "improvise", "incise", "likewise", "merchandise", "noise", "otherwise", "praise", "precise", "premise", "promise", "raise", "reprise", "revise", "rise", "supervise", "surmise", "surprise", "televise", "treatise", "wise", "bruise", "cruise", "poise", "cerise", "concise", "paradise", "turquoise", "uprise"]
)
_VOWELS = "aeiou"


def _table(text: str) -> dict[str, tuple[tuple[str, ...], ...]]:
    """Read a table of irregular words: base form, then one group of alternatives per form."""
    rows = [row.split() for row in text.split("|") if row.strip()]
    return {row[0]: tuple(tuple(form.split("/")) for form in row[1:]) for row in rows}


_IRREGULAR_VERBS = _table(_VERBS)
_IRREGULAR_NOUNS = _table(_NOUNS)
_BASE_OF = {
    form: base
    for table in (_IRREGULAR_NOUNS, _IRREGULAR_VERBS)
    for base, groups in table.items()
    for group in groups
    for form in group
    if form != base
}
_SPELLINGS = {british: american for british, american in _PAIRS} | {
    word: word.replace("our", "or") for word in _OUR
}
_SPELLINGS |= {american: british for british, american in _SPELLINGS.items()}


def spellings(word: str) -> tuple[str, ...]:
    """Return a word with its British and American spellings, itself first."""
    found = [word]
    if other := _SPELLINGS.get(word):
        found.append(other)
    for ending, twin in (
        ("ise", "ize"),
        ("ize", "ise"),
        ("isation", "ization"),
        ("ization", "isation"),
    ):
        stem = word.removesuffix(ending)
        if stem != word and len(stem) > 2 and stem + "ise" not in _NEVER_IZE:
            found.append(stem + twin)
    return tuple(dict.fromkeys(found))


def _with_s(word: str) -> str:
    if word.endswith(("s", "x", "z", "ch", "sh")):
        return word + "es"
    if word.endswith("y") and word[-2:-1] not in _VOWELS:
        return word[:-1] + "ies"
    return word + "s"


def _doubles(word: str) -> bool:
    """Say whether a verb doubles its last consonant: `plan`, `ship`, `deter`, but not `visit`."""
    if word in _DOUBLING or word in _BOTH:
        return True
    if len(word) < 3 or word[-1] in "aeiouwxyh" or word[-2] not in _VOWELS:
        return False
    start = word[:-2]
    # One vowel letter before the last consonant, and no syllable before it.
    return (
        (start[-1] not in _VOWELS
        and not any(sign in _VOWELS + "y" for sign in start))
        or (start.endswith("qu") and not any(sign in _VOWELS for sign in start[:-2]))
    )


def _stems(word: str) -> list[str]:
    """Return the stems to which -ed and -ing are added, one or both of two spellings."""
    if not _doubles(word):
        return [word]
    doubled = word + ("k" if word.endswith("c") else word[-1])
    return [word, doubled] if word in _BOTH else [doubled]


def _with_ing(word: str) -> list[str]:
    if word.endswith("ie"):
        return [word[:-2] + "ying"]
    if word.endswith("e") and not word.endswith(("ee", "ye", "oe")) and len(word) > 2:
        return [word[:-1] + "ing"]
    if word.endswith("ic"):
        return [word + "king"]
    return [stem + "ing" for stem in _stems(word)]


def _with_ed(word: str) -> list[str]:
    if word.endswith("e"):
        return [word + "d"]
    if word.endswith("y") and word[-2:-1] not in _VOWELS:
        return [word[:-1] + "ied"]
    if word.endswith("ic"):
        return [word + "ked"]
    return [stem + "ed" for stem in _stems(word)]


def _is_noun_only(word: str) -> bool:
    return (
        len(word) > 4
        and word not in _VERBS_LIKE_NOUNS
        and word not in _IRREGULAR_VERBS
        and word not in _DOUBLING
        and word not in _BOTH
        and _NO_VERB.search(word) is not None
    )


def _forms(word: str) -> list[str]:
    """Return the forms of one spelling of one base word."""
    noun = _IRREGULAR_NOUNS.get(word)
    verb = _IRREGULAR_VERBS.get(word)
    if word == "be":
        return [word, *(form for group in verb or () for form in group)]
    plain = verb is not None and len(verb) > 2  # do, have: the table holds every form
    forms = [word]
    forms += [form for group in noun or () for form in group]
    if noun is None and not plain:
        forms.append(_with_s(word))
    forms += [form for group in verb or () for form in group]
    if noun is None and not _is_noun_only(word):
        forms += _with_ing(word)
        if verb is None:
            forms += _with_ed(word)
    return forms


@lru_cache(maxsize=20_000)
def english_forms(word: str) -> tuple[str, ...]:
    """Return every form of an English word, the given one first, in both spellings.

    Any form of an irregular word finds its family (`sold` gives `sell, sells, selling, sold`); a
    regular word is taken for the base form. Capitals are not kept.
    """
    small = word.lower()
    base = (
        small
        if small in _IRREGULAR_VERBS or small in _IRREGULAR_NOUNS
        else _BASE_OF.get(small, small)
    )
    if len(base) < 2 or (not base.isalpha() and "-" not in base):
        return (small,)
    forms = [small]
    for spelling in spellings(base):
        forms += _forms(spelling)
    return tuple(dict.fromkeys(forms))
