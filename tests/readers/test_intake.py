"""Patterns, sizes, encodings, titles and repetitions; and that nothing ever breaks a reading."""

import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.domain import Article, Problem
from pipeline.errors import SetupError
from pipeline.readers import read

STORY = "The ferry union in Cebu asked the port for twenty more life rafts.\n"
SAID = {
    "fr": "Le syndicat des dockers du Havre a demandé à la préfecture vingt canots de sauvetage. "
    "« Nous sommes prêts à négocier dès lundi », a déclaré son secrétaire général.",
    "de": "Die Gewerkschaft der Hafenarbeiter fordert zwanzig zusätzliche Boote für die Fähren. "
    "„Wir können dafür auch länger streiken“, erklärte ihr Vorsitzender am Freitag in Köln.",
    "ru": "Профсоюз докеров потребовал от порта двадцать дополнительных спасательных плотов. "
    "«Мы готовы к переговорам уже в понедельник», заявил его председатель в пятницу.",
    "el": "Το συνδικάτο των λιμενεργατών ζήτησε από το λιμάνι είκοσι επιπλέον σωσίβιες λέμβους. "
    "«Είμαστε έτοιμοι να διαπραγματευτούμε», δήλωσε ο πρόεδρός του την Παρασκευή.",
    "ja": "フェリー労働組合は金曜日、港に対して救命いかだを二十隻追加するよう求めた。"
    "組合の代表は記者団に、月曜日から交渉する用意があると述べた。港の当局はまだ回答していない。",
}


def texts(*paths: str | Path) -> list[str]:
    """The texts of what was read, where nothing goes wrong."""
    found = list(read(paths))
    assert all(isinstance(item, Article) for item in found), found
    return [item.text for item in found if isinstance(item, Article)]


def test_a_pattern_is_what_fits_it(tmp_path: Path) -> None:
    """A pattern that no shell took apart stands for its files, by name; folders below too."""
    (tmp_path / "below").mkdir()
    for name in ("b.txt", "a.txt", "c.md", "below/d.txt"):
        (tmp_path / name).write_text(name + STORY)
    assert [text[:1] for text in texts(f"{tmp_path}/*.txt")] == ["a", "b"]
    assert [text[:1] for text in texts(tmp_path / "[bc].*")] == ["b", "c"]
    assert len(texts(f"{tmp_path}/**/*.txt")) == 3
    with pytest.raises(SetupError, match="no such file or folder"):
        read([f"{tmp_path}/*.pdf"])


def test_a_name_may_look_like_a_pattern(tmp_path: Path) -> None:
    """A file that is called so is that file."""
    (tmp_path / "strike [2].txt").write_text(STORY)
    assert texts(tmp_path / "strike [2].txt") == [STORY]


def test_a_huge_file_is_not_read(tmp_path: Path) -> None:
    """500 MB are refused by their size."""
    file = tmp_path / "huge.txt"
    with file.open("wb") as written:
        os.truncate(written.fileno(), 500_000_000)
    (found,) = read([file])
    assert isinstance(found, Problem)
    assert "larger than 20,000,000 bytes" in found.message


@pytest.mark.parametrize(
    ("language", "encoding"),
    [
        ("fr", "windows-1252"),
        ("de", "windows-1252"),
        ("ru", "windows-1251"),
        ("el", "windows-1253"),
        ("ja", "euc-jp"),
        ("ja", "shift-jis"),
    ],
)
@pytest.mark.parametrize("suffix", [".txt", ".html"])
def test_an_encoding_is_told_where_it_is_certain(
    tmp_path: Path, language: str, encoding: str, suffix: str
) -> None:
    """An old file that says nothing of its encoding is read when its text leaves no doubt."""
    text = SAID[language]
    whole = f"<html><body><article><p>{text}</p></article></body></html>"
    file = tmp_path / f"old{suffix}"
    file.write_bytes((text if suffix == ".txt" else whole).encode(encoding))
    assert texts(file) == [text]


@pytest.mark.parametrize(
    ("language", "encoding"),
    [("fr", "mac-roman"), ("de", "cp850"), ("ru", "cp866"), ("fr", "cp037")],
)
def test_an_encoding_is_not_guessed(tmp_path: Path, language: str, encoding: str) -> None:
    """Where another reading is possible there is a problem, not a text with other letters."""
    file = tmp_path / "old.txt"
    file.write_bytes(SAID[language].replace("„", '"').replace("“", '"').encode(encoding, "ignore"))
    (found,) = read([file])
    assert isinstance(found, Problem), found
    assert "not UTF-8" in found.message


@pytest.mark.parametrize(
    ("name", "text", "title"),
    [
        ("a.md", f"# Rafts for Cebu\n\n{STORY}", "Rafts for Cebu"),
        ("a.md", f"\n# Rafts #\r\n{STORY}", "Rafts"),
        ("a.md", f"## Not the first\n\n{STORY}", None),
        ("a.md", f"{STORY}\n# Later\n", None),
        ("a.md", f"#tag\n{STORY}", None),
        ("a.txt", f"# Rafts for Cebu\n\n{STORY}", None),
        ("a.txt", f"Rafts for Cebu\n\n{STORY}", None),
    ],
)
def test_a_text_has_a_title_only_where_it_says_so(
    tmp_path: Path, name: str, text: str, title: str | None
) -> None:
    """The first line of a text may be anything; a heading of Markdown is a title."""
    (tmp_path / name).write_text(text)
    (found,) = read([tmp_path])
    assert isinstance(found, Article)
    assert found.title == title


@pytest.mark.parametrize(
    ("value", "author"),
    [('"Jane Doe"', "Jane Doe"), ('["Jane", "Bo"]', "Jane; Bo"), ("null", None), ("[1]", None)],
)
def test_a_line_may_name_its_author(tmp_path: Path, value: str, author: str | None) -> None:
    """One name or several; what is no name costs nothing."""
    file = tmp_path / "a.jsonl"
    file.write_text(f'{{"id": "a", "text": "Rafts.", "author": {value}}}')
    (found,) = read([file])
    assert isinstance(found, Article)
    assert found.author == author


@given(
    data=st.binary(max_size=400), start=st.sampled_from([b"", b"<html>", b"<rss>", b"%PDF-1.4\n"])
)
@pytest.mark.parametrize("suffix", [".txt", ".md", ".html", ".rss", ".pdf", ".jsonl"])
def test_any_bytes_give_an_article_or_a_problem(
    tmp_path_factory: pytest.TempPathFactory, suffix: str, data: bytes, start: bytes
) -> None:
    """Whatever lies in a folder, reading it comes to an end and says what it found."""
    file = tmp_path_factory.mktemp("any") / f"a{suffix}"
    file.write_bytes(start + data)
    found = list(read([file]))
    assert found
    assert all(isinstance(item, Article | Problem) for item in found)
