"""Article pages of the size and shape of news sites', each with a text of its own, for the benches.

The measures lie about those of sixty real pages: in the median 80 kB, 650 elements 15 deep, 110
links, 29 kB of attributes, 10 kB of script, 22 paragraphs with 4,300 characters of article. Two
pages share words and furniture but no text, as articles on two events do not; the same number gives
the same page.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from random import Random


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


_NOUNS = _words(
    """
    ministry council harbour budget committee bridge school river factory union market museum court
    village airport hospital railway election company mayor farmer driver engineer teacher winter
    harvest tender audit quarter district province coast valley forest station theatre library
    stadium pension salary contract inspector witness lawyer journalist photograph archive survey
    study report meeting hearing protest ceremony festival storm flood drought repair opening
    closure delay visit answer question promise letter speech decision proposal majority opponent
    neighbour resident tourist student nurse pilot sailor officer minister spokesman director owner
    tenant investor customer
    """
)
_VERBS = _words(
    """
    approved postponed described measured opened closed repaired painted counted promised refused
    praised criticised visited received returned explained rejected printed signed questioned
    delayed restored inspected announced cancelled borrowed planted collected defended
    """
)
_KINDS = _words(
    """
    old new regional northern southern coastal public private quiet narrow expensive modest
    temporary unusual careful annual local foreign crowded empty former municipal disputed wooden
    """
)
_ENDINGS = (
    "before the summer",
    "according to two people present",
    "for the third time in ten years",
    "without giving a price",
    "in front of some forty guests",
    "after a debate of four hours",
    "although nobody had asked",
    "on the same morning",
    "despite a letter from the residents",
    "as its charter demands",
    "by a narrow vote",
    "while the work went on",
    "under a rule from 1987",
    "to general surprise",
)

_LINK = (
    "<li id='menu-item-{0}' class='menu-item menu-item-type-taxonomy menu-item-object-category "
    "menu-item-{0}'><a href='https://news.example/section/{0}/latest' data-analytics='nav|{0}'>"
    "Section {0}</a></li>"
)
_CARD = (
    "<div class='td_module_wrap td-animation-stack card-{0}' data-position='{0}'><div "
    "class='td-module-thumb'><a href='https://news.example/stories/{1}/{0}' rel='bookmark' "
    "class='td-image-wrap' title='{2}'><img class='entry-thumb lazyload' alt='' width='218' "
    "height='150' data-src='https://images.news.example/uploads/{1}/{0}-218x150.jpg'></a></div>"
    "<div class='item-details clearfix'><h3 class='entry-title td-module-title'><a "
    "href='https://news.example/stories/{1}/{0}'>{2}</a></h3><div class='td-module-meta-info'>"
    "<span class='td-post-date'><time class='entry-date updated'>Monday</time></span></div></div>"
    "</div>"
)
_SCRIPT = "window.dataLayer.push({{event:'view',page:{0},slot:{1},size:[300,250],lazy:true}});"
_META = "<meta name='og:part-{0}' content='What this page says of itself, line {0} of many'>"
_STYLE = "<link rel='preload' as='style' href='https://news.example/theme/part-{0}.css?ver=6.{0}'>"
_COMMENT = (
    "<li class='comment even depth-1' id='comment-{0}'><div class='comment-body'><div "
    "class='comment-author vcard'><cite class='fn'>Reader {0}</cite></div><div "
    "class='comment-meta'><a href='#comment-{0}'>Monday at {0}</a></div><p>{1}</p></div></li>"
)
_BOX = (
    "<div class='widget widget_text panel-{0}'><div class='widget-title'><span>{1}</span></div>"
    "<div class='textwidget'><div class='inner'>{2}</div></div></div>"
)
_WRAPPERS = 9  # around the article, as themes nest them
_SCRIPTS, _CALLS, _HEAD = 25, 8, 20
# Pages differ: a notice of two paragraphs under sixty cards, a long report under few.
_LINKS = (20, 30, 45, 60, 120)
_CARDS = (8, 16, 24, 40, 80)
_PARAGRAPHS = (3, 6, 10, 16, 22, 30, 45, 90)
_COMMENTS = (0, 0, 0, 4, 12)
_BOXES = (2, 4, 8)
# Of the real pages so many per cent name a part by its own element; the others by a class alone.
_NAMED = {"nav": 75, "aside": 47, "footer": 70, "article": 58, "main": 37, "header": 77}


def page(number: int) -> bytes:
    """Return the page of this number: the same bytes at each call, in UTF-8."""
    random = Random(number)
    title = _title(random)
    menu = _many(random, _LINKS, _LINK.format)
    opened = "".join(
        f"<div class='wrap layer-{layer} container-fluid' data-layer='{layer}'>"
        for layer in range(_WRAPPERS)
    )
    header = _part(random, "header", _part(random, "nav", f"<ul class='menu'>{menu}</ul>"))
    cards = _many(random, _CARDS, lambda place: _CARD.format(place, number, _title(random)))
    boxes = _many(random, _BOXES, lambda place: _box(random, place))
    content = _part(random, "main", _article(random, number, title) + boxes)
    beside = _part(random, "aside", f"<div class='related-block'>{cards}</div>{boxes}")
    footer = _part(random, "footer", f"<ul class='footer-menu'>{menu}</ul>{boxes}")
    return (
        f"<!DOCTYPE html><html lang='en'><head>{_head(number, title)}</head><body class='single "
        f"single-post postid-{number}'>{opened}{header}{content}{beside}{footer}"
        f"{'</div>' * _WRAPPERS}</body></html>"
    ).encode()


def _head(number: int, title: str) -> str:
    calls = "".join(_SCRIPT.format(number, place) for place in range(_CALLS))
    return (
        f"<meta charset='utf-8'><title>{title} | News</title><meta property='og:title' "
        f"content='{title}'><meta property='og:type' content='article'>"
        + "".join(_META.format(place) + _STYLE.format(place) for place in range(_HEAD))
        + f"<script>{calls}</script>" * _SCRIPTS
    )


def _article(random: Random, number: int, title: str) -> str:
    body = _many(random, _PARAGRAPHS, lambda _: _paragraph(random, number))
    comments = _many(random, _COMMENTS, lambda place: _COMMENT.format(place, _sentence(random)))
    told = _part(
        random,
        "article",
        f"<h1 class='entry-title'>{title}</h1><div class='share'><span>Share</span></div>"
        f"<div class='entry-content clearfix'><div class='text'>{body}</div></div>",
    )
    return f"{told}<div id='comments'><ol class='comment-list'>{comments}</ol></div>"


def _box(random: Random, place: int) -> str:
    return _BOX.format(place, _title(random), _sentence(random))


def _part(random: Random, name: str, inside: str) -> str:
    """A part of the page, by an element of its name or by a class of its name."""
    if random.randrange(100) < _NAMED[name]:
        return f"<{name} class='site-{name}'>{inside}</{name}>"
    return f"<div class='site-{name} row'><div class='inner'>{inside}</div></div>"


def _many(random: Random, counts: Sequence[int], make: Callable[[int], str]) -> str:
    return "".join(make(place) for place in range(random.choice(counts)))


def _title(random: Random) -> str:
    return f"{random.choice(_KINDS)} {random.choice(_NOUNS)} {_clause(random)}".capitalize()


def _clause(random: Random) -> str:
    return f"{random.choice(_VERBS)} the {random.choice(_KINDS)} {random.choice(_NOUNS)}"


def _paragraph(random: Random, number: int) -> str:
    sentences = [_sentence(random) for _ in range(random.randint(1, 2))]
    place = random.randrange(10_000)
    sentences.append(f"<strong>{_title(random)}</strong> and <em>{_clause(random)}</em>.")
    if random.random() < 0.4:
        sentences.append(f"<a href='/stories/{number}/{place}'>{_title(random)}</a>.")
    return f"<p class='wp-block-paragraph'>{' '.join(sentences)}</p>"


def _sentence(random: Random) -> str:
    subject = f"The {random.choice(_KINDS)} {random.choice(_NOUNS)}"
    more = f" and {_clause(random)}" if random.random() < 0.5 else ""
    return f"{subject} {_clause(random)}{more} {random.choice(_ENDINGS)}."
