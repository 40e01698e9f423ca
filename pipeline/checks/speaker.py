"""Who utters the cited words: the one the claim names, or somebody else?

Sees: verbs and nouns of saying with their sources, also inverted, passive and with pronouns;
"according to", "per", "citing"; tags beside a quotation, and quotations carried on over
sentences; reports that the next sentences go on with. Compares the last link of the claim's
attribution with the innermost source of the text.

Cannot see: a source that only the wider story makes plain, irony, or who a title belongs to when
the text never says. A neighbouring sentence is never enough to say "fail", and a pronoun only
where it can mean nobody else or cannot mean the claimed one.
"""

from pipeline.domain import Evidence, Finding, Outcome, Parse, Span, Token
from pipeline.speech.acting import acting, acting_in
from pipeline.speech.attribution import reported_in
from pipeline.speech.cues import BY_SOURCE, INTENTIONS, LINKING, MINDED, UTTERANCES
from pipeline.speech.focus import carried_from, focus, told_by
from pipeline.speech.grammar import quoted
from pipeline.speech.identity import alike, excludes
from pipeline.speech.kinds import kind_of
from pipeline.speech.links import Link, resolved
from pipeline.speech.sources import Likeness, compare_sources
from pipeline.speech.stances import STANCE_VERBS
from pipeline.speech.tags import is_tag, is_told
from pipeline.speech.told import implied, softened

# who takes a stance, or whose pledge it is, need not be who reports it
_HOLDING = STANCE_VERBS | UTTERANCES
_AFTER = 3  # words behind a span that leave it a whole sentence: "on Sunday"
_WORST: dict[Outcome, int] = {"fail": 0, "warn": 1, "unknown": 2, "pass": 3}


def check(evidence: Evidence) -> Finding:
    """Compare the claimed speaker of each citation with the text's; the worst answer counts."""
    claim = evidence.claim
    if not any(c.attribution for c in claim.citations):
        return _by_its_sentence(evidence)
    if not evidence.parse.tokens:
        return Finding("speaker", "unknown", "the grammar of this text cannot be read")
    cited = [
        (citation.attribution, span)
        for citation, grounding in zip(claim.citations, evidence.groundings, strict=True)
        if citation.attribution and (span := focus(evidence, grounding))
    ]
    if not cited:
        return Finding(
            "speaker", "unknown", "the cited words were not found, so nobody utters them"
        )
    return min((_one(evidence, who, span) for who, span in cited), key=lambda f: _WORST[f.outcome])


def _by_its_sentence(evidence: Evidence) -> Finding:
    """A claim without citations: the speaker that its own sentence names, if any."""
    found = [softened(_one(evidence, x.chain, x.span), x) for x in implied(evidence) if x.chain]
    nobody = Finding("speaker", "pass", "the claim names no speaker, so none can be wrong")
    return min(found, key=lambda f: _WORST[f.outcome], default=nobody)


def _one(evidence: Evidence, claimed: tuple[str, ...], span: Span) -> Finding:
    who, chain = claimed[-1], told_by(evidence, span)
    outside = tuple(x for x in chain if not x.inside)
    # "what Ruiz says it would cost"
    heard = any(_alike(evidence, who, x) == "same" for x in chain if x.inside)
    # words that report somebody's words are uttered by the reporter, unless the claim has both
    if outside and not (len(claimed) > 1 and _alike(evidence, claimed[-2], outside[-1]) == "same"):
        chain = outside
    if not outside:
        there = _reported(evidence, span)
        if told := _in_sentence(evidence, who, span, (*there, *chain)):
            return told
        # whose pledge or refusal it is does not say who reports it
        chain = chain or tuple(x for x in there if x.cue not in _HOLDING)
    if not chain:
        before = _carried(evidence, who, span)
        weak = acting(evidence.parse, evidence.article.text, span.start, span.end)
        if weak is None or before.outcome == "pass":
            return before
        chain = (weak,)
    return _confirmed(evidence, who, span, chain) or _doubted(evidence, who, span, chain[-1], heard)


def _confirmed(evidence: Evidence, who: str, span: Span, chain: tuple[Link, ...]) -> Finding | None:
    """Whether the innermost source, or one further out, or one just before is the claimed."""
    innermost = chain[-1]
    where = (span, evidence.article.span(innermost.start, innermost.end))
    if _alike(evidence, who, innermost) == "same":
        return _told("pass", f"the article gives these words to {_named(innermost)}", where)
    if innermost.cue in INTENTIONS and chain[:-1] and _alike(evidence, who, chain[-2]) == "same":
        # "two aides said that the mayor's decision to leave ..."
        return _told("pass", f"{_named(chain[-2])} reports this of {_named(innermost)}", where)
    if any(_alike(evidence, who, x) == "same" for x in chain[:-1]):
        message = f"{who} passes these words on; the article gives them to {_named(innermost)}"
        return _told("unknown", message, where)
    person = (
        evidence.claim.kind != "demand"
        and kind_of(evidence.parse, evidence.article.text, who) == "person"
    )
    if innermost.cue in _HOLDING and not (person and innermost.sure):
        # "conditions include the owners pledging to pay": who reports it was said before
        before = _carried(evidence, who, span)
        return before if before.outcome == "pass" else None
    return None


def _doubted(evidence: Evidence, who: str, span: Span, source: Link, heard: bool) -> Finding:
    """Somebody else is the source: how surely is it not the claimed one?"""
    where = (span, evidence.article.span(source.start, source.end))
    message = f"the article gives these words to {_named(source)}"
    if _alike(evidence, who, source) == "unknown":
        return _told("unknown", f"{message}, who may or may not be {who}", where)
    if heard or _stands_beside(evidence, who, span, source):
        return _told("unknown", f"{message}; {who} is named beside them", where)
    outcome: Outcome = "fail" if _is_certain(evidence, who, source, span) else "warn"
    return Finding("speaker", outcome, f"{message}, not to {who}", "wrong_speaker", where)


def _reported(evidence: Evidence, span: Span) -> tuple[Link, ...]:
    """Who says something within a span that is a whole sentence or more."""
    here = evidence.parse.sentence_at(span.start)
    if here is None or not _is_whole(span, here, evidence):
        return ()
    parse, text = evidence.parse, evidence.article.text
    if found := reported_in(parse, text, span.start, span.end):
        return found
    subject = acting_in(parse, text, span.start, span.end)
    return (subject,) if subject else ()


def _in_sentence(
    evidence: Evidence, claimed: str, span: Span, found: tuple[Link, ...]
) -> Finding | None:
    """Whether the claimed source is any of those who say something inside a cited sentence."""
    for link in found:
        if _alike(evidence, claimed, link) == "same":
            where = (span, evidence.article.span(link.start, link.end))
            return _told("pass", f"{_named(link)} says this in the words cited", where)
    reporting = (x for x in found if x.cue not in _HOLDING)
    if any(_alike(evidence, claimed, link) == "unknown" for link in reporting):
        return _told("unknown", f"the words cited may or may not be those of {claimed}", (span,))
    return None


def _carried(evidence: Evidence, claimed: str, span: Span) -> Finding:
    """A sentence that names nobody may go on reporting what the sentences before it began."""
    for link in reversed(carried_from(evidence, span)):
        if _alike(evidence, claimed, link) == "same":
            where = (span, evidence.article.span(link.start, link.end))
            message = f"this goes on reporting what {_named(link)} said just before"
            return _told("pass", message, where)
    return _told("unknown", f"the article does not say that {claimed} uttered these words", (span,))


def _stands_beside(evidence: Evidence, claimed: str, span: Span, source: Link) -> bool:
    """Whether the claimed source stands in the sentence, outside the span or with a cue inside."""
    parse, text = evidence.parse, evidence.article.text
    here = parse.sentence_at(span.start)
    if here is None:
        return False
    for token in parse.between(*parse.sentences[here]):
        if token.pos not in {"PROPN", "NOUN"} or source.start <= token.start < source.end:
            continue
        if compare_sources(claimed, token.text) != "same":
            continue
        inside = span.start < token.end and token.start < span.end
        if inside and not _is_whole(span, here, evidence):
            continue
        # in what another one says only who speaks there counts, not whoever does something
        freely = not is_told(parse, text, parse.tokens[token.head], span.start)
        if not quoted(text, token.start) and _acts(parse, token, any_verb=freely):
            return True
    return False


def _acts(parse: Parse, token: Token, *, any_verb: bool) -> bool:
    """Whether a name does what a cue, or any verb, says, or stands in "according to" it."""
    above = parse.tokens[token.head]
    if token.dep in {"compound", "poss", "conj", "appos"} and above.index != token.index:
        return above.pos in {"NOUN", "PROPN"} and _acts_itself(parse, above, any_verb=any_verb)
    return _acts_itself(parse, token, any_verb=any_verb)


def _acts_itself(parse: Parse, token: Token, *, any_verb: bool) -> bool:
    above = parse.tokens[token.head]
    if token.dep == "pobj":
        return above.dep == "agent" or above.text.lower() in BY_SOURCE
    minded = any(parse.tokens[i].lemma in MINDED for i in parse.children[above.index])
    return token.dep == "nsubjpass" or (
        token.dep == "nsubj" and (any_verb or minded or above.lemma in LINKING)
    )


def _is_whole(span: Span, sentence: int, evidence: Evidence) -> bool:
    """Whether a span is a sentence, or all of it but a few words of when or where."""
    start, end = evidence.parse.sentences[sentence]
    rest = evidence.article.text[span.end : end].split()
    return span.start <= start + 1 and len(rest) <= _AFTER


def _is_certain(evidence: Evidence, claimed: str, source: Link, span: Span) -> bool:
    """Whether the grammar leaves no doubt that the source, and not the claimed one, says it.

    Who takes a stance may do so in somebody's report: only a person is plainly not the reporter.
    """
    text = evidence.article.text
    here = evidence.parse.sentence_at(span.start) or 0
    quotes = any(mark in span.exact[:2] for mark in "\"“«'‘")
    whole = quotes or _is_whole(span, here, evidence) or _is_set_in(evidence, source)
    if source.inside and not whole:
        # who is reported within the words need not be who utters them
        return False
    kind = kind_of(evidence.parse, text, claimed)
    plain = kind == "person" or (kind == "body" and evidence.claim.kind != "demand")
    if source.cue in STANCE_VERBS and not plain:
        return False
    return source.sure or source.alone or excludes(evidence.parse, text, claimed, source)


def _is_set_in(evidence: Evidence, source: Link) -> bool:
    """Whether a source stands in a tag between the very words: "the port, she said, will close"."""
    parse, text = evidence.parse, evidence.article.text
    heads = (parse.tokens[t.head] for t in parse.between(source.start, source.end))
    return any(is_tag(parse, text, verb) for verb in heads if verb.lemma == source.cue)


def _alike(evidence: Evidence, claimed: str, link: Link) -> Likeness:
    return alike(evidence.parse, evidence.article.text, claimed, link)


def _told(outcome: Outcome, message: str, spans: tuple[Span, ...]) -> Finding:
    return Finding("speaker", outcome, message, spans=spans)


def _named(link: Link) -> str:
    return f"{link.name} (“{link.text}”)" if resolved(link) else link.name
