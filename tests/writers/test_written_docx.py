"""brief.docx: a document with real footnotes, in which the words of articles do nothing."""

import io
import re
import zipfile
from pathlib import Path
from xml.etree import ElementTree as ET

import pypandoc
import pytest

from pipeline.domain import Note, Reconciled
from pipeline.errors import OutputError
from pipeline.writers import docx, inert, render
from tests.writers import story

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
MARK = f"{W}footnoteReference"
#: Whatever Word loads, runs or follows.
ALIVE = ("hyperlink", "fldSimple", "instrText", "drawing", "pict", "object", "altChunk", "subDoc")

PROGRAMS = (
    '<script>alert(1)</script><a href="http://example.invalid">a</a> &lt;b&gt; &amp;',
    '<img src="http://example.invalid/i.png"> ![pic](http://example.invalid/p.png)',
    "[click](http://example.invalid) <http://example.invalid> [ref][1] [^1] [@cite]",
    "https://example.invalid www.example.invalid a@example.invalid file:///etc/passwd",
    "\\input{/etc/passwd} $x^2$ \\(y\\) `<w:drawing/>`{=openxml} [s]{custom-style=Title}",
    "# heading {#id} | a | b | ~~struck~~ H~2~O x^2^ {{ include }} ::: div",
    '{ HYPERLINK "http://example.invalid" } { DDEAUTO c:\\windows\\cmd.exe "/k calc" }',
    "--- *** a -- b ... 'single' \"double\" 1. one - two + three",
    'قال المتحدث «لا» في 12 مايو (2024) ثم אמר "כן" to the court',
    "会谈将于星期五举行。 会議は金曜日に開かれる 회담은 금요일에 열린다 การเจรจา переговоры",
    "pay\u202etxet desrever\u202c \x1b[31mred\x00 \ud800 \ufffe zero\u200bwidth می\u200cخواهم",
    "a line\nand another\ttab\r\nend",
)

NOTHING = story.Story(Note("Nothing", (), ()), (), Reconciled(), (), {})


def parts(document: bytes) -> dict[str, bytes]:
    """The files inside a document."""
    with zipfile.ZipFile(io.BytesIO(document)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def tree(document: bytes, name: str) -> ET.Element:
    """One part of a document, parsed."""
    return ET.fromstring(parts(document)[f"word/{name}.xml"])


def words(element: ET.Element) -> str:
    """What a reader sees of an element."""
    return " ".join("".join(one.text or "" for one in element.iter(f"{W}t")).split())


def footnotes(document: bytes) -> list[str]:
    """The footnotes in the order of their marks."""
    notes = {one.get(f"{W}id"): words(one) for one in tree(document, "footnotes")}
    return [notes[mark.get(f"{W}id")] for mark in tree(document, "document").iter(MARK)]


def made(told: story.Story) -> bytes:
    """The document of a story."""
    document = render(*told)["brief.docx"]
    assert isinstance(document, bytes)
    return document


def test_every_mark_has_a_real_footnote_with_article_place_words_and_chain() -> None:
    """An editor in Word finds under the text what brief.md has at its end."""
    told = story.strikes()
    given = [f for s in told.note.sections for one in s.sentences for f in one.footnotes]
    assert footnotes(made(told)) == [
        f"{one.article_id} [{one.span.start}:{one.span.end}] «{one.span.exact}»"
        f" — chain: {' → '.join(one.chain)}".replace("\n", " ⏎ ")
        for one in given
    ]


def test_pandoc_reads_the_note_back() -> None:
    """Title, sections, sentences with their verdicts, and as many footnotes as were written."""
    told = story.strikes()
    back = pypandoc.convert_text(made(told), "gfm", "docx", extra_args=["--wrap=none", "-s"])
    assert f'title: "{told.note.title}"' in back
    assert re.findall(r"^## (.+)$", back, re.MULTILINE)[:3] == [
        one.heading for one in told.note.sections
    ]
    assert "- **! review:** The ministry is considering the matter." in back
    assert len(re.findall(r"^\[\^\d+\]:", back, re.MULTILINE)) == 6


@pytest.mark.parametrize("told", [story.attack(), story.of(*PROGRAMS)], ids=["attack", "programs"])
def test_nothing_in_the_document_leads_loads_or_runs(told: story.Story) -> None:
    """No link, field, picture or outside part comes out of an article's or a model's text."""
    for name, content in parts(made(told)).items():
        assert b"TargetMode" not in content, name
        if name.startswith("word/") and name.endswith(".xml"):
            found = {element.tag for element in ET.fromstring(content).iter()}
            assert not found & {f"{W}{tag}" for tag in ALIVE}, name
            assert "vbaProject" not in name


def test_every_text_is_shown_as_it_stands() -> None:
    """Mark-up, TeX, fields, every script and unseen characters are words, in text and footnote."""
    document = made(story.of(*PROGRAMS))
    shown = [words(one) for one in tree(document, "document").iter(f"{W}p")]
    for text in PROGRAMS:
        expected = " ".join(inert.line(text).split())
        assert expected in shown
        assert any(f"«{expected}»" in note for note in footnotes(document))


def test_marks_that_stand_together_are_told_apart() -> None:
    """Footnotes 1 and 2 of one sentence do not read as footnote 12."""
    note = docx.brief("# T\n\n- Said.[^1][^2]\n\n[^1]: one\n\n[^2]: two\n")
    runs = [run for run in tree(note, "document").iter(f"{W}r") if run.find(f"{W}rPr") is not None]
    assert [bool(list(run.iter(MARK))) for run in runs] == [True, False, True]
    assert words(runs[1]) == ","


def test_footnotes_are_numbered_through() -> None:
    """LibreOffice counts anew under each heading of the first level, so there is none."""
    body = parts(made(story.strikes()))["word/document.xml"]
    assert b'"Heading2"' in body
    assert b'"Heading1"' not in body


def test_equal_notes_are_equal_bytes_without_a_clock() -> None:
    """No date of making, neither in the document nor on the files inside it."""
    document = made(story.strikes())
    assert document == made(story.strikes())
    with zipfile.ZipFile(io.BytesIO(document)) as archive:
        assert {one.date_time[0] for one in archive.infolist()} == {1980}
    dates = re.findall(rb"\d{4}-\d\d-\d\dT[\d:]+Z", parts(document)["docProps/core.xml"])
    assert set(dates) == {b"1970-01-01T00:00:00Z"}


def test_the_users_own_pandoc_styles_change_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The same note has the same bytes at home and in CI, whatever pandoc finds at home."""
    before = made(story.strikes())
    (tmp_path / "pandoc").mkdir()
    (tmp_path / "pandoc" / "reference.docx").write_bytes(b"no document")
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1700000000")
    assert made(story.strikes()) == before


@pytest.mark.parametrize("told", [NOTHING, story.of("x")])
def test_a_note_of_nearly_nothing_is_a_document(told: story.Story) -> None:
    """With no article, or one of which nothing is known, Word still opens a note that says so."""
    assert words(tree(made(told), "document")).startswith(told.note.title)


def test_two_thousand_claims_are_one_document() -> None:
    """A large note loses no sentence and no footnote."""
    document = made(story.of(*(f"Claim number {number} was made." for number in range(2000))))
    assert len(footnotes(document)) == 2000
    assert "Claim number 1999 was made." in words(tree(document, "document"))


def test_a_missing_pandoc_is_one_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    """A broken installation is named, with what mends it."""
    monkeypatch.setattr(docx, "_PROGRAM", "no-such-program")
    with pytest.raises(OutputError, match=r"^cannot make brief\.docx: .*pip install"):
        docx.brief("# Note")


def test_a_failing_pandoc_says_why(monkeypatch: pytest.MonkeyPatch) -> None:
    """What pandoc itself said reaches the user."""
    monkeypatch.setattr(docx, "READER", "unheardof")
    with pytest.raises(OutputError, match="Unknown input format unheardof"):
        docx.brief("# Note")
