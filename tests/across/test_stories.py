"""Invented stories, each told by several articles, are reconciled as a careful reader does it."""

import pytest

from tests.stories import STORIES, differences


@pytest.mark.parametrize("name", STORIES)
def test_story_is_reconciled_as_a_careful_reader_does(name: str) -> None:
    """Who first reported it, what is one demand and what is not, and what does not match."""
    assert differences(name) == []
