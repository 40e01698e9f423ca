"""Source phrases taken apart and compared: the same, surely different, or neither."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.speech.sources import Likeness, compare_sources, knows_name, read_source

PAIRS: list[tuple[str, str, Likeness]] = [
    ("Ana Ruiz", "Mayor Ruiz", "same"),
    ("Ana Ruiz", "Ruiz's", "same"),
    ("Ana Ruiz", "Eva Ruiz", "unknown"),
    ("Ana Ruiz", "Leo Marsh", "different"),
    ("Ana Ruiz", "the mayor", "unknown"),
    ("Ana Ruiz", "two officials", "different"),
    ("Ana Ruiz", "Ruiz's spokesman, Leo Marsh", "different"),
    ("Sergey Volkov", "Sergei Volkov", "same"),
    ("Lena Okafor", "A lawyer for the growers, Lena Okafor", "same"),
    ("three officials", "Three customs officials who asked not to be named", "same"),
    ("three officials", "two officials", "different"),
    ("Chilean officials", "Peruvian officials", "different"),
    ("Kenya", "Nairobi", "same"),
    ("Kenya", "the Kenyan government", "same"),
    ("South Korea", "South Africa", "unknown"),
    ("Jim Jordan", "Jordan", "same"),
    ("the union", "the dockers' union", "same"),
    ("the foreign minister", "the finance minister", "unknown"),
    ("some", "some", "same"),
    ("", "the mayor", "unknown"),
]


@pytest.mark.parametrize(("a", "b", "expected"), PAIRS)
def test_likeness(a: str, b: str, expected: Likeness) -> None:
    """Two phrases are one source, two, or cannot be told apart, whichever comes first."""
    assert compare_sources(a, b) == expected
    assert compare_sources(b, a) == expected


@given(st.text(max_size=60), st.text(max_size=60))
def test_any_text_compares(a: str, b: str) -> None:
    """Whatever a model writes as a source can be compared, and the order does not matter."""
    assert compare_sources(a, b) == compare_sources(b, a)


def test_whose_spokesman() -> None:
    """The name of whom somebody speaks for is not the speaker's own."""
    source = read_source("Okafor spokesman Piet Maas")
    assert source.own == {"piet", "maas"}
    assert source.names == {"okafor", "piet", "maas"}


def test_counts_and_anonymity() -> None:
    """How many, and that they are not named, is read off the phrase."""
    source = read_source("three Kenyan diplomats familiar with the talks")
    assert source.count == 3
    assert source.anonymous
    assert source.nouns == {"diplomat", "talk"}


def test_known_under_another_name() -> None:
    """A capital is known where its country is named; a stranger is not."""
    names = frozenset({"kenyan", "mutua"})
    assert knows_name("nairobi", names)
    assert not knows_name("lisbon", names)
