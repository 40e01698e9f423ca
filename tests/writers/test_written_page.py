"""brief.html before any browser: self-contained, closed to the outside, readable as text."""

import base64
import hashlib
import json
import re
from html.parser import HTMLParser

import pytest

from pipeline.domain import Article, Note, Result
from pipeline.writers import inert
from tests.browser import desks
from tests.writers import story


class Page(HTMLParser):
    """The elements of a page and the text of its scripts, as an HTML parser sees them."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.scripts: list[str] = []
        self.ids: list[str | None] = []
        self.text = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Keep every element."""
        self.elements.append((tag, dict(attrs)))
        self.ids += [value for name, value in attrs if name == "id"]

    def handle_data(self, data: str) -> None:
        """Keep scripts apart from text."""
        if self.cdata_elem == "script":
            self.scripts.append(data)
        elif self.cdata_elem is None:
            self.text += data


@pytest.fixture(params=["strikes", "attack", "coast"])
def page(request: pytest.FixtureRequest) -> Page:
    """The page of a decent and of a hostile story, and of one with everything that is shown."""
    return Page(
        desks.page(desks.coast() if request.param == "coast" else getattr(story, request.param)())
    )


def test_only_our_script_may_run(page: Page) -> None:
    """The policy forbids every source and names the one script by its hash."""
    [policy] = [
        attributes["content"] or ""
        for tag, attributes in page.elements
        if tag == "meta" and attributes.get("http-equiv") == "Content-Security-Policy"
    ]
    *data, script = page.scripts
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    assert "default-src 'none'" in policy
    assert f"script-src 'sha256-{digest}'" in policy
    assert all(json.loads(one) for one in data)


def test_nothing_is_loaded_and_no_link_can_run(page: Page) -> None:
    """No element has an outside source, and links lead to the page or the web alone."""
    for tag, attributes in page.elements:
        assert tag not in {"img", "iframe", "object", "embed", "base", "form"}
        assert "src" not in attributes
        assert not [name for name in attributes if name.startswith("on")]
        href = attributes.get("href") or "#"
        assert href.startswith(("#", "data:,", "https://courier.example/"))


def test_no_unseen_character_reaches_the_file() -> None:
    """Controls and bidi marks are named in the text and escaped in the data."""
    html = desks.page(story.attack())
    assert inert.visible(html) == html
    assert "⟦U+202E⟧" in html
    html.encode("utf-8")


def test_the_data_gives_back_the_unaltered_article() -> None:
    """Escaping for HTML changes no code point of the text, or every offset would be wrong."""
    [_, data, _] = Page(desks.page(story.attack())).scripts
    article = json.loads(data)
    assert article["text"] == story.HOSTILE
    [(start, end)] = article["claims"]["0"]["pieces"]
    assert (
        story.HOSTILE[start:end]
        == "pay\u202etxet desrever\u202c up | `code` [click](javascript:alert(1))"
    )


def test_every_link_within_the_page_has_its_place(page: Page) -> None:
    """A click never leads nowhere, script or not, and no place has two owners."""
    links = [a["href"] or "" for tag, a in page.elements if tag == "a" and "href" in a]
    within = {link[1:] for link in links if link.startswith("#")}
    assert within <= set(page.ids)
    assert len(page.ids) == len(set(page.ids))


def test_equal_values_give_equal_bytes() -> None:
    """A page can be compared with the one of last week."""
    assert desks.page(desks.coast()) == desks.page(desks.coast())


def test_without_script_the_note_and_its_footnotes_are_text() -> None:
    """Sentences, reasons, footnotes with words and chain are in the HTML itself."""
    text = re.sub(r"\s+", " ", Page(desks.page(story.strikes())).text)
    assert "Dockers in Valparaíso have voted to strike for a second week." in text
    assert "The quoted words are nowhere in the article." in text
    assert "Coastal Courier → El Faro → Marta Ibáñez, secretary of Union No. 3" in text
    start = story.QUOTA.index("demands that the minister")
    assert f"quota-row [{start}:{start + 71}]" in text
    assert "demands that the minister of fisheries restore" in text
    assert "letters/scan.txt: not text in UTF-8" in text


@pytest.mark.parametrize(
    "url", ["javascript:alert(1)", "data:text/html,x", "http://[", "https:", "//x.example"]
)
def test_an_address_that_could_run_or_mislead_is_no_link(url: str) -> None:
    """Only a whole http or https address of an article becomes a link."""
    source = Article("a", "text", "0" * 64, url=url)
    html = desks.page(desks.Desk(Note("Note", (), ()), (Result(source),)))
    assert [a for tag, a in Page(html).elements if a.get("rel") == "noopener noreferrer"] == []


@pytest.mark.parametrize("name", ['en"><script>', "x", "english", "\u202een"])
def test_a_language_that_is_none_is_not_claimed(name: str) -> None:
    """What a reader of screens is told about a language is one, or nothing."""
    source = Article("a", "text", "0" * 64, language=name)
    html = desks.page(desks.Desk(Note("Note", (), ()), (Result(source),)))
    assert {a["lang"] for _, a in Page(html).elements if "lang" in a} == {"en"}


def test_a_note_of_unknown_claims_still_shows_its_footnotes() -> None:
    """A sentence whose claim is not among the results keeps its own evidence, and is no link."""
    told = story.strikes()
    found = Page(desks.page(desks.Desk(told.note, ())))
    assert "We want a rise of 12 per cent, and we want it in writing" in found.text
    assert "Fishermen set three trawlers on fire." in found.text
    assert [a for tag, a in found.elements if "say" in (a.get("class") or "").split()] == []
