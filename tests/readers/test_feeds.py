"""Feeds: every entry is an article or a problem of its own."""

from collections.abc import Mapping
from pathlib import Path

import pytest

from pipeline.domain import Article, Problem
from pipeline.readers import Limits, Web, read
from tests.readers.site import STORY, Answer, Site, here, moved

RSS = "application/rss+xml"
WHOLE = "".join(
    f"<p>On day {n} the dockers of Valparaíso asked the port for crane number {n} of forty.</p>"
    for n in range(1, 25)
)


def rss(*items: str) -> bytes:
    """A feed of RSS 2.0, of an outlet."""
    inside = "".join(f"<item>{item}</item>" for item in items)
    return f"""<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"
 xmlns:dc="http://purl.org/dc/elements/1.1/"><channel><title>The Harbour Times</title>
<link>/</link><description>News</description>{inside}</channel></rss>""".encode()


def feed(data: bytes, kind: str = RSS) -> Answer:
    """A feed as a server sends it."""
    return Answer(data, headers={"Content-Type": kind})


def test_the_pages_of_a_feed_are_read(site: Site, web: Web) -> None:
    """What a page does not say of itself, its entry says: title, author, date, outlet."""
    bare = f"<html><body><article>{STORY}</article></body></html>".encode()
    site.paths |= {
        "/feed": feed(
            rss(
                "<title>Dockers call off strike</title><link>/strike?utm_source=rss</link>"
                "<dc:creator>Jane Doe</dc:creator><description>The dockers ...</description>"
                "<pubDate>Sat, 03 Feb 2024 23:30:00 -0500</pubDate>"
            )
        ),
        "/strike?utm_source=rss": Answer(bare),
    }

    (found,) = read([f"{site.url}/feed"], web=web)

    assert isinstance(found, Article)
    assert "40 more crane drivers" in found.text
    assert (found.title, found.author) == ("Dockers call off strike", "Jane Doe")
    assert (found.published, found.outlet) == ("2024-02-03", "The Harbour Times")
    assert found.url == f"{site.url}/strike?utm_source=rss"


def test_a_whole_text_in_a_feed_is_taken_as_it_is(site: Site, web: Web) -> None:
    """A feed that brings its articles in full saves everybody the second request."""
    site.paths["/feed"] = feed(
        rss(
            f"<title>Cranes</title><link>{site.url}/cranes</link>"
            f"<content:encoded><![CDATA[{WHOLE}<script>alert(1)</script>]]></content:encoded>"
        )
    )

    (found,) = read([f"feed:{site.url}/feed"], web=web)

    assert isinstance(found, Article)
    assert "day 1 the dockers" in found.text
    assert "crane number 24" in found.text
    assert "alert" not in found.text
    assert (found.title, found.url) == ("Cranes", f"{site.url}/cranes")
    assert site.asked_for() == ["/feed"]


@pytest.mark.parametrize(
    "content",
    [
        "<p>The dockers asked for cranes.</p>",
        f"{WHOLE}<p>The dockers said that […]</p>",
        f"{WHOLE}<p><a href='/cranes'>Continue reading</a></p>",
    ],
)
def test_a_text_that_goes_on_elsewhere_is_read_there(site: Site, web: Web, content: str) -> None:
    """A teaser is never taken for the article."""
    item = f"<link>{site.url}/cranes</link><content:encoded><![CDATA[{content}]]></content:encoded>"
    site.paths |= {"/feed": feed(rss(item)), "/cranes": Answer()}

    (found,) = read([f"{site.url}/feed"], web=web)

    assert isinstance(found, Article)
    assert "40 more crane drivers" in found.text


def test_a_feed_of_atom_is_a_feed(site: Site, web: Web) -> None:
    """Also when its server calls it plain XML, and its dates are those of Atom."""
    data = f"""<feed xmlns="http://www.w3.org/2005/Atom"><title>Le Quai</title><entry>
    <title>Grues</title><link href="/a"/><id>1</id><author><name>Ana Diaz</name></author>
    <author><name>Bo Li</name></author><published>2024-02-03T00:30:00+09:00</published>
    <content type="html">{WHOLE.replace("<", "&lt;")}</content></entry></feed>"""
    site.paths["/atom"] = feed(data.encode(), "text/xml; charset=utf-8")

    (found,) = read([f"{site.url}/atom"], web=web)

    assert isinstance(found, Article)
    assert (found.outlet, found.author) == ("Le Quai", "Ana Diaz; Bo Li")
    assert (found.published, found.url) == ("2024-02-03", f"{site.url}/a")


def test_who_gathers_is_not_the_outlet(site: Site) -> None:
    """An article of another host is not the feed's own; an entry may say whose it is."""
    other = f"http://127.0.0.1:{site.port}"
    data = rss(
        f"<link>{other}/a</link>",
        f'<link>{other}/b</link><source url="{other}">Le Quai</source>',
    )
    with Web(
        Limits(delay=0), allow=here, resolve=lambda *_: ["127.0.0.1"], sleep=lambda _: None
    ) as gathering:
        site.paths |= {"/feed": feed(data), "/a": Answer(), "/b": Answer()}
        found = list(read([f"http://gathered.example:{site.port}/feed"], web=gathering))
    assert [x.outlet for x in found if isinstance(x, Article)] == ["127.0.0.1", "Le Quai"]


def test_one_bad_entry_does_not_cost_the_others(site: Site, web: Web) -> None:
    """What is wrong with an entry is said at its own address."""
    site.paths |= {
        "/feed": feed(
            rss(
                "<link>/gone</link>",
                "<title>Neither</title>",
                "<link>/members</link>",
                "<link>javascript:alert(1)</link>",
                "<link>http://10.0.0.1/inside</link>",
                "<link>/good</link>",
                "<link>/good#again</link>",
            )
        ),
        "/members": moved("/login"),
        "/good": Answer(),
    }

    *bad, good = read([f"{site.url}/feed"], web=web)

    assert isinstance(good, Article)
    assert [item.where for item in bad if isinstance(item, Problem)] == [
        f"{site.url}/gone",
        f"{site.url}/feed, entry 2",
        f"{site.url}/members",
        f"{site.url}/feed, entry 4",
        "http://10.0.0.1/inside",
    ]
    words = ("(404)", '"Neither" has neither a link', "login", "neither a link", "private")
    assert all(word in str(item) for word, item in zip(words, bad, strict=True))


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (Answer(), "no feed (RSS, Atom) but a web page"),
        (feed(b"<rss", "text/xml"), "no feed"),
        (feed(b"not XML at all"), "no feed"),
        (feed(b"<?xml version='1.0'?><catalog><cd/></catalog>", "application/xml"), "no feed"),
        (feed(rss()), "no entries"),
        (feed(b"words", "text/plain"), "no feed (RSS, Atom) but text/plain"),
        (feed(b"<?xml version='1.0' encoding='U\xc2F-8'?><rss/>"), "no feed"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)  # fmt: skip
def test_a_feed_that_is_none_is_named(site: Site, web: Web, answer: Answer, words: str) -> None:
    """Who asks for a feed is told what there is instead."""
    site.paths["/feed"] = answer
    (found,) = read([f"feed:{site.url}/feed"], web=web)
    assert isinstance(found, Problem)
    assert words in found.message


def test_a_broken_feed_gives_what_it_has(site: Site, web: Web) -> None:
    """A feed that breaks off, or that is not quite XML, still has its first entries."""
    whole = rss("<title>A & B</title><link>/a</link>", "<link>/b</link>")
    site.paths |= {"/feed": feed(whole[: whole.index(b"/b<")]), "/a": Answer()}
    found = list(read([f"{site.url}/feed"], web=web))
    assert isinstance(found[0], Article)


def test_a_long_feed_is_cut_and_says_so(site: Site) -> None:
    """What was not read is told, not left out in silence."""
    site.paths |= {"/feed": feed(rss(*(f"<link>/{n}</link>" for n in range(9))))} | {
        f"/{n}": Answer() for n in range(9)
    }
    with Web(Limits(delay=0, entries=3), allow=here) as web:
        *articles, last = read([f"{site.url}/feed"], web=web)
    assert len(articles) == 3
    assert isinstance(last, Problem)
    assert "of its 9 entries the first 3 are read" in last.message


@pytest.mark.parametrize("suffix", [".rss", ".xml"])
def test_a_feed_may_lie_in_a_file(tmp_path: Path, site: Site, web: Web, suffix: str) -> None:
    """A saved feed is read like one of the web; a file that is none is named."""
    site.paths["/a"] = Answer()
    (tmp_path / f"a{suffix}").write_bytes(rss(f"<link>{site.url}/a</link>"))
    (tmp_path / f"b{suffix}").write_text("<html><body>no feed</body></html>")
    first, second = read([tmp_path / f"a{suffix}", tmp_path / f"b{suffix}"], web=web)
    assert isinstance(first, Article)
    assert isinstance(second, Problem)
    assert "no feed" in second.message


def test_two_feeds_share_an_article(site: Site, web: Web) -> None:
    """An article that two feeds of an outlet name is read once."""

    def page(_: Mapping[str, str]) -> Answer:
        return Answer()

    item = rss("<link>/a</link>")
    site.paths |= {"/one": feed(item), "/two": feed(item), "/a": page}
    assert len(list(read([f"{site.url}/one", f"{site.url}/two"], web=web))) == 1
    assert site.asked_for() == ["/one", "/a", "/two"]
