"""The frozen values and the Protocols that everyone speaks in.

Offsets are Unicode code points of `Article.text`, 0-based and end-exclusive. The text
is never altered, so what a `Span` says can always be looked up again.
"""

from pipeline.domain.article import Article, Noise, Problem, Span
from pipeline.domain.asking import (
    Answer,
    Message,
    Model,
    Prompt,
    Question,
    Reply,
    Request,
    Sampled,
    Shelf,
    Usage,
)
from pipeline.domain.claim import (
    Check,
    CheckedClaim,
    Citation,
    Claim,
    Evidence,
    Finding,
    Grounding,
    Rejection,
    Result,
    Verdict,
)
from pipeline.domain.grammar import Parse, Parser, Token
from pipeline.domain.note import Footnote, Note, Section, Sentence
from pipeline.domain.policy import Policy
from pipeline.domain.words import (
    Failure,
    Json,
    Kind,
    Match,
    Modality,
    Outcome,
    Reason,
    Ruling,
    Stance,
)

__all__ = [
    "Answer",
    "Article",
    "Check",
    "CheckedClaim",
    "Citation",
    "Claim",
    "Evidence",
    "Failure",
    "Finding",
    "Footnote",
    "Grounding",
    "Json",
    "Kind",
    "Match",
    "Message",
    "Modality",
    "Model",
    "Noise",
    "Note",
    "Outcome",
    "Parse",
    "Parser",
    "Policy",
    "Problem",
    "Prompt",
    "Question",
    "Reason",
    "Rejection",
    "Reply",
    "Request",
    "Result",
    "Ruling",
    "Sampled",
    "Section",
    "Sentence",
    "Shelf",
    "Span",
    "Stance",
    "Token",
    "Usage",
    "Verdict",
]
