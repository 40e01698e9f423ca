"""Hostile text comes out inert and visible, and loses nothing that can be read."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from pipeline.writers import inert

MARKDOWN = MarkdownIt("commonmark").enable(["table", "strikethrough"])


@pytest.mark.parametrize(
    ("hidden", "shown"),
    [
        ("pay\u202exet", "pay⟦U+202E⟧xet"),
        ("a\u2066b\u2069", "a⟦U+2066⟧b⟦U+2069⟧"),
        ("zero\u200bwidth", "zero⟦U+200B⟧width"),
        ("join\u200der", "join⟦U+200D⟧er"),
        ("\x1b[31mred", "⟦U+001B⟧[31mred"),
        ("\x9b2J", "⟦U+009B⟧2J"),
        ("nul\x00", "nul⟦U+0000⟧"),
        ("lone \ud800 half", "lone ⟦U+D800⟧ half"),
        ("tag\U000e0041", "tag⟦U+E0041⟧"),
    ],
)
def test_what_cannot_be_seen_is_shown_as_its_code_point(hidden: str, shown: str) -> None:
    """A bidi override, a terminal escape or a zero-width mark is named where it stands."""
    assert inert.visible(hidden) == shown


@pytest.mark.parametrize(
    "text", ["می\u200cخواهم", "क्\u200dष", "👩\u200d🚀", "naïve – “quote” 12\u00a0%"]
)
def test_honest_spelling_is_left_alone(text: str) -> None:
    """Persian, Hindi and emoji need their joiners, and typography is not an attack."""
    assert inert.visible(text) == text


def test_a_line_break_stays_visible_on_one_line() -> None:
    """Whoever reads quoted words on one line sees where the article broke its line."""
    assert inert.line("one\r\ntwo\nthree\u2028four\tfive") == "one ⏎ two ⏎ three ⏎ four ⇥ five"


@given(st.text(st.characters(categories=None), max_size=60))
def test_no_control_or_bidi_character_survives(text: str) -> None:
    """Whatever comes in, nothing that steers a terminal or a line of text comes out."""
    for out in (inert.line(text), inert.markdown(text)):
        assert not {unicodedata.category(one) for one in out} & {"Cc", "Cs", "Zl", "Zp"}
        assert not {unicodedata.bidirectional(one) for one in out} & {
            "LRO",
            "RLO",
            "LRE",
            "RLE",
            "LRI",
            "RLI",
        }


_mean = st.lists(
    st.sampled_from([*"ab1 \\`*_[](){}<>&#!|~-+=.:\n$/@;", "http://", "![x](y)", "&lt;"]),
    max_size=40,
).map("".join)


@given(_mean)
def test_markdown_shows_the_text_and_nothing_else(text: str) -> None:
    """Rendered as a heading, a list item and inline, the text reads as it was, without mark-up."""
    shown = inert.line(text).strip()
    for prefix in ("", "# ", "- "):
        tokens = MARKDOWN.parse(prefix + inert.markdown(text))
        inline = [token for token in tokens if token.type == "inline"]
        children = [child for token in inline for child in token.children or ()]
        assert {child.type for child in children} <= {"text"}
        assert "".join(child.content for child in children) == shown
        kinds = {token.tag for token in tokens if token.tag}
        assert kinds <= {"": {"p"}, "# ": {"h1"}, "- ": {"ul", "li", "p"}}[prefix]


@pytest.mark.parametrize(
    "text", ["https://example.invalid", "www.example.invalid", "a@example.invalid", "mailto:x"]
)
def test_bare_addresses_do_not_turn_into_links(text: str) -> None:
    """GitHub links a bare address by itself, so the mark that makes it one is escaped."""
    escaped = inert.markdown(text)
    assert escaped != text
    assert MARKDOWN.renderInline(escaped) == text
