"""Invented stories that several articles tell: read from files, and reconciled with the grammar."""

import hashlib
import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import combinations, pairwise
from pathlib import Path
from typing import Any

from pipeline.domain import (
    Article,
    CheckedClaim,
    Citation,
    Claim,
    Member,
    Reconciled,
    Result,
    Ruling,
    Verdict,
)
from pipeline.readers import noise_spans
from pipeline.stages.ground import ground
from pipeline.together import together
from pipeline.wording.haystack import haystack
from tests.newsroom import parser

FOLDER = Path(__file__).parent.parent / "fixtures" / "stories"
STORIES = sorted(path.name for path in FOLDER.iterdir() if path.is_dir())
JOINING = frozenset({"same", "narrower", "broader"})


def article(name: str, text: str, **metadata: str | None) -> Article:
    """An article as the readers would give it."""
    sha256 = hashlib.sha256(text.encode()).hexdigest()
    language = metadata.pop("language", "en")
    return Article(name, text, sha256, noise_spans(text), language=language, **metadata)


def demand(
    name: str,
    of: Article,
    content: str,
    quote: str,
    *,
    chain: tuple[str, ...] = (),
    ruling: Ruling = "supported",
    **fields: Any,  # noqa: ANN401 (a claim's own)
) -> CheckedClaim:
    """A checked demand over an article, with one citation."""
    claim = Claim(
        name, of.id, "demand", content=content, citations=(Citation(quote, chain),),
        **{"stance": "demands", "modality": "attributed", **fields},
    )  # fmt: skip
    return checked(claim, of, ruling)


def checked(claim: Claim, of: Article, ruling: Ruling = "supported") -> CheckedClaim:
    """A claim with its citations grounded, and a verdict."""
    where = haystack(of.text, ())
    found = tuple(ground(citation.quote, where) for citation in claim.citations)
    return CheckedClaim(claim, Verdict(ruling, float(ruling == "supported"), (), (), found))


def lines(path: Path) -> list[dict[str, Any]]:
    """The records of a JSON Lines file."""
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()]


def story(name: str) -> list[Result]:
    """The articles and claims of one story; every claim is taken for supported."""
    claims = lines(FOLDER / name / "claims.jsonl")
    results = []
    for record in lines(FOLDER / name / "articles.jsonl"):
        of = article(**{"name": record.pop("id"), **record})
        told = []
        for line in claims:
            if line["article_id"] == of.id:
                fields = dict(line["claim"])
                cited = tuple(
                    Citation(c["quote"], tuple(c["attribution"])) for c in fields.pop("citations")
                )
                told.append(checked(Claim(line["id"], of.id, citations=cited, **fields), of))
        results.append(Result(of, tuple(told)))
    return results


def expected(name: str) -> Mapping[str, Any]:
    """What a careful reader makes of a story."""
    found: Mapping[str, Any] = json.loads((FOLDER / name / "expected.json").read_text("utf-8"))
    return found


def reconciled(results: Sequence[Result]) -> Reconciled:
    """What some results amount to, with the real grammar."""
    return together(results, parser())[1]


class Told:
    """A reconciled story, asked about its claims by id."""

    def __init__(self, found: Reconciled) -> None:
        self.found = found
        self.members: dict[str, Member] = {}
        self.clusters: dict[str, int] = {}
        for number, cluster in enumerate(found.clusters):
            for member in cluster.members:
                assert member.claim_id not in self.members, "a claim is in one cluster at most"
                self.members[member.claim_id] = member
                self.clusters[member.claim_id] = number

    def origin(self, claim: str) -> str:
        """The id of a claim's origin."""
        return self.members[claim].origin

    def joined(self, one: str, two: str) -> bool:
        """Whether two claims corroborate one demand."""
        relations = {self.members[one].relation, self.members[two].relation}
        return self.clusters[one] == self.clusters[two] and relations <= JOINING

    def independent(self, claim: str) -> int:
        """The safe minimum of the claim's cluster."""
        return self.found.clusters[self.clusters[claim]].independent_origins

    def relation(self, claim: str) -> str:
        """How a claim relates to the head of its cluster."""
        return self.members[claim].relation


def differences(name: str) -> list[str]:
    """Where a story was not reconciled as a careful reader does; empty where it was."""
    want, told = expected(name), Told(reconciled(story(name)))
    return [*_claims(want, told), *_articles(want, told.found), *_discrepancies(want, told.found)]


def _claims(want: Mapping[str, Any], told: Told) -> Iterable[str]:
    def pairs(groups: list[list[str]], one: Callable[[str, str], bool], what: str) -> Iterable[str]:
        for group in groups:
            yield from (f"{what} {a} {b}" for a, b in combinations(group, 2) if not one(a, b))
        for first, second in combinations(groups, 2):
            if one(first[0], second[0]):
                yield f"not one {what}: {first[0]} {second[0]}"

    same_origin: Callable[[str, str], bool] = lambda a, b: told.origin(a) == told.origin(b)  # noqa: E731
    yield from pairs(want["origins"], same_origin, "origin")
    yield from pairs(want["clusters"], told.joined, "demand")
    yield from (f"apart {a} {b}" for a, b in want.get("apart", ()) if told.joined(a, b))
    for a, b in want.get("conflicts", ()):
        if told.clusters[a] != told.clusters[b] or "conflicts" not in {
            told.relation(a), told.relation(b)
        }:  # fmt: skip
            yield f"conflict {a} {b}"
    for claim, number in want["independent"].items():
        if told.independent(claim) != number:
            yield f"{claim} stands on {number}, not {told.independent(claim)} origins"


def _articles(want: Mapping[str, Any], found: Reconciled) -> Iterable[str]:
    inferred = {r.article_id for o in found.origins for r in o.articles if r.basis == "inferred"}
    yield from (f"inferred {a}" for a in want.get("inferred", ()) if a not in inferred)
    dates = {dated.article_id: dated.date for dated in found.timeline}
    for name, day in want.get("dates", {}).items():
        if dates[name] != day:
            yield f"{name} is of {day}, not {dates[name]}"
    order = list(dates)
    for one, two in pairwise(want.get("order", ())):
        if order.index(one) > order.index(two):
            yield f"{one} before {two}"
    copies = {frozenset((copy.article_id, copy.of)) for copy in found.copies}
    yield from (f"copies {p}" for p in want.get("copies", ()) if frozenset(p) not in copies)


def _discrepancies(want: Mapping[str, Any], found: Reconciled) -> Iterable[str]:
    for wanted in want["discrepancies"]:
        if not any(
            one.kind == wanted["kind"]
            and set(wanted.get("claims", ())) <= set(one.claim_ids)
            and set(wanted.get("articles", ())) <= {span.article_id for span in one.spans}
            for one in found.discrepancies
        ):
            yield f"no discrepancy {wanted}"
    known = {wanted["kind"] for wanted in want["discrepancies"]} | set(want.get("also", ()))
    yield from (f"not seen: {d.what}" for d in found.discrepancies if d.kind not in known)
