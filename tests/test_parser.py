"""The grammar of odd texts: offsets hold, and nothing takes for ever."""

import time

import pytest

from pipeline.parser import SpacyParser
from pipeline.speech.attribution import links
from tests.newsroom import parser


def test_a_run_of_marks_is_read_in_time() -> None:
    """Twenty thousand marks without a space cost seconds, not minutes, and offsets still hold."""
    text = "The ferry sank. " + "(" * 20_000 + " Nobody was hurt."
    began = time.process_time()
    parse = SpacyParser()(text)
    assert time.process_time() - began < 40
    assert all(text[t.start : t.end] == t.text for t in parse.tokens)
    assert text[slice(*parse.sentences[0])] == "The ferry sank."


@pytest.mark.parametrize(
    ("dateline", "said", "speaker"),
    [
        ("CALAMA, April 10 - ", "The council demanded that the firm stop.", "the council"),
        ("NAIROBI (AP) — ", "The nurses' union demanded a pay rise.", "the nurses' union"),
        ("SEOUL, Oct. 3 (Yonhap) -- ", "The minister said talks must resume.", "the minister"),
        ("LIMA, Peru – ", "President Ana Ruiz rejected the plan.", "President Ana Ruiz"),
        ("OSLO - ", "Skippers said the ban must go.", "skippers"),
    ],
)
def test_the_town_of_a_dateline_says_nothing(dateline: str, said: str, speaker: str) -> None:
    """Whoever speaks in an article's first sentence is its subject, and not its town."""
    text = dateline + said
    parse = parser()(text)
    assert parse.sentences == ((0, len(text)),)
    assert "".join(text[t.start : t.end] for t in parse.tokens) == text.replace(" ", "")
    assert [link.name for link in links(parse, text, 0, len(text))] == [speaker]


def test_a_body_between_two_dashes_is_no_dateline() -> None:
    """A name in capitals that begins a sentence is its subject, whatever is set in behind it."""
    text = "UNICEF - which runs the camps - said the wells were dry."
    assert [link.name for link in links(parser()(text), text, 0, len(text))] == ["UNICEF"]
