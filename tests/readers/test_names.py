"""Ids: safe as file names, one for every article."""

import unicodedata
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.domain import Article
from pipeline.readers import read, safe_id

STORY = "The ferry union in Cebu asked the port for twenty more life rafts."


@pytest.mark.parametrize("name", ["ferry", "2024-05 strike (2)", "Ærø-færge", "港口罢工", "a.b"])
def test_an_ordinary_name_is_kept(name: str) -> None:
    """What a person called a file is what the article is called."""
    assert safe_id(name) == name


@given(name=st.text())
def test_any_name_becomes_a_safe_one(name: str) -> None:
    """No separator, no control or direction character, no leading dot, and never too long."""
    made = safe_id(name)
    assert made
    assert not set(made) & set('/\\:*?"<>|')
    assert not {unicodedata.category(c) for c in made} & {"Cc", "Cf", "Cs", "Zl", "Zp"}
    assert not made.startswith(".")
    assert made == made.strip()
    assert len(made.encode()) <= 200


@pytest.mark.parametrize(
    ("one", "other"),
    [("a/b", "a:b"), ("x" * 300, "x" * 301), ("..", "."), ("con", "con-"), ("a\u202e", "a\u202d")],
)
def test_two_names_never_become_one_id(one: str, other: str) -> None:
    """Names that differ only in what had to go stay apart."""
    assert safe_id(one) != safe_id(other)


def test_files_of_one_name_are_told_apart(tmp_path: Path) -> None:
    """The second "story" is "story-2": also where only case differs, as file systems see it."""
    for folder in ("a", "b", "c"):
        (tmp_path / folder).mkdir()
    (tmp_path / "a" / "story.txt").write_text(STORY)
    (tmp_path / "b" / "Story.txt").write_text(STORY)
    (tmp_path / "c" / "story.md").write_text(STORY)
    ids = [item.id for item in read([tmp_path]) if isinstance(item, Article)]
    assert ids == ["story", "Story-2", "story-3"]
