"""The frozen values and the Protocols that everyone speaks in.

Offsets are Unicode code points of `Article.text`, 0-based and end-exclusive. The text
is never altered, so what a `Span` says can always be looked up again.
"""

from pipeline.domain.article import Article, Noise, Problem, Span
from pipeline.domain.asking import (
    Message,
    Model,
    Prompt,
    Question,
    Reply,
    Request,
    Sampled,
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
from pipeline.domain.reconciled import (
    Basis,
    Cluster,
    Copy,
    Dated,
    Dating,
    Discrepancy,
    Member,
    Origin,
    OriginKind,
    Reconciled,
    Relation,
    Relay,
    Status,
    Tie,
)
from pipeline.domain.words import Json, Kind, Match, Modality, Outcome, Reason, Ruling, Stance

__all__ = [
    "Article",
    "Basis",
    "Check",
    "CheckedClaim",
    "Citation",
    "Claim",
    "Cluster",
    "Copy",
    "Dated",
    "Dating",
    "Discrepancy",
    "Evidence",
    "Finding",
    "Footnote",
    "Grounding",
    "Json",
    "Kind",
    "Match",
    "Member",
    "Message",
    "Modality",
    "Model",
    "Noise",
    "Note",
    "Origin",
    "OriginKind",
    "Outcome",
    "Parse",
    "Parser",
    "Policy",
    "Problem",
    "Prompt",
    "Question",
    "Reason",
    "Reconciled",
    "Rejection",
    "Relation",
    "Relay",
    "Reply",
    "Request",
    "Result",
    "Ruling",
    "Sampled",
    "Section",
    "Sentence",
    "Span",
    "Stance",
    "Status",
    "Tie",
    "Token",
    "Usage",
    "Verdict",
]
