# ruff: noqa: E501
"""The words that tell how far a deal has got: English verbs with their forms, and what goes with them.

A verb tells by itself (`delivered`), beside the goods only (`gave`, `added`), or with the word that
completes it (`took ... delivery`, `handed ... over`).
"""

from __future__ import annotations

from monitor.events.cues import verb_forms
from monitor.events.vocabulary import words

HANDED = verb_forms(
    """deliver, receive, arrive, donate, supply, unload, uncrate, unpack, induct, gift, unveil, parade,
    ship ships shipped shipping"""
)
HANDED_WITH_GOODS = verb_forms(
    """give gives gave given giving, get gets got gotten getting, add, show shows showed shown
    showing, deploy, hold holds held holding, present, hand, land, reach, field, provide,
    bring brings brought bringing, station, transfer transfers transferred transferring,
    export, commission, display, introduce, roll, operate, send sends sent sending, equip equips equipped equipping, obtain, furnish, outfit outfits outfitted
    outfitting, dispatch, lend lends lent lending, loan, own, possess possesses possessed possessing"""
)
#: Verbs that tell of a handing over only with one of some words soon after them.
HANDED_WITH_WORD = {
    form: completing
    for forms, completing in (
        ("take takes took taken taking", words("delivery charge possession hold receipt")),
        ("hand hands handed handing", words("over")),
        ("pass passes passed passing", words("on over drones uavs aircraft")),
        ("turn turned turning", words("over")),
        ("touch touches touched touching", words("down")),
        ("accept accepts accepted accepting", words("delivery handover drones aircraft")),
        ("put puts putting", words("service display show")),
        ("go goes went gone going", words("display show")),
        ("enter enters entered entering", words("service")),
        (
            "join joins joined joining",
            words("fleet inventory arsenal ranks users operators service"),
        ),
        ("come comes came coming", words("off ashore")),
        ("see seen", words("base airfield airport parade")),
        ("have has", words("its their her his received")),
    )
    for form in forms.split()
}
BARGAINED = verb_forms(
    """buy buys bought buying, purchase, acquire, order, sign, agree, ink, initial, finalise, finalize,
    clinch, select, opt opts opted opting, lease, contract, procure, sell sells sold selling, license,
    formalise, formalize"""
)
#: Verbs of bargaining that are so only beside the goods or a word for the deal.
BARGAINED_WITH_DEAL = verb_forms(
    """settle, book, strike strikes struck striking, place, exercise, win wins won winning, conclude,
    pick, rent, seal, award, choose chooses chose chosen choosing, commit commits committed
    committing, reach"""
)
DEALS = words(
    """
    contract contracts deal deals agreement agreements accord order orders purchase lease pact
    memorandum venture option options sale acquisition
    """
)
WISHED = verb_forms(
    """want, seek seeks sought seeking, plan plans planned planning, eye eyes eyed eyeing, consider,
    weigh, mull, hope, ask, request, offer, negotiate, intend, approve, clear, notify notifies
    notified notifying, pledge, promise, propose, need, explore, earmark, authorise, authorize,
    examine, discuss discusses discussed discussing, study, evaluate, envisage, vow, greenlight,
    bargain, aim, wish"""
)
WISHES = words(
    """
    talks negotiations tender intent intention interest plan plans wish wishes proposal offer bid
    shortlist bargaining promise promises need necessity approval clearance notification
    """
)
EARNED = words(
    """
    receive receives received get gets got win wins won earn earns earned collect collects collected
    """
)
MONEY = words("million billion dollars euros pounds $ € £ contract order orders")
#: What turns a deed into its end: `will not buy`, `no longer wants`.
NO_MORE = words("longer will would wont wouldnt never")
#: Present tenses that tell in a text what a contract lays down.
SCHEDULED = words("supplies provides sends delivers furnishes ships equips transfers hands gives")
SELLING = words("sell sells sold supply supplies export exports")
#: What is expected is to be handed over.
AWAITED = verb_forms("expect, await, schedule, anticipate, promise, due due due due")
#: Nouns of handing over, which a verb beside them dates.
HANDING = words("delivery deliveries shipment shipments handover consignment batch transfer")
BEGUN = words(
    """
    began begun started completed complete made arrived ended reached accepted received took
    taken finished concluded ceremony
    """
)

MODALS = words("will would shall should could may might can must wont wouldnt couldnt cannot")
BE = words("be been being is are was were isnt arent wasnt werent")
HAVE = words("has have had having hasnt havent hadnt")
NOT = words(
    """
    not never neither nor hardly wont wouldnt couldnt cannot isnt arent wasnt werent hasnt havent
    hadnt doesnt dont didnt without longer nothing no
    """
)
NOTHING = words("nothing nobody none never neither")
ADVERBS = words(
    """
    now just also already yet finally then soon recently again still eventually ever since both all
    first together later at last
    """
)
DETERMINERS = words(
    """
    a an the its their his her our this that these those any no first new possible potential
    proposed planned drone arms further another second large big export in on under of
    """
)
REFUSING = words("refuse refuses refused decline declines declined unable failed fails unwilling")
FIRSTS = words(
    """
    first second third latest next only newest last country countries customer operator nation state
    member ally army force buyer
    """
)
BECOMING = words("became becomes become is was")
STARTING = words("began begun begin begins started starts")
UNSURE = words("if unless whether until before no without nothing any")
CONDITIONS = words("if unless whether until provided")
RELATIVES = words("which who whose whom")
LATER_THAN = words("after since before following")
LONG_AGO = words("already earlier previously formerly originally once ago before initially")
