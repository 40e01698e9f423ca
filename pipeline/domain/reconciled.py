"""What the claims of many articles amount to together: origins, clusters, discrepancies, dates.

Every span in here names its article. Claims and articles are told by their ids.
"""

from dataclasses import dataclass
from typing import Literal

from pipeline.domain.article import Span
from pipeline.domain.words import Ruling

Basis = Literal["explicit", "inferred"]
Status = Literal["explicit", "inferred", "missing"]
Relation = Literal["same", "narrower", "broader", "conflicts", "related"]
OriginKind = Literal["report", "statement", "document", "outlet"]
Dating = Literal["metadata", "explicit", "inferred", "unknown"]


@dataclass(frozen=True, slots=True)
class Relay:
    """An article that passes an origin on, and how that is known, in one sentence."""

    article_id: str
    basis: Basis
    reason: str


@dataclass(frozen=True, slots=True)
class Origin:
    """Who first reported it.

    Attributes:
        id: "O1", "O2" ...; equal input gives equal ids, whatever the order of the articles.
        kind: `report` of a newsroom, `statement` of somebody named, `document`, or `outlet`: the
            article says it in its own voice.
        agency: The newsroom that first had it, where any article names it.
        descriptor: The source as printed: "three officials briefed on the talks", "Ana Ruiz".
        date: ISO 8601, of the statement or report, where an article tells it.
        articles: Everyone who passes it on, each once, by id.
        spans: Where the articles name agency and source.
    """

    id: str
    kind: OriginKind
    agency: str | None
    descriptor: str | None
    date: str | None
    articles: tuple[Relay, ...]
    spans: tuple[Span, ...] = ()


@dataclass(frozen=True, slots=True)
class Tie:
    """One link of the chain from the outlet to whoever knows, and how it is known.

    Attributes:
        name: As printed; None where `missing`.
        reason: Why it is inferred or missing, in one sentence; "" where explicit.
        span: Where it is printed; of another article where it is inferred from there.
    """

    role: Literal["outlet", "agency", "source"]
    name: str | None
    status: Status
    reason: str = ""
    span: Span | None = None


@dataclass(frozen=True, slots=True)
class Member:
    """One claim of a cluster.

    Attributes:
        relation: To the claim that gives the cluster its label. `same`, `narrower` and `broader`
            corroborate; `conflicts` and `related` do not.
        origin: The id of its origin.
        ruling: Its verdict; a claim that is not supported corroborates nothing.
        reason: Why it stands here, in one sentence.
        chain: From the outlet inwards.
    """

    claim_id: str
    article_id: str
    relation: Relation
    origin: str
    ruling: Ruling
    reason: str
    chain: tuple[Tie, ...]


@dataclass(frozen=True, slots=True)
class Cluster:
    """One demand across articles. Every claim is in one cluster at most; rejected ones in none.

    Attributes:
        id: "K1", "K2" ...; equal input gives equal ids, whatever the order of the articles.
        label: The words of the claim that all relations are told against, which comes first.
        members: That claim, then those that corroborate, conflict, and are near, by id.
        articles: How many articles have a supported claim that corroborates.
        independent_origins: The safe minimum: as many of their origins as are surely independent
            of each other. At most `articles`, and 0 where nothing is supported.
        near: Ids of clusters about something like it, which is yet another matter.
    """

    id: str
    label: str
    members: tuple[Member, ...]
    articles: int
    independent_origins: int
    near: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Discrepancy:
    """Something the articles do not tell alike: reported, never resolved.

    Attributes:
        kind: count, number, quantifier, wording, certainty, scope, extent, condition, purpose,
            agency, source, attribution, spelling, conflict.
        what: One sentence, with the articles' own words.
        claim_ids: The claims it touches; may be empty, where only the text differs.
        spans: The words that differ, one or more of each side.
    """

    kind: str
    what: str
    claim_ids: tuple[str, ...]
    spans: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class Dated:
    """When an article was published, as far as anybody can tell.

    Attributes:
        date: ISO 8601 date; None where it is not known.
        basis: `metadata`; `explicit`: a full date in the text; `inferred`: from part of a date, or
            from another article that passes on the same report; `unknown`.
        reason: Why, in one sentence.
    """

    article_id: str
    date: str | None
    basis: Dating
    reason: str
    spans: tuple[Span, ...] = ()


@dataclass(frozen=True, slots=True)
class Copy:
    """Two articles with so much wording in common that one is a copy, or both copy a third.

    Attributes:
        share: Of the shorter one's word sequences, from 0 to 1.
    """

    article_id: str
    of: str
    share: float


@dataclass(frozen=True, slots=True)
class Reconciled:
    """All of it. The order of the articles changes nothing in here.

    Attributes:
        timeline: Every article: dated ones first, the earliest first, then by id.
    """

    origins: tuple[Origin, ...] = ()
    clusters: tuple[Cluster, ...] = ()
    discrepancies: tuple[Discrepancy, ...] = ()
    timeline: tuple[Dated, ...] = ()
    copies: tuple[Copy, ...] = ()
