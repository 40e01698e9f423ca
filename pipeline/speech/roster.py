"""The sources of an article as it numbers and ranks them, and what a claim makes of them.

A claim can invent a source, count two as five, make an official a senior one, join two that the
article keeps apart, or call them independent of each other.
"""

import re
from dataclasses import dataclass

from pipeline.domain import Parse, Reason
from pipeline.speech.grammar import phrase
from pipeline.speech.identity import identity
from pipeline.speech.links import Link, likeness
from pipeline.speech.sources import Source, all_sources, knows_name, read_source, stem

_JOINT = re.compile(r"\s*(?:\+|&|,? and )\s*")
_WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)?")
_STEM = 6  # letters: "publicly" is there where "in public" is
_HIGH = frozenset("senior top high-ranking top-level high-level leading ranking".split())
# words that make several sources of one report
_APART = frozenset(
    """independent independently separate separately unrelated multiple several numerous various
    many dozens countless""".split()
)


_INDEPENDENT = re.compile(
    r"\b(independently|separately) (?:told|said|say|confirm|report|state|claim|suggest)"
    r"|\b(?:confirmed|reported|told|said) (independently|separately)"
    r"|\b(independent|separate|unrelated) (?:\w+ )?"
    r"(?:source|official|person|people|witness|diplomat)",
    re.IGNORECASE,
)
_PUBLIC = re.compile(
    r"\b(?:publicly|openly|on the record|in an? (?:public |official |written )?"
    r"(?:statement|speech|interview|broadcast|address)|at a (?:press|news) conference)\b",
    re.IGNORECASE,
)
_RUMOURS = frozenset("report rumour rumor leak".split())

_AMONG = re.compile(r"\b(?:one|two|three|some|several|many|most) of\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Misfit:
    """What is wrong with a claimed source, in words; `sure` where it cannot be otherwise."""

    message: str
    reason: Reason
    sure: bool


def misfit(
    parse: Parse,
    text: str,
    claimed: tuple[str, ...],
    printed: tuple[Link, ...],
    *,
    cited: bool = True,
) -> Misfit | None:
    """The first thing in a claimed chain that no source of the article bears out."""
    for link in claimed:
        found = _missing(text, link)
        # names in a sentence of the claim are for the entities check, which knows more of names
        if found and (cited or found.reason != "outside_knowledge"):
            return found
    for link in claimed:
        if found := _miscounted(parse, text, link, printed):
            return found
    for link in claimed:
        found = _merged(parse, text, link, printed) or _raised(link, printed)
        if found := found or set_apart(text, link):
            return found
    return None


def _missing(text: str, link: str) -> Misfit | None:
    """A link whose names, or whose kind of source, the article does not know."""
    source, known = read_source(link), all_sources(text)
    named = source.names and not source.anonymous
    if named and not any(knows_name(n, known.names) for n in source.names):
        return Misfit(
            f"{link} does not stand in the article at all", "outside_knowledge", sure=True
        )
    if source.anonymous and not source.nouns & known.nouns:
        # some anonymous source there is: the word for it may be a paraphrase
        message = f"the article speaks of no such source: {link}"
        return Misfit(message, "merged_sources", sure=not known.anonymous)
    return None


def _miscounted(parse: Parse, text: str, link: str, printed: tuple[Link, ...]) -> Misfit | None:
    """A count of sources that neither this chain nor any like source of the article has."""
    source = read_source(link)
    here = [(x.name, read_source(x.name)) for x in printed]
    if _is_plural(link, source):
        single = next((n for n, s in here if s.count == 1 and s.nouns & source.nouns), None)
        if single and not any(x.aliases for x in printed if x.name == single):
            message = f"the article speaks of {single}, not of several: {link}"
            return Misfit(message, "merged_sources", sure=bool(source.count))
    # one of three people is one and three
    if _AMONG.search(link) or not source.count or not (source.anonymous or source.count > 1):
        return None
    counts = _counts(here, source) or _counts(_described(parse, text), source)
    if counts and source.count not in counts:
        message = f"the article speaks of {next(iter(counts.values()))}, not of {link}"
        return Misfit(message, "merged_sources", sure=True)
    return None


def _counts(like: list[tuple[str, Source]], source: Source) -> dict[int, str]:
    return {s.count: text for text, s in like if s.count and s.nouns & source.nouns}


def _is_plural(link: str, source: Source) -> bool:
    """Whether a described source is several: its own noun, not one that tells whose it is."""
    if source.count:
        return source.count > 1
    words = [w.lower() for w in _WORD.findall(re.split(r" (?:of|from|at|in|with|who) ", link)[0])]
    return source.anonymous and bool(words) and stem(words[-1]) != words[-1]


def _merged(parse: Parse, text: str, link: str, printed: tuple[Link, ...]) -> Misfit | None:
    """A link that joins two sources where the article gives the words to one of them."""
    parts = [p for p in _JOINT.split(link) if p.strip()]
    sources = [read_source(p) for p in parts]
    whole = len(parts) < 2 or link.lower() in text.lower()
    if whole or not all(s.names or s.nouns for s in sources):
        return None
    for x in printed:
        alike = [identity(parse, text, p, x) for p in parts]
        if "same" not in alike:
            continue
        one = read_source(x.name).count == 1 and len(_JOINT.split(x.name)) == 1
        if one or any(a in {"different", "unlike"} for a in alike):
            message = f"the article gives this to {x.name} alone, not to {link}"
            sure = x.sure and (one or "different" in alike)
            return Misfit(message, "merged_sources", sure)
    return None


def _raised(link: str, printed: tuple[Link, ...]) -> Misfit | None:
    """A rank that the claim gives to a source, and the article does not."""
    high = _words(link) & _HIGH
    for x in printed:
        there = set().union(*(_words(n) for n in (x.text, x.name, *x.aliases)))
        if high and not there & _HIGH and likeness(link, x) == "same":
            message = f"the article speaks of {x.name}, with no word of their rank: {link}"
            return Misfit(message, "wrong_speaker", sure=False)
    return None


def set_apart(text: str, link: str) -> Misfit | None:
    """Sources that a claim calls several or independent, where the article has no such word."""
    added = _words(link) & _APART - _words(text)
    if not added:
        return None
    message = f"the article does not speak of {'/'.join(sorted(added))} sources: {link}"
    return Misfit(message, "merged_sources", sure=False)


def alleged_apart(said: str, text: str) -> str | None:
    """The word by which a sentence makes its sources independent, where the article has none."""
    found = _INDEPENDENT.search(said)
    word = next((g for g in found.groups() if g), None) if found else None
    return word if word and word.lower() not in _words(text) else None


def made_public(said: str, text: str) -> str | None:
    """The word by which a sentence makes something public, where the article has no such word."""
    found = _PUBLIC.search(said)
    if found is None:
        return None
    how = re.escape(found[0].split()[-1][:_STEM])
    return None if re.search(rf"\b{how}", text, re.IGNORECASE) else found[0].lower()


def unnamed(link: Link) -> bool:
    """Whether the article keeps a source unnamed: officials, a person briefed, "reports"."""
    names = [read_source(n) for n in (link.name, *link.aliases)]
    if any(n.own for n in names):
        return False
    return any(n.anonymous or (n.nouns and n.nouns <= _RUMOURS) for n in names)


def _words(text: str) -> set[str]:
    return {w.lower() for w in _WORD.findall(text)}


def _described(parse: Parse, text: str) -> list[tuple[str, Source]]:
    """Every source that the article describes instead of naming it, and whatever it counts."""
    out = []
    tokens, children = parse.tokens, parse.children
    for token in tokens:
        counted = any(tokens[i].dep == "nummod" for i in children[token.index])
        if token.pos == "NOUN" and (counted or read_source(token.text).anonymous):
            start, end = phrase(parse, token)
            words = text[start:end]
            out.append((words, read_source(words)))
    return out
