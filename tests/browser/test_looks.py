"""brief.html in a real Chromium: light and dark, small, on paper, and for whoever cannot see it."""

import re
from typing import Literal

import pytest
from playwright.sync_api import ViewportSize, expect

from pipeline.domain import Reconciled
from tests.browser import desks
from tests.browser.reader import CONTRASTS, DESKTOP, PHONE, Reader, barriers, press, row, sentence
from tests.writers import story

BOTH = pytest.mark.parametrize("viewport", [DESKTOP, PHONE], ids=["desktop", "phone"])
SCHEMES = pytest.mark.parametrize("scheme", ["light", "dark"])
# Opened one after the other, they show everything that the panel can show.
CLAIMS = (
    "port-strike-d1", "port-strike-d2", "port-strike-d3",
    "quota-row-s1", "quota-row-s2", "wire-copy-d1",
)  # fmt: skip


@SCHEMES
@BOTH
def test_all_text_can_be_read_in_the_light_and_in_the_dark(
    reader: Reader, viewport: ViewportSize, scheme: Literal["light", "dark"]
) -> None:
    """Every visible word has a contrast of 4.5 to its ground (WCAG AA), marks and noise too."""
    opened = reader.open(desks.page(desks.coast()), viewport, scheme=scheme)
    ground = opened.evaluate("getComputedStyle(document.documentElement).backgroundColor")
    assert (sum(map(int, re.findall(r"\d+", ground))) > 380) == (scheme == "light")
    seen = opened.evaluate(CONTRASTS)
    for claim in CLAIMS:
        press(row(opened, claim).locator(".say"))
        seen += opened.evaluate(CONTRASTS)
        opened.keyboard.press("Escape")
    assert len(seen) > 300
    assert [one for one in seen if one[0] < 4.5] == []


@SCHEMES
@BOTH
def test_no_barrier_is_found(
    reader: Reader, viewport: ViewportSize, scheme: Literal["light", "dark"]
) -> None:
    """axe-core finds nothing against WCAG 2.2 AA: closed, with a claim, an article, a filter."""
    opened = reader.open(desks.page(desks.coast()), viewport, scheme=scheme)
    assert barriers(opened) == []
    for claim in ("port-strike-d1", "port-strike-d3", "wire-copy-d1"):
        press(row(opened, claim).locator(".say"))
        assert barriers(opened) == []
        opened.keyboard.press("Escape")
    opened.locator(".chip").first.click()
    opened.locator(".discrepancies .sides .at").first.click()
    assert barriers(opened) == []


@pytest.mark.parametrize(
    "html",
    [
        desks.page(desks.coast()),
        desks.page(story.attack()),
        desks.page(desks.empty()),
        desks.page(story.of("x" * 400, "שלום " * 60)),
    ],
    ids=["coast", "attack", "empty", "unbroken"],
)
def test_nothing_scrolls_sideways_on_a_phone(reader: Reader, html: str) -> None:
    """At 360 px everything fits, long unbroken words included, closed and open."""
    opened = reader.open(html, PHONE)
    width = "document.documentElement.scrollWidth"
    assert opened.evaluate(width) == PHONE["width"]
    for one in opened.locator(".say").all():
        press(one)
        assert opened.evaluate(width) == PHONE["width"]
        assert opened.locator("#evidence").evaluate("one => one.scrollWidth <= one.clientWidth")
        opened.keyboard.press("Escape")


def test_paper_shows_all_evidence_and_no_controls(reader: Reader) -> None:
    """Printed with a filter set and a claim open, every claim is there with its quotes and path."""
    opened = reader.open(desks.page(desks.coast()), DESKTOP)
    opened.locator(".chip", has_text="rejected").click()
    press(sentence(opened, "Union No. 3 demanded"))
    opened.emulate_media(media="print")
    expect(opened.locator(".claim:visible .quotes")).to_have_count(8)
    expect(opened.locator(".claim:visible .path")).to_have_count(8)
    hidden = "button:visible, input:visible, select:visible, dialog:visible, .hint:visible"
    expect(opened.locator(hidden)).to_have_count(0)
    expect(opened.locator(".picture svg")).to_be_visible()
    words = opened.locator("body").inner_text()
    for said in ("48 fishing days a summer", "three trawlers were set on fire", "any", "RÚV"):
        assert said in words


@BOTH
def test_a_hostile_article_is_shown_and_does_nothing(
    reader: Reader, viewport: ViewportSize
) -> None:
    """Scripts, images and links in a text are words; hidden characters are named. No dialog."""
    opened = reader.open(desks.page(story.attack()), viewport)
    press(opened.locator(".paper .say"))
    assert "".join(opened.locator("#evidence .on").all_text_contents()) == (
        "pay⟦U+202E⟧txet desrever⟦U+202C⟧ up | `code` [click](javascript:alert(1))"
    )
    source = opened.locator("#evidence .source").text_content() or ""
    assert source.startswith("<script>alert('text')</script><img src=")
    assert "zero⟦U+200B⟧width ⟦U+009B⟧2J </script><script>alert(2)</script>" in source
    assert opened.locator("script").count() == 3
    assert opened.locator("img, iframe, a[href^='javascript' i]").count() == 0
    opened.keyboard.press("Escape")
    opened.get_by_role("link", name="Read the article").click()
    expect(opened.locator("#evidence .source")).to_contain_text("<!-- gone -->")
    assert barriers(opened) == []


# --- odd desks -----------------------------------------------------------------------------


def test_a_note_without_claims_says_so(reader: Reader) -> None:
    """One article, no claim: it can be read, there is nothing to filter, and keys do no harm."""
    opened = reader.open(desks.page(desks.empty()), DESKTOP)
    expect(opened.get_by_text("No claim was found in the article.")).to_be_visible()
    expect(opened.get_by_role("search")).to_have_count(0)
    for key in ("j", "k", "/", "Escape"):
        opened.keyboard.press(key)
    opened.get_by_role("link", name="Read the article").click()
    expect(opened.locator("#evidence .source")).to_contain_text("Westfjords")
    assert barriers(opened) == []


def test_a_note_where_nothing_holds_still_shows_why(reader: Reader) -> None:
    """All rejected: the claim is there with its reason and the words that are nowhere."""
    opened = reader.open(desks.page(desks.rejected()), DESKTOP)
    opened.get_by_role("link", name="1 claim, each with its reason").click()
    press(row(opened, "quota-row-s2").locator(".say"))
    expect(opened.locator("#evidence .lost")).to_be_visible()
    expect(opened.locator("#evidence .source")).to_contain_text("Westfjords")


HOSTILE_IDS = (
    "a b",
    "a%20b",
    '#"><script>alert(1)</script>',
    "é/../\u202e",
    "'];alert(1)//",
    "lone \ud800",
    "same",
    "same",
    "claim-same+2",
    "",
)


def test_any_id_has_a_place_of_its_own(reader: Reader) -> None:
    """Blanks, marks, hidden characters and the same id twice: each claim opens by its own link."""
    html = desks.page(desks.named(HOSTILE_IDS))
    opened = reader.open(html, DESKTOP)
    anchors = [one.get_attribute("id") or "" for one in opened.locator(".claim").all()]
    assert len(set(anchors)) == len(HOSTILE_IDS)
    for number, anchor in enumerate(anchors, 1):
        linked = reader.open(html, DESKTOP, anchor=f"#{anchor}")
        expect(linked.locator("#evidence .where")).to_contain_text(f"claim {number} ·")
    assert barriers(opened) == []


def test_a_claim_that_cites_nothing_opens_where_the_checks_point(reader: Reader) -> None:
    """A plain statement has no quote; what a check rests on is marked all the same."""
    opened = reader.open(desks.page(desks.uncited()), DESKTOP)
    press(row(opened, "quota-row-t1").locator(".say"))
    expect(opened.locator("#evidence .answers")).to_contain_text(
        "It cites no words of the article."
    )
    assert opened.locator("#evidence .rests").all_text_contents() == ["blocked the harbour"]


def test_an_article_from_right_to_left_reads_from_right_to_left(reader: Reader) -> None:
    """Its lines and the claim's words begin at the right; what is marked is what was cited."""
    words = "دعا وزير الطاقة شركات النفط إلى خفض الأسعار"
    opened = reader.open(desks.page(story.of(words)), DESKTOP)
    press(opened.locator(".paper .say"))
    assert "".join(opened.locator("#evidence .on").all_text_contents()) == words
    for place in ("#evidence .source > div", "#evidence .said", ".claim .say"):
        assert opened.locator(place).first.evaluate("e => getComputedStyle(e).direction") == "rtl"


@pytest.mark.parametrize("end", ["\n", " "], ids=["lines", "one line"])
def test_an_article_of_a_million_characters_opens_at_its_end(reader: Reader, end: str) -> None:
    """The one claim, at the very end, is in view, although all before it may be one line."""
    line = "Nothing of note was said in the council on that day. \N{ANCHOR} " * 6 + end
    opened = reader.open(desks.page(desks.long(line * (1_000_000 // len(line)))), DESKTOP)
    press(row(opened, "long-s1").locator(".say"))
    marked = opened.locator("#evidence .on")
    expect(marked).to_have_text("the mayor resigned")
    expect(marked).to_be_in_viewport()


def test_two_thousand_claims_can_be_walked_filtered_and_opened(reader: Reader) -> None:
    """Over 200 articles: the last opens at its words, filters count right, words lead back."""
    opened = reader.open(desks.page(desks.many(2_000, 200)), DESKTOP)
    expect(opened.locator(".claim")).to_have_count(2_000)
    opened.evaluate("location.hash = '#claim-article-199-d9'")
    expect(opened.locator("#evidence .on")).to_be_in_viewport()
    expect(opened.locator("#evidence .on")).to_contain_text("measure 9 of plan 199")
    expect(row(opened, "article-199-d9")).to_be_in_viewport()
    opened.locator("#evidence a.claimed", has_text="measure 8").click()
    expect(opened.locator("#evidence .where")).to_contain_text("claim 1999 ·")
    opened.locator(".chip", has_text="rejected").click()
    expect(opened.locator("#shown")).to_have_text("400 of 2000 claims")
    opened.locator("select[data-facet=article]").select_option(index=200)
    expect(opened.locator("#shown")).to_have_text("2 of 2000 claims")
    opened.locator("#find").fill("nowhere")
    expect(opened.locator("#shown")).to_have_text("0 of 2000 claims")
    opened.get_by_role("button", name="Show all").click()
    expect(opened.locator("#shown")).to_have_text("2000 of 2000 claims")


def test_a_note_without_reconciling_has_no_picture(reader: Reader) -> None:
    """Nothing is drawn of what is not known."""
    told = desks.coast()._replace(reconciled=Reconciled())
    opened = reader.open(desks.page(told), DESKTOP)
    expect(opened.locator(".picture")).to_have_count(0)
    press(sentence(opened, "Union No. 3 demanded"))
    expect(opened.locator("#evidence .path")).to_contain_text("as the claim has it")
