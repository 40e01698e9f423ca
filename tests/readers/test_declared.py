"""What a page says of itself is taken; what it does not say is not guessed."""

import json
from pathlib import Path

import pytest

from pipeline.domain import Article, Problem
from pipeline.readers import read
from tests.readers.site import STORY

LD = '<script type="application/ld+json">{}</script>'


def page(tmp_path: Path, head: str, body: str = f"<article>{STORY}</article>") -> Article | Problem:
    """What a saved page gives."""
    file = tmp_path / "page.html"
    file.write_text(f"<html><head>{head}</head><body>{body}</body></html>", encoding="utf-8")
    (found,) = read([file])
    return found


def article(tmp_path: Path, head: str, body: str = f"<article>{STORY}</article>") -> Article:
    """The same, where it is an article."""
    found = page(tmp_path, head, body)
    assert isinstance(found, Article), found
    return found


def node(**more: object) -> dict[str, object]:
    """An article in JSON-LD."""
    return {
        "@type": "NewsArticle",
        "author": [{"@type": "Person", "name": "Jane Doe"}, {"name": "Bo Li"}],
        "publisher": {"@type": "Organization", "name": "Le Quai"},
        "datePublished": "2024-02-03T23:30:00-05:00",
    } | more


@pytest.mark.parametrize(
    "document",
    [
        node(),
        [{"@type": "WebSite", "name": "x"}, node()],
        {"@context": "https://schema.org", "@graph": [{"@type": "Person", "name": "Z"}, node()]},
        node(**{"@type": ["ReportageNewsArticle", "Article"]}),
    ],
)
def test_json_ld_is_read(tmp_path: Path, document: object) -> None:
    """Author, outlet and day of the article, in every form that schema.org allows."""
    found = article(tmp_path, LD.format(json.dumps(document)))
    assert (found.author, found.outlet) == ("Jane Doe; Bo Li", "Le Quai")
    assert found.published == "2024-02-03"


@pytest.mark.parametrize(
    "head",
    [
        '<meta property="article:published_time" content="2024-02-03T10:00:00Z">',
        '<meta name="DC.date.issued" content="2024-02-03">',
        '<meta itemprop="datePublished" content="2024-02-03T10:00">',
        '<meta name="pubdate" content="Sat, 03 Feb 2024 10:00:00 +0100">',
        '<meta name="date" content="soon"><meta name="pubdate" content="20240203">',
    ],
)
def test_the_day_is_written_in_one_way(tmp_path: Path, head: str) -> None:
    """However a page writes its date, the article has an ISO 8601 day."""
    assert article(tmp_path, head).published == "2024-02-03"


@pytest.mark.parametrize(
    ("head", "body"),
    [
        ("", "<p>Updated 2 May 1999</p>"),
        ("", "<time datetime='1999-05-02'>2 May</time>"),
        ('<link rel="canonical" href="https://harbour.example/1999/05/02/a">', ""),
        ("", "<img src='/1999/05/02/a.jpg'>"),
        ("<title>Strike of 1999-05-02</title>", ""),
        ('<meta property="article:modified_time" content="1999-05-02">', ""),
        ('<meta name="date" content="last Friday">', ""),
        ('<meta name="date" content="0001-01-01">', ""),
        (LD.format(json.dumps([node(), node(datePublished="1999-05-02")])), ""),
        (LD.format('{"@type": "NewsArticle", "datePublished": "1999-05-02"'), ""),
        (LD.format("[" * 100_000), ""),
    ],
)
def test_a_day_is_never_guessed(tmp_path: Path, head: str, body: str) -> None:
    """Dates in text, addresses and pictures, or of other articles, are no dates of this one."""
    assert article(tmp_path, head, f"<article>{STORY}</article>{body}").published is None


@pytest.mark.parametrize(
    ("head", "author"),
    [
        ('<meta name="author" content="By Jane Doe">', "Jane Doe"),
        ('<meta name="author" content="Jane"><meta name="author" content="Bo">', "Jane; Bo"),
        ('<meta property="article:author" content="https://social.example/jane">', None),
        (LD.format(json.dumps(node(author="Jane Doe"))), "Jane Doe"),
        (LD.format(json.dumps(node(author={"name": "https://x.example"}))), None),
        ("", None),
    ],
)
def test_the_author_is_who_is_named_as_one(tmp_path: Path, head: str, author: str | None) -> None:
    """Names only: no address of a profile, no name that merely stands in the page."""
    body = f'<article><p class="byline">By Someone Else</p>{STORY}</article>'
    assert article(tmp_path, head, body).author == author


# --- what stands before an article -------------------------------------------------------

NOTICE = (
    "<h1>Before you continue</h1><p>We and our partners use cookies to keep our service going. "
    "Some cookies are needed, and with other cookies we measure how our pages are read.</p>"
    "<p>Choose which cookies you want, or accept all of them.</p><button>Accept all</button>"
)
LONG = "".join(
    f"<p>The port of Valparaíso hired crane driver number {n} today.</p>" for n in range(40)
)


@pytest.mark.parametrize(
    ("head", "body", "words"),
    [
        ("", "<form><input type='password'></form><p>Sign in to read on.</p>", "a login"),
        ("", NOTICE, "a cookie notice"),
        ("", f"<div>{NOTICE}</div><form><input name=q></form>", "a cookie notice"),
        ("", "<noscript>Please turn on JavaScript.</noscript><div id=app></div>", "by scripts"),
        ("", "<img src='a.png'>", "no article"),
        (LD.format(json.dumps(node(isAccessibleForFree=False))), STORY, "paywall"),
        (LD.format(json.dumps(node(isAccessibleForFree="False"))), STORY, "paywall"),
    ],
)
def test_a_wall_is_no_article(tmp_path: Path, head: str, body: str, words: str) -> None:
    """What hides an article is never read as one, and is named."""
    found = page(tmp_path, head, body)
    assert isinstance(found, Problem)
    assert words in found.message


@pytest.mark.parametrize(
    ("head", "body"),
    [
        ("", f"<form><input type='password'></form><article>{LONG}</article>"),
        (LD.format(json.dumps(node())), f"<input type=password><article>{STORY}</article>"),
        (LD.format(json.dumps(node(isAccessibleForFree=False))), f"<article>{LONG}</article>"),
        ('<meta property="og:type" content="article">', f"<article>{NOTICE}</article>"),
    ],
)
def test_an_article_is_no_wall(tmp_path: Path, head: str, body: str) -> None:
    """A login in the corner, a full text behind a paywall, or a report on cookies is read."""
    assert article(tmp_path, head, body).text
