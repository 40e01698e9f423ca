"""The list of synonyms keeps its own criterion, as far as that can be told without reading it."""

import re
from itertools import combinations

import pytest

from pipeline.content import synonyms as module
from pipeline.content.forms import relation, stem
from pipeline.content.synonyms import synonyms

GROUPS = [
    group.split()
    for line in module._GROUPS.strip().splitlines()
    if not line.startswith("#")
    for group in line.split("/")
]


def test_a_group_joins_several_single_words() -> None:
    """No group of one, no phrase, no word twice."""
    for group in GROUPS:
        assert len(set(group)) == len(group) > 1, group
        assert all(re.fullmatch("[a-z]+", word) for word in group), group


def test_no_group_lies_within_another() -> None:
    """A group that another holds says nothing."""
    sets = [frozenset(group) for group in GROUPS]
    assert len(set(sets)) == len(sets)
    assert not [(a, b) for a in sets for b in sets if a < b]


def test_no_group_holds_opposites() -> None:
    """The table of opposites and the list of synonyms agree."""
    pairs = [pair for group in GROUPS for pair in combinations(group, 2)]
    assert not [(a, b) for a, b in pairs if relation(stem(a), stem(b)) < 0]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("buy", "acquire"),
        ("resign", "quit"),
        ("labour", "labor"),
        ("organise", "organize"),
        ("organization", "organisation"),
        ("theater", "theatre"),
        ("program", "scheme"),
    ],
)
def test_words_that_stand_for_each_other(one: str, other: str) -> None:
    """Near-synonyms and the two spellings, in either direction."""
    assert other in synonyms(one)
    assert one in synonyms(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("allege", "say"),
        ("claim", "say"),
        ("deny", "refute"),
        ("propose", "decide"),
        ("plan", "do"),
        ("injure", "kill"),
        ("kill", "murder"),
        ("die", "kill"),
        ("warn", "threaten"),
        ("agree", "meet"),
        ("show", "prove"),
        ("accuse", "charge"),
        ("arrest", "jail"),
        ("charge", "convict"),
        ("fire", "shoot"),
        ("lift", "raise"),
        ("bill", "law"),
        ("missile", "rocket"),
        ("some", "most"),
        ("many", "numerous"),
        ("hour", "hor"),
        ("four", "for"),
    ],
)
def test_words_that_do_not(one: str, other: str) -> None:
    """What says more, less or surer, what has another sense, what only looks like a spelling."""
    assert other not in synonyms(one)
    assert one not in synonyms(other)
