"""brief.html before any browser: self-contained, closed to the outside, readable as text."""

import base64
import hashlib
import json
import re
from html.parser import HTMLParser

import pytest

from pipeline.domain import Article, Note, Reconciled, Result
from pipeline.writers import inert
from tests.writers import story


class Page(HTMLParser):
    """The elements of a page and the text of its scripts, as an HTML parser sees them."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.scripts: list[str] = []
        self.text = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Keep every element."""
        self.elements.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        """Keep scripts apart from text."""
        if self.cdata_elem == "script":
            self.scripts.append(data)
        elif self.cdata_elem is None:
            self.text += data


@pytest.fixture(params=["strikes", "attack"])
def page(request: pytest.FixtureRequest) -> Page:
    """The page of a decent and of a hostile story."""
    return Page(story.written(getattr(story, request.param)())["brief.html"])


def test_only_our_script_may_run(page: Page) -> None:
    """The policy forbids every source and names the one script by its hash."""
    [policy] = [
        attributes["content"] or ""
        for tag, attributes in page.elements
        if tag == "meta" and attributes.get("http-equiv") == "Content-Security-Policy"
    ]
    data, script = page.scripts
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    assert "default-src 'none'" in policy
    assert f"script-src 'sha256-{digest}'" in policy
    assert json.loads(data)["sentences"]


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
    html = story.written(story.attack())["brief.html"]
    assert inert.visible(html) == html
    assert "⟦U+202E⟧" in html
    html.encode("utf-8")


def test_the_data_gives_back_the_unaltered_article() -> None:
    """Escaping for HTML changes no code point of the text, or every offset would be wrong."""
    data = json.loads(Page(story.written(story.attack())["brief.html"]).scripts[0])
    assert data["articles"]["hostile"]["text"] == story.HOSTILE
    [evidence, lost] = data["sentences"][0]["evidence"]
    [(start, end)] = evidence["pieces"]
    assert (
        story.HOSTILE[start:end]
        == "pay\u202etxet desrever\u202c up | `code` [click](javascript:alert(1))"
    )
    assert (lost["found"], lost["pieces"]) == (False, [])


def test_without_script_the_note_and_its_footnotes_are_text() -> None:
    """Sentences, reasons, footnotes with words and chain are in the HTML itself."""
    text = re.sub(r"\s+", " ", Page(story.written(story.strikes())["brief.html"]).text)
    assert "Dockers in Valparaíso have voted to strike for a second week." in text
    assert "The quoted words are nowhere in the article." in text
    assert "Coastal Courier → El Faro → Marta Ibáñez, secretary of Union No. 3" in text
    start = story.QUOTA.index("demands that the minister")
    assert (
        f"quota-row [{start}:{start + 71}] demands that the minister of fisheries restore" in text
    )
    assert "letters/scan.txt: not text in UTF-8" in text


@pytest.mark.parametrize(
    "url", ["javascript:alert(1)", "data:text/html,x", "http://[", "https:", "//x.example"]
)
def test_an_address_that_could_run_or_mislead_is_no_link(url: str) -> None:
    """Only a whole http or https address of an article becomes a link."""
    source = Article("a", "text", "0" * 64, url=url)
    html = story.written(
        story.Story(Note("Note", (), ()), (Result(source),), Reconciled(), (), {})
    )["brief.html"]
    assert [a for tag, a in Page(html).elements if a.get("rel") == "noopener noreferrer"] == []


def test_a_note_of_unknown_claims_still_shows_its_footnotes() -> None:
    """A sentence whose claim is not among the results keeps its own evidence."""
    told = story.strikes()
    html = story.written(story.Story(told.note, (), Reconciled(), (), {}))["brief.html"]
    card = json.loads(Page(html).scripts[0])["sentences"][2]
    assert (
        card["evidence"][0]["quote"] == "We want a rise of 12 per cent, and we want it in writing"
    )
    assert (card["ruling"], card["score"], card["articles"]) == ("supported", None, ["port-strike"])
