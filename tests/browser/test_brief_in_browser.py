"""brief.html in a real Chromium: what a reader clicks, sees, and is safe from."""

import re
from typing import Literal

import pytest
from playwright.sync_api import Locator, Page, ViewportSize, expect

from tests.browser.reader import CONTRASTS, Reader
from tests.writers import story

DESKTOP = ViewportSize(width=1280, height=860)
PHONE = ViewportSize(width=360, height=740)


def sentence(page: Page, words: str) -> Locator:
    """What can be clicked of the sentence that holds some words."""
    return page.locator(".sentence .text", has_text=words)


def marked(page: Page) -> str:
    """The highlighted words of the article, one after the other."""
    return "".join(page.locator("#evidence mark.evidence").all_text_contents())


def told_by(path: Locator) -> list[str]:
    """The links of a chain, outermost first."""
    return path.locator(".chain > li").all_text_contents()


@pytest.mark.parametrize("viewport", [DESKTOP, PHONE], ids=["desktop", "phone"])
@pytest.mark.parametrize(
    ("words", "evidence"),
    [
        (
            "have voted",
            ["Dockers in Valparaíso voted on Tuesday to extend their strike by a second week"],
        ),
        ("told El Faro", ["We want a rise of 12 per cent, and we want it in writing"]),
        (
            "crews of two",
            [
                "The union is also asking the port operators for crews of two on every crane",
                "and for an end to double shifts",
            ],
        ),
        ("rejects talks", ["We will not negotiate under a blockade"]),
        (
            "48 fishing days",
            ["demands that the minister of fisheries restore 48 fishing days a summer"],
        ),
        ("trawlers", []),
    ],
)
def test_a_click_shows_the_words_it_stands_on(
    reader: Reader, viewport: ViewportSize, words: str, evidence: list[str]
) -> None:
    """The right words are highlighted, in view, although emoji before them take two units each."""
    page = reader.open(story.strikes(), viewport)
    sentence(page, words).click()
    expect(page.locator("#evidence")).to_be_visible()
    assert marked(page) == "".join(evidence)
    if evidence:
        expect(page.locator("#evidence mark.evidence").first).to_be_in_viewport()


def test_every_answer_of_the_checks_stands_beside_the_article(reader: Reader) -> None:
    """Verdict, score, who demands what, and each check with outcome and message are shown."""
    page = reader.open(story.strikes(), DESKTOP)
    sentence(page, "crews of two").click()
    panel = page.locator("#evidence")
    expect(panel.get_by_role("heading", level=2)).to_have_text("!review" + "score 0.55")
    assert [
        (one.locator(".label").text_content(), one.locator(".label + p").text_content())
        for one in panel.locator(".check").all()
    ] == [
        ("quotepass", "the words stand on both sides of an advert"),
        ("chainwarn", "the article credits “two people”; the claim names nobody"),
        ("speakerunknown", "no speaker is claimed"),
    ]
    assert panel.locator(".facts dd").all_text_contents() == [
        "Union No. 3", "the port operators", "demands", "asserted",
    ]  # fmt: skip
    assert panel.locator(".rests:not(mark)").all_text_contents() == [
        "according to two people who have seen its letter"
    ]
    boxes = [panel.locator(name).bounding_box() for name in (".source", ".checks")]
    assert boxes[0]
    assert boxes[1]
    assert boxes[0]["x"] + boxes[0]["width"] <= boxes[1]["x"]


def test_the_chain_is_a_path_from_the_outlet_to_the_speaker(reader: Reader) -> None:
    """A reader sees who told whom, and that an outlet is not named."""
    page = reader.open(story.strikes(), DESKTOP)
    sentence(page, "told El Faro").click()
    assert told_by(page.locator("#evidence")) == [
        "Coastal Courier", "El Faro", "Marta Ibáñez, secretary of Union No. 3",
    ]  # fmt: skip
    sentence(page, "trawlers").click()
    assert told_by(page.locator("#evidence")) == ["outlet (not named)", "RÚV"]


def test_an_altered_quote_shows_what_was_changed(reader: Reader) -> None:
    """The article's words are struck, the claim's are underlined, and the reason is in words."""
    page = reader.open(story.strikes(), DESKTOP)
    sentence(page, "rejects talks").click()
    diff = page.locator("#evidence .diff p").last
    assert diff.locator("del").all_text_contents() == ["a"]
    assert diff.locator("ins").all_text_contents() == ["any", "at all"]
    expect(page.locator("#evidence .claim .why")).to_have_text(
        "The quoted words differ from the article: “any … at all” for “a”."
    )


def test_words_that_stand_twice_and_nowhere_are_told_apart(reader: Reader) -> None:
    """The second place of an ambiguous quote is outlined; an absent quote is said to be absent."""
    page = reader.open(story.strikes(), DESKTOP)
    sentence(page, "considering").click()
    assert page.locator("#evidence mark.other").all_text_contents() == [
        "The ministry said it was considering the matter"
    ]
    sentence(page, "trawlers").click()
    expect(page.locator("#evidence .lost blockquote")).to_have_text(
        "three trawlers were set on fire"
    )
    expect(page.locator("#evidence .lost .label")).to_have_text("not found in the article")


def test_adverts_are_greyed_and_evidence_around_them_is_not(reader: Reader) -> None:
    """What the author did not write is set apart and never part of the evidence."""
    page = reader.open(story.strikes(), DESKTOP)
    sentence(page, "crews of two").click()
    noise = page.locator("#evidence .source .noise").all_text_contents()
    assert "".join(noise).count("Advert\n") == 2
    assert page.locator("#evidence mark.noise").count() == 0


@pytest.mark.parametrize("key", ["Enter", "Space"])
@pytest.mark.parametrize("viewport", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_the_keyboard_opens_reads_and_returns(
    reader: Reader, viewport: ViewportSize, key: str
) -> None:
    """Tab reaches a sentence, a key opens it, the focus goes there, and Escape brings it back."""
    page = reader.open(story.strikes(), viewport)
    for _ in range(10):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.className") == "text":
            break
    first = sentence(page, "have voted")
    expect(first).to_be_focused()
    page.keyboard.press(key)
    expect(page.locator("#evidence-title")).to_be_focused()
    expect(first).to_have_attribute("aria-expanded", "true")
    page.keyboard.press("Escape")
    expect(page.locator("#evidence")).to_be_hidden()
    expect(first).to_be_focused()
    expect(first).to_have_attribute("aria-expanded", "false")


def test_one_can_walk_from_sentence_to_sentence(reader: Reader) -> None:
    """Next and previous go through the note in order and stop at its ends."""
    page = reader.open(story.strikes(), PHONE)
    sentence(page, "have voted").click()
    expect(page.get_by_role("button", name="Previous sentence")).to_be_disabled()
    seen = []
    for number in range(7):
        seen.append(page.locator("#evidence .said").text_content())
        if number < 6:
            page.get_by_role("button", name="Next sentence").click()
    expect(page.get_by_role("button", name="Next sentence")).to_be_disabled()
    assert seen == page.locator(".sentence .text").all_text_contents()


def test_on_a_phone_the_evidence_is_a_sheet_that_closes(reader: Reader) -> None:
    """The sheet lies over the note, which cannot be reached behind it, until it is closed."""
    page = reader.open(story.strikes(), PHONE)
    sentence(page, "told El Faro").click()
    assert page.locator("#evidence").evaluate("one => one.matches(':modal')")
    page.get_by_role("button", name="Close the evidence").click()
    expect(page.locator("#evidence")).to_be_hidden()
    expect(sentence(page, "told El Faro")).to_be_focused()


@pytest.mark.parametrize("told", [story.strikes(), story.attack()], ids=["strikes", "attack"])
def test_nothing_scrolls_sideways_on_a_phone(reader: Reader, told: story.Story) -> None:
    """At 360 px everything fits, long unbroken words included, closed and open."""
    page = reader.open(told, PHONE)
    width = "document.documentElement.scrollWidth"
    assert page.evaluate(width) == PHONE["width"]
    for one in page.locator(".sentence .text").all():
        one.click()
        assert page.evaluate(width) == PHONE["width"]
        assert page.locator("#evidence").evaluate("one => one.scrollWidth <= one.clientWidth")
        page.keyboard.press("Escape")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("viewport", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_all_text_can_be_read_in_the_light_and_in_the_dark(
    reader: Reader, viewport: ViewportSize, scheme: Literal["light", "dark"]
) -> None:
    """Every visible word has a contrast of 4.5 to its ground (WCAG AA), marks and noise too."""
    page = reader.open(story.strikes(), viewport, scheme=scheme)
    ground = page.evaluate("getComputedStyle(document.documentElement).backgroundColor")
    assert (sum(map(int, re.findall(r"\d+", ground))) > 380) == (scheme == "light")
    seen = page.evaluate(CONTRASTS)
    for words in ("told El Faro", "crews of two", "rejects talks", "trawlers"):
        sentence(page, words).click()
        seen += page.evaluate(CONTRASTS)
        page.keyboard.press("Escape")
    assert len(seen) > 100
    assert [one for one in seen if one[0] < 4.5] == []


@pytest.mark.parametrize("viewport", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_a_hostile_article_is_shown_and_does_nothing(
    reader: Reader, viewport: ViewportSize
) -> None:
    """Scripts, images and links in a text are words; hidden characters are named. No dialog."""
    page = reader.open(story.attack(), viewport)
    page.locator(".sentence .text").click()
    assert marked(page) == (
        "pay⟦U+202E⟧txet desrever⟦U+202C⟧ up | `code` [click](javascript:alert(1))"
    )
    source = page.locator("#evidence .source").text_content() or ""
    assert source.startswith("<script>alert('text')</script><img src=")
    assert "zero⟦U+200B⟧width ⟦U+009B⟧2J </script><script>alert(2)</script>" in source
    assert page.locator("script").count() == 2
    assert page.locator("img, iframe, a[href^='javascript' i]").count() == 0
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Read the article").click()
    expect(page.locator("#evidence .source")).to_contain_text("<!-- gone -->")


def test_without_javascript_the_footnotes_are_readable(reader: Reader) -> None:
    """Every sentence, reason and footnote is there, and nothing invites a click in vain."""
    page = reader.open(story.strikes(), DESKTOP, script=False)
    expect(page.locator(".footnotes > li")).to_have_count(6)
    page.get_by_role("link", name="footnote 3").click()
    expect(page.locator("#footnote-3")).to_be_in_viewport()
    expect(page.locator("#footnote-3")).to_contain_text("We want a rise of 12 per cent")
    expect(page.locator(".side")).to_be_hidden()
    expect(page.get_by_role("button")).to_have_count(0)
