"""Articles that only repeat another one: nobody is asked about them, so the test is strict."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.across.reprints import reprints
from pipeline.text import sentences
from tests.newsroom import CRANES, FEES, article

_LONG = CRANES + "\n".join(
    f"The harbour office said that crane number {n} would be looked at in week {n} of the year."
    for n in range(1, 15)
)
_LAST = _LONG[_LONG.rindex("The harbour office") :]


def _as_reprint(text: str) -> dict[str, str]:
    return reprints([article(_LONG, "first"), article(text, "second")])


@pytest.mark.parametrize(
    "text",
    [
        _LONG,
        _LONG.replace('"', "”").replace("'", "’"),
        "By Rui Neto\nThe Coast Mail\n" + _LONG + "\n(Reporting by Rui Neto; editing by Eva Maas)",
        _LONG.removesuffix(_LAST),
        "Also read | Something else\n\n" + _LONG,
    ],
    ids=["the same", "typography", "credits", "cut short", "a link"],
)
def test_what_says_nothing_new_is_a_reprint(text: str) -> None:
    """A text taken over, cut, credited or set in other quotation marks is not asked about."""
    assert _as_reprint(text) == {"second": "first"}


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("Tomas Veiga", "Ines Calado"),
        ("four oldest", "five oldest"),
        ("rejected", "accepted"),
        ("We will not close", "We will close"),
        ("crane number 3 would", "crane number 3, allegedly, would"),
        (_LAST, _LAST + "\nThe mayor wants a bridge."),
        (_LAST, _LAST + "\nThe mayor is dead."),
        (_LAST, _LAST + '\n"Never".'),
        (_LAST, _LAST + "\nOver 40 were hurt."),
        ("four oldest cranes.", "four oldest cranes?"),
    ],
    ids="speaker number verb negation hedge demand fact quotation figure question".split(),
)
def test_one_altered_word_makes_it_an_article_of_its_own(old: str, new: str) -> None:
    """Wrong speakers and changed numbers come in through texts that are nearly the same."""
    assert old in _LONG
    assert _as_reprint(_LONG.replace(old, new)) == {}


def test_in_other_languages_nothing_may_be_added() -> None:
    """What a line in French tells is not known here; word for word it is a reprint all the same."""
    first = article(_LONG, "first", "fr")
    credited = article("Le Quai du Port\n" + _LONG, "second", "fr")

    assert reprints([first, credited]) == {}
    assert reprints([first, article(_LONG, "second", "fr")]) == {"second": "first"}


def test_a_reprint_of_a_reprint_leads_to_the_first() -> None:
    """However many outlets carry a text, all are linked to the one that was asked about."""
    names = [f"outlet-{n:02}" for n in range(60)]

    found = reprints([article(_LONG, name) for name in names])

    assert found == dict.fromkeys(names[1:], "outlet-00")


def test_two_stories_that_share_boilerplate_are_both_asked_about() -> None:
    """A sentence in common is no reason to take two articles for one."""
    foot = "\nThe Coast Mail is read in every harbour."

    assert reprints([article(CRANES + foot, "a"), article(FEES + foot, "b")]) == {}


@given(st.data())
def test_a_stretch_is_a_reprint_and_a_gap_is_none(data: st.DataObject) -> None:
    """A text may be cut at its ends; what is cut out of its middle changes who "he" is."""
    own = [_LONG[a:b] for a, b in sentences(_LONG) if "Also read" not in _LONG[a:b]]
    first = data.draw(st.integers(0, len(own) - 3))
    last = data.draw(st.integers(first + 3, len(own)))
    stretch = own[first:last]
    gap = data.draw(st.integers(1, len(stretch) - 2))

    assert _as_reprint("\n".join(stretch)) == {"second": "first"}
    assert _as_reprint("\n".join(stretch[:gap] + stretch[gap + 1 :])) == {}
