"""Whether prose says what a claim says, word for word."""

import pytest

from pipeline.drafting.restating import restates

TOLD = "Olu Bakare rejected: the sale of the old pier, according to two officials of the port."


@pytest.mark.parametrize(
    "text",
    [
        "Olu Bakare rejected the sale of the old pier, according to two officials of the port.",
        "Olu Bakare rejected sale of an old pier according to two officials of the port",
    ],
)
def test_other_marks_and_articles_change_nothing(text: str) -> None:
    """A colon less, or an article more, is the same sentence."""
    assert restates(text, TOLD)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "…",
        "Olu Bakare rejected the sale of the old pier.",
        "Olu Bakare rejected the sale of the pier, according to two officials of the port.",
        "Olu Bakare never rejected the sale of the old pier, according to two port officials.",
        "Olu Bakare rejected the sale of the old pier, according to ten officials of the port.",
        "Two officials of the port rejected the sale of the old pier, according to Olu Bakare.",
    ],
)
def test_a_word_more_less_or_elsewhere_is_another_sentence(text: str) -> None:
    """A lost source, a lost word, a no, a number, or roles that are swapped."""
    assert not restates(text, TOLD)
