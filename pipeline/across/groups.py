"""The people an article describes instead of naming them, and which descriptions are one group.

"Three Russian sources familiar with the talks ... one of the sources ... the two officials": later
ones take up the first. "Five officials" and "three officials", or Dutch ones and Thai ones, are two
groups. Cannot tell two groups that an article describes in the same words.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import pairwise

from pipeline.domain import Article, Parse, Token
from pipeline.speech.cues import CITING, REPORTING
from pipeline.speech.grammar import phrase
from pipeline.speech.kinds import is_human
from pipeline.speech.sources import Source, read_source
from pipeline.wording.places import kin

# how a clause begins that says who they are
_SAID_OF = frozenset("report describe brief familiar close involve know say speak".split())
_WHO = frozenset("who with".split())
_LONGEST = 80  # code points of a clause about them
_TAKES_UP = frozenset("the these those both said its their same".split())
_UNNAMED = frozenset("anonymous unnamed unidentified".split())
_PARTS = frozenset("one two three some several another many most both".split())
_PAPERS = frozenset(
    """draft agreement treaty document letter memo memorandum filing lawsuit suit complaint
    indictment affidavit bill statute contract dossier text resolution ruling communique
    transcript petition""".split()
)
# words for any people who are cited unnamed
_ANY = frozenset("source official person people".split())


@dataclass(frozen=True, slots=True)
class Described:
    """One description: its place, its words, its parts, and the group it belongs to.

    `whole` ends behind what is said of them: "sources reported to have seen the letter".
    """

    start: int
    end: int
    text: str
    source: Source
    group: int
    whole: int


class Roster:
    """All descriptions of one article, in groups."""

    def __init__(self, article: Article, parse: Parse, rooms: frozenset[str]) -> None:
        self._rooms = frozenset(word for room in rooms for word in room.split())
        self.all: list[Described] = []
        self._best: list[Described] = []
        for token in parse.tokens:
            if token.pos != "NOUN" or not _is_people(parse, token):
                continue
            start, end = phrase(parse, token)
            noisy = any(n.start <= start < n.end for n in article.noise)
            if not noisy and not self.at(start, end):
                self._add(start, end, article.text[start:end], _whole(parse, token, end))

    def _add(self, start: int, end: int, text: str, whole: int) -> None:
        # a large letter at the start of a sentence makes no name
        first = text.split(" ", 1)[0].lower()
        known = first in _TAKES_UP | _PARTS
        source = read_source(text[:1].lower() + text[1:] if known else text)
        # "two of Altair's sources": whose they are is not who they are
        source = replace(source, names=source.names - self._rooms)
        takes_up = _takes_up(text)
        last = len(self._best) - 1
        fitting = [g for g in range(last, -1, -1) if _fits(source, self._best[g].source, takes_up)]
        fitting.sort(key=lambda g: not _people(source) & _people(self._best[g].source))
        group = fitting[0] if fitting else last + 1
        found = Described(start, end, text, source, group, whole)
        self.all.append(found)
        if not fitting:
            self._best.append(found)
        elif _richness(found) > _richness(self._best[group]):
            self._best[group] = found

    def at(self, start: int, end: int) -> Described | None:
        """The description that stands at, or overlaps, a stretch."""
        return next((d for d in self.all if d.start < end and start < d.end), None)

    def described(self, group: int) -> Iterator[Described]:
        """Every description of a group, in text order."""
        yield from (d for d in self.all if d.group == group)

    def best(self, group: int) -> Described:
        """The fullest description of a group."""
        return self._best[group]

    def like(self, claimed: str) -> int | None:
        """The group that a claimed description means; None where the article has none like it."""
        source = read_source(claimed)
        if not (source.anonymous or any(map(is_human, source.nouns))):
            return None
        fitting = (
            d.group
            for d in self.all
            if d.source.nouns & source.nouns
            and _counts_fit(source, d.source)
            and not _apart(source, d.source)
        )
        return next(fitting, None)


def _is_people(parse: Parse, token: Token) -> bool:
    """Whether a noun means people who may be cited: "officials", or "farmers" who say something."""
    if read_source(token.text.lower()).anonymous:
        return True
    lemma, head = token.lemma.lower(), parse.tokens[token.head]
    cites = head.lemma in REPORTING | CITING or parse.tokens[head.head].lemma in {"accord", "cite"}
    return cites and lemma != token.text.lower() and is_human(lemma) and not names_paper(lemma)


def _whole(parse: Parse, noun: Token, end: int) -> int:
    """Where a description ends with what is said of them: up to the verb by which they speak."""
    here = parse.sentence_at(noun.start)
    behind = parse.between(end, parse.sentences[here][1]) if here is not None else ()
    behind = tuple(t for t in behind if t.start >= end)
    if not behind or (behind[0].lemma not in _SAID_OF and behind[0].text.lower() not in _WHO):
        return end
    for before, token in pairwise(behind):
        if token.start - end > _LONGEST:
            break
        if token.lemma in REPORTING and token.pos == "VERB" and token.text != "having":
            return before.end
    return end


def _takes_up(text: str) -> bool:
    words = text.lower().split()
    first = words[0] if words else ""
    part = first in _PARTS and len(words) > 1 and (words[1] == "of" or first in {"one", "another"})
    return first in _TAKES_UP or part or bool(_UNNAMED & set(words[:3]))


def _fits(source: Source, best: Source, takes_up: bool) -> bool:
    """Whether a description may mean a group that was described before."""
    if _apart(source, best):
        return False
    any_people = bool(source.nouns & _ANY) and best.anonymous
    if takes_up:
        fewer = not (source.count and best.count) or source.count <= best.count
        return fewer and bool(source.nouns & best.nouns or any_people)
    return _counts_fit(source, best) and bool(_people(source) & _people(best))


def _people(source: Source) -> frozenset[str]:
    return frozenset(n for n in source.nouns if read_source(n).anonymous or is_human(n))


def _counts_fit(one: Source, two: Source) -> bool:
    return not (one.count and two.count) or one.count == two.count


def _apart(one: Source, two: Source) -> bool:
    """Whether both have names, and share none: Dutch officials are not Thai ones."""
    if not one.names or not two.names or one.names & two.names:
        return False
    return not any(kin(x) & kin(y) for x in one.names for y in two.names)


def _richness(found: Described) -> tuple[bool, int, int]:
    source = found.source
    many = bool(source.count and source.count > 1)
    return many, len(source.names), len(source.nouns) + len(found.text.split())


def names_paper(phrase: str) -> bool:
    """Whether a phrase means something written."""
    return bool(set(phrase.lower().split()) & _PAPERS) and not read_source(phrase).anonymous
