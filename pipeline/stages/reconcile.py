"""Checked claims of many articles -> origins, clusters, discrepancies and a timeline.

Rejected claims have no part in it, and summaries only repeat what their own article says. Claims
held for review are compared, and corroborate nothing. Where two claims are near and nothing but
their wording tells whether they are one, a model may be asked (`doubtful`, then `opinions`).
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from pipeline.across.case import Case
from pipeline.across.clusters import Group, Web, groups
from pipeline.across.copies import copies
from pipeline.across.discrepancies import discrepancies
from pipeline.across.independence import safe_minimum
from pipeline.across.matter import Matter, matter
from pipeline.across.newsrooms import newsrooms
from pipeline.across.origins import origins, units
from pipeline.across.relating import Relating
from pipeline.across.reports import Desks, Traced
from pipeline.across.sides import Sides
from pipeline.across.timeline import dates, day_of, timeline
from pipeline.domain import (
    Cluster,
    Member,
    Origin,
    Parse,
    Prompt,
    Question,
    Reconciled,
    Relation,
    Reply,
    Request,
    Result,
)
from pipeline.turns import placeholders, render

PROMPTS = ("relate",)
_MOST = 300  # code points of a claim that a model is shown
_ORDER: Mapping[Relation, int] = {
    "same": 0, "narrower": 0, "broader": 0, "conflicts": 1, "related": 2
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Asking:
    """How to ask about two claims: the model's name at the endpoint, and the prompt `relate`."""

    model: str
    prompt: Prompt


@dataclass(frozen=True, slots=True)
class Near:
    """A question about two claims, told by their ids: how does the second relate to the first?"""

    question: Question
    first: str
    second: str


def reconcile(
    results: Sequence[Result],
    parses: Mapping[str, Parse],
    told: Mapping[str, Parse],
    one: frozenset[tuple[str, str]] = frozenset(),
) -> Reconciled:
    """What many articles amount to together.

    Ids must be unique (`across.gathering.gather`). `parses` are by article id, `told` is the
    grammar of each claim's words by claim id; a Parse may be empty, which gives careful answers.
    `one` are pairs of claims that a model holds for one demand (`opinions`).
    """
    articles = [result.article for result in results]
    sides = Sides(parses.values())
    web = Web(_matters(results, told), sides, one)
    drawn_together = groups(web)
    rooms = newsrooms(parses.values())
    desks = Desks(articles, parses, rooms)
    traced = {m.id: desks[m.article_id].trace(m.checked) for m in web.matters}
    dated = list(dates(articles, parses))
    days = {found.article_id: day_of(found) for found in dated}
    copied = copies(articles)
    parts = units([(m.id, m.article_id, traced[m.id]) for m in web.matters], days)
    shared = [frozenset(web.matters[at].id for at in group.one_matter) for group in drawn_together]
    made, origin_of = origins(parts, shared, copied, sides)
    drawn = _Drawing(web, traced, origin_of, {o.id: o for o in made}, sides)
    hashes = {name: article.sha256 for name, article in ((a.id, a) for a in articles)}
    clusters = _clusters(drawn, drawn_together, hashes)
    case = Case(desks, web, drawn_together, traced, origin_of, made, copied)
    return Reconciled(tuple(made), clusters, discrepancies(case), timeline(dated, made), copied)


def _matters(results: Sequence[Result], told: Mapping[str, Parse]) -> list[Matter]:
    """What every claim that counts is about, by id."""
    counting = [
        checked
        for result in results
        for checked in result.claims
        if checked.verdict.ruling != "rejected"
        and checked.claim.kind != "summary"
        and checked.claim.words.strip()
    ]
    counting.sort(key=lambda checked: checked.claim.id)
    return [matter(checked, told.get(checked.claim.id, Parse())) for checked in counting]


@dataclass(frozen=True, slots=True)
class _Drawing:
    """All that a cluster is drawn from."""

    web: Web
    traced: Mapping[str, Traced]
    origin_of: Mapping[str, str]
    origins: Mapping[str, Origin]
    sides: Sides

    def member(self, at: int, relating: Relating | None) -> Member:
        found = self.web.matters[at]
        return Member(
            found.id,
            found.article_id,
            (relating.relation if relating else None) or "same",
            self.origin_of[found.id],
            found.checked.verdict.ruling,
            relating.reason if relating else "the others are told against it",
            self.traced[found.id].ties,
        )

    def members(self, group: Group) -> tuple[Member, ...]:
        others = [self.member(at, found) for at, found in group.members.items()]
        others.sort(key=lambda m: (_ORDER[m.relation], m.claim_id))
        return (self.member(group.head, None), *others)


def _clusters(
    drawn: _Drawing, found: Sequence[Group], hashes: Mapping[str, str]
) -> tuple[Cluster, ...]:
    made: list[tuple[Group, Cluster]] = []
    for group in found:
        members = drawn.members(group)
        counted = [m for m in members if _ORDER[m.relation] == 0 and m.ruling == "supported"]
        articles = len({hashes[m.article_id] for m in counted})
        sources = {m.origin: drawn.origins[m.origin] for m in counted}
        least = min(safe_minimum(sources.values(), drawn.sides), articles)
        label = drawn.web.matters[group.head].checked.claim.words
        made.append((group, Cluster("", label, members, articles, least)))
    made.sort(key=lambda m: (-m[1].independent_origins, -m[1].articles, m[1].members[0].claim_id))
    of = {at: f"K{n}" for n, (group, _) in enumerate(made, 1) for at in _places(group)}
    return tuple(
        Cluster(
            of[group.head], c.label, c.members, c.articles, c.independent_origins,
            tuple(dict.fromkeys(of[at] for at in group.near)),
        )
        for group, c in made
    )  # fmt: skip


def _places(group: Group) -> Iterator[int]:
    yield group.head
    yield from group.members


# --- second opinions --------------------------------------------------------------------------


def doubtful(
    results: Sequence[Result],
    parses: Mapping[str, Parse],
    told: Mapping[str, Parse],
    asking: Asking,
) -> tuple[Near, ...]:
    """What to ask a model: pairs that are near, and that nothing but their wording sets apart."""
    matters = _matters(results, told)
    web = Web(matters, Sides(parses.values()))
    shas = {result.article.id: result.article.sha256 for result in results}
    return tuple(
        _near(matters[one], matters[two], shas, asking)
        for one, two in web.open
        if matters[one].article_id != matters[two].article_id
    )


def opinions(answered: Sequence[tuple[Near, Reply]]) -> frozenset[tuple[str, str]]:
    """The pairs of claims that a model holds for one and the same demand.

    "Narrower" and "broader" are there to be answered in place of "same", and change nothing: a
    small model gives them too readily. The replies are known to keep to the schema.
    """
    return frozenset(
        (near.first, near.second)
        for near, reply in answered
        if json.loads(reply.text)["relation"] == "same"
    )


def _near(one: Matter, two: Matter, shas: Mapping[str, str], asking: Asking) -> Near:
    values = {"first": _sentence(one), "second": _sentence(two)}
    prompt = asking.prompt
    request = Request(
        model=asking.model,
        messages=render(prompt, values),
        schema=prompt.schema,
        prompt=prompt.name,
        prompt_version=prompt.version,
        article_id=one.article_id,
        article_sha256=shas[one.article_id],
        options={"temperature": 0, "seed": 1, "max_tokens": 20},
    )
    question = Question(request, prompt, forbidden=placeholders(prompt, "".join(values.values())))
    return Near(question, one.id, two.id)


def _sentence(found: Matter) -> str:
    """A claim as one line: whose it is, of whom, and what."""
    claim = found.checked.claim
    whom = f" (of {claim.addressee})" if claim.addressee else ""
    stance = (claim.stance or "states").replace("_", " ")
    head = f"{claim.demander} {stance}{whom}: " if claim.demander else ""
    return (head + claim.words)[:_MOST]
