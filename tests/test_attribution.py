"""Who says it, read off the real grammar of invented reports; and what must never happen."""

import string
import time
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pipeline.checks import chain, demander, speaker, support
from pipeline.domain import (
    Article,
    Check,
    Citation,
    Claim,
    Evidence,
    Grounding,
    Parse,
    Parser,
    Token,
)
from pipeline.parser import SpacyParser
from pipeline.speech.attribution import links
from pipeline.speech.focus import carried_from
from pipeline.speech.grammar import subject_of
from pipeline.stages.ground import ground
from pipeline.wording.haystack import haystack

CHECKS: tuple[Check, ...] = (speaker.check, demander.check, chain.check, support.check)


@pytest.fixture(scope="module")
def parser() -> Parser:
    """The real grammar, loaded once."""
    return SpacyParser()


def names(parser: Parser, text: str, quote: str) -> list[str]:
    """The sources of a quote, outermost first."""
    start = text.index(quote)
    return [link.name for link in links(parser(text), text, start, start + len(quote))]


@pytest.mark.parametrize(
    ("text", "quote", "expected"),
    [
        ("The pool will open, coach Ada Lund said.", "The pool will open", ["coach Ada Lund"]),
        ("“We lost our boats,” said Ivo Petrov.", "We lost our boats", ["Ivo Petrov"]),
        (
            "The Coastal Wire, citing two divers, said the wreck was empty.",
            "the wreck was empty",
            ["The Coastal Wire", "two divers"],
        ),
        (
            "Two guards told Kyodo the gate was open.",
            "the gate was open",
            ["Kyodo", "two guards"],
        ),
        (
            "Spokesman Olu Ade said the bishop had warned that the roof would fall.",
            "the roof would fall",
            ["Spokesman Olu Ade", "the bishop"],
        ),
        (
            "The fever is over, according to nurse Mai Tran.",
            "The fever is over",
            ["nurse Mai Tran"],
        ),
        (
            "The mayor's claim that the bridge is safe was mocked.",
            "the bridge is safe",
            ["the mayor"],
        ),
        ("KHAN: We will not sign.", "We will not sign", ["KHAN"]),
        ("“He fed us all.” — Rosa Diaz", "He fed us all.", ["Rosa Diaz"]),
        ("The lake froze on Monday.", "The lake froze", []),
    ],
)
def test_sources(parser: Parser, text: str, quote: str, expected: list[str]) -> None:
    """Each way of naming a source is read, outermost source first."""
    assert [n.lower() for n in names(parser, text, quote)] == [n.lower() for n in expected]


def test_words_inside_a_quotation_name_no_speaker(parser: Parser) -> None:
    """Who is reported inside the quoted words is not the one who utters them."""
    text = "“Mayor Ruiz says the pool is safe,” said swimmer Noa Levi."
    start, end = text.index("Mayor"), text.index(",”")
    found = [x for x in links(parser(text), text, start, end) if not x.inside]
    assert [x.name for x in found] == ["swimmer Noa Levi"]


def test_pronoun_is_a_guess(parser: Parser) -> None:
    """A pronoun is resolved past a name that its title rules out, and is never called sure."""
    text = "Mr. Omondi sold the farm. Mrs. Achieng met him in Kisumu. He said the price was fair."
    start = text.index("the price")
    (link,) = links(parser(text), text, start, start + len("the price was fair"))
    assert (link.text, link.name, link.sure) == ("He", "Mr. Omondi", False)


def test_speaker_goes_on_over_pronouns(parser: Parser) -> None:
    """In "he said ... He added" the second pronoun is the first one's man."""
    text = "Pilot Juan Vega flew on. He said it was dark. He added that Luis Prado had slept."
    assert names(parser, text, "Luis Prado had slept") == ["Pilot Juan Vega"]


def test_subject_taken_by_a_reduced_relative(parser: Parser) -> None:
    """A phrase set in before the verb does not hide who told."""
    text = "Three aides described as close to the talks, told the paper the owner has terms."
    parse = parser(text)
    verb = next(t for t in parse.tokens if t.text == "told")
    subject = subject_of(parse, verb)
    assert subject is not None
    assert subject.text == "aides"


def evidence(parser: Parser, text: str, quote: str, who: tuple[str, ...]) -> Evidence:
    """Evidence for a statement that cites one quote."""
    article = Article("a", text, "0", language="en")
    claim = Claim("c", "a", "statement", citations=(Citation(quote, who),))
    return Evidence(claim, article, parser(text), (ground(quote, haystack(text)),))


def test_report_goes_on_past_furniture(parser: Parser) -> None:
    """A list of terms goes on with a report over a heading, and stops at the next source."""
    text = (
        "Two envoys told the Sahel Courier that the miners have terms.\n"
        "Terms of the miners\n"
        "These include a road to the sea.\n"
        "Judge Awa Sy said the mine was closed.\n"
        "They also want new helmets.\n"
    )
    for quote, expected in [("a road to the sea", "two envoys"), ("new helmets", "Judge Awa Sy")]:
        case = evidence(parser, text, quote, ("x",))
        span = case.groundings[0].span
        assert span is not None
        assert carried_from(case, span)[-1].name == expected


def test_neighbour_never_fails(parser: Parser) -> None:
    """A source of the sentence before may confirm, and never contradicts."""
    text = "Captain Ilse Brandt said two boats sank. They also include a trawler."
    case = evidence(parser, text, "a trawler", ("Marek Nowak",))
    assert speaker.check(case).outcome == "unknown"


def test_without_grammar_every_answer_is_unknown(parser: Parser) -> None:
    """For a language that nobody parses here, no check pretends to know."""
    text = "船长说两艘船沉没了。"
    case = evidence(parser, text, "两艘船沉没了", ("船长",))
    claim = replace(case.claim, kind="demand", content="两艘船")
    blind = Evidence(claim, case.article, Parse(parser(text, "zh").sentences), case.groundings)
    assert {check(blind).outcome for check in CHECKS} == {"unknown"}


WORDS = st.sampled_from(
    'said told the mayor Ana Ruiz he they “ ” " , . : ( according to of terms include that must'
    " \n citing two officials Kyodo demanded with was by —".split(" ")
)
POS = st.sampled_from("NOUN PROPN VERB AUX PRON ADP PUNCT SCONJ ADJ SPACE".split())
DEP = st.sampled_from(
    """nsubj nsubjpass ccomp xcomp dobj pobj prep agent poss appos conj acl relcl advcl ROOT punct
    compound parataxis dep pcomp mark acomp""".split()
)


@st.composite
def parses(draw: st.DrawFn) -> tuple[str, Parse]:
    """Any tree over any words: the parser may err in every way there is."""
    words = draw(st.lists(st.one_of(WORDS, st.text(string.printable, max_size=4)), max_size=14))
    text, tokens = "", list[Token]()
    for i, word in enumerate(words):
        start, text = len(text), text + word + " "
        head = draw(st.integers(0, i)) if draw(st.booleans()) else i
        tokens.append(Token(i, start, start + len(word), word, word, draw(POS), draw(DEP), head))
    return text, Parse(((0, len(text)),) if text else (), tuple(tokens))


@settings(max_examples=150, suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(
    parses(),
    st.text(max_size=12),
    st.lists(st.one_of(WORDS, st.text(max_size=9)), max_size=3),
    st.data(),
)
def test_no_check_raises(
    parsed: tuple[str, Parse], content: str, who: list[str], data: st.DataObject
) -> None:
    """Whatever the grammar says of whatever text, each check answers, and its spans are true."""
    text, parse = parsed
    article = Article("a", text, "0", language="en")
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    span = article.span(start, end) if start < end else None
    grounding = Grounding("q", "exact" if span else "absent", span)
    demander = who[0] if who else None
    claim = Claim(
        "c",
        "a",
        "demand",
        content,
        demander,
        content,
        content,
        "demands",
        "asserted",
        None,
        (Citation("q", tuple(who)),),
    )
    for check in CHECKS:
        for found in check(Evidence(claim, article, parse, (grounding,))).spans:
            assert text[found.start : found.end] == found.exact


def test_a_hundred_claims_over_one_article(parser: Parser) -> None:
    """The checks of a hundred claims over one article, asked of four checks, take no time."""
    text = "\n".join(
        f"Officer {'ABCDE'[i % 5]}anu told the Coastal Wire that boat {i} was lost."
        " He said two officials knew. Their terms include a new pier."
        for i in range(150)
    )
    parse, hay = parser(text), haystack(text)
    article = Article("a", text, "0", language="en")
    quotes = [f"boat {i} was lost" for i in range(100)]
    cases = [
        Evidence(
            Claim(
                "c", "a", "statement", q, citations=(Citation(q, ("Coastal Wire", "two people")),)
            ),
            article,
            parse,
            (ground(q, hay),),
        )
        for q in quotes
    ]
    began = time.perf_counter()
    for case in cases:
        for check in CHECKS:
            check(case)
    assert time.perf_counter() - began < 2.0
