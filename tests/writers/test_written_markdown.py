"""brief.md and the pages of the articles: nothing lost, nothing alive, every mark grounded."""

import re

import pytest
from markdown_it import MarkdownIt

from pipeline.domain import Note, Reconciled, Result
from pipeline.writers import inert, render
from tests.writers import story

MARKDOWN = MarkdownIt("commonmark").enable(["table", "strikethrough"])


def test_the_note_counts_its_articles_and_claims_at_the_top() -> None:
    """The first thing after the title and its basis is how much of it can be relied on."""
    table = story.written(story.strikes())["brief.md"].split("\n\n")[2].splitlines()
    assert table[0] == "| Articles | Claims | ✓ supported | ! review | × rejected |"
    assert table[2] == "| 2 | 7 | 3 | 2 | 2 |"


def test_a_footnote_gives_article_place_words_and_chain() -> None:
    """A reader can find the words in the article and sees who told whom."""
    start = story.PORT.index("We want a rise")
    assert (
        f"[^3]: port-strike [{start}:{start + 56}] «We want a rise of 12 per cent, and we want "
        "it in writing» — chain: Coastal Courier → El Faro → "
        "Marta Ibáñez, secretary of Union No. 3\n"
    ) in story.written(story.strikes())["brief.md"]


def test_doubtful_and_rejected_sentences_are_marked_with_the_reason() -> None:
    """A sentence that may not be used is there, under its own mark, and says why."""
    brief = story.written(story.strikes())["brief.md"]
    assert (
        "- **! review:** The ministry is considering the matter.[^6]\n"
        "  - *Why:* The words stand in two places of the article.\n"
    ) in brief
    assert (
        "- **× rejected:** Fishermen set three trawlers on fire.\n"
        "  - *Why:* The quoted words are nowhere in the article.\n"
    ) in brief


def test_what_could_not_be_used_is_said() -> None:
    """Unreadable files and refused answers are part of the note."""
    brief = story.written(story.strikes())["brief.md"]
    assert "- letters/scan.txt: not text in UTF-8; save it as UTF-8\n" in brief
    assert "- quota-row: an answer to the prompt “extract” could not be used\n" in brief


@pytest.mark.parametrize("told", [story.strikes(), story.attack()], ids=["strikes", "attack"])
def test_every_footnote_mark_has_its_footnote_and_the_reverse(told: story.Story) -> None:
    """No mark leads nowhere and no footnote stands unused, in the note and on every page."""
    for name, text in story.written(told).items():
        if name.endswith(".md"):
            notes = re.findall(r"^\[\^(\d+)\]:", text, re.MULTILINE)
            marks = re.findall(r"(?<!\\)\[\^(\d+)\](?!:)", text)
            assert notes == sorted(set(marks), key=int)


def test_an_article_page_tells_summary_demands_verdicts_and_problems() -> None:
    """The page of an article holds every claim once in its part, and all again in the table."""
    page = story.written(story.strikes())["articles/quota-row.md"]
    assert re.findall(r"^## (.+)$", page, re.MULTILINE) == [
        "Summary", "Demands", "Rejected", "Verdicts", "What could not be used",
    ]  # fmt: skip
    demands = page.split("## Demands\n\n")[1].split("\n\n")[0]
    assert demands == (
        "- **✓ supported:** National Association of Small Boat Owners → the minister of fisheries"
        " · demands · 48 fishing days a summer[^2]\n"
        "  - given as: asserted"
    )
    rejected = page.split("## Rejected\n\n")[1].split("\n\n")[0]
    assert "- **× rejected:** Fishermen set three trawlers on fire.\n" in rejected
    assert "  - *Why:* the quoted words are not in the article\n" in rejected
    assert "  - cited as «three trawlers were set on fire»: not found in the article" in rejected
    verdicts = page.split("## Verdicts\n\n")[1].split("\n\n")[0].splitlines()
    assert len(verdicts) == 2 + 3
    assert verdicts[-1] == (
        "| Fishermen set three trawlers on fire. | × rejected | 0.00 |"
        " fabricated quote, outside knowledge | quote × |"
    )


def test_an_altered_quote_shows_both_wordings() -> None:
    """The model's error is not repaired in silence: its words and the article's are both shown."""
    page = story.written(story.strikes())["articles/port-strike.md"]
    assert "«We will not negotiate under any blockade at all»: the words were changed" in page
    assert "We will not negotiate under \\[-a-\\] {+any+} blockade {+at all+}" in page


def test_hostile_text_is_inert_in_every_markdown_file() -> None:
    """No HTML, link, image or code comes out of an article's or a model's text."""
    files = story.written(story.attack())
    for name in ("brief.md", "articles/hostile.md"):
        tokens = MARKDOWN.parse(re.sub(r"^\[\^\d+\]: ", "", files[name], flags=re.MULTILINE))
        kinds = {token.type for token in tokens}
        kinds |= {child.type for token in tokens for child in token.children or ()}
        assert not kinds & {"html_block", "html_inline", "image", "fence", "code_block"}
        links = {
            child.attrGet("href")
            for token in tokens
            for child in token.children or ()
            if child.type == "link_open"
        }
        assert links <= {"articles/hostile.md"}
        codes = [c.content for t in tokens for c in t.children or () if c.type == "code_inline"]
        assert set(codes) <= {"[-article-]", "{+claim+}"}
        assert inert.visible(files[name]) == files[name]
        assert "⟦U+202E⟧" in files[name]
        assert "http://" not in files[name]


def test_an_empty_run_still_writes_a_note() -> None:
    """With nothing read and nothing claimed there is a page that says so, not a crash."""
    files = story.written(story.Story(Note("Nothing", (), ()), (), Reconciled(), (), {}))
    assert files["claims.jsonl"] == ""
    assert "| 0 | 0 | 0 | 0 | 0 |" in files["brief.md"]
    unclaimed = story.Story(Note("Nothing", (), ()), (Result(story.quota),), Reconciled(), (), {})
    page = story.written(unclaimed)["articles/quota-row.md"]
    assert "No claim came out of this article." in page


def test_equal_values_give_equal_bytes() -> None:
    """Two runs over the same results cannot be told apart."""
    assert render(*story.strikes()) == render(*story.strikes())
