"""Folding, words, sentences, quotation marks, places of a quote, and word diffs."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.text import (
    ends_sentence,
    fold,
    key,
    quoted,
    sentence_around,
    tokens,
    whole,
    words,
)
from pipeline.wording.diff import compare, render
from pipeline.wording.haystack import Haystack

# Any code point but lone surrogates, with the awkward ones made likely.
AWKWARD = (
    "a b\u0301\u00a0\u200b\u200f\u202e\u00ad\ufe0f…—-'’“\"\n.,1½²ﬁ中é👩\u200d🚀\U0001d400กิ\u0660"
)
any_text = st.text(st.one_of(st.sampled_from(AWKWARD), st.characters(exclude_categories=["Cs"])))


@given(any_text)
def test_folding_maps_back(text: str) -> None:
    """Every folded character stands for a stretch of the text that folds to it again."""
    folded = fold(text)
    assert len(folded.text) == len(folded.starts) == len(folded.ends)
    before = 0
    for at in range(len(folded.text)):
        start, end = folded.original(at, at + 1)
        assert before <= start < end <= len(text)
        assert folded.text[at] in fold(text[start:end]).text
        before = start


@given(any_text)
def test_folding_twice_changes_nothing_more(text: str) -> None:
    """Typography that is plain already is left as it is, so any two spellings meet."""
    once = fold(text).text.strip()
    assert fold(once).text.strip().replace(" ", "") == once.replace(" ", "")


@pytest.mark.parametrize(
    ("one", "two"),
    [
        ("“the plan — as it stands — will fail”", "'the plan - as it stands - will fail'"),
        ("caf\u00e9", "cafe\u0301"),
        ("wait… what", "wait... what"),
        ("a\u00a0b\u2009 c\n\nd", "a b c d"),
        ("co\u00adoper\u200bate", "cooperate"),
        ("ﬁve ｆｉｖｅ", "five five"),
    ],
)
def test_typography_is_no_difference(one: str, two: str) -> None:
    """Marks, dashes, spaces and invisible characters fold to one form."""
    assert fold(one).text == fold(two).text


@pytest.mark.parametrize(
    ("one", "two"),
    [("10²", "102"), ("½", "1/2"), ("6′", "6″"), ("cafe", "café"), ("US", "us"), ("-5", "5")],
)
def test_meaning_is_not_typography(one: str, two: str) -> None:
    """Powers, fractions, accents and case of a whole word are not folded away."""
    assert fold(one).text != fold(two).text


def test_words_of_many_scripts() -> None:
    """A word is a word in every script; where no spaces are written it is a character."""
    text = "Can't pay 1,000.5 at -5°, U.S. $30 हिन्दी 中文 ไทย émigré’s"
    found = [text[start:end] for start, end in words(text)]
    assert found[:9] == ["Can't", "pay", "1,000.5", "at", "-5", "°", "U.S.", "$", "30"]
    assert found[9:] == ["हिन्दी", "中", "文", "ไ", "ท", "ย", "émigré’s"]


@given(any_text)
def test_tokens_index_the_text(text: str) -> None:
    """Tokens come in order, without overlaps, and none is empty."""
    end = 0
    for start, stop in tokens(text):
        assert end <= start < stop <= len(text)
        end = stop


@pytest.mark.parametrize(
    ("text", "piece", "is_whole"),
    [
        ("it was unsafe", "safe", False),
        ("paid 21,000 men", "1,000", False),
        ("paid 1,000,000", "1,000", False),
        ("fell to -5", "5", False),
        ("they can't go", "can", False),
        ("the firm's plan", "firm", True),
        ("加班费已支付", "班费", True),
    ],
)
def test_a_place_cuts_no_word(text: str, piece: str, is_whole: bool) -> None:
    """A stretch that starts or ends inside a word or number is no place of that stretch."""
    at = text.index(piece)
    assert whole(text, at, at + len(piece)) is is_whole


def test_sentence_around() -> None:
    """A sentence ends at its stop, not at a title, an initial or a closing mark's inside."""
    text = (
        "Rain fell. Dr. J. Okoro of the U.S. team said: “We stay.” Then she left (at 5 p.m.). Sun."
    )
    at = text.index("Okoro")
    assert text[slice(*sentence_around(text, at, at + 5))].startswith(
        "Dr. J. Okoro of the U.S. team"
    )
    at = text.index("Then")
    assert text[slice(*sentence_around(text, at, at + 4))] == "Then she left (at 5 p.m.)."
    assert not ends_sentence("Mr. Adu", 0, 7)
    assert ends_sentence("It rained. Adu", 0, 14)


def test_quoted() -> None:
    """Double, single and typographic marks; apostrophes are none; open speech runs to its line."""
    text = "He's “sure”, the boys' aunt 'not at all', she \"half\".\n\"Long speech goes on.\nNext."
    assert [text[a:b] for a, b in quoted(text)] == [
        "sure",
        "not at all",
        "half",
        "Long speech goes on.",
    ]


@pytest.mark.parametrize(
    ("text", "inside"),
    [
        ("„Ja“, sagte er, „aber“ leise.", ["Ja", "aber"]),
        ("„Tak”, mówi ona.", ["Tak"]),
        ("»Nej«, sagde hun.", ["Nej"]),
        ("”Nej”, sade hon.", ["Nej"]),
        ("« Non », dit-elle.", [" Non "]),
        ("Home » News » Sport", []),
    ],
)
def test_quoted_in_other_languages(text: str, inside: list[str]) -> None:
    """A mark that opens in one language closes in another; a mark between spaces is an arrow."""
    assert [text[a:b] for a, b in quoted(text)] == inside


@given(any_text, any_text)
def test_places_index_the_unaltered_text(text: str, needle: str) -> None:
    """Whatever is sought, a place is a stretch of the text that folds to the same words."""
    for start, end in Haystack(text).places(needle):
        assert 0 <= start < end <= len(text)
        found, sought = fold(text[start:end]).text, fold(needle).text
        assert key(found.replace(" ", "")) == key(sought.replace(" ", ""))


@given(any_text, any_text)
def test_comparing_copies_both_sides(source: str, quote: str) -> None:
    """What a comparison shows as kept, removed or added is copied, never made up."""
    for change in compare(source, quote):
        assert change.kept in quote
        for part in change.removed.split(" "):
            assert part in source
        for part in change.added.split(" "):
            assert part in quote


def test_render() -> None:
    """The source's words in [-...-], the quote's in {+...+}."""
    assert render(compare("Pay within 90 days, please.", "pay within 30 days, please.")) == (
        "pay within [-90-] {+30+} days, please."
    )
    assert render(compare("We will not go", "We will go")) == "We will [-not-] go"


def test_a_megabyte_is_no_trouble() -> None:
    """A long text, even a hostile one, is folded and searched in linear time."""
    size = 1_000_000
    for text in ("word " * (size // 5), " " * size, "'a" * (size // 2), "a\u0301" * (size // 2)):
        hay = Haystack(text)
        assert hay.places("no such words here") == []
        quoted(text)
        sentence_around(text, size // 2, size // 2 + 1)
