"""Who utters the cited words: the one the claim names, or somebody else?

Sees: verbs and nouns of saying with their sources, also inverted, passive and with pronouns;
"according to", "per", "citing"; tags beside a quotation, and quotations carried on over
sentences; reports that the next sentences go on with. Compares the last link of the claim's
attribution with the innermost source of the text.

Cannot see: a source that only the wider story makes plain, irony, or who a title belongs to when
the text never says. A pronoun or a neighbouring sentence is never enough to say "fail".
"""

from pipeline.domain import Evidence, Finding, Outcome, Span
from pipeline.speech.cues import LINKING, STANCE_VERBS, UTTERANCES
from pipeline.speech.focus import carried_from, focus, told_by
from pipeline.speech.grammar import quoted
from pipeline.speech.links import Link, likeness, resolved
from pipeline.speech.sources import compare_sources

_WORST: dict[Outcome, int] = {"fail": 0, "warn": 1, "unknown": 2, "pass": 3}


def check(evidence: Evidence) -> Finding:
    """Compare the claimed speaker of each citation with the text's; the worst answer counts."""
    claim = evidence.claim
    if not any(c.attribution for c in claim.citations):
        return Finding("speaker", "pass", "the claim names no speaker, so none can be wrong")
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


def _one(evidence: Evidence, claimed: tuple[str, ...], span: Span) -> Finding:
    who, chain = claimed[-1], told_by(evidence, span)
    outside = tuple(x for x in chain if not x.inside)
    # words that report somebody's words are uttered by the reporter, unless the claim has both
    if outside and not (len(claimed) > 1 and likeness(claimed[-2], outside[-1]) == "same"):
        chain = outside
    if not chain:
        return _carried(evidence, who, span)
    innermost = chain[-1]
    where = (span, evidence.article.span(innermost.start, innermost.end))
    alike = likeness(who, innermost)
    if alike == "same":
        return _told("pass", f"the article gives these words to {_named(innermost)}", where)
    if any(likeness(who, x) == "same" for x in chain[:-1]):
        message = f"{who} passes these words on; the article gives them to {_named(innermost)}"
        return _told("unknown", message, where)
    if innermost.cue in STANCE_VERBS | UTTERANCES:
        # "conditions include the owners pledging to pay": who reports it was said before
        before = _carried(evidence, who, span)
        if before.outcome == "pass":
            return before
    if alike == "unknown":
        message = (
            f"the article gives these words to {_named(innermost)}, who may or may not be {who}"
        )
        return _told("unknown", message, where)
    if _stands_beside(evidence, who, span, innermost):
        message = (
            f"the article gives these words to {_named(innermost)}; {who} is named beside them"
        )
        return _told("unknown", message, where)
    sure = innermost.sure and innermost.cue not in STANCE_VERBS
    message = f"the article gives these words to {_named(innermost)}, not to {who}"
    return Finding("speaker", "fail" if sure else "warn", message, "wrong_speaker", where)


def _carried(evidence: Evidence, claimed: str, span: Span) -> Finding:
    """A sentence that names nobody may go on reporting what the sentences before it began."""
    for link in reversed(carried_from(evidence, span)):
        if likeness(claimed, link) == "same":
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
        if token.end <= span.start or token.start >= span.end:
            return not quoted(text, token.start)
        verb = parse.tokens[token.head]
        cue = verb.lemma in LINKING and token.dep == "nsubj" and not quoted(text, verb.start)
        if cue and not _is_whole(span, here, evidence):
            continue
        if cue:
            return True
    return False


def _is_whole(span: Span, sentence: int, evidence: Evidence) -> bool:
    start, end = evidence.parse.sentences[sentence]
    return span.start <= start + 1 and end - 1 <= span.end


def _told(outcome: Outcome, message: str, spans: tuple[Span, ...]) -> Finding:
    return Finding("speaker", outcome, message, spans=spans)


def _named(link: Link) -> str:
    return f"{link.name} (“{link.text}”)" if resolved(link) else link.name
