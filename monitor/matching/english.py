"""Tables of English words that do not follow the rules: what `inflection` looks up."""

from __future__ import annotations

import re

from monitor.matching.folding import words_of

# Base, then past and participle where they differ; further forms after a slash.
VERBS = """
arise arose arisen | awake awoke awoken | be am is are was were been being | bear bore borne
beat beat beaten | become became become | begin began begun | bend bent
bid bid/bade bid/bidden | bind bound | bite bit bitten | blow blew blown | break broke broken
breed bred | bring brought | broadcast broadcast | build built | burn burnt/burned | burst burst
buy bought | cast cast | catch caught | choose chose chosen | cling clung | come came come
cost cost | creep crept | cut cut | deal dealt | dig dug | do did done does | draw drew drawn
drink drank drunk | drive drove driven | eat ate eaten | fall fell fallen | feed fed | feel felt
fight fought | find found | flee fled | fling flung | fly flew flown | forbid forbade forbidden
foresee foresaw foreseen | forget forgot forgotten | forgive forgave forgiven
forgo forwent forgone | freeze froze frozen | get got got/gotten | give gave given
go went gone | grind ground | grow grew grown | hang hung | have had has | hear heard
hide hid hidden | hit hit | hold held | hurt hurt | keep kept | know knew known | lay laid
lead led | leap leapt/leaped | learn learnt/learned | leave left | lend lent | let let
lie lay lain/lied | light lit/lighted | lose lost | make made | mean meant | meet met
mislead misled | mistake mistook mistaken | outdo outdid outdone | outbid outbid
overcome overcame | oversee oversaw overseen | overtake overtook overtaken
override overrode overridden | overthrow overthrew overthrown | overfly overflew overflown
partake partook partaken | pay paid | prove proved proven/proved | put put | quit quit/quitted
read read | rebuild rebuilt | repay repaid | resell resold | reset reset | rid rid
ride rode ridden | ring rang rung | rise rose risen | run ran run | say said | see saw seen
seek sought | sell sold | send sent | set set | shake shook shaken | shed shed | shine shone
shoot shot | show showed shown | shrink shrank shrunk | shut shut | sing sang sung
sink sank sunk | sit sat | slay slew slain | sleep slept | slide slid | speak spoke spoken
speed sped | spend spent | spin spun | split split | spread spread | spring sprang sprung
stand stood | steal stole stolen | stick stuck | sting stung | stride strode
strike struck stricken | strive strove striven | swear swore sworn | sweep swept
swim swam swum | swing swung | take took taken | teach taught | tear tore torn | tell told
think thought | throw threw thrown | undergo underwent undergone | understand understood
undertake undertook undertaken | undo undid undone | uphold upheld | upset upset
wake woke woken | wear wore worn | weave wove woven | win won | wind wound
withdraw withdrew withdrawn | withhold withheld | withstand withstood | write wrote written
rewrite rewrote rewritten | underwrite underwrote underwritten | hand-build hand-built
offset offset | shoot-down shot-down
"""

NOUNS = """
man men | woman women | serviceman servicemen | servicewoman servicewomen | airman airmen
seaman seamen | spokesman spokesmen | spokeswoman spokeswomen | policeman policemen
gunman gunmen | chairman chairmen | infantryman infantrymen | craftsman craftsmen
fisherman fishermen | person people/persons | child children | foot feet | tooth teeth
goose geese | mouse mice | ox oxen | crisis crises | basis bases | analysis analyses | axis axes
thesis theses | hypothesis hypotheses | emphasis emphases | criterion criteria
phenomenon phenomena | datum data | medium media/mediums | memorandum memoranda/memorandums
referendum referendums/referenda | ultimatum ultimatums | stratum strata | bacterium bacteria
nucleus nuclei | stimulus stimuli | radius radii | index indices/indexes | appendix appendices
matrix matrices | vertex vertices | aircraft aircraft | spacecraft spacecraft
hovercraft hovercraft | watercraft watercraft | craft craft/crafts | rotorcraft rotorcraft
seacraft seacraft | series series | species species | sheep sheep | headquarters headquarters
barracks barracks | works works | corps corps | ordnance ordnance | personnel personnel
ammunition ammunition/ammunitions | equipment equipment/equipments | weaponry weaponry
leaf leaves | life lives | knife knives | wife wives | half halves | shelf shelves
thief thieves | wolf wolves | loaf loaves | calf calves | self selves | elf elves | hoof hooves
attaché attachés | coup coups | bureau bureaux/bureaus | plateau plateaus/plateaux
torpedo torpedoes | embargo embargoes/embargos | cargo cargoes/cargos | veto vetoes
hero heroes | potato potatoes | echo echoes | volcano volcanoes | mosquito mosquitoes
passer-by passers-by | man-of-war men-of-war | attorney-general attorneys-general
howitzer howitzers | mou mous | uav uavs | ucav ucavs | ship-to-ship ship-to-ship
"""

# Verbs of more than one syllable that double their last consonant, since the stress is on it.
DOUBLING = words_of("""
    abet abhor acquit admit allot annul befit begin commit compel confer control corral debar
    defer demur deter disbar dispel embed emit equip excel expel extol forbid forget impel incur
    infer inter occur omit outbid outfit outgun overlap patrol permit prefer propel rebel rebut
    recap recur refer refit regret remit repel submit transfer transmit unzip upset retrofit
    airdrop intermit readmit resit rerun unplug
""")
# Doubled in Britain, single in America: both spellings are used.
BOTH = words_of("""
    cancel channel counsel dial duel enrol equal fuel funnel fulfil instal install jewel label
    level marshal medal model panel parcel pedal quarrel refuel rival shovel shrivel signal
    spiral total travel tunnel unravel benefit focus bias combat program worship kidnap
""")
NO_VERB = re.compile(
    r"(?:tion|sion|ment|ness|ity|ship|ance|ence|ism|ist|cy|ology|dom|hood|cian|graphy|eer|or|yst"
    r"|age|ure|al|craft|power|ware)$"
)
VERBS_LIKE_NOUNS = words_of("""
    implement equip supplement document comment experiment complement transition commission
    partition position provision mention question petition auction sanction function mission
    station condition ration caution ship worship monitor anchor harbor harbour sponsor tailor
    censor armor armour honor honour favor favour labor labour mirror balance finance advance
    influence distance reference evidence licence license defence offence silence sequence
    experience conference steer engineer pioneer volunteer commandeer veer peer appear manage
    damage engage package salvage encourage discourage charge change exchange arrange challenge
    sabotage leverage stage wage rage message measure secure procure figure structure
    manufacture capture feature venture rupture injure assure insure ensure pressure picture
    nurture endure fracture signal deal steal heal reveal seal appeal conceal repeal trial total
    equal dial rival signal cancel augment cement fragment pigment torment lament ferment
    segment evidence
""")
OUR = words_of("""
    harbour armour labour neighbour honour colour favour rumour endeavour vapour behaviour
    humour vigour valour rigour rancour splendour succour tumour odour parlour saviour savour
    fervour glamour
""")
PAIRS = """
defence defense | offence offense | licence license | pretence pretense | centre center
theatre theater | metre meter | litre liter | calibre caliber | fibre fiber | sabre saber
spectre specter | manoeuvre maneuver | programme program | aeroplane airplane | grey gray
tonne ton | plough plow | cheque check | catalogue catalog | dialogue dialog | analogue analog
artefact artifact | aluminium aluminum | mould mold | practise practice | enrol enroll
fulfil fulfill | instal install | instalment installment | skilful skillful
judgement judgment | acknowledgement acknowledgment | analyse analyze | paralyse paralyze
catalyse catalyze | counsellor counselor | traveller traveler | ageing aging | tyre tire
kerb curb | gaol jail | draught draft | sceptic skeptic | encyclopaedia encyclopedia
anaesthetic anesthetic | paediatric pediatric | armoury armory | armoured armored
colonise colonize | storey story | cypher cipher | jewellery jewelry
"""
NEVER_IZE = words_of("""
    advise advertise arise chastise circumcise comprise compromise demise despise devise
    disguise enterprise excise exercise expertise franchise improvise incise likewise
    merchandise noise otherwise praise precise premise promise raise reprise revise rise
    supervise surmise surprise televise treatise wise bruise cruise poise cerise concise
    paradise turquoise uprise
""")
