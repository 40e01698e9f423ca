"""PDFs: their paragraphs are whole again, and what is no text is told apart."""

import zlib
from datetime import datetime, timedelta, timezone
from io import BytesIO
from pathlib import Path

import pypdf
import pytest
from fpdf import FPDF
from hypothesis import given
from hypothesis import strategies as st
from pypdf.generic import NameObject, StreamObject

from pipeline.domain import Article, Problem
from pipeline.readers import Web, read
from pipeline.readers.apart import draft_apart
from pipeline.readers.drafts import Draft
from pipeline.readers.pdfs import draft_of_pdf
from tests.readers.site import Answer, Site

TITLE = "Dockers call off strike"
PARAGRAPHS = """\
The dockers' union in Valparaiso called off its strike on Friday after the port agreed to hire 40 \
more crane drivers, a demand that the union had made since the spring.
"We asked for safety first," its leader, Ana Diaz, told reporters. A long-term agreement would \
cost two million pesos a month, the port said, and it did not say who pays for it.
The ministry declined to comment.""".splitlines()
BEHIND = timezone(-timedelta(hours=5))


def pdf(
    *,
    pages: int = 1,
    width: float = 0,
    align: str = "J",
    password: str = "",
    picture: bool = False,
    maker: str = "",
) -> bytes:
    """An article as a word processor sets it, with metadata."""
    made = FPDF()
    made.set_title(TITLE)
    made.set_author("Jane Doe")
    made.set_creation_date(datetime(2024, 2, 3, 23, 30, tzinfo=BEHIND))
    if maker:
        made.set_creator(maker)
    if password:
        made.set_encryption(owner_password="owner", user_password=password)
    for number in range(1, pages + 1):
        made.add_page()
        made.set_font("Helvetica", size=12)
        if picture:
            made.rect(10, 10, 50, 50, style="F")
            continue
        if pages > 1:
            made.cell(text=f"The Harbour Times, page {number}", new_x="LMARGIN", new_y="NEXT")
        made.cell(text=TITLE, new_x="LMARGIN", new_y="NEXT")
        for paragraph in PARAGRAPHS:
            made.multi_cell(width, 6, paragraph, align=align, new_x="LMARGIN", new_y="NEXT")
    return bytes(made.output())


def one(tmp_path: Path, data: bytes) -> Article | Problem:
    """What a file of these bytes gives."""
    file = tmp_path / "story.pdf"
    file.write_bytes(data)
    (found,) = read([tmp_path])
    return found


@pytest.mark.parametrize(("width", "align"), [(0, "J"), (90, "L"), (150, "L")])
def test_paragraphs_are_whole_again(tmp_path: Path, width: float, align: str) -> None:
    """No sentence is broken where a line of the page was full; the title stands apart."""
    found = one(tmp_path, pdf(width=width, align=align))
    assert isinstance(found, Article)
    assert all(paragraph in found.text for paragraph in PARAGRAPHS)
    assert found.text.splitlines()[0] == TITLE


def test_metadata_are_those_of_the_document(tmp_path: Path) -> None:
    """Title, author, and the day on which it was made, where its maker was."""
    found = one(tmp_path, pdf())
    assert isinstance(found, Article)
    assert (found.id, found.title, found.author) == ("story", TITLE, "Jane Doe")
    assert (found.published, found.outlet) == ("2024-02-03", None)


def test_a_printed_page_has_no_date(tmp_path: Path) -> None:
    """Who printed a page, and when, says nothing of who wrote it, and when."""
    found = one(tmp_path, pdf(maker="Mozilla/5.0 (X11; Linux) Chrome/120"))
    assert isinstance(found, Article)
    assert (found.title, found.author, found.published) == (TITLE, None, None)


def test_what_stands_on_every_page_is_no_text(tmp_path: Path) -> None:
    """Running headers do not break into sentences."""
    found = one(tmp_path, pdf(pages=3))
    assert isinstance(found, Article)
    assert "Harbour Times" not in found.text
    assert found.text.count(PARAGRAPHS[0]) == 3


def test_a_divided_word_is_whole_again() -> None:
    """A hyphen at a line's end goes, unless the document has the word with it elsewhere."""
    from pipeline.readers.unwrap import paragraphs

    page = (
        "The long-term plan of the port was made public by the demon-\n"
        "strators, who said on Friday that they want another long-\n"
        "term plan, and more cranes for the harbour of Valparaiso-\n"
        "Norte.\n"
        "They left at noon."
    )
    assert paragraphs([page]) == (
        "The long-term plan of the port was made public by the demonstrators, who said on Friday "
        "that they want another long-term plan, and more cranes for the harbour of "
        "Valparaiso-Norte.\n\nThey left at noon."
    )


def bomb(words: int = 4_500_000) -> bytes:
    """A small PDF whose page draws so many words: by default it unpacks to 100 MB."""
    writer = pypdf.PdfWriter(clone_from=BytesIO(pdf()))
    stream = StreamObject()
    stream._data = zlib.compress(b"BT /F1 12 Tf (x) Tj ET " * words, 9)
    stream[NameObject("/Filter")] = NameObject("/FlateDecode")
    writer.pages[0][NameObject("/Contents")] = writer._add_object(stream)
    out = BytesIO()
    writer.write(out)
    return out.getvalue()


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (pdf(picture=True), "pictures and no text"),
        (pdf(password="secret"), "locked with a password"),
        (bomb(), "unpacks to more"),
        (pdf()[:600], "no PDF, or a broken one"),
        (b"%PDF-1.7\nnothing of the kind", "no PDF, or a broken one"),
        (b"<html>", "no PDF, or a broken one"),
    ],
    ids=["pictures", "locked", "bomb", "cut", "empty", "html"],
)
def test_what_is_no_text_is_named(
    tmp_path: Path, data: bytes, words: str, capfd: pytest.CaptureFixture[str]
) -> None:
    """Each way to fail has its own sentence, and no library speaks in between."""
    found = one(tmp_path, data)
    assert isinstance(found, Problem)
    assert words in found.message
    assert capfd.readouterr() == ("", "")


def test_a_pdf_that_takes_too_long_is_left() -> None:
    """What unpacks to 20 MB is within the limits of size, and reading it would take hours."""
    found = draft_apart(bomb(900_000), "a.pdf", "a", seconds=3)

    assert found == Problem(
        "a.pdf", "it takes longer than 3 seconds to read; save its text as .txt"
    )


def test_a_pdf_of_the_web_is_an_article(site: Site, web: Web) -> None:
    """Known by its first bytes, whatever its server calls it."""
    site.paths["/a"] = Answer(pdf(), headers={"Content-Type": "application/octet-stream"})
    (found,) = read([f"{site.url}/a"], web=web)
    assert isinstance(found, Article)
    assert PARAGRAPHS[0] in found.text
    assert found.url == f"{site.url}/a"


WHOLE = pdf()


@given(
    cuts=st.lists(
        st.tuples(st.integers(0, len(WHOLE)), st.integers(0, 60), st.binary(max_size=20)),
        min_size=1,
        max_size=6,
    )
)
def test_a_damaged_pdf_is_a_draft_or_a_problem(cuts: list[tuple[int, int, bytes]]) -> None:
    """Whatever happened to a file on its way, reading goes on."""
    data = WHOLE
    for at, length, put in cuts:
        data = data[:at] + put + data[at + length :]
    assert isinstance(draft_of_pdf(data, "a.pdf", "a"), Draft | Problem)
