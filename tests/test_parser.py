"""The grammar of odd texts: offsets hold, and nothing takes for ever."""

import time

from pipeline.parser import SpacyParser


def test_a_run_of_marks_is_read_in_time() -> None:
    """Twenty thousand marks without a space cost seconds, not minutes, and offsets still hold."""
    text = "The ferry sank. " + "(" * 20_000 + " Nobody was hurt."
    began = time.process_time()
    parse = SpacyParser()(text)
    assert time.process_time() - began < 40
    assert all(text[t.start : t.end] == t.text for t in parse.tokens)
    assert text[slice(*parse.sentences[0])] == "The ferry sank."
