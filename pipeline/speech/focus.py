"""Where in a cited stretch does the claim itself lie, and who says so there?

A claim often cites a whole sentence: "two officials told the paper that the port will close".
What is claimed is the closing, and the question who says it is about those words alone. Where
the sentence names nobody it may go on reporting what an earlier one began.
"""

from dataclasses import replace

from rapidfuzz import fuzz

from pipeline.domain import Article, Evidence, Grounding, Parse, Span
from pipeline.speech.attribution import links
from pipeline.speech.cues import REPORTING, UTTERANCES
from pipeline.speech.links import Link, likeness
from pipeline.speech.stances import STANCE_VERBS

_ENOUGH = 80.0
_LOOK_BACK = 4
_FEW_WORDS = 12
# how a sentence begins that goes on with what was just reported
_GOES_ON = frozenset(
    """these those this such his her their its they he she it among both also essentially
    additionally furthermore moreover further finally besides likewise another others""".split()
)
# "the terms", "the plan": what was reported a sentence ago, taken up again
_TAKEN_UP = frozenset(
    """demand condition term requirement proposal plan offer document letter list deal draft
    agreement package statement report call point other""".split()
)


def focus(evidence: Evidence, grounding: Grounding) -> Span | None:
    """The words of the content inside a cited span; the whole span where they are not there."""
    span, content = grounding.span, evidence.claim.content
    if span is None or not content or len(content) >= len(span.exact):
        return span
    found = fuzz.partial_ratio_alignment(content.lower(), span.exact.lower(), score_cutoff=_ENOUGH)
    # lower() may change the length of exotic letters: offsets are only good where it did not
    if found is None or len(span.exact.lower()) != len(span.exact):
        return span
    start, end = span.start + found.dest_start, span.start + found.dest_end
    text = evidence.article.text
    while start > span.start and text[start - 1].isalnum():
        start -= 1
    while end < span.end and text[end : end + 1].isalnum():
        end += 1
    return evidence.article.span(start, end) if start < end else span


def told_by(evidence: Evidence, span: Span) -> tuple[Link, ...]:
    """The sources of a span, outermost first, without the demander who is only told about.

    "The minister accused the union of refusing to talk": the minister says it, the union holds it.
    """
    chain = links(evidence.parse, evidence.article.text, span.start, span.end)
    demander = evidence.claim.demander
    held = demander and len(chain) > 1 and chain[-1].cue in STANCE_VERBS
    if demander and held and likeness(demander, chain[-1]) == "same":
        return chain[:-1]
    return chain


def carried_from(evidence: Evidence, span: Span) -> tuple[Link, ...]:
    """The sources of the report that a sentence without one goes on with; outermost first.

    Only where the sentence takes up what was said ("These ...", "The terms also ...") or has no
    named subject of its own; the nearest sentence before it that has a source decides.
    """
    parse, article = evidence.parse, evidence.article
    here = parse.sentence_at(span.start)
    steps = 0
    while here is not None and here > 0 and steps < _LOOK_BACK and _goes_on(parse, here):
        here -= 1
        while here > 0 and _is_furniture(article, *parse.sentences[here]):
            here -= 1
        found = links(parse, article.text, *parse.sentences[here])
        # who only takes a stance there ("the letter would pledge ...") does not report it
        if found and not (_goes_on(parse, here) and all(x.cue in STANCE_VERBS for x in found)):
            return found
        steps += 1
    return ()


def reported_by(evidence: Evidence, span: Span) -> tuple[Link, ...]:
    """The sources that report a span, outermost first, wherever they stand.

    One who only takes a stance in it ("the letter would pledge ...") does not report it where an
    earlier sentence says who does.
    """
    told = told_by(evidence, span)
    if any(x.cue not in STANCE_VERBS | (UTTERANCES - REPORTING) for x in told):
        return told
    before = carried_from(evidence, span)
    # what a neighbouring sentence says is never sure to hold for this one
    return (*(replace(x, sure=False, inside=False) for x in before), *told)


def _goes_on(parse: Parse, sentence: int) -> bool:
    """Whether a sentence takes up the one before it, or at least brings up nobody new."""
    tokens = [
        t for t in parse.between(*parse.sentences[sentence]) if t.pos not in {"PUNCT", "SPACE"}
    ]
    if not tokens:
        return False
    if tokens[0].text.lower() in _GOES_ON:
        return True
    root = next((t for t in tokens if t.head == t.index), tokens[0])
    subject = next((t for t in tokens if t.head == root.index and t.dep.startswith("nsubj")), None)
    if subject is None:
        return False
    return subject.lemma in _TAKEN_UP and tokens[0].text.lower() in {"the", "other", "some"}


def _is_furniture(article: Article, start: int, end: int) -> bool:
    """Whether a sentence is no part of the report: marked noise, or a heading on its own line."""
    if any(2 * (min(n.end, end) - max(n.start, start)) > end - start for n in article.noise):
        return True
    text = article.text
    alone = not text[text.rfind("\n", 0, start) + 1 : start].strip()
    short = len(text[start:end].split()) <= _FEW_WORDS
    return alone and short and text[end - 1] not in ".?!:;”\"'’"
