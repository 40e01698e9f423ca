"""Grounding: the match kinds, the diff, and what may never be called exact."""

import random
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.checks import entities, noise, quantities, quote
from pipeline.domain import Article, Citation, Claim, Evidence, Noise, Parse
from pipeline.stages.ground import ground
from pipeline.wording.haystack import Haystack, haystack

TEXT = (
    "The ferry union in Split said on Tuesday: “Our crews will not sail at night — not one of them"
    " — until the two new radios arrive.” The harbour master called the strike “a matter of days”."
    "\nAdvertisement\nHe promised 90 life jackets to the crews. Some may arrive by June, he said."
    " A matter of days, the mayor repeated."
)
ADVERT = (TEXT.index("Advertisement"), TEXT.index("Advertisement") + len("Advertisement"))
HAY = Haystack(TEXT, [ADVERT])


@pytest.mark.parametrize(
    ("quote_", "match"),
    [
        ("Our crews will not sail at night", "exact"),
        ("our crews will not sail at night", "folded"),
        ('"Our crews will not sail at night - not one of them -', "folded"),
        ("“until the two new radios arrive”", "folded"),
        ("Our crews will not sail ... until the two new radios arrive", "elided"),
        ("Our crews will not sail at night [...]", "elided"),
        ("[They] will not sail at night", "elided"),
        ("a matter of days”. He promised 90 life jackets", "elided"),
        ("a matter of days", "ambiguous"),
        ("crews", "ambiguous"),
        ("Our crews will sail at night", "altered"),
        ("He promised 30 life jackets to the crews", "altered"),
        ("the Harbour master called the strike", "altered"),
        ("Some may arrive by June, she said", "altered"),
        ("Our crews will sail at dawn if the wind is fair and the pay is good", "absent"),
        ("the moon", "absent"),
        ("", "absent"),
        ("…", "absent"),
    ],
)
def test_match(quote_: str, match: str) -> None:
    """Each kind of match has its plain example."""
    found = ground(quote_, HAY)
    assert found.match == match
    assert found.quote == quote_
    assert (found.span is None) == (match == "absent")
    assert (found.diff is None) == (match != "altered")
    assert bool(found.others) == (match == "ambiguous")


def test_diff_names_both_sides() -> None:
    """A changed number is shown beside the source's, in the words of both."""
    found = ground("He promised 30 life jackets to the crews", HAY)
    assert found.diff == "He promised [-90-] {+30+} life jackets to the crews"
    assert found.span is not None
    assert found.span.exact == "He promised 90 life jackets to the crews"


def test_elided_pieces_leave_the_advert_out() -> None:
    """A quote that runs over an advert gets one span, and pieces without the advert."""
    found = ground("“a matter of days”. He promised 90 life jackets", HAY)
    assert [p.exact for p in found.pieces] == ["“a matter of days”.", "He promised 90 life jackets"]
    assert found.span is not None
    assert "Advertisement" in found.span.exact


def test_report_comes_before_advert() -> None:
    """Where the words stand in an advert and in the report, the report is the span."""
    text = "Read: Dam to be built\nDam to be built in Oromia."
    found = ground("Dam to be built", Haystack(text, [(0, 21)]))
    assert found.match == "ambiguous"
    assert found.span is not None
    assert found.span.start == 22


@pytest.mark.parametrize(
    "full_stop", ["Some may arrive.", "The ferry union in Split.", "Our crews will not sail!"]
)
def test_a_full_stop_of_its_own(full_stop: str) -> None:
    """A sentence that is ended before its end is not the article's sentence."""
    assert ground(full_stop, HAY).match == "altered"


def test_far_pieces_are_no_ellipsis() -> None:
    """An ellipsis cannot join words from one end of a long article to the other."""
    text = "The queen " + "and her gardeners walked on " * 100 + "abdicated."
    assert ground("The queen ... abdicated", Haystack(text)).match == "absent"


words_of = st.lists(
    st.sampled_from("the mill in Rwanda may not pay 40 workers but Élan will; 水 говорит".split()),
    min_size=6,
    max_size=20,
)


@given(words_of, st.data())
def test_an_edited_quote_is_never_exact(article: list[str], data: st.DataObject) -> None:
    """Change one word of a real quote and it is neither exact nor folded."""
    at = data.draw(st.integers(0, len(article) - 1))
    edited = [
        *article[:at],
        data.draw(st.sampled_from(["zebra", "41", "never"])),
        *article[at + 1 :],
    ]
    match = ground(" ".join(edited), Haystack(" ".join(article))).match
    assert match in ("altered", "absent")


@given(words_of, st.data())
def test_a_dropped_inner_word_is_never_exact(article: list[str], data: st.DataObject) -> None:
    """Drop one inner word of a quote of distinct words and it is neither exact nor folded."""
    distinct = [f"{word}{n}" for n, word in enumerate(article)]
    at = data.draw(st.integers(1, len(distinct) - 2))
    match = ground(" ".join(distinct[:at] + distinct[at + 1 :]), Haystack(" ".join(distinct))).match
    assert match in ("altered", "absent")


@given(words_of, st.data())
def test_a_real_quote_is_found(article: list[str], data: st.DataObject) -> None:
    """Whole words of the article, copied, are exact or stand in several places."""
    text = " ".join(article)
    start = data.draw(st.integers(0, len(article) - 1))
    end = data.draw(st.integers(start + 1, len(article)))
    copied = " ".join(article[start:end])
    found = ground(copied, Haystack(text))
    assert found.match in ("exact", "ambiguous")
    assert found.span is not None
    assert found.span.exact.casefold() == copied.casefold()


awkward = st.text(
    st.one_of(
        st.sampled_from("ab 1.,'’“”\"…[]()-—\n\u00a0\u200b\u0301\u202e$%NOT中👩"),
        st.characters(exclude_categories=["Cs"]),
    ),
    max_size=60,
)


@given(awkward, awkward, awkward, st.data())
def test_nothing_raises(text: str, said: str, other: str, data: st.DataObject) -> None:
    """Whatever the article, the claim and the noise: a grounding, and one finding a check."""
    cuts = sorted(data.draw(st.sets(st.integers(0, len(text)), max_size=4)))
    spans = [(a, b) for a, b in zip(cuts[::2], cuts[1::2], strict=False) if a < b]
    article = Article("x", text, "", tuple(Noise(a, b, "advert") for a, b in spans))
    piece = text[slice(*sorted(data.draw(st.tuples(st.integers(0, 60), st.integers(0, 60)))))]
    hay = Haystack(text, spans)
    cited = [Citation(q, (other,)) for q in (said, piece)]
    claim = Claim(
        "c", "x", "demand", said, other, said, f'{other} "{said}"', citations=tuple(cited)
    )
    found = tuple(ground(c.quote, hay) for c in cited)
    for one in found:
        for span in (s for s in (one.span, *one.pieces, *one.others) if s is not None):
            assert text[span.start : span.end] == span.exact
    for check in (quote.check, noise.check, entities.check, quantities.check):
        finding = check(Evidence(claim, article, Parse(), found))
        assert finding.message
        for span in finding.spans:
            assert text[span.start : span.end] == span.exact


def test_altered_quotes_are_grounded_quickly() -> None:
    """Fifty altered quotes of twenty words in five thousand take a fraction of a second."""
    chance = random.Random(7)
    article = [f"word{chance.randrange(1500)}" for _ in range(5000)]
    quotes = []
    for _ in range(50):
        at = chance.randrange(4980)
        cut = article[at : at + 20]
        cut[chance.randrange(2, 18)] = "changed"
        quotes.append(" ".join(cut))
    began = time.perf_counter()
    hay = Haystack(" ".join(article))
    assert {ground(q, hay).match for q in quotes} == {"altered"}
    # Ten times what it takes, so that a busy machine does not fail it.
    assert time.perf_counter() - began < 0.5


def test_a_haystack_is_made_once() -> None:
    """Claims over one article share the folded text."""
    assert haystack(TEXT, (ADVERT,)) is haystack(TEXT, (ADVERT,))
