"""Who utters the cited words: the one the claim names, or somebody else?

Sees: reporting verbs with their subjects, also inverted, passive and with pronouns; "according
to", "per", "citing"; quotations carried on over sentences. Compares the last link of the claim's
attribution with the innermost source of the text.

Cannot see: a source that only the wider story makes plain, irony, or who a title belongs to when
the text never says. A pronoun or a neighbouring sentence is never enough to say "fail".
"""

from pipeline.attribution import Link, links
from pipeline.cues import STANCE_VERBS
from pipeline.domain import Evidence, Finding, Outcome, Span
from pipeline.focus import focus
from pipeline.sources import compare_sources

_WORST: dict[Outcome, int] = {"fail": 0, "warn": 1, "unknown": 2, "pass": 3}
_LOOK_BACK = 6


def check(evidence: Evidence) -> Finding:
    """Compare the claimed speaker of each citation with the text's; the worst answer counts."""
    claim = evidence.claim
    cited = [
        (citation.attribution[-1], span)
        for citation, grounding in zip(claim.citations, evidence.groundings, strict=True)
        if citation.attribution and (span := focus(evidence, grounding))
    ]
    if not any(c.attribution for c in claim.citations):
        return Finding("speaker", "pass", "the claim names no speaker, so none can be wrong")
    if not cited:
        return Finding(
            "speaker", "unknown", "the cited words were not found, so nobody utters them"
        )
    return min((_one(evidence, who, span) for who, span in cited), key=lambda f: _WORST[f.outcome])


def _one(evidence: Evidence, claimed: str, span: Span) -> Finding:
    text = evidence.article.text
    chain = links(evidence.parse, text, span.start, span.end)
    if not chain:
        return _from_before(evidence, claimed, span)
    innermost = chain[-1]
    where = (span, evidence.article.span(innermost.start, innermost.end))
    likeness = compare_sources(claimed, innermost.name)
    if likeness == "same":
        return Finding(
            "speaker", "pass", f"the article gives these words to {_who(innermost)}", spans=where
        )
    outer = next((x for x in chain[:-1] if compare_sources(claimed, x.name) == "same"), None)
    if outer is not None:
        message = f"{claimed} passes these words on; the article gives them to {_who(innermost)}"
        return Finding("speaker", "unknown", message, spans=where)
    if likeness == "unknown":
        message = (
            f"the article gives these words to {_who(innermost)}, who may or may not be {claimed}"
        )
        return Finding("speaker", "unknown", message, spans=where)
    if innermost.cue in STANCE_VERBS and not innermost.main:
        # "conditions include the owners pledging to pay": who reports it was said before
        before = _from_before(evidence, claimed, span)
        if before.outcome == "pass":
            return before
    sure = innermost.sure and innermost.cue not in STANCE_VERBS
    message = f"the article gives these words to {_who(innermost)}, not to {claimed}"
    return Finding("speaker", "fail" if sure else "warn", message, "wrong_speaker", where)


def _from_before(evidence: Evidence, claimed: str, span: Span) -> Finding:
    """A sentence that names nobody may go on reporting what the sentences before it began."""
    parse, text = evidence.parse, evidence.article.text
    here = parse.sentence_at(span.start)
    for i in range(here - 1, max(here - _LOOK_BACK, 0) - 1, -1) if here else ():
        for link in links(parse, text, *parse.sentences[i]):
            if compare_sources(claimed, link.name) == "same":
                where = (span, evidence.article.span(link.start, link.end))
                message = f"this goes on reporting what {_who(link)} said just before"
                return Finding("speaker", "pass", message, spans=where)
    message = f"the article does not say that {claimed} uttered these words"
    return Finding("speaker", "unknown", message, spans=(span,))


def _who(link: Link) -> str:
    return link.text if link.sure or link.text == link.name else f"{link.name} (“{link.text}”)"
