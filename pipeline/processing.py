"""The order of the stages for one article, and nothing else.

read -> parse -> ask -> (model) -> check -> (repair once) -> ground -> verify

and for claims of anywhere, where it is wanted: verify -> doubt -> (model) -> verify
"""

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Protocol

from pipeline.answering import Answer, all_of, answer, rejected
from pipeline.domain import (
    Article,
    CheckedClaim,
    Claim,
    Evidence,
    Kind,
    Model,
    Parse,
    Parser,
    Policy,
    Question,
    Rejection,
    Reply,
    Result,
    Usage,
    Verdict,
)
from pipeline.errors import EndpointError
from pipeline.stages.ask import Plan, narrower, questions
from pipeline.stages.check import unusable
from pipeline.stages.doubt import Asking, Doubt, doubts, opinions
from pipeline.stages.ground import about, ground
from pipeline.stages.verify import STANDARD, verify, verify_beside, weigh
from pipeline.wording.haystack import Haystack, haystack
from pipeline.wording.passages import Others, Passages, passages


@dataclass(frozen=True, slots=True)
class Adviser:
    """Whom to ask for second opinions, and how."""

    model: Model
    asking: Asking


class Hands(Protocol):
    """Who does the work of grammar: what takes time and asks nobody."""

    async def questions(self, article: Article) -> Sequence[Question]:
        """All that is asked about an article."""
        ...

    async def judge(
        self, claims: Sequence[Claim], article: Article, library: Others | None
    ) -> tuple[CheckedClaim, ...]:
        """One verdict for each claim, in order."""
        ...


@dataclass(frozen=True, slots=True)
class Here:
    """The hands of this very process."""

    parse: Parser
    plan: Plan
    policy: Policy

    async def questions(self, article: Article) -> Sequence[Question]:
        """By the grammar of its text."""
        return questions(article, self.parse(article.text, article.language), self.plan)

    async def judge(
        self, claims: Sequence[Claim], article: Article, library: Others | None
    ) -> tuple[CheckedClaim, ...]:
        """By the checks."""
        return judge(claims, article, self.parse, library, self.policy)


@dataclass(frozen=True, slots=True)
class Desk:
    """What one article needs from the world: somebody to ask, a grammar, and how to ask.

    Attributes:
        library: All articles of the run, to tell what leaked from one into another.
        hands: Who works; None works here.
    """

    model: Model
    parse: Parser
    plan: Plan
    policy: Policy = STANDARD
    library: Others | None = None
    hands: Hands | None = None


async def process(article: Article, desk: Desk) -> Result:
    """One article from text to verdicts; raises ModelError when the model cannot be asked."""
    hands = desk.hands or Here(desk.parse, desk.plan, desk.policy)

    def cut(question: Question) -> Sequence[Question]:
        parse = desk.parse(article.text, article.language)
        return narrower(question, article, parse, desk.plan)

    asked = await hands.questions(article)
    found = sum(await all_of(answer(one, desk.model, cut) for one in asked), Answer())
    claims = _numbered(article, found.claims)
    judged = await hands.judge(claims, article, desk.library)
    return Result(article, judged, found.rejections, found.failures, found.requests, found.usage)


def judge(
    claims: Sequence[Claim],
    article: Article,
    parse: Parser,
    library: Others | None = None,
    policy: Policy = STANDARD,
) -> tuple[CheckedClaim, ...]:
    """Ground and verify claims over one article: one verdict for each claim, in order.

    With a library of the other articles of the run, what is not supported here is looked for
    there.
    """
    judged = _judge(claims, article, parse, library, policy)
    return tuple(CheckedClaim(evidence.claim, verdict) for evidence, verdict in judged)


async def verify_with(
    claims: Sequence[Claim],
    article: Article,
    parse: Parser,
    adviser: Adviser,
    library: Others | None = None,
    policy: Policy = STANDARD,
) -> Result:
    """As `judge`, and an adviser is asked where the checks leave doubt.

    The result's rejections are the opinions that could not be used; raises ModelError when the
    model cannot be asked.
    """
    judged = _judge(claims, article, parse, library, policy)
    return await _second_opinions(article, judged, adviser, policy)


async def _second_opinions(
    article: Article,
    judged: Sequence[tuple[Evidence, Verdict]],
    adviser: Adviser,
    policy: Policy,
) -> Result:
    """The claims of an article with the opinions of an adviser weighed in.

    An answer that cannot be used leaves the verdict of its claim as it was, and is counted.
    """
    told = await _opinions(judged, adviser)
    rejections = tuple(opinion.rejection for opinion in told if opinion.rejection)
    of_claim: defaultdict[int, list[_Opinion]] = defaultdict(list)
    for opinion in told:
        of_claim[opinion.claim].append(opinion)
    return Result(
        article,
        tuple(_advised(*found, of_claim[n], policy) for n, found in enumerate(judged)),
        rejections,
        tuple(rejection.kind for rejection in rejections),
        len(told),
        sum((opinion.reply.usage for opinion in told if opinion.reply), Usage()),
    )


def _judge(
    claims: Sequence[Claim],
    article: Article,
    parse: Parser,
    library: Others | None,
    policy: Policy,
) -> tuple[tuple[Evidence, Verdict], ...]:
    told = parse.many([claim.words for claim in claims], article.language)
    bench = _bench(article, parse)
    return tuple(
        _judged(bench.evidence(claim, said), library, policy)
        for claim, said in zip(claims, told, strict=True)
    )


def evidence_for(claim: Claim, article: Article, parse: Parser) -> Evidence:
    """All that the checks may look at for one claim."""
    (told,) = parse.many([claim.words], article.language)
    return _bench(article, parse).evidence(claim, told)


@dataclass(frozen=True, slots=True)
class _Bench:
    """One article made ready for the many claims that are checked against it."""

    article: Article
    parse: Parse
    where: Haystack
    near: Passages

    def evidence(self, claim: Claim, told: Parse) -> Evidence:
        groundings = tuple(ground(citation.quote, self.where) for citation in claim.citations)
        near = about(claim, groundings, self.parse, self.near)
        return Evidence(claim, self.article, self.parse, groundings, told, near)


def _bench(article: Article, parse: Parser) -> _Bench:
    grammar = parse(article.text, article.language)
    where = haystack(article.text, tuple((n.start, n.end) for n in article.noise))
    return _Bench(article, grammar, where, passages(article, grammar))


def _judged(found: Evidence, library: Others | None, policy: Policy) -> tuple[Evidence, Verdict]:
    verdict = verify(found, policy)
    if library and verdict.ruling != "supported":
        elsewhere = library.elsewhere(found.claim.words, found.article.id)
        if elsewhere:
            found = replace(found, elsewhere=elsewhere)
            verdict = verify_beside(found, verdict, policy)
    return found, verdict


@dataclass(frozen=True, slots=True)
class _Opinion:
    """The reply to one question about a claim, told by its place, and why it cannot be used."""

    claim: int
    doubt: Doubt
    reply: Reply | None
    rejection: Rejection | None


def _advised(
    evidence: Evidence, verdict: Verdict, told: Sequence[_Opinion], policy: Policy
) -> CheckedClaim:
    """A claim with what the adviser said of it; half an answer is none."""
    answered = [(opinion.doubt, opinion.reply) for opinion in told if opinion.reply]
    if answered and not any(opinion.rejection for opinion in told):
        verdict = weigh(evidence, verdict.findings, opinions(answered), policy)
    return CheckedClaim(evidence.claim, verdict)


async def _opinions(
    judged: Sequence[tuple[Evidence, Verdict]], adviser: Adviser
) -> Sequence[_Opinion]:
    """All answers about the claims of one article.

    Questions of one kind come together: a server that remembers how the last one began is quicker.
    """
    asked = [
        (n, doubt)
        for n, (evidence, verdict) in enumerate(judged)
        for doubt in doubts(evidence, verdict, adviser.asking)
    ]
    asked.sort(key=lambda one: one[1].question.prompt.name)
    return await all_of(_opinion(n, doubt, adviser.model) for n, doubt in asked)


async def _opinion(claim: int, doubt: Doubt, model: Model) -> _Opinion:
    """Ask one question; no second try, it is only advice."""
    try:
        reply = await model(doubt.question.request)
    except EndpointError as error:
        return _Opinion(claim, doubt, None, rejected(doubt.question, error))
    return _Opinion(claim, doubt, reply, unusable(doubt.question, reply))


def _numbered(article: Article, claims: Sequence[Claim]) -> tuple[Claim, ...]:
    """Ids that stay the same from run to run: the article, s or d, and a number in text order."""
    numbers: Counter[Kind] = Counter()
    out = []
    for claim in claims:
        numbers[claim.kind] += 1
        letter = "s" if claim.kind == "summary" else "d"
        out.append(replace(claim, id=f"{article.id}-{letter}{numbers[claim.kind]}"))
    return tuple(out)
