"""brief.html in a real Chromium: finding claims, by filter and by keyboard."""

import pytest
from playwright.sync_api import Page, ViewportSize, expect

from tests.browser.desks import coast, many, page
from tests.browser.reader import DESKTOP, PHONE, Reader, marked, press, row, sentence
from tests.writers import story

ALL = [
    "port-strike-s1", "port-strike-d1", "port-strike-d2", "port-strike-d3",
    "quota-row-d1", "quota-row-s1", "quota-row-s2", "wire-copy-d1",
]  # fmt: skip


def shown(opened: Page) -> list[str]:
    """The ids of the claims that the filter leaves."""
    ids = [one.get_attribute("id") or "" for one in opened.locator(".claim:visible").all()]
    assert opened.locator("#shown").text_content() == f"{len(ids)} of 8 claims"
    return [one.removeprefix("claim-") for one in ids]


def choose(opened: Page, facet: str, start: str) -> None:
    """Choose the one option that starts with some words."""
    select = opened.locator(f"select[data-facet={facet}]")
    [label] = [one for one in select.locator("option").all_text_contents() if one.startswith(start)]
    select.select_option(label=label)


@pytest.mark.parametrize(
    ("facet", "option", "left"),
    [
        ("reason", "the quoted words are not in the article", ["port-strike-d3", "quota-row-s2"]),
        ("reason", "the article's attribution was left out", ["port-strike-d2"]),
        ("speaker", "Rodrigo Lira", ["port-strike-d3"]),
        (
            "speaker",
            "nobody named",
            ["port-strike-s1", "port-strike-d2", "quota-row-d1", "quota-row-s1"],
        ),
        ("origin", "El Faro", ["port-strike-d1", "wire-copy-d1"]),
        ("origin", "a report that article 1 does not name", ["port-strike-d2"]),
        (
            "origin",
            "not traced",
            ["port-strike-s1", "port-strike-d3", "quota-row-s1", "quota-row-s2"],
        ),
        ("article", "article 3", ["wire-copy-d1"]),
    ],
)
def test_each_filter_leaves_what_was_asked_for(
    reader: Reader, facet: str, option: str, left: list[str]
) -> None:
    """Reason, speaker, origin and article, those that nobody names too."""
    opened = reader.open(page(coast()), DESKTOP)
    choose(opened, facet, option)
    assert shown(opened) == left
    opened.get_by_role("button", name="Show all").click()
    assert shown(opened) == ALL


@pytest.mark.parametrize("viewport", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_verdicts_are_chosen_one_or_two(reader: Reader, viewport: ViewportSize) -> None:
    """Two verdicts leave claims of either; none chosen leaves all."""
    opened = reader.open(page(coast()), viewport)
    opened.locator(".chip", has_text="rejected").click()
    assert shown(opened) == ["port-strike-d3", "quota-row-s2"]
    opened.locator(".chip", has_text="review").click()
    assert shown(opened) == ["port-strike-d2", "port-strike-d3", "quota-row-s1", "quota-row-s2"]
    opened.locator(".chip", has_text="rejected").click()
    opened.locator(".chip", has_text="review").click()
    assert shown(opened) == ALL


def test_filters_are_combined(reader: Reader) -> None:
    """Every filter must fit; where none does, the page says so, and one step shows all again."""
    opened = reader.open(page(coast()), DESKTOP)
    opened.locator("#find").fill("BLOCKADE lira")
    assert shown(opened) == ["port-strike-d3"]
    opened.locator("#find").fill("")
    opened.locator(".chip", has_text="supported").click()
    choose(opened, "article", "article 1")
    assert shown(opened) == ["port-strike-s1", "port-strike-d1"]
    choose(opened, "origin", "El Faro")
    assert shown(opened) == ["port-strike-d1"]
    choose(opened, "speaker", "Rodrigo")
    assert shown(opened) == []
    expect(opened.get_by_text("No claim is like that.")).to_be_visible()
    opened.get_by_role("button", name="Show all").click()
    assert shown(opened) == ALL


def test_a_filter_reaches_into_the_open_article(reader: Reader) -> None:
    """Words whose claims are filtered out are plain text, and come back with them."""
    opened = reader.open(page(coast()), DESKTOP)
    press(sentence(opened, "Union No. 3 demanded"))
    links = opened.locator("#evidence a.claimed")
    before = links.count()
    opened.locator(".chip", has_text="rejected").click()
    assert set(links.all_text_contents()) == {"We will not negotiate under a blockade"}
    opened.get_by_role("button", name="Show all").click()
    assert links.count() == before


def test_a_link_to_a_claim_that_is_filtered_out_shows_all(reader: Reader) -> None:
    """Nobody is led to a claim that cannot be seen."""
    opened = reader.open(page(coast()), DESKTOP)
    opened.locator(".chip", has_text="rejected").click()
    opened.evaluate("location.hash = '#claim-quota-row-d1'")
    expect(row(opened, "quota-row-d1")).to_be_in_viewport()
    assert shown(opened) == ALL


# --- keys ----------------------------------------------------------------------------------


@pytest.mark.parametrize("viewport", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_the_keyboard_opens_reads_and_returns(reader: Reader, viewport: ViewportSize) -> None:
    """Tab reaches a sentence, Enter opens it, the focus goes there, and Escape brings it back."""
    opened = reader.open(page(story.strikes()), viewport)
    for _ in range(15):
        opened.keyboard.press("Tab")
        if opened.evaluate("document.activeElement.className") == "say":
            break
    first = sentence(opened, "have voted")
    expect(first).to_be_focused()
    assert first.evaluate("one => getComputedStyle(one).outlineStyle") == "solid"
    opened.keyboard.press("Enter")
    expect(opened.locator("#evidence-title")).to_be_focused()
    expect(first).to_have_attribute("aria-current", "true")
    opened.keyboard.press("Escape")
    expect(opened.locator("#evidence")).to_be_hidden()
    expect(first).to_be_focused()
    expect(first).not_to_have_attribute("aria-current", "true")


def test_the_first_tab_leads_past_everything_to_the_note(reader: Reader) -> None:
    """The skip link comes first and can be seen."""
    opened = reader.open(page(coast()), DESKTOP)
    opened.keyboard.press("Tab")
    skip = opened.get_by_role("link", name="Skip to the note")
    expect(skip).to_be_focused()
    expect(skip).to_be_in_viewport()
    opened.keyboard.press("Enter")
    assert opened.evaluate("document.activeElement.id") == "note"


def test_everything_that_can_be_clicked_can_be_reached_by_tab(reader: Reader) -> None:
    """Sentences, footnotes, filters, the article's words and the panel's buttons: all of it."""
    opened = reader.open(page(coast()), DESKTOP)
    press(sentence(opened, "Union No. 3 demanded"))
    opened.locator("body").click(position={"x": 2, "y": 2})
    count = "[...document.querySelectorAll('a, button, input, select, summary, [tabindex=\"0\"]')]"
    waiting = opened.evaluate(
        f"window.waiting = new Set({count}.filter((one) => one.tabIndex >= 0 && !one.disabled"
        " && one.checkVisibility())); waiting.size"
    )
    assert waiting > 60
    for _ in range(waiting + 10):
        opened.keyboard.press("Tab")
        opened.evaluate("waiting.delete(document.activeElement)")
    assert opened.evaluate("[...waiting].map((one) => one.outerHTML.slice(0, 80))") == []


def test_what_has_the_focus_is_never_under_the_filters(reader: Reader) -> None:
    """Walking back up the list, each claim stops below the bar that stays (WCAG 2.2, 2.4.11)."""
    opened = reader.open(page(many(100, 10)), DESKTOP)
    row(opened, "article-9-d9").locator(".say").focus()
    for _ in range(40):
        opened.keyboard.press("k")
        top, bar = opened.evaluate(
            "[document.activeElement.getBoundingClientRect().top,"
            " document.querySelector('.filters').getBoundingClientRect().bottom]"
        )
        assert top >= bar


def test_j_and_k_walk_from_claim_to_claim(reader: Reader) -> None:
    """The focus moves; once evidence is open it follows; arrows do the same from a claim."""
    opened = reader.open(page(coast()), DESKTOP)
    first, second = sentence(opened, "Union No. 3 demanded"), sentence(opened, "The dockers’ union")
    opened.keyboard.press("j")
    expect(first).to_be_focused()
    opened.keyboard.press("j")
    expect(second).to_be_focused()
    opened.keyboard.press("ArrowUp")
    expect(first).to_be_focused()
    expect(opened.locator("#evidence")).to_be_hidden()
    opened.keyboard.press("Enter")
    assert marked(opened).startswith("We want a rise")
    opened.keyboard.press("j")
    assert marked(opened) == "wants 12 per cent more [1]"
    opened.keyboard.press("ArrowDown")
    expect(opened.locator("#evidence .said")).to_contain_text("have voted to strike")
    opened.keyboard.press("k")
    assert marked(opened) == "wants 12 per cent more [1]"
    opened.keyboard.press("Escape")
    expect(second).to_be_focused()


def test_one_can_walk_from_claim_to_claim_in_the_panel(reader: Reader) -> None:
    """Next and previous go through note and list in order and stop at the ends."""
    opened = reader.open(page(story.strikes()), PHONE)
    press(sentence(opened, "have voted"))
    expect(opened.get_by_role("button", name="Previous claim")).to_be_disabled()
    seen = []
    for number in range(14):
        seen.append(opened.locator("#evidence .said").text_content())
        if number < 13:
            opened.get_by_role("button", name="Next claim").click()
    expect(opened.get_by_role("button", name="Next claim")).to_be_disabled()
    assert seen == opened.locator(".paper .say, .claim .say").all_text_contents()


def test_a_slash_goes_to_the_filter_and_escape_to_what_it_found(reader: Reader) -> None:
    """And what is typed there is text: no letter of it is a shortcut."""
    opened = reader.open(page(coast()), DESKTOP)
    opened.keyboard.press("/")
    expect(opened.locator("#find")).to_be_focused()
    expect(opened.locator("#find")).to_be_in_viewport()
    opened.keyboard.type("fishing")
    assert shown(opened) == ["quota-row-d1"]
    opened.keyboard.press("Control+A")
    opened.keyboard.type("jk/")
    expect(opened.locator("#find")).to_have_value("jk/")
    opened.keyboard.press("Control+A")
    opened.keyboard.type("trawlers")
    opened.keyboard.press("Escape")
    expect(row(opened, "quota-row-s2").locator(".say")).to_be_focused()
    opened.keyboard.press("Enter")
    expect(opened.locator("#evidence .lost")).to_be_visible()


def test_shortcuts_of_one_key_can_be_switched_off(reader: Reader) -> None:
    """For whoever speaks to her computer (WCAG 2.2, 2.1.4)."""
    opened = reader.open(page(coast()), DESKTOP)
    opened.get_by_label("single keys are shortcuts").uncheck()
    opened.keyboard.press("/")
    expect(opened.locator("#find")).not_to_be_focused()
    opened.keyboard.press("j")
    assert opened.locator(".say:focus").count() == 0
