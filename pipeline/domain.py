"""The frozen values and the Protocols that everyone speaks in.

Offsets are Unicode code points of `Article.text`, 0-based and end-exclusive. The text
is never altered, so what a `Span` says can always be looked up again.
"""

import hashlib
import json
from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Literal, Protocol, TypeAlias

Json: TypeAlias = "str | int | float | bool | None | list[Json] | dict[str, Json]"

Kind = Literal["demand", "summary", "statement"]
Stance = Literal[
    "demands", "rejects", "could_accept", "offers", "agreed", "warns", "criticises", "states"
]
Modality = Literal["asserted", "attributed", "quoted", "hedged", "conditional", "historical"]
Match = Literal["exact", "folded", "elided", "altered", "absent", "ambiguous"]
Outcome = Literal["pass", "fail", "warn", "unknown"]
Ruling = Literal["supported", "review", "rejected"]
Reason = Literal[
    "fabricated_quote",
    "stitched_quote",
    "clipped_quote",
    "wrong_speaker",
    "wrong_addressee",
    "merged_sources",
    "dropped_attribution",
    "number_changed",
    "date_changed",
    "negation_flipped",
    "overclaimed_certainty",
    "scope_changed",
    "entity_swapped",
    "outside_knowledge",
    "cross_article_leak",
    "boilerplate_leak",
    "unsupported",
]


# --- the source ------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Span:
    """`text[start:end]`, with its words; W3C TextPosition and TextQuote selectors in one."""

    start: int
    end: int
    exact: str


@dataclass(frozen=True, slots=True)
class Noise:
    """A stretch of an article that its author did not write: an advert, a link, a caption."""

    start: int
    end: int
    kind: str


@dataclass(frozen=True, slots=True)
class Article:
    """One text, unaltered.

    Attributes:
        id: Unique in a run; safe as a file name.
        text: The code points as read; never normalised.
        sha256: Of `text` as UTF-8, in hexadecimal.
        noise: Sorted, without overlaps.
        language: ISO 639-1, or None when it cannot be told.
        published: As the source gives it (ISO 8601 date where known).
    """

    id: str
    text: str
    sha256: str
    noise: tuple[Noise, ...] = ()
    title: str | None = None
    outlet: str | None = None
    url: str | None = None
    published: str | None = None
    language: str | None = None

    def span(self, start: int, end: int) -> Span:
        """The span of `[start, end)`; the only place where a Span of an article is made."""
        return Span(start, end, self.text[start:end])


@dataclass(frozen=True, slots=True)
class Problem:
    """Input that could not be used: where it is, and what is wrong in one lower-case sentence."""

    where: str
    message: str


# --- asking ----------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Prompt:
    """A folder of `prompts/`.

    Attributes:
        template: Jinja2, cut into turns by lines such as `--- user ---`.
        schema: What the model is asked to answer, as strict structured outputs accept it.
        strict: The same shape with lengths and patterns, checked here.
        version: sha256 of template and schema, in hexadecimal.
    """

    name: str
    template: str
    schema: Mapping[str, Json]
    strict: Mapping[str, Json]
    version: str


@dataclass(frozen=True, slots=True)
class Message:
    """One turn of a conversation."""

    role: Literal["system", "user", "assistant"]
    content: str


@dataclass(frozen=True)
class Request:
    """What is sent to a model, and from what it was made.

    `key` covers what the model sees (model, messages, schema, sampling options) and nothing
    else, so equal questions share one answer; the prompt and article only say whose it is.
    """

    model: str
    messages: tuple[Message, ...]
    schema: Mapping[str, Json]
    prompt: str
    prompt_version: str
    article_id: str
    article_sha256: str
    options: Mapping[str, int | float] = field(default_factory=dict)

    @cached_property
    def key(self) -> str:
        """sha256, in hexadecimal, of the canonical JSON of what the model sees."""
        seen = {
            "messages": [[m.role, m.content] for m in self.messages],
            "model": self.model,
            "options": dict(self.options),
            "schema": self.schema,
        }
        canonical = json.dumps(seen, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
        return hashlib.sha256(canonical.encode("utf-8", "surrogatepass")).hexdigest()


@dataclass(frozen=True, slots=True)
class Question:
    """A request, and what its answer is about.

    Attributes:
        spans: The sentences asked about, in the order of their numbers in the prompt; an answer
            that gives numbers, or none, cites these.
        stance: The stance that the cue of the one sentence announces, where there is a cue.
        forbidden: Placeholder words of the prompt's examples, unless the text itself has them:
            an answer that holds one repeats the instructions.
    """

    request: Request
    prompt: Prompt
    spans: tuple[Span, ...] = ()
    stance: Stance | None = None
    forbidden: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Usage:
    """Tokens of one reply, or of many added up."""

    prompt_tokens: int = 0
    completion_tokens: int = 0

    def __add__(self, other: "Usage") -> "Usage":
        return Usage(
            self.prompt_tokens + other.prompt_tokens,
            self.completion_tokens + other.completion_tokens,
        )


@dataclass(frozen=True, slots=True)
class Reply:
    """What came back. `finish_reason` is the endpoint's word: stop, length, content_filter."""

    text: str
    finish_reason: str
    model: str
    refusal: str | None = None
    fingerprint: str | None = None
    usage: Usage = Usage()


class Model(Protocol):
    """The seam to every model: endpoint, local or recorded. A plain async function will do."""

    async def __call__(self, request: Request) -> Reply:
        """Answer one request, or raise `ModelError`."""
        ...


# --- claims ----------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Citation:
    """Words of the article, and who told whom: outermost link first, the last one speaks."""

    quote: str
    attribution: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Claim:
    """One assertion: a demand (who demands what of whom), a summary sentence, or a statement."""

    id: str
    article_id: str
    kind: Kind
    text: str | None = None
    demander: str | None = None
    addressee: str | None = None
    content: str | None = None
    stance: Stance | None = None
    modality: Modality | None = None
    condition_for: str | None = None
    citations: tuple[Citation, ...] = ()


@dataclass(frozen=True, slots=True)
class Rejection:
    """A reply that did not pass the schema, or never came, after its one repair."""

    article_id: str
    prompt: str
    problems: tuple[Problem, ...]


@dataclass(frozen=True, slots=True)
class Grounding:
    """Where a citation's quote stands, and how it matched.

    Attributes:
        quote: What the claim cites, as written.
        span: The whole stretch, from the first matched word to the last; None when absent.
        pieces: The stretches that carry the words; more than one when `elided`.
        diff: For `altered`: the source's words with `[-missing-]` and `{+added+}` marked.
        others: For `ambiguous`: every further place where the words stand.
    """

    quote: str
    match: Match
    span: Span | None = None
    pieces: tuple[Span, ...] = ()
    diff: str | None = None
    others: tuple[Span, ...] = ()


@dataclass(frozen=True, slots=True)
class Finding:
    """One check's answer, with one sentence for a person and the spans it rests on."""

    check: str
    outcome: Outcome
    message: str
    reason: Reason | None = None
    spans: tuple[Span, ...] = ()


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the findings of one claim amount to; `score` runs from 0 to 1 = supported."""

    ruling: Ruling
    score: float
    reasons: tuple[Reason, ...]
    findings: tuple[Finding, ...]
    groundings: tuple[Grounding, ...]


@dataclass(frozen=True, slots=True)
class CheckedClaim:
    """A claim and its one verdict."""

    claim: Claim
    verdict: Verdict


@dataclass(frozen=True, slots=True)
class Result:
    """All that one article came to."""

    article: Article
    claims: tuple[CheckedClaim, ...] = ()
    rejections: tuple[Rejection, ...] = ()
    requests: int = 0
    usage: Usage = Usage()


# --- the note --------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Footnote:
    """The ground under a sentence: exact words of one article, and the chain that carries them."""

    number: int
    article_id: str
    span: Span
    chain: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence of the note, made from one claim.

    Attributes:
        text: Without footnote marks.
        claim_id: The claim it was made from.
        ruling: supported, review or rejected: doubtful sentences are shown, never dropped.
        why: For review and rejected: the findings that decided, in plain words.
        footnotes: Empty only where a rejected or doubtful claim stands on nothing.
    """

    text: str
    claim_id: str
    ruling: Ruling
    why: tuple[str, ...]
    footnotes: tuple[Footnote, ...]


@dataclass(frozen=True, slots=True)
class Section:
    """A heading and the sentences under it."""

    heading: str
    sentences: tuple[Sentence, ...]


@dataclass(frozen=True, slots=True)
class Note:
    """The briefing note. `basis` says from what and how it was made, one sentence an item."""

    title: str
    basis: tuple[str, ...]
    sections: tuple[Section, ...]


# --- grammar ---------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Token:
    """One word: offsets, lemma, Universal POS, dependency label, head (index) and entity type."""

    index: int
    start: int
    end: int
    text: str
    lemma: str
    pos: str
    dep: str
    head: int
    entity: str = ""


@dataclass(frozen=True)
class Parse:
    """The grammar of a text.

    Attributes:
        sentences: `[start, end)` in code points, in text order; none crosses a line break.
        tokens: Empty when no parser speaks the text's language: checks that need grammar
            then answer `unknown`.
    """

    sentences: tuple[tuple[int, int], ...] = ()
    tokens: tuple[Token, ...] = ()

    @cached_property
    def _token_starts(self) -> list[int]:
        return [t.start for t in self.tokens]

    @cached_property
    def _sentence_starts(self) -> list[int]:
        return [start for start, _ in self.sentences]

    @cached_property
    def children(self) -> tuple[tuple[int, ...], ...]:
        """For each token, the indices of the tokens it governs, in text order."""
        below: list[list[int]] = [[] for _ in self.tokens]
        for token in self.tokens:
            if token.head != token.index:
                below[token.head].append(token.index)
        return tuple(map(tuple, below))

    def between(self, start: int, end: int) -> tuple[Token, ...]:
        """The tokens that overlap `[start, end)`, code points."""
        first = max(bisect_right(self._token_starts, start) - 1, 0)
        last = bisect_right(self._token_starts, end - 1)
        return tuple(t for t in self.tokens[first:last] if t.end > start)

    def sentence_at(self, offset: int) -> int | None:
        """The index of the sentence that holds, or last began before, a code point."""
        found = bisect_right(self._sentence_starts, offset) - 1
        return found if found >= 0 else None


class Parser(Protocol):
    """Text -> grammar; a text in a language it does not speak gives an empty Parse."""

    def __call__(self, text: str, language: str | None = "en") -> Parse:
        """Parse one text."""
        ...


@dataclass(frozen=True, slots=True)
class Evidence:
    """All a check may look at: the claim, its article with grammar, and its groundings."""

    claim: Claim
    article: Article
    parse: Parse
    groundings: tuple[Grounding, ...]


class Check(Protocol):
    """One question about one claim. Pure: equal evidence gives an equal finding."""

    def __call__(self, evidence: Evidence) -> Finding:
        """Answer pass, fail, warn or unknown; never raise."""
        ...
