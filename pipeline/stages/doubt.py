"""Where the checks leave doubt: what a model is asked about it, and what its answers amount to.

Two questions. Who says the cited words is asked blind: the claim's speaker is never shown, the
answer is compared with it here. Whether the sentences a claim is about bear it out is asked for
a yes or a no, and how likely the model held each grades the answer.

Nothing is asked about what the checks have settled, and no answer overrules them: the findings
made here stand beside theirs (`verify.weigh`).
"""

import json
import math
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from pipeline.domain import (
    Citation,
    Claim,
    Evidence,
    Finding,
    Grounding,
    Outcome,
    Prompt,
    Question,
    Reply,
    Request,
    Sampled,
    Span,
    Verdict,
)
from pipeline.speech.focus import focus, reported_by
from pipeline.speech.links import likeness
from pipeline.speech.sources import compare_sources
from pipeline.text import key
from pipeline.turns import placeholders, render

PROMPTS = ("support", "attribute")
# what a model must be to settle a doubt; between them its answer only moves the score
_SURE = 0.95
_SURE_NOT = 0.03
_SURE_OF_A_NAME = 0.5  # one name has many forms, among which the probability is shared
_FLOOR = 0.02  # no answer is worth less
_MOST = 700  # code points shown: what a small model still reads well, and quickly
_BEFORE, _AFTER = 3, 1  # sentences around the cited words, for "he" and for a tag that follows
_VALUE = re.compile(r'"\w+"\s*:\s*"?')
_WORST: Mapping[Outcome, int] = {"fail": 0, "warn": 1, "unknown": 2, "pass": 3}


@dataclass(frozen=True, slots=True)
class Asking:
    """How to ask for second opinions.

    Attributes:
        model: The name the endpoint knows.
        prompts: By name, those of `PROMPTS`.
    """

    model: str
    prompts: Mapping[str, Prompt]


@dataclass(frozen=True, slots=True)
class Doubt:
    """A question about one claim; `question.spans` are what its answer rests on.

    Attributes:
        speaker: Of an `attribute` question: whom the claim names, which the model is not told.
        printed: Of an `attribute` question: whether the grammar sees somebody else say it, so
            that a model which names the claimed speaker only shows that opinions differ.
        shown: All of the article that the model sees.
    """

    question: Question
    shown: str
    speaker: str = ""
    printed: bool = False


def doubts(evidence: Evidence, verdict: Verdict, asking: Asking) -> tuple[Doubt, ...]:
    """What to ask about a claim that is held for review: at most what its checks left open."""
    if verdict.ruling != "review":
        return ()
    unknown = {f.check for f in verdict.findings if f.outcome == "unknown"}
    out: list[Doubt] = []
    if "support" in unknown and evidence.passages and _told(evidence.claim):
        out.append(_support(evidence, asking))
    if "speaker" in unknown:
        cited = zip(evidence.claim.citations, evidence.groundings, strict=True)
        asked = [_attribute(evidence, c, g, asking) for c, g in cited if c.attribution]
        # who says the one half is no answer to who says both
        if all(asked):
            out.extend(doubt for doubt in asked if doubt)
    return tuple(out)


def opinions(answered: Sequence[tuple[Doubt, Reply]]) -> tuple[Finding, ...]:
    """What the answers about one claim amount to: the worst of each kind, at most.

    The replies are known to keep to the schema.
    """
    found = [
        _borne_out(doubt, reply)
        if doubt.question.prompt.name == "support"
        else _attributed(doubt, reply)
        for doubt, reply in answered
    ]
    kinds = dict.fromkeys(f.check for f in found)
    return tuple(
        min((f for f in found if f.check == kind), key=lambda f: _WORST[f.outcome])
        for kind in kinds
    )


# --- do the sentences bear the claim out? -----------------------------------------------------


def _support(evidence: Evidence, asking: Asking) -> Doubt:
    shown = _passages(evidence)
    values = {"passages": shown, "claim": _told(evidence.claim)}
    options = {"max_tokens": 20, "logprobs": True, "top_logprobs": 5}
    return _doubt(evidence, asking.prompts["support"], asking, values, options, evidence.passages)


def _told(claim: Claim) -> str:
    """The claim as one sentence."""
    if claim.text or not claim.content:
        return claim.text or ""
    stance = (claim.stance or "states").replace("_", " ")
    return f"{claim.demander} {stance}: {claim.content}" if claim.demander else claim.content


def _passages(evidence: Evidence) -> str:
    """The sentences the claim is about, in the order of the text, as many as may be shown.

    Where there is room the sentence before each is shown too, for whom "he" means.
    """
    sentences, text = evidence.parse.sentences, evidence.article.text
    about: list[int] = []
    for span in evidence.passages:
        first, last = (evidence.parse.sentence_at(at) for at in (span.start, span.end - 1))
        if first is not None and last is not None:
            about += range(first, last + 1)
    shown: dict[int, str] = {}
    before = (n - 1 for n in about if n and not _is_noise(evidence, *sentences[n - 1]))
    for n in dict.fromkeys([*about, *before]):
        sentence = text[slice(*sentences[n])].strip()
        if sum(map(len, shown.values())) + len(sentence) <= _MOST or not shown:
            shown[n] = sentence[:_MOST]
    return " ".join(shown[n] for n in sorted(shown)) or evidence.passages[0].exact[:_MOST]


def _borne_out(doubt: Doubt, reply: Reply) -> Finding:
    said = json.loads(reply.text)["answer"]
    likely = _likely_yes(reply.sampled)
    yes = likely if likely is not None else float(said == "yes")
    percent = f" ({max(yes, 1 - yes):.0%} sure)" if likely is not None else ""
    spans, degree = doubt.question.spans, max(yes, _FLOOR)
    if yes >= 0.5:
        message = f"the model, asked whether these sentences bear the claim out, says yes{percent}"
        outcome: Outcome = "pass" if yes >= _SURE else "unknown"
        return Finding("support", outcome, message, spans=spans, degree=degree)
    message = f"the model, asked whether these sentences bear the claim out, says no{percent}"
    if yes <= _SURE_NOT:
        return Finding("support", "fail", message, "unsupported", spans, degree)
    return Finding("support", "unknown", message, spans=spans, degree=degree)


def _likely_yes(sampled: Sequence[Sampled]) -> float | None:
    """How likely the model held "yes" against "no"; None where it does not tell.

    A word that is not among the likeliest tokens is taken to be as likely as the last of them.
    """
    place = next(iter(_value(sampled)), None)
    if place is None or not place.logprobs:
        return None
    listed = {text: math.exp(min(logprob, 0.0)) for text, logprob in place.logprobs.items()}
    least = min(listed.values())
    yes, no = (_chance(word, listed) or least for word in ("yes", "no"))
    return yes / (yes + no) if yes + no else None


def _chance(word: str, listed: Mapping[str, float]) -> float:
    """How likely a word is, in any case and with any marks, whole or begun."""
    begun = ((re.sub(r"\W", "", text).lower(), chance) for text, chance in listed.items())
    return sum(chance for text, chance in begun if text and word.startswith(text))


# --- who says the cited words? ----------------------------------------------------------------


def _attribute(
    evidence: Evidence, citation: Citation, grounding: Grounding, asking: Asking
) -> Doubt | None:
    span = focus(evidence, grounding)
    here = evidence.parse.sentence_at(span.start) if span else None
    if span is None or here is None:
        return None
    last = evidence.parse.sentence_at(span.end - 1) or here
    start, end = evidence.parse.sentences[here][0], evidence.parse.sentences[last][1]
    text, speaker = evidence.article.text, citation.attribution[-1]
    before = [*_prose(evidence, max(here - _BEFORE, 0), here), text[start : span.start]]
    after = [text[span.end : max(span.end, end)], *_prose(evidence, last + 1, last + 1 + _AFTER)]
    values = {
        "before": " ".join(before)[-_MOST:],
        "words": span.exact,
        "after": " ".join(after)[:_MOST],
    }
    options = {"max_tokens": 60, "logprobs": True, "top_logprobs": 1}
    prompt = asking.prompts["attribute"]
    doubt = _doubt(evidence, prompt, asking, values, options, (span,))
    printed = [likeness(speaker, link) for link in reported_by(evidence, span)]
    return replace(doubt, speaker=speaker, printed=bool(printed) and "same" not in printed)


def _prose(evidence: Evidence, first: int, last: int) -> Iterator[str]:
    """Some sentences of the article, without adverts and links."""
    for start, end in evidence.parse.sentences[first:last]:
        if not _is_noise(evidence, start, end):
            yield evidence.article.text[start:end].strip()


def _attributed(doubt: Doubt, reply: Reply) -> Finding:
    named: str | None = json.loads(reply.text)["speaker"]
    claimed, spans = doubt.speaker, doubt.question.spans
    if named is None:
        message = "asked without the claim's speaker, the model finds nobody who says these words"
        return Finding("speaker", "unknown", message, spans=spans)
    message = f"asked without the claim's speaker, the model names {named}"
    if key(named) not in key(doubt.shown):
        message = f"{message}, who does not stand there"
        return Finding("speaker", "unknown", message, spans=spans)
    alike, sure = compare_sources(claimed, named), _certainty(reply.sampled) >= _SURE_OF_A_NAME
    if alike == "same" and doubt.printed:
        message = f"{message}; the grammar sees it otherwise"
    elif alike == "same" and sure:
        return Finding("speaker", "pass", message, spans=spans)
    if alike != "different":
        return Finding("speaker", "unknown", message, spans=spans)
    message = f"{message}, not {claimed}"
    return Finding("speaker", "warn", message, "wrong_speaker", spans)


def _certainty(sampled: Sequence[Sampled]) -> float:
    """How likely the model held its whole answer; 1 where it does not tell."""
    chosen = (token.logprobs.get(token.text, 0.0) for token in _value(sampled))
    return math.exp(min(sum(chosen), 0.0))


# --- both -------------------------------------------------------------------------------------


def _value(sampled: Sequence[Sampled]) -> Sequence[Sampled]:
    """The tokens of the one value of an answer: what stands before it was not free to choose."""
    opening = _VALUE.search("".join(token.text for token in sampled))
    if opening is None:
        return ()
    place = 0
    for n, token in enumerate(sampled):
        place += len(token.text)
        if place > opening.end():
            return sampled[n:]
    return ()


def _is_noise(evidence: Evidence, start: int, end: int) -> bool:
    return any(n.start <= start and end <= n.end for n in evidence.article.noise)


def _doubt(
    evidence: Evidence,
    prompt: Prompt,
    asking: Asking,
    values: Mapping[str, str],
    options: Mapping[str, bool | int | float],
    spans: tuple[Span, ...],
) -> Doubt:
    request = Request(
        model=asking.model,
        messages=render(prompt, values),
        schema=prompt.schema,
        prompt=prompt.name,
        prompt_version=prompt.version,
        article_id=evidence.article.id,
        article_sha256=evidence.article.sha256,
        options={"temperature": 0, "seed": 1, **options},
    )
    shown = "".join(values.values())
    question = Question(request, prompt, spans, forbidden=placeholders(prompt, shown))
    return Doubt(question, shown)
