"""Numbers, names and points in time: read from any text, compared without raising, and fast."""

import time
from itertools import pairwise
from types import MappingProxyType

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.checks import dates, entities, noise, quantities
from pipeline.domain import Article, Claim
from pipeline.parser import SpacyParser
from pipeline.processing import evidence_for
from pipeline.wording.dates import moments
from pipeline.wording.names import Names, names
from pipeline.wording.numbers import quantities as numbers

PARSER = SpacyParser()
LENGTH = 100_000
SLOWEST = 20.0  # seconds; a pattern that is not linear takes minutes

# what looks like a number, a date or a name, and what breaks them
PIECES = st.sampled_from(
    [
        *"0 1 7 12 19 31 2019 1,000 1.5 ٣ ½ - – / : . , ' $ £ % ( )".split(),
        *"two hundred thousand dozens third half of to and or between from up about".split(),
        *"May March 7 Friday last next week month ago later yesterday night am p.m. noon".split(),
        *"Ana Ruiz Kenya US UN Mr Minister said the a \n".split(" "),
        "9" * 400,
        "\u2028",
        "İ",
        "ß",
        "\x00",
        "🇫🇷",
    ]
)
TEXTS = st.lists(PIECES, max_size=25).map(" ".join) | st.lists(PIECES, max_size=12).map("".join)


@given(TEXTS | st.text(max_size=60))
@settings(max_examples=300, deadline=None)
def test_what_is_read_stands_in_the_text(text: str) -> None:
    """Every number and every time is cut from the text as it is, in order and without overlap."""
    read = [(x.start, x.end, x.text) for x in numbers(text)]
    timed = [(x.start, x.end, x.text) for x in moments(text)]
    for found in (read, timed):
        assert all(text[start:end].strip() == words.strip() for start, end, words in found)
        assert all(one[1] <= two[0] for one, two in pairwise(found))
    assert all(text[n.start :].startswith(n.word) for n in names(text))


@given(TEXTS, TEXTS)
@settings(max_examples=60, deadline=None)
def test_no_check_raises(article: str, said: str) -> None:
    """Whatever stands in article and claim, each check answers, and twice the same."""
    claim = Claim("a-d1", "a", "demand", text=said, content=said[: len(said) // 2], demander=said)
    evidence = evidence_for(claim, Article("a", article, "0" * 64), PARSER)
    for check in (quantities.check, dates.check, entities.check, noise.check):
        assert check(evidence) == check(evidence)


ENDLESS = MappingProxyType(
    {
        "digits": "1",
        "numbers": "12 ",
        "ranges": "1-",
        "words": "two hundred and ",
        "capitals": "A",
        "names": "Ana ",
        "dates": "May 7, 2014 ",
        "days": "Monday ",
        "slashes": "1/2/",
        "years": "1999-",
        "ago": "a few ",
        "money": "$ ",
        "spaces": "7 " + " " * 60,
    }
)


@pytest.mark.parametrize("name", ENDLESS)
def test_a_hostile_text_takes_linear_time(name: str) -> None:
    """Endless digits, capitals and dates are read in seconds."""
    text = (ENDLESS[name] * LENGTH)[:LENGTH]

    began = time.perf_counter()
    numbers(text)
    moments(text)
    list(names(text))
    Names(text)

    assert time.perf_counter() - began < SLOWEST


@pytest.mark.parametrize(
    ("one", "two"),
    [
        ("24 May", "May 24"),
        ("7 March 2025", "March 7, 2025"),
        ("Friday (March 7)", "Friday"),
        ("Friday (March 7)", "7 March"),
        ("2019-11-03", "3 November 2019"),
        ("in the 1990s", "in 1994"),
        ("9-12 June", "June 11"),
        ("two weeks ago", "2 weeks ago"),
        ("on 7/3", "on March 7"),
        ("at 5.30 pm", "at 17:30"),
        ("at noon", "at 12:00"),
        ("last Sunday", "on Sunday"),
    ],
)
def test_one_time_in_two_wordings(one: str, two: str) -> None:
    """Order, digits and wording make no other time."""
    assert moments(one)[0].agrees(moments(two)[0])


@pytest.mark.parametrize(
    ("one", "two"),
    [
        ("7 March", "17 March"),
        ("March 7", "April 7"),
        ("on Friday", "on Saturday"),
        ("last week", "last month"),
        ("two days ago", "three days ago"),
        ("a week later", "a month later"),
        ("next year", "last year"),
        ("before June", "after June"),
        ("June 2011", "June 2015"),
        ("Saturday night", "Saturday morning"),
        ("at 5 pm", "at 5 am"),
        ("today", "yesterday"),
    ],
)
def test_two_times(one: str, two: str) -> None:
    """One word or digit makes another time."""
    assert moments(one)[0].differs(moments(two)[0])


@pytest.mark.parametrize(
    "text", ["He may go.", "They march on.", "a 2-0 win", "2000 people", "May"]
)
def test_no_time(text: str) -> None:
    """Verbs, scores and counts are no dates; neither is a name that may be a month."""
    assert not moments(text)
