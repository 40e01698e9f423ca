"""brief.html in a real Chromium: from a claim to its words, and from words to their claims."""

import pytest
from playwright.sync_api import Locator, Page, ViewportSize, expect

from tests.browser.desks import coast, page
from tests.browser.reader import DESKTOP, PHONE, Reader, marked, press, row, sentence
from tests.writers import story

BOTH = pytest.mark.parametrize("viewport", [DESKTOP, PHONE], ids=["desktop", "phone"])


def steps(path: Locator) -> list[tuple[str | None, str | None]]:
    """The stops of a path, outermost first: how each is known, and its name."""
    return [(one.get_attribute("class"), one.locator(".name").text_content()) for one in path.all()]


@BOTH
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
    opened = reader.open(page(story.strikes()), viewport)
    press(sentence(opened, words))
    expect(opened.locator("#evidence")).to_be_visible()
    assert marked(opened) == "".join(evidence)
    if evidence:
        expect(opened.locator("#evidence .on").first).to_be_in_viewport()


@BOTH
def test_words_of_an_article_open_their_claim(reader: Reader, viewport: ViewportSize) -> None:
    """Every claim's words can be clicked in its article; its row is found beside it."""
    opened = reader.open(page(coast()), viewport)
    opened.locator(".articles a.read").first.click()
    opened.locator("#evidence a.claimed", has_text="We want a rise of 12 per cent").click()
    expect(opened.locator("#evidence .said")).to_have_text(
        "Union No. 3 demanded: a rise of 12 per cent, in writing."
    )
    assert marked(opened) == "We want a rise of 12 per cent, and we want it in writing"
    opened.locator("#evidence a.claimed", has_text="Dockers in Valparaíso voted").click()
    expect(opened.locator("#evidence .said")).to_have_text(
        "Dockers in Valparaíso have voted to strike for a second week."
    )
    if viewport == DESKTOP:
        expect(row(opened, "port-strike-s1")).to_be_in_viewport()
        expect(row(opened, "port-strike-s1").locator(".say")).to_have_attribute(
            "aria-current", "true"
        )


def test_words_that_carry_two_claims_let_the_reader_choose(reader: Reader) -> None:
    """Both claims are listed with their verdicts, the words stay marked, and each can be opened."""
    told = coast()
    port, quota, wire = told.results
    again = told._replace(
        results=(
            port,
            quota,
            type(wire)(wire.article, (*wire.claims, *wire.claims)),
        )
    )
    opened = reader.open(page(again), DESKTOP)
    press(sentence(opened, "The dockers’ union demanded"))
    opened.locator("#evidence a.claimed").first.click()
    expect(opened.locator("#evidence .claim-card .lead")).to_have_text(
        "2 claims rest on these words:"
    )
    assert marked(opened) == "wants 12 per cent more [1]"
    expect(opened.locator("#evidence .among .say")).to_have_count(2)
    press(opened.locator("#evidence .among .say").last)
    expect(opened.locator("#evidence .said")).to_be_visible()
    assert opened.url.endswith("#claim-wire-copy-d1+2")


def test_every_answer_of_the_checks_stands_beside_the_article(reader: Reader) -> None:
    """Verdict, score, who demands what, and each check, what speaks against the claim first."""
    opened = reader.open(page(story.strikes()), DESKTOP)
    press(sentence(opened, "crews of two"))
    panel = opened.locator("#evidence")
    expect(panel.get_by_role("heading", level=2)).to_have_text("!review")
    expect(panel.locator(".head .where")).to_contain_text("score 0.55")
    assert [
        (one.locator(".label").text_content(), one.locator(".label + p").text_content())
        for one in panel.locator(".check").all()
    ] == [
        ("chainwarn", "the article credits “two people”; the claim names nobody"),
        ("speakerunknown", "no speaker is claimed"),
        ("quotepass", "the words stand on both sides of an advert"),
    ]
    expect(panel.locator("summary")).to_contain_text("1 passed")
    expect(panel.locator(".check.pass")).to_be_hidden()
    panel.locator("summary").click()
    expect(panel.locator(".check.pass")).to_be_visible()
    assert panel.locator(".facts dd").all_text_contents() == [
        "Union No. 3", "the port operators", "demands", "asserted",
    ]  # fmt: skip
    assert panel.locator(".rests:not(.on)").all_text_contents() == [
        "according to two people who have seen its letter"
    ]
    boxes = [panel.locator(name).bounding_box() for name in (".source", ".answers")]
    assert boxes[0]
    assert boxes[1]
    assert boxes[0]["x"] + boxes[0]["width"] <= boxes[1]["x"]


def test_the_chain_is_a_path_that_says_how_each_stop_is_known(reader: Reader) -> None:
    """Outlet, agency and source in order: explicit, inferred with its reason, or missing."""
    opened = reader.open(page(coast()), DESKTOP)
    press(sentence(opened, "The dockers’ union demanded"))
    path = opened.locator("#evidence .path > li")
    assert steps(path) == [
        ("missing", "not named"), ("inferred", "El Faro"), ("explicit", "Marta Ibáñez"),
    ]  # fmt: skip
    expect(path.nth(1)).to_contain_text("inferred: the other article names it")
    styles = [
        one.evaluate("one => getComputedStyle(one, '::after').borderTopStyle") for one in path.all()
    ]
    assert styles[1:] == ["dashed", "solid"]
    path.nth(1).locator("a").click()  # printed in the other article, which opens there
    expect(opened.locator("#evidence-title")).to_have_text("Article 1")
    assert marked(opened) == "El Faro"
    opened.get_by_role("button", name="Back to the claim").click()
    expect(opened.locator("#evidence .said")).to_contain_text("12 per cent more")


def test_what_only_the_claim_says_is_told_as_such(reader: Reader) -> None:
    """A claim that nothing traced shows its own chain, dashed; a path never ends in thin air."""
    opened = reader.open(page(coast()), DESKTOP)
    press(row(opened, "quota-row-s2").locator(".say"))
    path = opened.locator("#evidence .path > li")
    assert steps(path) == [("missing", "not named"), ("cited", "RÚV")]
    press(row(opened, "quota-row-s1").locator(".say"))
    assert steps(path) == [("missing", "not named"), ("missing", "not named")]
    press(row(opened, "port-strike-d1").locator(".say"))
    assert [name for _, name in steps(path)] == ["Coastal Courier", "El Faro", "Marta Ibáñez"]


def test_an_altered_quote_shows_what_was_changed(reader: Reader) -> None:
    """The article's words are struck, the claim's are underlined, and the reason is in words."""
    opened = reader.open(page(story.strikes()), DESKTOP)
    press(sentence(opened, "rejects talks"))
    diff = opened.locator("#evidence .diff p").last
    expect(diff).to_have_text("We will not negotiate under a any blockade at all")
    assert diff.locator("del").all_text_contents() == ["a"]
    assert diff.locator("ins").all_text_contents() == ["any", "at all"]
    expect(opened.locator("#evidence .claim-card .why")).to_have_text(
        "The quoted words differ from the article: “any … at all” for “a”."
    )


def test_words_that_stand_twice_and_nowhere_are_told_apart(reader: Reader) -> None:
    """The second place of an ambiguous quote is outlined; an absent quote is said to be absent."""
    opened = reader.open(page(story.strikes()), DESKTOP)
    press(sentence(opened, "considering"))
    assert opened.locator("#evidence mark.other").all_text_contents() == [
        "The ministry said it was considering the matter"
    ]
    press(sentence(opened, "trawlers"))
    expect(opened.locator("#evidence .lost blockquote")).to_have_text(
        "three trawlers were set on fire"
    )
    expect(opened.locator("#evidence .lost .label")).to_have_text("not found in the article")


def test_adverts_are_greyed_and_evidence_around_them_is_not(reader: Reader) -> None:
    """What the author did not write is set apart and never part of the evidence."""
    opened = reader.open(page(story.strikes()), DESKTOP)
    press(sentence(opened, "crews of two"))
    noise = opened.locator("#evidence .source .noise").all_text_contents()
    assert noise.count("Advert") == 2
    assert opened.locator("#evidence .on.noise").count() == 0


def test_both_sides_of_a_difference_can_be_opened(reader: Reader) -> None:
    """What is not told alike stands as quoted words, each of which opens in its own article."""
    opened = reader.open(page(coast()), DESKTOP)
    sides = opened.locator(".discrepancies .sides .at")
    assert sides.all_text_contents() == ["“a second week”", "“two more weeks”"]
    for side, number in zip(sides.all(), (1, 3), strict=True):
        side.click()
        expect(opened.locator("#evidence-title")).to_have_text(f"Article {number}")
        assert f"“{marked(opened)}”" == side.text_content()


def test_the_note_shows_how_far_it_can_be_trusted(reader: Reader) -> None:
    """Confidence with its reasons, articles beside independent origins, dates with their basis."""
    opened = reader.open(page(coast()), DESKTOP)
    expect(opened.locator(".confidence")).to_have_text(
        "Moderate confidence in the sourcing: on the record; two articles, one origin."
    )
    assert opened.locator(".origins td").all_text_contents() == ["2", "1"]
    expect(opened.locator(".origins tbody")).to_contain_text("inferred for wire-copy")
    assert [
        (one.locator(".when").text_content(), one.locator(".tag").text_content())
        for one in opened.locator(".timeline > li").all()
    ] == [("2024-04-09", "metadata"), ("2024-04-10", "inferred"), ("date unknown", "unknown")]
    opened.locator(".timeline .at").click()
    assert marked(opened) == "Wednesday (April 10)"
    expect(opened.locator(".method")).to_contain_text("The sentences are templates.")
    opened.locator(".bottom_line").get_by_role("link", name="claim 8").click()
    assert marked(opened) == "wants 12 per cent more [1]"
    opened.locator(".bottom_line .text").click()  # a sentence of several claims: the first of them
    assert marked(opened).startswith("We want a rise of 12 per cent")


def test_doubt_and_rejection_lead_to_their_claims(reader: Reader) -> None:
    """A section of what is doubtful says how many, and its link leaves just those in the list."""
    opened = reader.open(page(coast()), DESKTOP)
    opened.locator(".rejected").get_by_role("link", name="2 claims").click()
    expect(opened.locator(".claim:visible")).to_have_count(2)
    expect(opened.locator("#claims")).to_be_in_viewport()


def test_the_picture_ties_origins_to_their_articles(reader: Reader) -> None:
    """The shared report comes first; a thread is dashed where the tie is inferred."""
    opened = reader.open(page(coast()), DESKTOP)
    picture = opened.locator(".picture")
    expect(picture.locator(".lead")).to_have_text(
        "3 articles; 1 origin reached more than one of them."
    )
    origins = picture.get_by_role("list", name="Origins").get_by_role("listitem")
    expect(origins).to_have_count(1)
    expect(origins).to_contain_text("El Faro")
    expect(origins).to_contain_text("passed on by article 1, article 3")
    assert [one.get_attribute("class") for one in picture.locator("path").all()] == [
        "explicit", "inferred",
    ]  # fmt: skip
    expect(picture.locator(".rest")).to_contain_text("3 further origins; 1 article")
    picture.get_by_role("link", name="El Faro").click()
    assert [one.get_attribute("id") for one in opened.locator(".claim:visible").all()] == [
        "claim-port-strike-d1", "claim-wire-copy-d1",
    ]  # fmt: skip
    picture.get_by_role("link", name="Article 3").click()
    expect(opened.locator("#evidence-title")).to_have_text("Article 3")


@BOTH
def test_a_link_to_a_claim_opens_it(reader: Reader, viewport: ViewportSize) -> None:
    """Its evidence is there as the page comes, its row in view; the address can be passed on."""
    opened = reader.open(page(coast()), viewport, anchor="#claim-port-strike-d3")
    expect(opened.locator("#evidence .said")).to_contain_text("Rodrigo Lira rejects talks")
    expect(opened.locator("#evidence-title")).to_be_focused()
    if viewport == DESKTOP:
        expect(row(opened, "port-strike-d3")).to_be_in_viewport()
    opened.keyboard.press("Escape")
    press(row(opened, "quota-row-d1").locator(".say"))
    assert opened.url.endswith("#claim-quota-row-d1")
    opened.evaluate("location.hash = '#claim-wire-copy-d1'")
    expect(opened.locator("#evidence .said")).to_contain_text("12 per cent more")


def test_on_a_phone_the_evidence_is_a_sheet_that_closes(reader: Reader) -> None:
    """The sheet lies over the note, which cannot be reached behind it, until it is closed."""
    opened = reader.open(page(story.strikes()), PHONE)
    press(sentence(opened, "told El Faro"))
    assert opened.locator("#evidence").evaluate("one => one.matches(':modal')")
    opened.get_by_role("button", name="Close the evidence").click()
    expect(opened.locator("#evidence")).to_be_hidden()
    expect(sentence(opened, "told El Faro")).to_be_focused()


def test_words_can_be_selected_without_opening_anything(reader: Reader) -> None:
    """Whoever marks a sentence to copy it is left alone."""
    opened = reader.open(page(coast()), DESKTOP)
    box = sentence(opened, "Union No. 3 demanded").bounding_box()
    assert box
    opened.mouse.move(box["x"] + 5, box["y"] + 8)
    opened.mouse.down()
    opened.mouse.move(box["x"] + 150, box["y"] + 8, steps=5)
    opened.mouse.up()
    assert len(str(opened.evaluate("String(getSelection())"))) > 5
    expect(opened.locator("#evidence")).to_be_hidden()


def described(opened: Page) -> str:
    """All that is visible of the page."""
    return opened.locator("body").inner_text()


def test_without_javascript_all_evidence_is_readable(reader: Reader) -> None:
    """Every claim stands with its path and quotes, and nothing invites a click in vain."""
    opened = reader.open(page(coast()), DESKTOP, script=False)
    opened.get_by_role("link", name="footnote 2").click()
    expect(opened.locator("#footnote-2")).to_be_in_viewport()
    expect(opened.locator("#footnote-2")).to_contain_text("We want a rise of 12 per cent")
    sentence(opened, "Union No. 3 demanded").click()
    expect(row(opened, "port-strike-d1")).to_be_in_viewport()
    seen = described(opened)
    assert "three trawlers were set on fire" in seen
    assert "The quoted words are nowhere in the article." in seen
    expect(row(opened, "port-strike-d3").locator(".diff")).to_be_visible()
    expect(row(opened, "wire-copy-d1").locator(".path")).to_be_visible()
    expect(opened.locator(".picture svg")).to_be_visible()
    assert "Choose a sentence" not in seen
    expect(opened.get_by_role("button")).to_have_count(0)
    expect(
        opened.locator("input:visible, select:visible, dialog:visible, .read:visible")
    ).to_have_count(0)
