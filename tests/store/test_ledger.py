"""What a ledger is given it gives back, whatever happens between; on SQLite and on PostgreSQL."""

import hashlib
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import text

from pipeline.domain import (
    Answer,
    Article,
    CheckedClaim,
    Citation,
    Claim,
    Finding,
    Grounding,
    Message,
    Parse,
    Problem,
    Rejection,
    Reply,
    Request,
    Result,
    Sampled,
    Span,
    Usage,
    Verdict,
)
from pipeline.errors import StoreError
from pipeline.parser import SpacyParser
from pipeline.store import Grammar, Ledger, Results, fingerprint, of_folder
from tests.newsroom import CRANES, parser

Open = Callable[[], Ledger]
NOON = datetime(2031, 3, 9, 12, tzinfo=UTC)
LATER = datetime(2031, 3, 10, 12, tzinfo=UTC)
ODD = "a \x00 b \ud800 c \u2028 “d” 😀 {e} %s"


def ask(content: str = "Who?", about: str = "Dockers demand cranes.") -> Request:
    """A small question about an article of some words."""
    said, of = (Message("user", content),), article("cranes", about)
    return Request("tiny", said, {"type": "object"}, "summary", "ab" * 32, of.id, of.sha256)


def answer(words: str = "yes", at: datetime = NOON) -> Answer:
    """An answer with all that one can have."""
    sampled = (Sampled("y", {"y": -0.1, "n": -2.302585092994046}),)
    reply = Reply(words, "stop", "tiny-2", None, "fp-7", Usage(100, 10, 50), sampled)
    return Answer(reply, at, "127.0.0.1", "provenote 9")


def article(name: str = "cranes", words: str = "Dockers demand cranes.") -> Article:
    """An article."""
    return Article(name, words, hashlib.sha256(words.encode()).hexdigest(), language="en")


def result(of: Article) -> Result:
    """A result with all that one can have."""
    spans = (Span(0, 7, "Dockers"), Span(1, 2, ODD, "other"))
    found = Finding("quote", "fail", ODD, "fabricated_quote", spans, 1 / 3)
    grounding = Grounding(ODD, "altered", spans[0], spans, "[-a-]", spans)
    verdict = Verdict("review", 0.1 + 0.2, ("unsupported",), (found,), (grounding,), (found,))
    claim = Claim(
        "c-d1", of.id, "demand", ODD, stance="demands", citations=(Citation(ODD, ("x",)),)
    )
    refused = Rejection(of.id, "summary", "schema_violation", (Problem("$", ODD),))
    return Result(of, (CheckedClaim(claim, verdict),), (refused,), ("refusal",), 7, Usage(3, 2, 1))


def begin(ledger: Ledger, *articles: Article) -> dict[str, str]:
    """Begin a run of articles; their fingerprints by id."""
    marks = {one.id: fingerprint(one, {"policy": "standard"}) for one in articles}
    ledger.begin({"model": "tiny"}, NOON, {marks[one.id]: one for one in articles})
    return marks


def stages(ledger: Ledger) -> dict[str, str]:
    """Where each article stands."""
    return {entry.id: entry.stage for entry in ledger.entries()}


@pytest.mark.parametrize("words", ["yes", ODD, ""])
def test_an_answer_is_there_after_reopening(ledger: Open, words: str) -> None:
    """The very reply, with when, where and by whom, whatever characters are in it."""
    with ledger() as first:
        assert first.find(ask()) is None
        first.keep(ask(), answer(words))

    with ledger() as second:
        assert second.find(ask()) == answer(words)
        assert second.find(ask("What?")) is None


def test_the_first_answer_stays(ledger: Open) -> None:
    """Two programs that asked the same: what one has used already is not changed under it."""
    with ledger() as one, ledger() as other:
        one.keep(ask(), answer("first"))
        other.keep(ask(), answer("second", LATER))

        assert one.find(ask()) == other.find(ask()) == answer("first")


def test_a_result_is_there_after_reopening(ledger: Open) -> None:
    """Equal in every field, and with the article as it is read now."""
    of = article()
    with ledger() as first:
        mark = begin(first, of)[of.id]
        assert first.result(of, mark) is None
        first.checked(result(of), mark, [("cranes", "0f")], ["none"], None)

    with ledger() as second:
        stored = second.result(of, mark)
        assert stored is not None
        assert stored.result == result(of)
        assert stored.looked == [("cranes", "0f")]
        assert list(Results(second, [(of, mark)])) == [result(of)]


def test_articles_go_from_stage_to_stage(ledger: Open) -> None:
    """Read, asked, and in the end checked, or failed with a reason."""
    good, bad, late = article("good"), article("bad"), article("late")
    with ledger() as book:
        marks = begin(book, good, bad, late)
        assert set(stages(book).values()) == {"read"}
        for one in (good, bad):
            book.asked(one, marks[one.id])
        assert stages(book) == {"bad": "asked", "good": "asked", "late": "read"}
        book.checked(result(good), marks["good"], [], [], None)
        book.failed(bad, marks["bad"], ODD)

    with ledger() as book:
        assert stages(book) == {"bad": "failed", "good": "checked", "late": "read"}
        assert [e.problem for e in book.entries()] == [ODD, None, None]


def test_a_run_goes_on_with_what_is_checked(ledger: Open) -> None:
    """Begun again: what is checked stays, what changed begins anew, what is gone is forgotten."""
    same, changed, gone = article("same"), article("changed"), article("gone")
    with ledger() as book:
        for one in (same, changed, gone):
            mark = begin(book, same, changed, gone)[one.id]
            book.checked(result(one), mark, [], [], None)

        begin(book, same, article("changed", "Other words."), article("new"))

        assert stages(book) == {"changed": "read", "new": "read", "same": "checked"}


def test_results_that_nothing_rests_on_are_forgotten(ledger: Open) -> None:
    """A ledger does not grow with every policy that was tried; answers stay for good."""
    of = article()
    with ledger() as book:
        old = fingerprint(of, {"policy": "strict"})
        book.begin({}, NOON, {old: of})
        book.keep(ask(), answer())
        book.checked(result(of), old, [], [], None)
        new = begin(book, of)[of.id]
        book.checked(result(of), new, [], [], None)
        assert book.ended() is None

        book.end(LATER)

        assert book.ended() == LATER.isoformat()
        assert book.result(of, old) is None
        assert book.result(of, new) is not None
        assert book.find(ask()) == answer()


def test_what_was_answered_is_summed_up(ledger: Open) -> None:
    """Questions and tokens about the run's articles, and of when the newest answer is."""
    of = article()
    with ledger() as book:
        mark = begin(book, of)[of.id]
        book.keep(ask("one"), answer())
        book.keep(ask("two"), answer(at=LATER))
        book.keep(ask("three", "Another run."), answer())
        book.checked(result(of), mark, [], [ask("one").key], None)

        assert book.answered() == (2, Usage(200, 20, 100))
        assert book.newest() == NOON, "the other answer has no part in a result"
        assert book.answered_articles("tiny", {"ab" * 32}) >= {of.sha256}
        assert book.answered_articles("tiny", {"cd" * 32}) == frozenset()


def test_no_text_is_parsed_twice(ledger: Open) -> None:
    """The very grammar, read from the ledger by the next program."""

    class Never(SpacyParser):
        def many(self, texts: Sequence[str], language: str | None = "en") -> tuple[Parse, ...]:
            raise AssertionError(texts, language)

    with ledger() as book:
        found = Grammar(parser(), book, "1")(CRANES, "en")
    with ledger() as book:
        again = Grammar(Never(), book, "1")(CRANES, "en")
        with pytest.raises(AssertionError):
            Grammar(Never(), book, "2")(CRANES, "en")

    assert again == found == parser()(CRANES, "en")


def test_folders_share_a_database(postgres: str, tmp_path: Path) -> None:
    """What one folder asked another does not ask again; each tells of its own articles alone."""
    with (
        of_folder(tmp_path / "one", postgres) as one,
        of_folder(tmp_path / "two", postgres) as two,
    ):
        begin(one, article("cranes"))
        begin(two, article("fees", "Students ask for less."))
        one.keep(ask(), answer())

        assert two.find(ask()) == answer()
        assert (stages(one), stages(two)) == ({"cranes": "read"}, {"fees": "read"})
        assert (one.answered()[0], two.answered()[0]) == (1, 0)


def test_a_step_is_done_or_not(ledger: Open) -> None:
    """What fails in its midst leaves nothing: the stage is still the one before."""
    of = article()
    with ledger() as book:
        mark = begin(book, of)[of.id]
        book.asked(of, mark)
        with book._engine.begin() as connection:
            connection.execute(text("alter table provenote_results rename to elsewhere"))

        with pytest.raises(StoreError):
            book.checked(result(of), mark, [], [], None)
        with pytest.raises(StoreError):
            book.make_ready(ask())

        assert stages(book) == {"cranes": "asked"}


def test_a_fingerprint_covers_all_that_a_result_rests_on() -> None:
    """Another word, name, language or way to judge is another result."""
    of, basis = article(), {"policy": "standard"}
    same = fingerprint(article(), {"policy": "standard"})

    others = [
        fingerprint(Article("cranes", of.text, "0f", language="en"), basis),
        fingerprint(Article("other", of.text, of.sha256, language="en"), basis),
        fingerprint(Article("cranes", of.text, of.sha256, language="de"), basis),
        fingerprint(of, {"policy": "strict"}),
    ]

    assert fingerprint(of, basis) == same
    assert len({same, *others}) == 5
