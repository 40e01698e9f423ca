"""How far the sourcing of a point can be trusted, and why.

The level speaks of sources alone and never of how likely an event is: ICD 203 (Analytic
Standards, 2015, D.6.e) has analysts keep the two apart, and not mix them in one sentence. What is
weighed are the source descriptors of ICD 206 (2015): who it is, with what access, how direct, and
what corroborates it. As in the Admiralty code (AJP-2.1) the source and the confirmation by others
are looked at one by one: no number of articles makes up for a single origin.

    high      two origins or more that are surely independent, one of them on the record
    moderate  two of them, none on the record; or a single one on the record
    low       everything else
    one lower where a claim that stands speaks against it
"""

from collections.abc import Iterator

from pipeline.domain import Confidence, Level, Origin
from pipeline.drafting.points import Point, Told
from pipeline.drafting.telling import confirmed, names_source, speaks_for_itself
from pipeline.drafting.words import counted, listed, within
from pipeline.speech.sources import compare_sources, is_body, read_source

_OFFICES = frozenset(
    """president prime minister premier chancellor king queen pope sultan emir governor mayor
    foreign defence defense finance interior secretary general chief""".split()
)
_SPEAKING = frozenset(
    """president chairman chairwoman chair head leader director secretary chief spokesman
    spokeswoman spokesperson""".split()
)
_LEVELS: tuple[Level, ...] = ("low", "moderate", "high")


def confidence(point: Point) -> Confidence:
    """The level, and all that speaks for and against it."""
    level = int(point.independent > 1) + int(_on_the_record(point))
    level -= any(told.checked.verdict.ruling == "supported" for told in point.against)
    return Confidence(_LEVELS[max(0, level)], tuple(_why(point)))


def is_named(origin: Origin) -> bool:
    """Whether an origin is a person or body by name: only then somebody stands up for it."""
    if origin.kind != "statement" or not origin.descriptor:
        return False
    return _has_name(origin.descriptor)


def _has_name(phrase: str) -> bool:
    """Whether a phrase names somebody, or an office or body: "the prime minister", "the union"."""
    source = read_source(phrase)
    words = phrase.split()[1:]
    if any(w[:1].isupper() and is_body(w) for w in words):
        # "the Council of Sami Peoples" is a name; "two Council officials" are not named
        return not read_source(" ".join(w for w in words if not w[:1].isupper())).anonymous
    if source.anonymous or not (source.names or source.nouns):
        return False
    return bool(source.names or source.nouns <= _OFFICES or any(map(is_body, source.nouns)))


def _on_the_record(point: Point) -> bool:
    """Whether somebody named says it of himself."""
    own = (told for told in point.told if _at_first_hand(told, point))
    return any(_is_named(told, point) and not _hedged(told) for told in own)


def _at_first_hand(told: Told, point: Point) -> bool:
    """Whether the article has it from whoever holds the position."""
    holder, ties = told.checked.claim.demander or "", told.member.chain if told.member else ()
    printed = [t.name or "" for t in ties if (t.role, t.status) == ("source", "explicit")]
    origin = _origin_of(told, point)
    if printed and origin and origin.kind == "statement":
        # what another sentence calls the same person: "council president Ana Ruiz ... Ruiz said"
        printed.append(origin.descriptor or "")
    return speaks_for_itself(told.checked) or any(
        _is_or_speaks_for(name, holder) for name in printed
    )


def _origin_of(told: Told, point: Point) -> Origin | None:
    of = told.member.origin if told.member else None
    return next((origin for origin in point.origins if origin.id == of), None)


def _is_or_speaks_for(source: str, holder: str) -> bool:
    """Whether a source is the holder, or its head by office: "union president Ana Ruiz"."""
    if compare_sources(source, holder) == "same":
        return True
    told, of = read_source(source), read_source(holder)
    words = {word.lower() for word in source.split()}
    office = words & _SPEAKING and not words & {"former", "ex", "deputy"}
    return bool(office and told.own and of.nouns and not of.own and of.nouns <= told.nouns)


def _is_named(told: Told, point: Point) -> bool:
    origin = _origin_of(told, point)
    if origin is None:
        return _has_name(told.checked.claim.demander or "a source")
    return is_named(origin)


def _hedged(told: Told) -> bool:
    return told.checked.claim.modality in {"hedged", "conditional"}


def _why(point: Point) -> Iterator[str]:
    articles = counted(point.articles, "article")
    if point.independent > 1:
        yield f"{counted(point.independent, 'surely independent origin')} in {articles}"
    elif point.articles > 1:
        yield f"{articles}, but only one surely independent origin"
    else:
        yield "one article, one origin"
    if _on_the_record(point):
        yield "on the record: whoever holds the position, or is the head of it, says so"
    else:
        yield from dict.fromkeys(_who(origin, point) for origin in point.origins)
    yield from _relayed(point)
    if any(_hedged(told) for told in point.told):
        yield "the article itself hedges it"
    if point.held:
        claims = counted(len(point.held), "further claim")
        yield f"{claims} of it could not be confirmed and {_count(point)} for nothing"
    if point.against:
        yield f"{counted(len(point.against), 'claim')} {_speak(point)} against it"
    if point.differences:
        kinds = sorted({one.kind for one in point.differences})
        yield f"the articles do not tell it alike ({listed(kinds)})"


def _count(point: Point) -> str:
    return "counts" if len(point.held) == 1 else "count"


def _speak(point: Point) -> str:
    return "speaks" if len(point.against) == 1 else "speak"


def _who(origin: Origin, point: Point) -> str:
    described = within(origin.descriptor) if origin.descriptor else ""
    if described and _is_inferred(origin, point):
        described = f"{described}, as is inferred"
    if origin.kind == "outlet":
        return "no source is given: the article says it in its own voice"
    if origin.kind == "document":
        return f"from a document (“{origin.descriptor}”) that was not seen here"
    if is_named(origin):
        return f"told by {described} about another"
    if described:
        return f"not on the record: {described}"
    return f"{origin.agency or 'the newsroom'} names no source"


def _is_inferred(origin: Origin, point: Point) -> bool:
    """Whether no claim of it has a source that the article gives to its very words."""
    own = [told for told in point.told if told.member and told.member.origin == origin.id]
    ties = [t for told in own if told.member for t in told.member.chain if t.role == "source"]
    return bool(ties) and not any(
        [tie.status == "explicit" for tie in ties]
        + [confirmed(told.checked, "speaker") and names_source(told.checked) for told in own]
    )


def _relayed(point: Point) -> Iterator[str]:
    """Who passed it on, and what of that is inferred or not known."""
    used = {told.checked.claim.article_id for told in point.told}
    for origin in point.origins:
        if origin.kind == "outlet":
            continue
        relays = [r for r in origin.articles if r.article_id in used]
        inferred = [r.article_id for r in relays if r.basis == "inferred"]
        if origin.kind == "report" and not origin.agency:
            yield "the newsroom that had it first is not named"
        elif origin.kind == "report" and len(inferred) == len(relays):
            yield f"relayed from {origin.agency}, as is inferred"
        elif origin.kind == "report":
            yield f"relayed from {origin.agency}"
            if inferred:
                yield f"that {listed(inferred)} relays it is inferred"
