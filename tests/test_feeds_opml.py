"""Lists of feeds, in and out."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.errors import UsageError
from monitor.feeds.opml import OpmlFeed, read_opml, write_opml

LIST = b"""<?xml version="1.0"?>
<opml version="1.0"><head><title>Mine</title></head><body>
  <outline text="Navies"><!-- a comment -->
    <outline text="Asia">
      <outline type="rss" text="Sea desk" xmlUrl="https://sea.example/feed"/>
    </outline>
    <outline type="rss" title="Yard" text="x" xmlurl="HTTPS://yard.example/a?b=1&amp;c=2"/>
  </outline>
  <outline text="Again"><outline text="Sea desk" xmlUrl="https://sea.example/feed"/></outline>
  <outline text="A file" xmlUrl="file:///etc/passwd"/>
  <outline xmlUrl="https://bare.example/feed"/>
</body></opml>"""


def test_folders_become_tags_and_an_address_is_taken_once():
    assert read_opml(LIST) == (
        OpmlFeed("https://sea.example/feed", "Sea desk", ("Navies", "Asia", "Again")),
        OpmlFeed("https://yard.example/a?b=1&c=2", "Yard", ("Navies",)),
        OpmlFeed("https://bare.example/feed", "https://bare.example/feed", ()),
    )


@pytest.mark.parametrize(
    ("body", "fault"),
    [
        (b"", "no readable OPML"),
        (b"<opml><body>", "no readable OPML"),
        (b"<rss/>", "its root element is <rss>"),
        (b"<opml><body/></opml>", "holds no feed"),
        (b"\xff\xfe\x00", "no readable OPML"),
    ],
)
def test_a_list_that_is_none_is_refused_by_name_of_its_fault(body, fault):
    with pytest.raises(UsageError, match=fault):
        read_opml(body)


def test_entities_are_not_followed(tmp_path):
    secret = tmp_path / "secret"
    secret.write_text("hidden words")
    body = f"""<!DOCTYPE opml [<!ENTITY x SYSTEM "{secret.as_uri()}">]>
    <opml><body><outline text="&x;" xmlUrl="https://a.example/f"/></body></opml>""".encode()
    try:
        feeds = read_opml(body)
    except UsageError:
        return
    assert "hidden" not in str(feeds)


WORDS = st.text(st.characters(codec="utf-8", exclude_categories=["C", "Z"]), min_size=1)
FEEDS = st.lists(
    st.builds(
        OpmlFeed,
        url=st.integers(0, 10**6).map(lambda number: f"https://desk.example/{number}?a=1&b=2"),
        title=WORDS,
        tags=st.lists(WORDS, max_size=3, unique=True).map(tuple),
    ),
    min_size=1,
    unique_by=lambda feed: feed.url,
)


@given(FEEDS)
def test_what_is_written_is_read_back(feeds):
    assert sorted(read_opml(write_opml(feeds)), key=str) == sorted(feeds, key=str)
